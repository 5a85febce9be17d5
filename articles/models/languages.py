"""The languages of articles: their tags (BCP 47) and their names."""

from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from articles.text.patterns import LANGUAGE_TAG

validate_language_tag = RegexValidator(
    f"^{LANGUAGE_TAG.pattern}$",
    _("Write a language tag such as en, tr or pt-BR."),
)


def is_language_tag(text: str) -> bool:
    try:
        validate_language_tag(text)
    except ValidationError:
        return False
    return True


def list_language_choices() -> list[tuple[str, str]]:
    """Return tag and name, in the reader's language, of each language that the desk reads."""
    return [(tag, get_language_name(tag)) for tag in settings.NEWSROOM_ARTICLE_LANGUAGES]


def get_language_name(tag: str) -> str:
    """Return the name in the reader's language, or the tag if Django does not know it."""
    return _find_name(tag, get_language())


@lru_cache(maxsize=1_000)
def _find_name(tag: str, _reader_language: str | None) -> str:
    try:
        return str(get_language_info(tag)["name_translated"])
    except KeyError:
        return tag
