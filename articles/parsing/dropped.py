"""Remarks on what of weight is left out of a text: pictures, videos, forms, and the like."""

from collections.abc import Iterable

from articles.parsing.records import Remark
from articles.text.dropped_html import Dropped, choose_unique


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
