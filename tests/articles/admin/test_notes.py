"""Notes between editors: permissions, answers, resolving."""

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.models import Article, Note
from tests.articles.admin.pages import sign_in
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("Editors")


def write(user: User, article: Article, text: str, **more: Any) -> Any:
    address = reverse("admin:articles_article_add_note", args=[article.pk])
    return sign_in(user).post(address, {"text": text, **more}, follow=True)


def resolve(user: User, note: Note) -> None:
    address = reverse("admin:articles_article_resolve_note", args=[note.article_id, note.pk])
    sign_in(user).post(address)
    note.refresh_from_db()


def test_a_note_is_shown_escaped_next_to_the_form(editor: User) -> None:
    article = make_article()
    page = write(editor, article, "Who <b>says</b> so?").content.decode()
    assert "Who &lt;b&gt;says&lt;/b&gt; so?" in page


def test_an_answer_to_an_answer_belongs_to_the_note(editor: User) -> None:
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
    page = sign_in(editor).get(f"/admin/articles/article/{note.article_id}/change/")
    assert "Resolved by" in page.content.decode()
    resolve(editor, note)
    assert [note.resolved_by, note.resolved_at] == [None, None]


@pytest.mark.parametrize("text", ["", "  ", "x" * 5001])
def test_an_invalid_note_is_an_error(editor: User, text: str) -> None:
    page = write(editor, make_article(), text).content.decode()
    assert "The note was not saved:" in page
    assert Note.objects.count() == 0


def test_an_answer_belongs_to_a_note_on_the_same_article(editor: User) -> None:
    elsewhere = Note.objects.create(article=make_article(), written_by=editor, text="Elsewhere")
    page = write(editor, make_article(), "Here", answers=elsewhere.pk).content.decode()
    assert "That note belongs to another article." in page
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
def test_users_who_see_an_article_may_write_notes(
    role: str, status: HTTPStatus, *, is_own: bool
) -> None:
    user = make_user(role)
    article = make_article(created_by=user if is_own else None)
    assert write(user, article, "A note").status_code == status
    assert Note.objects.count() == (status == HTTPStatus.OK)
