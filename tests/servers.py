"""A web server on this machine, which answers as a test tells it to."""

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

Say = Callable[[bytes], object]
Page = Callable[[Say], object]


@dataclass(slots=True)
class Server:
    """``pages`` by path, each as what it does with a connection; ``asked`` is what came in."""

    address: str
    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, Message]] = field(default_factory=list)

    def at(self, path: str, page: Page) -> str:
        """Serve the page at the path, and return its address."""
        self.pages[path] = page
        return f"{self.address}{path}"


def answer(content: bytes = b"", *, status: str = "200 OK", **headers: str) -> Page:
    """Return a page of this content; ``_`` in the names of headers is a hyphen."""
    told = {"Content_Length": str(len(content)), "Connection": "close", **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items())
    whole = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + content
    return lambda say: say(whole)


def redirect(to: str, *, status: str = "302 Found") -> Page:
    return answer(status=status, Location=to)


def drip(head: bytes, *, seconds: float = 0.05) -> Page:
    """Return a page that begins so, and then goes on for ever, slowly."""

    def page(say: Say) -> None:
        say(head)
        while True:
            time.sleep(seconds)
            say(b"x")

    return page


def flood(head: bytes) -> Page:
    """Return a page that begins so, and then goes on for ever, fast."""

    def page(say: Say) -> None:
        say(head)
        while True:
            say(b"x" * 65536)

    return page


@contextmanager
def serving(*, context: ssl.SSLContext | None = None) -> Iterator[Server]:
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
    with opened, suppress(OSError):  # whoever asked has left
        if context is None:
            _say_page(opened, server)
            return
        with context.wrap_socket(opened, server_side=True) as secured:
            _say_page(secured, server)


def _say_page(opened: socket.socket, server: Server) -> None:
    with opened.makefile("rb") as lines:
        path, headers = _request(lines)
        server.asked.append((path, headers))
        server.pages.get(path, answer(status="404 Not Found"))(opened.sendall)


def _request(lines: BinaryIO) -> tuple[str, Message]:
    first = lines.readline().decode().split()
    return first[1] if len(first) > 1 else "", parse_headers(lines)
