"""The pages of an upload: what they ask, what they tell, and who may use them."""

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

from articles.models import ImportRun, Original, Upload, UploadPart, UploadState
from tests.factories import make_article, make_original, make_source, make_upload, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/importrun/"
NEW = f"{LIST}import/"
FILE = UploadPart.Kind.FILE
PROBLEM = {"path": "a.zip/b.txt", "position": "line 7", "reason": "It is empty.", "record": "<b>"}
ARTICLE = {"headline": "Ferry", "source": "", "date": "", "authors": "", "language": "tr"}
PREVIEW = {
    "counts": {"created": 1, "rejected": 3},
    "left_out": {"attachments": 4},
    "problems": [PROBLEM],
    "articles": [ARTICLE, {**ARTICLE, "source": "Gazette", "language": ""}],
}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(upload: Upload, tail: str = "") -> str:
    return f"{LIST}uploads/{upload.pk}/{tail}"


def shown(upload: Upload, user: User | None = None) -> str:
    """Return the upload's page, each run of white space in it as one space."""
    page = client_of(user or make_user("Editors")).get(address(upload))
    return " ".join(page.content.decode().split())


def sent(content: bytes = b"{}\n", **fields: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("ferries.jsonl", content)
    return {"file": file, "format": "auto", "status": "draft", **fields}


def errors(user: User, **fields: Any) -> dict[str, list[str]]:
    told: dict[str, list[str]] = client_of(user).post(NEW, sent(**fields)).context["form"].errors
    return {name: list(messages) for name, messages in told.items()}


# The form.


def test_a_file_that_is_sent_is_kept_and_to_be_looked_over() -> None:
    editor, source = make_user("Editors"), make_source("Gazette")
    fields = {
        "source": "GAZETTE",
        "language": "tr",
        "encoding": "cp1254",
        "names": "Rubrik=headline\n\n Tarih = - \n",
        "status": "review",
    }
    answer = client_of(editor).post(NEW, sent(b"{}\n", **fields))
    upload = Upload.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, address(upload))
    assert b"".join(upload.read_parts(FILE)) == b"{}\n"
    assert (upload.name, upload.uploaded_by, upload.source) == ("ferries.jsonl", editor, source)
    assert upload.state == UploadState.PREVIEWING
    told = (upload.format, upload.status, upload.language, upload.encoding)
    assert told == ("auto", "review", "tr", "cp1254")
    assert upload.names == {"Rubrik": "headline", "Tarih": "-"}


def test_a_source_is_found_by_its_slug() -> None:
    source = make_source("Harbour Gazette")
    client_of(make_user("Editors")).post(NEW, sent(source="harbour-gazette"))
    assert Upload.objects.get().source == source


def test_what_is_wrong_with_the_form_is_told_all_at_once() -> None:
    fields = {"source": "Courier", "encoding": "hex", "names": "a\nb=body\n=c", "language": "xx"}
    told = errors(make_user("Editors"), **fields, format="word")
    assert sorted(told) == ["encoding", "format", "language", "names", "source"]
    assert told["source"] == ["There is no source “Courier”. Make it under Sources, or name none."]
    assert len(told["names"]) == 2
    assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "offered"),
    [("Editors", ["draft", "review"]), ("Publishers", ["draft", "review", "published"])],
)
def test_new_articles_get_no_status_that_the_person_could_not_give(
    role: str, offered: list[str]
) -> None:
    person = make_user(role)
    form = client_of(person).get(NEW).context["form"]
    assert [value for value, _label in form.fields["status"].choices] == offered
    told = [name for name in ("draft", "review", "published") if not errors_of(person, name)]
    assert told == offered


def errors_of(person: User, status: str) -> bool:
    answer = client_of(person).post(NEW, sent(status=status))
    return answer.status_code == HTTPStatus.OK


def test_of_a_file_over_the_limit_nothing_is_kept(settings: Settings) -> None:
    settings.NEWSROOM_UPLOAD_LIMIT = 1
    told = errors(make_user("Editors"), content=b"x" * 2**20 + b"y" * 2**17)
    assert told["file"] == ["The file is larger than 1.0\xa0MB. Divide it, and import the parts."]
    assert Upload.objects.count() == 0


def test_a_file_is_asked_for() -> None:
    told = client_of(make_user("Editors")).post(NEW, {"format": "auto", "status": "draft"})
    assert told.context["form"].errors["file"] == ["This field is required."]


