"""A day at the desk, played in the browser by the people of it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Article, Correction, Status, StatusChange
from tests.browser.windows import Window
from tests.factories import make_live, make_source, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

LIST = "/admin/articles/article/"


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def write_body(page: Page, text: str) -> None:
    """Type over the whole text of the body."""
    page.locator("[contenteditable=true]").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def status(article: Article) -> str:
    article.refresh_from_db()
    return article.status


@pytest.mark.both_widths
def test_a_piece_goes_from_its_writer_to_its_readers(
    window: Window, live_server: LiveServer
) -> None:
    make_source("Harbour Gazette")
    writer, editor, publisher = map(make_user, ("Contributors", "Editors", "Publishers"))
    writing, editing, publishing = window(writer), window(editor), window(publisher)

    writing.goto(f"{live_server.url}{LIST}add/")
    writing.get_by_label("Headline").fill("Ferry stays")
    write_body(writing, "The ferry left.")
    writing.locator(".field-source .select2-selection").click()
    writing.locator(".select2-container--open .select2-search__field").fill("harb")
    writing.get_by_role("option", name="Harbour Gazette").click()
    press(writing, "Save and continue editing")
    press(writing, "Submit for review")
    expect(writing.get_by_text("is now in review.")).to_be_visible()
    article = Article.objects.get()

    editing.goto(f"{live_server.url}/admin/")
    editing.get_by_role("link", name="Waiting for me").first.click()
    editing.get_by_role("link", name="Ferry stays").first.click()
    press(editing, "Request changes")
    editing.get_by_label("Note to the writer").fill("When did it leave?")
    press(editing, "Request changes")
    expect(editing.get_by_text("is now draft.")).to_be_visible()

    writing.goto(f"{live_server.url}{LIST}{article.pk}/change/")
    expect(writing.locator(".desk-notes").get_by_text("When did it leave?")).to_be_visible()
    write_body(writing, "The ferry left at noon.")
    press(writing, "Submit for review")
    expect(writing.get_by_text("is now in review.")).to_be_visible()

    editing.goto(f"{live_server.url}{LIST}{article.pk}/change/")
    press(editing, "Approve")
    expect(editing.get_by_text("is now approved.")).to_be_visible()

    tomorrow = timezone.now() + timedelta(days=1)
    publishing.goto(f"{live_server.url}{LIST}{article.pk}/change/")
    publishing.get_by_role("link", name="Publish", exact=True).click()
    publishing.locator("[name=at_0]").fill(f"{tomorrow:%Y-%m-%d}")
    publishing.locator("[name=at_1]").fill("12:00:00")
    press(publishing, "Publish")
    expect(publishing.get_by_text("Goes live on")).to_be_visible()
    assert (status(article), article.is_live, article.is_released) == ("published", False, True)
    assert list(StatusChange.objects.order_by("pk").values_list("transition", flat=True)) == [
        *("submit", "request_changes", "submit", "approve", "publish"),
    ]


def test_a_live_article_changes_for_readers_only_when_it_is_published(
    window: Window, live_server: LiveServer
) -> None:
    article = make_live(headline="Ferry sails", body="<p>It left on Thursday.</p>", slug="ferry")
    editing, publishing = window(make_user("Editors")), window(make_user("Publishers"))
    public = f"{live_server.url}{article.get_absolute_url()}"

    editing.goto(f"{live_server.url}{LIST}{article.pk}/change/")
    press(editing, "Edit")
    write_body(editing, "It left on Friday.")
    editing.get_by_label("What happened?").select_option("our_mistake")
    editing.get_by_label("Notice for readers").fill("It left on Friday, not on Thursday.")
    press(editing, "Submit for review")
    expect(editing.get_by_text("is now in review.")).to_be_visible()
    editing.get_by_role("link", name="Readers see revision 1: compare").click()
    expect(editing.locator("del", has_text="Thursday").first).to_be_visible()
    expect(editing.locator("ins", has_text="Friday").first).to_be_visible()

    publishing.goto(public)
    expect(publishing.get_by_text("It left on Thursday.")).to_be_visible()
    publishing.goto(f"{live_server.url}{LIST}{article.pk}/change/")
    press(publishing, "Approve")
    expect(publishing.get_by_text("is now approved.")).to_be_visible()
    editing.goto(public)
    expect(editing.get_by_text("It left on Thursday.")).to_be_visible()
    publishing.get_by_role("link", name="Publish", exact=True).click()
    press(publishing, "Publish")
    expect(publishing.get_by_text("is now published.")).to_be_visible()

    editing.goto(public)
    expect(editing.get_by_text("It left on Friday.", exact=True)).to_be_visible()
    expect(editing.get_by_text("It left on Friday, not on Thursday.")).to_be_visible()
    editing.goto(f"{live_server.url}/corrections/")
    expect(editing.get_by_text("It left on Friday, not on Thursday.")).to_be_visible()
    assert Correction.objects.get().kind == "correction"


def test_a_withdrawn_article_says_why(window: Window, live_server: LiveServer) -> None:
    article = make_live(headline="Ferry sails", slug="ferry")
    page = window(make_user("Publishers"))
    page.goto(f"{live_server.url}{LIST}{article.pk}/change/")
    page.get_by_role("link", name="Withdraw", exact=True).click()
    page.get_by_label("Reason for readers").fill("The interview was invented.")
    press(page, "Withdraw")
    expect(page.get_by_text("is now withdrawn.")).to_be_visible()
    address = article.get_absolute_url()
    assert page.request.get(f"{live_server.url}{address}").status == 410
    page.goto(f"{live_server.url}/")
    expect(page.get_by_text("There are no articles here.")).to_be_visible()
    assert status(article) == Status.WITHDRAWN
