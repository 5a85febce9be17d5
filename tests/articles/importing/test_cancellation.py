"""Cancellations by the source: the article is withdrawn or spiked, and the log says so."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from articles.models import Article, Original, Status, StatusChange
from articles.publishing import workflow
from tests.audit import find_broken_links
from tests.factories import make_article, make_user
from tests.runs import import_items, make_item

pytestmark = pytest.mark.django_db

REASON = '{"code": "canceled"}'


def import_record(*, status: Status = Status.DRAFT, **fields: Any) -> dict[str, int]:
    """Import one record; return the counts that are not 0."""
    defaults = {"headline": "Ferry sails", "body": "<p>Full for once.</p>", "source": "Gazette"}
    return import_items(make_item(**{**defaults, **fields}), status=status)


def cancel(**fields: Any) -> dict[str, int]:
    return import_record(is_canceled=True, **fields)


def list_outcomes() -> list[str]:
    return list(Original.objects.order_by("pk").values_list("outcome", flat=True))


def get_last_change() -> list[tuple[str, str, str]]:
    changes = StatusChange.objects.order_by("pk").values_list("transition", "to_status", "reason")
    return list(changes)[-1:]


def test_a_canceled_live_article_is_withdrawn_with_the_reason() -> None:
    import_record(status=Status.PUBLISHED)
    assert cancel() == {"updated": 1}
    article = Article.objects.get()
    assert (article.status, article.is_released) == (Status.WITHDRAWN, False)
    assert (article.withdrawn_reason, list(Article.objects.live())) == (REASON, [])
    assert (get_last_change(), list(find_broken_links())) == (
        [("withdraw", "withdrawn", REASON)],
        [],
    )


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Withdrawn by its source."), ("tr", "Kaynağı yazıyı iptal etti.")],
)
def test_readers_and_editors_read_the_reason_in_their_language(
    language: str, sentence: str
) -> None:
    import_record(status=Status.PUBLISHED)
    cancel()
    article, change = Article.objects.get(), StatusChange.objects.latest("pk")
    with translation.override(language):
        assert (article.withdrawn_reason_text, change.reason_text) == (sentence, sentence)
    client = Client(headers={"Accept-Language": language})
    assert sentence in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize("url", ["{page}article.txt", "/api/articles/{pk}/"])
def test_programs_get_the_reason_as_a_sentence(url: str) -> None:
    import_record(status=Status.PUBLISHED)
    cancel()
    article = Article.objects.get()
    answer = Client().get(url.format(page=article.get_absolute_url(), pk=article.pk))
    assert "Withdrawn by its source." in answer.content.decode()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.APPROVED])
def test_a_canceled_live_article_in_work_is_withdrawn(status: Status) -> None:
    import_record(status=Status.PUBLISHED)
    Article.objects.update(status=status)
    cancel()
    assert Article.objects.get().status == Status.WITHDRAWN


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.APPROVED])
def test_a_canceled_article_that_was_never_live_is_spiked(status: Status) -> None:
    import_record()
    Article.objects.update(status=status)
    assert cancel() == {"updated": 1}
    assert Article.objects.get().status == Status.SPIKED
    assert get_last_change() == [("spike", "spiked", REASON)]


@pytest.mark.parametrize(
    ("status", "fields"),
    [(Status.SPIKED, {}), (Status.WITHDRAWN, {"withdrawn_reason": "Wrong."})],
)
def test_an_article_that_was_withdrawn_before_stays_as_it_is(
    status: Status, fields: dict[str, Any]
) -> None:
    import_record()
    Article.objects.update(status=status, **fields)
    before = Article.objects.values().get()
    assert cancel() == {"updated": 1}
    assert (Article.objects.values().get(), StatusChange.objects.count()) == (before, 0)


def test_a_cancellation_is_stored_and_the_text_stays() -> None:
    import_record()
    cancel(headline="Canceled", body="<p>Do not use.</p>")
    assert list_outcomes() == ["created", "canceled"]
    article = Article.objects.get()
    assert (article.headline, article.revisions.count()) == ("Ferry sails", 1)
    assert article.originals.latest("pk").revision_number is None


def test_a_cancellation_needs_no_text() -> None:
    import_record()
    assert cancel(headline="", body="") == {"updated": 1}
    assert Article.objects.get().status == Status.SPIKED


def test_a_cancellation_of_an_unknown_article_changes_nothing() -> None:
    make_article(headline="Ferry sails")
    before = list(Article.objects.values())
    assert cancel() == {"unchanged": 1}
    assert (list(Article.objects.values()), list_outcomes()) == (before, [])


def test_a_cancellation_of_a_duplicate_changes_nothing() -> None:
    import_record(status=Status.PUBLISHED)
    assert cancel(origin_id="2") == {"unchanged": 1}
    assert Article.objects.get().is_live


def test_an_article_created_and_canceled_in_one_run_is_spiked() -> None:
    assert [import_record(), cancel(), import_record()] == [
        {"created": 1},
        {"updated": 1},
        {"unchanged": 1},
    ]
    assert Article.objects.get().status == Status.SPIKED


def test_a_second_import_is_unchanged() -> None:
    import_record()
    cancel()
    before = Article.objects.values().get()
    assert cancel() == {"unchanged": 1}
    assert (Article.objects.values().get(), list_outcomes()) == (before, ["created", "canceled"])


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED])
def test_what_an_editor_restored_stays(status: Status) -> None:
    import_record(status=status)
    cancel()
    workflow.perform(Article.objects.get(), "restore", by=make_user("Publishers"))
    assert cancel() == {"unchanged": 1}
    assert Article.objects.get().status == Status.DRAFT


def test_a_new_text_after_a_cancellation_is_held() -> None:
    import_record()
    cancel()
    assert import_record(body="<p>Mended.</p>") == {"updated": 1}
    article = Article.objects.get()
    assert (article.status, article.has_held_revision) == (Status.SPIKED, True)
    assert list_outcomes() == ["created", "canceled", "held"]
