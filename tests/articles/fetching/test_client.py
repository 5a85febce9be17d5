"""What is fetched, within which limits, and what is refused; with a real server."""

import gzip
import socket
import ssl
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.fetching.client import ANYWHERE, PUBLIC, FetchError, FetchLimits, Response, fetch
from articles.fetching.problems import word_for_shell
from tests.certificates import make_certificate
from tests.servers import (
    Page,
    Server,
    build_endless_page,
    build_page,
    build_redirect,
    build_slow_page,
    run_server,
)

OK = b"HTTP/1.1 200 OK\r\n"
SMALL = replace(ANYWHERE, size=100_000)
QUICK = replace(ANYWHERE, seconds=0.5, read_seconds=0.3)
TOO_LARGE = "The feed is larger than 1 MB and was not read. Use a shorter feed."
TOO_SLOW = "127.0.0.1 took too long to answer. Newsroom will try again later."
PRIVATE = (
    "%s is on a private network. Use a public address, or ask an administrator to allow it: "
    "NEWSROOM_PRIVATE_FEEDS=on."
)
NOT_FOUND = "Check the address; if it is right, Newsroom will try again later."
Pack = Callable[[bytes], bytes]
SECRET = "Addresses with a user name or password are not fetched. Remove them from the address."


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    with run_server() as server:
        yield server


@pytest.fixture
def server(shared: Server) -> Server:
    shared.pages.clear()
    shared.requests.clear()
    return shared


def get(url: str, *, limits: FetchLimits = ANYWHERE, **headers: str) -> Response:
    return fetch(url, headers=headers, limits=limits)


def get_refusal(url: str, *, limits: FetchLimits = ANYWHERE) -> str:
    """Return why the URL is not fetched."""
    with pytest.raises(FetchError) as refused:
        get(url, limits=limits)
    return word_for_shell(refused.value.problem)


# Requests and responses.


def test_it_returns_status_headers_and_bytes(server: Server) -> None:
    response = get(server.add_page("/feed", build_page(b"<rss/>", ETag='"1"')))
    assert (
        response.status,
        response.headers["etag"],
        response.content,
        response.permanent_url,
    ) == (*(200, '"1"', b"<rss/>", ""),)


def test_it_sends_the_headers_and_no_others_of_its_own(server: Server) -> None:
    get(server.add_page("/a/?b=c", build_page()), Accept="text/xml")
    [(path, headers)] = server.requests
    assert (path, sorted(headers.items())) == (
        "/a/?b=c",
        [
            *[("Accept", "text/xml"), ("Accept-Encoding", "gzip, deflate")],
            *[("Connection", "close"), ("Host", f"127.0.0.1:{server.port}")],
        ],
    )


def test_no_proxy_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert get(server.add_page("/", build_page(b"here"))).content == b"here"


def test_no_cookies_are_stored(server: Server) -> None:
    server.add_page("/two", build_page(Set_Cookie="b=2"))
    get(server.add_page("/one", build_page(status="302 Found", Location="/two", Set_Cookie="a=1")))
    get(f"{server.url}/two")
    assert [headers["Cookie"] for _path, headers in server.requests] == [None] * 3


def test_a_url_may_have_characters_of_every_script(server: Server) -> None:
    get(server.add_page("/haber/%C5%9Fehir?q=a%20b&c=%C4%B1", build_page()).replace("%C5%9F", "ş"))
    assert server.requests[0][0] == "/haber/%C5%9Fehir?q=a%20b&c=%C4%B1"


@pytest.mark.parametrize("status", ["304 Not Modified", "404 Not Found", "410 Gone", "500 Oh"])
def test_the_body_is_read_with_status_200_only(server: Server, status: str) -> None:
    response = get(server.add_page("/", build_page(b"x" * 100, status=status, Retry_After="7")))
    assert (response.status, response.headers["Retry-After"], response.content) == (
        int(status[:3]),
        "7",
        b"",
    )


@pytest.mark.parametrize("end", [b"", b"0\r\n\r\n"], ids=["until it closes", "in chunks"])
def test_a_body_may_come_without_its_length(server: Server, end: bytes) -> None:
    head = OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n" if end else OK + b"\r\n"
    mid = b"12345\r\n" if end else b"12345"
    assert get(server.add_page("/", lambda say: say(head + mid + end))).content == b"12345"


# Compressed bodies.


def compress_raw(content: bytes) -> bytes:
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(content) + packer.flush()


PACKED = [
    ("identity", bytes),
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("GZIP", lambda content: gzip.compress(content[:1]) + gzip.compress(content[1:])),
    ("deflate", zlib.compress),
    ("deflate", compress_raw),
]


