"""The list of notifications, the email preference, and the count in the header."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Article, MailChoice, MailFrequency, Notification, Status
from articles.publishing import workflow
from articles.templatetags.desk import unseen_count
from tests.articles.admin.pages import sign_in
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/notification/"
CHOOSE, SEE_ALL = f"{LIST}choose/", f"{LIST}see_all/"
HEADER = f'href="{LIST}"\n    >'


def send_back(person: User, *, reason: str = "More.", **fields: Any) -> Notification:
    """Request changes of an article of this person; return the notification."""
    article = make_article(status=Status.REVIEW, created_by=person, **fields)
    editor = make_user("Editors", first_name="Ada", last_name="Editor")
    workflow.perform(article, "request_changes", by=editor, reason=reason)
    return Notification.objects.get(person=person, article=article)


def read_page(client: Client, url: str = LIST) -> str:
    return client.get(url).content.decode()


def list_pks(client: Client, query: str = "") -> list[int]:
    return [row.pk for row in client.get(LIST + query).context["cl"].result_list]


@pytest.fixture(autouse=True)
def disable_mail(settings: Settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}


@pytest.fixture
def writer() -> User:
    return make_user("Contributors", email="writer@desk.example")


# The list.


def test_an_article_that_the_person_may_not_see_any_more_is_not_listed() -> None:
    person = make_user("Editors")
    kept, lost = send_back(person), send_back(person)
    Article.objects.filter(pk=lost.article_id).update(created_by=make_user())
    before = list_pks(sign_in(person)), unseen_count(person)
    person.groups.set([Group.objects.get(name="Contributors")])
    demoted = User.objects.get(pk=person.pk)
    assert (before, (list_pks(sign_in(demoted)), unseen_count(demoted))) == (
        ([lost.pk, kept.pk], 2),
        ([kept.pk], 1),
    )


def test_users_see_their_notifications_and_superusers_all(writer: User) -> None:
    other, root = make_user("Contributors"), make_user(is_superuser=True)
    mine, theirs = send_back(writer), send_back(other)
    seen = [list_pks(sign_in(each)) for each in (writer, other, root)]
    assert seen == [[mine.pk], [theirs.pk], [theirs.pk, mine.pk]]


def test_a_row_shows_reason_article_sender_and_note(writer: User) -> None:
    row = send_back(writer, headline="Ferry <b>", reason="First & last.\n\n<i>Second</i>")
    page = read_page(sign_in(writer))
    for html in (
        "<strong>New: Your article was sent back</strong>",
        f'<a href="/admin/articles/article/{row.article_id}/change/">Ferry &lt;b&gt;</a>',
        "Ada Editor",
        "<p>First &amp; last.</p>",
        "<p>&lt;i&gt;Second&lt;/i&gt;</p>",
        "<h1>Your notifications</h1>",
    ):
        assert html in page


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ({}, "never"),
        ({"frequency": MailFrequency.DAILY}, "once a day, in one email"),
        (
            {"frequency": MailFrequency.AT_ONCE, "mail_error": "no such box"},
            "not sent yet: no such box",
        ),
        ({"mailed_at": timezone.now(), "mailed_to": "w@desk.example"}, "sent to w@desk.example"),
    ],
)
def test_a_row_shows_the_state_of_the_mail(
    writer: User, columns: dict[str, Any], text: str
) -> None:
    row = send_back(writer)
    Notification.objects.filter(pk=row.pk).update(**columns)
    assert f'<td class="field-mail_status">{text}</td>' in read_page(sign_in(writer))


def test_a_superuser_sees_the_recipient(writer: User) -> None:
    send_back(writer)
    page = read_page(sign_in(make_user(is_superuser=True)))
    assert ("<h1>All notifications</h1>" in page, writer.username in page) == (True, True)


def test_the_list_is_filtered_by_seen(writer: User) -> None:
    old, new = send_back(writer), send_back(writer)
    Notification.objects.filter(pk=old.pk).update(seen_at=timezone.now())
    client = sign_in(writer)
    lists = [list_pks(client, query) for query in ("?seen=no", "?seen=yes", "?seen=maybe", "")]
    assert lists == [[new.pk], [old.pk], [new.pk, old.pk], [new.pk, old.pk]]


def test_search_finds_notifications_by_headline(writer: User) -> None:
    send_back(writer, headline="Ferry")
    row = send_back(writer, headline="İncirli tramvayı")
    assert list_pks(sign_in(writer), "?q=INCIRLI") == [row.pk]


def test_only_the_recipient_may_open_a_notification(writer: User) -> None:
    row = send_back(writer)
    url = f"{LIST}{row.pk}/change/"
    assert "You get this because you started" in read_page(sign_in(writer), url)
    stranger = sign_in(make_user("Contributors")).get(url)
    assert (stranger.status_code, stranger["Location"]) == (HTTPStatus.FOUND, "/admin/")


@pytest.mark.parametrize("role", ["Contributors", "Publishers", "superuser"])
def test_nobody_adds_changes_or_deletes_notifications(role: str) -> None:
    fields = {} if role != "superuser" else {"is_superuser": True}
    user = make_user("" if fields else role, **fields)
    row = send_back(make_user("Contributors") if fields else user)
    client, page = sign_in(user), f"{LIST}{row.pk}"
    statuses = [client.get(f"{LIST}add/").status_code]
    statuses += [client.post(f"{page}/change/", {"why": "approved"}).status_code]
    statuses += [client.post(f"{page}/delete/", {"post": "yes"}).status_code]
    assert (statuses, Notification.objects.count()) == ([HTTPStatus.FORBIDDEN] * 3, 1)


@pytest.mark.unmeasured
@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(
    writer: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        send_back(writer)
    client = sign_in(writer)
    with django_assert_num_queries(8):
        client.get(LIST)


# What was seen.


def test_opening_the_article_marks_its_notifications_seen(writer: User) -> None:
    opened, other = send_back(writer), send_back(writer)
    client = sign_in(writer)
    client.get(f"/admin/articles/article/{opened.article_id}/change/")
    assert list(Notification.objects.unseen()) == [other]


def test_another_user_opening_the_article_marks_nothing(writer: User) -> None:
    row = send_back(writer)
    sign_in(make_user("Editors")).get(f"/admin/articles/article/{row.article_id}/change/")
    assert Notification.objects.unseen().count() == 1


def test_a_button_marks_all_own_notifications_seen(writer: User) -> None:
    other = send_back(make_user("Contributors"))
    send_back(writer)
    send_back(writer)
    response = sign_in(writer).post(SEE_ALL)
    assert (response["Location"], list(Notification.objects.unseen())) == (LIST, [other])


def test_the_time_of_the_first_view_stays(writer: User) -> None:
    row, first = send_back(writer), timezone.now()
    Notification.objects.update(seen_at=first)
    sign_in(writer).post(SEE_ALL)
    row.refresh_from_db()
    assert row.seen_at == first


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "Notifications"), (1, "1 new notification"), (2, "2 new notifications")],
)
def test_the_header_counts_new_notifications(writer: User, number: int, text: str) -> None:
    send_back(make_user("Contributors"))
    for _ in range(number):
        send_back(writer)
    assert f"{HEADER}{text}</a>" in read_page(sign_in(writer), "/admin/")


def test_the_header_shows_no_count_to_users_without_a_role() -> None:
    assert HEADER not in read_page(sign_in(make_user()), "/admin/")
    assert HEADER not in read_page(Client(), "/admin/login/")


# The choice.


def test_the_list_shows_the_choice_whose_default_is_at_once(writer: User) -> None:
    checked = re.compile(r'<input type="radio" name="frequency" value="(\w+)"[^>]* checked')
    client = sign_in(writer)
    assert checked.findall(read_page(client)) == ["at_once"]
    client.post(CHOOSE, {"frequency": "never"})
    assert checked.findall(read_page(client)) == ["never"]


@pytest.mark.parametrize("frequency", MailFrequency)
def test_a_choice_is_saved_for_its_user(writer: User, frequency: MailFrequency) -> None:
    other = MailChoice.objects.create(person=make_user("Editors"), frequency=MailFrequency.DAILY)
    client = sign_in(writer)
    client.post(CHOOSE, {"frequency": "daily"})
    data = {"frequency": frequency.value, "person": other.person_id}
    response = client.post(CHOOSE, data, follow=True)
    texts = [str(message) for message in response.context["messages"]][-1:]
    assert texts == ["Saved. It applies from the next change of status on."]
    choices = {row.person: row.frequency for row in MailChoice.objects.select_related("person")}
    assert choices == {other.person: MailFrequency.DAILY, writer: frequency}
    assert str(MailChoice.objects.get(person=writer)) == str(frequency.label)


def test_an_invalid_choice_changes_nothing(writer: User) -> None:
    response = sign_in(writer).post(CHOOSE, {"frequency": "sometimes"}, follow=True)
    texts = [str(message) for message in response.context["messages"]]
    assert texts == ["Nothing was changed. Choose one of the three options."]
    assert MailChoice.objects.count() == 0


@pytest.mark.parametrize("url", [CHOOSE, SEE_ALL])
def test_the_buttons_require_post_permission_and_csrf_token(writer: User, url: str) -> None:
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(writer)
    statuses = [
        sign_in(writer).get(url).status_code,
        sign_in(make_user()).post(url, {"frequency": "never"}).status_code,
        Client().post(url, {"frequency": "never"}).status_code,
        forged.post(url, {"frequency": "never"}).status_code,
    ]
    assert statuses == [
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.FOUND,
        HTTPStatus.FORBIDDEN,
    ]
    assert MailChoice.objects.count() == 0


def test_the_page_says_why_no_mail_is_sent(writer: User, settings: Settings) -> None:
    assert "This site does not send email yet" in read_page(sign_in(writer))
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert "This site does not send email yet" not in read_page(sign_in(writer))
    assert "Your account has no email address" in read_page(sign_in(make_user("Editors")))


# Who may read it.


@pytest.mark.parametrize("role", ["Contributors", "Editors", "Publishers"])
def test_every_role_may_view_notifications(role: str) -> None:
    names = Permission.objects.filter(
        group__name=role, codename__endswith="notification"
    ).values_list("codename", flat=True)
    assert list(names) == ["view_notification"]


@pytest.mark.parametrize(
    ("role", "status"),
    [("", HTTPStatus.FORBIDDEN), ("Contributors", HTTPStatus.OK), ("Publishers", HTTPStatus.OK)],
)
def test_the_list_requires_a_role(role: str, status: HTTPStatus) -> None:
    assert sign_in(make_user(role)).get(LIST).status_code == status
