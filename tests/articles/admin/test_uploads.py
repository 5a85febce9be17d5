"""The pages of an upload: form, preview, progress, result, buttons, permissions."""

import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from articles.models import Article, ImportRun, Original, Upload, UploadState
from articles.parsing.problems import Problem
from tests.articles.admin.pages import sign_in
from tests.factories import (
    make_article,
    make_blob,
    make_original,
    make_source,
    make_upload,
    make_user,
)
from tests.runs import SECOND_TEXT, make_idless, make_item, run_import

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/importrun/"
NEW = f"{LIST}import/"
EMPTY = Problem("file.empty").as_json()
PROBLEM = {"path": "a.zip/b.txt", "position": "line 7", "reason": EMPTY, "record": "<b>"}
BROKEN = {"problem": Problem("import.failed").as_json()}
ARTICLE = {"headline": "Ferry", "source": "", "date": "", "authors": "", "language": "tr"}
PREVIEW = {
    "counts": {"created": 1, "rejected": 3},
    "left_out": {"attachments": 4},
    "problems": [PROBLEM],
    "articles": [ARTICLE, {**ARTICLE, "source": "Gazette", "language": ""}],
}


def get_url(upload: Upload, tail: str = "") -> str:
    return f"{LIST}uploads/{upload.pk}/{tail}"


def read_page(upload: Upload, user: User | None = None) -> str:
    """Return the upload's page, each run of white space in it as one space."""
    page = sign_in(user or make_user("Editors")).get(get_url(upload))
    return " ".join(page.content.decode().split())


def build_data(content: bytes = b"{}\n", **fields: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("ferries.jsonl", content)
    return {"file": file, "format": "auto", "status": "draft", **fields}


def read_errors(user: User, **fields: Any) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = (
        sign_in(user).post(NEW, build_data(**fields)).context["form"].errors
    )
    return {name: list(messages) for name, messages in errors.items()}


# The form.


def test_an_uploaded_file_is_stored_and_previewed() -> None:
    editor, source = make_user("Editors"), make_source("Gazette")
    fields = {
        "source": "GAZETTE",
        "language": "tr",
        "encoding": "cp1254",
        "names": "Rubrik=headline\n\n Tarih = - \n",
        "status": "review",
    }
    response = sign_in(editor).post(NEW, build_data(b"{}\n", **fields))
    upload = Upload.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, get_url(upload))
    assert upload.file
    assert upload.file.read() == b"{}\n"
    assert (upload.name, upload.uploaded_by, upload.source) == ("ferries.jsonl", editor, source)
    assert upload.state == UploadState.PREVIEWING
    options = (upload.format, upload.status, upload.language, upload.encoding)
    assert options == ("auto", "review", "tr", "cp1254")
    assert upload.names == {"Rubrik": "headline", "Tarih": "-"}


def test_a_source_is_found_by_its_slug() -> None:
    source = make_source("Harbour Gazette")
    sign_in(make_user("Editors")).post(NEW, build_data(source="harbour-gazette"))
    assert Upload.objects.get().source == source


def test_all_errors_of_the_form_are_shown_at_once() -> None:
    fields = {"source": "Courier", "encoding": "hex", "names": "a\nb=body\n=c", "language": "xx"}
    errors = read_errors(make_user("Editors"), **fields, format="word")
    assert sorted(errors) == ["encoding", "format", "language", "names", "source"]
    assert errors["source"] == [
        "No source is called “Courier”. Add it under Sources first, or leave this empty."
    ]
    assert len(errors["names"]) == 2
    assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "statuses"),
    [("Editors", ["draft", "review"]), ("Publishers", ["draft", "review", "published"])],
)
def test_the_statuses_are_those_that_the_user_may_import_into(
    role: str, statuses: list[str]
) -> None:
    user = make_user(role)
    form = sign_in(user).get(NEW).context["form"]
    assert [value for value, _label in form.fields["status"].choices] == statuses
    accepted = [name for name in ("draft", "review", "published") if not is_refused(user, name)]
    assert accepted == statuses
    is_said = "ask somebody who may publish by import" in form.fields["status"].help_text
    assert is_said == ("published" not in statuses)


def test_who_may_publish_articles_may_not_publish_by_import_therefore() -> None:
    user = make_user("Editors")
    user.user_permissions.add(Permission.objects.get(codename="publish_article"))
    assert is_refused(user, "published")


