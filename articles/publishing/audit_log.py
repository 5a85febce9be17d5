"""The audit log: a chain of status changes for each article.

A link holds the SHA-256 of itself and of the link before; the article's row holds that of the
newest link, so that a link cut off the end is noticed as well. ``verification`` proves that it is
whole.
"""

from collections.abc import Mapping
from typing import Any, Final

from articles.models import Article, StatusChange
from articles.models.json_values import hash_values
from articles.models.revision import ROOT

# The columns of an article that decide what readers see, besides the text, and their attributes:
# only changes of status write them.
DECIDING: Final = {
    field.name: field.attname
    for field in Article._meta.concrete_fields
    if field.name
    in {
        *("status", "is_released", "published_at", "updated_at", "withdrawn_at"),
        *("withdrawn_reason", "live_revision", "previous_live_revision"),
        "needs_second_signature",
        *("scheduled_revision", "scheduled_at"),
    }
}


def build_link(
    article: Article, *, written: Mapping[str, Any] | None = None, **columns: Any
) -> StatusChange:
    """Return the next link of the article's chain, unsaved.

    ``written`` has the columns that the article's row gets with it.
    """
    change = StatusChange(
        article=article,
        number=article.audit_count + 1,
        previous_sha256=article.audit_sha256 or ROOT,
        **columns,
    )
    change.revision_sha256 = change.revision.record_sha256
    change.row_sha256 = compute_row_digest(article, written)
    change.sha256 = change.compute_digest()
    return change


def compute_row_digest(article: Article, written: Mapping[str, Any] | None = None) -> str:
    """Return the SHA-256 of what decides what readers see of the article, besides the text.

    ``written`` has columns that are about to be written into the article's row.
    """
    values = {name: getattr(article, attribute) for name, attribute in DECIDING.items()}
    for name, value in (written or {}).items():
        if name in values:
            values[name] = getattr(value, "pk", value)
    return hash_values(values)
