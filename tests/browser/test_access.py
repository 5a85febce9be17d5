"""The pages about an article are accessible: by axe-core, in width, and by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Article, Note
from articles.publishing import revisions, workflow
from tests.browser.windows import Window, find_violations, fits_window
from tests.factories import make_article, make_live, make_original, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PAGES = {
    "the live article": "{article}/change/",
    "its history": "{article}/history/",
    "its signatures": "{article}/signatures/",
    "a comparison": "{article}/compare/?before=1&after=2",
    "a comparison side by side": "{article}/compare/?before=1&after=2&view=side",
    "its withdrawal": "{article}/move/withdraw/",
    "its approval": "{article}/move/approve/",
    "a request for changes": "{article}/move/request_changes/",
    "a publication": "{approved}/move/publish/",
    "the notifications": "../notification/",
    "a search of the list": "?q=ferry",
    "a search that is not possible": "?q=-ferry",
    "a preview": "{article}/preview/",
}

LONG = "https://www.harbourgazette.example/city/" + "a-ferry-that-leaves-late" * 4


def make_reviewed_article() -> Article:
    """Make a live article with a change in review, notes, an original and a history."""
    writer, editor = make_user("Editors"), make_user("Publishers")
    article = make_live(headline="Ferry sails", body="<p>It left early.</p>", tags=("harbour",))
    make_original(article, readings={"source": {"sureness": "guess", "line": 3}})
    workflow.perform(article, "edit", by=writer)
    content = revisions.get_working_revision(article).content | {
        "body": f"<p>It left late. {LONG}</p>"
    }
    revisions.save_revision(article, content, by=writer, builds_on=1)
    note = Note.objects.create(article=article, written_by=editor, text="Who says so?")
    Note.objects.create(article=article, written_by=writer, text="The board.", answers=note)
    workflow.perform(article, "submit", by=writer)
    workflow.perform(article, "request_changes", by=editor, reason="Name the ferry.")
    workflow.perform(article, "submit", by=writer)
    return article


@pytest.mark.both_widths
def test_the_pages_about_an_article_are_accessible(window: Window, live_server: LiveServer) -> None:
    page, article = window(make_user("Publishers")), make_reviewed_article()
    approved = make_article(status="approved")
    violations, wide = {}, []
    for name, tail in PAGES.items():
        path = tail.format(article=article.pk, approved=approved.pk)
        page.goto(f"{live_server.url}/admin/articles/article/{path}")
        violations[name] = find_violations(page)
        wide += [] if fits_window(page) else [name]
    assert (violations, wide) == ({name: [] for name in PAGES}, [])


@pytest.mark.both_widths
def test_the_public_pages_of_corrections_are_accessible(
    window: Window, live_server: LiveServer
) -> None:
    publisher, article = make_user("Publishers"), make_live(headline="Ferry sails")
    workflow.perform(article, "edit", by=publisher)
    notice = {"kind": "correction", "text": "It left on Friday.", "place": "top"}
    content = revisions.get_working_revision(article).content | {"correction": notice}
    revisions.save_revision(article, content, by=make_user("Editors"), builds_on=1)
    for name in ("submit", "approve", "publish"):
        workflow.perform(article, name, by=publisher)
    page = window(publisher)
    for address in ("/corrections/", article.get_absolute_url()):
        page.goto(f"{live_server.url}{address}")
        expect(page.get_by_text("It left on Friday.")).to_be_visible()
        assert (find_violations(page), fits_window(page)) == ([], True)


def press_by_keyboard(page: Page, label: str) -> None:
    """Press Tab until the control of that name has the focus, then Enter."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if (
            page.evaluate("document.activeElement.innerText || document.activeElement.value")
            == label
        ):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"{label} cannot be reached by keyboard.")


def test_changes_are_requested_by_keyboard_alone(window: Window, live_server: LiveServer) -> None:
    page, article = window(make_user("Publishers")), make_reviewed_article()
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.locator("#id_slug, #id_embargoed_until_1").last.focus()
    press_by_keyboard(page, "Request changes")
    page.wait_for_url("**/move/request_changes/**")
    page.get_by_label("Note to the writer").focus()
    page.keyboard.type("Name the ferry.")
    press_by_keyboard(page, "Request changes")
    expect(page.get_by_text("is now “draft”.")).to_be_visible()
