"""URLs that may be fetched, parsed and checked."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from articles.text.strings import build_excerpt, clean_text
from articles.text.urls import mask_credentials

PORTS: Final = {"http": 80, "https": 443}
HAS_PASSWORD: Final = _(
    "Addresses with a user name or password are not fetched. Remove them from the address."
)
NO_WEB_ADDRESS: Final = _(
    "“%(address)s” is not a web address. It must begin with https:// or http://."
)
_HOST: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*")


@dataclass(frozen=True, slots=True)
class FetchURL:
    """The parts of an http(s) URL, in ASCII; ``path`` includes the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """Return host and port as URLs and the Host header have them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.path}"


def parse_fetch_url(url: str) -> FetchURL:
    """Return the parts of the URL; raise ValidationError for one that may not be fetched."""
    try:
        parts = urlsplit(url)
        host, port = _encode_host(parts.hostname or ""), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if "@" in parts.netloc:
        raise ValidationError(HAS_PASSWORD, code="fetch.password")
    if parts.scheme not in PORTS or not _HOST.fullmatch(host):
        params = {"address": shorten(url)}
        raise ValidationError(NO_WEB_ADDRESS, code="fetch.no_web_address", params=params)
    query = f"?{parts.query}" if parts.query else ""
    path = iri_to_uri(f"{parts.path or '/'}{query}")
    return FetchURL(parts.scheme, host, PORTS[parts.scheme] if port is None else port, path)


def _encode_host(host: str) -> str:
    """Return the host name in ASCII, international ones in Punycode."""
    return host if host.isascii() else host.encode("idna").decode("ascii").lower()


def shorten(text: str) -> str:
    """Return the text as a message may show it: without passwords, cut to 200 characters."""
    return build_excerpt(mask_credentials(clean_text(text)), limit=200)
