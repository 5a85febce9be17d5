"""Every public page is valid HTML, by a parser that follows the standard."""

from collections import Counter
from http import HTTPStatus

import pytest
from django.test import Client
from justhtml import JustHTML

from articles.models import Correction
from articles.publishing import workflow
from tests.factories import (
    NOON,
    get_preview_path,
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
def _fill_site() -> None:
    """Make articles with everything that a page can show, with HTML characters in every text."""
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


def find_faults(page: str) -> list[str]:
    """Return syntax errors, duplicate ids, and references to ids that do not exist."""
    document = JustHTML(page, collect_errors=True, sanitize=False)
    ids = Counter(_list_values(document, "id"))
    references = {
        name
        for each in _REFERENCES
        for value in _list_values(document, each)
        for name in value.split()
    }
    references |= {href[1:] for href in _list_values(document, "href") if href.startswith("#")}
    twice = [f"id {name} stands twice" for name, count in ids.items() if count > 1]
    unmet = [f"no element has the id {name}" for name in sorted(references - ids.keys())]
    return [*map(str, document.errors), *twice, *unmet]


_REFERENCES = ("for", "aria-labelledby", "aria-describedby")


def _list_values(document: JustHTML, attribute: str) -> list[str]:
    elements = document.query(f"[{attribute}]")
    return [str((each.attrs or {})[attribute]) for each in elements]


@pytest.mark.unmeasured
@pytest.mark.matrix
@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize(("url", "status"), [*((page, HTTPStatus.OK) for page in PAGES), *OTHERS])
def test_a_page_is_valid_html(client: Client, url: str, status: HTTPStatus, language: str) -> None:
    response = client.get(url, headers={"Accept-Language": language})
    assert (response.status_code, find_faults(response.text)) == (status, [])
    assert f'<html lang="{language}">' in response.text


def test_instants_and_days_have_a_format_that_html_allows(client: Client) -> None:
    """Check what the parser does not: no microseconds, and no text that is not a day."""
    live = make_live(published_at=NOON.replace(microsecond=1), updated_at=NOON)
    page = JustHTML(client.get(live.get_absolute_url()).text, sanitize=False)
    instants = ["2019-11-08T12:00:00+00:00"] * 2
    assert _list_values(page, "datetime")[:2] == instants
    for day, values in (("2019-11-08", ["2019-11-08"]), ("8.11.2019", [])):
        page = JustHTML(client.get(f"/?from={day}").text, sanitize=False)
        inputs = [each.attrs or {} for each in page.query('input[type="date"]')]
        assert [each["value"] for each in inputs if "value" in each] == values


def test_a_preview_is_valid_html(client: Client) -> None:
    draft = make_article(body=BODY, tags=("R&D",), authors=("A & B",))
    page = client.get(get_preview_path(make_preview_link(draft)))
    assert (page.status_code, find_faults(page.text)) == (HTTPStatus.OK, [])


def test_the_error_page_is_valid_html(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("a test")

    monkeypatch.setattr("articles.site.views.get_years", fail)
    client.raise_request_exception = False
    page = client.get("/archive/")
    assert (page.status_code, find_faults(page.text)) == (HTTPStatus.INTERNAL_SERVER_ERROR, [])


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("<p>no doctype", "Expected DOCTYPE but got <p> tag"),
        ("<!DOCTYPE html><p id=a><b id=a>x</b>", "id a stands twice"),
        ("<!DOCTYPE html><label for=x>x</label>", "no element has the id x"),
        ("<!DOCTYPE html><p><ul></ul></p>", "Unexpected </p> end tag"),
    ],
)
def test_faults_are_found(page: str, fault: str) -> None:
    assert any(fault in message for message in find_faults(page))
