"""Tells the articles in a Blogger archive from what else it holds, and which of them are live.

The older archive is a feed whose entries have a category of the scheme ``g/2005#kind``; the one of
Google Takeout has elements of the namespace ``blogger/2018``.
"""

import re
from typing import Final

_KIND: Final = re.compile(r"schemas\.google\.com/blogger/2008/kind#([a-z]+)")
_TYPE: Final = re.compile(r"<blogger:type>\s*+(POST|PAGE|COMMENT)\b")
_STATUS: Final = re.compile(r"<blogger:status>\s*+(\w++)")
_TRASHED: Final = re.compile(r"<blogger:trashed>\s*+[^<\s]")
# As the publishing protocol of Atom has it, whoever writes the feed.
_DRAFT: Final = re.compile(r"<(?:\w++:)?draft>\s*+yes\b", re.IGNORECASE)

_ARTICLES: Final = frozenset({"", "post", "page"})
SKIPPED_KINDS: Final = {
    "settings": "settings",
    "template": "templates",
    "comment": "comments",
}
OTHER_KINDS: Final = "items of other types"
DELETED: Final = "deleted items"


def find_skipped_kind(entry: str) -> str:
    """Return what the entry is if it is no article, "" for an article."""
    if "blogger" not in entry:
        return ""
    match = _KIND.search(entry) or _TYPE.search(entry)
    kind = match[1].lower() if match else ""
    if kind not in _ARTICLES:
        return SKIPPED_KINDS.get(kind, OTHER_KINDS)
    status = _STATUS.search(entry)
    is_deleted = _TRASHED.search(entry) or (status and status[1].endswith("TRASHED"))
    return DELETED if is_deleted else ""


def is_draft(entry: str) -> bool:
    """Return whether readers of the site cannot see the entry."""
    if "draft>" in entry and _DRAFT.search(entry):
        return True
    status = _STATUS.search(entry) if "<blogger:status>" in entry else None
    return bool(status and status[1] != "LIVE")
