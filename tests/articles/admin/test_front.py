"""The front page of the admin, and filters, columns and bulk actions of the list of articles."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import formats, timezone, translation
from pytest_django import Settings

from articles.admin import list_filters
from articles.models import Article, ImportRun, Status
from articles.publishing import queues, revisions, workflow
from tests.articles.admin.pages import LIST, sign_in
from tests.factories import NOON, make_article, make_live, make_source, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 3, 1, 9, tzinfo=UTC)
FRONT = "/admin/"
LABELS = [str(queue.label) for queue in queues.QUEUES.values()]
ROLES = ["Contributors", "Editors", "Publishers", "superuser"]


def make_person(role: str) -> User:
    return make_user(is_superuser=True) if role == "superuser" else make_user(role)


def fill_queues(me: User) -> None:
    """Put articles or import runs into every queue."""
    other = make_user("Editors")
    for maker in (me, other):
        make_article(created_by=maker, submitted_by=maker)
        make_article(created_by=maker, submitted_by=maker, status=Status.REVIEW)
        make_article(created_by=maker, publish_at=timezone.now(), has_held_revision=True)
        make_article(created_by=maker, embargoed_until=timezone.now() + timedelta(days=1))
        make_live(created_by=maker, published_at=timezone.now() - timedelta(hours=1))
        make_live(created_by=maker, published_at=timezone.now() + timedelta(seconds=60))
        make_live(created_by=maker, needs_second_signature=True)
    ImportRun.objects.create(label="a folder", rejected_count=2)
    ImportRun.objects.create(label="another folder")


# The front page.


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        ("", []),
        ("Contributors", LABELS),
        ("Editors", [*LABELS, "Imports with rejected records"]),
        ("Publishers", [*LABELS, "Imports with rejected records"]),
        ("superuser", [*LABELS, "Imports with rejected records"]),
    ],
)
def test_each_role_has_its_queues(role: str, labels: list[str]) -> None:
    page = sign_in(make_person(role)).get(FRONT)
    assert [str(card.label) for card in page.context["cards"]] == labels
    assert ("Recent activity" in page.content.decode()) is False


@pytest.mark.unmeasured
@pytest.mark.parametrize("role", ROLES)
def test_a_queue_leads_to_a_list_with_the_same_count(role: str) -> None:
    with time_machine.travel(NOW, tick=False):
        me = make_person(role)
        client = sign_in(me)
        fill_queues(me)
        cards = client.get(FRONT).context["cards"]
        counts = {card.url: client.get(card.url).context["cl"].result_count for card in cards}
        assert {card.url: card.count for card in cards} == counts
        empty = [str(card.label) for card in cards if not card.count]
    assert empty == (["Waiting for you"] if role == "Contributors" else [])


def test_an_empty_queue_has_a_class() -> None:
    page = sign_in(make_user("Contributors")).get(FRONT).content.decode()
    assert page.count('<li class="empty">') == len(LABELS)


def test_a_queue_beyond_the_limit_says_more_than(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "LIMIT", 2)
    for _ in range(4):
        make_article(status=Status.REVIEW)
    page = sign_in(make_user("Editors")).get(FRONT).content.decode()
    assert "<b>more than 2</b>" in page


def test_the_newest_transitions_are_those_of_visible_articles() -> None:
    contributor, editor = make_user("Contributors"), make_user("Editors")
    mine = make_article(headline="A ferry of mine", created_by=contributor)
    theirs = make_article(headline="A ferry of theirs", created_by=editor)
    for article in (mine, theirs):
        workflow.perform(article, "submit", by=editor)
    seen = {
        name: [
            headline
            for headline in ("A ferry of mine", "A ferry of theirs")
            if headline in sign_in(user).get(FRONT).content.decode()
        ]
        for name, user in (("contributor", contributor), ("editor", editor))
    }
    assert seen == {
        "contributor": ["A ferry of mine"],
        "editor": ["A ferry of mine", "A ferry of theirs"],
    }


def test_at_most_eight_transitions_are_shown() -> None:
    editor = make_user("Editors")
    for _ in range(9):
        workflow.perform(make_article(), "submit", by=editor)
    page = sign_in(editor).get(FRONT)
    assert len(page.context["changes"]) == 8


def count_queries(user: User, address: str) -> int:
    client = sign_in(user)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.unmeasured
@pytest.mark.matrix
@pytest.mark.parametrize(
    ("address", "role", "number"),
    [
        (FRONT, "Contributors", 16),
        (FRONT, "Editors", 17),
        (FRONT, "Publishers", 17),
        (LIST, "Editors", 11),
        (f"{LIST}?queue=waiting", "Editors", 11),
        (f"{LIST}?_facets=True", "Editors", 25),
    ],
)
def test_pages_cost_the_same_with_one_article_and_with_thirty(
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
    first = count_queries(me, address)
    add(29)
    assert (first, count_queries(me, address)) == (number, number)


# The filters of the list.


def list_headlines(page: Any) -> list[str]:
    return [article.headline for article in page.context["cl"].result_list]


@pytest.mark.parametrize("role", ROLES)
def test_an_unknown_queue_filters_nothing(role: str) -> None:
    me = make_person(role)
    make_article(created_by=me, headline="A ferry")
    assert list_headlines(sign_in(me).get(LIST, {"queue": "nonsense"})) == ["A ferry"]


def test_filters_have_counts_if_facets_are_on() -> None:
    source = make_source("Agos")
    make_article(status=Status.REVIEW, language="tr", kind="news", source=source)
    make_article(status=Status.REVIEW, language="en", kind="news", source=source)
    make_article(language="tr")
    client = sign_in(make_user("Editors"))
    page = client.get(LIST, {"_facets": "True"}).content.decode()
    labels = [
        "Waiting for you (2)",
        "in review (2)",
        "draft (1)",
        "news (2)",
        "Turkish (2)",
        "Agos (2)",
    ]
    assert [each in page for each in labels] == [True] * len(labels)
    assert "in review (2)" not in client.get(LIST).content.decode()
    filtered = client.get(LIST, {"_facets": "True", "language": "tr"}).content.decode()
    labels = ["Waiting for you (1)", "in review (1)", "Turkish (2)", "English (1)", "Agos (1)"]
    assert [each in filtered for each in labels] == [True] * len(labels)


def test_the_filter_offers_recent_sources_and_the_chosen_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(list_filters, "SOURCES_LIMIT", 1)
    often, seldom = make_source("Agos"), make_source("Hürriyet")
    make_article(source=seldom, headline="Seldom")
    make_article(source=often)
    make_article(source=often)
    make_article(source=None)
    client = sign_in(make_user("Editors"))
    unfiltered = client.get(LIST)
    assert "source__id__exact=" in unfiltered.content.decode()
    assert f"source__id__exact={seldom.pk}" not in unfiltered.content.decode()
    filtered = client.get(LIST, {"source__id__exact": seldom.pk})
    assert list_headlines(filtered) == ["Seldom"]
    assert f"source__id__exact={seldom.pk}" in filtered.content.decode()


@pytest.mark.parametrize("value", ["nonsense", "0", "9" * 30, "-1"])
def test_an_invalid_source_filters_nothing(value: str) -> None:
    make_article(headline="A ferry")
    client = sign_in(make_user("Editors"))
    assert list_headlines(client.get(LIST, {"source__id__exact": value})) == ["A ferry"]


def test_every_source_links_to_its_articles() -> None:
    source = make_source("Agos")
    page = sign_in(make_user("Editors")).get("/admin/articles/source/").content.decode()
    assert f'<a href="{LIST}?source__id__exact={source.pk}">Articles from Agos</a>' in page


def test_imports_are_filtered_by_rejects() -> None:
    ImportRun.objects.create(label="a folder", rejected_count=2)
    ImportRun.objects.create(label="another folder")
    client = sign_in(make_user("Editors"))
    address = "/admin/articles/importrun/"
    labels = [
        run.label for run in client.get(address, {"rejected": "yes"}).context["cl"].result_list
    ]
    assert labels == ["a folder"]
    assert client.get(address, {"rejected": "no"}).context["cl"].result_count == 2


# The columns of the list.

LATER = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({}, ["not live"]),
        ({"status": Status.APPROVED}, ["not live"]),
        (
            {"status": Status.PUBLISHED, "is_released": True, "published_at": NOON},
            ["live since 8 Nov 2019, 15:00 +03"],
        ),
        (
            {"status": Status.PUBLISHED, "is_released": True, "published_at": LATER},
            ["goes live 2 Mar 2020, 12:00 +03"],
        ),
        (
            {
                "status": Status.PUBLISHED,
                "is_released": True,
                "published_at": NOON,
                "expire_at": NOW,
            },
            ["expired on 1 Mar 2020, 12:00 +03"],
        ),
        (
            {"withdrawn_at": NOW, "published_at": NOON},
            ["withdrawn on 1 Mar 2020, 12:00 +03"],
        ),
        (
            {
                "status": Status.PUBLISHED,
                "is_released": True,
                "published_at": NOON,
                "has_held_revision": True,
            },
            ["live since 8 Nov 2019, 15:00 +03", "changed or cancelled at the source"],
        ),
    ],
)
def test_the_list_shows_the_visibility(
    settings: Settings, fields: dict[str, Any], lines: list[str]
) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    make_article(**fields)
    assert read_column("visibility") == lines


@pytest.mark.parametrize(
    ("transitions", "line"),
    [
        (["edit"], "has unpublished changes"),
        (["edit", "submit", "approve", "publish"], "update scheduled for 2 Mar 2020, 09:00 UTC"),
    ],
)
def test_the_list_shows_pending_changes(
    settings: Settings, transitions: list[str], line: str
) -> None:
    settings.NEWSROOM_FOUR_EYES = False
    publisher = make_user("Publishers")
    article = make_live()
    with time_machine.travel(NOW, tick=False):
        for name in transitions:
            at = LATER if name == "publish" else None
            workflow.perform(article, name, by=publisher, at=at)
            if name == "edit":
                work = revisions.get_working_revision(article)
                content = {**work.content, "headline": "New"}
                revisions.save_revision(article, content, by=publisher, builds_on=work.number)
    assert read_column("visibility") == ["live since 8 Nov 2019, 12:00 UTC", line]


def read_column(name: str) -> list[str]:
    """Return the lines of a column of the list's only row."""
    with time_machine.travel(NOW, tick=False):
        page = sign_in(make_user("Editors")).get(LIST).content.decode()
    cell = page.split(f'<td class="field-{name}">')[1].split("</td>")[0]
    return cell.replace('<span class="list-line">', "").removesuffix("</span>").split("</span>")


