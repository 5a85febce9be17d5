"""The page of an upload that no process works on yet."""

from uuid import uuid4

import pytest
from django.db.models.functions import Now

from articles.models import Upload, UploadState, WorkerHeartbeat
from tests.articles.admin.pages import sign_in
from tests.factories import make_upload, make_user

pytestmark = pytest.mark.django_db


def test_an_upload_that_waits_says_for_what() -> None:
    upload = make_upload(b"x", state=UploadState.PREVIEWING, progressed_at=None)
    without = read_page(upload)
    assert "no worker is running. Ask the administrator to start it" in without
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in without
    WorkerHeartbeat.objects.create(
        id=uuid4(), child="long", host="a", process_id=1, started_at=Now(), beat_at=Now()
    )
    assert "Waiting for the worker, which takes one file after the other." in read_page(upload)


def read_page(upload: Upload) -> str:
    url = f"/admin/articles/importrun/uploads/{upload.pk}/"
    return sign_in(make_user("Editors")).get(url).content.decode()
