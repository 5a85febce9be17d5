"""Parts that many pages show, each rendered once for all the pages that show the same."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Final

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# Each takes some two thousand bytes.
KEPT: Final = 5_000


@register.simple_tag
def part(name: str, shown: Hashable = None) -> SafeString:
    """Show by the template of this name what ``shown`` tells: all that it may depend on."""
    render = rendered.__wrapped__ if settings.DEBUG else rendered  # a template may be new
    return render(name, shown, get_language())


@lru_cache(maxsize=KEPT)
def rendered(name: str, shown: Hashable, _language: str) -> SafeString:
    return SafeString(get_template(f"articles/_{name}.html").render({"shown": shown}))