@pytest.mark.parametrize(
    ("creator", "editor", "lines"),
    [
        ("", "", ["-"]),
        ("vera", "", ["vera", "1 Mar 2020, 09:00 UTC"]),
        ("vera", "ada", ["ada", "8 Nov 2019, 12:00 UTC"]),
    ],
)
def test_the_list_shows_the_last_change(creator: str, editor: str, lines: list[str]) -> None:
    people = {name: User.objects.create(username=name) for name in ("vera", "ada")}
    with time_machine.travel(NOW, tick=False):
        make_article(
            created_by=people.get(creator),
            edited_by=people.get(editor),
            edited_at=NOON if editor else None,
        )
    assert read_column("last_change") == lines


# Time and its zone.


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["8 November 2019", "8 November 2019, 15:00 +03", "8 Nov 2019, 15:00 +03"]),
        ("tr", ["8 Kasım 2019", "8 Kasım 2019, 15:00 +03", "8 Kas 2019, 15:00 +03"]),
    ],
)
def test_an_instant_is_formatted_with_its_zone(
    settings: Settings, language: str, texts: list[str]
) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    instant = timezone.localtime(NOON)
    names = ("DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT")
    with translation.override(language):
        assert [formats.date_format(instant, name) for name in names] == texts


@pytest.mark.parametrize(("zone", "places"), [("Europe/Istanbul", 3), ("UTC", 3)])
def test_the_form_names_the_time_zone(settings: Settings, zone: str, places: int) -> None:
    settings.TIME_ZONE = zone
    page = sign_in(make_user("Editors")).get(f"{LIST}add/").content.decode()
    assert page.count(f"Time zone: {zone}.") == places


