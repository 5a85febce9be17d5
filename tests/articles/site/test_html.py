"""Every page for readers is HTML without an error, by a parser of the standard itself."""

from collections import Counter
from http import HTTPStatus

import pytest
from django.test import Client
from justhtml import JustHTML

from articles.models import Correction
from articles.publishing import workflow
from tests.factories import (
    NOON,
    make_article,
    make_live,
    make_preview_link,
    make_revision,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db

BODY = """<h2>One &amp; two</h2><p>Ferry <em>left</em>, <a href="https://gazette.example/?a=1&amp;b=2">it
says</a>.</p><ul><li>First<ul><li>within</li></ul></li></ul><blockquote><p>“So.”</p></blockquote>"""
PAGES = [
    *(
        "/",
        "/?kind=news&tag=harbour",
        "/?q=ferry",
        "/?q=ferry&order=best",
        "/?q=fery",
        "/?q=nothing",
    ),
    *("/2019/", "/2019/11/", "/2019/11/08/", "/2019/11/08/ferry/", "/archive/", "/corrections/"),
    *("/sources/", "/sources/isikkoy-postasi/", "/authors/", "/authors/ada-writer/"),
    *("/tags/", "/tags/harbour/"),
]
OTHERS = [
    ("/2019/11/08/wrong/", HTTPStatus.GONE),
    ("/nothing/", HTTPStatus.NOT_FOUND),
    ("/?kind=x&from=y", HTTPStatus.BAD_REQUEST),
]


@pytest.fixture(autouse=True)
def site() -> None:
    """Fill the site with what a page can show, signs of HTML in every text."""
    source = make_source("Işıkköy Postası", about="Since 1999 <daily> & free.\n\nAll of it.")
    about = {
        "source": source,
        "source_date": NOON.date(),
        "source_date_precision": "day",
        "source_detail": "p. 3 & 4",
        "source_address": "https://isikkoy.example/?a=1&b=2",
        "language": "en",
        "byline": "By <Ada> & others",
        "kind": "news",
        "authors": ("Ada Writer", "Ayşe <Işıklı>"),
        "affiliation": "A & B",
        "tags": ("harbour", "R&D"),
    }
    original = make_live(slug="ferry", headline='Ferry <1> & "2" sails', body=BODY, **about)
    about |= {"translation_of": original, "language": "tr"}
    make_live(slug="vapur", headline="Vapur kalktı & gitti", standfirst="<Kısa>", **about)
    make_live(is_own_work=True, headline="Ours", expire_at=None)
    for place in ("top", "bottom"):
        notice = {"kind": "correction", "text": "It was <two> & no more.", "place": place}
        revision = make_revision(original, byline=place)
        Correction.objects.create(article=original, revision=revision, published_at=NOON, **notice)
    wrong = make_live(slug="wrong")
    workflow.perform(wrong, "withdraw", by=make_user("Publishers"), reason="It was <wrong> & so.")


def faults(page: str) -> list[str]:
    """Return what is wrong with the page: its syntax, its ids, and what refers to them."""
    document = JustHTML(page, collect_errors=True, sanitize=False)
    ids = Counter(_values(document, "id"))
    named = {
        name for each in _REFERENCES for told in _values(document, each) for name in told.split()
    }
    named |= {told[1:] for told in _values(document, "href") if told.startswith("#")}
    twice = [f"id {name} stands twice" for name, count in ids.items() if count > 1]
    unmet = [f"no element has the id {name}" for name in sorted(named - ids.keys())]
    return [*map(str, document.errors), *twice, *unmet]


_REFERENCES = ("for", "aria-labelledby", "aria-describedby")


def _values(document: JustHTML, attribute: str) -> list[str]:
    elements = document.query(f"[{attribute}]")
    return [str((each.attrs or {})[attribute]) for each in elements]


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize(
    ("address", "status"), [*((page, HTTPStatus.OK) for page in PAGES), *OTHERS]
)
def test_a_page_is_without_fault(
    client: Client, address: str, status: HTTPStatus, language: str
) -> None:
    response = client.get(address, headers={"Accept-Language": language})
    assert (response.status_code, faults(response.text)) == (status, [])
    assert f'<html lang="{language}">' in response.text


def test_instants_and_days_are_told_as_html_takes_them(client: Client) -> None:
    """What the standard's parser does not look into: no microseconds, and no day that is none."""
    live = make_live(published_at=NOON.replace(microsecond=1), updated_at=NOON)
    page = JustHTML(client.get(live.get_absolute_url()).text, sanitize=False)
    told = ["2019-11-08T12:00:00+00:00"] * 2
    assert _values(page, "datetime")[:2] == told
    for asked, kept in (("2019-11-08", ["2019-11-08"]), ("8.11.2019", [])):
        page = JustHTML(client.get(f"/?from={asked}").text, sanitize=False)
        days = [each.attrs or {} for each in page.query('input[type="date"]')]
        assert [each["value"] for each in days if "value" in each] == kept


def test_a_preview_is_without_fault(client: Client) -> None:
    draft = make_article(body=BODY, tags=("R&D",), authors=("A & B",))
    page = client.get(make_preview_link(draft).get_absolute_url())
    assert (page.status_code, faults(page.text)) == (HTTPStatus.OK, [])


def test_the_page_of_an_error_is_without_fault(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("a test")

    monkeypatch.setattr("articles.site.views.get_years", fail)
    client.raise_request_exception = False
    page = client.get("/archive/")
    assert (page.status_code, faults(page.text)) == (HTTPStatus.INTERNAL_SERVER_ERROR, [])


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("<p>no doctype", "Expected DOCTYPE but got <p> tag"),
        ("<!DOCTYPE html><p id=a><b id=a>x</b>", "id a stands twice"),
        ("<!DOCTYPE html><label for=x>x</label>", "no element has the id x"),
        ("<!DOCTYPE html><p><ul></ul></p>", "Unexpected </p> end tag"),
    ],
)
def test_a_fault_is_found(page: str, fault: str) -> None:
    assert any(fault in found for found in faults(page))
