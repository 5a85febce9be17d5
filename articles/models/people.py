"""Which people of the desk have a permission, and which may see an article, as queries."""

from typing import Final

from django.contrib.auth.models import User
from django.db.models import F, Q, QuerySet

_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


def query_holders(permission: str) -> QuerySet[User]:
    """Return the active users who have the permission, by a group or by themselves."""
    return User.objects.with_perm(permission, backend=_BACKEND)


def build_sight_condition(person: str, *, article: str) -> Q:
    """Return the condition that the person of a row may see its article at the desk.

    Both are names of foreign keys. For one person and one article ``may_see`` in
    articles/publishing/access.py decides the same.
    """
    staff = query_holders("articles.view_article").filter(is_staff=True)
    reviewers = query_holders("articles.review_article")
    sees_article = Q(**{f"{person}__in": reviewers}) | Q(**{f"{article}__created_by": F(person)})
    return Q(**{f"{person}__in": staff}) & sees_article
