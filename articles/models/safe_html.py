"""The one place that declares text to be HTML as it stands; a test refuses it everywhere else."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.text.clean_html import wrap_tables

# Characters that an HTML parser could take for markup inside a script.
_JSON_ESCAPES: Final = {ord(char): f"\\u{ord(char):04X}" for char in "<>&"}


def declare_body_safe(body: str) -> SafeString:
    """Return the body of an article, which the HTML gate has cleaned before it was saved.

    Each table is in an element of its own, which can be scrolled, by keyboard as well.
    """
    before = f'<div class="scroller" role="group" aria-label="{escape(_("Table"))}" tabindex="0">'
    wrapped = wrap_tables(body, before=before, after="</div>")
    return mark_safe(wrapped)  # noqa: S308 - cleaned by body_html.sanitise


def declare_picture_safe(svg: str) -> SafeString:
    """Return the SVG element of a picture that a library drew, such as a QR code."""
    return mark_safe(svg)  # noqa: S308 - shapes alone, no text of anybody's


def build_script_json(value: Mapping[str, Any]) -> SafeString:
    """Return the value as JSON that can stand in a ``script`` element."""
    text = json.dumps(value, ensure_ascii=False).translate(_JSON_ESCAPES)
    return mark_safe(text)  # noqa: S308 - escaped above
