"""A web server on this machine whose responses a test chooses."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.client import parse_headers
from typing import BinaryIO

Send = Callable[[bytes], object]
Page = Callable[[Send], object]


@dataclass(slots=True)
class Server:
    """A server with its pages, by path, and the requests that it got, as path and headers."""

    url: str
    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    requests: list[tuple[str, Message]] = field(default_factory=list)

    def add_page(self, path: str, page: Page) -> str:
        """Serve the page at the path; return its URL."""
        self.pages[path] = page
        return f"{self.url}{path}"


def build_page(content: bytes = b"", *, status: str = "200 OK", **headers: str) -> Page:
    """Return a page with this content; ``_`` in the names of headers stands for a hyphen."""
    headers = {"Content_Length": str(len(content)), "Connection": "close", **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    response = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + content
    return lambda send: send(response)


def build_redirect(to: str, *, status: str = "302 Found") -> Page:
    return build_page(status=status, Location=to)


def build_slow_page(head: bytes, *, seconds: float = 0.05) -> Page:
    """Return a page that begins with ``head`` and never ends: one byte at a time."""

    def page(send: Send) -> None:
        send(head)
        while True:
            time.sleep(seconds)
            send(b"x")

    return page


def build_endless_page(head: bytes) -> Page:
    """Return a page that begins with ``head`` and never ends, as fast as it can."""

    def page(send: Send) -> None:
        send(head)
        while True:
            send(b"x" * 65536)

    return page


@contextmanager
def run_server(*, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        scheme = "https" if context else "http"
        server = Server(f"{scheme}://127.0.0.1:{port}", port)
        accepting = threading.Thread(target=_accept, args=(listening, server, context))
        accepting.start()
        try:
            yield server
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join(10)


def _accept(listening: socket.socket, server: Server, context: ssl.SSLContext | None) -> None:
    threads = []
    with suppress(OSError):  # it was shut down
        while True:
            opened, _from = listening.accept()
            thread = threading.Thread(target=_serve, args=(opened, server, context))
            thread.start()
            threads.append(thread)
    for thread in threads:
        thread.join(10)


def _serve(opened: socket.socket, server: Server, context: ssl.SSLContext | None) -> None:
    opened.settimeout(10)
    with opened, suppress(OSError):  # the client has disconnected
        if context is None:
            _send_page(opened, server)
            return
        with context.wrap_socket(opened, server_side=True) as secured:
            _send_page(secured, server)


def _send_page(opened: socket.socket, server: Server) -> None:
    with opened.makefile("rb") as lines:
        path, headers = _read_request(lines)
        server.requests.append((path, headers))
        server.pages.get(path, build_page(status="404 Not Found"))(opened.sendall)


def _read_request(lines: BinaryIO) -> tuple[str, Message]:
    first = lines.readline().decode().split()
    return first[1] if len(first) > 1 else "", parse_headers(lines)
