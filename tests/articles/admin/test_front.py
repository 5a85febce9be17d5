"""The desk's front page and its list of articles: what each role sees there, and what it costs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import formats, timezone, translation
from pytest_django import Settings

from articles.admin import list_filters
from articles.models import Article, ImportRun, Status
from articles.publishing import queues, revisions, workflow
from tests.factories import NOON, make_article, make_live, make_source, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)
FRONT = "/admin/"
LIST = "/admin/articles/article/"
LABELS = [str(queue.label) for queue in queues.QUEUES.values()]
ROLES = ["Contributors", "Editors", "Publishers", "superuser"]


def person(role: str) -> User:
    return make_user(is_superuser=True) if role == "superuser" else make_user(role)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fill_the_desk(me: User) -> None:
    """Put something into every queue."""
    other = make_user("Editors")
    for maker in (me, other):
        make_article(created_by=maker, submitted_by=maker)
        make_article(created_by=maker, submitted_by=maker, status=Status.REVIEW)
        make_article(created_by=maker, publish_at=timezone.now(), has_held_revision=True)
        make_article(created_by=maker, embargoed_until=timezone.now() + timedelta(days=1))
        make_live(created_by=maker, published_at=timezone.now() - timedelta(hours=1))
        make_live(created_by=maker, published_at=timezone.now() + timedelta(seconds=60))
    ImportRun.objects.create(label="a folder", rejected_count=2)
    ImportRun.objects.create(label="another folder")


# The front page.


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        ("", []),
        ("Contributors", LABELS),
        ("Editors", [*LABELS, "Rejected imports"]),
        ("Publishers", [*LABELS, "Rejected imports"]),
        ("superuser", [*LABELS, "Rejected imports"]),
    ],
)
def test_each_role_has_its_queues(role: str, labels: list[str]) -> None:
    page = signed_in(person(role)).get(FRONT)
    assert [str(card.label) for card in page.context["cards"]] == labels
    assert ("Newest moves" in page.content.decode()) is False


@pytest.mark.parametrize("role", ROLES)
def test_a_queue_leads_to_a_list_with_the_same_count(role: str) -> None:
    with time_machine.travel(NOW, tick=False):
        me = person(role)
        client = signed_in(me)
        fill_the_desk(me)
        cards = client.get(FRONT).context["cards"]
        listed = {card.url: client.get(card.url).context["cl"].result_count for card in cards}
        assert {card.url: card.count for card in cards} == listed
        empty = [str(card.label) for card in cards if not card.count]
    assert empty == (["Waiting for me"] if role == "Contributors" else [])


def test_an_empty_queue_says_so_quietly() -> None:
    page = signed_in(make_user("Contributors")).get(FRONT).content.decode()
    assert page.count('<li class="empty">') == len(LABELS)


def test_a_queue_beyond_the_limit_says_more_than(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "LIMIT", 2)
    for _ in range(4):
        make_article(status=Status.REVIEW)
    page = signed_in(make_user("Editors")).get(FRONT).content.decode()
    assert "<b>more than 2</b>" in page


def test_the_newest_moves_are_those_of_pieces_that_one_may_see() -> None:
    contributor, editor = make_user("Contributors"), make_user("Editors")
    mine = make_article(headline="A ferry of mine", created_by=contributor)
    theirs = make_article(headline="A ferry of theirs", created_by=editor)
    for article in (mine, theirs):
        workflow.perform(article, "submit", by=editor)
    seen = {
        name: [
            headline
            for headline in ("A ferry of mine", "A ferry of theirs")
            if headline in signed_in(user).get(FRONT).content.decode()
        ]
        for name, user in (("contributor", contributor), ("editor", editor))
    }
    assert seen == {
        "contributor": ["A ferry of mine"],
        "editor": ["A ferry of mine", "A ferry of theirs"],
    }


def test_no_more_than_eight_moves_are_shown() -> None:
    editor = make_user("Editors")
    for _ in range(9):
        workflow.perform(make_article(), "submit", by=editor)
    page = signed_in(editor).get(FRONT)
    assert len(page.context["changes"]) == 8


def cost(user: User, address: str) -> int:
    client = signed_in(user)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.parametrize(
    ("address", "role", "number"),
    [
        (FRONT, "Contributors", 14),
        (FRONT, "Editors", 16),
        (FRONT, "Publishers", 16),
        (LIST, "Editors", 11),
        (f"{LIST}?queue=waiting", "Editors", 11),
        (f"{LIST}?_facets=True", "Editors", 24),
    ],
)
def test_pages_cost_the_same_with_one_piece_and_with_thirty(
    address: str, role: str, number: int
) -> None:
    me = make_user(role)
    editor = make_user("Editors")

    def add(count: int) -> None:
        for _ in range(count):
            article = make_article(created_by=editor, edited_by=me)
            workflow.perform(article, "submit", by=editor)
            make_live(created_by=me)

    add(1)
    first = cost(me, address)
    add(29)
    assert (first, cost(me, address)) == (number, number)


# The filters of the list.


def shown(page: Any) -> list[str]:
    return [article.headline for article in page.context["cl"].result_list]


@pytest.mark.parametrize("role", ROLES)
def test_an_unknown_queue_narrows_nothing(role: str) -> None:
    me = person(role)
    make_article(created_by=me, headline="A ferry")
    assert shown(signed_in(me).get(LIST, {"queue": "nonsense"})) == ["A ferry"]


def test_counts_stand_at_the_filters_where_somebody_asks_for_them() -> None:
    source = make_source("Agos")
    make_article(status=Status.REVIEW, language="tr", kind="news", source=source)
    make_article(status=Status.REVIEW, language="en", kind="news", source=source)
    make_article(language="tr")
    client = signed_in(make_user("Editors"))
    page = client.get(LIST, {"_facets": "True"}).content.decode()
    told = ["Waiting for me (2)", "in review (2)", "draft (1)", "news (2)", "tr (2)", "Agos (2)"]
    assert [each in page for each in told] == [True] * len(told)
    assert "in review (2)" not in client.get(LIST).content.decode()
    narrowed = client.get(LIST, {"_facets": "True", "language": "tr"}).content.decode()
    told = ["Waiting for me (1)", "in review (1)", "tr (2)", "en (1)", "Agos (1)"]
    assert [each in narrowed for each in told] == [True] * len(told)


def test_the_sources_of_late_are_offered_and_one_that_was_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(list_filters, "SOURCES_LIMIT", 1)
    often, seldom = make_source("Agos"), make_source("Hürriyet")
    make_article(source=seldom, headline="Seldom")
    make_article(source=often)
    make_article(source=often)
    make_article(source=None)
    client = signed_in(make_user("Editors"))
    listed = client.get(LIST)
    assert "source__id__exact=" in listed.content.decode()
    assert f"source__id__exact={seldom.pk}" not in listed.content.decode()
    chosen = client.get(LIST, {"source__id__exact": seldom.pk})
    assert shown(chosen) == ["Seldom"]
    assert f"source__id__exact={seldom.pk}" in chosen.content.decode()


@pytest.mark.parametrize("value", ["nonsense", "0", "9" * 30, "-1"])
def test_a_source_that_cannot_be_narrows_nothing(value: str) -> None:
    make_article(headline="A ferry")
    client = signed_in(make_user("Editors"))
    assert shown(client.get(LIST, {"source__id__exact": value})) == ["A ferry"]


def test_every_source_leads_to_its_articles() -> None:
    source = make_source("Agos")
    page = signed_in(make_user("Editors")).get("/admin/articles/source/").content.decode()
    assert f'<a href="{LIST}?source__id__exact={source.pk}">Articles of Agos</a>' in page


def test_imports_are_narrowed_to_those_with_rejects() -> None:
    ImportRun.objects.create(label="a folder", rejected_count=2)
    ImportRun.objects.create(label="another folder")
    client = signed_in(make_user("Editors"))
    address = "/admin/articles/importrun/"
    found = [
        run.label for run in client.get(address, {"rejected": "yes"}).context["cl"].result_list
    ]
    assert found == ["a folder"]
    assert client.get(address, {"rejected": "no"}).context["cl"].result_count == 2


# The columns of the list.

LATER = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, ["not"]),
        ({"status": Status.APPROVED}, ["not"]),
        (
            {"status": Status.PUBLISHED, "is_released": True, "published_at": NOON},
            ["live since 8 Nov 2019, 15:00 +03"],
        ),
        (
            {"status": Status.PUBLISHED, "is_released": True, "published_at": LATER},
            ["from 2 Mar 2020, 12:00 +03"],
        ),
        (
            {
                "status": Status.PUBLISHED,
                "is_released": True,
                "published_at": NOON,
                "expire_at": NOW,
            },
            ["until 1 Mar 2020, 12:00 +03, expired"],
        ),
        (
            {"withdrawn_at": NOW, "published_at": NOON},
            ["until 1 Mar 2020, 12:00 +03, withdrawn"],
        ),
        (
            {
                "status": Status.PUBLISHED,
                "is_released": True,
                "published_at": NOON,
                "has_held_revision": True,
            },
            ["live since 8 Nov 2019, 15:00 +03", "the source has sent another text"],
        ),
    ],
)
def test_the_list_tells_what_readers_see(
    settings: Settings, fields: dict[str, Any], told: list[str]
) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    make_article(**fields)
    assert column("visibility") == told


@pytest.mark.parametrize(
    ("moves", "told"),
    [
        (["edit"], "a newer text is not published yet"),
        (["edit", "submit", "approve", "publish"], "a change follows on 2 Mar 2020, 09:00 UTC"),
    ],
)
def test_the_list_tells_of_a_text_that_is_ahead_of_the_live_one(
    settings: Settings, moves: list[str], told: str
) -> None:
    settings.NEWSROOM_FOUR_EYES = False
    publisher = make_user("Publishers")
    article = make_live()
    with time_machine.travel(NOW, tick=False):
        for name in moves:
            at = LATER if name == "publish" else None
            workflow.perform(article, name, by=publisher, at=at)
            if name == "edit":
                work = revisions.get_working_revision(article)
                content = {**work.content, "headline": "New"}
                revisions.save_revision(article, content, by=publisher, builds_on=work.number)
    assert column("visibility") == ["live since 8 Nov 2019, 12:00 UTC", told]


def column(name: str) -> list[str]:
    """Return the lines of a column of the list's only row."""
    with time_machine.travel(NOW, tick=False):
        page = signed_in(make_user("Editors")).get(LIST).content.decode()
    cell = page.split(f'<td class="field-{name}">')[1].split("</td>")[0]
    return cell.replace('<span class="list-line">', "").removesuffix("</span>").split("</span>")


