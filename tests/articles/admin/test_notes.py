"""Notes between editors: who may write them, answers, what is resolved."""

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article, Note
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("Editors")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def write(user: User, article: Article, text: str, **more: Any) -> Any:
    address = reverse("admin:articles_article_add_note", args=[article.pk])
    return signed_in(user).post(address, {"text": text, **more}, follow=True)


def resolve(user: User, note: Note) -> None:
    address = reverse("admin:articles_article_resolve_note", args=[note.article_id, note.pk])
    signed_in(user).post(address)
    note.refresh_from_db()


def test_a_note_stands_beside_the_piece_and_never_on_the_site(editor: User) -> None:
    article = make_article()
    page = write(editor, article, "Who <b>says</b> so?").content.decode()
    assert "Who &lt;b&gt;says&lt;/b&gt; so?" in page


def test_a_note_is_answered_and_an_answer_to_an_answer_stands_with_it(editor: User) -> None:
    article = make_article()
    write(editor, article, "Who says so?")
    question = Note.objects.get()
    write(make_user("Publishers"), article, "The board.", answers=question.pk)
    write(editor, article, "Good.", answers=Note.objects.last().pk)  # type: ignore[union-attr] # there are two
    assert [note.text for note in question.replies.all()] == ["The board.", "Good."]


def test_a_note_is_resolved_and_opened_again(editor: User) -> None:
    note = Note.objects.create(article=make_article(), written_by=editor, text="Who says so?")
    resolve(editor, note)
    assert note.resolved_by == editor
    page = signed_in(editor).get(f"/admin/articles/article/{note.article_id}/change/")
    assert "Resolved by" in page.content.decode()
    resolve(editor, note)
    assert [note.resolved_by, note.resolved_at] == [None, None]


@pytest.mark.parametrize("text", ["", "  ", "x" * 5001])
def test_a_note_that_cannot_be_kept_is_told(editor: User, text: str) -> None:
    page = write(editor, make_article(), text).content.decode()
    assert "The note was not kept:" in page
    assert Note.objects.count() == 0


def test_an_answer_belongs_to_a_note_on_the_same_piece(editor: User) -> None:
    elsewhere = Note.objects.create(article=make_article(), written_by=editor, text="Elsewhere")
    page = write(editor, make_article(), "Here", answers=elsewhere.pk).content.decode()
    assert "That note stands on another piece." in page
    assert Note.objects.count() == 1


def test_an_answer_cannot_be_resolved(editor: User) -> None:
    article = make_article()
    note = Note.objects.create(article=article, written_by=editor, text="Why?")
    answer = Note.objects.create(article=article, written_by=editor, text="So.", answers=note)
    resolve(editor, answer)
    assert answer.resolved_at is None


@pytest.mark.parametrize(
    ("role", "is_own", "status"),
    [
        ("", False, HTTPStatus.FORBIDDEN),
        ("Contributors", False, HTTPStatus.FORBIDDEN),
        ("Contributors", True, HTTPStatus.OK),
        ("Editors", False, HTTPStatus.OK),
    ],
)
def test_who_sees_a_piece_writes_notes_on_it(role: str, is_own: bool, status: HTTPStatus) -> None:  # noqa: FBT001 - a column of the table
    user = make_user(role)
    article = make_article(created_by=user if is_own else None)
    assert write(user, article, "A note").status_code == status
    assert Note.objects.count() == (status == HTTPStatus.OK)