@pytest.mark.parametrize(("encoding", "pack"), PACKED)
def test_a_compressed_body_is_decompressed(server: Server, encoding: str, pack: Pack) -> None:
    page = build_page(pack(b"news" * 99), Content_Encoding=encoding)
    assert get(server.add_page("/", page)).content == b"news" * 99


@pytest.mark.parametrize(("encoding", "pack"), PACKED[1:])
def test_a_bomb_is_decompressed_up_to_the_limit(server: Server, encoding: str, pack: Pack) -> None:
    packed = pack(bytes(50_000_000))
    assert len(packed) < SMALL.size
    address = server.add_page("/", build_page(packed, Content_Encoding=encoding))
    assert get_refusal(address, limits=SMALL) == TOO_LARGE


@pytest.mark.parametrize(("encoding", "pack"), PACKED[1:])
def test_a_decompressed_body_may_be_as_large_as_the_limit(
    server: Server, encoding: str, pack: Pack
) -> None:
    page = build_page(pack(bytes(SMALL.size)), Content_Encoding=encoding)
    assert len(get(server.add_page("/", page), limits=SMALL).content) == SMALL.size


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        *[("gzip", b"not packed"), ("gzip", gzip.compress(b"news" * 99, mtime=0)[:-9])],
        *[("deflate", b"not packed"), ("deflate", zlib.compress(b"news" * 99)[:-9])],
        *[("deflate", b""), ("gzip", gzip.compress(b"news", mtime=0)[:9])],
    ],
)
def test_a_body_in_a_bad_encoding_is_reported(
    server: Server, encoding: str, content: bytes
) -> None:
    page = build_page(content, Content_Encoding=encoding)
    assert get_refusal(server.add_page("/", page)).startswith(
        "The response from 127.0.0.1 could not be read: "
    )


def test_an_unknown_content_encoding_is_refused(server: Server) -> None:
    page = build_page(b"...", Content_Encoding="br")
    assert get_refusal(server.add_page("/", page)) == (
        "The response from 127.0.0.1 could not be read: unsupported encoding br. Newsroom will try "
        "again later."
    )


# Limits.


@pytest.mark.parametrize(
    "page",
    [
        build_page(b"x" * 100_001),
        build_endless_page(OK + b"\r\n"),
        build_endless_page(OK + b"Content-Length: 999999999999\r\n\r\n"),
        build_endless_page(OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n"),
        build_endless_page(OK + b"Transfer-Encoding: chunked\r\n\r\n7fffffffffff\r\n"),
    ],
    ids=["one byte more", "endless", "long", "chunk of negative size", "long chunk"],
)
def test_an_endless_body_ends_at_the_limit(server: Server, page: Page) -> None:
    assert get_refusal(server.add_page("/", page), limits=SMALL) == TOO_LARGE


def test_a_body_may_be_as_large_as_the_limit(server: Server) -> None:
    assert (
        len(get(server.add_page("/", build_page(b"x" * 100_000)), limits=SMALL).content) == 100_000
    )


@pytest.mark.parametrize(
    "head",
    [b"", b"HTTP/1.1 2", OK + b"Server: ", OK + b"\r\n", OK + b"Content-Length: 999\r\n\r\n"],
    ids=["nothing", "status", "header", "body", "body of known length"],
)
def test_a_slow_response_ends_at_the_deadline(server: Server, head: bytes) -> None:
    address, began = server.add_page("/", build_slow_page(head)), monotonic()
    assert get_refusal(address, limits=QUICK) == TOO_SLOW
    assert monotonic() - began < 2


def test_a_silent_server_ends_at_the_read_timeout(server: Server) -> None:
    limits, began = replace(ANYWHERE, read_seconds=0.2), monotonic()
    assert (
        get_refusal(server.add_page("/", build_slow_page(OK, seconds=1)), limits=limits) == TOO_SLOW
    )
    assert monotonic() - began < 1


def test_redirects_share_the_deadline(server: Server) -> None:
    server.add_page("/two", build_slow_page(OK))
    began = monotonic()
    assert get_refusal(server.add_page("/one", build_redirect("/two")), limits=QUICK) == TOO_SLOW
    assert monotonic() - began < 2


def test_nothing_is_connected_after_the_deadline(server: Server) -> None:
    limits = replace(ANYWHERE, seconds=0)
    assert get_refusal(server.add_page("/", build_page()), limits=limits) == TOO_SLOW


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"", "Remote end closed connection without response"),
        (b"SSH-2.0-OpenSSH\r\n", "SSH-2.0-OpenSSH"),
        (OK + b"A: b\r\n" * 200, "got more than 100 headers"),
        (OK + b"Content-Length: 9\r\n\r\n1234", "the connection was cut"),
        (OK + b"Content-Length: 9\r\n\r\n", "the connection was cut"),
        (OK + b"Content-Length: 9, 8\r\n\r\n", "Content-Length contained multiple"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n12", "the connection was cut"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n12\r\n", "Response ended prematurely"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nx\r\n12\r\n", "the connection was cut"),
    ],
)
def test_a_malformed_response_is_reported(server: Server, said: bytes, reason: str) -> None:
    address = server.add_page("/", lambda say: say(said))
    assert reason in get_refusal(address)


