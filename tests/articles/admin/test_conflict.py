"""Two people in one piece: the second to save sees both texts, and nobody's are lost."""

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client
from pytest_django import Settings

from articles.admin.autosave import COOKIE
from articles.models import Article, Revision, Status
from articles.publishing import contents, workflow
from tests.factories import make_article, make_source, make_user
from tests.forms import form_of

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


class Page:
    """A person's window with the article's page in it."""

    def __init__(self, article: Article, person: User) -> None:
        self.address = f"/admin/articles/article/{article.pk}/change/"
        self.client = Client()
        self.client.force_login(person)
        self.open()

    def open(self) -> None:
        self._show(self.client.get(self.address))

    def press(self, button: str = "_continue", value: object = "Save", **typed: Any) -> Any:
        """Type this, press the button, and return the answer."""
        response = self.client.post(self.address, {**self.sent, **typed, button: value})
        if response.status_code == HTTPStatus.OK:
            self._show(response)
        return response

    def merge(self) -> None:
        self.press("_merge", self.form.conflict.saved.number)

    def _show(self, response: Any) -> None:
        self.text = response.content.decode()
        self.form: Any = response.context["adminform"].form
        self.sent: dict[str, Any] = form_of(self.text, "article_form")

    @property
    def problems(self) -> list[str]:
        return list(self.form.non_field_errors())


def newest(article: Article) -> Revision:
    return article.revisions.latest("number")


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# What is shown.


def test_the_second_to_save_sees_both_texts_and_nothing_is_saved(
    article: Article, ada: User, can: User
) -> None:
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="Ferry sails early", standfirst="Theirs.")
    here.press(headline="Ferry sails late")
    assert here.form.conflict.saved.made_by == can
    problem = "The piece was saved by somebody else while you wrote. Nothing is lost: both texts"
    assert here.problems == [f"{problem} are on this page."]
    assert f"{can} saved revision 2 (" in here.text
    for shown in ("<ins>early</ins>", "<ins>Theirs.</ins>", "<ins>late</ins>"):
        assert shown in here.text
    assert here.sent["headline"] == ["Ferry sails late"]
    assert newest(article).number == 2


def test_their_whole_text_is_on_the_page(article: Article, ada: User, can: User) -> None:
    here, there = Page(article, ada), Page(article, can)
    there.press(standfirst="Theirs.")
    here.press(standfirst="Mine.")
    whole = here.text.split("Their whole text")[1].split("</details>")[0]
    for shown in ("<h4>Ferry sails</h4>", "<p>Theirs.</p>", "One.<br>Two.<br>Three."):
        assert shown in whole


def test_a_page_in_which_nothing_was_typed_overwrites_nothing(
    article: Article, ada: User, can: User
) -> None:
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="Theirs")
    assert here.press().status_code == HTTPStatus.FOUND
    assert (newest(article).number, newest(article).content["headline"]) == (2, "Theirs")


def test_a_mistake_in_the_form_comes_first_and_the_conflict_when_it_is_mended(
    article: Article, ada: User, can: User
) -> None:
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="Theirs")
    here.press(standfirst="Mine.", source_date_precision="day")
    assert not here.form.conflict
    here.press(source_date_precision="unknown")
    assert here.form.conflict.mine["standfirst"] == "Mine."


def test_a_page_that_does_not_say_what_it_builds_on_overwrites_nothing(
    article: Article, ada: User
) -> None:
    here = Page(article, ada)
    here.press(headline="Mine", builds_on="")
    assert here.form.conflict.mine["headline"] == "Mine"
    assert newest(article).number == 1


# Theirs, mine, or both.


def test_theirs_is_what_the_page_shows_when_it_is_opened_again(
    article: Article, ada: User, can: User
) -> None:
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="Theirs")
    here.press(headline="Mine")
    assert f'<a class="move" href="{here.address}" data-discard>' in here.text
    here.open()
    assert here.sent["headline"] == ["Theirs"]


def test_mine_is_saved_over_theirs(article: Article, ada: User, can: User) -> None:
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="Theirs", standfirst="Theirs.")
    here.press(headline="Mine")
    response = here.press("_over", here.form.conflict.saved.number)
    assert response.status_code == HTTPStatus.FOUND
    saved = newest(article)
    assert (saved.number, saved.made_by) == (3, ada)
    assert (saved.content["headline"], saved.content["standfirst"]) == ("Mine", "")


