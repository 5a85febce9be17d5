"""Who may import, with which status of new articles, and what an import may take from readers."""

from typing import Final

from django.contrib.auth.models import AnonymousUser, User

from articles.models import Status

Person = User | AnonymousUser

# Imports, their previews and their undoing show articles of others, so each needs the permission to
# see all of them.
_ALWAYS: Final = ("articles.import_article", "articles.view_importrun", "articles.review_article")
_BY_STATUS: Final = {
    Status.DRAFT: "articles.import_article",
    Status.REVIEW: "articles.submit_article",
    Status.PUBLISHED: "articles.publish_import",
}


def may_import(person: Person) -> bool:
    """Return whether the person may import, and see and undo what was imported."""
    return bool(person.has_perms(_ALWAYS))


def may_import_as(status: Status, *, by: Person | None) -> bool:
    """Return whether the person may import new articles with this status.

    None stands for somebody whose account was deleted.
    """
    return by is not None and may_import(by) and by.has_perm(_BY_STATUS[status])


def list_statuses(by: Person) -> list[Status]:
    """Return the statuses of new articles that the person may choose."""
    return [status for status in _BY_STATUS if may_import_as(status, by=by)]
