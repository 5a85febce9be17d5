"""The tag ``include_cached``, which renders a part of a page once for all pages that show it."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any, Final

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# Parts in memory; those of articles take about 2,000 bytes each, with their keys.
CACHE_SIZE: Final = 5_000


class _IgnoredByCache:
    """The part of a template's context that is no part of the cache key.

    All instances are equal and have the same hash, so that lru_cache takes any for any other.
    """

    def __init__(self, context: dict[str, Any]) -> None:
        self.context = context

    def __eq__(self, _other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@register.simple_tag
def include_cached(
    name: str, value: Hashable = None, *keys: Hashable, **context: Any
) -> SafeString:
    """Render ``articles/_NAME.html`` with ``value`` and ``context``, or take it from the cache.

    The cache key is the name, ``value``, ``keys`` and the language: together they must determine
    everything that the template shows of ``context``.
    """
    # While debugging, a template may have changed.
    render = render_part.__wrapped__ if settings.DEBUG else render_part
    return render(name, (value, *keys), get_language(), _IgnoredByCache(context))


@lru_cache(maxsize=CACHE_SIZE)
def render_part(
    name: str, keys: tuple[Hashable, ...], _language: str, ignored: _IgnoredByCache
) -> SafeString:
    context = {"value": keys[0], **ignored.context}
    html = get_template(f"articles/_{name}.html").render(context)
    ignored.context = {}  # the cache holds a reference to it, but must not hold articles
    return SafeString(html)
