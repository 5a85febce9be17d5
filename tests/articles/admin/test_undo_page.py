"""The page that takes an import back, and the button."""

from collections import Counter
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.admin import undo_page
from articles.importing import undo
from articles.models import ImportRun
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


@dataclass
class Told:
    """What the module that takes imports back would tell."""

    counts: Counter[str] = field(default_factory=Counter)
    remaining: list[Any] = field(default_factory=list)
    live_count: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, run: ImportRun, **options: Any) -> "Told":
        self.asked.append({"run": run, **options})
        return self


def finished() -> ImportRun:
    return ImportRun.objects.create(label="a", finished_at=timezone.now(), created_count=3)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told(Counter(created=2, pictures=1, updated=0))
    monkeypatch.setattr(undo_page, "undo_run", told)
    return told


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_user("Editors"))
    return client


def kept(count: int) -> list[Any]:
    article = make_article(headline="Ferry")
    row = {"article_pk": article.pk, "headline": "Ferry", "reason": "Ada has edited it."}
    return [SimpleNamespace(**row)] * count


def test_it_shows_what_would_go_and_what_would_stay(told: Told, client: Client) -> None:
    told.remaining, run = kept(1), finished()
    page = client.get(f"/admin/articles/importrun/{run.pk}/undo/")
    text = " ".join(page.content.decode().split())
    shown = ["Articles that it made", "<dd>2</dd>", "pictures", "Ada has edited it.", "Ferry</a>"]
    assert [each for each in shown if each not in text] == []
    assert ("Texts that it brought" in text, "more stay" in text) == (False, False)
    assert [each["is_dry_run"] for each in told.asked] == [True]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, ""),
        (1, "Readers can see 1 of these articles now; its page will be gone."),
        (2, "Readers can see 2 of these articles now; their pages will be gone."),
    ],
)
def test_it_says_how_many_readers_can_see(
    told: Told, client: Client, count: int, said: str
) -> None:
    told.live_count = count
    page = client.get(f"/admin/articles/importrun/{finished().pk}/undo/").content.decode()
    assert (said in page, "Readers can see" in page) == (True, bool(count))


def test_of_two_who_press_the_button_the_second_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = finished()

    def second(_batch: ImportRun, **_options: Any) -> None:
        undo.undo(run)
        undo.undo(run)

    monkeypatch.setattr(undo_page, "undo_run", second)
    page = client.post(f"/admin/articles/importrun/{run.pk}/undo/", follow=True)
    assert f"Import {run.pk}: a was taken back already." in page.content.decode()


def test_of_many_that_stay_the_first_are_shown(
    told: Told, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo_page, "REMAINING_LIMIT", 2)
    told.remaining = kept(3)
    page = client.get(f"/admin/articles/importrun/{finished().pk}/undo/").content.decode()
    assert (page.count("Ada has edited it."), "1 more stays." in page) == (2, True)


def test_where_nothing_can_go_there_is_no_button(told: Told, client: Client) -> None:
    told.counts.clear()
    page = client.get(f"/admin/articles/importrun/{finished().pk}/undo/").content.decode()
    assert ("There is nothing" in page, 'type="submit" class="default"' in page) == (True, False)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "The import was taken back, all of it."),
        (1, "The import was taken back, but for 1 article, which stays."),
        (2, "The import was taken back, but for 2 articles, which stay."),
    ],
)
def test_the_button_takes_it_back(told: Told, client: Client, count: int, said: str) -> None:
    told.remaining, run = kept(count), finished()
    page = client.post(f"/admin/articles/importrun/{run.pk}/undo/", follow=True)
    assert page.redirect_chain == [(f"/admin/articles/importrun/{run.pk}/change/", 302)]
    assert said in page.content.decode()
    (asked,) = told.asked
    assert asked == {"run": run, "by": page.context["user"], "is_dry_run": False}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "It is still running. Take it back when it has ended."),
        ({"undone_at": timezone.now()}, "It was taken back already."),
    ],
)
def test_what_cannot_be_taken_back_is_told(
    told: Told, client: Client, fields: dict[str, Any], said: str
) -> None:
    run = ImportRun.objects.create(label="a", created_count=1, **fields)
    for ask in (client.get, client.post):
        page = ask(f"/admin/articles/importrun/{run.pk}/undo/", follow=True)
        assert said in page.content.decode()
    assert told.asked == []
