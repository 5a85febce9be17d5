"""Secrecy: no public URL shows anything of a draft, whatever kind of draft it is."""

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


def list_urls() -> Iterator[str]:
    """Yield every public URL, with the slugs of the draft and of the live article."""
    values = {"year": "2019", "month": "11", "day": "08", "token": "x", "number": "1"}
    values["format"] = "{format}"
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        for slug in (f"{SECRET}-slug", "as-published", f"{SECRET}-source", f"{SECRET}-author"):
            route = str(pattern.pattern)
            for converter in pattern.pattern.converters:
                converter_name = next(part for part in route.split("<") if f"{converter}>" in part)
                route = route.replace(
                    f"<{converter_name.split('>')[0]}>", values.get(converter, slug)
                )
            yield from dict.fromkeys(f"/{route.format(format=each)}" for each in FORMATS)
    for query in (f"source={SECRET}-source", f"author={SECRET}-author", f"tag={SECRET}-tag"):
        yield f"/?{query}"
    yield from (f"{DAY}{SECRET}/", f"/?q={SECRET}", "/corrections/?page=2", "/no-such-page/")


def shows_secret(client: Client, url: str) -> bool:
    """Tell whether the page contains the secret, except where it repeats the URL."""
    page = client.get(url, follow=True).content.decode()
    for text in (url, *(value for _name, value in parse_qsl(urlsplit(url).query))):
        page = page.replace(text, "")
    return SECRET in page


def make_draft(**fields: object) -> Article:
    source = make_source(f"{SECRET} source")
    names = {"authors": (f"{SECRET} author",), "tags": (f"{SECRET} tag",)}
    fields = {**DRAFT, "slug": f"{SECRET}-slug", "source": source, **names, **fields}
    return make_article(**fields)  # type: ignore[arg-type] # a table of fields


def make_live_article(**fields: object) -> Article:
    return make_live(headline="As published", slug="as-published", **fields)


def revise(article: Article, by: User) -> None:
    """Put the secret into the working revision."""
    make_source(f"{SECRET} source")
    work = revisions.get_working_revision(article)
    content = work.content | DRAFT | {"source": f"{SECRET} source", "tags": [f"{SECRET} tag"]}
    content["credits"] = [{"name": f"{SECRET} author", "affiliation": f"{SECRET} institute"}]
    content["correction"] = {"kind": "update", "text": f"{SECRET} notice", "place": "top"}
    revisions.save_revision(article, content, by=by, builds_on=work.number)


def make_pending(*transitions: str, at: datetime | None = None) -> Article:
    """Make a live article with a secret revision that went through these transitions."""
    editor, publisher = make_user("Editors"), make_user("Publishers")
    article = make_live_article()
    workflow.perform(article, "edit", by=editor)
    revise(article, editor)
    for name in transitions:
        publish_at = at if name == "publish" else None
        reason = "Read it again." if name in {"request_changes", "withdraw"} else ""
        workflow.perform(article, name, by=publisher, at=publish_at, reason=reason)
    return article


def make_restored() -> Article:
    editor, publisher = make_user("Editors"), make_user("Publishers")
    article = make_live_article()
    workflow.perform(article, "withdraw", by=publisher, reason="It was wrong.")
    workflow.perform(article, "restore", by=publisher)
    revise(article, editor)
    return article


def make_unscheduled() -> Article:
    """Make a scheduled article that was edited again before it went live."""
    article = make_draft(status=Status.APPROVED)
    publisher = make_user("Publishers")
    workflow.perform(article, "publish", by=publisher, at=LATER)
    workflow.perform(article, "edit", by=publisher)
    return article


def make_with_imported_revision() -> Article:
    article = make_live_article()
    revisions.save_imported_revision(
        article, revisions.get_working_revision(article).content | DRAFT
    )
    return article


CASES: dict[str, Callable[[], Article]] = {
    "draft": make_draft,
    "draft with a plan": lambda: make_draft(publish_at=NOON),
    "review": lambda: make_draft(status=Status.REVIEW),
    "approved": lambda: make_draft(status=Status.APPROVED),
    "approved with a plan": lambda: make_draft(status=Status.APPROVED, publish_at=NOON),
    "spiked": lambda: make_draft(status=Status.SPIKED),
    "scheduled": lambda: make_draft(
        status=Status.PUBLISHED, is_released=True, published_at=timezone.now() + timedelta(hours=1)
    ),
    "expired": lambda: make_draft(
        status=Status.PUBLISHED, is_released=True, published_at=NOON, expire_at=NOON
    ),
    "taken up before it went live": make_unscheduled,
    "live, edited": make_pending,
    "live, in review": lambda: make_pending("submit"),
    "live, sent back": lambda: make_pending("submit", "request_changes"),
    "live, approved": lambda: make_pending("submit", "approve"),
    "live, change scheduled": lambda: make_pending("submit", "approve", "publish", at=LATER),
    "withdrawn while edited": lambda: make_pending("withdraw"),
    "withdrawn, restored and edited": make_restored,
    "live, another text from the source": make_with_imported_revision,
}


@pytest.mark.unmeasured
@pytest.mark.matrix
@pytest.mark.parametrize("case", CASES)
def test_no_public_url_shows_anything_of_a_draft(case: str, client: Client) -> None:
    article = CASES[case]()
    Note.objects.create(article=article, written_by=make_user(), text=f"{SECRET} note")
    assert [url for url in sorted(set(list_urls())) if shows_secret(client, url)] == []


@pytest.mark.parametrize("case", [name for name in CASES if name.startswith("live")])
def test_a_live_article_is_shown_as_published(case: str, client: Client) -> None:
    CASES[case]()
    page = client.get(f"{DAY}as-published/")
    assert (page.status_code, "As published" in page.content.decode()) == (200, True)


@pytest.mark.parametrize("case", ["withdrawn while edited", "withdrawn, restored and edited"])
def test_a_withdrawn_article_shows_its_notice(case: str, client: Client) -> None:
    CASES[case]()
    page = client.get(f"{DAY}as-published/")
    assert (page.status_code, "As published" in page.content.decode()) == (410, True)


@pytest.mark.unmeasured
def test_the_secret_is_found_after_publication(client: Client) -> None:
    """Show that the tests above can fail."""
    article = make_pending("submit", "approve", "publish")
    matches = [url for url in sorted(set(list_urls())) if shows_secret(client, url)]
    assert {"/", article.get_absolute_url(), "/corrections/", "/sources/", "/tags/"} <= set(matches)
