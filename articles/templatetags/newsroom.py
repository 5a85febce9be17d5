"""General tags and filters of the site: its name, language attributes, instants."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django import template
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from articles.models import Article
from articles.models.article import CREDITS_AND_TAGS
from articles.models.languages import get_language_name

register = template.Library()


@register.simple_tag
def site_name() -> str:
    return str(settings.NEWSROOM_SITE_NAME)


@register.simple_tag
def load_credits_and_tags(articles: Sequence[Article]) -> str:
    """Load the authors and tags of all the articles, unless they are loaded; render nothing."""
    prefetch_related_objects(articles, *CREDITS_AND_TAGS)
    return ""


class HasLanguage(Protocol):
    """Anything with a language tag, "" where the language is not known."""

    @property
    def language(self) -> str: ...


@register.simple_tag
def lang_attributes(text: HasLanguage) -> SafeString | str:
    """Return the HTML attributes ``lang`` and ``dir``, "" where the language is not known."""
    return _build_attributes(text.language) if text.language else ""


@lru_cache(maxsize=1_000)
def _build_attributes(language: str) -> SafeString:
    return format_html('lang="{}" dir="{}"', language, _get_direction(language))


def _get_direction(language: str) -> str:
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


@register.filter
def language_label(tag: str) -> str:
    """Return the name in the reader's language with a colon, "Turkish:" for tr; "" for ""."""
    return f"{get_language_name(tag)}:" if tag else ""


@register.filter
def excerpt(article: Article) -> str:
    """Return the standfirst, or the beginning of the text where there is none."""
    return article.summary


@register.filter(expects_localtime=True)
def instant(at: datetime) -> str:
    """Return the instant in ISO 8601, to the second: HTML does not allow microseconds."""
    return at.isoformat(timespec="seconds")
