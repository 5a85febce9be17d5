"""Remarks on what of weight is left out of a text: pictures, videos, forms, and the like."""

from collections.abc import Iterable
from typing import Final

from articles.parsing.records import Remark
from articles.text.dropped_html import PICTURE, Dropped, choose_unique

# What formats call the kinds.
_KINDS: Final = {
    **dict.fromkeys(("image", "picture", "photo", "graphic", "animated", "animation"), PICTURE),
    "video": "video",
    "audio": "audio",
}


def find_kind(name: str) -> str:
    """Return the kind of which this is a name or a media type, such as image/jpeg, "" for none."""
    return _KINDS.get(name.strip().partition("/")[0].lower(), "")


def build_remarks(dropped: Iterable[Dropped]) -> tuple[Remark, ...]:
    """Return a remark on each, with what is known of it; on one hundred at most."""
    return tuple(map(_build_remark, choose_unique(dropped)))


def _build_remark(dropped: Dropped) -> Remark:
    params = {
        name: value
        for name in ("url", "alt", "caption", "text")
        if (value := str(getattr(dropped, name)))
    }
    return Remark(f"left_out.{dropped.kind}", params=params)
