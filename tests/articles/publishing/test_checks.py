"""The checks before publication: what they find, how strict they are, where they are shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Article, Status
from articles.publishing import checks, revisions, workflow
from articles.publishing.checks import Problem
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS
from tests.factories import NOON, make_article, make_live, make_user

pytestmark = pytest.mark.django_db

OFF = dict.fromkeys(checks.NAMES, "off")
ADDRESS = "https://www.gazette.example/ferry?id=7"


def find_problems(settings: Settings, check: str, article: Article) -> list[Problem]:
    """Return what this check alone finds in the article's working revision."""
    settings.NEWSROOM_CHECKS = OFF | {check: "recommended"}
    return checks.find_problems(article, revisions.get_working_revision(article).content, by=None)


def find_messages(settings: Settings, check: str, **fields: Any) -> list[tuple[str, str]]:
    """Return the message and the field of what this check finds in an article with the fields."""
    return [
        (each.message, each.field)
        for each in find_problems(settings, check, make_article(**fields))
    ]


def test_every_check_has_its_level_and_every_level_its_check(settings: Settings) -> None:
    assert tuple(settings.NEWSROOM_CHECKS) == checks.NAMES


# What each check finds.

SOURCE = "The article has no source. Add one, or tick “our own work”."
SOURCE_DATE = "The source date is missing. Look it up at the source, and fill it in."
TAGS = "The article has no tags. Add one so that readers can find it by subject."
STANDFIRST = "The article has no standfirst. Write one sentence that says what it is about."
DAY = {"source_date": "2018-04-04", "source_date_precision": "day"}


@pytest.mark.parametrize(
    ("check", "fields", "message"),
    [
        ("source", {"source": None}, SOURCE),
        ("source", {}, ""),
        ("source", {"is_own_work": True}, ""),
        ("source_date", {}, SOURCE_DATE),
        ("source_date", DAY, ""),
        ("source_date", {"source_date_text": "spring of 1994"}, ""),
        ("source_date", {"is_own_work": True}, ""),
        ("tags", {}, TAGS),
        ("tags", {"tags": ("harbour",)}, ""),
        ("standfirst", {}, STANDFIRST),
        ("standfirst", {"standfirst": "In short."}, ""),
    ],
)
def test_what_is_missing_is_found(
    settings: Settings, check: str, fields: dict[str, Any], message: str
) -> None:
    assert find_messages(settings, check, **fields) == ([(message, check)] if message else [])


@pytest.mark.parametrize(
    ("headline", "is_found"),
    [
        ("FERRY TERMINAL OPENS", True),
        ("FERRY TERMINAL opens", True),
        ("Ferry terminal opens", False),
        ("Ferry Terminal Opens", False),
        ("NATO", False),
        ("NATO 2019", False),
        ("İSTANBUL'DA IŞIK ŞENLİĞİ", True),
        ("İstanbul'da ışık şenliği", False),
        ("ıışığı İI", False),
        ("ՆԱՎԱՀԱՆԳԻՍՏԸ ԲԱՑՎԵՑ", True),
        ("Նավահանգիստը բացվեց", False),
        ("ПАРОМ УШЁЛ", True),
        ("غادرت العبارة الميناء", False),
        ("2019–2020", False),
    ],
)
def test_a_headline_in_capitals_is_found_in_any_script(
    settings: Settings, headline: str, *, is_found: bool
) -> None:
    message = "The headline is in capital letters. Use sentence case."
    expected = [(message, "headline")] if is_found else []
    assert find_messages(settings, "headline_capitals", headline=headline) == expected


@pytest.mark.parametrize(
    ("address", "leads_on"),
    [
        ("https://www.gazette.example/a?b=c#d", True),
        ("HTTP://gazette.example:8080", True),
        ("https://gazete_arşivi.example/ışık", True),
        ("http://10.0.0.7/", True),
        ("http://[2001:db8::1]/", True),
        ("mailto:ada@gazette.example?subject=Ferry", True),
        ("MAILTO:ada@gazette.example,bo@gazette.example", True),
        ("www.gazette.example", False),
        ("/city/7.html", False),
        ("#note", False),
        ("", False),
        ("https://", False),
        ("https:///path", False),
        ("http://http://gazette.example", False),
        ("https://gazette", False),
        ("https://gazette..example", False),
        ("https://ga zette.example", False),
        ("https://gazette.example:port/", False),
        ("https://gazette.example:99999/", False),
        ("https://gazette.example:0/", False),
        ("https://[2001:db8::1/", False),
        ("mailto:", False),
        ("mailto:ada", False),
        ("mailto:@gazette.example", False),
        ("mailto:ada@gazette.example,", False),
    ],
)
def test_a_link_that_leads_nowhere_is_found(
    settings: Settings, address: str, *, leads_on: bool
) -> None:
    settings.NEWSROOM_CHECKS = OFF | {"links": "recommended"}
    article = make_article()
    content = revisions.get_working_revision(article).content | {
        "body": f'<p><a href="{address}">There</a></p>'
    }
    message = (
        f"A link in the text does not work: “{address or 'There'}”. Enter the full address, or "
        "remove the link."
    )
    assert [each.message for each in checks.find_problems(article, content, by=None)] == (
        [] if leads_on else [message]
    )


