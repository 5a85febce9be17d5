"""Records that are imported again, and duplicates of articles."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User

from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.importing.undo import undo
from articles.models import (
    Article,
    ImportRun,
    Original,
    ProgramReason,
    Revision,
    Status,
    StatusChange,
)
from articles.publishing import revisions, workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.vocabulary import Credit
from tests.audit import find_broken_links
from tests.factories import NOON, make_source, make_upload, make_user
from tests.runs import (
    SECOND_TEXT,
    fetch_imported_rows,
    get_counts,
    import_items,
    make_idless,
    make_item,
)

pytestmark = pytest.mark.django_db


# The same records again.

ITEMS = [
    make_idless(),
    make_idless(
        source="Thornbeck Courier", credits=(Credit("Ada Wrenholt"),), tags=("harbour", "film")
    ),
    make_idless(origin_id="1", body="<p>With an id.</p>", our_date=date(2019, 11, 8)),
    make_idless(origin_id="2", body="<p>With an id.</p>"),
    make_idless(source_address="https://gazette.example/1", body="<p>With an address.</p>"),
    make_idless(
        origin_id="3",
        source_address="http://www.gazette.example/1/",
        body="<p>With an address.</p>",
    ),
    make_idless(source="", body="<p>From nobody knows where.</p>"),
    make_idless(body="<p>With an id.</p>"),
]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.PUBLISHED])
def test_an_import_run_twice_changes_nothing(status: Status) -> None:
    first = import_items(*ITEMS, status=status)
    before = fetch_imported_rows()
    second = import_items(*ITEMS, status=status)
    assert (first, second) == (
        {"created": 6, "updated": 1, "duplicate": 1},
        {"unchanged": 7, "duplicate": 1},
    )
    assert fetch_imported_rows() == before


def test_a_dry_run_changes_nothing_and_returns_the_same_tally() -> None:
    import_items(ITEMS[0])
    before = fetch_imported_rows()
    tally = ingest(ITEMS, options=Options(label="a test", is_dry_run=True, chunk_size=2))
    assert (fetch_imported_rows(), ImportRun.objects.count(), tally.run) == (before, 1, None)
    assert get_counts(tally) == import_items(*ITEMS)


def test_a_text_of_another_source_is_another_article() -> None:
    """Only a URL or an id without a source can tell that they are the same."""
    record = make_idless(source="")
    import_items(record)
    assert import_items(record, source=make_source("Harbour Gazette")) == {"created": 1}


@pytest.mark.parametrize(
    "again",
    [
        {"source_address": "http://www.gazette.example:80/1/?utm_source=mail#top"},
        {"source_address": "https://gazette.example/1", "origin_id": ""},
    ],
)
def test_a_url_is_matched_however_it_is_written(again: dict[str, Any]) -> None:
    import_items(make_idless(source_address="https://gazette.example/1"))
    outcome = import_items(make_idless(**again))
    assert (outcome, Article.objects.count()) == (
        {"updated": 1} if "utm" in again["source_address"] else {"unchanged": 1},
        1,
    )


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW])
def test_another_text_of_the_same_identity_replaces_that_of_an_unedited_article(
    status: Status,
) -> None:
    import_items(
        make_idless(origin_id="1", tags=("harbour",), credits=(Credit("Ada Wrenholt"),)),
        status=status,
    )
    before = Article.objects.get()
    mended = make_idless(
        origin_id="1", headline="Mended", tags=("film",), credits=(Credit("Idris Varley"),)
    )
    assert import_items(mended, status=Status.PUBLISHED) == {"updated": 1}
    article = Article.objects.get()
    assert (article.pk, article.slug, article.status) == (before.pk, before.slug, status)
    assert article.headline == "Mended"
    assert [tag.name for tag in article.tags.all()] == ["film"]
    assert [str(byline) for byline in article.bylines.all()] == ["Idris Varley"]
    outcomes = Original.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["created", "updated"]


def test_our_date_makes_another_text_and_stays_when_it_is_missing() -> None:
    import_items(make_idless(origin_id="1", our_date=date(2019, 11, 8)))
    assert import_items(make_idless(origin_id="1", our_date=date(2019, 11, 9))) == {"updated": 1}
    assert import_items(make_idless(origin_id="1", our_date=date(2019, 11, 9))) == {"unchanged": 1}
    assert import_items(make_idless(origin_id="1")) == {"unchanged": 1}
    assert Article.objects.get().publish_at == datetime(2019, 11, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.PUBLISHED, "is_released": True, "published_at": NOON},
        {"status": Status.DRAFT, "is_released": True, "published_at": NOON},
        {"status": Status.APPROVED},
        {"status": Status.SPIKED},
        {"status": Status.WITHDRAWN, "withdrawn_reason": "Wrong."},
        {"status": Status.DRAFT, "edited_at": NOON},
        {"status": Status.REVIEW, "edited_at": NOON},
    ],
    ids=["published", "live draft", "approved", "spiked", "withdrawn", "edited", "in review"],
)
def test_another_text_is_held_when_the_article_is_live_or_edited(
    fields: dict[str, Any],
) -> None:
    import_items(make_idless(origin_id="1", credits=(Credit("Ada Wrenholt"),)))
    Article.objects.update(**fields)
    before = fetch_imported_rows()
    mended = make_idless(origin_id="1", body="<p>Mended.</p>", tags=("film",))
    assert import_items(mended) == {"updated": 1}
    after = fetch_imported_rows()
    assert [original["outcome"] for original in after.pop("Original")] == ["created", "held"]
    before["Article"][0]["has_held_revision"] = True
    assert after == {name: before[name] for name in after}
    held = Revision.objects.get(number=2)
    assert (held.content["body"], held.content["tags"]) == ("<p>Mended.</p>", ["film"])
    assert (held.is_imported, held.made_by) == (True, None)
    assert import_items(mended) == {"unchanged": 1}


def test_a_text_that_an_editor_accepted_already_is_not_held() -> None:
    import_items(make_idless(origin_id="1"))
    article = Article.objects.get()
    content = revisions.get_working_revision(article).content | {"body": "<p>Mended.</p>"}
    revisions.save_revision(article, content, by=None, builds_on=1)
    assert import_items(make_idless(origin_id="1", body="<p>Mended.</p>")) == {"unchanged": 1}
    assert (Revision.objects.count(), Article.objects.get().has_held_revision) == (2, False)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.PUBLISHED])
def test_the_first_status_of_an_article_is_in_the_audit_log(status: Status) -> None:
    import_items(make_idless(origin_id="1"), status=status)
    work = Revision.objects.get()
    changes = StatusChange.objects.values_list(
        *("transition", "from_status", "to_status", "changed_by", "reason", "revision"),
        *("readers_sha256", "takes_effect_at"),
    )
    seen = work.sha256 if status is Status.PUBLISHED else ""
    reason = ImportRun.objects.get().encode_reason(ProgramReason.IMPORTED)
    expected = ("import", "draft", status, None, reason, work.pk, seen, None)
    assert list(changes) == ([] if status is Status.DRAFT else [expected])
    assert list(find_broken_links()) == []


def test_the_audit_log_names_who_imported_in_bulk_and_singly() -> None:
    editor, similar = make_user("Editors"), make_idless(origin_id="2")
    import_items(make_idless(origin_id="1"), similar, status=Status.REVIEW, started_by=editor)
    assert list(StatusChange.objects.values_list("changed_by", flat=True)) == [editor.pk] * 2


def test_the_audit_log_says_that_the_command_line_imported() -> None:
    import_items(make_idless(), status=Status.PUBLISHED, is_command_line=True)
    change = StatusChange.objects.get()
    sentence = f"Import {ImportRun.objects.get().pk}, from the command line: a test"
    assert (change.changed_by, change.reason_text) == (None, sentence)


def test_an_import_that_goes_live_later_says_when() -> None:
    with time_machine.travel(datetime(2020, 3, 1, 9, tzinfo=UTC), tick=False):
        import_items(make_idless(our_date=date(2020, 3, 2)), status=Status.PUBLISHED)
    noon = datetime(2020, 3, 2, 12, tzinfo=UTC)
    assert (StatusChange.objects.get().takes_effect_at, Article.objects.get().published_at) == (
        noon,
        noon,
    )


def test_a_text_that_came_back_is_unchanged() -> None:
    """A folder that holds both texts of an article can be imported again and again."""
    items = [make_idless(origin_id="1"), make_idless(origin_id="1", body="<p>Mended.</p>")]
    import_items(*items)
    assert import_items(*items) == {"unchanged": 2}
    assert Article.objects.get().body == "<p>Mended.</p>"


def test_the_same_bytes_read_in_another_charset_are_another_text() -> None:
    bytes_received = "İskele".encode("windows-1254")
    import_items(
        make_idless(origin_id="1", headline="Ýskele", original=bytes_received, charset="latin-1")
    )
    again = make_idless(origin_id="1", headline="İskele", original=bytes_received, charset="cp1254")
    assert import_items(again) == {"updated": 1}
    assert Article.objects.get().headline == "İskele"


def test_the_same_text_in_other_bytes_is_unchanged() -> None:
    import_items(make_idless(origin_id="1", original=b"one"))
    assert import_items(make_idless(origin_id="1", original=b"two", position="line 7")) == {
        "unchanged": 1
    }


# Four eyes.


def import_in_bulk(by: User | None) -> None:
    import_items(make_idless(origin_id="1"), status=Status.REVIEW, started_by=by)


def import_singly(by: User | None) -> None:
    import_items(make_idless(origin_id="2"))  # the same text, so that the next needs a second look
    import_in_bulk(by)


def import_an_update(by: User | None) -> None:
    import_items(make_idless(origin_id="1", body="<p>Not yet.</p>"), status=Status.REVIEW)
    import_in_bulk(by)


IMPORTS = [import_in_bulk, import_singly, import_an_update]


def approve(*, by: User) -> str:
    """Press Approve; return the status after it."""
    article = Article.objects.get(status=Status.REVIEW)
    with suppress(TransitionNotPossible):
        workflow.perform(article, "approve", by=by)
    return article.status


@pytest.mark.parametrize("bring", IMPORTS)
def test_who_imported_a_text_does_not_approve_it_alone(bring: Callable[[User], None]) -> None:
    boss = make_user("Publishers")
    bring(boss)
    assert Revision.objects.latest("pk").made_by == boss
    assert (approve(by=boss), approve(by=make_user("Editors"))) == ("review", "approved")


@pytest.mark.parametrize("bring", IMPORTS)
def test_every_editor_approves_what_a_feed_or_the_command_line_brought(
    bring: Callable[[User | None], None],
) -> None:
    bring(None)
    assert approve(by=make_user("Editors")) == "approved"


def test_what_an_uploader_imported_can_be_undone() -> None:
    import_in_bulk(make_user("Editors"))
    import_items(make_idless(origin_id="1", body="<p>More.</p>"), started_by=make_user("Editors"))
    for run in ImportRun.objects.order_by("-pk"):
        assert undo(run).remaining == []
    assert (Article.objects.count(), list(find_broken_links())) == (0, [])


@pytest.mark.parametrize("role", ["Editors", None])
def test_who_uploaded_a_file_is_the_maker_of_what_another_confirms(role: str | None) -> None:
    uploader, boss = make_user(role) if role else None, make_user("Publishers")
    options: dict[str, Any] = {"upload": make_upload(uploaded_by=uploader), "started_by": boss}
    import_items(make_item(), **options)
    import_items(make_item(**SECOND_TEXT), **options)
    made = [each.made_by for each in Article.objects.get().revisions.all()]
    assert made == [uploader or boss] * 2  # it is whoever confirms where the account is gone
