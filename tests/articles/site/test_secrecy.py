"""Nothing of a draft can be reached by a reader: every public address, for every way to be one."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from articles.models import Article, Note, Status
from articles.publishing import revisions, workflow
from articles.site import urls
from tests.factories import NOON, make_article, make_live, make_source, make_user

pytestmark = pytest.mark.django_db

# A word that only the draft has: in its texts, its names, its slug.
SECRET = "qxzzy"
DAY = "/2019/11/08/"
FORMATS = ("rss", "atom", "json", "txt")
LATER = datetime(2040, 1, 1, tzinfo=UTC)

DRAFT = {
    "headline": f"{SECRET} headline",
    "standfirst": f"{SECRET} standfirst",
    "body": f"<p>{SECRET} body</p>",
    "byline": f"By {SECRET}",
    "source_detail": f"{SECRET} pages",
    "source_date_text": f"{SECRET} 2019",
    "source_address": f"https://{SECRET}.example/1",
}


def addresses() -> Iterator[str]:
    """Yield every public address, of what the draft and what the live piece is called."""
    known = {"year": "2019", "month": "11", "day": "08", "token": "x", "number": "1"}
    known["format"] = "{format}"
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        for slug in (f"{SECRET}-slug", "as-published", f"{SECRET}-source", f"{SECRET}-author"):
            route = str(pattern.pattern)
            for converter in pattern.pattern.converters:
                kind = next(part for part in route.split("<") if f"{converter}>" in part)
                route = route.replace(f"<{kind.split('>')[0]}>", known.get(converter, slug))
            yield from dict.fromkeys(f"/{route.format(format=each)}" for each in FORMATS)
    for query in (f"source={SECRET}-source", f"author={SECRET}-author", f"tag={SECRET}-tag"):
        yield f"/?{query}"
    yield from (f"{DAY}{SECRET}/", f"/?q={SECRET}", "/corrections/?page=2", "/no-such-page/")


def shows_it(client: Client, address: str) -> bool:
    """Tell whether the page has the word, beside where it repeats what the address says."""
    page = client.get(address, follow=True).content.decode()
    for asked in (address, *(value for _name, value in parse_qsl(urlsplit(address).query))):
        page = page.replace(asked, "")
    return SECRET in page


def a_draft(**fields: object) -> Article:
    source = make_source(f"{SECRET} source")
    names = {"authors": (f"{SECRET} author",), "tags": (f"{SECRET} tag",)}
    fields = {**DRAFT, "slug": f"{SECRET}-slug", "source": source, **names, **fields}
    return make_article(**fields)  # type: ignore[arg-type] # a table of fields


def a_live_piece(**fields: object) -> Article:
    return make_live(headline="As published", slug="as-published", **fields)


def revised(article: Article, by: User) -> None:
    """Put the secret into the newest revision."""
    make_source(f"{SECRET} source")
    work = revisions.get_working_revision(article)
    content = work.content | DRAFT | {"source": f"{SECRET} source", "tags": [f"{SECRET} tag"]}
    content["credits"] = [{"name": f"{SECRET} author", "affiliation": f"{SECRET} institute"}]
    content["correction"] = {"kind": "update", "text": f"{SECRET} notice", "place": "top"}
    revisions.save_revision(article, content, by=by, builds_on=work.number)


def pending(*moves: str, **told: object) -> Article:
    """Make a live piece with a secret revision that went through these moves after its edit."""
    editor, publisher = make_user("Editors"), make_user("Publishers")
    article = a_live_piece()
    workflow.perform(article, "edit", by=editor)
    revised(article, editor)
    for name in moves:
        at = told.get("at") if name == "publish" else None
        assert at is None or isinstance(at, datetime)
        reason = "Read it again." if name in {"request_changes", "withdraw"} else ""
        workflow.perform(article, name, by=publisher, at=at, reason=reason)
    return article


def restored_and_revised() -> Article:
    editor, publisher = make_user("Editors"), make_user("Publishers")
    article = a_live_piece()
    workflow.perform(article, "withdraw", by=publisher, reason="It was wrong.")
    workflow.perform(article, "restore", by=publisher)
    revised(article, editor)
    return article


def held_back() -> Article:
    """Make a piece that was to go live, and was taken up again before it did."""
    article = a_draft(status=Status.APPROVED)
    publisher = make_user("Publishers")
    workflow.perform(article, "publish", by=publisher, at=LATER)
    workflow.perform(article, "edit", by=publisher)
    return article


def held_beside() -> Article:
    article = a_live_piece()
    revisions.save_imported_revision(
        article, revisions.get_working_revision(article).content | DRAFT
    )
    return article


CASES: dict[str, Callable[[], Article]] = {
    "draft": a_draft,
    "draft with a plan": lambda: a_draft(publish_at=NOON),
    "review": lambda: a_draft(status=Status.REVIEW),
    "approved": lambda: a_draft(status=Status.APPROVED),
    "approved with a plan": lambda: a_draft(status=Status.APPROVED, publish_at=NOON),
    "spiked": lambda: a_draft(status=Status.SPIKED),
    "scheduled": lambda: a_draft(
        status=Status.PUBLISHED, is_released=True, published_at=timezone.now() + timedelta(hours=1)
    ),
    "expired": lambda: a_draft(
        status=Status.PUBLISHED, is_released=True, published_at=NOON, expire_at=NOON
    ),
    "taken up before it went live": held_back,
    "live, edited": pending,
    "live, in review": lambda: pending("submit"),
    "live, sent back": lambda: pending("submit", "request_changes"),
    "live, approved": lambda: pending("submit", "approve"),
    "live, change scheduled": lambda: pending("submit", "approve", "publish", at=LATER),
    "withdrawn while edited": lambda: pending("withdraw"),
    "withdrawn, restored and edited": restored_and_revised,
    "live, another text from the source": held_beside,
}


@pytest.mark.parametrize("case", CASES)
def test_a_reader_finds_nothing_of_a_draft_at_any_address(case: str, client: Client) -> None:
    article = CASES[case]()
    Note.objects.create(article=article, written_by=make_user(), text=f"{SECRET} note")
    assert [address for address in addresses() if shows_it(client, address)] == []


@pytest.mark.parametrize("case", [name for name in CASES if name.startswith("live")])
def test_a_live_piece_is_read_as_published_whatever_waits(case: str, client: Client) -> None:
    CASES[case]()
    page = client.get(f"{DAY}as-published/")
    assert (page.status_code, "As published" in page.content.decode()) == (200, True)


@pytest.mark.parametrize("case", ["withdrawn while edited", "withdrawn, restored and edited"])
def test_a_withdrawn_piece_leaves_its_notice_whatever_waits(case: str, client: Client) -> None:
    CASES[case]()
    page = client.get(f"{DAY}as-published/")
    assert (page.status_code, "As published" in page.content.decode()) == (410, True)


def test_the_word_is_found_once_its_piece_is_live(client: Client) -> None:
    """Show that the tests above can fail."""
    article = pending("submit", "approve", "publish")
    found = [address for address in addresses() if shows_it(client, address)]
    assert {"/", article.get_absolute_url(), "/corrections/", "/sources/", "/tags/"} <= set(found)
