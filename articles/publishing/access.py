"""Who may see an article at the desk, and what stands for one that somebody may not see."""

from typing import Final

from django.contrib.auth.models import AnonymousUser, User
from django.utils.translation import gettext_lazy as _

from articles.models import Article

Person = User | AnonymousUser

HIDDEN_ARTICLE: Final = _("An article that you may not see")


def may_see(article: Article, *, by: Person) -> bool:
    """Return whether the article is the person's own, or the person may see those of others."""
    return by.has_perm("articles.review_article") or (
        by.pk is not None and article.created_by_id == by.pk
    )


def may_read(article: Article, *, by: Person | None) -> bool:
    """Return whether the person may see the article at the desk or on the site; None sees all."""
    return by is None or article.is_live or may_see(article, by=by)


def get_label(article: Article, *, by: Person | None) -> str:
    """Return the headline, if the person may read it."""
    return article.headline if may_read(article, by=by) else str(HIDDEN_ARTICLE)
