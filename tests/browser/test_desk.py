"""From a clipping to a public page, in the browser."""

from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Article
from tests.browser.windows import focus_editor
from tests.factories import make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

CLIPPING = """---

## FERRY TERMINAL OPENS

-

08.11.2019

---

Harbour Gazette (07 November 2019)

By Ada Writer

The new terminal opened on Thursday, the harbour board said.

<https://www.harbourgazette.example/1>

---

Kaynak/Source:
"""


def sign_in(page: Page, live_server: LiveServer, role: str) -> None:
    user = make_user(role, password="a-long-password")
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.both_widths
def test_from_a_clipping_to_a_page(page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(CLIPPING)
    call_command("import_articles", str(tmp_path), status="review", json=True)

    sign_in(page, live_server, "Editors")
    page.goto(f"{live_server.url}/admin/articles/article/?status__exact=review")
    page.get_by_role("link", name="FERRY TERMINAL OPENS").click()
    expect(page.get_by_text("Harbour Gazette (07 November 2019)")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_label("Standfirst").fill("It took three years.")
    box = page.locator(".field-tags .select2-search__field")
    box.click()
    box.type("Ulaşım,harbour,")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    # By the button: without its cookies the page could not report that it is closed.
    page.get_by_role("button", name="Log out").click()
    sign_in(page, live_server, "Publishers")
    page.goto(f"{live_server.url}/admin/articles/article/?status__exact=review")
    page.get_by_role("link", name="FERRY TERMINAL OPENS").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("is now “approved”.")).to_be_visible()
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="Live: view on the site").click()

    expect(page).to_have_url(f"{live_server.url}/2019/11/08/ferry-terminal-opens/")
    for text in ("It took three years.", "By Ada Writer", "(07 November 2019)", "Ulaşım"):
        expect(page.get_by_text(text).first).to_be_visible()
    assert {tag.name for tag in Article.objects.get().tags.all()} == {"Ulaşım", "harbour"}


def test_a_source_is_completed_while_typing(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, "Editors")
    page.goto(f"{live_server.url}/admin/articles/source/add/")
    page.get_by_label("Name", exact=False).first.fill("Hürriyet Daily News")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    page.locator(".field-source .select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").fill("HURRIYET")
    page.get_by_role("option", name="Hürriyet Daily News").click()
    page.get_by_label("Headline").fill("A new article")
    focus_editor(page)
    page.keyboard.type("One.\nTwo.")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    article = Article.objects.get()
    assert (str(article.source), article.body) == (
        "Hürriyet Daily News",
        "<p>One.</p>\n<p>Two.</p>",
    )


def test_names_keep_their_case_in_turkish(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, "Editors")
    page.context.add_cookies([{"name": "django_language", "value": "tr", "url": live_server.url}])
    page.goto(f"{live_server.url}/admin/articles/source/add/")
    texts = page.locator("#user-tools, .inline-group h2, thead th, .submit-row input")
    cases = texts.evaluate_all("all => all.map(each => getComputedStyle(each).textTransform)")
    assert set(cases) == {"none"}
