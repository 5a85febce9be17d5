"""Web pages that a browser saved as one file are read as pages, with their address."""

import io
from typing import Any

import pytest

from articles.parsing import formats
from articles.parsing.documents import saved_page
from articles.parsing.documents.document import DAMAGED, SIZE_LIMIT, TOO_LARGE
from articles.parsing.records import Record, Reject, Remark

PARAGRAPH = "It rained on the pier of Şile, and the ferry was late again, the harbour board said. "
PAGE = (
    "<!DOCTYPE html><html><head><title>Ferry opens</title></head><body><article>"
    f"<h1>Ferry opens</h1><p>{PARAGRAPH * 5}</p><p>{PARAGRAPH * 5}</p></article></body>"
)
CHROME = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://gazette.example/7\r\n"
    'Subject: Ferry\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";'
    '\r\n\tboundary="b"\r\n\r\n'
)


def build(
    head: str = CHROME, page: str = PAGE, *, fields: str = "", charset: str = "utf-8"
) -> bytes:
    part = f"--b\r\nContent-Type: text/html; charset={charset}\r\n{fields}\r\n"
    picture = "--b\r\nContent-Type: image/png\r\n\r\n1\r\n--b--\r\n"
    return f"{head}{part}".encode() + page.encode(charset) + f"\r\n{picture}".encode()


def read(content: bytes, *, name: str = formats.AUTO) -> list[Any]:
    return list(formats.read_stream(io.BytesIO(content), format_name=name))


@pytest.mark.parametrize("charset", ["utf-8", "windows-1254"])
def test_a_saved_page_is_an_article_with_its_address(charset: str) -> None:
    content = build(charset=charset)
    (record,) = read(content)
    assert isinstance(record, Record)
    assert (record.headline, record.source_address) == ("Ferry opens", "https://gazette.example/7")
    assert "the pier of Şile" in record.body
    assert (record.original, record.media_type) == (content, "multipart/related")
    assert (record.parser, record.position) == ("mhtml/1", "line 1")
    assert read(content, name="mhtml") == [record]


def test_the_pictures_of_the_article_are_named() -> None:
    shown = f'<p>{PARAGRAPH * 5}</p><img src="cid:a@b" alt="A ferry"><p>Later, {PARAGRAPH * 5}</p>'
    (record,) = read(build(page=PAGE.replace(f"<p>{PARAGRAPH * 5}</p>", shown, 1)))
    assert record.remarks == (
        Remark("left_out.picture", params={"url": "cid:a@b", "alt": "A ferry"}),
    )


def test_the_address_may_be_that_of_the_part() -> None:
    head = CHROME.replace("Snapshot-Content-Location", "X-Other")
    (record,) = read(build(head, fields="Content-Location: https://gazette.example/8\r\n"))
    assert record.source_address == "https://gazette.example/8"


def test_a_page_may_be_saved_without_an_address() -> None:
    (record,) = read(build(CHROME.replace("https://gazette.example/7", "file:///a")))
    assert record.source_address == ""


def test_a_page_without_article_is_refused_as_a_page() -> None:
    (reject,) = read(build(page="<!DOCTYPE html><html><body></body></html>"))
    assert (reject.reason.code.split(".")[0], reject.record) == ("page", None)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (build(page=" "), DAMAGED),
        (CHROME.encode(), DAMAGED),
        (CHROME.encode() + b" " * SIZE_LIMIT, TOO_LARGE),
    ],
)
def test_a_file_without_a_page_is_refused(content: bytes, problem: Any) -> None:
    assert read(content) == [Reject("line 1", problem, None)]


@pytest.mark.parametrize(
    ("head", "is_page"),
    [
        (CHROME, True),
        ("From: Saved by Windows Internet Explorer 11\nSubject: a\n\nb", True),
        ('MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"\n\na', True),
        ("From: a\nSubject: b\nContent-Type: multipart/related; boundary=c\n\nd", False),
        ("From: a\nSubject: b\n\nSnapshot-Content-Location: c", False),
        ("a\nFrom: <Saved by b>\n\n", False),
        ("", False),
    ],
)
def test_saved_pages_are_told_from_mails(head: str, *, is_page: bool) -> None:
    assert saved_page.sniff(head) == is_page
