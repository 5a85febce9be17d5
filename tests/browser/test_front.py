"""The front page of the admin and its list of articles: by keyboard, and accessible."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from articles.models import ImportRun, Status
from articles.publishing import workflow
from tests.browser.windows import find_violations, fits_window, sign_in
from tests.factories import make_article, make_live, make_source, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

LIST = "/admin/articles/article/"
ADDRESSES = [
    *("/admin/", "/admin/help/"),
    *(LIST, f"{LIST}?queue=waiting&_facets=True", f"{LIST}?q=ferry"),
]


@pytest.fixture
def editor(settings: Settings) -> User:
    """Return an editor with articles in review and an import with a reject."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    editor, writer = make_user("Editors"), make_user("Contributors")
    source = make_source("Işıkköy Postası")
    for number in range(3):
        article = make_article(
            headline=f"Ferry {number} sails for the islands",
            source=source,
            created_by=writer,
            kind="announcement",
        )
        workflow.perform(article, "submit", by=writer)
    make_live(source=source, edited_by=editor, has_held_revision=True)
    ImportRun.objects.create(label="a folder", rejected_count=1)
    return editor


@pytest.mark.both_widths
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_the_front_page_and_the_list_are_accessible(
    page: Page, live_server: LiveServer, editor: User, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    sign_in(page.context, live_server, editor)
    violations = {}
    for address in ADDRESSES:
        page.goto(live_server.url + address)
        assert fits_window(page), address
        violations[address] = find_violations(page)
    assert violations == {address: [] for address in violations}


def test_a_queue_is_reached_by_keyboard_alone(
    page: Page, live_server: LiveServer, editor: User
) -> None:
    sign_in(page.context, live_server, editor)
    page.goto(f"{live_server.url}/admin/")
    queue = page.get_by_role("link", name="Waiting for you 3")
    for _ in range(12):
        page.keyboard.press("Tab")
        if queue.evaluate("link => link === document.activeElement"):
            break
    expect(queue).to_be_focused()
    outline = "link => getComputedStyle(link.closest('li')).outlineStyle"
    assert queue.evaluate(outline) == "solid"
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}{LIST}?queue=waiting")
    expect(page.locator("#result_list tbody tr")).to_have_count(3)


@pytest.mark.both_widths
def test_changes_of_many_articles_are_requested_with_one_note(
    page: Page, live_server: LiveServer, editor: User
) -> None:
    sign_in(page.context, live_server, editor)
    page.goto(f"{live_server.url}{LIST}?queue=waiting")
    for box in page.locator("input.action-select").all():
        box.check()
    page.get_by_label("Action:").select_option("request_changes")
    page.locator(".actions button[name=index]").click()  # "Go", and from Django 6.1 on "Run"
    expect(page.get_by_text("3 articles will change status.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Preloading style sheets, axe would add inline styles, which violate the policy.
    violations = Axe().run(page, options={"preload": False}).response["violations"]
    assert [each["id"] for each in violations] == []
    page.get_by_label("Note to the writer").fill("Name the source of the second paragraph.")
    page.get_by_role("button", name="Request changes").click()
    expect(page.get_by_text("The status of 3 articles was changed.")).to_be_visible()
    expect(page).to_have_url(f"{live_server.url}{LIST}?queue=waiting")


def test_the_page_of_a_publication_offers_the_calendar(
    page: Page, live_server: LiveServer, editor: User
) -> None:
    publisher = make_user("Publishers")
    article = make_article(status=Status.APPROVED, created_by=editor)
    sign_in(page.context, live_server, publisher)
    page.goto(f"{live_server.url}{LIST}{article.pk}/move/publish/")
    for shortcut in ("Today", "Now"):  # links, and from Django 6.1 on buttons
        page.locator(".datetimeshortcuts a", has_text=shortcut).first.click()
    values = [page.locator(f"#id_at_{part}").input_value() for part in (0, 1)]
    assert all(values)
