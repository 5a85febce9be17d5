"""Parts that many pages show, each rendered once for all the pages that show the same."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any, Final

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# Those of articles and what stands beside them take 2,000 bytes each, all told.
KEPT: Final = 5_000


class _Beside:
    """What a part is made from, of which its key tells all that it depends on: any will do."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def __eq__(self, _other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@register.simple_tag
def part(name: str, shown: Hashable = None, *more: Hashable, **beside: Any) -> SafeString:
    """Show by the template of this name what ``shown`` and ``more`` tell: all that it depends on.

    The template has ``shown``, and by their names the things beside it.
    """
    render = rendered.__wrapped__ if settings.DEBUG else rendered  # a template may be new
    return render(name, (shown, *more), get_language(), _Beside(beside))


@lru_cache(maxsize=KEPT)
def rendered(name: str, told: tuple[Hashable, ...], _language: str, beside: _Beside) -> SafeString:
    html = get_template(f"articles/_{name}.html").render({"shown": told[0], **beside.values})
    beside.values = {}  # no article is kept with what was made of it
    return SafeString(html)
