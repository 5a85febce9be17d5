"""Authors and dates that a page has only in its layout."""

from datetime import date

import pytest

from articles.parsing.webpage.layout import parse_day
from tests.articles.parsing.webpage.pages import (
    BODY,
    build_meta,
    build_page,
    get_sureness,
    parse_record,
)


@pytest.mark.parametrize(
    ("body", "byline"),
    [
        ("<div class='author'>Ada Writer</div>", "Ada Writer"),
        ("<p class='articleByline'>By Ada Writer</p>", "By Ada Writer"),
        ("<span class='haber-yazar'>Ada Writer | Yerevan | 08/11/2019</span>", "Ada Writer"),
        ("<p class='author'>12 articles</p><p class='author'>Ada Writer</p>", "Ada Writer"),
        ("<div class='comments'><p class='author'>Ada Writer</p></div>", ""),
        ("<p class='author'>Harbour Times</p>", ""),
    ],
)
def test_a_name_where_authors_stand_is_a_guess(body: str, byline: str) -> None:
    head = build_meta("og:site_name", "Harbour Times")
    parsed = parse_record(build_page(head, body=body + BODY))
    assert parsed.byline == byline
    assert get_sureness(parsed)["byline"] == ("guess" if byline else "missing")


def test_a_name_in_the_head_of_the_article_may_be_its_author() -> None:
    name = "<p class='author'>Ada Writer</p>"
    page = build_page()
    assert parse_record(page.replace("<h1>", f"{name}<h1>")).byline == "Ada Writer"
    assert parse_record(page.replace("<h1>", f"{name * 6}<h1>")).byline == ""
    assert parse_record(page.replace("<article>", f"{name}<article>")).byline == ""
    assert parse_record(page.replace("<h1>", f"{name}<h2>")).byline == "Ada Writer"


@pytest.mark.parametrize(
    ("printed", "standfirst"),
    [
        ("<h2>A whole year late, the ferry to the islands is back.</h2>", True),
        ("<p class='article__lead'>A whole year late, the ferry to the islands is back.</p>", True),
        ("<h2>The ferry is back.</h2>", False),
        (f"<h2>{'The ferry is back. ' * 30}</h2>", False),
    ],
)
def test_a_standfirst_outside_the_text_is_a_guess(printed: str, *, standfirst: bool) -> None:
    body = f"{printed}<div class='article-body'>{BODY * 3}</div>"
    page = build_page(body=body).replace("article>", "section>")
    parsed = parse_record(page)
    expected = "A whole year late, the ferry to the islands is back." if standfirst else ""
    assert parsed.standfirst == expected
    assert get_sureness(parsed).get("standfirst") == ("guess" if standfirst else None)


@pytest.mark.parametrize(
    ("head", "body", "first"),
    [
        (build_meta("og:url", "https://harbour.example/2019/11/08/ferry"), "", date(2019, 11, 8)),
        (build_meta("og:url", "https://harbour.example/a/20191108/1.htm"), "", date(2019, 11, 8)),
        (build_meta("og:url", "https://harbour.example/2019/99/99/ferry"), "", None),
        ("", "<time datetime='2019-11-08T01:00Z'>Friday</time>", date(2019, 11, 8)),
        ("", "<time>Friday</time><p class='date'>8 November 2019, 12:30</p>", date(2019, 11, 8)),
        ("", "<p class='tarih'>08.11.2019 - Güncelleme : 09.11.2019</p>", date(2019, 11, 8)),
        ("", "<div class='comments'><p class='date'>08.11.2019</p></div>", None),
        ("", "<p class='tarih'>Giriş: 08.11.2019 - 12:30</p>", date(2019, 11, 8)),
        ("", "<p class='dates'>08.11.2019</p>", None),
    ],
)
def test_a_date_of_the_layout_is_a_guess(head: str, body: str, first: date | None) -> None:
    parsed = parse_record(build_page(head, body=body + BODY))
    assert parsed.source_date.first == first
    assert get_sureness(parsed)["source_date"] == ("guess" if first else "missing")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2019年11月8日 12:30", date(2019, 11, 8)),
        ("2019년 11월 8일", date(2019, 11, 8)),
        ("2019-11-08T00:00:00", date(2019, 11, 8)),
        ("Fri, 08 Nov 2019 10:00:00 GMT", date(2019, 11, 8)),
        ("8 November 2019 at 10:30", date(2019, 11, 8)),
        ("0001-01-01T00:00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("2019年13月8日", None),
    ],
)
def test_days_are_read_as_pages_write_them(text: str, first: date | None) -> None:
    parsed = parse_day(text)
    assert (parsed.first if parsed else None) == first
