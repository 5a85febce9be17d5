"""The public site: what readers get at each address, and what it costs."""

import html
import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from articles.models import Article, Status
from tests.factories import NOON, make_article, make_live, make_source, settle_content_version

pytestmark = pytest.mark.django_db


def body(client: Client, address: str, status: int = HTTPStatus.OK) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


# What an article's page shows.


def test_the_source_line_reads_as_on_a_clipping(client: Client) -> None:
    article = make_live(
        source=make_source("Agos"),
        source_date="2018-04-04",
        source_date_precision="day",
        source_date_text="4 Nisan 2018",
        source_detail="s. 3",
        source_address="https://www.agos.example/1",
    )
    page = " ".join(body(client, article.get_absolute_url()).split())
    assert '<a href="/sources/agos/">Agos</a>' in page
    assert "(4 Nisan 2018, s. 3)" in page
    assert 'href="https://www.agos.example/1"' in page


def test_a_piece_of_our_own_says_so(client: Client) -> None:
    article = make_live(is_own_work=True)
    assert "Our own work: Newsroom" in body(client, article.get_absolute_url())


def test_an_article_stands_in_its_own_language(client: Client) -> None:
    article = make_live(headline="IŞIK", language="tr")
    assert '<h1 lang="tr" dir="ltr">IŞIK</h1>' in body(client, article.get_absolute_url())


def test_a_language_from_right_to_left_is_shown_so(client: Client) -> None:
    assert 'lang="ar" dir="rtl"' in body(client, make_live(language="ar").get_absolute_url())


def test_a_language_that_nobody_knows_is_taken_to_run_from_left_to_right(client: Client) -> None:
    assert 'lang="zza" dir="ltr"' in body(client, make_live(language="zza").get_absolute_url())


def test_byline_authors_affiliations_and_tags_are_shown(client: Client) -> None:
    article = make_live(byline="By Ada Writer*", authors=("Ada Writer",), tags=("Երևան",))
    article.bylines.update(affiliation="Ilgaz University")
    page = body(client, article.get_absolute_url())
    assert "By Ada Writer*" in page
    assert "Ada Writer: Ilgaz University" in page
    assert "/tags/%D5%A5%D6%80%D5%A5%D6%82%D5%A1%D5%B6/" in page


def test_a_standfirst_and_a_kind_are_shown(client: Client) -> None:
    page = body(client, make_live(standfirst="In short.", kind="report").get_absolute_url())
    assert '<p class="standfirst" >In short.</p>' in page
    assert '<span class="kind">report</span>' in page


def test_the_body_has_passed_the_gate(client: Client) -> None:
    article = make_live(body="<p onclick=alert(1)>Text<script>alert(1)</script></p>")
    page = body(client, article.get_absolute_url())
    assert "<p>Text</p>" in page
    assert "alert" not in page


# Where an article is, and where it is not.


def test_another_day_in_the_address_leads_to_the_right_one(client: Client) -> None:
    article = make_live(slug="ferry")
    response = client.get("/2001/01/01/ferry/")
    assert response.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert response["Location"] == article.get_absolute_url() == "/2019/11/08/ferry/"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.APPROVED, Status.SPIKED])
def test_what_was_never_live_is_nowhere(client: Client, status: Status) -> None:
    make_article(headline="Hidden", slug="hidden", status=status, tags=("harbour",))
    body(client, "/2019/11/08/hidden/", HTTPStatus.NOT_FOUND)
    body(client, "/tags/harbour/", HTTPStatus.NOT_FOUND)
    for address in ("/", "/2019/", "/2019/11/", "/2019/11/08/"):
        assert "Hidden" not in body(client, address)


def test_what_is_withdrawn_leaves_its_notice(client: Client) -> None:
    article = make_live(slug="gone", headline="Gone")
    article.status, article.is_released = Status.WITHDRAWN, False
    article.withdrawn_reason = "The source took it back."
    article.save()
    page = body(client, "/2019/11/08/gone/", HTTPStatus.GONE)
    assert "Gone" in page
    assert "The source took it back." in page
    assert "Gone" not in body(client, "/")


