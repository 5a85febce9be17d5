"""Two people in one article: the second to save sees both texts, and none is lost."""

from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from articles.models import Article
from articles.publishing import contents, workflow
from tests.articles.admin.pages import FormPage, get_newest
from tests.factories import make_article, make_source, make_user

pytestmark = pytest.mark.django_db

BODY = "<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>"


@pytest.fixture
def article() -> Article:
    return make_article(headline="Ferry sails", body=BODY, authors=("Ada Writer",), tags=("a", "b"))


@pytest.fixture
def ada() -> User:
    return make_user("Editors")


@pytest.fixture
def can() -> User:
    return make_user("Editors")


# What the page shows.


def test_the_second_to_save_sees_both_texts_and_nothing_is_saved(
    article: Article, ada: User, can: User
) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Ferry sails early", standfirst="Theirs.")
    here.press(headline="Ferry sails late")
    assert here.form.conflict.saved.made_by == can
    problem = "Somebody else saved the article while you were writing. Nothing is lost: both texts"
    assert here.problems == [f"{problem} are on this page."]
    assert f"{can} saved revision 2 (" in here.text
    for html in ("<ins>early</ins>", "<ins>Theirs.</ins>", "<ins>late</ins>"):
        assert html in here.text
    assert here.fields["headline"] == ["Ferry sails late"]
    assert get_newest(article).number == 2


def test_their_whole_text_is_on_the_page(article: Article, ada: User, can: User) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(standfirst="Theirs.")
    here.press(standfirst="Mine.")
    whole = here.text.split("Their full text")[1].split("</details>")[0]
    for html in ("<h4>Ferry sails</h4>", "<p>Theirs.</p>", "One.<br>Two.<br>Three."):
        assert html in whole


def test_a_form_without_changes_overwrites_nothing(article: Article, ada: User, can: User) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Theirs")
    assert here.press().status_code == HTTPStatus.FOUND
    assert (get_newest(article).number, get_newest(article).content["headline"]) == (2, "Theirs")


def test_other_errors_are_shown_before_a_conflict(article: Article, ada: User, can: User) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Theirs")
    here.press(standfirst="Mine.", source_date_precision="day")
    assert not here.form.conflict
    here.press(source_date_precision="unknown")
    assert here.form.conflict.mine["standfirst"] == "Mine."


def test_a_form_without_builds_on_overwrites_nothing(article: Article, ada: User) -> None:
    here = FormPage(article, ada)
    here.press(headline="Mine", builds_on="")
    assert here.form.conflict.mine["headline"] == "Mine"
    assert get_newest(article).number == 1


# Theirs, mine, or both.


def test_the_page_opened_again_shows_their_text(article: Article, ada: User, can: User) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Theirs")
    here.press(headline="Mine")
    assert f'<a class="move" href="{here.url}" data-discard>' in here.text
    here.open()
    assert here.fields["headline"] == ["Theirs"]


def test_a_button_saves_my_text_over_theirs(article: Article, ada: User, can: User) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Theirs", standfirst="Theirs.")
    here.press(headline="Mine")
    response = here.press("_over", here.form.conflict.saved.number)
    assert response.status_code == HTTPStatus.FOUND
    saved = get_newest(article)
    assert (saved.number, saved.made_by) == (3, ada)
    assert (saved.content["headline"], saved.content["standfirst"]) == ("Mine", "")


def test_the_changes_of_both_are_merged_into_the_form_and_saved(
    article: Article, ada: User, can: User
) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Theirs")
    here.press(standfirst="Mine.")
    here.merge()
    assert here.problems == ["Both texts are merged below. Check them, then save."]
    assert here.form.conflict is None
    assert get_newest(article).number == 2
    assert here.press().status_code == HTTPStatus.FOUND
    saved = get_newest(article)
    assert (saved.number, saved.made_by) == (3, ada)
    assert (saved.content["headline"], saved.content["standfirst"]) == ("Theirs", "Mine.")


def test_a_body_is_merged_by_paragraphs(article: Article, ada: User, can: User) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(body="One, they say.\n\nTwo.\n\nThree.")
    here.press(body="One.\n\nTwo.\n\nThree, I say.")
    here.merge()
    assert here.problems == ["Both texts are merged below. Check them, then save."]
    here.press()
    body = "<p>One, they say.</p>\n<p>Two.</p>\n<p>Three, I say.</p>"
    assert get_newest(article).content["body"] == body