# The page.


def test_a_file_that_is_looked_over_renews_its_page() -> None:
    page = shown(make_upload(b"x" * 2048, state=UploadState.PREVIEWING, read_size=1024))
    assert "1.0 KB of 2.0 KB read so far." in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert "articles/imports.js" in page


def test_a_preview_shows_what_would_happen() -> None:
    page = shown(make_upload(b"x", preview=PREVIEW, source=make_source("Courier")))
    told = [
        "4 records were read. Nothing is imported yet.",
        "Left out, being no articles: attachments (4).",
        "<b>a.zip/b.txt, line 7</b> It is empty.",
        "&lt;b&gt;",
        "2 more are in the file of rejects.",
        '<b dir="auto" lang="tr">Ferry</b>',
        "no source · no date · no author",
        "Gazette · no date",
        "Source where none is named: Courier.",
        'value="Import"',
        'value="Cancel"',
    ]
    assert [each for each in told if each not in page] == []
    assert 'http-equiv="refresh"' not in page


def test_a_place_in_the_file_itself_does_not_name_it_again() -> None:
    problem = {**PROBLEM, "path": "ferries.jsonl", "record": ""}
    preview = {"counts": {"created": 1, "rejected": 1}, "problems": [problem]}
    page = shown(make_upload(b"x", preview=preview))
    assert ("<b>line 7</b>" in page, "more" in page.split("problems")[1]) == (True, False)


def test_what_would_change_nothing_is_not_to_be_confirmed() -> None:
    page = shown(make_upload(b"x", preview={"counts": {"unchanged": 3}}))
    assert "The import would change nothing" in page
    assert ('value="Import"' in page, 'value="Cancel"' in page) == (False, True)


def test_a_running_import_shows_its_counts() -> None:
    upload = make_upload(b"x", state=UploadState.RUNNING)
    ImportRun.objects.create(label="ferries.jsonl", upload=upload, created_count=512)
    page = shown(upload)
    assert ("(running)" in page, "<dd>512</dd>" in page) == (True, True)


def test_a_result_leads_to_articles_rejects_and_back() -> None:
    upload = make_upload(b"x", state=UploadState.FINISHED)
    upload.store_parts(UploadPart.Kind.REJECTS, [b"{}\n"])
    done = {"label": "ferries.jsonl", "upload": upload, "finished_at": timezone.now()}
    run = ImportRun.objects.create(created_count=1, **done)
    undone = ImportRun.objects.create(undone_at=timezone.now(), **done)
    page = shown(upload)
    links = {
        f"/admin/articles/article/?run={run.pk}": True,
        f"{LIST}{run.pk}/undo/": True,
        address(upload, "rejects/"): True,
        f"/admin/articles/article/?run={undone.pk}": False,
        f"{LIST}{undone.pk}/undo/": False,
    }
    assert {link: f'"{link}"' in page for link in links} == links


SILENT = {"progressed_at": timezone.now() - timedelta(minutes=4)}


@pytest.mark.parametrize(
    ("state", "fields", "told"),
    [
        (UploadState.RUNNING, SILENT, ["Nothing was heard since", "Go on"]),
        (UploadState.PREVIEWING, SILENT, ["Nothing was heard since", "Look it over again"]),
        (UploadState.FAILED, {"problem": "It broke."}, ["It broke.", "Look it over again"]),
        (
            UploadState.FAILED,
            {"problem": "It broke.", "confirmed_at": timezone.now()},
            ["It broke.", "Going on is safe", "Go on"],
        ),
        (UploadState.WAITING, {}, ["The file did not arrive whole.", "Drop the file"]),
    ],
)
def test_what_has_stopped_is_told_with_the_way_on(
    state: UploadState, fields: dict[str, Any], told: list[str]
) -> None:
    content = b"" if state == UploadState.WAITING else b"x"
    upload = make_upload(content, state=state, **fields)
    ImportRun.objects.create(label="a batch", upload=upload)
    page = shown(upload)
    assert [each for each in told if each not in page] == []
    assert ("a batch" in page) == (upload.confirmed_at is not None)
    assert ("Look it over again" in page) == ("Look it over again" in told)