def test_what_each_changed_is_merged_into_the_form_and_saved_when_it_is_looked_through(
    article: Article, ada: User, can: User
) -> None:
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="Theirs")
    here.press(standfirst="Mine.")
    here.merge()
    assert here.problems == ["Both texts are merged below. Look through them, then save."]
    assert here.form.conflict is None
    assert newest(article).number == 2
    assert here.press().status_code == HTTPStatus.FOUND
    saved = newest(article)
    assert (saved.number, saved.made_by) == (3, ada)
    assert (saved.content["headline"], saved.content["standfirst"]) == ("Theirs", "Mine.")


def test_a_body_is_merged_by_paragraphs(article: Article, ada: User, can: User) -> None:
    here, there = Page(article, ada), Page(article, can)
    there.press(body="One, they say.\n\nTwo.\n\nThree.")
    here.press(body="One.\n\nTwo.\n\nThree, I say.")
    here.merge()
    assert here.problems == ["Both texts are merged below. Look through them, then save."]
    here.press()
    body = "<p>One, they say.</p>\n<p>Two.</p>\n<p>Three, I say.</p>"
    assert newest(article).content["body"] == body


def test_what_both_changed_is_named(article: Article, ada: User, can: User) -> None:
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="Theirs", body="One, they say.\n\nTwo.\n\nThree.", tags=["a", "c"])
    here.press(headline="Mine", body="One, I say.\n\nTwo.\n\nThree.", tags=["a", "b", "d"])
    here.merge()
    problem = "Both of you changed these, so look closely: headline, body."
    assert here.problems == [f"Both texts are merged below. {problem} Then save."]
    here.press()
    saved = newest(article).content
    assert (saved["headline"], saved["tags"]) == ("Mine", ["a", "c", "d"])
    assert "they say" in saved["body"]
    assert "I say" in saved["body"]


def test_what_both_changed_alike_is_no_clash(article: Article, ada: User, can: User) -> None:
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="The same", standfirst="Theirs.")
    here.press(headline="The same", byline="By Ada Writer")
    here.merge()
    assert here.problems == ["Both texts are merged below. Look through them, then save."]


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


def without_none(typed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if value is not None}


@pytest.mark.parametrize(
    ("kind", "language"),
    [*((kind, "en") for kind in FILLED), ("source date", "tr"), ("datetimes", "tr")],
)
@pytest.mark.parametrize("is_mine", [True, False])
def test_every_kind_of_field_is_merged_whoever_filled_it(
    kind: str, language: str, article: Article, ada: User, can: User, *, is_mine: bool
) -> None:
    here, there = Page(article, ada), Page(article, can)
    here.client.cookies["django_language"] = language
    other = {"byline": "By somebody"}
    there.press(**(other if is_mine else FILLED[kind]))
    here.press(**(FILLED[kind] if is_mine else other))
    mine, theirs = here.form.conflict.mine, newest(article).content
    here.merge()
    assert here.press().status_code == HTTPStatus.FOUND
    first = article.revisions.get(number=1).content
    changed = {name: mine[name] for name in contents.list_changed_fields(first, mine)}
    assert len(changed) >= 1
    assert newest(article).number == 3
    assert newest(article).content == theirs | changed


@pytest.mark.parametrize("kind", EMPTIED)
@pytest.mark.parametrize("is_mine", [True, False])
def test_every_kind_of_field_is_merged_whoever_emptied_it(
    kind: str, article: Article, ada: User, can: User, *, is_mine: bool
) -> None:
    Page(article, ada).press(**FILLED[kind])
    here, there = Page(article, ada), Page(article, can)
    writer, other = (here, there) if is_mine else (there, here)
    for name, value in EMPTIED[kind].items():
        if value is None:
            del writer.sent[name]
    for page in (there, here):
        page.press(**(without_none(EMPTIED[kind]) if page is writer else {"byline": "By Can"}))
    mine, theirs = here.form.conflict.mine, newest(article).content
    assert other.form is not writer.form
    here.merge()
    assert here.press().status_code == HTTPStatus.FOUND
    before = article.revisions.get(number=2).content
    changed = {name: mine[name] for name in contents.list_changed_fields(before, mine)}
    assert newest(article).content == theirs | changed


