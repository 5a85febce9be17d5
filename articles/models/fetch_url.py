"""URLs that may be fetched, taken apart."""

from dataclasses import dataclass
from re import compile as pattern
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from articles.text.strings import build_excerpt, clean_text

PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = pattern(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*")


@dataclass(frozen=True, slots=True)
class FetchURL:
    """An address taken apart, in ASCII; ``path`` is with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def place(self) -> str:
        """Return host and port as the Host header and addresses have them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.place}{self.path}"


def parse_fetch_url(address: str) -> FetchURL:
    """Take the address apart; raise ValidationError for one that nobody should ask for."""
    try:
        parts = urlsplit(address)
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if "@" in parts.netloc:
        raise ValidationError(
            _("An address with a user name or a password in it is not fetched. Take them out.")
        )
    if parts.scheme not in PORTS or not _HOST.fullmatch(host):
        raise ValidationError(
            _(
                "“%(address)s” is no address of the web. Write one that begins with https:// or http://."
            )
            % {"address": shorten(address)}
        )
    query = f"?{parts.query}" if parts.query else ""
    path = iri_to_uri(f"{parts.path or '/'}{query}")
    return FetchURL(parts.scheme, host, PORTS[parts.scheme] if port is None else port, path)


def _ascii(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode("ascii").lower()


def shorten(text: str) -> str:
    """Return the text as a message can hold it: clean, and at most 200 characters."""
    return build_excerpt(clean_text(text), limit=200)
