"""Uploaded files on a disk that is full, and those that were lost."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from pytest_django import Settings

from articles.models import Blob, Upload, UploadState
from articles.parsing.problems import Problem
from tests.articles.admin.pages import sign_in
from tests.factories import make_blob, make_upload, make_user
from tests.files import get_path, keep_files_apart, limit_file_size, list_files

pytestmark = pytest.mark.django_db

NEW = "/admin/articles/importrun/import/"
PAGE = "/admin/articles/importrun/uploads"
ROOM = 8 * 2**20  # bytes; more than the database of the tests needs


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    # In memory until it is stored, since the limit below holds for temporary files too.
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * ROOM
    return keep_files_apart(settings, tmp_path / "files")


def test_a_full_disk_is_said_in_the_form(folder: Path) -> None:
    client = sign_in(make_user("Editors"))
    file = SimpleUploadedFile("ferries.jsonl", b"x" * (ROOM + 1))
    with limit_file_size(ROOM):
        response = client.post(NEW, {"file": file, "status": "draft", "format": "auto"})
    page = response.content.decode()
    assert "The file could not be stored (File too large). Ask the administrator" in page
    assert not Upload.objects.exists()
    assert not Blob.objects.exists()
    assert list_files(folder) == set()


@pytest.mark.parametrize("arguments", [[], ["--dry-run"]])
def test_an_upload_that_was_lost_is_said_on_its_page(arguments: list[str]) -> None:
    state = UploadState.PREVIEWING if arguments else UploadState.RUNNING
    publisher = make_user("Publishers")
    upload = make_upload(b"{}\n", state=state, confirmed_by=publisher)
    get_path(upload.file).unlink()
    with pytest.raises(CommandError, match="is missing") as error:
        call_command("import_articles", "--upload", str(upload.pk), *arguments)
    assert error.value.returncode == 2
    upload.refresh_from_db()
    name = upload.file.file_name if upload.file else ""
    assert upload.state == UploadState.FAILED
    assert upload.problem == Problem("import.file_damaged", {"name": name}).as_json()
    page = sign_in(publisher).get(f"{PAGE}/{upload.pk}/").content.decode()
    assert f"The uploaded file ({name}) is missing, was altered or cannot be read" in page


def test_rejects_that_were_lost_are_not_downloaded() -> None:
    upload = make_upload(b"{}", state=UploadState.FINISHED, rejects=make_blob(b"rejects"))
    get_path(upload.rejects).write_bytes(b"altered")
    client = sign_in(make_user("Editors"))
    response = client.get(f"{PAGE}/{upload.pk}/rejects/", follow=True)
    assert response.redirect_chain == [(f"{PAGE}/{upload.pk}/", 302)]
    assert "was altered. Ask the administrator to restore it" in response.content.decode()