def test_another_source_is_merged(article: Article, ada: User, can: User) -> None:
    source = make_source("Agos")
    here, there = Page(article, ada), Page(article, can)
    there.press(source=source.pk)
    here.press(standfirst="Mine.")
    here.merge()
    assert here.sent["source"] == [str(source.pk)]
    here.press()
    saved = newest(article).content
    assert (saved["source"], saved["standfirst"]) == ("Agos", "Mine.")


# The notice for readers.


def taken_up_again(article: Article, *, by: User) -> Article:
    """Publish the piece as it is, and take it up again."""
    for move in ("submit", "approve", "publish", "edit"):
        workflow.perform(article, move, by=by)
    return article


def test_a_notice_is_merged(article: Article, ada: User, can: User) -> None:
    taken_up_again(article, by=make_user("Publishers"))
    here, there = Page(article, ada), Page(article, can)
    there.press(happened="our_copy", notice="The ferry was blue.", place="top")
    here.press(standfirst="Mine.")
    here.merge()
    here.press()
    notice = {"kind": "transcription_error", "text": "The ferry was blue.", "place": "top"}
    assert newest(article).content["correction"] == notice
    assert newest(article).content["standfirst"] == "Mine."


def test_a_notice_that_was_taken_back_is_merged(article: Article, ada: User, can: User) -> None:
    taken_up_again(article, by=make_user("Publishers"))
    Page(article, can).press(happened="news", notice="It sails again.", place="bottom")
    here, there = Page(article, ada), Page(article, can)
    there.press(happened="", notice="")
    here.press(standfirst="Mine.")
    here.merge()
    here.press()
    assert newest(article).content["correction"] is None


def test_a_notice_that_readers_have_seen_is_no_part_of_a_conflict(
    article: Article, ada: User, can: User
) -> None:
    publisher = make_user("Publishers")
    taken_up_again(article, by=publisher)
    Page(article, can).press(happened="news", notice="It sails again.", place="bottom")
    article.refresh_from_db()
    taken_up_again(article, by=publisher)
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="Theirs")
    here.press(standfirst="Mine.")
    conflict = here.form.conflict
    assert contents.list_changed_fields(conflict.base, conflict.theirs) == ["headline"]
    assert contents.list_changed_fields(conflict.base, conflict.mine) == ["standfirst"]


# Again and again.


def test_somebody_saves_again_while_the_conflict_is_looked_at(
    article: Article, ada: User, can: User
) -> None:
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="Theirs")
    here.press(standfirst="Mine.")
    there.open()
    there.press(byline="By Can")
    for button in ("_merge", "_over"):
        here.press(button, 2)
        assert here.form.conflict.saved.number == 3
        assert newest(article).number == 3
    here.merge()
    here.press()
    saved = newest(article).content
    got = [saved[name] for name in ("headline", "byline", "standfirst")]
    assert got == ["Theirs", "By Can", "Mine."]


def test_somebody_saves_again_while_the_merged_text_is_looked_through(
    article: Article, ada: User, can: User
) -> None:
    here, there = Page(article, ada), Page(article, can)
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
    saved = newest(article).content
    got = [saved[name] for name in ("headline", "byline", "standfirst")]
    assert got == ["Theirs", "By Can", "Mine."]


# Moves of a text that has changed since.

REFUSED = ["The text has changed since you opened the page. Read it again first."]


def in_review(article: Article) -> None:
    workflow.perform(article, "submit", by=make_user("Editors"))


def status_of(article: Article) -> str:
    article.refresh_from_db()
    return article.status


def test_approving_a_text_that_changed_since_is_refused(
    article: Article, ada: User, can: User
) -> None:
    in_review(article)
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="Theirs")
    assert told(here.press("_move", "approve")) == REFUSED
    assert status_of(article) == Status.REVIEW


def test_approving_shows_both_texts_where_something_was_typed(
    article: Article, ada: User, can: User
) -> None:
    in_review(article)
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="Theirs")
    here.press("_move", "approve", standfirst="Mine.")
    assert here.form.conflict.mine["standfirst"] == "Mine."
    assert status_of(article) == Status.REVIEW


def test_approving_what_one_has_saved_in_another_window_is_refused(
    article: Article, ada: User, settings: Settings
) -> None:
    settings.NEWSROOM_FOUR_EYES = False
    in_review(article)
    here, elsewhere = Page(article, ada), Page(article, ada)
    elsewhere.press(headline="Changed")
    assert told(here.press("_move", "approve")) == REFUSED
    assert status_of(article) == Status.REVIEW