def test_the_fields_that_both_changed_are_named(article: Article, ada: User, can: User) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Theirs", body="One, they say.\n\nTwo.\n\nThree.", tags=["a", "c"])
    here.press(headline="Mine", body="One, I say.\n\nTwo.\n\nThree.", tags=["a", "b", "d"])
    here.merge()
    problem = "You both changed these fields, so check them closely: headline, body."
    assert here.problems == [f"Both texts are merged below. {problem} Then save."]
    here.press()
    saved = get_newest(article).content
    assert (saved["headline"], saved["tags"]) == ("Mine", ["a", "c", "d"])
    assert "they say" in saved["body"]
    assert "I say" in saved["body"]


def test_the_same_change_of_both_is_no_clash(article: Article, ada: User, can: User) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="The same", standfirst="Theirs.")
    here.press(headline="The same", byline="By Ada Writer")
    here.merge()
    assert here.problems == ["Both texts are merged below. Check them, then save."]


FILLED: dict[str, Any] = {
    "headline": {"headline": "Changed"},
    "standfirst": {"standfirst": "Two\n\nlines."},
    "body": {"body": "Other <b>text</b>."},
    "credits": {
        "credits-name": ["Can Writer", "Ada Writer", ""],
        "credits-affiliation": ["Harbour board", "", ""],
        "credits-position": ["1", "2", "3"],
    },
    "tags": {"tags": ["b", "Ulaşım"]},
    "choices": {"kind": "analysis", "language": "tr"},
    "source date": {
        "source_date": "2019-11-04",
        "source_date_end": "2019-11-06",
        "source_date_precision": "range",
        "source_date_text": "4-6 Kasım",
    },
    "address": {"source_address": "https://agos.example/1", "source_detail": "p. 3"},
    "own work": {"source": "", "is_own_work": "on"},
    "datetimes": {
        "publish_at_0": "2030-01-02",
        "publish_at_1": "09:30:00",
        "expire_at_0": "2031-01-02",
        "expire_at_1": "00:00:00",
        "embargoed_until_0": "2030-01-01",
        "embargoed_until_1": "12:00:05",
    },
    "slug": {"slug": "another-slug"},
}
EMPTIED: dict[str, Any] = {
    "credits": {name: [] for name in FILLED["credits"]},
    "tags": {"tags": []},
    "choices": {"kind": "", "language": ""},
    "source date": {
        "source_date": "",
        "source_date_end": "",
        "source_date_precision": "unknown",
        "source_date_text": "",
    },
    "own work": {"is_own_work": None},
    "datetimes": dict.fromkeys(FILLED["datetimes"], ""),
}


def drop_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("kind", "language"),
    [*((kind, "en") for kind in FILLED), ("source date", "tr"), ("datetimes", "tr")],
)
@pytest.mark.parametrize("is_mine", [pytest.param(True, marks=pytest.mark.unmeasured), False])
def test_every_kind_of_field_is_merged_whoever_filled_it(
    kind: str, language: str, article: Article, ada: User, can: User, *, is_mine: bool
) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    here.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    other = {"byline": "By somebody"}
    there.press(**(other if is_mine else FILLED[kind]))
    here.press(**(FILLED[kind] if is_mine else other))
    mine, theirs = here.form.conflict.mine, get_newest(article).content
    here.merge()
    assert here.press().status_code == HTTPStatus.FOUND
    first = article.revisions.get(number=1).content
    changes = {name: mine[name] for name in contents.list_changed_fields(first, mine)}
    assert len(changes) >= 1
    assert get_newest(article).number == 3
    assert get_newest(article).content == theirs | changes


