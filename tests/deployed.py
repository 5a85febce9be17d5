"""Newsroom as the files of newsroom/deploy/ set it up: its own server, with nginx in front."""

import http.client
import json
import os
import re
import shlex
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.certificates import make_certificate
from tests.processes import get_database_url, wait_until

PROJECT = Path(__file__).resolve().parent.parent
DEPLOY = PROJECT / "newsroom" / "deploy"
HOST = "press.example.org"
TIMEOUT = 30


@dataclass(frozen=True)
class Response:
    status: int
    headers: Message
    text: str


def require_program(name: str) -> str:
    """Return the path of the program; skip where it is missing, which fails in CI."""
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/bin")
    if path is None:
        report = pytest.fail if os.environ.get("CI") else pytest.skip
        report(f"NOT TESTED: {name} is not installed")
    return path


def read_unit(path: Path) -> dict[str, list[str]]:
    """Return the values of each name in a file of systemd, in their order."""
    text = path.read_text().replace("\\\n", " ")
    lines = [line.partition("=") for line in text.splitlines() if not line.startswith("#")]
    values: dict[str, list[str]] = {}
    for name, _equals, value in lines:
        values.setdefault(name, []).append(value)
    return values


def read_variables(path: Path) -> dict[str, str]:
    """Return the variables of a file for EnvironmentFile=, comments and spaces left out."""
    return dict(word.split("=", 1) for word in shlex.split(path.read_text(), comments=True))


def find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def run_site(folder: Path, **variables: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the command of newsroom-web.service, with its settings, on the database of the tests."""
    (command,) = read_unit(DEPLOY / "systemd" / "newsroom-web.service")["ExecStart"]
    program, *options = command.replace("/run/newsroom/", f"{folder}/").split()
    assert Path(program).name == "granian"
    ours = read_variables(DEPLOY / "newsroom.env") | variables
    ours |= {"NEWSROOM_DATABASE_URL": get_database_url()}
    ours |= {name: os.environ[name] for name in ("NEWSROOM_SECRET_KEY", "NEWSROOM_STATIC_ROOT")}
    others = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *options], cwd=PROJECT, env=others | ours
    )
    try:
        assert wait_until(lambda: can_connect(folder / "web.sock"))
        yield process
    finally:
        process.terminate()
        process.wait(TIMEOUT)


@contextmanager
def run_echo(folder: Path) -> Iterator[None]:
    """Run a server in place of the site, which responds with the headers that it got, as JSON."""
    with socketserver.ThreadingUnixStreamServer(str(folder / "web.sock"), Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join(TIMEOUT)


class Echo(BaseHTTPRequestHandler):
    def address_string(self) -> str:
        return "a socket"  # which has no address

    def log_message(self, *_args: object) -> None:
        """Log nothing."""

    def do_GET(self) -> None:
        content = json.dumps(dict(self.headers.items())).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def can_connect(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


@dataclass(frozen=True)
class Proxy:
    """A running nginx with the configuration of newsroom/deploy/, on other ports and paths."""

    folder: Path
    port: int
    plain_port: int

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        host: str = HOST,
    ) -> Response:
        """Send a request over TLS; the certificate is one that it signed itself."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", self.port), TIMEOUT)
        client = http.client.HTTPConnection("127.0.0.1", self.port)
        client.sock = context.wrap_socket(plain, server_hostname=HOST)
        try:
            client.request(method, path, body or None, {"Host": host, **(headers or {})})
            response = client.getresponse()
            return Response(response.status, response.headers, response.read().decode("latin-1"))
        finally:
            client.close()

    def read_log(self) -> list[list[str]]:
        """Return the words of each line of the access log."""
        lines = (self.folder / "newsroom.log").read_text().splitlines()
        return [shlex.split(line) for line in lines]


@contextmanager
def run_nginx(
    folder: Path, *, name: str = HOST, changes: Mapping[str, str] | None = None
) -> Iterator[Proxy]:
    """Run nginx in front of the socket in the folder, for a site of this name.

    ``changes`` are made to its configuration.
    """
    proxy = Proxy(folder, find_port(), find_port())
    require_program("openssl")
    make_certificate(folder, name=name)
    command = [
        require_program("nginx"),
        "-c",
        str(write_configuration(proxy, {**(changes or {}), HOST: name})),
    ]
    subprocess.run([*command, "-t", "-q"], check=True)
    process = subprocess.Popen(command)
    try:
        assert wait_until((folder / "nginx.pid").exists)
        yield proxy
    finally:
        process.terminate()
        process.wait(TIMEOUT)


def write_configuration(proxy: Proxy, changes: Mapping[str, str]) -> Path:
    """Write the configuration for these ports and this folder, within one for nginx as a whole."""
    folder = proxy.folder
    text = (DEPLOY / "nginx.conf").read_text()
    text = re.sub(r"listen \[::\].*;", "", text)
    text = re.sub(r"listen 443\b", f"listen 127.0.0.1:{proxy.port}", text)
    text = re.sub(r"listen 80\b", f"listen 127.0.0.1:{proxy.plain_port}", text)
    paths = {
        "/var/cache/nginx": f"{folder}",
        "/var/log/nginx": f"{folder}",
        "/run/newsroom": f"{folder}",
        f"/etc/letsencrypt/live/{HOST}": f"{folder}",
    }
    for before, after in {**paths, **changes}.items():
        assert before in text
        text = text.replace(before, after)
    (folder / "site.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""  # the folders of tests are root's
    whole = f"""
        daemon off; {user} worker_processes 1;
        pid {folder}/nginx.pid; error_log {folder}/error.log;
        events {{}}
        http {{
            client_body_temp_path {folder}/bodies; proxy_temp_path {folder}/answers;
            fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
            include {folder}/site.conf;
        }}
    """
    (folder / "nginx.conf").write_text(whole)
    return folder / "nginx.conf"
