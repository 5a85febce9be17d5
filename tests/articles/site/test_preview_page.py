"""Previews: what they show, and that only an open link leads to them."""

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
    get_preview_path,
    make_article,
    make_live,
    make_preview_link,
    make_revision,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db

# What only the preview or only the public page has.
DIFFERENCES = re.compile(
    r'<aside class="preview-bar".*?</aside>|<meta name="robots"[^>]*>'
    r'|<link rel="canonical"[^>]*>|<meta property="(?:og|article):[^>]*>'
    r'|<link rel="alternate" (?:hreflang|type="(?:application/json|text/plain)")[^>]*>'
    r'|<meta name="twitter:[^>]*>|<script type="application/ld\+json">.*?</script>'
    r'|<input type="hidden" name="next"[^>]*>',
    re.DOTALL,
)


def get_page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def strip_differences(page: str) -> list[str]:
    return [line.strip() for line in DIFFERENCES.sub("", page).splitlines() if line.strip()]


def get_desk_preview(article: Article, number: int | None = None) -> str:
    """Return the preview in the admin, as an editor sees it."""
    client = Client()
    client.force_login(make_user("Editors"))
    query = f"?revision={number}" if number else ""
    return get_page(client, f"/admin/articles/article/{article.pk}/preview/{query}")


def make_complete_article() -> Article:
    """Make a live article with everything that a page can show."""
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


# Its content.


def test_the_preview_of_a_live_revision_equals_the_public_page(client: Client) -> None:
    article = make_complete_article()
    page, preview = get_page(client, article.get_absolute_url()), get_desk_preview(article)
    assert strip_differences(preview) == strip_differences(page)


def test_the_preview_of_a_change_equals_the_page_after_publishing(client: Client) -> None:
    article = make_complete_article()
    publisher = make_user("Publishers")
    workflow.perform(article, "edit", by=publisher)
    new_credits = [
        {"name": "Zoë Writer", "affiliation": "X"},
        {"name": "New Author", "affiliation": ""},
    ]
    changes: dict[str, Any] = {
        "tags": ["harbour", "new tag", "zebra"],
        "credits": new_credits,
        "source": "NEW Source",
    }
    make_revision(article, headline="Another", **changes)
    for name in ("submit", "approve"):
        workflow.perform(article, name, by=publisher)
    preview = get_desk_preview(article)
    with time_machine.travel(timezone.now(), tick=False):
        workflow.perform(article, "publish", by=publisher)
    assert strip_differences(preview) == strip_differences(
        get_page(client, article.get_absolute_url())
    )


NOTICE = {"kind": "correction", "text": "It was the sea.", "place": "top"}


def test_a_correction_is_previewed_once_before_and_after_publishing() -> None:
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
        [
            (notice.pk is None, notice.text, notice.published_at)
            for notice in preview.correction_list
        ]
        for preview in (before, after)
    ] == [
        [(is_to_go_out, "It was the sea.", NOON + timedelta(days=1))]
        for is_to_go_out in (True, False)
    ]
    assert before.updated_at == after.updated_at == NOON + timedelta(days=1)


def test_a_correction_with_the_first_publication_is_no_update() -> None:
    article = make_article()
    revision = make_revision(article, correction=NOTICE)
    preview = revision_preview.build_preview(article, revision.content)
    assert ([notice.text for notice in preview.correction_list], preview.updated_at) == (
        ["It was the sea."],
        None,
    )


def test_known_names_are_shown_as_on_the_public_page() -> None:
    article = make_live(authors=("Ada Writer",), tags=("harbour",))
    workflow.perform(article, "edit", by=make_user("Publishers"))
    new_credits = [{"name": name, "affiliation": ""} for name in ("A. W.", "Ada Writer")]
    author = Author.objects.get(name="Ada Writer")
    author.aliases.create(name="A. W.")
    Tag.objects.filter(name="harbour").update(name="Harbour")
    make_revision(article, credits=new_credits, tags=["HARBOUR", "!"])
    page = " ".join(get_desk_preview(article).split())
    assert page.count('rel="author"') == 1
    assert '<a href="/authors/ada-writer/" rel="author" >Ada Writer</a>' in page
    assert '<li><a href="/tags/harbour/" rel="tag">Harbour</a></li> </ul>' in page


def test_new_names_are_shown_but_not_created() -> None:
    article = make_live()
    workflow.perform(article, "edit", by=make_user("Publishers"))
    new_credits = [{"name": "New Author", "affiliation": ""}, {"name": "ʼ", "affiliation": ""}]
    make_revision(article, credits=new_credits, tags=["new tag"], source="New Source")
    page = get_desk_preview(article)
    assert [part in page for part in ("/authors/new-author/", "/authors/-/", "/tags/new-tag/")] == (
        [True, True, True]
    )
    assert '<a href="/sources/new-source/">New Source</a>' in page
    assert (Author.objects.count(), Tag.objects.count(), Source.objects.count()) == (0, 0, 1)


