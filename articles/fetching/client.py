"""An HTTP client that fetches one URL within limits: of time, size, redirects and hosts."""

import gzip
import io
import socket
import ssl
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead
from ipaddress import IPv4Address, IPv6Address, ip_address
from time import monotonic
from typing import Any, Final
from urllib.parse import urljoin

from django.core.exceptions import ValidationError
from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.util import SKIP_HEADER

from articles.fetching.networks import is_public
from articles.models.fetch_url import FetchURL, parse_fetch_url, shorten
from articles.parsing.problems import Problem, ProblemError

PERMANENT: Final = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
# IP addresses of one host that are tried.
_MAX_ATTEMPTS: Final = 4
_SETTING: Final = "NEWSROOM_PRIVATE_FEEDS=on"


class FetchError(ProblemError):
    """The URL was not fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """How far a fetch may go.

    ``may_reach`` and ``ports`` hold for the targets of redirects too. ``seconds`` limits the whole
    fetch, except name resolution, which the system limits. ``size`` is in bytes; it limits the body
    as sent and as decompressed.
    """

    may_reach: Callable[[IPv4Address | IPv6Address], bool] = is_public
    ports: Collection[int] = (80, 443)
    seconds: float = 60
    connect_seconds: float = 10
    read_seconds: float = 20
    size: int = 16 * 2**20
    redirects: int = 5


PUBLIC: Final = FetchLimits()
ANYWHERE: Final = FetchLimits(may_reach=lambda _address: True, ports=range(1, 2**16))


@dataclass(frozen=True, slots=True)
class Response:
    """A server's response; ``content`` is the decompressed body, empty unless the status is 200.

    ``permanent_url`` is where to fetch from the next time, "" for the same URL.
    """

    status: int
    headers: HTTPHeaderDict
    content: bytes
    permanent_url: str = ""


def _parse_url(url: str) -> FetchURL:
    """Return the parts of the URL; raise FetchError for one that must not be fetched."""
    try:
        return parse_fetch_url(url)
    except ValidationError as error:
        raise FetchError(Problem(str(error.code), error.params or {})) from error


def fetch(url: str, *, headers: Mapping[str, str], limits: FetchLimits = PUBLIC) -> Response:
    """Send a GET request with the headers; follow redirects, and return the last response.

    No cookies are stored, and no proxy is used. Raise FetchError.
    """
    deadline = monotonic() + limits.seconds
    permanent_url, is_permanent = "", True
    for _hop in range(limits.redirects + 1):
        target = _parse_url(url)
        with (
            _explain_errors(target),
            _send_request(target, headers, limits, deadline) as response,
        ):
            next_url = _get_redirect_url(response, target)
            if not next_url:
                content = _read_body(response, limits)
                return Response(response.status, response.headers, content, permanent_url)
        is_permanent = is_permanent and response.status in PERMANENT
        permanent_url = next_url if is_permanent else permanent_url
        url = next_url
    raise FetchError(Problem("fetch.redirects", {"count": limits.redirects}))


@contextmanager
def _explain_errors(target: FetchURL) -> Iterator[None]:
    """Turn the errors that a host and its response can cause into a FetchError."""
    try:
        yield
    except (HTTPError, HTTPException, OSError, ValueError, EOFError, zlib.error) as error:
        # urllib3 wraps the errors of sockets and of http.client.
        cause = (isinstance(error, HTTPError) and error.__cause__) or error
        raise FetchError(_build_problem(cause, target.host)) from error


def _build_problem(error: BaseException, host: str) -> Problem:
    reason = _find_reason(error)
    match error:
        case TimeoutError():
            return Problem("fetch.timeout", {"host": host})
        case ssl.SSLError():
            return Problem("fetch.certificate", {"host": host, "reason": reason})
        case OSError() if not isinstance(error, HTTPException | gzip.BadGzipFile):
            return Problem("fetch.unreachable", {"host": host, "reason": reason})
        case _error:
            return Problem("fetch.unreadable", {"host": host, "reason": reason})


def _find_reason(error: BaseException) -> str | Problem:
    if isinstance(error, IncompleteRead | EOFError):
        return Problem("fetch.cut")
    if isinstance(error, _UnknownEncodingError):
        return Problem("fetch.encoding", {"encoding": shorten(str(error))})
    reason = getattr(error, "strerror", "") or str(error) or type(error).__name__
    return shorten(reason).rstrip(".")


# Connecting: the IP address that is checked is the one that is connected to.


@contextmanager
def _send_request(
    target: FetchURL, headers: Mapping[str, str], limits: FetchLimits, deadline: float
) -> Iterator[HTTPResponse]:
    own = {"Host": target.netloc, "Accept-Encoding": "gzip, deflate", "Connection": "close"}
    with ExitStack() as stack:
        connection = _connect(target, limits, deadline, stack)
        connection.request(
            "GET",
            target.path,
            headers={"User-Agent": SKIP_HEADER, **headers, **own},  # else urllib3 names itself
            preload_content=False,
        )
        yield stack.enter_context(connection.getresponse())


def _connect(
    target: FetchURL, limits: FetchLimits, deadline: float, stack: ExitStack
) -> HTTPConnection:
    """Return a connection, which the stack closes, to the first IP address that accepts."""
    failure: Exception = TimeoutError()
    for address in _resolve_host(target, limits)[:_MAX_ATTEMPTS]:
        timeout = _compute_timeout(deadline, limits.connect_seconds)
        connection = _build_connection(target, address, timeout)
        stack.callback(connection.close)
        try:
            connection.connect()
        except (NewConnectionError, ConnectTimeoutError) as error:
            failure = error
            continue
        opened = stack.enter_context(connection.sock)
        connection.sock = _LimitedSocket(opened, limits, deadline)
        return connection
    raise failure


def _resolve_host(target: FetchURL, limits: FetchLimits) -> list[str]:
    """Return the IP addresses of the host; all must be allowed."""
    if target.port not in limits.ports:
        params = {"port": str(target.port), "how": _SETTING}
        raise FetchError(Problem("fetch.port", params))
    try:
        rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FetchError(Problem("fetch.not_found", {"host": target.host})) from error
    addresses = [str(address[0]) for *_rest, address in rows]
    if not all(limits.may_reach(ip_address(each.partition("%")[0])) for each in addresses):
        raise FetchError(Problem("fetch.private", {"host": target.host, "how": _SETTING}))
    return addresses


def _build_connection(target: FetchURL, address: str, timeout: float) -> HTTPConnection:
    """Return a connection to the IP address; the certificate must be that of the host's name."""
    if target.scheme == "http":
        return HTTPConnection(address, target.port, timeout=timeout)
    return HTTPSConnection(
        address,
        target.port,
        timeout=timeout,
        ssl_context=ssl.create_default_context(),
        # OpenSSL checks this name; assert_hostname would switch that off for urllib3's own check.
        server_hostname=target.host,
    )


