"""Large bodies that are sent to the site's server: nothing of them reaches the disk."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import wait_until
from tests.sites import TIMEOUT, serve_site

pytestmark = [
    pytest.mark.unmeasured,
    pytest.mark.process,
    pytest.mark.one_engine,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

MEBIBYTE = 2**20
SIZE = 64 * MEBIBYTE  # what the request announces
SENT = 4 * MEBIBYTE  # what of it is sent if there is no answer: Django would spool it
PART = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\n"
)
PATHS = ["/language/", "/", "/admin/login/", "/admin/articles/importrun/import/", "/api/", "/x/"]


@pytest.fixture(scope="module")
def temp_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spool")


@pytest.fixture
def port(temp_folder: Path) -> Iterator[int]:
    with serve_site(TMPDIR=str(temp_folder)) as port:
        yield port


def connect(port: int, path: str, *headers: str) -> socket.socket:
    """Send the head of a request; return the connection, for its body."""
    opened = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *headers, "", ""]
    opened.sendall("\r\n".join(lines).encode())
    return opened


def read_status(opened: socket.socket) -> str:
    """Return the status of the response, "" while there is none."""
    try:
        return opened.recv(4096, socket.MSG_PEEK | socket.MSG_DONTWAIT).decode()[9:12]
    except BlockingIOError:
        return ""


def test_no_large_body_is_written_to_disk(port: int, temp_folder: Path) -> None:
    headers = ["Content-Type: multipart/form-data; boundary=x", f"Content-Length: {SIZE}"]
    for path in PATHS:
        with connect(port, path, *headers) as opened:
            if not wait_until(lambda: bool(read_status(opened)), seconds=5):
                opened.sendall(PART + b"x" * SENT)
            assert wait_until(lambda: bool(read_status(opened) or [*temp_folder.iterdir()]))
            assert ([*temp_folder.iterdir()], read_status(opened)) == ([], "413"), path


def test_a_body_without_a_length_is_written_nowhere(port: int, temp_folder: Path) -> None:
    headers = ["Content-Type: multipart/form-data; boundary=x", "Transfer-Encoding: chunked"]
    with connect(port, "/admin/login/", *headers) as opened:
        if not wait_until(lambda: bool(read_status(opened)), seconds=5):
            opened.sendall(b"%x\r\n" % (len(PART) + SENT) + PART + b"x" * SENT + b"\r\n")
        assert wait_until(lambda: bool(read_status(opened) or [*temp_folder.iterdir()]))
        assert ([*temp_folder.iterdir()], read_status(opened)) == ([], "411")