def test_a_malformed_header_is_passed_over_in_silence(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    page = OK + b"Content-Length: 4\r\nno header\r\n\r\nhere"
    assert get(server.add_page("/", lambda say: say(page))).status == 200
    assert caplog.records == []


# Redirects.


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(server: Server, status: int) -> None:
    server.add_page("/b/two", build_page(b"here"))
    response = get(server.add_page("/b/one", build_redirect("two#part", status=f"{status} On")))
    permanent_url = f"{server.url}/b/two" if status in {301, 308} else ""
    assert (response.content, response.permanent_url) == (b"here", permanent_url)


def test_the_permanent_url_ends_at_the_first_temporary_redirect(server: Server) -> None:
    server.add_page("/two", build_redirect("/three", status="308 On"))
    server.add_page("/three", build_redirect("/four"))
    server.add_page("/four", build_redirect("/five", status="301 On"))
    server.add_page("/five", build_page(b"here"))
    response = get(server.add_page("/one", build_redirect("/two", status="301 On")))
    assert (response.content, response.permanent_url) == (b"here", f"{server.url}/three")


def test_a_redirect_may_be_written_in_utf_8(server: Server) -> None:
    server.add_page("/%C5%9Fehir", build_page(b"here"))
    location = "/şehir".encode().decode("latin-1")
    page = f"HTTP/1.1 302 On\r\nLocation: {location}\r\n\r\n".encode("latin-1")
    assert get(server.add_page("/", lambda say: say(page))).content == b"here"


def test_a_redirect_without_a_location_is_a_response(server: Server) -> None:
    assert get(server.add_page("/", build_page(status="302 Found"))).status == 302


def test_five_redirects_are_followed_and_no_more(server: Server) -> None:
    for number in range(6):
        server.add_page(f"/{number}", build_redirect(f"/{number + 1}"))
    server.add_page("/6", build_page(b"here"))
    assert get(f"{server.url}/1").content == b"here"
    assert get_refusal(f"{server.url}/0") == (
        "Redirected more than 5 times. Enter the final address."
    )


def test_a_loop_ends(server: Server) -> None:
    address = server.add_page("/", build_redirect("/"))
    assert get_refusal(address).startswith("Redirected more than 5 times.")
    assert len(server.requests) == 6


def is_this_host(address: IPv4Address | IPv6Address) -> bool:
    return address == ip_address("127.0.0.1")


@pytest.mark.parametrize("host", ["127.0.0.2", "[::ffff:127.0.0.2]", "2130706434", "0x7f000002"])
def test_a_redirect_to_a_private_network_is_refused(server: Server, host: str) -> None:
    limits = replace(ANYWHERE, may_reach=is_this_host)
    address = server.add_page("/one", build_redirect(f"http://{host}:{server.port}/two"))
    assert get_refusal(address, limits=limits) == PRIVATE % host.strip("[]")
    assert [path for path, _headers in server.requests] == ["/one"]


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:1"])
def test_a_redirect_to_another_scheme_is_refused(server: Server, to: str) -> None:
    assert "is not a web address" in get_refusal(server.add_page("/", build_redirect(to)))


def test_a_redirect_with_a_password_is_refused(server: Server) -> None:
    to = f"http://vera:geheim@127.0.0.1:{server.port}/"
    assert get_refusal(server.add_page("/", build_redirect(to))) == SECRET


# Hosts.


def list_spellings(inner: IPv4Address | IPv6Address) -> list[str]:
    """Return the spellings of the address that the resolver of a machine may accept."""
    number, parts = int(inner), [int(part) for part in str(inner).split(".")]
    first, second = parts[:2]
    return [
        *(str(inner), str(number), hex(number), oct(number).replace("o", "")),
        *(".".join(hex(part) for part in parts), ".".join(f"0{part:o}" for part in parts)),
        *(f"{first}.{number % 2**24}", f"{first}.{second}.{number % 2**16}"),
        *(f"[::ffff:{inner}]", f"[64:ff9b::{inner}]", f"[::{inner}]"),
    ]


NETWORKS = ["0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16"]
INNER = st.sampled_from(NETWORKS).flatmap(lambda network: st.ip_addresses(v=4, network=network))


@given(INNER.flatmap(lambda inner: st.sampled_from(list_spellings(inner))))
def test_no_spelling_of_a_private_address_is_fetched(host: str) -> None:
    assert get_refusal(f"http://{host}/", limits=PUBLIC) in {
        PRIVATE % host.strip("[]"),
        f"{host} was not found. Check the address; if it is right, Newsroom will try again later.",
    }


@pytest.mark.parametrize("host", ["localhost", "127.1", "0", "[::]", "１２７.０.０.１"])
def test_no_name_of_this_machine_is_fetched(host: str) -> None:
    assert "is on a private network" in get_refusal(f"https://{host}/", limits=PUBLIC)


def test_one_private_ip_address_of_a_host_is_enough_to_refuse_it(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(["8.8.8.8", "127.0.0.1"], server.port, monkeypatch)
    assert get_refusal("http://feeds.example/", limits=PUBLIC) == PRIVATE % "feeds.example"


def resolve_to(hosts: list[str], port: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Resolve every name to these hosts; return the list that gets the names."""
    names: list[str] = []
    kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")

    def look_up(name: str, *_args: object, **_named: object) -> list[object]:
        if name in hosts:  # an IP address needs no resolver
            return [(*kind, (name, port))]
        names.append(name)
        return [(*kind, (host, port)) for host in hosts]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return names


def test_a_host_is_resolved_once_and_each_ip_address_tried(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add_page("/", build_page(b"here"))
    names = resolve_to(["127.0.0.9", "127.0.0.1"], server.port, monkeypatch)
    assert get("http://feeds.example/").content == b"here"
    assert (names, server.requests[0][1]["Host"]) == (["feeds.example"], "feeds.example")


def test_at_most_four_ip_addresses_are_tried(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add_page("/", build_page(b"here"))
    resolve_to(
        [*(f"127.0.0.{each}" for each in (5, 6, 7, 8)), "127.0.0.1"], server.port, monkeypatch
    )
    assert get_refusal("http://feeds.example/") == (
        "feeds.example could not be reached: Connection refused. Newsroom will try again later."
    )


def test_an_unknown_host_is_reported() -> None:
    assert get_refusal("http://nobody.invalid/", limits=PUBLIC) == (
        f"nobody.invalid was not found. {NOT_FOUND}"
    )


@pytest.mark.parametrize("port", [22, 8080, 0, 65535])
def test_no_other_port_is_fetched(port: int) -> None:
    assert get_refusal(f"http://8.8.8.8:{port}/", limits=PUBLIC) == (
        f"Port {port} is not allowed. Remove it from the address, or ask an administrator to allow "
        "it: NEWSROOM_PRIVATE_FEEDS=on."
    )


# TLS.


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a key, and a certificate for localhost, and its IP address, that it signed itself."""
    certificate = make_certificate(tmp_path_factory.mktemp("identity"), name="localhost")
    file = certificate.with_name("localhost.pem")
    file.write_bytes(certificate.with_name("privkey.pem").read_bytes() + certificate.read_bytes())
    return file


@pytest.fixture
def safe(identity: Path) -> Iterator[Server]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(identity)
    with run_server(context=context) as server:
        server.add_page("/", build_page(b"here"))
        yield server


def test_a_host_with_a_valid_certificate_is_trusted(
    safe: Server, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(identity))
    resolve_to(["127.0.0.1"], safe.port, monkeypatch)
    assert get("https://localhost./").content == b"here"


def test_a_certificate_for_the_ip_address_is_trusted_with_a_url_of_it(
    safe: Server, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(identity))
    assert get(safe.url).content == b"here"


def test_a_certificate_for_the_ip_address_but_not_for_the_name_is_not_trusted(
    safe: Server, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(identity))
    resolve_to(["127.0.0.1"], safe.port, monkeypatch)
    assert get_refusal("https://feeds.example/").startswith(
        "The certificate of feeds.example is not valid: "
    )


def test_a_host_with_a_self_signed_certificate_is_not_trusted(safe: Server) -> None:
    assert get_refusal(safe.url).startswith("The certificate of 127.0.0.1 is not valid: ")


def test_a_slow_handshake_ends_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert get_refusal(f"https://127.0.0.1:{port}/", limits=QUICK) == TOO_SLOW
