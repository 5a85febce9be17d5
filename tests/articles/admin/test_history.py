"""The history of an article, comparisons of revisions, and restoring one."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.admin import history as history_page
from articles.models import Article, Status
from articles.publishing import revisions, workflow
from tests.articles.admin.pages import sign_in
from tests.factories import NOON, make_article, make_live, make_original, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("Editors", first_name="Ada")


def get_url(article: Article, name: str, *arguments: object) -> str:
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *arguments])


def revise(article: Article, *, by: User | None = None, **changes: object) -> None:
    """Save a new revision with these changes."""
    work = revisions.get_working_revision(article)
    revisions.save_revision(article, {**work.content, **changes}, by=by, builds_on=work.number)


def test_the_history_shows_who_when_and_why(editor: User) -> None:
    article = make_article(status=Status.REVIEW)
    revise(article, by=editor, headline="Better")
    workflow.perform(article, "request_changes", by=editor, reason="Name the ferry.")
    page = sign_in(editor).get(get_url(article, "history")).content.decode()
    for text in ("Revision 1", "Revision 2", "Changes requested", "Name the ferry.", str(editor)):
        assert text in page


def test_the_history_says_that_four_eyes_were_off(editor: User, settings: object) -> None:
    settings.NEWSROOM_FOUR_EYES = False  # type: ignore[attr-defined] # pytest-django's
    article = make_article(status=Status.REVIEW)
    workflow.perform(article, "approve", by=editor)
    page = sign_in(editor).get(get_url(article, "history")).content.decode()
    assert "Approved without a second person" in page


def test_the_history_says_that_a_publication_was_back_dated() -> None:
    article, boss = make_article(status=Status.APPROVED), make_user(is_superuser=True)
    workflow.perform(article, "publish", by=boss, at=NOON)
    page = sign_in(boss).get(get_url(article, "history")).content.decode()
    assert "back-dated: readers could read it from" in page


@pytest.mark.parametrize("number", [1, 12])
def test_the_history_costs_the_same_however_long_it_is(
    editor: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    article = make_article()
    for index in range(number):
        revise(article, by=editor, headline=f"Headline {index}")
        workflow.perform(article, "submit", by=editor)
        workflow.perform(article, "request_changes", by=editor, reason="Again.")
    client = sign_in(editor)
    with django_assert_num_queries(8):
        client.get(get_url(article, "history"))


def test_an_act_that_leaves_the_status_names_no_status(editor: User) -> None:
    article = make_article(status=Status.REVIEW)
    workflow.perform(article, "sign", by=editor)
    client = sign_in(editor)
    for url in (get_url(article, "history"), reverse("admin:index")):
        page = " ".join(client.get(url).content.decode().split())
        assert ("Signed" in page, "in review → in review" in page) == (True, False)


# Comparing.


def test_the_live_revision_is_compared_with_the_newest_by_default(editor: User) -> None:
    article = make_live(headline="Ferry sails")
    workflow.perform(article, "edit", by=editor)
    revise(article, by=editor, headline="Ferry stays")
    page = sign_in(editor).get(get_url(article, "compare")).content.decode()
    assert ("<del>sails</del>" in page, "<ins>stays</ins>" in page) == (True, True)


@pytest.mark.parametrize("view", ["inline", "side"])
def test_any_two_revisions_are_compared_field_by_field(editor: User, view: str) -> None:
    article = make_article(headline="One", tags=("harbour",), body="<p>The ferry left early.</p>")
    revise(article, by=editor, headline="Two", tags=["sea"], is_own_work=True, source="")
    revise(article, body="<p>The ferry left late.</p>", credits=[{"name": "A", "affiliation": "B"}])
    revise(article, correction={"kind": "update", "text": "It came.", "place": "top"})
    query: dict[str, str | int] = {"before": 1, "after": 4, "view": view}
    response = sign_in(editor).get(get_url(article, "compare"), query)
    page = " ".join(response.content.decode().split())
    for text in (
        *("<del>One</del>", "<ins>Two</ins>", "<del>harbour</del>", "<ins>sea</ins>"),
        *("<del>no</del>", "<ins>yes</ins>", "<del>early.</del>", "<ins>late.</ins>"),
        *("<ins>A (B)</ins>", "<ins>Update: It came.</ins>"),
    ):
        assert text in page


def test_nothing_differs_between_a_revision_and_itself(editor: User) -> None:
    article = make_article()
    page = sign_in(editor).get(get_url(article, "compare"), {"before": 1, "after": 1})
    assert "No differences." in page.content.decode()


@pytest.mark.parametrize("query", [{"before": 9, "after": 1}, {"before": 1, "after": 9}])
def test_a_missing_revision_is_not_found(editor: User, query: dict[str, int]) -> None:
    response = sign_in(editor).get(get_url(make_article(), "compare"), query)
    assert response.status_code == HTTPStatus.NOT_FOUND


# Restoring and keeping.


def test_a_held_revision_is_announced_until_an_editor_keeps_ours(editor: User) -> None:
    article = make_article(edited_at="2026-11-23T12:00Z")
    content = revisions.get_working_revision(article).content | {
        "headline": "As the source has it now"
    }
    revisions.save_imported_revision(article, content)
    revise(article, by=editor, standfirst="Ours.")
    client = sign_in(editor)
    message = "The source has sent a new version."
    assert message in client.get(get_url(article, "change")).content.decode()
    page = client.post(get_url(article, "keep_ours"), follow=True).content.decode()
    assert message not in page
    assert "The article stays as it is. What the source sent is stored as an original." in page


def test_a_user_who_may_only_view_cannot_keep_ours() -> None:
    looker = make_user()
    names = ("view_article", "review_article")
    looker.user_permissions.add(*Permission.objects.filter(codename__in=names))
    response = sign_in(looker).post(get_url(make_article(), "keep_ours"))
    assert response.status_code == HTTPStatus.FORBIDDEN


def hold_text(article: Article) -> None:
    """Let the source send another text, which waits for an editor."""
    content = revisions.get_working_revision(article).content | {"headline": "As sent"}
    revision, _is_held = revisions.save_imported_revision(article, content)
    assert revision
    make_original(article, outcome="held", revision_number=revision.number)


def hold_cancellation(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(has_held_revision=True)
    make_original(article, outcome="held_cancellation")


@pytest.mark.parametrize("hold", [hold_text, hold_cancellation])
@pytest.mark.parametrize("role", ["Contributors", "Editors"])
def test_what_the_source_sent_is_dismissed_by_reviewers_alone(
    role: str, hold: Callable[[Article], None]
) -> None:
    person = make_user(role)
    article = make_live(created_by=person)
    hold(article)
    client, url = sign_in(person), get_url(article, "keep_ours")
    page = client.get(get_url(article, "change")).content.decode()
    response = client.post(url, {"held": article.originals.get().pk})
    article.refresh_from_db()
    assert (url in page, response.status_code, article.has_held_revision) == (
        (True, HTTPStatus.FOUND, False)
        if role == "Editors"
        else (False, HTTPStatus.FORBIDDEN, True)
    )


def test_what_the_source_sent_meanwhile_is_not_dismissed_unseen(editor: User) -> None:
    article = make_live()
    hold_text(article)
    seen = article.originals.get().pk
    hold_cancellation(article)
    client, url = sign_in(editor), get_url(article, "keep_ours")
    page = client.post(url, {"held": seen}, follow=True).content.decode()
    article.refresh_from_db()
    assert "the source has sent something else in the meantime" in page
    assert article.has_held_revision is True


@pytest.mark.parametrize("hold", [hold_text, hold_cancellation])
def test_to_restore_a_revision_of_ours_decides_nothing_about_the_source(
    hold: Callable[[Article], None],
) -> None:
    writer = make_user("Contributors")
    article = make_live(created_by=writer)
    workflow.perform(article, "edit", by=writer)
    revise(article, by=writer, headline="Better")
    hold(article)
    sign_in(writer).post(get_url(article, "bring_back", 1))
    article.refresh_from_db()
    assert (revisions.get_working_revision(article).restored_number, article.has_held_revision) == (
        1,
        True,
    )


def test_a_number_of_many_digits_is_none_that_was_seen(editor: User) -> None:
    article = make_article(headline="One")
    revise(article, headline="Two")
    url, seen = get_url(article, "bring_back", 1), "9" * 5000
    response = sign_in(editor).post(url, {"seen": seen}, follow=True)
    assert "Somebody else has changed the article in the meantime." in response.content.decode()


def test_an_unseen_revision_is_not_replaced_by_an_earlier_one(editor: User) -> None:
    article = make_article(headline="One")
    revise(article, headline="Two")
    client = sign_in(editor)
    response = client.post(get_url(article, "bring_back", 1), {"seen": 1}, follow=True)
    assert "Somebody else has changed the article in the meantime." in response.content.decode()
    assert Article.objects.get().headline == "Two"


def test_an_earlier_revision_comes_back_as_the_newest(editor: User) -> None:
    article = make_article(headline="One")
    revise(article, headline="Two")
    client = sign_in(editor)
    response = client.post(get_url(article, "bring_back", 1))
    article = Article.objects.get()
    newest = revisions.get_working_revision(article)
    assert (article.headline, newest.number, newest.restored_number) == ("One", 3, 1)
    page = client.get(response.headers["Location"]).content.decode()
    assert "Revision 1 was restored as revision 3." in page
    assert "(revision 1 restored)" in page


def test_a_restored_revision_of_a_live_article_keeps_the_slug_and_drops_the_notice(
    editor: User,
) -> None:
    article = make_article(slug="ferry")
    notice = {"kind": "update", "text": "It came.", "place": "top"}
    revise(article, slug="tram", correction=notice)
    Article.objects.update(status="published", is_released=True, published_at="2019-11-08T12:00Z")
    article.refresh_from_db()
    workflow.perform(article, "edit", by=editor)
    sign_in(editor).post(get_url(article, "bring_back", 1))
    content = revisions.get_working_revision(Article.objects.get()).content
    assert (content["slug"], content["correction"]) == ("tram", None)


@pytest.mark.parametrize("status", [Status.APPROVED, Status.SPIKED])
def test_no_revision_is_restored_if_the_text_cannot_be_changed(
    editor: User, status: Status
) -> None:
    article = make_article(status=status)
    response = sign_in(editor).post(get_url(article, "bring_back", 1))
    assert response.status_code == HTTPStatus.FORBIDDEN


def test_a_held_revision_is_shown_and_can_be_restored(editor: User) -> None:
    article = make_live(headline="As published")
    content = revisions.get_working_revision(article).content | {
        "headline": "As the source has it now"
    }
    assert revisions.save_imported_revision(article, content)[1] is True
    client = sign_in(editor)
    assert (
        "The source has sent a new version."
        in client.get(get_url(article, "change")).content.decode()
    )
    assert "sent by the source" in client.get(get_url(article, "history")).content.decode()
    article.refresh_from_db()
    workflow.perform(article, "edit", by=editor)
    client.post(get_url(article, "bring_back", 2))
    article.refresh_from_db()
    assert revisions.get_working_revision(article).content["headline"] == "As the source has it now"
    assert (article.has_held_revision, article.headline) == (False, "As published")


def test_the_panel_shows_only_the_newest_entries(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_page, "LATEST_COUNT", 2)
    article = make_article()
    for number in range(3):
        revise(article, headline=f"Headline {number}")
    response = sign_in(editor).get(get_url(article, "change"))
    assert [str(each.revision) for each in response.context["entries"]] == [
        "Revision 4",
        "Revision 3",
    ]
