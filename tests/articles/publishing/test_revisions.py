"""Snapshots: what they hold, when one is taken, and that none is ever changed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, Author, Byline, Revision, Source, Status
from articles.models.revision import RevisionImmutableError
from articles.publishing import contents, revision_preview, revisions
from tests.factories import NOON, make_article, make_author, make_live, make_source, make_user

pytestmark = pytest.mark.django_db

# A value of each field, other than that of a new row.
PRECISE = datetime(2020, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
NOTICE = {"kind": "update", "text": "More boats.", "place": "bottom"}
WHOLE: dict[str, Any] = {
    "headline": "İskele “yeniden” açıldı 🚢",
    "standfirst": "At last.\nAt noon.",
    "body": "<p>The ferry <strong>left</strong>.</p>\n<p>Full for once.</p>",
    "byline": "By A. Writer and B. Other",
    "kind": "news",
    "language": "tr",
    "is_own_work": False,
    "source_date": "2019-11-07",
    "source_date_end": "2019-11-09",
    "source_date_precision": "range",
    "source_date_text": "7-9 Kasım 2019",
    "source_detail": "No. 87, p. 30",
    "source_address": "https://gazette.example/1",
    "publish_at": PRECISE.isoformat(),
    "expire_at": (PRECISE + timedelta(days=400)).isoformat(),
    "embargoed_until": (PRECISE - timedelta(hours=1)).isoformat(),
    "slug": "iskele-yeniden",
    "source": "Harbour Gazette",
    "credits": [
        {"name": "Zoe Writer", "affiliation": "University of Saltmere"},
        {"name": "Ada Other", "affiliation": ""},
    ],
    "tags": ["Ulaşım", "harbour"],
    "translation_of": None,
    "correction": None,
}


def save(article: Article, *, by: User | None = None, **changes: Any) -> Revision:
    work = revisions.get_working_revision(article)
    content = contents.get_editable_content(article, work) | changes
    return revisions.save_revision(article, content, by=by, builds_on=work.number)


def read_stored_content(article: Article) -> contents.Content:
    return contents.read_content(Article.objects.get(pk=article.pk))


# Content.


def test_the_content_has_all_that_an_editor_can_edit() -> None:
    assert set(WHOLE) == set(contents.FIELDS) == set(contents.LABELS)
    assert set(contents.read_content(make_article())) == set(contents.FIELDS)


def test_what_is_applied_is_what_is_taken_again() -> None:
    article = make_article()
    revisions.apply_content(article, WHOLE)
    assert read_stored_content(article) == WHOLE


def test_what_is_saved_is_what_the_row_holds_and_the_revision() -> None:
    article = make_article(authors=("Bo Writer",), tags=("film",))
    taken = save(article, **WHOLE)
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
    taken = save(article, **changes)
    assert taken.number == 2
    assert name in contents.list_changed_fields(before, taken.content)
    assert read_stored_content(article) == taken.content == before | changes
    again = save(article, **before)
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
    told_of = [("Ada", "x"), ("Bo", "x"), ("ADA", "y")]
    credited = [{"name": name, "affiliation": where} for name, where in told_of]
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


# Taking.


def test_revisions_are_numbered_from_one_for_each_article() -> None:
    articles, by = [make_article(), make_article()], make_user()
    for number in (2, 3):
        for article in articles:
            assert save(article, by=by, headline=f"Text {number}").number == number
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
        save(article, by=by, headline="Mended")
    assert (article.edited_at, article.edited_by) == (NOON, by)
    assert (article.headline, article.folded_headline) == ("Mended", "mended")
    assert article.working_revision == article.revisions.get(number=2)


def test_the_same_content_makes_no_revision() -> None:
    article = make_article(authors=("Ada Writer",), tags=("harbour",))
    first = revisions.get_working_revision(article)
    assert save(article, by=make_user()) == first
    assert (Revision.objects.count(), article.edited_at, article.edited_by) == (1, None, None)


def test_a_notice_is_reason_enough_for_a_revision() -> None:
    article = make_live()
    assert save(article, correction=NOTICE).content["correction"] == NOTICE
    assert Revision.objects.count() == 2


def test_a_save_on_top_of_an_older_revision_is_refused() -> None:
    article = make_article()
    content = revisions.get_working_revision(article).content
    save(article, headline="Theirs")
    with pytest.raises(revisions.ConflictError):
        revisions.save_revision(article, content | {"headline": "Mine"}, by=None, builds_on=1)
    assert (Article.objects.get().headline, Revision.objects.count()) == ("Theirs", 2)


def test_what_brings_a_revision_back_says_which() -> None:
    article = make_article(headline="First")
    save(article, headline="Second")
    first = article.revisions.get(number=1)
    taken = revisions.save_revision(article, first.content, by=None, builds_on=2, brings_back=1)
    assert (taken.number, taken.restored_number, article.headline) == (3, 1, "First")


def test_a_body_passes_the_gate_whoever_saves_it() -> None:
    article = make_article()
    taken = save(article, body="<p onclick='x()'>Text<script>x()</script></p>")
    assert taken.content["body"] == article.body == "<p>Text</p>"


@pytest.mark.parametrize("make", [make_article, make_live], ids=["not live", "live"])
def test_a_content_without_a_slug_keeps_the_address(make: Callable[..., Article]) -> None:
    article = make()
    before = article.slug
    taken = save(article, headline="Another", slug="")
    assert (taken.content["slug"], article.slug) == (before, before)


def test_a_save_of_a_live_article_leaves_its_row_alone() -> None:
    article = make_live(authors=("Ada Writer",), tags=("harbour",))
    before = read_stored_content(article)
    save(article, **WHOLE)
    assert read_stored_content(article) == before
    assert (article.has_unreleased_changes, article.live_revision) == (
        True,
        article.revisions.get(number=1),
    )


@pytest.mark.parametrize("status", [Status.APPROVED])
def test_an_approved_text_is_not_saved_over(status: Status) -> None:
    article = make_article(status=status)
    with pytest.raises(revisions.ConflictError):
        save(article, headline="Another")
    assert Revision.objects.count() == 1


def test_a_save_that_the_tables_refuse_leaves_nothing() -> None:
    article = make_article()
    make_article(slug="taken")
    revisions.get_working_revision(article)
    with pytest.raises(DatabaseError), transaction.atomic():
        save(article, slug="taken")
    assert (article.revisions.count(), Article.objects.get(pk=article.pk).edited_at) == (1, None)


# Rows that were written without a revision.


def test_a_row_that_got_its_first_revision_meanwhile_gets_no_second() -> None:
    article = make_article()
    article.revisions.all().delete()
    mine, theirs = Article.objects.get(), Article.objects.get()
    assert (mine.working_revision, theirs.working_revision) == (None, None)
    first = revisions.get_working_revision(theirs)
    assert (revisions.get_working_revision(mine), Revision.objects.count()) == (first, 1)


def test_the_first_revision_of_a_row_is_taken_when_it_is_asked_for() -> None:
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


# Imports.

FREE = [Status.DRAFT, Status.REVIEW]
HELD: list[dict[str, Any]] = [
    {"status": Status.APPROVED},
    {"status": Status.SPIKED},
    {"status": Status.WITHDRAWN, "withdrawn_reason": "Wrong."},
    {"status": Status.PUBLISHED, "is_released": True, "published_at": NOON},
    {"status": Status.DRAFT, "is_released": True, "published_at": NOON},
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
def test_an_import_is_held_where_somebody_edited_or_reads_the_article(fields: dict[str, Any]) -> None:
    article = make_article(**fields)
    before, first = read_stored_content(article), revisions.get_working_revision(article)
    assert revisions.save_imported_revision(article, WHOLE)[1] is True
    article.refresh_from_db()
    assert (read_stored_content(article), article.working_revision) == (before, first)
    assert article.has_held_revision is True
    held = article.revisions.get(number=2)
    assert (held.is_imported, held.content) == (True, WHOLE)


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
    taken = save(article, headline="Mended")
    assert (taken.number, article.has_held_revision) == (3, True)


# Applying.


def test_filling_writes_nothing() -> None:
    article = make_article(authors=("Bo Writer",))
    before = read_stored_content(article)
    filled = revisions.fill_columns(Article.objects.get(), WHOLE)
    assert (filled.headline, read_stored_content(article)) == (WHOLE["headline"], before)


def test_a_source_that_was_renamed_is_found_by_its_old_name() -> None:
    source = make_source("Harbour Gazette")
    source.name = "Harbour Times"
    source.save()
    article = make_article()
    revisions.apply_content(article, WHOLE)
    assert (article.source, Source.objects.filter(name="Harbour Gazette").count()) == (source, 0)


def test_own_work_has_no_source() -> None:
    article = make_article()
    revisions.apply_content(article, WHOLE | {"source": "", "is_own_work": True})
    assert (article.source, article.is_own_work) == (None, True)


def test_authors_are_credited_in_their_order_and_made_where_they_are_new() -> None:
    known = make_author("Ada Other")
    article = make_article(authors=("Ada Other", "Bo Writer"))
    revisions.apply_content(article, WHOLE)
    rows = article.bylines.values_list("author__name", "affiliation")
    assert list(rows) == [("Zoe Writer", "University of Saltmere"), ("Ada Other", "")]
    assert Byline.objects.get(author__name="Ada Other").author == known
    assert Author.objects.filter(name="Bo Writer").exists()


def test_applying_what_is_there_writes_no_byline_again() -> None:
    article = make_article(authors=("Ada Writer",))
    before = list(Byline.objects.values())
    revisions.apply_content(article, read_stored_content(article))
    assert list(Byline.objects.values()) == before


def test_a_working_copy_has_the_newest_text_of_a_live_article() -> None:
    article = make_live(headline="Seen")
    save(article, headline="Newest")
    copy = revisions.build_working_copy(Article.objects.get())
    assert (copy.headline, Article.objects.get().headline) == ("Newest", "Seen")


@pytest.mark.parametrize("make", [make_article, make_live])
def test_what_is_shown_is_the_content_and_nothing_is_written(
    make: Callable[..., Article],
) -> None:
    make_source("Harbour Gazette")
    article = make(authors=("Bo Writer",), tags=("film",))
    make_author("Ada Other")
    before = read_stored_content(article)
    copy = revision_preview.build_preview(article, WHOLE)
    assert copy.published_at == (NOON if make is make_live else PRECISE)
    credited = [
        {"name": str(each), "affiliation": each.affiliation} for each in copy.related_data.authors
    ]
    result = contents.build_content(
        copy, credited=credited, tags=[str(tag) for tag in copy.related_data.tags]
    )
    assert result == WHOLE | {"tags": result["tags"]}
    assert sorted(result["tags"]) == sorted(WHOLE["tags"])
    assert [tag.slug for tag in copy.related_data.tags] == ["ulasim", "harbour"]
    assert read_stored_content(article) == before
    assert Author.objects.filter(name="Zoe Writer").exists() is False


def test_what_has_no_plan_is_shown_as_of_now() -> None:
    with time_machine.travel(NOON, tick=False):
        shown = revision_preview.build_preview(
            make_article(), WHOLE | {"publish_at": None, "expire_at": None}
        )
    assert shown.published_at == NOON


# What the work goes on from.


def test_a_notice_that_readers_have_seen_stays_with_its_revision() -> None:
    article = make_live()
    work = save(article, correction=NOTICE)
    assert contents.get_editable_content(article, work) == work.content
    Article.objects.update(live_revision=work)
    article.refresh_from_db()
    assert contents.get_editable_content(article, work) == work.content | {"correction": None}
    assert save(article) == work


# Merging.


@pytest.mark.parametrize(
    ("theirs", "mine", "merged", "clashes"),
    [
        ({}, {}, {}, []),
        ({"headline": "T"}, {}, {"headline": "T"}, []),
        ({}, {"headline": "M"}, {"headline": "M"}, []),
        (
            {"headline": "T"},
            {"standfirst": "M"},
            {"headline": "T", "standfirst": "M"},
            [],
        ),
        ({"headline": "B"}, {"headline": "B"}, {"headline": "B"}, []),
        ({"headline": "T"}, {"headline": "M"}, {"headline": "M"}, ["headline"]),
        (
            {"tags": ["t"], "headline": "T", "kind": "report"},
            {"tags": ["m"], "headline": "M"},
            {"tags": ["m", "t"], "headline": "M", "kind": "report"},
            ["headline"],
        ),
        ({"correction": NOTICE}, {}, {"correction": NOTICE}, []),
        ({"credits": []}, {"source": "M"}, {"credits": [], "source": "M"}, []),
    ],
)
def test_a_merge_has_both_sides_changes_and_tells_what_clashed(
    theirs: dict[str, Any], mine: dict[str, Any], merged: dict[str, Any], clashes: list[str]
) -> None:
    result = contents.merge_contents(WHOLE, WHOLE | theirs, WHOLE | mine)
    assert result == (WHOLE | merged, clashes)


# Which piece it is a translation of.


def test_what_an_article_translates_is_saved_and_comes_back() -> None:
    original, article = make_article(), make_article()
    taken = save(article, translation_of=original.pk)
    assert taken.content["translation_of"] == original.pk
    assert (article.translation_of, read_stored_content(article)) == (original, taken.content)
    save(article, translation_of=None)
    assert article.translation_of is None


def test_readers_are_told_of_a_translation_when_it_is_published() -> None:
    original, article = make_live(), make_live()
    save(article, translation_of=original.pk)
    assert article.translation_of is None
    assert revisions.build_working_copy(article).translation_of == original


def test_a_revision_from_before_there_were_translations_is_of_none() -> None:
    article = make_article(translation_of=make_article())
    old = {name: value for name, value in WHOLE.items() if name != "translation_of"}
    assert contents.list_changed_fields(old, WHOLE) == []
    assert (
        contents.merge_contents(old, WHOLE | {"translation_of": 7}, old)[0]["translation_of"] == 7
    )
    revisions.apply_content(article, old)
    assert Article.objects.get(pk=article.pk).translation_of is None


def test_what_can_be_no_original_is_none() -> None:
    original = make_article()
    translation, article = make_article(translation_of=original), make_article()
    for key in (translation.pk, article.pk, 2**40):
        revisions.apply_content(article, WHOLE | {"translation_of": key})
        assert Article.objects.get(pk=article.pk).translation_of is None


def test_an_import_leaves_what_an_article_translates() -> None:
    original, article = make_article(), make_article()
    save(article, translation_of=original.pk)
    revisions.save_imported_revision(article, WHOLE)
    assert article.revisions.latest("number").content["translation_of"] == original.pk


# Immutable.


def test_a_revision_is_not_saved_again() -> None:
    first = revisions.get_working_revision(make_article())
    first.content = WHOLE
    with pytest.raises(RevisionImmutableError) as error:
        first.save()
    assert str(error.value) == "Revision 1 stays as it was taken."


@pytest.mark.parametrize("column", ["content", "sha256", "number", "made_at", "is_imported"])
def test_the_database_refuses_to_change_a_revision(column: str) -> None:
    first = revisions.get_working_revision(make_article())
    value: Any = {"content": {}, "sha256": "", "number": 9, "made_at": NOON, "is_imported": True}
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        Revision.objects.filter(pk=first.pk).update(**{column: value[column]})
    assert "The record cannot be altered" in str(error.value)
    assert Revision.objects.get().sha256 == first.sha256