def test_what_the_process_wrote_is_for_who_runs_the_site() -> None:
    upload = make_upload(b"x", state=UploadState.FAILED, problem="It broke.", log="Traceback")
    seen = [
        "Traceback" in shown(upload, user)
        for user in (make_user("Publishers"), make_user(is_superuser=True))
    ]
    assert seen == [False, True]


# The buttons.


@pytest.mark.parametrize(
    ("button", "before", "after"),
    [
        ("confirm", UploadState.PREVIEWED, UploadState.RUNNING),
        ("preview", UploadState.FAILED, UploadState.PREVIEWING),
    ],
)
def test_a_button_that_is_pressed_twice_starts_one(
    button: str, before: UploadState, after: UploadState
) -> None:
    upload, editor = make_upload(b"x", state=before), make_user("Editors")
    pages = [client_of(editor).post(address(upload, f"{button}/"), follow=True) for _ in range(2)]
    upload.refresh_from_db()
    assert (upload.state, upload.process_number) == (after, 1)
    said = "Nothing was started: this is how the file stands now."
    assert [said in page.content.decode() for page in pages] == [False, True]


def test_an_import_is_confirmed_by_the_person() -> None:
    upload, editor = make_upload(b"x"), make_user("Editors")
    client_of(editor).post(address(upload, "confirm/"))
    upload.refresh_from_db()
    assert upload.confirmed_by == editor


def test_who_may_not_publish_cannot_confirm_an_import_that_would() -> None:
    upload, editor = make_upload(b"x", status="published", preview=PREVIEW), make_user("Editors")
    page = shown(upload, editor)
    assert ("You may not make articles that are published." in page) is True
    assert ('value="Import"' in page, 'value="Cancel"' in page) == (False, True)
    answer = client_of(editor).post(address(upload, "confirm/"))
    upload.refresh_from_db()
    assert (answer.status_code, upload.state) == (403, UploadState.PREVIEWED)


def test_an_upload_is_dropped_until_it_is_confirmed() -> None:
    client, confirmed = client_of(make_user("Editors")), make_upload(b"x", state="running")
    page = client.post(address(make_upload(b"x"), "cancel/"), follow=True)
    assert "“ferries.jsonl” was dropped. Nothing was imported." in page.content.decode()
    page = client.post(address(confirmed, "cancel/"), follow=True)
    assert "It is being imported already" in page.content.decode()
    assert Upload.objects.get() == confirmed


def test_the_rejects_are_handed_out_as_a_file() -> None:
    upload = make_upload(b"x")
    line = json.dumps({"path": "a", "position": "line 1", "reason": "No.", "record": "ü"})
    upload.store_parts(UploadPart.Kind.REJECTS, [line.encode(), b"\n"])
    answer: Any = client_of(make_user("Editors")).get(address(upload, "rejects/"))
    assert b"".join(answer.streaming_content).decode() == f"{line}\n"
    told = f'attachment; filename="rejects-{upload.pk}.jsonl"'
    assert answer.headers["Content-Disposition"] == told


# Who may.

SIGN_IN, NO, YES, MOVED = 302, 403, 200, 302
ROLES = ["anonymous", "", "Contributors", "Editors", "Publishers", "superuser"]


def person(role: str) -> Client:
    if role == "anonymous":
        return Client()
    is_superuser = role == "superuser"
    return client_of(make_user("" if is_superuser else role, is_superuser=is_superuser))


