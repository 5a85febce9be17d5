"""Records that their source took back: what came before goes with them, and stays on the record."""

import json
from typing import Any

import pytest

from articles.importing.ingest import ingest
from articles.importing.options import OUTCOMES, Options
from articles.models import Article, Original, Status, StatusChange
from articles.parsing.records import ParsedItem, Record
from articles.publishing import audit_log, workflow
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

REASON = "Its source took it back."


def take(*, status: Status = Status.DRAFT, **fields: Any) -> dict[str, int]:
    """Import one record, and return the outcomes that were counted at all."""
    told: dict[str, Any] = {
        "headline": "Ferry sails",
        "body": "<p>Full for once.</p>",
        "source": "Gazette",
        "origin_id": "1",
    } | fields
    written = {
        "original": json.dumps(told).encode(),
        "media_type": "application/json",
        "charset": "utf-8",
        "parser": "test/1",
        "position": "line 1",
    }
    found = [ParsedItem("a.jsonl", Record(**(written | told)))]
    tally = ingest(found, options=Options(label="a test", status=status))
    return {outcome: tally.counts[outcome] for outcome in OUTCOMES if tally.counts[outcome]}


def take_back(**fields: Any) -> dict[str, int]:
    return take(is_canceled=True, **fields)


def outcomes() -> list[str]:
    return list(Original.objects.order_by("pk").values_list("outcome", flat=True))


def moves() -> list[tuple[str, str, str]]:
    told = StatusChange.objects.order_by("pk").values_list("transition", "to_status", "reason")
    return list(told)[-1:]


def test_a_live_piece_is_withdrawn_with_the_reason() -> None:
    take(status=Status.PUBLISHED)
    assert take_back() == {"updated": 1}
    article = Article.objects.get()
    assert (article.status, article.is_released) == (Status.WITHDRAWN, False)
    assert (article.withdrawn_reason, list(Article.objects.live())) == (REASON, [])
    assert (moves(), list(audit_log.find_broken_links())) == (
        [("withdraw", "withdrawn", REASON)],
        [],
    )


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.APPROVED])
def test_a_live_piece_that_is_worked_on_is_withdrawn_as_well(status: Status) -> None:
    take(status=Status.PUBLISHED)
    Article.objects.update(status=status)
    take_back()
    assert Article.objects.get().status == Status.WITHDRAWN


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.APPROVED])
def test_a_piece_that_was_never_live_is_spiked(status: Status) -> None:
    take()
    Article.objects.update(status=status)
    assert take_back() == {"updated": 1}
    assert Article.objects.get().status == Status.SPIKED
    assert moves() == [("spike", "spiked", REASON)]


@pytest.mark.parametrize(
    ("status", "fields"),
    [(Status.SPIKED, {}), (Status.WITHDRAWN, {"withdrawn_reason": "Wrong."})],
)
def test_a_piece_that_is_gone_already_stays_as_it_is(
    status: Status, fields: dict[str, Any]
) -> None:
    take()
    Article.objects.update(status=status, **fields)
    before = Article.objects.values().get()
    assert take_back() == {"updated": 1}
    assert (Article.objects.values().get(), StatusChange.objects.count()) == (before, 0)


def test_the_record_is_kept_and_the_text_stays() -> None:
    take()
    take_back(headline="Canceled", body="<p>Do not use.</p>")
    assert outcomes() == ["created", "canceled"]
    article = Article.objects.get()
    assert (article.headline, article.revisions.count()) == ("Ferry sails", 1)
    assert article.originals.latest("pk").revision_number is None


def test_a_record_that_tells_no_text_takes_its_piece_back() -> None:
    take()
    assert take_back(headline="", body="") == {"updated": 1}
    assert Article.objects.get().status == Status.SPIKED


def test_an_unknown_one_changes_nothing() -> None:
    make_article(headline="Ferry sails")
    before = list(Article.objects.values())
    assert take_back() == {"unchanged": 1}
    assert (list(Article.objects.values()), outcomes()) == (before, [])


def test_one_that_another_has_the_text_of_changes_nothing() -> None:
    take(status=Status.PUBLISHED)
    assert take_back(origin_id="2") == {"unchanged": 1}
    assert Article.objects.get().is_live


def test_a_piece_and_its_end_in_one_run_leave_it_spiked() -> None:
    assert [take(), take_back(), take()] == [{"created": 1}, {"updated": 1}, {"unchanged": 1}]
    assert Article.objects.get().status == Status.SPIKED


def test_again_is_unchanged() -> None:
    take()
    take_back()
    before = Article.objects.values().get()
    assert take_back() == {"unchanged": 1}
    assert (Article.objects.values().get(), outcomes()) == (before, ["created", "canceled"])


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED])
def test_what_an_editor_restored_stays(status: Status) -> None:
    take(status=status)
    take_back()
    workflow.perform(Article.objects.get(), "restore", by=make_user("Publishers"))
    assert take_back() == {"unchanged": 1}
    assert Article.objects.get().status == Status.DRAFT


def test_a_new_text_after_that_waits_for_an_editor() -> None:
    take()
    take_back()
    assert take(body="<p>Mended.</p>") == {"updated": 1}
    article = Article.objects.get()
    assert (article.status, article.has_held_revision) == (Status.SPIKED, True)
    assert outcomes() == ["created", "canceled", "held"]
