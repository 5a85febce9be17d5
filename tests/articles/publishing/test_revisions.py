"""Snapshots: what they hold, when one is taken, and that none is ever changed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, Revision, Status
from articles.publishing import automatic, closing, contents, revisions, workflow
from tests.contents import NOTICE, PRECISE, WHOLE, read_stored_content
from tests.factories import NOON, make_article, make_live, make_revision, make_user

pytestmark = pytest.mark.django_db


def test_the_content_has_all_that_an_editor_can_edit() -> None:
    assert set(WHOLE) == set(contents.FIELDS) == set(contents.LABELS)
    assert set(contents.read_content(make_article())) == set(contents.FIELDS)


def test_what_is_applied_is_what_is_taken_again() -> None:
    article = make_article()
    revisions.apply_content(article, WHOLE)
    assert read_stored_content(article) == WHOLE


def test_what_is_saved_is_what_the_row_holds_and_the_revision() -> None:
    article = make_article(authors=("Bo Writer",), tags=("film",))
    taken = make_revision(article, **WHOLE)
    assert Revision.objects.get(pk=taken.pk).content == WHOLE
    assert read_stored_content(article) == WHOLE
    assert contents.compute_digest(Revision.objects.get(pk=taken.pk).content) == taken.sha256


@pytest.mark.parametrize("name", [*contents.COLUMNS, "source", "credits", "tags"])
def test_each_field_makes_a_revision_and_comes_back(name: str) -> None:
    article = make_article(is_own_work=True, source_date_precision="unknown")
    changes: dict[str, Any] = {name: True if name == "is_own_work" else WHOLE[name]}
    if name.startswith("source_date") and name != "source_date_text":
        changes = {key: WHOLE[key] for key in WHOLE if key.startswith("source_date")}
    if name == "source":
        changes["is_own_work"] = False
    if name == "is_own_work":
        article = make_article()
        changes["source"] = ""
    before = revisions.get_working_revision(article).content
    taken = make_revision(article, **changes)
    assert taken.number == 2
    assert name in contents.list_changed_fields(before, taken.content)
    assert read_stored_content(article) == taken.content == before | changes
    again = make_revision(article, **before)
    assert read_stored_content(article) == again.content == before


@given(
    st.fixed_dictionaries(
        {
            "headline": st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=80),
            "standfirst": st.text(st.characters(exclude_categories=["C"]), max_size=80),
            "source_date": st.dates().map(date.isoformat),
            "publish_at": st.none()
            | st.datetimes(
                datetime(1900, 1, 1),  # noqa: DTZ001 - its zone comes with the strategy
                datetime(2100, 1, 1),  # noqa: DTZ001
                timezones=st.just(UTC),
            ).map(datetime.isoformat),
        }
    )
)
def test_whatever_is_filled_in_is_taken_out_again(value: dict[str, Any]) -> None:
    content = WHOLE | value | {"source": "", "is_own_work": True}
    article = revisions.fill_columns(Article(), content)
    again = contents.build_content(article, credited=content["credits"], tags=content["tags"])
    assert again == content


def test_an_instant_is_the_same_in_every_zone() -> None:
    here = PRECISE.astimezone(timezone(timedelta(hours=3)))
    article = make_article(publish_at=here)
    assert contents.read_content(article)["publish_at"] == PRECISE.isoformat()
    assert contents.parse_instant(WHOLE, "publish_at") == PRECISE
    assert contents.parse_instant(WHOLE | {"publish_at": None}, "publish_at") is None


def test_somebody_credited_twice_stands_where_first_named() -> None:
    pairs = [("Ada", "x"), ("Bo", "x"), ("ADA", "y")]
    credited = [{"name": name, "affiliation": where} for name, where in pairs]
    result = contents.build_content(make_article(), credited=credited, tags=["b", "a"])
    assert result["credits"] == [
        {"name": "Ada", "affiliation": "x"},
        {"name": "Bo", "affiliation": "x"},
    ]
    assert result["tags"] == ["a", "b"]


def test_the_digest_is_that_of_what_the_content_says_whatever_its_order() -> None:
    turned = dict(reversed(WHOLE.items()))
    assert contents.compute_digest(turned) == contents.compute_digest(WHOLE)
    digests = {contents.compute_digest(WHOLE | {name: "another"}) for name in WHOLE}
    assert len(digests | {contents.compute_digest(WHOLE)}) == len(WHOLE) + 1


def test_revisions_are_numbered_from_one_for_each_article() -> None:
    articles, by = [make_article(), make_article()], make_user()
    for number in (2, 3):
        for article in articles:
            assert make_revision(article, by=by, headline=f"Text {number}").number == number
    for article in articles:
        rows = article.revisions.values_list("number", "made_by", "is_imported", "restored_number")
        assert list(rows) == [
            (3, by.pk, False, None),
            (2, by.pk, False, None),
            (1, None, False, None),
        ]
    assert str(revisions.get_working_revision(articles[0])) == "Revision 3"


def test_a_save_says_who_edited_the_article_when() -> None:
    article, by = make_article(), make_user()
    with time_machine.travel(NOON, tick=False):
        make_revision(article, by=by, headline="Mended")
    assert (article.edited_at, article.edited_by) == (NOON, by)
    assert article.headline == "Mended"
    assert article.working_revision == article.revisions.get(number=2)


def test_the_same_content_makes_no_revision() -> None:
    article = make_article(authors=("Ada Writer",), tags=("harbour",))
    first = revisions.get_working_revision(article)
    assert make_revision(article, by=make_user()) == first
    assert (Revision.objects.count(), article.edited_at, article.edited_by) == (1, None, None)


def test_a_notice_is_reason_enough_for_a_revision() -> None:
    article = make_live()
    assert make_revision(article, correction=NOTICE).content["correction"] == NOTICE
    assert Revision.objects.count() == 2


def test_a_save_on_top_of_an_older_revision_is_refused() -> None:
    article = make_article()
    content = revisions.get_working_revision(article).content
    make_revision(article, headline="Theirs")
    with pytest.raises(revisions.ConflictError):
        revisions.save_revision(article, content | {"headline": "Mine"}, by=None, builds_on=1)
    assert (Article.objects.get().headline, Revision.objects.count()) == ("Theirs", 2)


def test_what_brings_a_revision_back_says_which() -> None:
    article = make_article(headline="First")
    make_revision(article, headline="Second")
    first = article.revisions.get(number=1)
    taken = revisions.save_revision(article, first.content, by=None, builds_on=2, brings_back=1)
    assert (taken.number, taken.restored_number, article.headline) == (3, 1, "First")


def test_a_body_passes_the_gate_whoever_saves_it() -> None:
    article = make_article()
    taken = make_revision(article, body="<p onclick='x()'>Text<script>x()</script></p>")
    assert taken.content["body"] == article.body == "<p>Text</p>"


@pytest.mark.parametrize("make", [make_article, make_live], ids=["not live", "live"])
def test_a_content_without_a_slug_keeps_the_address(make: Callable[..., Article]) -> None:
    article = make()
    before = article.slug
    taken = make_revision(article, headline="Another", slug="")
    assert (taken.content["slug"], article.slug) == (before, before)


def test_a_save_of_a_live_article_leaves_its_row_alone() -> None:
    article = make_live(authors=("Ada Writer",), tags=("harbour",))
    before = read_stored_content(article)
    make_revision(article, **WHOLE)
    assert read_stored_content(article) == before
    assert (article.has_unreleased_changes, article.live_revision) == (
        True,
        article.revisions.get(number=1),
    )


@pytest.mark.parametrize("status", [Status.APPROVED])
def test_an_approved_text_is_not_saved_over(status: Status) -> None:
    article = make_article(status=status)
    with pytest.raises(revisions.ConflictError):
        make_revision(article, headline="Another")
    assert Revision.objects.count() == 1


def test_a_save_that_the_tables_refuse_leaves_nothing() -> None:
    article = make_article()
    make_article(slug="taken")
    revisions.get_working_revision(article)
    with pytest.raises(DatabaseError), transaction.atomic():
        make_revision(article, slug="taken")
    assert (article.revisions.count(), Article.objects.get(pk=article.pk).edited_at) == (1, None)


def test_a_row_that_got_its_first_revision_meanwhile_gets_no_second() -> None:
    article = make_article()
    closing.delete_revisions(article.revisions.all())
    mine, theirs = Article.objects.get(), Article.objects.get()
    assert (mine.working_revision, theirs.working_revision) == (None, None)
    first = revisions.get_working_revision(theirs)
    assert (revisions.get_working_revision(mine), Revision.objects.count()) == (first, 1)


def test_the_first_revision_of_a_row_is_made_when_it_is_needed() -> None:
    by = make_user()
    article = make_article(created_by=by, authors=("Ada Writer",), tags=("harbour",))
    first = revisions.get_working_revision(article)
    assert (first.number, first.made_by, first.content) == (1, by, read_stored_content(article))
    kept = Article.objects.get()
    assert (kept.working_revision, kept.live_revision) == (first, None)
    assert revisions.get_working_revision(kept) == first


def test_the_first_revision_of_a_live_row_is_what_readers_see() -> None:
    article = make_live()
    first = revisions.get_working_revision(article)
    assert article.live_revision == Article.objects.get().live_revision == first


def test_the_first_revision_is_of_who_edited_the_row_last() -> None:
    by = make_user()
    article = make_article(created_by=make_user(), edited_by=by)
    assert revisions.get_working_revision(article).made_by == by


def test_of_two_that_ask_for_the_first_revision_both_get_the_same() -> None:
    make_live()
    mine, theirs = Article.objects.get(), Article.objects.get()
    assert revisions.get_working_revision(mine) == revisions.get_working_revision(theirs)
    assert (mine.live_revision, Revision.objects.count()) == (theirs.live_revision, 1)


FREE = [Status.DRAFT, Status.REVIEW]


HELD: list[dict[str, Any]] = [
    {"status": Status.APPROVED},
    {"status": Status.SPIKED},
    {"status": Status.WITHDRAWN, "withdrawn_reason": "Wrong."},
    {"status": Status.PUBLISHED, "is_released": True, "published_at": NOON},
    {"status": Status.DRAFT, "is_released": True, "published_at": NOON},
    {"status": Status.DRAFT, "published_at": NOON},
    {"status": Status.DRAFT, "edited_at": NOON},
    {"status": Status.REVIEW, "edited_at": NOON},
]


@pytest.mark.parametrize("status", FREE)
def test_an_import_is_taken_where_nobody_edited_the_article(status: Status) -> None:
    article = make_article(status=status)
    assert revisions.save_imported_revision(article, WHOLE)[1] is False
    article.refresh_from_db()
    work = article.working_revision
    assert work is not None
    assert (work.number, work.is_imported, work.made_by, work.content) == (2, True, None, WHOLE)
    assert (read_stored_content(article), article.has_held_revision, article.edited_at) == (
        WHOLE,
        False,
        None,
    )


@pytest.mark.parametrize("fields", HELD)
def test_an_import_is_held_where_somebody_edited_or_reads_the_article(
    fields: dict[str, Any],
) -> None:
    article = make_article(**fields)
    before, first = read_stored_content(article), revisions.get_working_revision(article)
    assert revisions.save_imported_revision(article, WHOLE)[1] is True
    article.refresh_from_db()
    assert (read_stored_content(article), article.working_revision) == (before, first)
    assert article.has_held_revision is True
    held = article.revisions.get(number=2)
    assert (held.is_imported, held.content) == (True, WHOLE)


@pytest.mark.parametrize("names", [["submit"], ["submit", "request_changes"]])
def test_an_import_is_held_where_somebody_changed_the_status(names: list[str]) -> None:
    article, boss = make_article(), make_user("Publishers")
    for name in names:
        workflow.perform(article, name, by=boss, reason="Say more.")
    assert revisions.save_imported_revision(article, WHOLE)[1] is True


def test_an_import_is_taken_where_a_person_imported_the_article() -> None:
    article, boss = make_article(), make_user("Publishers")
    automatic.record_import(article, status=Status.REVIEW, reason="a test", by=boss)
    assert revisions.save_imported_revision(article, WHOLE)[1] is False


@pytest.mark.parametrize("fields", [{}, HELD[3]], ids=["free", "live"])
def test_an_import_of_the_same_content_makes_no_revision(fields: dict[str, Any]) -> None:
    article = make_article(**fields)
    same = revisions.get_working_revision(article).content
    assert revisions.save_imported_revision(article, same)[1] is False
    article.refresh_from_db()
    assert (Revision.objects.count(), article.has_held_revision) == (1, False)


def test_the_next_save_comes_after_the_revision_that_is_held() -> None:
    article = make_article(edited_at=NOON)
    revisions.save_imported_revision(article, WHOLE)
    taken = make_revision(article, headline="Mended")
    assert (taken.number, article.has_held_revision) == (3, True)