def is_refused(make_client: User, status: str) -> bool:
    response = sign_in(make_client).post(NEW, build_data(status=status))
    return response.status_code == HTTPStatus.OK


def test_a_file_over_the_limit_is_not_stored(settings: Settings) -> None:
    settings.NEWSROOM_UPLOAD_LIMIT = 1
    errors = read_errors(make_user("Editors"), content=b"x" * 2**20 + b"y" * 2**17)
    assert errors["file"] == ["The file is larger than 1.0\xa0MB. Split it and import the parts."]
    assert Upload.objects.count() == 0


def test_a_file_is_required() -> None:
    response = sign_in(make_user("Editors")).post(NEW, {"format": "auto", "status": "draft"})
    assert response.context["form"].errors["file"] == ["This field is required."]


# The page.


def test_the_page_of_a_running_preview_refreshes() -> None:
    page = read_page(make_upload(b"x" * 2048, state=UploadState.PREVIEWING, read_size=1024))
    assert "1.0 KB of 2.0 KB read so far." in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert "articles/imports.js" in page


def test_a_preview_names_the_columns_that_are_not_read() -> None:
    left_out = {"column Colour": 1, "attachments": 4, "column Page size": 1}
    page = read_page(make_upload(b"x", preview={**PREVIEW, "left_out": left_out}))
    assert (
        "These columns were not read, because their names are not known: Colour, Page size." in page
    )
    assert page.count("Skipped, because") == 1


def test_a_preview_shows_counts_problems_and_articles() -> None:
    page = read_page(make_upload(b"x", preview=PREVIEW, source=make_source("Courier")))
    texts = [
        "4 records were read. Nothing is imported yet.",
        "Skipped, because they are not articles: attachments (4).",
        "<b>a.zip/b.txt, line 7</b> The file is empty.",
        "&lt;b&gt;",
        "2 more records are in the rejects file.",
        '<b dir="auto" lang="tr">Ferry</b>',
        "no source · no date · no author",
        "Gazette · no date",
        "For records without a source: Courier.",
        'value="Import"',
        'value="Cancel"',
    ]
    assert [each for each in texts if each not in page] == []
    assert 'http-equiv="refresh"' not in page


def test_a_preview_lists_duplicates_and_what_the_outcomes_hold() -> None:
    article = make_article(headline="Here already")
    known = {"path": "a.zip/b.txt", "position": "line 7", "headline": "X", "article": article.pk}
    new = {**known, "path": "ferries.jsonl", "article": None, "article_headline": "In this file"}
    preview = {
        "counts": {"updated": 1, "duplicate": 2},
        "within": {"held": 1},
        "duplicates": [known | {"article_headline": "Here already"}, new],
    }
    page = read_page(make_upload(b"x", preview=preview))
    assert "Of these, waiting for an editor: 1." in page
    assert "<b>a.zip/b.txt, line 7</b>" in page
    assert f"/admin/articles/article/{article.pk}/change/" in page
    assert '<span dir="auto">In this file</span>' in page


def test_the_page_of_an_import_lists_its_duplicates_and_counts() -> None:
    run_import(make_item())
    run = run_import(make_idless(position="line 7"), make_idless(**SECOND_TEXT))
    ImportRun.objects.filter(pk=run.pk).update(held_count=3, canceled_count=4, stub_count=5)
    client = sign_in(make_user("Editors"))
    page = client.get(f"{LIST}{run.pk}/change/").content.decode()
    article = Article.objects.earliest("pk")
    link = f'<a href="/admin/articles/article/{article.pk}/change/">Ferry sails again</a>'
    assert f"<p>a.jsonl, line 7 → {link}</p>" in page
    upload = make_upload(b"x", state=UploadState.FINISHED)
    ImportRun.objects.filter(pk=run.pk).update(upload=upload)
    page = client.get(get_url(upload)).content.decode()
    assert [f"<dd>{count}</dd>" in page for count in (3, 4, 5)] == [True] * 3


def test_a_problem_in_the_file_itself_does_not_repeat_its_name() -> None:
    problem = {**PROBLEM, "path": "ferries.jsonl", "record": ""}
    preview = {"counts": {"created": 1, "rejected": 1}, "problems": [problem]}
    page = read_page(make_upload(b"x", preview=preview))
    assert ("<b>line 7</b>" in page, "more" in page.split("problems")[1]) == (True, False)


