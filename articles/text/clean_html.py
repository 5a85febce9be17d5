"""Regular expressions for HTML that ``body_html.sanitise`` wrote, and the text of a part of it.

The sanitiser writes names in lower case and attributes in double quotes.
"""

import html
import re
from typing import Final

ATTRIBUTES: Final = r'(?:"[^"]*"|[^"<>])*'
TAG: Final = re.compile(rf"<(?P<close>/?)(?P<name>[a-z][a-z0-9]*){ATTRIBUTES}>")
BLOCKS: Final = {"p", "h2", "h3", "h4", "li", "ul", "ol", "blockquote", "hr"}
VOID: Final = {"br", "hr"}


def extract_text(source: str) -> str:
    """Return the words of the HTML with one space between them."""
    return " ".join(html.unescape(TAG.sub(_replace_tag, source)).split())


def _replace_tag(tag: re.Match[str]) -> str:
    return " " if tag["name"] in BLOCKS | VOID else ""
