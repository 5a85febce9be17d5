"""What templates need beyond Django's own tags."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Protocol
from urllib.parse import quote

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from articles.models import Article
from articles.models.languages import get_language_name
from articles.models.urls import reverse_page
from articles.templatetags.parts import part

register = template.Library()


@register.simple_tag
def site_name() -> str:
    return str(settings.NEWSROOM_SITE_NAME)


class SiteLanguage(NamedTuple):
    """A language that the site itself speaks, by its own name, and where readers choose it."""

    tag: str
    name: str
    address: str


@register.simple_tag
def language_links(path: str) -> SafeString:
    """Show the languages of the site, each but this one with a link to the same page in it."""
    return SafeString(part("languages").replace("{next}", quote(path)))


@register.simple_tag
def site_languages() -> list[SiteLanguage]:
    names = {tag: str(get_language_info(tag)["name_local"]) for tag, _name in settings.LANGUAGES}
    return [SiteLanguage(tag, name, reverse_page("language", tag)) for tag, name in names.items()]


class HasLanguage(Protocol):
    """What runs in a language: its tag, "" for one that nobody told."""

    @property
    def language(self) -> str: ...


@register.simple_tag
def lang_of(text: HasLanguage) -> SafeString | str:
    """Return the attributes that say in which language, and which direction, a text runs."""
    return _attributes(text.language) if text.language else ""


@lru_cache(maxsize=1_000)
def _attributes(language: str) -> SafeString:
    return format_html('lang="{}" dir="{}"', language, _direction(language))


def _direction(language: str) -> str:
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


@register.filter
def language_named(tag: str) -> str:
    """Return "Turkish:" for tr, in the reader's language; "" for no language."""
    return f"{get_language_name(tag)}:" if tag else ""


@register.filter
def excerpt(article: Article) -> str:
    """Return the standfirst, or where there is none the beginning of the text."""
    return article.summary


@register.filter(expects_localtime=True)
def instant(at: datetime) -> str:
    """Return the instant as HTML takes it: to the second, for it knows no microseconds."""
    return at.isoformat(timespec="seconds")