def test_what_was_stored_is_read_in_the_language_of_the_reader() -> None:
    upload = make_upload(b"x", preview=PREVIEW)
    headers = {"Accept-Language": "tr"}
    page = sign_in(make_user("Editors")).get(get_url(upload), headers=headers).content.decode()
    texts = ["a.zip/b.txt, 7. satır", "Dosya boş.", "ekler (4)"]
    assert [each for each in texts if each not in page] == []
    failed = make_upload(b"x", state=UploadState.FAILED, **BROKEN)
    page = sign_in(make_user("Editors")).get(get_url(failed), headers=headers).content.decode()
    assert "Newsroom’da bir hata oluştu." in page


def test_an_import_without_changes_cannot_be_confirmed() -> None:
    page = read_page(make_upload(b"x", preview={"counts": {"unchanged": 3}}))
    assert "The import would change nothing" in page
    assert ('value="Import"' in page, 'value="Cancel"' in page) == (False, True)


def test_a_running_import_shows_its_counts() -> None:
    upload = make_upload(b"x", state=UploadState.RUNNING)
    ImportRun.objects.create(label="ferries.jsonl", upload=upload, created_count=512)
    page = read_page(upload)
    assert ("(running)" in page, "<dd>512</dd>" in page) == (True, True)


def test_a_result_links_to_articles_rejects_and_undo() -> None:
    upload = make_upload(b"x", state=UploadState.FINISHED, rejects=make_blob(b"{}\n"))
    fields = {"label": "ferries.jsonl", "upload": upload, "finished_at": timezone.now()}
    run = ImportRun.objects.create(created_count=1, **fields)
    undone = ImportRun.objects.create(undone_at=timezone.now(), **fields)
    page = read_page(upload)
    links = {
        f"/admin/articles/article/?run={run.pk}": True,
        f"{LIST}{run.pk}/undo/": True,
        get_url(upload, "rejects/"): True,
        f"/admin/articles/article/?run={undone.pk}": False,
        f"{LIST}{undone.pk}/undo/": False,
    }
    assert {link: f'"{link}"' in page for link in links} == links


SILENT = {"progressed_at": timezone.now() - timedelta(minutes=4)}


@pytest.mark.parametrize(
    ("state", "fields", "texts"),
    [
        (UploadState.RUNNING, SILENT, ["The import has given no sign since", "Continue"]),
        (UploadState.PREVIEWING, SILENT, ["The import has given no sign since", "Check again"]),
        (UploadState.FAILED, BROKEN, ["An error in Newsroom stopped it.", "Check again"]),
        (
            UploadState.FAILED,
            {**BROKEN, "confirmed_at": timezone.now()},
            ["An error in Newsroom stopped it.", "It is safe to continue", "Continue"],
        ),
        (UploadState.WAITING, {}, ["The file arrived incomplete.", "Discard the file"]),
    ],
)
def test_a_stopped_upload_says_why_and_how_to_go_on(
    state: UploadState, fields: dict[str, Any], texts: list[str]
) -> None:
    content = b"" if state == UploadState.WAITING else b"x"
    upload = make_upload(content, state=state, **fields)
    ImportRun.objects.create(label="a batch", upload=upload)
    page = read_page(upload)
    assert [each for each in texts if each not in page] == []
    assert ("a batch" in page) == (upload.confirmed_at is not None)
    assert ("Check again" in page) == ("Check again" in texts)


def test_only_superusers_see_the_log_of_the_process() -> None:
    upload = make_upload(b"x", state=UploadState.FAILED, log="Traceback")
    is_visible = [
        "Traceback" in read_page(upload, user)
        for user in (make_user("Publishers"), make_user(is_superuser=True))
    ]
    assert is_visible == [False, True]


# The buttons.


@pytest.mark.parametrize(
    ("button", "before", "after"),
    [
        ("confirm", UploadState.PREVIEWED, UploadState.RUNNING),
        ("preview", UploadState.FAILED, UploadState.PREVIEWING),
    ],
)
def test_a_button_pressed_twice_starts_one_process(
    button: str, before: UploadState, after: UploadState
) -> None:
    upload, editor = make_upload(b"x", state=before), make_user("Editors")
    pages = [sign_in(editor).post(get_url(upload, f"{button}/"), follow=True) for _ in range(2)]
    upload.refresh_from_db()
    assert (upload.state, upload.process_number) == (after, 1)
    message = "Nothing was started. The current state of the file is shown below."
    assert [message in page.content.decode() for page in pages] == [False, True]