def test_a_row_withdrawn_without_a_revision_leaves_its_notice_too(client: Client) -> None:
    article = make_live(slug="gone", headline="Gone")
    withdrawn = {"status": Status.WITHDRAWN, "is_released": False, "withdrawn_reason": "Wrong."}
    Article.objects.filter(pk=article.pk).update(live_revision=None, **withdrawn)
    assert "Gone" in body(client, "/2019/11/08/gone/", HTTPStatus.GONE)


def test_an_article_appears_and_expires_at_the_very_instant(
    client: Client, time_machine: TimeMachineFixture
) -> None:
    article = make_live(published_at=NOON, publish_at=NOON, expire_at=NOON + timedelta(hours=1))
    statuses = []
    for instant in (-1, 0, 3599, 3600):
        time_machine.move_to(NOON + timedelta(seconds=instant), tick=False)
        statuses.append(
            (client.get("/2019/11/08/" + article.slug + "/").status_code, article.is_live)
        )
    assert statuses == [(404, False), (200, True), (200, True), (404, False)]


def test_a_slug_in_another_script_has_its_address(client: Client) -> None:
    article = make_live(headline="Երևանի նավահանգիստը")
    assert "Երևանի նավահանգիստը" in body(client, article.get_absolute_url())


# The lists.


def test_the_latest_come_first_under_their_day(client: Client) -> None:
    make_live(headline="Old", published_at=NOON - timedelta(days=1))
    make_live(headline="Recent")
    page = body(client, "/")
    places = [page.index(text) for text in ("8 November 2019", "Recent", "7 November 2019", "Old")]
    assert places == sorted(places)


def test_a_filter_is_kept_while_paging(client: Client) -> None:
    for i in range(21):
        make_live(kind="report", published_at=NOON - timedelta(hours=i))
    make_live(kind="news", headline="Other")
    assert "?kind=report&amp;older=" in body(client, "/?kind=report")


def test_older_and_newer_lead_there_and_back(client: Client) -> None:
    for i in range(45):
        make_live(published_at=NOON - timedelta(hours=i))
    first = client.get("/").context["page"]
    second = client.get("/", {"older": first.older}).context["page"]
    back = client.get("/", {"newer": second.newer}).context["page"]
    assert back.articles == first.articles


def test_newer_than_the_newest_leads_to_the_first_page(client: Client) -> None:
    article = make_live(kind="news")
    cursor = f"{int(NOON.timestamp()) * 1_000_000}.{article.pk}"
    response = client.get("/", {"kind": "news", "newer": cursor})
    assert (response.status_code, response["Location"]) == (302, "/?kind=news")
    assert client.get("/", {"newer": cursor})["Location"] == "/"


def test_older_than_the_oldest_leads_to_the_first_page(client: Client) -> None:
    make_live(kind="news")
    response = client.get("/", {"kind": "news", "older": "1.1"})
    assert (response.status_code, response["Location"]) == (302, "/?kind=news")


def test_what_is_not_understood_is_told_on_a_page_that_leads_on(client: Client) -> None:
    page = body(client, f"/?{'a=1&' * 1_200}", HTTPStatus.BAD_REQUEST)
    assert "What your browser asked for was not understood." in page
    assert 'href="/"' in page


def test_a_cursor_that_is_none_is_not_found(client: Client) -> None:
    assert "nothing at this address" in body(client, "/?older=x", HTTPStatus.NOT_FOUND)


def test_a_filter_that_is_none_says_so(client: Client) -> None:
    page = body(client, "/?source=nobody&kind=news", HTTPStatus.BAD_REQUEST)
    assert "The list cannot be narrowed like this:" in page
    assert "Source: Select a valid choice." in page


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("day", ["08/11/2019", "8.11.2019", "Nov 8 2019"])
def test_a_day_in_an_address_is_the_same_in_every_language(
    client: Client, day: str, language: str
) -> None:
    asked = client.get("/", {"from": day}, headers={"Accept-Language": language})
    assert asked.status_code == HTTPStatus.BAD_REQUEST


