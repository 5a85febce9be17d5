"""Large bodies that are sent to the site's server: nothing of them reaches the disk."""

import select
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
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
SIZE = 64 * MEBIBYTE
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
    """Return the status of the response, "" while there is none, without waiting for one."""
    readable, _, _ = select.select([opened], [], [], 0)
    return opened.recv(4096, socket.MSG_PEEK).decode()[9:12] if readable else ""


def send_body(opened: socket.socket, pieces: Iterable[bytes], *, folder: Path) -> None:
    """Send the body piece by piece, until the server answers, spools it, or takes no more."""
    opened.settimeout(5)
    with suppress(OSError):
        for piece in pieces:
            if read_status(opened) or [*folder.iterdir()]:
                return
            opened.sendall(piece)


def get_outcome(
    opened: socket.socket, pieces: Iterable[bytes], *, folder: Path
) -> tuple[list[Path], str]:
    """Return what is on disk and the status of the response; send the body if none comes early."""
    if not wait_until(lambda: bool(read_status(opened)), seconds=5):
        send_body(opened, pieces, folder=folder)
        wait_until(lambda: bool(read_status(opened) or [*folder.iterdir()]), seconds=5)
    return [*folder.iterdir()], read_status(opened)


def test_no_large_body_is_written_to_disk(port: int, temp_folder: Path) -> None:
    headers = ["Content-Type: multipart/form-data; boundary=x", f"Content-Length: {SIZE}"]
    pieces = [PART, *[b"x" * MEBIBYTE] * (SIZE // MEBIBYTE - 1), b"x" * (MEBIBYTE - len(PART))]
    for path in PATHS:
        with connect(port, path, *headers) as opened:
            assert get_outcome(opened, pieces, folder=temp_folder) == ([], "413"), path


def test_a_body_without_a_length_is_written_nowhere(port: int, temp_folder: Path) -> None:
    headers = ["Content-Type: multipart/form-data; boundary=x", "Transfer-Encoding: chunked"]
    pieces = [b"%x\r\n" % len(PART) + PART + b"\r\n"]
    pieces += [b"%x\r\n" % MEBIBYTE + b"x" * MEBIBYTE + b"\r\n"] * 4
    pieces += [b"0\r\n\r\n"]
    with connect(port, "/admin/login/", *headers) as opened:
        assert get_outcome(opened, pieces, folder=temp_folder) == ([], "411")
