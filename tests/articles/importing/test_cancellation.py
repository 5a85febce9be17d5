"""Cancellations by the source: the article is withdrawn or spiked, and the log says so."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.importing.preview import preview
from articles.models import Article, ArticleKey, Original, Source, Status, StatusChange
from articles.publishing import workflow
from tests.articles.admin.pages import sign_in
from tests.audit import find_broken_links
from tests.factories import make_article, make_source, make_user
from tests.runs import import_items, make_item

pytestmark = pytest.mark.django_db

REASON = '{"code": "canceled"}'


def import_record(*, status: Status = Status.DRAFT, **fields: Any) -> dict[str, int]:
    """Import one record at the command line; return the counts that are not 0."""
    defaults = {"headline": "Ferry sails", "body": "<p>Full for once.</p>", "source": "Gazette"}
    item = make_item(**{**defaults, **fields})
    return import_items(item, status=status, is_command_line=True)


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


# Who may take an article from readers.

WHO: dict[str, dict[str, Any]] = {
    "an editor": {"role": "Editors"},
    "a publisher": {"role": "Publishers"},
    "the command line": {"is_command_line": True},
    "a feed": {},
}


def cancel_as(who: str, *, is_preview: bool = False, **fields: Any) -> dict[str, int]:
    """Import a cancellation, and return all counts that are not 0."""
    options = dict(WHO[who])
    role = options.pop("role", "")
    options["started_by"] = make_user(role) if role else None
    record = {"headline": "Ferry sails", "body": "<p>Full for once.</p>", "source": "Gazette"}
    items = [make_item(**{**record, "is_canceled": True, **fields})]
    run = preview if is_preview else ingest
    counts = run(items, options=Options(label="a test", **options)).counts
    return {name: count for name, count in counts.items() if count}


TAKEN_DOWN = {"updated": 1, "canceled": 1, "withdrawn": 1}
HELD = {"updated": 1, "held_cancellations": 1}
SPIKED = {"updated": 1, "canceled": 1}
OF_LIVE = [
    *(("an editor", HELD), ("a publisher", TAKEN_DOWN), ("the command line", TAKEN_DOWN)),
    ("a feed", HELD),
]


@pytest.mark.parametrize(("who", "counts"), OF_LIVE)
def test_only_who_may_withdraw_takes_a_live_article_down(who: str, counts: dict[str, int]) -> None:
    import_record(status=Status.PUBLISHED)
    assert cancel_as(who, is_preview=True) == counts
    assert cancel_as(who) == counts
    article, is_held = Article.objects.get(), counts == HELD
    assert (article.is_live, article.has_held_revision) == (is_held, is_held)
    outcome = "held_cancellation" if is_held else "canceled"
    assert list_outcomes() == ["created", outcome]


@pytest.mark.parametrize("who", WHO)
def test_an_article_that_nobody_has_seen_is_spiked_whoever_imports(who: str) -> None:
    import_record()
    assert (cancel_as(who, is_preview=True), cancel_as(who)) == (SPIKED, SPIKED)
    assert Article.objects.get().status == Status.SPIKED


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED])
def test_the_log_names_who_imported_the_cancellation(status: Status) -> None:
    import_record(status=status)
    cancel_as("a publisher")
    change = StatusChange.objects.latest("pk")
    assert str(change.changed_by).startswith("publishers")
    assert list(find_broken_links()) == []


def test_who_may_not_spike_leaves_the_article_to_an_editor() -> None:
    import_record()
    options = Options(label="a test", started_by=make_user())
    ingest([make_item(source="Gazette", is_canceled=True, body="")], options=options)
    article, original = Article.objects.get(), Original.objects.latest("pk")
    assert (article.status, article.has_held_revision) == (Status.DRAFT, True)
    assert [each["code"] for each in original.remarks] == ["cancellation_not_allowed"]


def test_a_scheduled_article_is_left_to_an_editor() -> None:
    import_record(status=Status.PUBLISHED, publish_at=timezone.now() + timedelta(days=1))
    assert cancel_as("a publisher") == HELD
    assert Article.objects.get().status == Status.PUBLISHED


@pytest.mark.parametrize("first", ["draft", "review", "published"])
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("size", [1, 500])
def test_a_preview_knows_what_becomes_of_an_article_of_the_same_file(
    first: str, who: str, size: int
) -> None:
    options = dict(WHO[who])
    role = options.pop("role", "")
    options["started_by"] = make_user(role) if role else None
    items = [
        make_item(source="Gazette", headline="Ferry"),
        make_item(source="Gazette", headline="No", is_canceled=True),
        make_item(source="Gazette", headline="Really not", is_canceled=True),
    ]
    chosen = Options(label="a test", status=Status(first), chunk_size=size, **options)
    assert preview(items, options=chosen).counts == ingest(items, options=chosen).counts


# Whose cancellation it is.

URL = "https://gazette.example/1"


@pytest.mark.parametrize(
    ("source", "other"), [("Courier", "Gazette"), ("", "Gazette"), ("Courier", "")]
)
def test_a_cancellation_of_another_source_waits_for_an_editor_with_both_names(
    source: str, other: str
) -> None:
    import_record(status=Status.REVIEW, source=other, source_address=URL, origin_id="")
    before = ArticleKey.objects.count()
    fields: dict[str, Any] = {"source": source, "source_address": URL, "origin_id": ""}
    assert cancel_as("a publisher", is_preview=True, **fields) == HELD
    assert cancel_as("a publisher", **fields) == HELD
    assert (Article.objects.get().status, ArticleKey.objects.count()) == (Status.REVIEW, before)
    [remark] = Original.objects.latest("pk").remarks
    params = {"source": source or "–", "other": other or "–"}
    assert (remark["code"], remark["params"]) == ("canceled_by_another_source", params)


def test_a_cancellation_that_forges_the_identity_of_an_article_waits() -> None:
    import_record(status=Status.PUBLISHED)
    identity = Article.objects.get().identity
    assert cancel_as("a publisher", source="Courier", identity=identity) == HELD
    assert Article.objects.get().is_live


@pytest.mark.parametrize("name", ["Gazette of Thornbeck", "GAZETTE"])
def test_a_cancellation_under_an_alias_is_its_own(name: str) -> None:
    import_record(status=Status.PUBLISHED)
    Source.objects.get().aliases.create(name="Gazette of Thornbeck")
    assert cancel_as("a publisher", source=name) == TAKEN_DOWN


def test_a_source_under_which_a_key_was_told_stays_its_own() -> None:
    import_record(status=Status.PUBLISHED)
    Article.objects.update(source=make_source("Courier"))
    assert cancel_as("a publisher") == TAKEN_DOWN


# The editor decides.


def test_the_page_of_the_article_says_that_the_source_has_cancelled_it() -> None:
    import_record(status=Status.PUBLISHED)
    cancel_as("an editor")
    article, original = Article.objects.get(), Original.objects.latest("pk")
    page = sign_in(make_user("Editors")).get(f"/admin/articles/article/{article.pk}/change/")
    text = page.content.decode()
    assert ("The source has cancelled the article." in text, "Keep the article" in text) == (
        True,
        True,
    )
    assert f"/admin/articles/original/{original.pk}/change/" in text


@pytest.mark.parametrize(
    ("role", "advice"),
    [
        (
            "Editors",
            "See what it sent, then ask somebody who may withdraw the article, or keep it.",
        ),
        ("Publishers", "See what it sent, then withdraw or spike the article, or keep it."),
    ],
)
def test_the_page_advises_what_the_person_may_do(role: str, advice: str) -> None:
    import_record(status=Status.PUBLISHED)
    cancel_as("an editor")
    page = sign_in(make_user(role)).get(
        f"/admin/articles/article/{Article.objects.get().pk}/change/"
    )
    assert advice in page.content.decode()


def test_the_article_is_no_longer_marked_when_it_is_withdrawn() -> None:
    import_record(status=Status.PUBLISHED)
    cancel_as("an editor")
    article = Article.objects.get()
    workflow.perform(article, "withdraw", by=make_user("Publishers"), reason="The source did.")
    assert article.has_held_revision is False


def test_a_text_that_waits_goes_on_waiting_when_the_article_is_withdrawn() -> None:
    import_record(status=Status.PUBLISHED)
    import_record(body="<p>Mended.</p>")
    article = Article.objects.get()
    workflow.perform(article, "withdraw", by=make_user("Publishers"), reason="It was wrong.")
    assert article.has_held_revision is True
