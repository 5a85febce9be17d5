"""A mail server on this machine that keeps what it accepts."""

import socketserver
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass(slots=True)
class MailServer:
    """A server with the mails that it has accepted; each takes it ``seconds`` before it says so.

    Whoever signs in has to do it as ``desk`` with the password.
    """

    port: int
    seconds: float
    password: str = "geheim"
    mails: list[Message] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def list_ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]


class Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    state: MailServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that are killed."""


class Session(socketserver.StreamRequestHandler):
    """RFC 5321 as far as Django's backend speaks it."""

    server: Listener

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            match line.upper().split()[:1]:
                case [b"EHLO"]:
                    self._say("250-here\r\n250 AUTH PLAIN")
                case [b"AUTH"]:
                    self._say(self._sign_in(line.split()[-1]))
                case [b"DATA"]:
                    self._take_mail()
                case [b"QUIT"]:
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _sign_in(self, credentials: bytes) -> str:
        is_right = b64decode(credentials) == f"\0desk\0{self.server.state.password}".encode()
        return "235 welcome" if is_right else "535 wrong password"

    def _take_mail(self) -> None:
        self._say("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        self.server.state.mails.append(message_from_bytes(b"".join(lines)))
        time.sleep(self.server.state.seconds)
        self._say("250 accepted")


@contextmanager
def run_mail_server(*, seconds: float = 0.0) -> Iterator[MailServer]:
    """Serve until the block ends."""
    with Listener(("127.0.0.1", 0), Session) as listening:
        listening.state = MailServer(listening.server_address[1], seconds)
        thread = threading.Thread(target=listening.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield listening.state
        finally:
            listening.shutdown()
            thread.join()
