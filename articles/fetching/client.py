"""One address of the web fetched within limits: how long, how much, how far, and to which hosts."""

import gzip
import io
import socket
import ssl
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, ip_address
from time import monotonic
from typing import Any, Final
from urllib.parse import urljoin

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.fetching.networks import is_public
from articles.models.fetch_url import FetchURL, parse_fetch_url, shorten

PERMANENT: Final = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
REDIRECTS: Final = {
    *PERMANENT,
    *(HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT),
}
# Of a host with many addresses so many are tried.
_TRIED: Final = 4


class FetchError(Exception):
    """The address was not fetched; the message is a sentence that says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How far a fetch may go.

    ``may_reach`` and ``ports`` hold for each address that it is redirected to as well. ``seconds``
    are for all of it, but for the looking up of names, which the system's resolver limits; ``size``
    is in bytes, of the body as sent, and as unpacked.
    """

    may_reach: Callable[[IPv4Address | IPv6Address], bool] = is_public
    ports: Collection[int] = (80, 443)
    seconds: float = 60
    connect_seconds: float = 10
    read_seconds: float = 20
    size: int = 16 * 2**20
    redirects: int = 5


PUBLIC: Final = Rules()
ANYWHERE: Final = Rules(may_reach=lambda _address: True, ports=range(1, 2**16))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: its body, unpacked, where the status is 200, else nothing.

    ``moved_to`` is where it is to be asked for from now on, "" for where it was asked for.
    """

    status: int
    headers: Message
    content: bytes
    moved_to: str = ""


def _parse(address: str) -> FetchURL:
    """Take the URL apart; raise FetchError for one that nobody should ask for."""
    try:
        return parse_fetch_url(address)
    except ValidationError as error:
        raise FetchError(error.messages[0]) from error


def fetch(address: str, *, headers: Mapping[str, str], rules: Rules = PUBLIC) -> Answer:
    """Get what stands at the address, sending the headers; follow redirects.

    No cookies are kept, and no proxy is asked. Raise FetchError.
    """
    until = monotonic() + rules.seconds
    moved_to, is_permanent = "", True
    for _hop in range(rules.redirects + 1):
        target = _parse(address)
        with _explained(target), _asked(target, headers, rules, until) as response:
            onward = _onward(response, target)
            if not onward:
                return Answer(response.status, response.headers, _body(response, rules), moved_to)
        is_permanent = is_permanent and response.status in PERMANENT
        moved_to = onward if is_permanent else moved_to
        address = onward
    raise FetchError(
        _("It was redirected more than %(count)s times. Write the address that it should end at.")
        % {"count": rules.redirects}
    )


@contextmanager
def _explained(target: FetchURL) -> Iterator[None]:
    """Turn what a host and its answer can do to us into sentences."""
    told = {"host": target.host}
    try:
        yield
    except TimeoutError as error:
        message = _("%(host)s took too long to answer. It is asked again later.")
        raise FetchError(message % told) from error
    except ssl.SSLError as error:
        message = _("%(host)s does not prove who it is: %(reason)s. Tell who runs it.")
        raise FetchError(message % {**told, "reason": _reason(error)}) from error
    except (HTTPException, ValueError, zlib.error, EOFError, gzip.BadGzipFile) as error:
        message = _("The answer of %(host)s cannot be read: %(reason)s. It is asked again later.")
        raise FetchError(message % {**told, "reason": _reason(error)}) from error
    except OSError as error:
        message = _("%(host)s cannot be reached: %(reason)s. It is asked again later.")
        raise FetchError(message % {**told, "reason": _reason(error)}) from error


def _reason(error: Exception) -> str:
    told = getattr(error, "strerror", "") or str(error) or type(error).__name__
    return shorten(told).rstrip(".")


# Connecting: what is checked is what is connected to.


@contextmanager
def _asked(
    target: FetchURL, headers: Mapping[str, str], rules: Rules, until: float
) -> Iterator[HTTPResponse]:
    with ExitStack() as stack:
        line = _Line(_connected(target, rules, until, stack), rules, until)
        connection = HTTPConnection(target.host, target.port)
        connection.sock = line  # so that it opens none itself
        own = {"Host": target.netloc, "Accept-Encoding": "gzip, deflate", "Connection": "close"}
        connection.request("GET", target.path, headers={**headers, **own})
        yield stack.enter_context(connection.getresponse())


def _connected(target: FetchURL, rules: Rules, until: float, stack: ExitStack) -> socket.socket:
    """Return a socket, which the stack closes, to the first address that answers."""
    failed: OSError = TimeoutError()
    for family, place in _places(target, rules)[:_TRIED]:
        opened = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
        opened.settimeout(_patience(until, rules.connect_seconds))
        try:
            opened.connect(place)
        except OSError as error:
            failed = error
            continue
        return _secured(opened, target, stack) if target.scheme == "https" else opened
    raise failed


def _places(target: FetchURL, rules: Rules) -> list[tuple[int, Any]]:
    """Look the host up, once; return where to connect to, if all of it may be reached."""
    if target.port not in rules.ports:
        message = _(
            "Port %(port)s is not asked. Write an address without it, or allow it: %(how)s."
        )
        raise FetchError(message % {"port": target.port, "how": _HOW})
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError as error:
        message = _("%(host)s was not found. Check the address; if it is right, wait.")
        raise FetchError(message % {"host": target.host}) from error
    for *_told, place in found:
        if not rules.may_reach(ip_address(str(place[0]).partition("%")[0])):
            message = _(
                "%(host)s is in a private network. Write a public address, or allow it: %(how)s."
            )
            raise FetchError(message % {"host": target.host, "how": _HOW})
    return [(family, place) for family, *_told, place in found]


_HOW: Final = "NEWSROOM_PRIVATE_FEEDS=on"


def _secured(opened: socket.socket, target: FetchURL, stack: ExitStack) -> socket.socket:
    context = ssl.create_default_context()
    name = target.host.rstrip(".")
    return stack.enter_context(context.wrap_socket(opened, server_hostname=name))


def _patience(until: float, most: float) -> float:
    """Return how many seconds to wait for one step; raise TimeoutError when all are used up."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return min(left, most)


