"""Who has an article open at the desk."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article

# An open page reports itself every 20 seconds.
_CURRENT_FOR = timedelta(seconds=60)
_RETENTION = timedelta(days=1)


class PresenceQuerySet(models.QuerySet["Presence"]):
    def current(self) -> Self:
        """Presences of people who have the article open now."""
        return self.filter(seen_at__gt=timezone.now() - _CURRENT_FOR)

    def outdated(self) -> Self:
        """Presences that are no longer of use."""
        return self.filter(seen_at__lte=timezone.now() - _RETENTION)

    def touch(self, article: Article, *, person: User) -> None:
        """Record, in one query, that the person has the article open now."""
        presence = Presence(article=article, person=person, seen_at=timezone.now())
        upsert: dict[str, Any] = {
            "unique_fields": ["article", "person"],
            "update_fields": ["seen_at"],
        }
        self.bulk_create([presence], update_conflicts=True, **upsert)


class Presence(models.Model):
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="presences", verbose_name=_("article")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="presences",
        verbose_name=_("person"),
    )
    seen_at = models.DateTimeField(_("seen at"))

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="presence_unique")
        ]

    def __str__(self) -> str:
        return str(self.person)