def test_what_one_writes_is_saved_and_moved_at_once(
    article: Article, ada: User, settings: Settings
) -> None:
    settings.NEWSROOM_FOUR_EYES = False
    in_review(article)
    assert told(Page(article, ada).press("_move", "approve", headline="Mine")) == [
        "“Mine” is now approved."
    ]
    assert status_of(article) == Status.APPROVED


def test_asking_for_changes_of_a_text_that_changed_since_is_refused(
    article: Article, ada: User, can: User
) -> None:
    in_review(article)
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="Theirs")
    address = here.press("_move", "request_changes")["Location"]
    assert address.endswith("/move/request_changes/?seen=1")
    page = here.client.post(address, {"reason": "Shorter.", "seen": 1})
    assert page.context["form"].non_field_errors() == REFUSED
    assert status_of(article) == Status.REVIEW


def test_publishing_a_text_that_changed_since_is_refused(article: Article, can: User) -> None:
    publisher = make_user("Publishers")
    in_review(article)
    workflow.perform(article, "approve", by=publisher)
    client = Client()
    client.force_login(publisher)
    address = f"/admin/articles/article/{article.pk}/move/publish/"
    seen = client.get(address, {"seen": 1}).context["form"]["seen"].value()
    workflow.perform(article, "request_changes", by=publisher, reason="Shorter.")
    Page(article, can).press(headline="Theirs")
    article.refresh_from_db()
    workflow.perform(article, "submit", by=can)
    workflow.perform(article, "approve", by=publisher)
    page = client.post(address, {"seen": seen})
    assert page.context["form"].non_field_errors() == REFUSED
    assert status_of(article) == Status.APPROVED


# A piece that moved on while somebody wrote.


def test_what_was_typed_in_a_piece_that_cannot_be_changed_any_more_is_given_back() -> None:
    writer = make_user("Contributors")
    article = make_article(created_by=writer)
    page = Page(article, writer)
    in_review(article)
    response = page.press(headline="Mine", standfirst="", body="<b>Long</b> text.")
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert [text for _label, text in response.context["texts"]] == ["Mine", "<b>Long</b> text."]
    assert "The piece is in review now" in response.content.decode()
    assert "&lt;b&gt;Long&lt;/b&gt; text.</textarea>" in response.content.decode()
    assert newest(article).number == 1


def test_who_may_not_see_the_piece_is_given_nothing(article: Article) -> None:
    client = Client()
    client.force_login(make_user())
    address = f"/admin/articles/article/{article.pk}/change/"
    for answer in (client.get(address), client.post(address, {"headline": "Mine"})):
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert "Ferry sails" not in answer.content.decode()


# The browser is told which of the texts that it kept were saved.


def test_a_saved_draft_is_let_go(article: Article, ada: User) -> None:
    response = Page(article, ada).press(headline="Mine", draft="abc1")
    cookie = response.cookies[COOKIE]
    assert (cookie.value, cookie["path"], cookie["samesite"]) == ("abc1", "/admin/", "Lax")
    assert cookie["secure"]


def test_a_draft_of_a_new_piece_is_let_go(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    address = "/admin/articles/article/add/"
    sent = form_of(client.get(address).content.decode(), "article_form")
    response = client.post(address, {**sent, "headline": "New", "draft": "abc1"})
    assert response.cookies[COOKIE].value == "abc1"
    assert Article.objects.get().headline == "New"


def test_a_draft_that_met_another_text_is_not_let_go_and_keeps_its_name(
    article: Article, ada: User, can: User
) -> None:
    here, there = Page(article, ada), Page(article, can)
    there.press(headline="Theirs")
    response = here.press(headline="Mine", draft="abc1")
    assert COOKIE not in response.cookies
    assert here.sent["draft"] == ["abc1"]


def test_the_last_twenty_saved_drafts_are_told(article: Article, ada: User) -> None:
    page = Page(article, ada)
    for number in range(22):
        page.press(draft=f"d{number}")
    names = page.client.cookies[COOKIE].value.split(".")
    assert names == [f"d{number}" for number in range(2, 22)]


@pytest.mark.parametrize("name", ["", "a.b", "a;b", "A", "x" * 41])
def test_a_name_that_is_none_of_ours_is_not_told(name: str, article: Article, ada: User) -> None:
    assert COOKIE not in Page(article, ada).press(draft=name).cookies