# Reading.


class _Wire(io.RawIOBase):
    """What a socket brings, until it takes too long or is too much."""

    def __init__(self, opened: socket.socket, rules: Rules, until: float) -> None:
        super().__init__()
        self._opened, self._rules, self._until = opened, rules, until
        # A body in chunks is longer on the wire; http.client believes chunks of negative size.
        self._left = 2 * rules.size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._opened.settimeout(_patience(self._until, self._rules.read_seconds))
        count = self._opened.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise _too_large(self._rules)
        return count


class _Line:
    """A socket as http.client uses it."""

    def __init__(self, opened: socket.socket, rules: Rules, until: float) -> None:
        self._opened, self._rules, self._until = opened, rules, until

    def sendall(self, content: bytes) -> None:
        self._opened.settimeout(_patience(self._until, self._rules.read_seconds))
        self._opened.sendall(content)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Wire(self._opened, self._rules, self._until))

    def close(self) -> None:
        """Do nothing: http.client lets go before the body is read; who opened it closes it."""


def _onward(response: HTTPResponse, target: FetchURL) -> str:
    """Return the address that the answer redirects to, "" for none."""
    told = response.headers.get("Location", "")
    if response.status not in REDIRECTS or not told:
        return ""
    # Headers are read as Latin-1, and some servers write UTF-8.
    told = told.encode("latin-1").decode("utf-8", "replace")
    return _parse(urljoin(target.url, told)).url


def _body(response: HTTPResponse, rules: Rules) -> bytes:
    if response.status != HTTPStatus.OK:
        return b""
    packed = response.read(rules.size + 1)
    if len(packed) > rules.size:
        raise _too_large(rules)
    if response.length:
        raise EOFError(_("it broke off"))
    content = _unpacked(packed, response.headers.get("Content-Encoding", ""), rules)
    if len(content) > rules.size:
        raise _too_large(rules)
    return content


def _unpacked(packed: bytes, encoding: str, rules: Rules) -> bytes:
    """Return what was packed, at most a byte more than the limit of it."""
    match encoding.strip().lower():
        case "" | "identity":
            return packed
        case "gzip" | "x-gzip":
            with gzip.GzipFile(fileobj=io.BytesIO(packed)) as unpacking:
                return unpacking.read(rules.size + 1)
        case "deflate":
            return _inflated(packed, rules)
        case unknown:
            raise HTTPException(_("it is packed as %(encoding)s") % {"encoding": unknown})


def _inflated(packed: bytes, rules: Rules) -> bytes:
    # By its standard it has a head, of which the first byte tells; some servers leave that out.
    is_headed = packed[:1] != b"" and packed[0] & 0x0F == zlib.DEFLATED
    unpacker = zlib.decompressobj(zlib.MAX_WBITS if is_headed else -zlib.MAX_WBITS)
    content = unpacker.decompress(packed, rules.size + 1)
    if not unpacker.eof and len(content) <= rules.size:
        raise EOFError(_("it broke off"))
    return content


def _too_large(rules: Rules) -> FetchError:
    message = _("It is larger than %(size)s MB and was not read. Watch a shorter feed.")
    return FetchError(message % {"size": max(1, rules.size // 2**20)})