def _compute_timeout(deadline: float, limit: float) -> float:
    """Return how many seconds to wait for one step; raise TimeoutError after the deadline."""
    remaining = deadline - monotonic()
    if remaining <= 0:
        raise TimeoutError
    return min(remaining, limit)


# Reading.


class _LimitedReader(io.RawIOBase):
    """Reads from a socket until it takes too long or is too much."""

    def __init__(self, opened: socket.socket, limits: FetchLimits, deadline: float) -> None:
        super().__init__()
        self._opened, self._limits, self._deadline = opened, limits, deadline
        # A chunked body is longer as sent, and urllib3 accepts chunks of negative size.
        self._remaining = 2 * limits.size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._opened.settimeout(_compute_timeout(self._deadline, self._limits.read_seconds))
        count = self._opened.recv_into(buffer)
        self._remaining -= count
        if self._remaining < 0:
            raise _build_size_error(self._limits)
        return count


class _LimitedSocket:
    """A socket with the methods that urllib3 and http.client call."""

    def __init__(self, opened: socket.socket, limits: FetchLimits, deadline: float) -> None:
        self._opened, self._limits, self._deadline = opened, limits, deadline

    def settimeout(self, _seconds: float) -> None:
        """Do nothing: the limits decide."""

    def sendall(self, content: bytes) -> None:
        self._opened.settimeout(_compute_timeout(self._deadline, self._limits.read_seconds))
        self._opened.sendall(content)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_LimitedReader(self._opened, self._limits, self._deadline))

    def close(self) -> None:
        """Do nothing: http.client calls it before the body is read; the stack closes the socket."""


def _get_redirect_url(response: HTTPResponse, target: FetchURL) -> str:
    """Return the URL that the response redirects to, "" when it does not."""
    location = response.get_redirect_location()
    if not location:
        return ""
    # http.client decodes headers as Latin-1, and some servers write UTF-8.
    location = location.encode("latin-1").decode("utf-8", "replace")
    return _parse_url(urljoin(target.url, location)).url


def _read_body(response: HTTPResponse, limits: FetchLimits) -> bytes:
    if response.status != HTTPStatus.OK:
        return b""
    body = bytearray()
    for chunk in response.stream(decode_content=False):
        body += chunk
        if len(body) > limits.size:
            raise _build_size_error(limits)
    content = _decompress(bytes(body), response.headers.get("Content-Encoding", ""), limits)
    if len(content) > limits.size:
        raise _build_size_error(limits)
    return content


class _UnknownEncodingError(HTTPException):
    """The body is compressed in a way that is not known here."""


def _decompress(body: bytes, encoding: str, limits: FetchLimits) -> bytes:
    """Return the decompressed body, at most one byte more than the limit.

    urllib3 would take a compressed body that broke off for a whole one.
    """
    match encoding.strip().lower():
        case "" | "identity":
            return body
        case "gzip" | "x-gzip":
            with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
                return file.read(limits.size + 1)
        case "deflate":
            return _inflate(body, limits)
        case unknown:
            raise _UnknownEncodingError(unknown)


def _inflate(body: bytes, limits: FetchLimits) -> bytes:
    # RFC 9110 asks for the zlib header, which some servers leave out.
    has_header = body[:1] != b"" and body[0] & 0x0F == zlib.DEFLATED
    decompressor = zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
    content = decompressor.decompress(body, limits.size + 1)
    if not decompressor.eof and len(content) <= limits.size:
        raise EOFError
    return content


def _build_size_error(limits: FetchLimits) -> FetchError:
    return FetchError(Problem("fetch.too_large", {"size": max(1, limits.size // 2**20)}))