@pytest.mark.parametrize(
    ("began", "changed", "told"),
    [
        ("", "", ["-"]),
        ("vera", "", ["vera", "1 Mar 2020, 09:00 UTC"]),
        ("vera", "ada", ["ada", "8 Nov 2019, 12:00 UTC"]),
    ],
)
def test_the_list_tells_who_changed_a_piece_last(began: str, changed: str, told: list[str]) -> None:
    people = {name: User.objects.create(username=name) for name in ("vera", "ada")}
    with time_machine.travel(NOW, tick=False):
        make_article(
            created_by=people.get(began),
            edited_by=people.get(changed),
            edited_at=NOON if changed else None,
        )
    assert column("last_change") == told


# Time and its zone.


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["8 November 2019", "8 November 2019, 15:00 +03", "8 Nov 2019, 15:00 +03"]),
        ("tr", ["8 Kasım 2019", "8 Kasım 2019, 15:00 +03", "8 Kas 2019, 15:00 +03"]),
    ],
)
def test_an_instant_says_its_zone(settings: Settings, language: str, told: list[str]) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    instant = timezone.localtime(NOON)
    names = ("DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT")
    with translation.override(language):
        assert [formats.date_format(instant, name) for name in names] == told


@pytest.mark.parametrize(("zone", "places"), [("Europe/Istanbul", 3), ("UTC", 3)])
def test_the_form_says_in_which_zone_times_are_typed(
    settings: Settings, zone: str, places: int
) -> None:
    settings.TIME_ZONE = zone
    page = signed_in(make_user("Editors")).get(f"{LIST}add/").content.decode()
    assert page.count(f"In the time of {zone}.") == places


