"""The list of what a person was told, the choice of mail, and the count in the header."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import MailChoice, MailFrequency, Notification, Status
from articles.publishing import workflow
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/notification/"
CHOOSE, SEE_ALL = f"{LIST}choose/", f"{LIST}see_all/"
HEADER = "new notification"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def tell(person: User, *, reason: str = "More.", **fields: Any) -> Notification:
    """Send a piece of this person back."""
    article = make_article(status=Status.REVIEW, created_by=person, **fields)
    editor = make_user("Editors", first_name="Ada", last_name="Editor")
    workflow.perform(article, "request_changes", by=editor, reason=reason)
    return Notification.objects.get(person=person, article=article)


def text_of(client: Client, address: str = LIST) -> str:
    return client.get(address).content.decode()


def listed(client: Client, query: str = "") -> list[int]:
    return [row.pk for row in client.get(LIST + query).context["cl"].result_list]


@pytest.fixture(autouse=True)
def no_mail(settings: Settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}


@pytest.fixture
def writer() -> User:
    return make_user("Contributors", email="writer@desk.example")


# The list.


def test_everybody_sees_what_they_were_told_and_superusers_all_of_it(writer: User) -> None:
    other, root = make_user("Contributors"), make_user(is_superuser=True)
    mine, theirs = tell(writer), tell(other)
    seen = [listed(signed_in(each)) for each in (writer, other, root)]
    assert seen == [[mine.pk], [theirs.pk], [theirs.pk, mine.pk]]


def test_a_line_tells_why_which_piece_who_and_the_note_in_full(writer: User) -> None:
    row = tell(writer, headline="Ferry <b>", reason="First & last.\n\n<i>Second</i>")
    page = text_of(signed_in(writer))
    for part in (
        "<strong>New: Your piece was sent back</strong>",
        f'<a href="/admin/articles/article/{row.article_id}/change/">Ferry &lt;b&gt;</a>',
        "Ada Editor",
        "<p>First &amp; last.</p>",
        "<p>&lt;i&gt;Second&lt;/i&gt;</p>",
        "<h1>My notifications</h1>",
    ):
        assert part in page


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({}, "never"),
        ({"when": MailFrequency.DAILY}, "once a day, all in one"),
        ({"when": MailFrequency.AT_ONCE, "mail_error": "no such box"}, "not sent yet: no such box"),
        ({"mailed_at": timezone.now(), "mailed_to": "w@desk.example"}, "sent to w@desk.example"),
    ],
)
def test_a_line_tells_what_became_of_the_mail(
    writer: User, columns: dict[str, Any], told: str
) -> None:
    row = tell(writer)
    Notification.objects.filter(pk=row.pk).update(**columns)
    assert f'<td class="field-mail_status">{told}</td>' in text_of(signed_in(writer))


def test_a_superuser_sees_whom_it_went_to(writer: User) -> None:
    tell(writer)
    page = text_of(signed_in(make_user(is_superuser=True)))
    assert ("<h1>All notifications</h1>" in page, writer.username in page) == (True, True)


def test_the_list_is_narrowed_to_what_is_not_seen_yet(writer: User) -> None:
    old, new = tell(writer), tell(writer)
    Notification.objects.filter(pk=old.pk).update(seen_at=timezone.now())
    client = signed_in(writer)
    lists = [listed(client, query) for query in ("?seen=no", "?seen=yes", "?seen=maybe", "")]
    assert lists == [[new.pk], [old.pk], [new.pk, old.pk], [new.pk, old.pk]]


def test_a_piece_is_found_by_a_word_of_its_headline(writer: User) -> None:
    tell(writer, headline="Ferry")
    found = tell(writer, headline="İncirli tramvayı")
    assert listed(signed_in(writer), "?q=INCIRLI") == [found.pk]


def test_one_line_has_a_page_of_its_own_for_its_person_alone(writer: User) -> None:
    row = tell(writer)
    address = f"{LIST}{row.pk}/change/"
    assert "You are told because you began this piece" in text_of(signed_in(writer), address)
    stranger = signed_in(make_user("Contributors")).get(address)
    assert (stranger.status_code, stranger["Location"]) == (HTTPStatus.FOUND, "/admin/")


@pytest.mark.parametrize("role", ["Contributors", "Publishers", "superuser"])
def test_nobody_adds_changes_or_deletes_what_was_told(role: str) -> None:
    known = {} if role != "superuser" else {"is_superuser": True}
    user = make_user("" if known else role, **known)
    row = tell(make_user("Contributors") if known else user)
    client, page = signed_in(user), f"{LIST}{row.pk}"
    statuses = [client.get(f"{LIST}add/").status_code]
    statuses += [client.post(f"{page}/change/", {"why": "approved"}).status_code]
    statuses += [client.post(f"{page}/delete/", {"post": "yes"}).status_code]
    assert (statuses, Notification.objects.count()) == ([HTTPStatus.FORBIDDEN] * 3, 1)


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(
    writer: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        tell(writer)
    client = signed_in(writer)
    with django_assert_num_queries(8):
        client.get(LIST)


# What was seen.


def test_opening_the_piece_marks_what_the_person_was_told_of_it(writer: User) -> None:
    opened, other = tell(writer), tell(writer)
    client = signed_in(writer)
    client.get(f"/admin/articles/article/{opened.article_id}/change/")
    assert list(Notification.objects.unseen()) == [other]


def test_somebody_else_opening_it_marks_nothing(writer: User) -> None:
    row = tell(writer)
    signed_in(make_user("Editors")).get(f"/admin/articles/article/{row.article_id}/change/")
    assert Notification.objects.unseen().count() == 1


def test_a_button_marks_all_of_ones_own(writer: User) -> None:
    other = tell(make_user("Contributors"))
    tell(writer)
    tell(writer)
    answer = signed_in(writer).post(SEE_ALL)
    assert (answer["Location"], list(Notification.objects.unseen())) == (LIST, [other])


def test_what_was_seen_first_stays_so(writer: User) -> None:
    row, first = tell(writer), timezone.now()
    Notification.objects.update(seen_at=first)
    signed_in(writer).post(SEE_ALL)
    row.refresh_from_db()
    assert row.seen_at == first


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "0 new notifications"), (1, "1 new notification"), (2, "2 new notifications")],
)
def test_the_header_of_each_page_counts_what_is_new(writer: User, number: int, told: str) -> None:
    tell(make_user("Contributors"))
    for _ in range(number):
        tell(writer)
    page = text_of(signed_in(writer), "/admin/")
    assert f'href="{LIST}"\n    >{told}</a>' in page


def test_the_header_tells_those_without_a_role_nothing() -> None:
    assert HEADER not in text_of(signed_in(make_user()), "/admin/")
    assert HEADER not in text_of(Client(), "/admin/login/")


# The choice.


def test_the_list_shows_the_choice_and_at_once_is_the_first(writer: User) -> None:
    checked = re.compile(r'<input type="radio" name="when" value="(\w+)"[^>]* checked')
    client = signed_in(writer)
    assert checked.findall(text_of(client)) == ["at_once"]
    client.post(CHOOSE, {"when": "never"})
    assert checked.findall(text_of(client)) == ["never"]


@pytest.mark.parametrize("when", MailFrequency)
def test_a_choice_is_kept_for_the_one_who_makes_it(writer: User, when: MailFrequency) -> None:
    other = MailChoice.objects.create(person=make_user("Editors"), when=MailFrequency.DAILY)
    client = signed_in(writer)
    client.post(CHOOSE, {"when": "daily"})
    told_as = {"when": when.value, "person": other.person_id}
    answer = client.post(CHOOSE, told_as, follow=True)
    told = [str(message) for message in answer.context["messages"]][-1:]
    assert told == ["Your choice is kept. It holds from the next move on."]
    choices = {row.person: row.when for row in MailChoice.objects.select_related("person")}
    assert choices == {other.person: MailFrequency.DAILY, writer: when}
    assert str(MailChoice.objects.get(person=writer)) == str(when.label)


def test_what_is_no_choice_changes_nothing(writer: User) -> None:
    answer = signed_in(writer).post(CHOOSE, {"when": "sometimes"}, follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert told == ["Nothing was changed. Choose one of the three."]
    assert MailChoice.objects.count() == 0


@pytest.mark.parametrize("address", [CHOOSE, SEE_ALL])
def test_the_buttons_want_a_post_and_somebody_of_the_desk(writer: User, address: str) -> None:
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(writer)
    asked = [
        signed_in(writer).get(address).status_code,
        signed_in(make_user()).post(address, {"when": "never"}).status_code,
        Client().post(address, {"when": "never"}).status_code,
        forged.post(address, {"when": "never"}).status_code,
    ]
    assert asked == [
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.FOUND,
        HTTPStatus.FORBIDDEN,
    ]
    assert MailChoice.objects.count() == 0


def test_the_page_says_what_keeps_mail_from_coming(writer: User, settings: Settings) -> None:
    assert "This site sends no e-mail so far" in text_of(signed_in(writer))
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert "This site sends no e-mail so far" not in text_of(signed_in(writer))
    assert "Your account has no e-mail address" in text_of(signed_in(make_user("Editors")))


# Who may read it.


@pytest.mark.parametrize("role", ["Contributors", "Editors", "Publishers"])
def test_every_role_may_read_what_it_was_told(role: str) -> None:
    named = Permission.objects.filter(
        group__name=role, codename__endswith="notification"
    ).values_list("codename", flat=True)
    assert list(named) == ["view_notification"]


@pytest.mark.parametrize(
    ("role", "status"),
    [("", HTTPStatus.FORBIDDEN), ("Contributors", HTTPStatus.OK), ("Publishers", HTTPStatus.OK)],
)
def test_the_list_is_open_to_the_desk_alone(role: str, status: HTTPStatus) -> None:
    assert signed_in(make_user(role)).get(LIST).status_code == status