def test_a_confirmed_import_has_its_user() -> None:
    upload, editor = make_upload(b"x"), make_user("Editors")
    sign_in(editor).post(get_url(upload, "confirm/"))
    upload.refresh_from_db()
    assert upload.confirmed_by == editor


def test_users_who_may_not_publish_cannot_confirm_an_import_that_publishes() -> None:
    upload, editor = make_upload(b"x", status="published", preview=PREVIEW), make_user("Editors")
    page = read_page(upload, editor)
    assert ("You cannot create articles with the status “published”." in page) is True
    assert ('value="Import"' in page, 'value="Cancel"' in page) == (False, True)
    response = sign_in(editor).post(get_url(upload, "confirm/"))
    upload.refresh_from_db()
    assert (response.status_code, upload.state) == (403, UploadState.PREVIEWED)


def test_an_upload_can_be_deleted_until_it_is_confirmed() -> None:
    client, confirmed = sign_in(make_user("Editors")), make_upload(b"x", state="running")
    page = client.post(get_url(make_upload(b"x"), "cancel/"), follow=True)
    assert "“ferries.jsonl” was discarded. Nothing was imported." in page.content.decode()
    page = client.post(get_url(confirmed, "cancel/"), follow=True)
    assert "The file is already being imported" in page.content.decode()
    assert Upload.objects.get() == confirmed


def test_the_rejects_are_downloaded_as_a_file() -> None:
    line = json.dumps({"path": "a", "position": "line 1", "reason": "No.", "record": "ü"})
    upload = make_upload(b"x", rejects=make_blob(f"{line}\n".encode()))
    response: Any = sign_in(make_user("Editors")).get(get_url(upload, "rejects/"))
    assert b"".join(response.streaming_content).decode() == f"{line}\n"
    disposition = f'attachment; filename="rejects-{upload.pk}.jsonl"'
    assert response.headers["Content-Disposition"] == disposition


# Who may.

SIGN_IN, NO, YES, MOVED = 302, 403, 200, 302
ROLES = ["anonymous", "", "Contributors", "Editors", "Publishers", "superuser"]


def make_client(role: str) -> Client:
    if role == "anonymous":
        return Client()
    is_superuser = role == "superuser"
    return sign_in(make_user("" if is_superuser else role, is_superuser=is_superuser))


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("method", "get_url", "statuses"),
    [
        ("get", "import/", [SIGN_IN, NO, NO, YES, YES, YES]),
        ("post", "import/", [SIGN_IN, NO, NO, YES, YES, YES]),
        ("get", "uploads/{upload}/", [SIGN_IN, NO, NO, YES, YES, YES]),
        ("post", "uploads/{upload}/preview/", [SIGN_IN, NO, NO, MOVED, MOVED, MOVED]),
        ("post", "uploads/{upload}/confirm/", [SIGN_IN, NO, NO, MOVED, MOVED, MOVED]),
        ("post", "uploads/{upload}/cancel/", [SIGN_IN, NO, NO, MOVED, MOVED, MOVED]),
        ("get", "uploads/{upload}/cancel/", [SIGN_IN, NO, NO, 405, 405, 405]),
        ("get", "uploads/{upload}/rejects/", [SIGN_IN, NO, NO, YES, YES, YES]),
        ("get", "{run}/undo/", [SIGN_IN, NO, NO, YES, YES, YES]),
        ("post", "{run}/undo/", [SIGN_IN, NO, NO, MOVED, MOVED, MOVED]),
        ("get", "uploads/0/", [SIGN_IN, NO, NO, 404, 404, 404]),
        ("get", "0/undo/", [SIGN_IN, NO, NO, 404, 404, 404]),
    ],
)
def test_what_every_role_may_do(method: str, get_url: str, statuses: list[int]) -> None:
    results = []
    for role in ROLES:
        run = ImportRun.objects.create(label="a", finished_at=timezone.now(), created_count=1)
        path = LIST + get_url.format(upload=make_upload(b"x").pk, run=run.pk)
        results.append(getattr(make_client(role), method)(path).status_code)
    assert results == statuses


@pytest.mark.parametrize("missing", ["import_article", "view_importrun", "review_article"])
def test_all_permissions_are_needed(missing: str) -> None:
    user = make_user()
    codenames = {"import_article", "view_importrun", "review_article"} - {missing}
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    assert sign_in(user).get(NEW).status_code == NO


# The list of imports, and that of articles.