def test_a_link_of_whose_address_the_gate_left_none_is_found(settings: Settings) -> None:
    message = (
        "A link in the text does not work: “The tide table”. Enter the full address, or "
        "remove the link."
    )
    body = '<p>See <a href="https://gazette.example:port/">The tide <b>table</b></a> here.</p>'
    assert find_messages(settings, "links", body=body) == [(message, "body")]


def test_links_that_lead_nowhere_are_listed_together_and_each_once(settings: Settings) -> None:
    body = '<p><a href="/a">a</a><a href="/b">b</a><a href="/a">c</a></p>'
    message = (
        "2 links in the text do not work: “/a”, “/b”. Enter the full addresses, or "
        "remove the links."
    )
    assert find_messages(settings, "links", body=body) == [(message, "body")]


@pytest.mark.parametrize("address", ["www.gazette.example", "mailto:ada@gazette.example"])
def test_an_original_address_that_is_none_is_found(settings: Settings, address: str) -> None:
    message = (
        f"“{address}” is not a valid address for the original. Enter the full address, or "
        "leave it empty."
    )
    assert find_messages(settings, "links", source_address=address) == [(message, "source_address")]


def test_an_original_address_that_is_one_is_fine(settings: Settings) -> None:
    assert find_messages(settings, "links", source_address=ADDRESS) == []


# The same article again.


def test_another_article_with_the_same_original_address_is_named(settings: Settings) -> None:
    other = make_live(headline="First", source_address=ADDRESS)
    article = make_article(source_address="http://gazette.example/ferry/?id=7&utm_source=x#top")
    message = "“First” has the same original address. Compare the two and publish only one."
    assert find_problems(settings, "same_address", article) == [
        Problem(
            check="same_address",
            is_required=False,
            message=message,
            field="source_address",
            url=other.get_absolute_url(),
        )
    ]


def test_another_article_with_the_same_text_is_named(settings: Settings) -> None:
    other = make_live(headline="First", body="<p>İstanbul, IĞDIR.</p>")
    article = make_article(headline="Second", body="<p>istanbul</p><p>ığdır</p>")
    message = "“First” has the same text. Compare the two and publish only one."
    assert find_problems(settings, "same_text", article) == [
        Problem(
            check="same_text",
            is_required=False,
            message=message,
            field="body",
            url=other.get_absolute_url(),
        )
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"expire_at": NOON + timedelta(days=1)},
        {"published_at": timezone.now() + timedelta(days=30)},
    ],
    ids=["expired", "planned"],
)
def test_an_article_that_is_not_on_the_site_now_is_shown_at_the_desk(
    settings: Settings, fields: dict[str, Any]
) -> None:
    other = make_live(source_address=ADDRESS, **fields)
    result = find_problems(settings, "same_address", make_article(source_address=ADDRESS))
    assert [each.url for each in result] == [
        reverse("admin:articles_article_change", args=[other.pk])
    ]


@pytest.mark.parametrize("check", ["same_address", "same_text"])
def test_neither_itself_nor_what_was_not_released_is_another_article(
    settings: Settings, check: str
) -> None:
    same: dict[str, Any] = {"source_address": ADDRESS, "body": "<p>The same.</p>"}
    make_article(**same)
    make_article(status=Status.SPIKED, **same)
    assert find_problems(settings, check, make_live(**same)) == []


@pytest.mark.parametrize("check", ["same_address", "same_text"])
def test_nothing_is_the_same_as_nothing(settings: Settings, check: str) -> None:
    make_live(headline="Ferry", body="")
    assert find_problems(settings, check, make_article(headline="Ferry", body="")) == []


