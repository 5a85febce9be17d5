"""The page that undoes an import run, and its button."""

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
class FakeUndo:
    """A stand-in for ``undo`` that returns itself as the report and records its calls."""

    counts: Counter[str] = field(default_factory=Counter)
    remaining: list[Any] = field(default_factory=list)
    withdrawn_count: int = 0
    calls: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, run: ImportRun, **options: Any) -> "FakeUndo":
        self.calls.append({"run": run, **options})
        return self


def make_run() -> ImportRun:
    return ImportRun.objects.create(label="a", finished_at=timezone.now(), created_count=3)


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> FakeUndo:
    report = FakeUndo(Counter(created=2, pictures=1, updated=0))
    monkeypatch.setattr(undo_page, "undo_run", report)
    return report


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_user("Editors"))
    return client


def build_remaining(count: int) -> list[Any]:
    article = make_article(headline="Ferry")
    row = {"article_pk": article.pk, "headline": "Ferry", "reason": "Ada has edited it."}
    return [SimpleNamespace(**row)] * count


def test_the_page_shows_what_would_be_deleted_and_what_would_stay(
    report: FakeUndo, client: Client
) -> None:
    report.remaining, run = build_remaining(1), make_run()
    page = client.get(f"/admin/articles/importrun/{run.pk}/undo/")
    text = " ".join(page.content.decode().split())
    texts = ["Articles it created", "<dd>2</dd>", "pictures", "Ada has edited it.", "Ferry</a>"]
    assert [each for each in texts if each not in text] == []
    assert ("New texts for existing" in text, "more will be kept" in text) == (False, False)
    assert [each["is_dry_run"] for each in report.calls] == [True]


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (0, ""),
        (1, "1 article that readers have seen. They will read in its place that the import"),
        (2, "2 articles that readers have seen. They will read in their place that the import"),
    ],
)
def test_the_page_counts_articles_that_readers_have_seen_apart(
    report: FakeUndo, client: Client, count: int, message: str
) -> None:
    report.withdrawn_count = count
    page = client.get(f"/admin/articles/importrun/{make_run().pk}/undo/").content.decode()
    assert (message in page, "Will be withdrawn" in page) == (True, bool(count))


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (1, "1 article that readers have seen was withdrawn."),
        (2, "2 articles that readers have seen were withdrawn."),
    ],
)
def test_the_button_says_how_many_were_withdrawn(
    report: FakeUndo, client: Client, count: int, message: str
) -> None:
    report.withdrawn_count = count
    page = client.post(f"/admin/articles/importrun/{make_run().pk}/undo/", follow=True)
    assert message in page.content.decode()


def test_a_run_with_articles_to_withdraw_alone_has_a_button(
    report: FakeUndo, client: Client
) -> None:
    report.counts.clear()
    report.withdrawn_count = 1
    page = client.get(f"/admin/articles/importrun/{make_run().pk}/undo/").content.decode()
    assert ("There is nothing" in page, 'value="Undo import"' in page) == (False, True)


def test_the_second_of_two_who_undo_gets_a_message(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run()

    def undo_twice(_batch: ImportRun, **_options: Any) -> None:
        undo.undo(run)
        undo.undo(run)

    monkeypatch.setattr(undo_page, "undo_run", undo_twice)
    page = client.post(f"/admin/articles/importrun/{run.pk}/undo/", follow=True)
    assert f"Import {run.pk}: a has already been undone." in page.content.decode()


def test_only_the_first_remaining_articles_are_shown(
    report: FakeUndo, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo_page, "REMAINING_LIMIT", 2)
    report.remaining = build_remaining(3)
    page = client.get(f"/admin/articles/importrun/{make_run().pk}/undo/").content.decode()
    assert (page.count("Ada has edited it."), "1 more will be kept." in page) == (2, True)


def test_a_run_with_nothing_to_delete_has_no_button(report: FakeUndo, client: Client) -> None:
    report.counts.clear()
    page = client.get(f"/admin/articles/importrun/{make_run().pk}/undo/").content.decode()
    assert ("There is nothing" in page, 'value="Undo import"' in page) == (True, False)


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (0, "The whole import was undone."),
        (1, "The import was undone, except for 1 article, which was kept."),
        (2, "The import was undone, except for 2 articles, which were kept."),
    ],
)
def test_the_button_undoes_the_run(
    report: FakeUndo, client: Client, count: int, message: str
) -> None:
    report.remaining, run = build_remaining(count), make_run()
    page = client.post(f"/admin/articles/importrun/{run.pk}/undo/", follow=True)
    assert page.redirect_chain == [(f"/admin/articles/importrun/{run.pk}/change/", 302)]
    assert message in page.content.decode()
    (call,) = report.calls
    assert call == {"run": run, "by": page.context["user"], "is_dry_run": False}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "The import is still running. Undo it when it has finished."),
        ({"undone_at": timezone.now()}, "This import has already been undone."),
    ],
)
def test_a_run_that_cannot_be_undone_says_why(
    report: FakeUndo, client: Client, fields: dict[str, Any], message: str
) -> None:
    run = ImportRun.objects.create(label="a", created_count=1, **fields)
    for ask in (client.get, client.post):
        page = ask(f"/admin/articles/importrun/{run.pk}/undo/", follow=True)
        assert message in page.content.decode()
    assert report.calls == []