def test_the_list_links_to_a_new_import_and_unfinished_uploads() -> None:
    waiting, silent = make_upload(b"x"), make_upload(b"x", state="running", **SILENT)
    finished = make_upload(b"x", state="finished")
    page = sign_in(make_user("Editors")).get(LIST).content.decode()
    links = {NEW: True, get_url(waiting): True, get_url(silent): True, get_url(finished): False}
    assert {link: f'"{link}"' in page for link in links} == links
    assert ("waiting to be confirmed" in page, "stopped" in page) == (True, True)


def test_users_who_may_not_import_see_no_links() -> None:
    viewer, upload = make_user(), make_upload(b"x")
    viewer.user_permissions.add(Permission.objects.get(codename="view_importrun"))
    run = ImportRun.objects.create(label="a", upload=upload, finished_at=timezone.now())
    page = sign_in(viewer).get(LIST).content.decode()
    assert (NEW in page, get_url(upload) in page) == (False, False)
    page = sign_in(viewer).get(f"{LIST}{run.pk}/change/").content.decode()
    assert (f"{run.pk}/undo/" in page, get_url(upload) in page) == (False, False)


def test_the_list_shows_the_state_of_each_import() -> None:
    run = ImportRun.objects.create(label="a", created_count=2)
    old = ImportRun.objects.create(label="b", updated_count=1)
    ImportRun.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(minutes=9))
    page = sign_in(make_user("Editors")).get(LIST).content.decode()
    texts = [
        '<td class="field-state_label">running</td>',
        '<td class="field-state_label">interrupted</td>',
        f'?run={run.pk}" aria-label="2 articles from import {run.pk}">2</a>',
        f'?run={old.pk}" aria-label="1 article from import {old.pk}">1</a>',
    ]
    assert [each for each in texts if each not in page] == []


@pytest.mark.parametrize(
    ("fields", "may_undo"),
    [
        ({}, False),
        ({"finished_at": timezone.now()}, True),
        ({"finished_at": timezone.now(), "undone_at": timezone.now()}, False),
    ],
)
def test_the_page_of_an_import_has_its_links(fields: dict[str, Any], *, may_undo: bool) -> None:
    upload = make_upload(b"x", state="finished" if fields else "running")
    run = ImportRun.objects.create(label="a", upload=upload, created_count=1, **fields)
    page = sign_in(make_user("Editors")).get(f"{LIST}{run.pk}/change/").content.decode()
    links = {
        f"/admin/articles/article/?run={run.pk}": True,
        get_url(upload): True,
        f"{LIST}{run.pk}/undo/": may_undo,
    }
    assert {link: f'"{link}"' in page for link in links} == links


def test_the_articles_of_an_import_are_those_that_it_changed() -> None:
    run, other = (ImportRun.objects.create(label=label) for label in "ab")
    for outcome in (Original.Outcome.CREATED, Original.Outcome.DUPLICATE):
        make_original(make_article(headline=outcome), run=run, outcome=outcome)
    make_original(make_article(headline="other"), run=other)
    client = sign_in(make_user("Editors"))
    response = client.get("/admin/articles/article/", {"run": f"{run.pk}", "_facets": "True"})
    assert [each.headline for each in response.context["cl"].result_list] == ["created"]
    assert f"Import {run.pk}: a (1)" in response.content.decode()


@pytest.mark.parametrize("value", ["0", "x", "9" * 30])
def test_an_invalid_import_filters_nothing(value: str) -> None:
    make_article()
    client = sign_in(make_user("Editors"))
    response = client.get("/admin/articles/article/", {"run": value})
    assert (response.context["cl"].result_count, "By import" in response.content.decode()) == (
        1,
        False,
    )


def test_a_missing_import_is_shown_by_its_number() -> None:
    client = sign_in(make_user("Editors"))
    response = client.get("/admin/articles/article/", {"run": "77"})
    assert (response.context["cl"].result_count, "By import" in response.content.decode()) == (
        0,
        True,
    )


@pytest.mark.parametrize(("role", "is_there"), [("Contributors", False), ("Editors", True)])
def test_the_front_page_links_to_a_new_import(role: str, *, is_there: bool) -> None:
    page = sign_in(make_user(role)).get("/admin/").content.decode()
    assert (f'href="{NEW}"' in page) == is_there


def test_users_who_may_not_import_get_a_page_that_says_so() -> None:
    response = sign_in(make_user("Contributors")).get(f"{LIST}import/")
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "You do not have permission to see this page." in response.content.decode()