def test_a_language_that_the_desk_does_not_read_can_be_chosen_where_a_piece_is_in_it(
    client: Client,
) -> None:
    make_live(language="ar", headline="Ferry")
    make_live(headline="Tram")
    page = body(client, "/?language=ar")
    assert ("Ferry" in page, "Tram" in page) == (True, False)
    assert re.search(r'<option\s+value="ar"\s+selected', page)
    body(client, "/?language=zh-Hant", HTTPStatus.BAD_REQUEST)


def test_what_does_not_number_the_page_is_no_part_of_its_address(client: Client) -> None:
    make_live(headline="Ferry")
    for address, counts in {"/?page=7": "/", "/?q=ferry&order=best&page=1": ""}.items():
        found = re.search(r'rel="canonical" href="https?://[^/]+([^"]*)"', body(client, address))
        assert found
        assert html.unescape(found[1]) == (counts or address)


def test_the_title_tells_what_the_list_is_narrowed_to(client: Client) -> None:
    make_live(kind="news", headline="Ferry")
    page = " ".join(body(client, "/?q=ferry&kind=news").split())
    assert "<title> Latest articles · Search: ferry · Kind: news – Newsroom </title>" in page
    assert (
        "Kind" not in body(client, "/?q=ferry&kind=x", HTTPStatus.BAD_REQUEST).split("</title>")[0]
    )


def test_what_the_list_is_narrowed_by_can_be_taken_off(client: Client) -> None:
    make_live(authors=("Ada Writer",), tags=("harbour",))
    page = body(client, "/?author=ada-writer&tag=harbour")
    assert 'href="?tag=harbour"' in page
    assert 'href="?author=ada-writer"' in page


def test_a_list_tells_search_engines_what_it_is(client: Client) -> None:
    make_live(source=make_source("A & B"))
    told = '<meta name="description" content="A &amp; B. A press review: each piece names its'
    assert told in " ".join(body(client, "/sources/a-b/").split())


def test_an_empty_list_says_so(client: Client) -> None:
    assert "There are no articles here." in body(client, "/")


@pytest.mark.parametrize(
    ("address", "headlines"),
    [
        ("/2019/", ["A", "B", "C"]),
        ("/2019/11/", ["A", "B"]),
        ("/2019/11/08/", ["A"]),
        ("/2018/", []),
        ("/2019/12/", []),
    ],
)
def test_the_archive_by_year_month_and_day(
    client: Client, address: str, headlines: list[str]
) -> None:
    for headline, days in {"A": 0, "B": 1, "C": 30}.items():
        make_live(headline=headline, published_at=NOON - timedelta(days=days))
    page = client.get(address).context["page"]
    assert [article.headline for article in page.articles] == headlines


def test_a_year_leads_to_its_months_and_a_month_to_its_days(client: Client) -> None:
    make_live()
    assert 'href="/2019/11/"' in body(client, "/2019/")
    assert 'href="/2019/11/08/"' in body(client, "/2019/11/")


