"""The preview of an upload: what the import will take from readers."""

import pytest

from tests.articles.admin.pages import sign_in
from tests.factories import make_upload, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (1, "1 live article will be taken down, because its source has cancelled it."),
        (2, "2 live articles will be taken down, because their sources have cancelled them."),
    ],
)
def test_a_preview_says_what_will_be_taken_from_readers(count: int, sentence: str) -> None:
    within = {"canceled": 3, "withdrawn": count, "held_cancellations": 4}
    upload = make_upload(b"x", preview={"counts": {"updated": 7}, "within": within})
    client = sign_in(make_user("Editors"))
    page = client.get(f"/admin/articles/importrun/uploads/{upload.pk}/").content.decode()
    lines = [
        *(sentence, "cancelled by the source: 3.", f"live articles taken down: {count}."),
        "cancellations waiting for an editor: 4.",
        "4 articles that their sources have cancelled stay as they are: you may not take them down",
    ]
    assert [each for each in lines if each not in page] == []
