"""Finds the URL of a page's article among those that the page declares."""

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from articles.parsing.hypertext import Element
from articles.parsing.webpage.meta_elements import MetaElements
from articles.text.patterns import HTTP_URL
from articles.text.strings import clean_text
from articles.text.urls import compute_address_key

# The comments of browsers and of SingleFile, near the beginning of what they save.
_SAVED_FROM: Final = re.compile(
    r"<!--\s{0,20}(?:saved from url=\(\d{1,5}\)|Page saved with SingleFile\s{1,20}url:\s{0,20})"
    r"(https?://\S{1,2000}?)(?:\s|-->)",
    re.IGNORECASE,
)
_HEAD: Final = 8192
_LENGTH_LIMIT: Final = 1_998
_METAS: Final = ("og:url", "twitter:url", "parsely-link", "citation_public_url", "dc.identifier")
# The path of a home page, also in one language.
_HOME: Final = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE
)
# What a template leaves behind where it has no value.
_UNFILLED: Final = re.compile(r"[{}\[\]<>]|%7[bd]|\b(?:undefined|null)\b", re.IGNORECASE)


def find_url(tree: Element, metas: MetaElements, *, text: str) -> str:
    """Return the URL of the article, "" if the page declares none.

    The canonical link counts most, then ``meta`` elements, and where a browser saved the page. A
    URL that cannot be an article's, such as that of the home page, is passed over.
    """
    saved = _SAVED_FROM.search(text, 0, _HEAD)
    candidates = [
        *_list_links(tree),
        *(content for name in _METAS for content in metas.get_all(name)),
        *([saved[1]] if saved else []),
    ]
    base = next((each for each in candidates if _parse(each)), "") or find_base(tree, "")
    urls = (clean_text(each).strip() for each in candidates)
    return choose_url(join(base, url) if url.startswith("/") else url for url in urls)


def choose_url(urls: Iterable[str]) -> str:
    """Return the first of the URLs that can be an article's, or ""."""
    return next(filter(_may_be_article, urls), "")


def get_host(url: str) -> str:
    """Return the host without "www.", "" for no URL."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def find_base(tree: Element, url: str) -> str:
    """Return the URL from which the page's relative links start."""
    bases = (each.get("href") or "" for each in tree.iter("base"))
    base = join(url, next(filter(None, bases), "").strip())
    return base if _parse(base) else url


def _list_links(tree: Element) -> Iterator[str]:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            yield link.get("href") or ""


def join(base: str, url: str) -> str:
    """Return the URL as it is meant on a page with this base, "" if it is none."""
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def _parse(url: str) -> SplitResult | None:
    """Return the parts of an absolute URL of the web, None for anything else."""
    try:
        is_url = len(url) <= _LENGTH_LIMIT and HTTP_URL.fullmatch(url)
        return urlsplit(url) if is_url else None
    except ValueError:
        return None


def _may_be_article(url: str) -> bool:
    parts = _parse(url)
    if parts is None or not _is_public(parts.hostname or "") or _UNFILLED.search(url):
        return False
    home = f"{parts.scheme}://{parts.netloc}"
    is_home = _HOME.fullmatch(parts.path) and compute_address_key(
        f"{home}?{parts.query}"
    ) == compute_address_key(home)
    return not is_home


def _is_public(host: str) -> bool:
    """Return whether the host is not only the outlet's own machine or network."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".internal"))