@pytest.mark.parametrize("address", ["/2019/02/31/", "/2019/13/", "/2019/1/", "/0000/", "/19/"])
def test_days_that_do_not_exist_are_not_found(client: Client, address: str) -> None:
    body(client, address, HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize("kind", ["sources", "authors", "tags"])
def test_a_directory_names_all_with_live_articles(client: Client, kind: str) -> None:
    make_live(source=make_source("Agos"), authors=("Ada Writer",), tags=("harbour",))
    make_article(source=make_source("Idle Post"), authors=("Idle Hand",), tags=("idle",))
    letters = client.get(f"/{kind}/").context["directory"].letters
    names = [str(each) for _letter, named in letters for each in named]
    assert names == {"sources": ["Agos"], "authors": ["Ada Writer"], "tags": ["harbour"]}[kind]


def test_an_empty_directory_says_so(client: Client) -> None:
    assert "There is nothing here yet." in body(client, "/tags/")


def test_sources_authors_and_tags_have_their_articles(client: Client) -> None:
    source = make_source("Agos", website="https://agos.example/", about="A weekly.")
    make_live(headline="Mine", source=source, authors=("Ada Writer",), tags=("harbour",))
    make_live(headline="Other")
    for address in ("/sources/agos/", "/authors/ada-writer/", "/tags/harbour/"):
        page = client.get(address).context["page"]
        assert [article.headline for article in page.articles] == ["Mine"]
    assert "A weekly." in body(client, "/sources/agos/")


def test_a_source_says_how_much_there_is_of_it_and_since_when(client: Client) -> None:
    source = make_source("Agos")
    make_live(source=source)
    assert "1 article, of 8 November 2019" in body(client, "/sources/agos/")
    make_live(source=source, published_at=NOON - timedelta(days=365))
    assert "2 articles, the first of 8 November 2018" in body(client, "/sources/agos/")


def test_no_list_is_counted_to_its_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.site.listings.COUNT_LIMIT", 2)
    source = make_source("Agos")
    for _ in range(3):
        make_live(source=source)
    assert "More than 10,000 articles, the first of 8 Nov" in body(client, "/sources/agos/")


def test_the_archive_goes_from_the_newest_year_to_the_oldest(client: Client) -> None:
    assert "There is nothing here yet." in body(client, "/archive/")
    make_live()
    make_live(published_at=NOON - timedelta(days=730))
    assert client.get("/archive/").context["years"] == [2019, 2018, 2017]


def test_a_page_without_a_list_has_the_search_of_the_site(client: Client) -> None:
    make_live()
    for address in ("/nothing/", "/sources/", "/2019/11/08/"):
        has_it = "site-search" in client.get(address).text
        assert has_it == (address != "/2019/11/08/"), address


def test_our_own_work_is_set_apart(client: Client) -> None:
    make_live(is_own_work=True, headline="Ours")
    make_live(headline="Theirs")
    page = body(client, "/")
    assert page.count("own-work") == 1
    assert "Ours" in page.partition("own-work")[2].partition("</article>")[0]


@pytest.mark.parametrize("address", ["/sources/x/", "/authors/x/", "/tags/x/", "/nothing/"])
def test_what_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert "nothing at this address" in body(client, address, HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize("address", ["/", "/?q=ferry", "/sources/", "/archive/", "{article}"])
def test_no_page_is_told_who_reads_it(client: Client, address: str) -> None:
    article = make_live(headline="Ferry")
    response = client.get(address.format(article=article.get_absolute_url()))
    assert "request" in response.context
    assert not {"user", "perms", "messages", "csrf_token"} & response.context.keys()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_readers_can_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_head_request_is_answered(client: Client) -> None:
    assert client.head("/").status_code == HTTPStatus.OK


def test_readers_who_want_turkish_get_it(client: Client) -> None:
    response = client.get("/", headers={"Accept-Language": "tr"})
    assert '<html lang="tr">' in response.content.decode()


def test_an_error_of_ours_has_a_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("a test")

    settle_content_version()
    monkeypatch.setattr(timezone, "now", fail)
    client.raise_request_exception = False
    page = body(client, "/", HTTPStatus.INTERNAL_SERVER_ERROR)
    assert "Something went wrong on our side." in page


# What watches over it.


def test_it_says_that_it_is_well(client: Client) -> None:
    assert body(client, "/healthz") == "ok\n"


def test_it_says_why_it_is_not_well(client: Client) -> None:
    def fail(*_args: object) -> None:
        raise OperationalError("secret address")

    with connection.execute_wrapper(fail):
        page = body(client, "/healthz", HTTPStatus.SERVICE_UNAVAILABLE)
    assert page == "The database does not answer: OperationalError.\n"
