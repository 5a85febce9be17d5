"""Language tags as other programs write them."""

from typing import Final

from articles.text.patterns import LANGUAGE_TAG

_LENGTH_LIMIT: Final = 20


def parse_language_tag(text: str) -> str:
    """Return ``tr``, ``TR`` or ``tr_TR`` as a language tag, or "" if the text is none."""
    language, *subtags = text.strip().replace("_", "-").split("-")
    tag = "-".join((language.lower(), *subtags))
    return tag if len(tag) <= _LENGTH_LIMIT and LANGUAGE_TAG.fullmatch(tag) else ""