@pytest.mark.parametrize("check", ["same_address", "same_text"])
@pytest.mark.parametrize(
    ("role", "is_live", "is_named"),
    [("Contributors", False, False), ("Contributors", True, True), ("Editors", False, True)],
)
def test_an_article_that_the_person_may_not_see_is_not_named(
    settings: Settings, check: str, role: str, *, is_live: bool, is_named: bool
) -> None:
    settings.NEWSROOM_CHECKS = OFF | {check: "required"}
    same: dict[str, Any] = {"source_address": ADDRESS, "body": "<p>The same.</p>"}
    later = timezone.now() + timedelta(days=1)
    make_live(headline="Secret", **same, published_at=NOON if is_live else later)
    article = make_article(**same)
    content = revisions.get_working_revision(article).content
    [problem] = checks.find_problems(article, content, by=make_user(role))
    hidden = (
        "Another article, which you may not see, has the same text or the same original address. "
        "Ask an editor which one to publish."
    )
    assert ("Secret" in problem.message, bool(problem.url)) == (is_named, is_named)
    assert (problem.message == hidden) == (not is_named)


def test_the_first_of_several_is_named(settings: Settings) -> None:
    make_live(headline="Later", source_address=ADDRESS)
    make_live(headline="First", source_address=ADDRESS, published_at=NOON - timedelta(days=1))
    result = find_problems(settings, "same_address", make_article(source_address=ADDRESS))
    assert [each.message.split("”")[0] for each in result] == ["“First"]


# How strictly.


def make_article_with_all_problems() -> tuple[Article, Article]:
    """Make an approved article in which every check but the source's finds something."""
    same: dict[str, Any] = {
        "source_address": "https://gazette/7",
        "body": '<p><a href="/x">Ferry.</a></p>',
    }
    other = make_live(**same)
    return make_article(headline="FERRY SAILS", status=Status.APPROVED, **same), other


def test_what_is_off_is_not_looked_for(settings: Settings) -> None:
    settings.NEWSROOM_CHECKS = OFF
    article, _ = make_article_with_all_problems()
    content = revisions.get_working_revision(article).content
    assert checks.find_problems(article, content, by=None) == []


def test_what_is_required_comes_first(settings: Settings) -> None:
    settings.NEWSROOM_CHECKS = OFF | {"tags": "recommended", "same_text": "required"}
    article, _ = make_article_with_all_problems()
    result = checks.find_problems(article, revisions.get_working_revision(article).content, by=None)
    assert [(each.check, each.is_required) for each in result] == [
        ("same_text", True),
        ("tags", False),
    ]


@pytest.mark.parametrize("check", [name for name in checks.NAMES if name != "source"])
def test_a_check_that_is_required_stops_publication_and_says_why(
    settings: Settings, check: str
) -> None:
    settings.NEWSROOM_CHECKS = OFF | {check: "required"}
    article, other = make_article_with_all_problems()
    with pytest.raises(TransitionNotPossible) as stopped:
        workflow.perform(article, "publish", by=make_user("Publishers"))
    result = checks.find_problems(article, revisions.get_working_revision(article).content, by=None)
    assert str(stopped.value) == " ".join(str(each) for each in result)
    assert (Article.objects.get(pk=article.pk).status, len(result) > 0) == (Status.APPROVED, True)
    is_same = check.startswith("same")
    assert str(stopped.value).endswith(f" Address: {other.get_absolute_url()}") == is_same


def test_all_required_problems_are_named_at_once(settings: Settings) -> None:
    settings.NEWSROOM_CHECKS = OFF | {"tags": "required", "standfirst": "required"}
    article = make_article(status=Status.APPROVED)
    publish = TRANSITIONS["publish"]
    assert workflow.reason_blocked(publish, article, by=None) == f"{TAGS} {STANDFIRST}"


@pytest.mark.parametrize("level", ["off", "recommended"])
def test_a_check_that_is_not_required_stops_nothing(settings: Settings, level: str) -> None:
    settings.NEWSROOM_CHECKS = dict.fromkeys(checks.NAMES, level)
    article, _ = make_article_with_all_problems()
    workflow.perform(article, "publish", by=make_user("Publishers"))
    assert article.status == Status.PUBLISHED


@pytest.mark.parametrize("level", ["off", "required"])
def test_an_article_without_a_source_is_stopped_whatever_the_checks(
    settings: Settings, level: str
) -> None:
    settings.NEWSROOM_CHECKS = OFF | {"source": level}
    article = make_article(source=None, status=Status.APPROVED)
    with pytest.raises(TransitionNotPossible) as stopped:
        workflow.perform(article, "publish", by=make_user("Publishers"))
    assert str(stopped.value) == SOURCE


