"""The page of signatures, and signing, confirming and reverting at the desk."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Signature, Status
from articles.publishing import workflow
from tests.articles.admin.pages import (
    LIST,
    get_change_url,
    get_transition_url,
    read_messages,
    sign_in,
)
from tests.factories import make_article, make_live, make_revision, make_user
from tests.transitions import ONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> User:
    return make_user("Contributors")


@pytest.fixture
def editor() -> User:
    return make_user("Editors")


@pytest.fixture
def article(writer: User, editor: User) -> Article:
    """Make an article of the writer that the editor has changed, and approved but for that."""
    article = make_article(created_by=writer, headline="Ferry saild", status=Status.REVIEW)
    make_revision(article, by=editor, headline="Ferry sailed")
    workflow.perform(article, "approve", by=editor)
    return article


def get_page_url(article: Article) -> str:
    return f"{LIST}{article.pk}/signatures/"


def read_page(by: User, url: str) -> str:
    return " ".join(sign_in(by).get(url).content.decode().split())


def test_the_page_says_who_has_signed_what(article: Article, writer: User, editor: User) -> None:
    page = read_page(writer, get_page_url(article))
    signed = Signature.objects.get()
    assert f"<div>{editor}, " in page
    assert page.count("nobody yet") == 1
    assert (signed.revision.number, signed.signed_by) == (1, editor)


def test_the_page_shows_the_unsigned_change_alone(article: Article, writer: User) -> None:
    page = read_page(writer, get_page_url(article))
    assert "<del>saild</del> <ins>sailed</ins>" in page
    assert article.body not in page


def test_ones_own_change_is_for_somebody_else_to_sign(
    article: Article, writer: User, editor: User
) -> None:
    own = "Your own change: somebody else has to sign it."
    pages = {person: read_page(person, get_page_url(article)) for person in (writer, editor)}
    url = f"{get_transition_url(article, 'sign')}?seen=2"
    assert {person: (own in page, url in page) for person, page in pages.items()} == {
        writer: (False, True),
        editor: (True, False),
    }


def test_when_all_is_signed_the_page_says_so(article: Article, writer: User) -> None:
    workflow.perform(article, "sign", by=writer)
    page = read_page(writer, get_page_url(article))
    assert "None: every change of the text is signed or approved." in page


def test_a_revision_that_an_approval_covers_needs_no_signature(writer: User, editor: User) -> None:
    article = make_live(created_by=writer, headline="By day")
    workflow.perform(article, "edit", by=writer)
    make_revision(article, by=make_user("Publishers"), headline="By night")
    boss = make_user("Publishers")
    make_revision(article, by=boss, headline="Late by night")
    workflow.perform(article, "submit", by=writer)
    workflow.perform(article, ONE, by=boss, reason="Now.")
    workflow.perform(article, "revert", by=editor, reason="Wrong.")
    assert "covered by an approval" in read_page(editor, get_page_url(article))


def test_the_article_leads_to_the_page(article: Article, writer: User) -> None:
    assert f'href="{get_page_url(article)}"' in read_page(writer, get_change_url(article))


def test_the_page_on_which_one_signs_shows_the_change(article: Article, writer: User) -> None:
    url = get_transition_url(article, "sign")
    assert "<del>saild</del> <ins>sailed</ins>" in read_page(writer, url)
    response = sign_in(writer).post(url, {"seen": 2})
    article.refresh_from_db()
    assert (response.status_code, article.status) == (HTTPStatus.FOUND, Status.APPROVED)
    assert read_messages(response) == ["The status of “Ferry sailed” is now “approved”."]


def test_a_signature_that_changes_no_status_says_that_it_is_given(writer: User) -> None:
    article = make_article(headline="Ferry", created_by=writer, status=Status.REVIEW)
    response = sign_in(make_user("Editors")).post(get_transition_url(article, "sign"), {"seen": 1})
    assert read_messages(response) == ["“Ferry”: Signed. The status is still “in review”."]


def test_an_approval_that_lacks_a_signature_is_not_called_one(
    article: Article, writer: User
) -> None:
    page = read_page(writer, f"{LIST}{article.pk}/history/")
    assert "Approved; somebody else still has to sign (Revision 2)" in page
    assert "in review → in review" not in page


@pytest.mark.parametrize("page", ["signatures/", "move/confirm/", "move/revert/"])
def test_whoever_decides_reads_why_it_could_not_wait(editor: User, page: str) -> None:
    article, boss = make_live(), make_user("Publishers")
    workflow.perform(article, "edit", by=boss)
    publish_on_one(article, by=boss)
    assert "The ferry leaves at noon." in read_page(editor, f"{LIST}{article.pk}/{page}")


def publish_on_one(article: Article, *, by: User) -> None:
    make_revision(article, by=by, headline="Late by night")
    for name in ("submit", ONE):
        workflow.perform(article, name, by=by, reason="The ferry leaves at noon.")


@pytest.mark.parametrize("page", ["signatures/", "change/"])
def test_who_may_not_withdraw_reads_why_no_revert_is_offered(editor: User, page: str) -> None:
    article = make_article()
    publish_on_one(article, by=make_user("Publishers"))
    pages = [
        read_page(by, f"{LIST}{article.pk}/{page}") for by in (editor, make_user("Publishers"))
    ]
    stopped = "<b>Revert:</b> No earlier text can be shown to readers again"
    assert [(stopped in each, "/move/revert/" in each) for each in pages] == [
        (True, False),
        (False, True),
    ]


def test_who_may_not_withdraw_gets_no_page_to_revert_an_only_text(editor: User) -> None:
    article = make_article()
    publish_on_one(article, by=make_user("Publishers"))
    response = sign_in(editor).get(get_transition_url(article, "revert"))
    assert response.status_code == HTTPStatus.FORBIDDEN


def test_whose_article_it_is_not_gets_no_page(article: Article) -> None:
    response = sign_in(make_user("Contributors")).get(get_page_url(article))
    assert response.status_code == HTTPStatus.FORBIDDEN


def test_the_form_of_a_text_on_one_signature_asks_for_the_second(editor: User) -> None:
    article = make_live(needs_second_signature=True)
    page = read_page(editor, get_change_url(article))
    assert "Published on one signature: somebody else confirms or reverts it." in page


@pytest.mark.parametrize("number", [1, 20])
def test_the_page_costs_the_same_for_one_revision_and_for_twenty(
    writer: User,
    editor: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    article = make_article(created_by=writer, status=Status.REVIEW)
    for each in range(number):
        make_revision(article, by=editor, headline=f"Headline {each}")
    workflow.perform(article, "sign", by=make_user("Editors"))
    make_revision(article, by=writer, headline="Last")
    client = sign_in(editor)
    client.get(get_page_url(article))
    with django_assert_num_queries(15):
        client.get(get_page_url(article))