@pytest.mark.unmeasured
@pytest.mark.matrix
@pytest.mark.parametrize("kind", EMPTIED)
@pytest.mark.parametrize("is_mine", [True, False])
def test_every_kind_of_field_is_merged_whoever_emptied_it(
    kind: str, article: Article, ada: User, can: User, *, is_mine: bool
) -> None:
    FormPage(article, ada).press(**FILLED[kind])
    here, there = FormPage(article, ada), FormPage(article, can)
    writer, other = (here, there) if is_mine else (there, here)
    for name, value in EMPTIED[kind].items():
        if value is None:
            del writer.fields[name]
    for page in (there, here):
        page.press(**(drop_none(EMPTIED[kind]) if page is writer else {"byline": "By Can"}))
    mine, theirs = here.form.conflict.mine, get_newest(article).content
    assert other.form is not writer.form
    here.merge()
    assert here.press().status_code == HTTPStatus.FOUND
    before = article.revisions.get(number=2).content
    changes = {name: mine[name] for name in contents.list_changed_fields(before, mine)}
    assert get_newest(article).content == theirs | changes


def test_another_source_is_merged(article: Article, ada: User, can: User) -> None:
    source = make_source("Agos")
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(source=source.pk)
    here.press(standfirst="Mine.")
    here.merge()
    assert here.fields["source"] == [str(source.pk)]
    here.press()
    saved = get_newest(article).content
    assert (saved["source"], saved["standfirst"]) == ("Agos", "Mine.")


# The notice for readers.


def publish_and_edit(article: Article, *, by: User) -> Article:
    """Publish the article as it is, and edit it again."""
    for transition in ("submit", "approve", "publish", "edit"):
        workflow.perform(article, transition, by=by)
    return article


def test_a_notice_is_merged(article: Article, ada: User, can: User) -> None:
    publish_and_edit(article, by=make_user("Publishers"))
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(happened="our_copy", notice="The ferry was blue.", place="top")
    here.press(standfirst="Mine.")
    here.merge()
    here.press()
    notice = {"kind": "transcription_error", "text": "The ferry was blue.", "place": "top"}
    assert get_newest(article).content["correction"] == notice
    assert get_newest(article).content["standfirst"] == "Mine."


def test_a_removed_notice_is_merged(article: Article, ada: User, can: User) -> None:
    publish_and_edit(article, by=make_user("Publishers"))
    FormPage(article, can).press(happened="news", notice="It sails again.", place="bottom")
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(happened="", notice="")
    here.press(standfirst="Mine.")
    here.merge()
    here.press()
    assert get_newest(article).content["correction"] is None


def test_a_published_notice_is_no_part_of_a_conflict(
    article: Article, ada: User, can: User
) -> None:
    publisher = make_user("Publishers")
    publish_and_edit(article, by=publisher)
    FormPage(article, can).press(happened="news", notice="It sails again.", place="bottom")
    article.refresh_from_db()
    publish_and_edit(article, by=publisher)
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Theirs")
    here.press(standfirst="Mine.")
    conflict = here.form.conflict
    assert contents.list_changed_fields(conflict.base, conflict.theirs) == ["headline"]
    assert contents.list_changed_fields(conflict.base, conflict.mine) == ["standfirst"]


# Third saves.


def test_a_third_save_during_a_conflict_is_a_new_conflict(
    article: Article, ada: User, can: User
) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Theirs")
    here.press(standfirst="Mine.")
    there.open()
    there.press(byline="By Can")
    for button in ("_merge", "_over"):
        here.press(button, 2)
        assert here.form.conflict.saved.number == 3
        assert get_newest(article).number == 3
    here.merge()
    here.press()
    saved = get_newest(article).content
    values = [saved[name] for name in ("headline", "byline", "standfirst")]
    assert values == ["Theirs", "By Can", "Mine."]


def test_a_third_save_after_a_merge_is_a_new_conflict(
    article: Article, ada: User, can: User
) -> None:
    here, there = FormPage(article, ada), FormPage(article, can)
    there.press(headline="Theirs")
    here.press(standfirst="Mine.")
    here.merge()
    there.open()
    there.press(byline="By Can")
    here.press()
    conflict = here.form.conflict
    assert contents.list_changed_fields(conflict.base, conflict.theirs) == ["byline"]
    assert contents.list_changed_fields(conflict.base, conflict.mine) == ["standfirst"]
    here.merge()
    here.press()
    saved = get_newest(article).content
    values = [saved[name] for name in ("headline", "byline", "standfirst")]
    assert values == ["Theirs", "By Can", "Mine."]