# What it costs.


@pytest.mark.parametrize(
    ("levels", "queries"),
    [
        (dict.fromkeys(checks.NAMES, "recommended"), 0),
        (dict.fromkeys(checks.NAMES, "required") | {"same_text": "off"}, 1),
        (dict.fromkeys(checks.NAMES, "required"), 2),
    ],
    ids=["recommended", "one required", "both required"],
)
def test_only_a_required_look_for_the_same_article_costs_a_query(
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
    levels: dict[str, str],
    queries: int,
) -> None:
    settings.NEWSROOM_CHECKS = levels
    article, _ = make_article_with_all_problems()
    content = revisions.get_working_revision(article).content
    with django_assert_num_queries(queries):
        checks.find_required_problems(article, content, by=None)


def test_all_checks_cost_two_queries(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.NEWSROOM_CHECKS = dict.fromkeys(checks.NAMES, "required")
    article, _ = make_article_with_all_problems()
    content = revisions.get_working_revision(article).content
    with django_assert_num_queries(2):
        checks.find_problems(article, content, by=None)


# Where it is shown.

HEADING = '<h2 id="checks-heading">'


def get_page(user: User, article: Article, tail: str = "change/") -> str:
    client = Client()
    client.force_login(user)
    response = client.get(f"/admin/articles/article/{article.pk}/{tail}")
    return " ".join(response.content.decode().split())


def test_the_problems_are_shown_next_to_the_form(settings: Settings) -> None:
    settings.NEWSROOM_CHECKS = OFF | {"tags": "required", "same_text": "recommended"}
    other = make_live(body="<p>The same.</p>")
    page = get_page(make_user("Editors"), make_article(body="<p>The same.</p>"))
    assert f"<b>Required:</b> {TAGS}" in page
    assert '<a href="#id_tags">Go to: tags</a>' in page
    assert "<b>Recommended:</b>" in page
    assert f'<a href="{other.get_absolute_url()}">See the other article</a>' in page


def test_where_the_text_cannot_be_changed_no_field_is_linked(settings: Settings) -> None:
    settings.NEWSROOM_CHECKS = OFF | {"tags": "required"}
    page = get_page(make_user("Editors"), make_article(status=Status.APPROVED))
    assert (TAGS in page, 'href="#id_' in page) == (True, False)


def test_the_page_says_so_where_there_are_no_problems(settings: Settings) -> None:
    settings.NEWSROOM_CHECKS = OFF
    assert "All checks passed." in get_page(make_user("Editors"), make_article())


@pytest.mark.parametrize("status", Status)
def test_an_article_that_is_gone_is_not_looked_over(status: Status) -> None:
    goes_along: dict[Status, dict[str, Any]] = {
        Status.PUBLISHED: {"is_released": True, "published_at": NOON},
        Status.WITHDRAWN: {"published_at": NOON, "withdrawn_reason": "Wrong."},
    }
    article = make_article(status=status, **goes_along.get(status, {}))
    is_gone = status in {Status.WITHDRAWN, Status.SPIKED}
    assert (HEADING in get_page(make_user("Editors"), article)) == (not is_gone)


@pytest.mark.parametrize(
    ("name", "status", "is_shown"),
    [
        ("approve", Status.REVIEW, True),
        ("publish", Status.APPROVED, True),
        ("request_changes", Status.REVIEW, False),
    ],
)
def test_the_findings_stand_on_the_page_of_approving_and_of_publishing(
    settings: Settings, name: str, status: Status, *, is_shown: bool
) -> None:
    settings.NEWSROOM_CHECKS = OFF | {"tags": "required"}
    page = get_page(make_user("Publishers"), make_article(status=status), f"move/{name}/")
    assert (f"<b>Required:</b> {TAGS}" in page, HEADING in page) == (is_shown, is_shown)


def test_a_bulk_transition_tells_what_is_required_as_the_obstacle(settings: Settings) -> None:
    settings.NEWSROOM_CHECKS = OFF | {"tags": "required", "standfirst": "recommended"}
    article, client = make_article(status=Status.APPROVED), Client()
    client.force_login(make_user("Publishers"))
    sent = {"action": "publish", "_selected_action": [article.pk]}
    page = client.post("/admin/articles/article/", sent).content.decode()
    assert (TAGS in page, STANDFIRST in page) == (True, False)