def test_the_page_of_a_transition_names_the_time_zone(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    article = make_article(status=Status.APPROVED)
    page = sign_in(make_user("Publishers")).get(f"{LIST}{article.pk}/move/publish/")
    assert page.content.decode().count("Time zone: Europe/Istanbul.") == 1


# Many at once.


def test_the_bulk_page_says_what_blocks_each_article() -> None:
    me = make_user("Editors")
    articles = [
        make_article(),
        make_article(status=Status.REVIEW),
        make_article(status=Status.REVIEW, created_by=me),
    ]
    address = f"{LIST}?status__exact=review"
    client = sign_in(me)
    data = {"action": "approve", "_selected_action": [each.pk for each in articles]}
    page = client.post(LIST, data)
    assert [row.reason_blocked for row in page.context["rows"]] == [
        "What is not signed yet are your own changes, so somebody else has to sign them.",
        "",
        "This cannot be done while the status is “draft”.",
    ]
    data["_selected_action"] = [articles[1].pk]
    link = f'<a class="closelink" href="{address}">Back to the list</a>'
    assert link in client.post(address, data).content.decode()


def test_a_bulk_transition_without_permission_does_nothing() -> None:
    contributor = make_user("Contributors")
    article = make_article(status=Status.REVIEW, created_by=contributor)
    data = {"action": "approve", "_selected_action": [article.pk]}
    response = sign_in(contributor).post(LIST, data)
    assert response.status_code == 302
    assert Article.objects.get().status == Status.REVIEW