def test_the_page_of_a_move_says_in_which_zone_its_time_is_typed(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    article = make_article(status=Status.APPROVED)
    page = signed_in(make_user("Publishers")).get(f"{LIST}{article.pk}/move/publish/")
    assert page.content.decode().count("In the time of Europe/Istanbul.") == 1


# Many at once.


def test_the_page_of_a_move_of_many_says_what_stops_each() -> None:
    me = make_user("Editors")
    chosen = [
        make_article(),
        make_article(status=Status.REVIEW),
        make_article(status=Status.REVIEW, created_by=me),
    ]
    address = f"{LIST}?status__exact=review"
    client = signed_in(me)
    sent = {"action": "approve", "_selected_action": [each.pk for each in chosen]}
    page = client.post(LIST, sent)
    assert [row.reason_blocked for row in page.context["rows"]] == [
        "You changed the text last, so somebody else has to approve it.",
        "",
        "This is no next step for a piece that is draft.",
    ]
    sent["_selected_action"] = [chosen[1].pk]
    back = f'<a class="closelink" href="{address}">Back to the list</a>'
    assert back in client.post(address, sent).content.decode()


def test_what_somebody_may_not_do_to_a_piece_is_said() -> None:
    contributor = make_user("Contributors")
    article = make_article(status=Status.REVIEW, created_by=contributor)
    sent = {"action": "approve", "_selected_action": [article.pk]}
    response = signed_in(contributor).post(LIST, sent)
    assert response.status_code == 302
    assert Article.objects.get().status == Status.REVIEW
