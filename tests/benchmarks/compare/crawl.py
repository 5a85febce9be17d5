"""Requests all that a site links to. Runs inside ``manage.py shell``, with Django's test client.

It imports nothing of the project, so that any checkout can be crawled.
"""

import html
import json
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client

HOST: Final = "press.example.org"
ORIGIN: Final = f"https://{HOST}"
# The most pages to request of those that differ only in the values of their query string.
QUERIES: Final = 5
# The first URLs: the front page, and others that no page links to.
ENTRANCES: Final = (
    *("/", "/latest/", "/robots.txt", "/sitemap.xml", "/news-sitemap.xml", "/sitemap-pages.xml"),
    *("/healthz", "/favicon.ico", "/opensearch.xml", "/.well-known/security.txt"),
    *("/api/", "/api/openapi.json", "/api/articles/?limit=7", "/api/articles/?q=harbour"),
    *("/api/articles/?limit=0", "/api/articles/?cursor=x", "/api/articles/?language=tr"),
    *("/api/articles/?from=2020-01-01&until=2022-12-31", "/api/articles/999999/", "/api/none/"),
    *("/sources/", "/authors/", "/tags/", "/archive/", "/corrections/", "/admin/login/"),
    *("/corrections/feed.rss", "/corrections/feed.atom", "/corrections/feed.json"),
    *("/?q=harbour", "/?q=istanbul", "/?q=harb*&order=best", '/?q="gate+again"', "/?q=harbuor"),
    *("/?q=ferry+-strike", "/?q=ferry+OR+tram", "/?q=%22&order=best", "/feed.rss?q=ferry"),
    *("/?kind=news&language=en", "/?from=2019-01-01&until=2020-12-31", "/?from=2020-13-01"),
    *("/?source=none", "/?older=x", "/?newer=x", "/?page=2", "/tags/?page=2", "/tags/?page=x"),
    *("/TAGS/", "/Sources/Harbour-Gazette/", "/2019/11/", "/2019/13/", "/2019/02/30/", "/1800/"),
    *("/language/tr/", "/language/de/", "/preview/x/", "/none/", "/sitemap-99.xml", "/feed.xml"),
)
OTHER_METHODS: Final = (
    *(("HEAD", "/"), ("POST", "/"), ("OPTIONS", "/")),
    *(("HEAD", "/api/articles/"), ("OPTIONS", "/api/articles/"), ("DELETE", "/api/articles/")),
)
NOT_CRAWLED: Final = ("/admin/",)
URL: Final = re.compile(rf"{re.escape(ORIGIN)}(/[^\s\"'<>\\]*)?")


class Links(HTMLParser):
    """Collects the URLs in the attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.urls += filter(None, (attributes.get(name) for name in ("href", "src", "action")))


def crawl(file: str, *, language: str, limit: int, also: Sequence[str] = ()) -> None:
    """Write each response to the file, as a JSON line of the request and the text."""
    client = Client(raise_request_exception=False, SERVER_NAME=HOST)
    with Path(file).open("w", encoding="utf-8") as stream:
        responses = request_all(client, language, limit, [*ENTRANCES, *also])
        stream.writelines(json.dumps(response) + "\n" for response in responses)


def request_all(
    client: Client, language: str, limit: int, entrances: Sequence[str]
) -> Iterator[tuple[str, str]]:
    for method, url in OTHER_METHODS:
        yield f"{method} {url}", format_response(request_page(client, url, language, method))
    waiting, known, queries = deque(entrances), set(entrances), Counter[str]()
    while waiting and limit:
        url = waiting.popleft()
        response = request_page(client, url, language)
        yield f"GET {url}", format_response(response)
        limit -= 1
        for link in find_internal_links(url, response):
            if link not in known and is_wanted(link, queries):
                known.add(link)
                waiting.append(link)


def request_page(client: Client, url: str, language: str, method: str = "GET") -> Any:
    client.cookies.clear()
    return client.generic(method, url, secure=True, headers={"accept-language": language})


def format_response(response: Any) -> str:
    """Return status, headers and body as they would be read on the wire."""
    headers = sorted(f"{name}: {value}" for name, value in response.items())
    cookies = [f"Set-Cookie: {morsel.OutputString()}" for morsel in response.cookies.values()]
    body = response.getvalue().decode("utf-8", "backslashreplace")
    return "\n".join([str(response.status_code), *headers, *cookies, "", body])


def find_internal_links(url: str, response: Any) -> Iterator[str]:
    """Yield the paths on this site that the response links to, each with its query."""
    for link in [*response.headers.get("Location", "").split(), *find_links(response)]:
        parts = urlsplit(urljoin(ORIGIN + url, link))
        if f"{parts.scheme}://{parts.netloc}" == ORIGIN:
            yield (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def find_links(response: Any) -> list[str]:
    body = response.getvalue().decode("utf-8", "replace")
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return [html.unescape(match[0]) for match in URL.finditer(body)]
    links = Links()
    links.feed(body)
    return links.urls


def is_wanted(link: str, queries: Counter[str]) -> bool:
    """Tell whether to follow the link, and count it where it has a query."""
    path, _, query = link.partition("?")
    if path.startswith(NOT_CRAWLED):
        return False
    if not query:
        return True
    form = path + "?" + "&".join(sorted(name for name, _value in parse_qsl(query)))
    queries[form] += 1
    return queries[form] <= QUERIES
