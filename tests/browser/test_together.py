"""Two people in one article, in the browser: nothing that either of them typed is lost."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Dialog, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Article, Presence
from articles.publishing import workflow
from tests.browser.windows import Window, find_violations, fits_window, focus_editor, sign_in
from tests.factories import make_article, make_author, make_source, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

BODY = "<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>"
PASSWORD = "a-long-password"


@pytest.fixture
def article() -> Article:
    return make_article(headline="Ferry sails", body=BODY, authors=("Ada Writer",), tags=("a", "b"))


@pytest.fixture
def url(article: Article, live_server: LiveServer) -> str:
    return f"{live_server.url}/admin/articles/article/{article.pk}/change/"


def sign_in_by_hand(page: Page, person: User) -> None:
    page.get_by_label("Username").fill(person.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def write(page: Page, label: str, text: str) -> None:
    """Replace the text of a field."""
    if label == "Body":  # the editor's
        focus_editor(page)
        page.keyboard.press("Control+a")
        page.keyboard.type(text.replace("\n\n", "\n"))
    else:
        page.get_by_label(label).first.fill(text)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue editing").click()


def read_drafts(page: Page) -> list[str]:
    """Return the drafts in the local storage of the browser."""
    return [
        draft
        for key, draft in page.evaluate("Object.entries(localStorage)")
        if key.startswith("newsroom:draft:")
    ]


def wait_until_stored(page: Page, text: str = "") -> None:
    wait(page, lambda: any(text in draft for draft in read_drafts(page)))


def wait_until_no_draft(page: Page) -> None:
    wait(page, lambda: read_drafts(page) == [])


def wait(page: Page, condition: Callable[[], bool]) -> None:
    for _time in range(600):
        if condition():
            return
        page.wait_for_timeout(100)
    pytest.fail("The condition was not met within a minute.")


def reopen(page: Page, url: str) -> Page:
    """Close the tab without a question, and open the page in a new one."""
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(url)
    return again


# Presence.


def test_two_in_one_article_see_each_other_and_what_the_other_saved(
    window: Window, url: str
) -> None:
    ada, can = make_user("Editors"), make_user("Editors")
    here, there = window(ada), window(can)
    with here.expect_response("**/presence/"):
        here.goto(url)
    there.goto(url)
    expect(there.get_by_text(f"Also on this page: {ada}")).to_be_visible()
    here.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(here.get_by_text(f"Also on this page: {can}")).to_be_visible()

    write(there, "Standfirst", "Theirs.")
    save(there)
    expect(there.get_by_text("was changed successfully")).to_be_visible()
    expect(there.get_by_text("saved revision")).to_have_count(0)
    here.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    notice = (
        f"{can} saved revision 2 in the meantime. Your text is safe; when you save you will see"
    )
    expect(here.get_by_text(notice)).to_be_visible()

    there.goto("about:blank")
    wait(here, lambda: not Presence.objects.filter(person=can).exists())
    here.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(here.get_by_text("Also on this page:")).to_have_count(0)


def test_a_reader_of_a_changed_article_is_asked_to_reload(
    window: Window, url: str, article: Article, live_server: LiveServer
) -> None:
    ada, can = make_user("Editors"), make_user("Editors")
    workflow.perform(article, "submit", by=can)
    workflow.perform(article, "approve", by=ada)
    reader = window(ada)
    reader.goto(url)
    workflow.perform(article, "request_changes", by=can, reason="Shorter.")
    writer = window(can)
    writer.goto(url)
    write(writer, "Standfirst", "Theirs.")
    save(writer)
    expect(writer.get_by_text("was changed successfully")).to_be_visible()
    reader.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    notice = f"{can} saved revision 2 in the meantime. Reload the page to see it."
    expect(reader.get_by_text(notice)).to_be_visible()
    assert read_drafts(reader) == []
    assert live_server.url in reader.url


@pytest.mark.both_widths
def test_the_second_to_save_sees_both_texts_and_merges(
    window: Window, url: str, article: Article
) -> None:
    ada, can = make_user("Editors"), make_user("Editors")
    here, there = window(ada), window(can)
    here.goto(url)
    there.goto(url)
    write(there, "Headline", "Ferry sails early")
    write(there, "Body", "One, they say.\n\nTwo.\n\nThree.")
    save(there)
    expect(there.get_by_text("was changed successfully")).to_be_visible()
    write(here, "Standfirst", "Mine.")
    write(here, "Body", "One.\n\nTwo.\n\nThree, I say.")
    save(here)
    expect(
        here.get_by_role("heading", name="You and somebody else changed this article")
    ).to_be_visible()
    expect(here.locator("ins").filter(has_text="early")).to_be_visible()
    expect(here.locator("ins").filter(has_text="Mine.")).to_be_visible()
    expect(here.get_by_text("unsaved changes from")).to_have_count(0)
    assert find_violations(here) == []
    assert fits_window(here)

    here.get_by_role("button", name="Merge both").click()
    expect(here.get_by_text("Both texts are merged below.")).to_be_visible()
    expect(here.get_by_text("unsaved changes from")).to_have_count(0)
    assert here.get_by_label("Headline").first.input_value() == "Ferry sails early"
    save(here)
    expect(here.get_by_text("was changed successfully")).to_be_visible()
    wait_until_no_draft(here)
    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("Ferry sails early", "Mine.")
    assert article.body == "<p>One, they say.</p>\n<p>Two.</p>\n<p>Three, I say.</p>"


def test_a_link_discards_my_text_for_theirs(window: Window, url: str) -> None:
    here, there = window(make_user("Editors")), window(make_user("Editors"))
    here.goto(url)
    there.goto(url)
    write(there, "Headline", "Theirs")
    save(there)
    expect(there.get_by_text("was changed successfully")).to_be_visible()
    write(here, "Headline", "Mine")
    save(here)
    here.get_by_role("link", name="Keep their version, discard yours").click()
    expect(here.get_by_label("Headline").first).to_have_value("Theirs")
    expect(here.get_by_text("unsaved changes from")).to_have_count(0)
    wait_until_no_draft(here)


# Drafts.


def test_the_text_of_a_closed_tab_can_be_restored(
    window: Window, url: str, article: Article
) -> None:
    source = make_source("Agos")
    page = window(make_user("Editors"))
    page.goto(url)
    write(page, "Headline", "Ferry sails late")
    write(page, "Body", "One.\n\nAnother.")
    page.get_by_label("Author 2: name").fill("Can Writer")
    page.get_by_label("Author 3: name").fill("Zoe Writer")
    page.get_by_label("Author 3: order").fill("1")
    page.locator(".field-source .select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").fill("Agos")
    page.get_by_role("option", name="Agos").click()
    box = page.locator(".field-tags .select2-search__field")
    box.click()
    box.press_sequentially("Ulaşım,")
    page.get_by_label("Kind:").select_option("analysis")
    wait_until_stored(page, "Ulaşım")

    page = reopen(page, url)
    notice = page.get_by_text(re.compile(r"You have unsaved changes from \d\d:\d\d UTC\."))
    expect(notice).to_be_visible()
    assert page.get_by_label("Headline").first.input_value() == "Ferry sails"
    page.get_by_role("button", name="Restore").click()
    expect(notice).to_have_count(0)
    expect(page.locator(".field-source .select2-selection__rendered")).to_contain_text("Agos")
    expect(page.locator(".field-tags .select2-selection__choice")).to_have_count(3)
    save(page)
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    wait_until_no_draft(page)

    saved = article.revisions.latest("number").content
    assert (saved["headline"], saved["source"]) == ("Ferry sails late", source.name)
    assert saved["body"] == "<p>One.</p>\n<p>Another.</p>"
    assert [row["name"] for row in saved["credits"]] == ["Ada Writer", "Zoe Writer", "Can Writer"]
    assert (saved["tags"], saved["kind"]) == (["Ulaşım", "a", "b"], "analysis")


def test_a_draft_of_a_new_article_is_restored_with_all_its_authors(
    window: Window, live_server: LiveServer
) -> None:
    page = window(make_user("Editors"))
    url = f"{live_server.url}/admin/articles/article/add/"
    page.goto(url)
    write(page, "Headline", "New")
    page.get_by_label("Author 1: name").fill("Ada Writer")
    page.get_by_label("Author 2: name").fill("Can Writer")
    page.get_by_label("Precision").select_option("day")
    save(page)
    expect(page.get_by_text("The source date and its precision do not match")).to_be_visible()
    page.get_by_label("Author 3: name").fill("Zoe Writer")
    wait_until_stored(page, "Zoe")
    page = reopen(page, url)
    page.get_by_role("button", name="Restore").click()
    assert page.get_by_label("Author 3: name").input_value() == "Zoe Writer"
    page.get_by_label("Precision").select_option("unknown")
    save(page)
    expect(page.get_by_text("was added successfully")).to_be_visible()
    wait_until_no_draft(page)
    assert Article.objects.get().bylines.count() == 3
    page.goto(url)
    expect(page.get_by_text("unsaved changes from")).to_have_count(0)


def test_a_dropped_draft_does_not_come_back(window: Window, url: str) -> None:
    page = window(make_user("Editors"))
    page.goto(url)
    write(page, "Headline", "Mine")
    wait_until_stored(page)
    page = reopen(page, url)
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("unsaved changes from")).to_have_count(0)
    wait_until_no_draft(page)
    page.reload()
    expect(page.get_by_text("unsaved changes from")).to_have_count(0)
    assert page.get_by_label("Headline").first.input_value() == "Ferry sails"


def test_restoring_a_draft_stores_the_replaced_text(window: Window, url: str) -> None:
    page = window(make_user("Editors"))
    page.goto(url)
    write(page, "Headline", "First")
    wait_until_stored(page)
    page = reopen(page, url)
    write(page, "Headline", "Second")
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_label("Headline").first).to_have_value("First")
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_label("Headline").first).to_have_value("Second")


def test_a_draft_of_an_older_revision_ends_in_a_conflict(window: Window, url: str) -> None:
    here, there = window(make_user("Editors")), window(make_user("Editors"))
    here.goto(url)
    write(here, "Standfirst", "Mine.")
    wait_until_stored(here)
    there.goto(url)
    write(there, "Headline", "Theirs")
    save(there)
    expect(there.get_by_text("was changed successfully")).to_be_visible()
    here = reopen(here, url)
    expect(here.get_by_text("The article has been saved since; when you save you")).to_be_visible()
    here.get_by_role("button", name="Restore").click()
    save(here)
    expect(
        here.get_by_role("heading", name="You and somebody else changed this article")
    ).to_be_visible()


def test_an_expired_session_loses_nothing(window: Window, url: str) -> None:
    person = make_user("Editors", password=PASSWORD)
    page = window(person)
    page.goto(url)
    write(page, "Headline", "Ferry sails late")
    page.context.clear_cookies(name="sessionid")
    save(page)
    sign_in_by_hand(page, person)
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_label("Headline").first).to_have_value("Ferry sails late")


def test_signing_in_in_another_tab_keeps_the_text(
    window: Window, url: str, article: Article
) -> None:
    person = make_user("Editors", password=PASSWORD)
    page = window(person)
    page.goto(url)
    write(page, "Headline", "Ferry sails late")
    page.context.clear_cookies(name="sessionid")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    notice = page.get_by_text(
        "You have been signed out. Sign in again in another tab; your text is kept here."
    )
    expect(notice).to_be_visible()

    other = page.context.new_page()
    other.goto(url)
    sign_in_by_hand(other, person)
    expect(other.get_by_text("You have unsaved changes from")).to_be_visible()
    other.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(notice).to_have_count(0)
    save(page)
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    article.refresh_from_db()
    assert article.headline == "Ferry sails late"


def test_another_user_of_the_browser_sees_no_draft(
    window: Window, url: str, live_server: LiveServer
) -> None:
    page = window(make_user("Editors"))
    page.goto(url)
    write(page, "Headline", "Mine")
    wait_until_stored(page)
    sign_in(page.context, live_server, make_user("Editors"))
    page = reopen(page, url)
    expect(page.get_by_label("Headline").first).to_have_value("Ferry sails")
    expect(page.get_by_text("unsaved changes from")).to_have_count(0)


def test_a_draft_older_than_two_weeks_is_removed(window: Window, url: str) -> None:
    page = window(make_user("Editors"))
    page.goto(url)
    write(page, "Headline", "Mine")
    wait_until_stored(page)
    context = page.context
    page.close()
    context.clock.install()
    context.clock.fast_forward(14 * 24 * 60 * 60 * 1000 + 1000)
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_text("unsaved changes from")).to_have_count(0)
    wait_until_no_draft(page)


@pytest.mark.both_widths
def test_a_draft_of_an_article_that_cannot_be_changed_is_shown(
    window: Window, url: str, article: Article
) -> None:
    writer = make_user("Contributors")
    Article.objects.filter(pk=article.pk).update(created_by=writer)
    page = window(writer)
    page.goto(url)
    write(page, "Body", "Mine.")
    wait_until_stored(page)
    article.refresh_from_db()
    workflow.perform(article, "submit", by=make_user("Editors"))
    page = reopen(page, url)
    expect(page.get_by_text("The article is locked in its current status")).to_be_visible()
    page.get_by_role("button", name="Show it").click()
    expect(page.locator("pre").filter(has_text="Mine.")).to_be_visible()
    assert find_violations(page) == []
    assert len(read_drafts(page)) == 1


# Only our own keys fail: Django's theme.js breaks without storage.
FULL_STORAGE = """
    const setItem = Storage.prototype.setItem
    Storage.prototype.setItem = function (key, value) {
        if (key.startsWith("newsroom:")) throw new DOMException("full", "QuotaExceededError")
        setItem.call(this, key, value)
    }"""
FORBIDDEN_STORAGE = """
    const store = localStorage
    Object.defineProperty(window, "localStorage", { get() {
        if (new Error().stack.includes("/desk")) throw new DOMException("no", "SecurityError")
        return store
    } })"""


@pytest.mark.parametrize("script", [FULL_STORAGE, FORBIDDEN_STORAGE], ids=["full", "forbidden"])
def test_a_browser_without_storage_shows_a_warning(window: Window, url: str, script: str) -> None:
    page = window(make_user("Editors"))
    page.add_init_script(script)
    page.goto(url)
    write(page, "Headline", "Mine")
    expect(page.get_by_text("This browser cannot keep unsaved text. Save often.")).to_be_visible()
    save(page)
    expect(page.get_by_text("was changed successfully")).to_be_visible()


# Leaving.


def test_leaving_asks_only_if_text_is_unsaved(window: Window, url: str) -> None:
    page = window(make_user("Editors"))
    dialogs: list[str] = []

    def leave(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(url)
    page.get_by_label("Headline").first.click()
    page.reload()
    assert dialogs == []
    write(page, "Headline", "Mine")
    page.reload()
    assert dialogs == ["beforeunload"]
    page.get_by_role("button", name="Restore").click()
    save(page)
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert dialogs == ["beforeunload"]


# The page.


def test_authors_are_suggested_from_two_characters_on(window: Window, url: str) -> None:
    make_author("Zoë Işık")
    queries: list[str] = []
    page = window(make_user("Editors"))

    def record(route: Route) -> None:
        queries.append(route.request.url.split("?")[1])
        route.continue_()

    page.route("**/author/suggest/*", record)
    page.goto(url)
    field = page.get_by_label("Author 2: name")
    field.press_sequentially("z")
    page.wait_for_timeout(500)
    field.press_sequentially("o")
    expect(page.locator("datalist option")).to_have_count(1)
    assert page.locator("datalist option").get_attribute("value") == "Zoë Işık"
    assert queries == ["term=zo"]


@pytest.mark.both_widths
def test_the_page_is_accessible(window: Window, url: str) -> None:
    ada, can = make_user("Editors"), make_user("Editors")
    here, there = window(ada), window(can)
    with there.expect_response("**/presence/"):
        there.goto(url)
    here.goto(url)
    expect(here.get_by_text(f"Also on this page: {can}")).to_be_visible()
    write(here, "Headline", "Mine")
    wait_until_stored(here)
    here = reopen(here, url)
    expect(here.get_by_text("You have unsaved changes from")).to_be_visible()
    assert find_violations(here) == []
    assert fits_window(here)
