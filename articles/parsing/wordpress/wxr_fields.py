"""The fields of a record from an item of a WordPress export and its site."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import unquote

from articles.parsing import bylines
from articles.parsing.records import Sureness
from articles.parsing.wordpress import post_html
from articles.parsing.wordpress.wxr_item import Item, Term, to_line
from articles.parsing.wordpress.wxr_site import NAME_LIMIT, Site
from articles.text import body_html
from articles.text.patterns import HTTP_URL
from articles.text.strings import clean_text, collapse_whitespace, fold, fold_name, guess_language


def read_fields(item: Item, site: Site, text: str) -> tuple[dict[str, Any], dict[str, Sureness]]:
    """Return all fields but headline and body, and how sure those are that may be guesses.

    ``text`` is the plain text of the body.
    """
    names, has_names = _list_names(item, site)
    credits_ = bylines.parse_authors(names)
    language, is_declared = _detect_language(item, site, text)
    excerpt = post_html.convert_content(clean_text(item.texts.get("excerpt:encoded", "")))
    fields = {
        "standfirst": collapse_whitespace(body_html.to_text(excerpt.body)),
        "byline": ", ".join(names),
        "credits": credits_,
        "tags": _read_tags(item.terms),
        "language": language,
        "source_address": _read_url(item),
        "origin_id": _build_origin_id(item, site),
        "slug": _read_slug(item.texts.get("wp:post_name", "")),
        "publish_at": _read_publish_at(item),
        "is_withheld": not item.is_public,
    }
    sureness = {
        "byline": _rate_sureness(credits_, is_declared=has_names),
        "language": _rate_sureness(language, is_declared=is_declared),
    }
    return fields, sureness


def _rate_sureness(value: object, *, is_declared: bool) -> Sureness:
    if not value:
        return Sureness.MISSING
    return Sureness.SURE if is_declared else Sureness.GUESS


def _list_names(item: Item, site: Site) -> tuple[list[str], bool]:
    """Return the names of the authors, and whether the export gives those of all of them.

    Before WXR 1.1 it gives names in place of logins.
    """
    by_login = {login: site.get_name(login) for login in item.logins}
    names = [name or to_line(login)[:NAME_LIMIT] for login, name in by_login.items()]
    return list(filter(fold, dict.fromkeys(names))), all(by_login.values())


# WordPress's category for articles without one, in several languages.
_UNCATEGORISED: Final = frozenset(
    fold(name)
    for name in (
        *("Uncategorized", "Uncategorised", "Genel", "Kategorisiz", "Kateqoriyasız", "Allgemein"),
        *("Non classé", "Sin categoría", "Sem categoria", "Senza categoria", "Sense categoria"),
        *("Geen categorie", "Bez kategorii", "Nezařazené", "Без рубрики", "Без категории"),
        *("Без категорії", "Okategoriserade", "Ukategorisert", "Ikke kategoriseret", "未分類"),
    )
)
_NO_TAGS: Final = _UNCATEGORISED | {""}


def _read_tags(terms: list[Term]) -> tuple[str, ...]:
    """Return the categories and tags, each once.

    WXR 1.0 has each of them twice, and the domain ``tag`` for tags.
    """
    # Of terms that fold to the same, the first gives the spelling, and the last the place.
    names = {
        fold_name(term.name): term.name
        for term in reversed(terms)
        if term.domain in {"", "category", "post_tag", "tag"}
    }
    return tuple(name for folded, name in reversed(names.items()) if folded not in _NO_TAGS)


# The beginning of a text is enough to guess its language.
_LANGUAGE_SAMPLE: Final = 1_500
_LANGUAGE_TAG: Final = re.compile(r"([a-z]{2,3})(?:[-_][a-zA-Z0-9]{2,8})*")


def _remove_region(tag: str) -> str:
    """Return the language of a tag, "" for an invalid one; an article's region is not known."""
    match = _LANGUAGE_TAG.fullmatch(tag)
    return match[1] if match else ""


def _detect_language(item: Item, site: Site, text: str) -> tuple[str, bool]:
    """Return the language, and whether the item declares it.

    The site's language is only that of its menus, and often English because nobody changed it.
    """
    tags = (_remove_region(term.slug) for term in item.terms if term.domain == "language")
    declared = next(tags, "")
    guess = declared or guess_language(text[:_LANGUAGE_SAMPLE]) or _remove_region(site.language)
    return guess, bool(declared)


_PREVIEW: Final = re.compile(r"[?&](?:p|page_id|preview|preview_id)=")
_SLUG: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def _read_url(item: Item) -> str:
    """Return the permanent URL; an item that was never published has only that of a preview."""
    link = item.texts.get("link", "")
    if not HTTP_URL.fullmatch(link) or (not item.is_public and _PREVIEW.search(link)):
        return ""
    return clean_text(link)


def _read_slug(name: str) -> str:
    slug = clean_text(unquote(name))
    return slug if _SLUG.fullmatch(slug) and slug == slug.lower() else ""


_PUBLIC_HOST: Final = re.compile(
    r"https?://[^/\s]+\.(?!(?:local|localhost|test|invalid|internal)\b)[a-z]{2,}(?:[:/?#]|\Z)",
    re.IGNORECASE,
)
_SCHEME: Final = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


def _build_origin_id(item: Item, site: Site) -> str:
    """Return an id that is the same in every export of the site, "" where there is none.

    It is the guid. WordPress sets it when an article is first saved, and never changes it, even
    when the site moves. The number of the article is added where the guid does not end with it,
    since copied articles may share a guid. The URL of the site is put before it where the guid's
    host is not public, or where there is no guid, so that two sites built on ``localhost`` do not
    collide.
    """
    guid = collapse_whitespace(item.texts.get("guid", ""))
    number = collapse_whitespace(item.texts.get("wp:post_id", ""))
    prefix = "" if _PUBLIC_HOST.match(guid) else _SCHEME.sub("", site.url).rstrip("/")
    if not guid and not (prefix and number):
        return ""
    suffix = "" if guid.endswith(f"={number}") else number
    return clean_text(" ".join(filter(None, (prefix, guid, suffix))))


# As WordPress writes it; other programs that write its format put a T, and the zone, too.
_TIMESTAMP: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?"
)
_YEAR: Final = re.compile(r" [1-9]\d{3} \d\d?:")


def _read_publish_at(item: Item) -> datetime | None:
    """Return when the site published the article, or will; None if it is not public.

    The local time comes last, since nothing says in which zone it is.
    """
    if not item.is_public and item.status != "future":
        return None
    texts = item.texts
    return (
        _parse_timestamp(texts.get("wp:post_date_gmt", ""))
        or _parse_rfc_822(texts.get("pubDate", ""))
        or _parse_timestamp(texts.get("wp:post_date", ""))
    )


def _parse_timestamp(text: str) -> datetime | None:
    """Return the instant, read as UTC where it has no zone; None for no date or zeros."""
    stamp = text.strip()
    if not _TIMESTAMP.fullmatch(stamp):
        return None
    try:
        return _to_utc(datetime.fromisoformat(stamp))
    except (ValueError, OverflowError):
        return None


def _to_utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _parse_rfc_822(text: str) -> datetime | None:
    """Return the instant of an RFC 822 date.

    For no date WordPress writes the year -0001, which Python reads as 2001.
    """
    if not _YEAR.search(text):
        return None
    try:
        return _to_utc(parsedate_to_datetime(text))
    except (ValueError, OverflowError):
        return None
