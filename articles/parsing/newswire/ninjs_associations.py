"""Pictures and recordings that an object of ninjs has beside its text, in any of its versions."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from articles.parsing.dropped import find_kind
from articles.text.dropped_html import Dropped, build_dropped

# The names of what describes a picture to those who do not see it, and of its caption.
_ALTERNATIVES: Final = ("alt_text", "body_text")
_CAPTIONS: Final = ("description_text", "descriptions", "headline", "headlines", "title")
# The renditions that show the whole picture, the best first.
_RENDITIONS: Final = ("original", "baseimage", "viewimage")


def list_media(value: Any) -> Iterator[Dropped]:
    """Yield what is known of the pictures and recordings among the associations."""
    for each in _list_objects(value):
        kind = find_kind(_as_text(each.get("type"))) or find_kind(_as_text(each.get("mimetype")))
        if kind:
            yield build_dropped(
                kind,
                url=_find_url(each),
                alt=_get_first(each, _ALTERNATIVES),
                caption=_get_first(each, _CAPTIONS),
            )


def _list_objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects in a list, or in an object by their names, which then are in each."""
    if isinstance(value, dict):
        value = [{"name": name, **each} for name, each in value.items() if isinstance(each, dict)]
    objects = (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()
    return [{name.lower(): inner for name, inner in each.items()} for each in objects]


def _find_url(item: Mapping[str, Any]) -> str:
    """Return the URL of the best rendition, else of the item."""
    renditions = {
        _as_text(each.get("name")).lower(): _as_text(each.get("href"))
        for each in _list_objects(item.get("renditions"))
    }
    best = (renditions.get(name, "") for name in _RENDITIONS)
    own = (_as_text(item.get(name)) for name in ("href", "uri", "guid"))
    return next(filter(None, (*best, *renditions.values(), *own)), "")


def _get_first(item: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return the first text of these names; a list is one of objects with values."""
    texts = (
        _as_text(each.get("value")) if isinstance(each, dict) else _as_text(each)
        for name in names
        for each in _as_list(item.get(name))
    )
    return next(filter(None, texts), "")


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _as_text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
