"""An import from a file in the admin: upload, preview, confirmation, progress and undo."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Article, ImportRun, Upload
from tests import processes
from tests.browser.windows import Window, find_violations, fits_window, sign_in
from tests.conftest import PROJECT
from tests.factories import make_upload, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

LIST = "/admin/articles/importrun/"
TIMEOUT = 60_000  # milliseconds, for machines that run other tests at the same time


def build_line(headline: str, **fields: str) -> str:
    return json.dumps({"headline": headline, "text": f"{headline} at noon.", **fields}) + "\n"


FILE: FilePayload = {
    "name": "ferries-of-the-year-with-a-name-that-goes-on-and-on-and-on.jsonl",
    "mimeType": "application/json",
    "buffer": (
        build_line("A ferry sails")
        + build_line("A ferry waits").replace("A ferry waits at noon.", "")
    ).encode(),
}


@pytest.fixture(autouse=True)
def start_worker(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[None]:  # noqa: ARG001 - requested, not used
    """Let the worker run on this database; end it before its rows are deleted."""
    processes.point_to_test_database(monkeypatch)
    with subprocess.Popen([sys.executable, PROJECT / "manage.py", "worker"]) as process:
        yield
        process.terminate()


def check_page(page: Page) -> tuple[list[tuple[str, str]], bool]:
    return find_violations(page), fits_window(page)


ACCESSIBLE: tuple[list[tuple[str, str]], bool] = ([], True)


def test_from_a_file_to_articles_and_back(window: Window, live_server: LiveServer) -> None:
    page = window(make_user("Editors"))
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="Import articles from a file").click()
    assert check_page(page) == ACCESSIBLE
    page.get_by_label("File").set_input_files(FILE)
    page.get_by_role("button", name="Upload and check").click()

    expect(page.get_by_role("heading", name="What this import will do")).to_be_visible(
        timeout=TIMEOUT
    )
    problem = page.locator(".import-problems li")
    expect(problem).to_contain_text("line 2 No text: both body and text are empty.")
    expect(problem).to_contain_text("A ferry waits")
    expect(page.locator(".import-articles li").first).to_contain_text("A ferry sails")
    assert (check_page(page), Article.objects.count()) == (ACCESSIBLE, 0)
    page.get_by_role("button", name="Import").click()

    expect(page.get_by_role("heading", name="Result of the import")).to_be_visible(timeout=TIMEOUT)
    assert check_page(page) == ACCESSIBLE
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rejects").click()
    rejects = download.value.path().read_text(encoding="utf-8")
    assert json.loads(rejects)["record"]["headline"] == "A ferry waits"
    page.get_by_role("link", name="View articles").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    assert fits_window(page)

    page.goto(f"{live_server.url}{LIST}")
    assert check_page(page) == ACCESSIBLE
    page.locator(".field-__str__ a").click()
    page.get_by_role("link", name="Undo import").click()
    assert check_page(page) == ACCESSIBLE
    page.get_by_role("button", name="Undo import").click()
    expect(page.get_by_text("The whole import was undone.")).to_be_visible()
    assert ImportRun.objects.get().undone_at is not None


def test_a_file_is_imported_without_javascript(
    chromium: Browser, live_server: LiveServer, width: int
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=False
    )
    sign_in(context, live_server, make_user("Editors"))
    page = context.new_page()
    page.goto(f"{live_server.url}{LIST}import/")
    page.get_by_label("File").set_input_files(FILE)
    page.get_by_role("button", name="Upload and check").click()
    page.get_by_role("button", name="Import").click(timeout=TIMEOUT)
    expect(page.get_by_text("Download the rejects")).to_be_visible(timeout=TIMEOUT)
    context.close()


def test_every_state_of_an_upload_is_accessible(window: Window, live_server: LiveServer) -> None:
    page = window(make_user("Editors"))
    uploads = [
        make_upload(b"x" * 2048, state="previewing", read_size=1024),
        make_upload(
            b"x", state="failed", problem={"code": "text", "params": {"text": "It broke."}}
        ),
        make_upload(b"x", preview={"counts": {"unchanged": 1}}),
        make_upload(state="waiting"),
    ]
    running = make_upload(b"x", state="running", read_size=1)
    ImportRun.objects.create(label="ferries.jsonl", upload=running, created_count=500)
    results = {}
    for upload in [*uploads, running]:
        page.goto(f"{live_server.url}{LIST}uploads/{upload.pk}/")
        results[upload.state] = check_page(page)
    page.goto(f"{live_server.url}{LIST}")
    results["the list"] = check_page(page)
    assert results == dict.fromkeys(results, ACCESSIBLE)


def test_an_open_page_follows_the_progress(window: Window, live_server: LiveServer) -> None:
    page, upload = window(make_user("Editors")), make_upload(b"x" * 2048, state="previewing")
    page.goto(f"{live_server.url}{LIST}uploads/{upload.pk}/")
    Upload.objects.update(read_size=1024)
    expect(page.get_by_text("1.0 KB of 2.0 KB read so far.")).to_be_visible()
    Upload.objects.update(state="previewed", preview={"counts": {"created": 1}})
    expect(page.get_by_role("button", name="Import")).to_be_visible()