@pytest.mark.parametrize(
    ("method", "address", "statuses"),
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
def test_what_every_role_may_do(method: str, address: str, statuses: list[int]) -> None:
    got = []
    for role in ROLES:
        run = ImportRun.objects.create(label="a", finished_at=timezone.now(), created_count=1)
        path = LIST + address.format(upload=make_upload(b"x").pk, run=run.pk)
        got.append(getattr(person(role), method)(path).status_code)
    assert got == statuses


@pytest.mark.parametrize("missing", ["import_article", "view_importrun"])
def test_both_permissions_are_needed(missing: str) -> None:
    user = make_user()
    held = {"import_article", "view_importrun"} - {missing}
    user.user_permissions.add(*Permission.objects.filter(codename__in=held))
    assert client_of(user).get(NEW).status_code == NO


# The list of imports, and that of articles.


def test_the_list_leads_to_a_new_import_and_to_files_on_their_way() -> None:
    waiting, silent = make_upload(b"x"), make_upload(b"x", state="running", **SILENT)
    done = make_upload(b"x", state="finished")
    page = client_of(make_user("Editors")).get(LIST).content.decode()
    links = {NEW: True, address(waiting): True, address(silent): True, address(done): False}
    assert {link: f'"{link}"' in page for link in links} == links
    assert ("waiting to be confirmed" in page, "stopped" in page) == (True, True)


def test_who_may_not_import_sees_the_list_alone() -> None:
    viewer, upload = make_user(), make_upload(b"x")
    viewer.user_permissions.add(Permission.objects.get(codename="view_importrun"))
    run = ImportRun.objects.create(label="a", upload=upload, finished_at=timezone.now())
    page = client_of(viewer).get(LIST).content.decode()
    assert (NEW in page, address(upload) in page) == (False, False)
    page = client_of(viewer).get(f"{LIST}{run.pk}/change/").content.decode()
    assert (f"{run.pk}/undo/" in page, address(upload) in page) == (False, False)


def test_the_list_tells_how_each_import_stands() -> None:
    run = ImportRun.objects.create(label="a", created_count=2)
    old = ImportRun.objects.create(label="b", updated_count=1)
    ImportRun.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(minutes=9))
    page = client_of(make_user("Editors")).get(LIST).content.decode()
    told = [
        '<td class="field-state_label">running</td>',
        '<td class="field-state_label">interrupted</td>',
        f'?run={run.pk}" aria-label="2 articles of import {run.pk}">2</a>',
        f'?run={old.pk}" aria-label="1 article of import {old.pk}">1</a>',
    ]
    assert [each for each in told if each not in page] == []


@pytest.mark.parametrize(
    ("fields", "may_undo"),
    [
        ({}, False),
        ({"finished_at": timezone.now()}, True),
        ({"finished_at": timezone.now(), "undone_at": timezone.now()}, False),
    ],
)
def test_the_page_of_an_import_leads_on(fields: dict[str, Any], *, may_undo: bool) -> None:
    upload = make_upload(b"x", state="finished" if fields else "running")
    run = ImportRun.objects.create(label="a", upload=upload, created_count=1, **fields)
    page = client_of(make_user("Editors")).get(f"{LIST}{run.pk}/change/").content.decode()
    links = {
        f"/admin/articles/article/?run={run.pk}": True,
        address(upload): True,
        f"{LIST}{run.pk}/undo/": may_undo,
    }
    assert {link: f'"{link}"' in page for link in links} == links


def test_the_articles_of_an_import_are_those_that_it_changed() -> None:
    run, other = (ImportRun.objects.create(label=label) for label in "ab")
    for outcome in (Original.Outcome.CREATED, Original.Outcome.DUPLICATE):
        make_original(make_article(headline=outcome), run=run, outcome=outcome)
    make_original(make_article(headline="other"), run=other)
    client = client_of(make_user("Editors"))
    found = client.get("/admin/articles/article/", {"run": f"{run.pk}", "_facets": "True"})
    assert [each.headline for each in found.context["cl"].result_list] == ["created"]
    assert f"Import {run.pk}: a (1)" in found.content.decode()


@pytest.mark.parametrize("value", ["0", "x", "9" * 30])
def test_an_import_that_cannot_be_narrows_nothing(value: str) -> None:
    make_article()
    client = client_of(make_user("Editors"))
    found = client.get("/admin/articles/article/", {"run": value})
    assert (found.context["cl"].result_count, "By import" in found.content.decode()) == (1, False)


def test_an_import_that_is_gone_leaves_its_number() -> None:
    client = client_of(make_user("Editors"))
    found = client.get("/admin/articles/article/", {"run": "77"})
    assert (found.context["cl"].result_count, "By import" in found.content.decode()) == (0, True)


@pytest.mark.parametrize(("role", "is_there"), [("Contributors", False), ("Editors", True)])
def test_the_front_page_leads_to_it(role: str, *, is_there: bool) -> None:
    page = client_of(make_user(role)).get("/admin/").content.decode()
    assert (f'href="{NEW}"' in page) == is_there


def test_who_may_not_import_is_told_so_on_a_page_that_leads_on() -> None:
    told = client_of(make_user("Contributors")).get(f"{LIST}import/")
    assert told.status_code == HTTPStatus.FORBIDDEN
    assert "You may not see this page." in told.content.decode()
