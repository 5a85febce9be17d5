"""Clients of signed-in users, URLs of the admin's pages, and what a browser sends to them."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from articles.models import Article, Revision
from articles.publishing import revisions
from tests.forms import read_form

LIST = "/admin/articles/article/"


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get_change_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def get_transition_url(article: Article, name: str) -> str:
    return reverse("admin:articles_article_transition", args=[article.pk, name])


def build_form(article: Article | None = None, **changes: Any) -> dict[str, Any]:
    """Return what a browser sends for the article's form as it is, with the changes."""
    bylines = list(article.bylines.all()) if article else []
    newest = revisions.get_working_revision(article) if article else None
    form: dict[str, Any] = {
        "headline": article.headline if article else "New",
        "body": "Text.",
        "source_date_precision": "unknown",
        "source": article.source_id or "" if article else "",
        "slug": article.slug if article else "",
        "builds_on": newest.number if newest else "",
        "credits-name": [str(byline) for byline in bylines],
        "credits-affiliation": [byline.affiliation for byline in bylines],
        "credits-position": list(range(1, len(bylines) + 1)),
    }
    return form | changes


def read_messages(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def get_newest(article: Article) -> Revision:
    return article.revisions.latest("number")


class FormPage:
    """The article's page, open in the browser of a user."""

    def __init__(self, article: Article, person: User) -> None:
        self.url = f"/admin/articles/article/{article.pk}/change/"
        self.client = Client()
        self.client.force_login(person)
        self.open()

    def open(self) -> None:
        self._read(self.client.get(self.url))

    def press(self, button: str = "_continue", value: object = "Save", **changes: Any) -> Any:
        """Type the changes, press the button, and return the response."""
        response = self.client.post(self.url, {**self.fields, **changes, button: value})
        if response.status_code == HTTPStatus.OK:
            self._read(response)
        return response

    def merge(self) -> None:
        self.press("_merge", self.form.conflict.saved.number)

    def _read(self, response: Any) -> None:
        self.text = response.content.decode()
        self.form: Any = response.context["adminform"].form
        self.fields: dict[str, Any] = read_form(self.text, "article_form")

    @property
    def problems(self) -> list[str]:
        return list(self.form.non_field_errors())
