"""What a preview shows, and that its public address shows it to nobody else and no longer."""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from articles.models import Article, Author, Source, Status, Tag
from articles.publishing import revision_preview, revisions, workflow
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

# What a preview may have that the page has not, and the other way round.
ITS_OWN = re.compile(
    r'<aside class="preview-bar".*?</aside>|<meta name="robots"[^>]*>'
    r'|<link rel="canonical"[^>]*>|<meta property="(?:og|article):[^>]*>'
    r'|<link rel="alternate" (?:hreflang|type="(?:application/json|text/plain)")[^>]*>'
    r'|<meta name="twitter:[^>]*>|<script type="application/ld\+json">.*?</script>'
    r'|href="/language/[^"]*"',
    re.DOTALL,
)


def seen(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def without_its_own(page: str) -> list[str]:
    return [line.strip() for line in ITS_OWN.sub("", page).splitlines() if line.strip()]


def at_the_desk(article: Article, number: int | None = None) -> str:
    """Return the preview as an editor sees it."""
    client = Client()
    client.force_login(make_user("Editors"))
    query = f"?revision={number}" if number else ""
    return seen(client, f"/admin/articles/article/{article.pk}/preview/{query}")


def full() -> Article:
    """Make a live article that has all that a page can show."""
    return make_live(
        headline="The “ferry” & the sea",
        standfirst="In short.",
        body='<p>One <a href="https://a.example">two</a>.</p>\n<blockquote>Three</blockquote>',
        byline="By Ada Writer* and B. Other",
        kind="report",
        language="tr",
        source=make_source("Agos"),
        source_date="2018-04-04",
        source_date_precision="month",
        source_detail="s. 3",
        source_address="https://www.agos.example/1",
        authors=("Zoë Writer", "Ada Writer"),
        affiliation="Ilgaz University",
        tags=("zebra", "Ulaşım", "harbour", "Երևան", "çay"),
    )


# It looks as the page.


def test_the_preview_of_what_is_live_is_the_public_page(client: Client) -> None:
    article = full()
    page, preview = seen(client, article.get_absolute_url()), at_the_desk(article)
    assert without_its_own(preview) == without_its_own(page)


def test_the_preview_of_a_change_is_the_page_that_publishing_makes(client: Client) -> None:
    article = full()
    publisher = make_user("Publishers")
    workflow.perform(article, "edit", by=publisher)
    credited = [
        {"name": "Zoë Writer", "affiliation": "X"},
        {"name": "New Author", "affiliation": ""},
    ]
    changes: dict[str, Any] = {
        "tags": ["harbour", "new tag", "zebra"],
        "credits": credited,
        "source": "NEW Source",
    }
    make_revision(article, headline="Another", **changes)
    for name in ("submit", "approve"):
        workflow.perform(article, name, by=publisher)
    preview = at_the_desk(article)
    with time_machine.travel(timezone.now(), tick=False):
        workflow.perform(article, "publish", by=publisher)
    assert without_its_own(preview) == without_its_own(seen(client, article.get_absolute_url()))


NOTICE = {"kind": "correction", "text": "It was the sea.", "place": "top"}


def test_a_notice_is_shown_as_it_will_go_out_and_once() -> None:
    article = make_live()
    publisher = make_user("Publishers")
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        workflow.perform(article, "edit", by=publisher)
        revision = make_revision(article, correction=NOTICE)
        before = revision_preview.build_preview(article, revision.content)
        for name in ("submit", "approve", "publish"):
            workflow.perform(article, name, by=publisher)
        after = revision_preview.build_preview(article, revision.content)
    assert [
        [(each.pk is None, each.text, each.published_at) for each in copy.correction_list]
        for copy in (before, after)
    ] == [
        [(is_to_go_out, "It was the sea.", NOON + timedelta(days=1))]
        for is_to_go_out in (True, False)
    ]
    assert before.updated_at == after.updated_at == NOON + timedelta(days=1)


def test_a_notice_with_a_first_publication_is_no_change() -> None:
    article = make_article()
    revision = make_revision(article, correction=NOTICE)
    copy = revision_preview.build_preview(article, revision.content)
    assert ([each.text for each in copy.correction_list], copy.updated_at) == (
        ["It was the sea."],
        None,
    )


def test_names_that_are_there_are_shown_as_readers_know_them() -> None:
    article = make_live(authors=("Ada Writer",), tags=("harbour",))
    workflow.perform(article, "edit", by=make_user("Publishers"))
    credited = [{"name": name, "affiliation": ""} for name in ("A. W.", "Ada Writer")]
    author = Author.objects.get(name="Ada Writer")
    author.aliases.create(name="A. W.")
    Tag.objects.filter(name="harbour").update(name="Harbour")
    make_revision(article, credits=credited, tags=["HARBOUR", "!"])
    told = " ".join(at_the_desk(article).split())
    assert told.count('rel="author"') == 1
    assert '<a href="/authors/ada-writer/" rel="author" >Ada Writer</a>' in told
    assert '<li><a href="/tags/harbour/" rel="tag">Harbour</a></li> </ul>' in told


def test_names_that_are_not_there_yet_break_nothing_and_are_not_made() -> None:
    article = make_live()
    workflow.perform(article, "edit", by=make_user("Publishers"))
    credited = [{"name": "New Author", "affiliation": ""}, {"name": "ʼ", "affiliation": ""}]
    make_revision(article, credits=credited, tags=["new tag"], source="New Source")
    told = at_the_desk(article)
    assert [part in told for part in ("/authors/new-author/", "/authors/-/", "/tags/new-tag/")] == (
        [True, True, True]
    )
    assert '<a href="/sources/new-source/">New Source</a>' in told
    assert (Author.objects.count(), Tag.objects.count(), Source.objects.count()) == (0, 0, 1)


def test_a_piece_that_was_never_published_has_the_day_on_which_it_would_be() -> None:
    with time_machine.travel(NOON, tick=False):
        shown = at_the_desk(make_article())
        planned = at_the_desk(make_article(publish_at=NOON + timedelta(days=1)))
    assert ">8 November 2019</time>" in shown
    assert ">9 November 2019</time>" in planned


@pytest.mark.parametrize(
    ("status", "fields"),
    [
        (Status.DRAFT, {"source": None}),
        (Status.DRAFT, {"body": ""}),
        (Status.APPROVED, {}),
        (Status.SPIKED, {}),
        (Status.WITHDRAWN, {"published_at": NOON, "withdrawn_reason": "Wrong."}),
    ],
)
def test_a_piece_is_shown_however_it_stands(status: Status, fields: dict[str, Any]) -> None:
    article = make_article(headline="The ferry", status=status, **fields)
    assert ">The ferry</h1>" in at_the_desk(article)


def test_a_change_of_a_live_piece_is_seen_in_the_preview_alone(client: Client) -> None:
    article = make_live(headline="Old", body="<p>Old text.</p>")
    workflow.perform(article, "edit", by=make_user("Publishers"))
    make_revision(article, headline="New", body="<p>New text.</p>")
    link = make_preview_link(article)
    page = seen(client, article.get_absolute_url())
    previews = [at_the_desk(article), seen(client, link.get_absolute_url())]
    assert [("New text." in told, "Old text." in told) for told in [page, *previews]] == [
        (False, True),
        (True, False),
        (True, False),
    ]


# It says what it is.


def bar(page: str) -> str:
    found = re.search(r'<aside class="preview-bar"[^>]*>(.*?)</aside>', page, re.DOTALL)
    return found[1].strip() if found else ""


def test_a_bar_above_the_masthead_says_what_it_is() -> None:
    article = make_article()
    make_revision(article, headline="Changed")
    page = at_the_desk(article)
    assert bar(page) == "Preview of revision 2, not published"
    assert page.index("preview-bar") < page.index("masthead")


def test_the_bar_says_when_readers_see_the_same() -> None:
    article = make_live()
    workflow.perform(article, "edit", by=make_user("Publishers"))
    make_revision(article, headline="Changed")
    assert [bar(at_the_desk(article, number)) for number in (1, 2)] == [
        "Preview of revision 1, which readers see now",
        "Preview of revision 2, not published",
    ]


def test_the_public_page_has_no_bar(client: Client) -> None:
    page = seen(client, make_live().get_absolute_url())
    assert (bar(page), 'name="robots"' in page, 'rel="canonical"' in page) == ("", False, True)


@pytest.mark.parametrize("is_live", [False, True])
def test_a_preview_asks_not_to_be_kept_or_passed_on(client: Client, *, is_live: bool) -> None:
    article = make_live() if is_live else make_article()
    if is_live:
        workflow.perform(article, "edit", by=make_user("Publishers"))
    response = client.get(make_preview_link(article).get_absolute_url())
    assert {name: response[name] for name in ("X-Robots-Tag", "Cache-Control")} == {
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "private, no-store",
    }
    assert response["Referrer-Policy"] == "no-referrer"
    page = response.content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert [word for word in ("canonical", "og:", "article:") if word in page] == []


# Who has the link.


@pytest.mark.parametrize("role", ["anonymous", "", "Contributors", "Editors", "Publishers"])
def test_whoever_has_the_link_sees_the_preview(client: Client, role: str) -> None:
    article = make_article(headline="The ferry")
    if role != "anonymous":
        client.force_login(make_user(role))
    address = make_preview_link(article).get_absolute_url()
    assert ">The ferry</h1>" in seen(client, address)
    revisions.get_working_revision(article)
    make_revision(article, headline="Changed")
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_a_link_that_was_revoked_leads_nowhere(client: Client) -> None:
    link = make_preview_link(make_article(), revoked_at=NOON)
    assert client.get(link.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND


def test_a_link_can_only_be_read(client: Client) -> None:
    address = make_preview_link(make_article()).get_absolute_url()
    assert (client.post(address).status_code, client.head(address).status_code) == (405, 200)


def test_a_token_that_was_tampered_with_leads_nowhere(client: Client) -> None:
    number, signature = tokens = (
        make_preview_link(make_article()).get_absolute_url()[9:-1].split(":")
    )
    other = make_preview_link(make_article())
    tampered = [
        f"{other.pk}:{signature}",
        f"0{number}:{signature}",
        f"{number}:{signature[:-1]}",
        f"{number}:{signature[:-1]}{'A' if signature[-1] != 'A' else 'B'}",
        f"{number}:{signature.swapcase()}",
        f"{number}:",
        f":{signature}",
        f"{number}",
        signature,
        f"{number}:{signature}:",
        f" {number}:{signature}",
        "%00:ş",
        Signer().sign(number),
        Signer(salt="articles.preview_links").sign(number),
    ]
    told = [client.get(f"/preview/{token}/").status_code for token in tampered]
    assert told == [HTTPStatus.NOT_FOUND] * len(tampered)
    assert client.get(f"/preview/{':'.join(tokens)}/").status_code == HTTPStatus.OK


def test_a_link_to_a_row_that_is_gone_leads_nowhere(client: Client) -> None:
    link = make_preview_link(make_article())
    address = link.get_absolute_url()
    link.delete()
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND
