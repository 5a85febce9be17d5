"""Articles on their way from writers to readers, by several people in their browsers."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Article, Correction, Status, StatusChange
from tests.browser.windows import Window, focus_editor
from tests.factories import make_live, make_source, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

LIST = "/admin/articles/article/"


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def write_body(page: Page, text: str) -> None:
    """Replace the text of the body."""
    focus_editor(page)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def read_status(article: Article) -> str:
    article.refresh_from_db()
    return article.status


def write_and_submit(page: Page) -> None:
    page.get_by_label("Headline").fill("Ferry stays")
    write_body(page, "The ferry left.")
    page.locator(".field-source .select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").fill("harb")
    page.get_by_role("option", name="Harbour Gazette").click()
    press(page, "Save and continue editing")
    press(page, "Submit for review")
    expect(page.get_by_text("is now “in review”.")).to_be_visible()


def request_changes(page: Page) -> None:
    page.get_by_role("link", name="Waiting for you").first.click()
    page.get_by_role("link", name="Ferry stays").first.click()
    press(page, "Request changes")
    page.get_by_label("Note to the writer").fill("When did it leave?")
    press(page, "Request changes")
    expect(page.get_by_text("is now “draft”.")).to_be_visible()


def submit_again(page: Page) -> None:
    expect(page.locator(".desk-notes").get_by_text("When did it leave?")).to_be_visible()
    write_body(page, "The ferry left at noon.")
    press(page, "Submit for review")
    expect(page.get_by_text("is now “in review”.")).to_be_visible()


def approve(page: Page) -> None:
    press(page, "Approve")
    expect(page.get_by_text("is now “approved”.")).to_be_visible()


def publish_tomorrow(page: Page) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    page.get_by_role("link", name="Publish", exact=True).click()
    page.locator("[name=at_0]").fill(f"{tomorrow:%Y-%m-%d}")
    page.locator("[name=at_1]").fill("12:00:00")
    press(page, "Publish")
    expect(page.get_by_text("Goes live on")).to_be_visible()


@pytest.mark.both_widths
def test_an_article_goes_from_its_writer_to_its_readers(
    window: Window, live_server: LiveServer
) -> None:
    make_source("Harbour Gazette")
    writer, editor, publisher = (
        window(make_user(role)) for role in ("Contributors", "Editors", "Publishers")
    )
    writer.goto(f"{live_server.url}{LIST}add/")
    write_and_submit(writer)
    article = Article.objects.get()
    url = f"{live_server.url}{LIST}{article.pk}/change/"
    editor.goto(f"{live_server.url}/admin/")
    request_changes(editor)
    writer.goto(url)
    submit_again(writer)
    editor.goto(url)
    approve(editor)
    publisher.goto(url)
    publish_tomorrow(publisher)
    status = read_status(article)
    assert (status, article.is_live, article.is_released) == ("published", False, True)
    assert list(StatusChange.objects.order_by("pk").values_list("transition", flat=True)) == [
        *("submit", "request_changes", "submit", "approve", "publish"),
    ]


def test_a_live_article_changes_for_readers_only_when_it_is_published(
    window: Window, live_server: LiveServer
) -> None:
    article = make_live(headline="Ferry sails", body="<p>It left on Thursday.</p>", slug="ferry")
    editor, publisher = window(make_user("Editors")), window(make_user("Publishers"))
    public = f"{live_server.url}{article.get_absolute_url()}"

    editor.goto(f"{live_server.url}{LIST}{article.pk}/change/")
    press(editor, "Reopen for editing")
    write_body(editor, "It left on Friday.")
    editor.get_by_label("Why did it change?").select_option("our_mistake")
    editor.get_by_label("Notice to readers:").fill("It left on Friday, not on Thursday.")
    press(editor, "Submit for review")
    expect(editor.get_by_text("is now “in review”.")).to_be_visible()
    editor.get_by_role("link", name="Readers see revision 1. Compare").click()
    expect(editor.locator("del", has_text="Thursday").first).to_be_visible()
    expect(editor.locator("ins", has_text="Friday").first).to_be_visible()

    publisher.goto(public)
    expect(publisher.get_by_text("It left on Thursday.")).to_be_visible()
    publisher.goto(f"{live_server.url}{LIST}{article.pk}/change/")
    approve(publisher)
    editor.goto(public)
    expect(editor.get_by_text("It left on Thursday.")).to_be_visible()
    publisher.get_by_role("link", name="Publish", exact=True).click()
    press(publisher, "Publish")
    expect(publisher.get_by_text("is now “published”.")).to_be_visible()

    editor.goto(public)
    expect(editor.get_by_text("It left on Friday.", exact=True)).to_be_visible()
    expect(editor.get_by_text("It left on Friday, not on Thursday.")).to_be_visible()
    editor.goto(f"{live_server.url}/corrections/")
    expect(editor.get_by_text("It left on Friday, not on Thursday.")).to_be_visible()
    assert Correction.objects.get().kind == "correction"


def test_a_withdrawn_article_says_why(window: Window, live_server: LiveServer) -> None:
    article = make_live(headline="Ferry sails", slug="ferry")
    page = window(make_user("Publishers"))
    page.goto(f"{live_server.url}{LIST}{article.pk}/change/")
    page.get_by_role("link", name="Withdraw", exact=True).click()
    page.get_by_label("Reason for readers").fill("The interview was invented.")
    press(page, "Withdraw")
    expect(page.get_by_text("is now “withdrawn”.")).to_be_visible()
    address = article.get_absolute_url()
    assert page.request.get(f"{live_server.url}{address}").status == 410
    page.goto(f"{live_server.url}/")
    expect(page.get_by_text("There are no articles here.")).to_be_visible()
    assert read_status(article) == Status.WITHDRAWN