def test_an_unpublished_article_has_the_day_of_its_plan_or_today() -> None:
    with time_machine.travel(NOON, tick=False):
        unplanned = get_desk_preview(make_article())
        planned = get_desk_preview(make_article(publish_at=NOON + timedelta(days=1)))
    assert ">8 November 2019</time>" in unplanned
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
def test_an_article_of_any_status_has_a_preview(status: Status, fields: dict[str, Any]) -> None:
    article = make_article(headline="The ferry", status=status, **fields)
    assert ">The ferry</h1>" in get_desk_preview(article)


def test_an_unpublished_change_is_visible_only_in_the_preview(client: Client) -> None:
    article = make_live(headline="Old", body="<p>Old text.</p>")
    workflow.perform(article, "edit", by=make_user("Publishers"))
    make_revision(article, headline="New", body="<p>New text.</p>")
    link = make_preview_link(article)
    page = get_page(client, article.get_absolute_url())
    previews = [get_desk_preview(article), get_page(client, get_preview_path(link))]
    assert [("New text." in page, "Old text." in page) for page in [page, *previews]] == [
        (False, True),
        (True, False),
        (True, False),
    ]


# Its bar and headers.


def get_preview_bar(page: str) -> str:
    match = re.search(r'<aside class="preview-bar"[^>]*>(.*?)</aside>', page, re.DOTALL)
    return match[1].strip() if match else ""


def test_a_bar_above_the_masthead_names_the_revision() -> None:
    article = make_article()
    make_revision(article, headline="Changed")
    page = get_desk_preview(article)
    assert get_preview_bar(page) == "Preview of revision 2, not published"
    assert page.index("preview-bar") < page.index("masthead")


def test_the_bar_says_whether_the_revision_is_live() -> None:
    article = make_live()
    workflow.perform(article, "edit", by=make_user("Publishers"))
    make_revision(article, headline="Changed")
    assert [get_preview_bar(get_desk_preview(article, number)) for number in (1, 2)] == [
        "Preview of revision 1, which readers see now",
        "Preview of revision 2, not published",
    ]


def test_the_public_page_has_no_bar(client: Client) -> None:
    page = get_page(client, make_live().get_absolute_url())
    assert (get_preview_bar(page), 'name="robots"' in page, 'rel="canonical"' in page) == (
        "",
        False,
        True,
    )


@pytest.mark.parametrize("is_live", [False, True])
def test_a_preview_is_not_cached_or_indexed_and_sends_no_referrer(
    client: Client, *, is_live: bool
) -> None:
    article = make_live() if is_live else make_article()
    if is_live:
        workflow.perform(article, "edit", by=make_user("Publishers"))
    response = client.get(get_preview_path(make_preview_link(article)))
    assert {name: response[name] for name in ("X-Robots-Tag", "Cache-Control")} == {
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "private, no-store",
    }
    assert response["Referrer-Policy"] == "no-referrer"
    page = response.content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert [word for word in ("canonical", "og:", "article:") if word in page] == []


# Its link.


@pytest.mark.parametrize("role", ["anonymous", "", "Contributors", "Editors", "Publishers"])
def test_anybody_with_the_link_sees_the_preview(client: Client, role: str) -> None:
    article = make_article(headline="The ferry")
    if role != "anonymous":
        client.force_login(make_user(role))
    url = get_preview_path(make_preview_link(article))
    assert ">The ferry</h1>" in get_page(client, url)
    revisions.get_working_revision(article)
    make_revision(article, headline="Changed")
    assert client.get(url).status_code == HTTPStatus.NOT_FOUND


def test_a_revoked_link_is_not_found(client: Client) -> None:
    link = make_preview_link(make_article(), revoked_at=NOON)
    assert client.get(get_preview_path(link)).status_code == HTTPStatus.NOT_FOUND


def test_a_link_allows_only_get_and_head(client: Client) -> None:
    url = get_preview_path(make_preview_link(make_article()))
    assert (client.post(url).status_code, client.head(url).status_code) == (405, 200)


def test_a_forged_token_is_not_found(client: Client) -> None:
    number, signature = tokens = make_preview_link(make_article()).token.split(":")
    other = make_preview_link(make_article())
    forged = [
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
    statuses = [client.get(f"/preview/{token}/").status_code for token in forged]
    assert statuses == [HTTPStatus.NOT_FOUND] * len(forged)
    assert client.get(f"/preview/{':'.join(tokens)}/").status_code == HTTPStatus.OK


def test_a_deleted_link_is_not_found(client: Client) -> None:
    link = make_preview_link(make_article())
    url = get_preview_path(link)
    link.delete()
    assert client.get(url).status_code == HTTPStatus.NOT_FOUND
