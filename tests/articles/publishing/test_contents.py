"""Content of revisions: applied, merged, translated; revisions are immutable."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from articles.models import Article, Author, Byline, Revision, Source
from articles.models.revision import RevisionImmutableError
from articles.publishing import contents, revision_preview, revisions
from tests.contents import NOTICE, PRECISE, WHOLE, read_stored_content
from tests.factories import (
    NOON,
    make_article,
    make_author,
    make_live,
    make_revision,
    make_source,
)

pytestmark = pytest.mark.django_db


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


def test_a_working_copy_has_the_working_text_of_a_live_article() -> None:
    article = make_live(headline="Seen")
    make_revision(article, headline="Newest")
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
    credited = [{"name": str(each), "affiliation": each.affiliation} for each in copy.credit_list]
    result = contents.build_content(
        copy, credited=credited, tags=[str(tag) for tag in copy.tag_list]
    )
    assert result == WHOLE | {"tags": result["tags"]}
    assert sorted(result["tags"]) == sorted(WHOLE["tags"])
    assert [tag.slug for tag in copy.tag_list] == ["ulasim", "harbour"]
    assert read_stored_content(article) == before
    assert Author.objects.filter(name="Zoe Writer").exists() is False


def test_what_has_no_plan_is_shown_as_of_now() -> None:
    with time_machine.travel(NOON, tick=False):
        shown = revision_preview.build_preview(
            make_article(), WHOLE | {"publish_at": None, "expire_at": None}
        )
    assert shown.published_at == NOON


def test_a_notice_that_readers_have_seen_stays_with_its_revision() -> None:
    article = make_live()
    work = make_revision(article, correction=NOTICE)
    assert contents.get_editable_content(article, work) == work.content
    Article.objects.update(live_revision=work)
    article.refresh_from_db()
    assert contents.get_editable_content(article, work) == work.content | {"correction": None}
    assert make_revision(article) == work


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


def test_what_an_article_translates_is_saved_and_comes_back() -> None:
    original, article = make_article(), make_article()
    taken = make_revision(article, translation_of=original.pk)
    assert taken.content["translation_of"] == original.pk
    assert (article.translation_of, read_stored_content(article)) == (original, taken.content)
    make_revision(article, translation_of=None)
    assert article.translation_of is None


def test_readers_see_a_translation_when_it_is_published() -> None:
    original, article = make_live(), make_live()
    make_revision(article, translation_of=original.pk)
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
    make_revision(article, translation_of=original.pk)
    revisions.save_imported_revision(article, WHOLE)
    assert article.revisions.latest("number").content["translation_of"] == original.pk


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
