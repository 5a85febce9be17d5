"""A mail server on this machine that keeps the mails it gets."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Mail:
    recipients: list[str]
    text: str


@dataclass(slots=True)
class MailServer:
    """Takes mails from who signs in as ``desk`` with the password, by SMTP without TLS."""

    port: int
    password: str = "geheim"
    mails: list[Mail] = field(default_factory=list)


@contextmanager
def run_mail_server() -> Iterator[MailServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as listening:
        server = MailServer(listening.server_address[1])
        listening.mail_server = server  # type: ignore[attr-defined] # sessions look for it there
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join(10)


class Session(socketserver.StreamRequestHandler):
    """The commands of one client: as much of SMTP as smtplib sends."""

    def handle(self) -> None:
        self.server_state: MailServer = self.server.mail_server  # type: ignore[attr-defined] # set above
        self.recipients: list[str] = []
        self.reply("220 here")
        while line := self.rfile.readline():
            command, _space, argument = line.decode().strip().partition(" ")
            self.reply(self.answer(command.upper(), argument))
            if command.upper() == "QUIT":
                return

    def reply(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def answer(self, command: str, argument: str) -> str:
        match command:
            case "EHLO":
                return "250-here\r\n250 AUTH PLAIN"
            case "AUTH":
                return self.sign_in(argument.partition(" ")[2])
            case "RCPT":
                self.recipients.append(argument.partition(":")[2])
            case "DATA":
                self.reply("354 go on")
                self.server_state.mails.append(Mail(self.recipients, self.read_text()))
        return "250 ok"

    def sign_in(self, credentials: str) -> str:
        expected = f"\0desk\0{self.server_state.password}".encode()
        is_right = base64.b64decode(credentials) == expected
        return "235 welcome" if is_right else "535 wrong password"

    def read_text(self) -> str:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(lines).decode()
