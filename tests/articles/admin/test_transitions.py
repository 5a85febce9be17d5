"""The page of one transition, and the bulk action for many articles."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.admin import transitions
from articles.models import Article, Note, ProgramReason, Status, StatusChange
from articles.publishing import contents, revisions, workflow
from articles.publishing.transitions import TRANSITIONS
from tests.articles.admin.pages import LIST, get_transition_url, read_messages, sign_in
from tests.factories import make_article, make_live, make_user
from tests.transitions import EXPECTED, make_article_in_situation, prepare_transition

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher() -> User:
    return make_user("Publishers")


# One article.


def test_an_unknown_transition_has_no_page(publisher: User) -> None:
    url = get_transition_url(make_article(), "publish").replace("publish", "unknown")
    assert sign_in(publisher).get(url).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("name", TRANSITIONS)
def test_every_transition_has_a_page_with_its_fields(name: str) -> None:
    transition = TRANSITIONS[name]
    article, people = prepare_transition(name)
    by = people[EXPECTED[name].role]
    page = sign_in(by).get(get_transition_url(article, name)).content.decode()
    assert {each: f'name="{each}"' in page for each in ("reason", "at_0", "at_1")} == {
        "reason": transition.asks_text is not None,
        "at_0": transition.asks_time,
        "at_1": transition.asks_time,
    }
    assert str(transition.explanation) in page


def test_changes_are_requested_with_a_note(publisher: User) -> None:
    article = make_article(status=Status.REVIEW)
    form = {"reason": "Name the ferry.", "seen": 1}
    response = sign_in(publisher).post(get_transition_url(article, "request_changes"), form)
    article.refresh_from_db()
    assert (response.status_code, article.status) == (HTTPStatus.FOUND, Status.DRAFT)
    assert [note.text for note in Note.objects.all()] == ["Name the ferry."]
    assert StatusChange.objects.get().reason == "Name the ferry."


def test_nobody_gives_a_reason_in_the_name_of_the_program() -> None:
    publisher, article = make_user("Publishers"), make_live()
    form = {"reason": ProgramReason.CANCELED.to_json(), "seen": 1}
    response = sign_in(publisher).post(get_transition_url(article, "withdraw"), form)
    article.refresh_from_db()
    assert "Use your own words." in response.content.decode()
    assert article.status == Status.PUBLISHED


def test_changes_are_not_requested_without_a_note(publisher: User) -> None:
    article = make_article(status=Status.REVIEW)
    response = sign_in(publisher).post(
        get_transition_url(article, "request_changes"), {"reason": " "}
    )
    assert "Say what needs changing" in response.content.decode()
    assert Article.objects.get().status == Status.REVIEW


def test_a_live_article_is_withdrawn_with_a_reason_for_readers(publisher: User) -> None:
    article = make_live(headline="Gone")
    address = article.get_absolute_url()
    sign_in(publisher).post(get_transition_url(article, "withdraw"), {"reason": "It was invented."})
    page = Client().get(address)
    assert page.status_code == HTTPStatus.GONE
    assert "It was invented." in page.content.decode()


def test_an_article_is_published_at_the_time_that_was_set(publisher: User) -> None:
    article = make_article(status=Status.APPROVED)
    form = {"at_0": "2040-01-02", "at_1": "12:30", "seen": 1}
    sign_in(publisher).post(get_transition_url(article, "publish"), form)
    article.refresh_from_db()
    assert article.published_at == datetime(2040, 1, 2, 12, 30, tzinfo=UTC)
    page = sign_in(publisher).get(f"{LIST}{article.pk}/change/").content.decode()
    assert "Goes live on" in page


def test_an_article_is_published_at_once_without_a_time(publisher: User) -> None:
    article = make_article(status=Status.APPROVED)
    sign_in(publisher).post(
        get_transition_url(article, "publish"), {"seen": 1, "at_0": "", "at_1": ""}
    )
    article.refresh_from_db()
    assert article.is_live is True


def test_the_end_of_an_embargo_is_suggested(publisher: User) -> None:
    until = timezone.now() + timedelta(days=3)
    article = make_article(status=Status.APPROVED, embargoed_until=until)
    page = sign_in(publisher).get(get_transition_url(article, "publish")).content.decode()
    assert f'value="{until:%Y-%m-%d}"' in page
    form = {"seen": 1, "at_0": "", "at_1": ""}
    refused = sign_in(publisher).post(get_transition_url(article, "publish"), form).content.decode()
    assert "The article is embargoed until" in refused


def test_an_invalid_time_is_an_error(publisher: User) -> None:
    article = make_article(status=Status.APPROVED)
    form = {"at_0": "tomorrow", "at_1": "noon"}
    response = sign_in(publisher).post(get_transition_url(article, "publish"), form)
    assert "Enter a valid date." in response.content.decode()
    assert Article.objects.get().status == Status.APPROVED


def test_a_refused_transition_keeps_the_typed_reason(
    publisher: User,
) -> None:
    article = make_article(status=Status.REVIEW)
    content = contents.read_content(article) | {"headline": "Changed"}
    revisions.save_revision(article, content, by=make_user("Editors"), builds_on=1)
    form = {"reason": "Name the ferry.", "seen": 1}
    page = (
        sign_in(publisher)
        .post(get_transition_url(article, "request_changes"), form)
        .content.decode()
    )
    assert "The text has changed since you opened the page" in page
    assert "Name the ferry." in page
    assert Article.objects.get().status == Status.REVIEW


def test_the_page_says_what_blocks_the_transition(publisher: User) -> None:
    article = make_article(status=Status.APPROVED, source=None)
    page = sign_in(publisher).get(get_transition_url(article, "publish")).content.decode()
    assert "The article has no source." in page
    assert 'type="submit" class="default"' not in page


# Many articles.


def build_bulk_form(*articles: Article, action: str, **more: Any) -> dict[str, Any]:
    form = {"action": action, "_selected_action": [article.pk for article in articles]}
    seen = {
        f"seen-{article.pk}": revisions.get_working_revision(article).number for article in articles
    }
    return form | (seen if more else {}) | more


def test_the_confirmation_says_which_articles_can_be_published(publisher: User) -> None:
    ready = [make_article(status=Status.APPROVED) for _ in range(2)]
    empty = make_article(status=Status.APPROVED, body="")
    draft = make_article()
    form = build_bulk_form(*ready, empty, draft, action="publish")
    response = sign_in(publisher).post(LIST, form)
    page = " ".join(response.content.decode().split())
    assert "2 articles will change status." in page
    assert "The article has no text. Write the body first." in page
    assert "This cannot be done while the status is “draft”." in page
    assert [f'name="_selected_action" value="{each.pk}"' in page for each in ready] == [True, True]
    assert Article.objects.live().count() == 0


def test_the_confirmation_says_that_another_user_must_approve() -> None:
    contributor = make_user("Contributors")
    contributor.user_permissions.add(Permission.objects.get(codename="approve_article"))
    own = make_article(created_by=contributor, status=Status.REVIEW)
    response = sign_in(contributor).post(LIST, build_bulk_form(own, action="approve"))
    assert "somebody else has to sign them" in response.content.decode()


def test_a_bulk_transition_reports_articles_that_are_blocked(publisher: User) -> None:
    ready = [make_article(status=Status.APPROVED) for _ in range(2)]
    empty = make_article(status=Status.APPROVED, headline="Empty", body="")
    form = build_bulk_form(*ready, empty, action="publish", confirmed="yes")
    response = sign_in(publisher).post(LIST, form)
    assert read_messages(response) == [
        "Empty: The article has no text. Write the body first.",
        "The status of 2 articles was changed.",
    ]
    assert Article.objects.live().count() == 2


def test_a_bulk_revert_says_which_articles_it_would_take_from_readers() -> None:
    only = make_article_in_situation("on one signature")
    again = make_article_in_situation("on one signature again")
    page = sign_in(make_user("Editors")).post(LIST, build_bulk_form(only, again, action="revert"))
    reasons = {row.article: row.reason_blocked for row in page.context["rows"]}
    assert reasons[again] == ""
    assert reasons[only].endswith("Ask somebody who may do that.")


def test_a_bulk_signature_says_where_the_status_is_still_the_same() -> None:
    editor = make_user("Editors")
    approved, waiting = (make_article(status=Status.REVIEW) for _ in range(2))
    revisions.save_revision(
        approved, contents.read_content(approved) | {"headline": "Tram"}, by=editor, builds_on=1
    )
    workflow.perform(approved, "approve", by=editor)
    form = build_bulk_form(approved, waiting, action="sign", confirmed="yes")
    response = sign_in(make_user("Editors")).post(LIST, form)
    assert read_messages(response) == [
        "1 article was signed or reverted; its status is still the same.",
        "The status of 1 article was changed.",
    ]


def test_a_bulk_signature_alone_says_nothing_of_changed_statuses() -> None:
    form = build_bulk_form(make_article(status=Status.REVIEW), action="sign", confirmed="yes")
    response = sign_in(make_user("Editors")).post(LIST, form)
    assert read_messages(response) == [
        "1 article was signed or reverted; its status is still the same."
    ]


def test_a_bulk_transition_skips_a_text_that_changed_since(publisher: User) -> None:
    article = make_article(status=Status.REVIEW, headline="Ferry")
    form = build_bulk_form(article, action="approve", confirmed="yes")
    content = contents.read_content(article) | {"headline": "Tram"}
    revisions.save_revision(article, content, by=make_user("Editors"), builds_on=1)
    response = sign_in(publisher).post(LIST, form)
    assert read_messages(response) == [
        "Tram: The text has changed since you opened the page. Read it again first.",
        "The status of 0 articles was changed.",
    ]


def test_changes_of_many_are_requested_with_one_note(publisher: User) -> None:
    waiting = [make_article(status=Status.REVIEW) for _ in range(2)]
    form = build_bulk_form(*waiting, action="request_changes", confirmed="yes", reason="Add tags.")
    sign_in(publisher).post(LIST, form)
    assert {each.status for each in Article.objects.all()} == {Status.DRAFT}
    assert [note.text for note in Note.objects.all()] == ["Add tags."] * 2


def test_more_articles_than_the_limit_are_refused(
    publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transitions, "BULK_LIMIT", 1)
    articles = [make_article(status=Status.APPROVED) for _ in range(2)]
    response = sign_in(publisher).post(LIST, build_bulk_form(*articles, action="publish"))
    assert read_messages(response) == [
        "Select no more than 1 articles at a time. Nothing was changed."
    ]
    assert Article.objects.live().count() == 0


def test_a_bulk_transition_requires_its_permission() -> None:
    article = make_article(status=Status.APPROVED)
    form = build_bulk_form(article, action="publish", confirmed="yes")
    sign_in(make_user("Editors")).post(LIST, form)
    assert Article.objects.get().status == Status.APPROVED


@pytest.mark.parametrize("number", [1, 20])
def test_the_bulk_page_costs_the_same_for_one_article_and_for_twenty(
    publisher: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    articles = [make_article(status=Status.APPROVED) for _ in range(number)]
    client = sign_in(publisher)
    form = build_bulk_form(*articles, action="publish")
    with django_assert_num_queries(7):
        client.post(LIST, form)
