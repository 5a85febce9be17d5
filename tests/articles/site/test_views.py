"""The pages of the public site."""

import html
import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from articles.models import Article, Status
from tests.factories import NOON, make_article, make_live, make_source, settle_content_version

pytestmark = pytest.mark.django_db


def get_html(client: Client, url: str, status: int = HTTPStatus.OK) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


# The page of an article.


def test_the_source_line_reads_as_on_a_clipping(client: Client) -> None:
    article = make_live(
        source=make_source("Agos"),
        source_date="2018-04-04",
        source_date_precision="day",
        source_date_text="4 Nisan 2018",
        source_detail="s. 3",
        source_address="https://www.agos.example/1",
    )
    page = " ".join(get_html(client, article.get_absolute_url()).split())
    assert '<a href="/sources/agos/">Agos</a>' in page
    assert "(4 Nisan 2018, s. 3)" in page
    assert 'href="https://www.agos.example/1"' in page


def test_own_work_is_labelled(client: Client) -> None:
    article = make_live(is_own_work=True)
    assert "Our own work: Newsroom" in get_html(client, article.get_absolute_url())


def test_an_article_has_its_language_attributes(client: Client) -> None:
    article = make_live(headline="IŞIK", language="tr")
    assert '<h1 lang="tr" dir="ltr">IŞIK</h1>' in get_html(client, article.get_absolute_url())


def test_a_right_to_left_language_has_its_direction(client: Client) -> None:
    assert 'lang="ar" dir="rtl"' in get_html(client, make_live(language="ar").get_absolute_url())


def test_an_unknown_language_runs_from_left_to_right(client: Client) -> None:
    assert 'lang="zza" dir="ltr"' in get_html(client, make_live(language="zza").get_absolute_url())


@pytest.mark.parametrize(
    ("authors", "label"),
    [(("Ada Writer",), "Author:"), (("Ada Writer", "Ben Other"), "Authors:")],
)
def test_screen_readers_say_who_the_names_are(
    client: Client, authors: tuple[str, ...], label: str
) -> None:
    page = get_html(client, make_live(authors=authors).get_absolute_url())
    assert f">{label}</span>" in page


def test_byline_authors_affiliations_and_tags_are_shown(client: Client) -> None:
    article = make_live(byline="By Ada Writer*", authors=("Ada Writer",), tags=("Երևան",))
    article.bylines.update(affiliation="Ilgaz University")
    page = get_html(client, article.get_absolute_url())
    assert "By Ada Writer*" in page
    assert "Ada Writer: Ilgaz University" in page
    assert "/tags/%D5%A5%D6%80%D5%A5%D5%BE%D5%A1%D5%B6/" in page


def test_a_standfirst_and_a_kind_are_shown(client: Client) -> None:
    page = get_html(client, make_live(standfirst="In short.", kind="report").get_absolute_url())
    assert '<p class="standfirst" >In short.</p>' in page
    assert '<span class="kind">report</span>' in page


def test_the_body_is_sanitised(client: Client) -> None:
    article = make_live(body="<p onclick=alert(1)>Text<script>alert(1)</script></p>")
    page = get_html(client, article.get_absolute_url())
    assert "<p>Text</p>" in page
    assert "alert" not in page


# Where an article is found.


def test_a_wrong_day_in_the_url_is_redirected(client: Client) -> None:
    article = make_live(slug="ferry")
    response = client.get("/2001/01/01/ferry/")
    assert response.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert response["Location"] == article.get_absolute_url() == "/2019/11/08/ferry/"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.APPROVED, Status.SPIKED])
def test_an_article_that_was_never_live_is_not_found(client: Client, status: Status) -> None:
    make_article(headline="Hidden", slug="hidden", status=status, tags=("harbour",))
    get_html(client, "/2019/11/08/hidden/", HTTPStatus.NOT_FOUND)
    get_html(client, "/tags/harbour/", HTTPStatus.NOT_FOUND)
    for url in ("/", "/2019/", "/2019/11/", "/2019/11/08/"):
        assert "Hidden" not in get_html(client, url)


def test_a_withdrawn_article_leaves_a_notice(client: Client) -> None:
    article = make_live(slug="gone", headline="Gone")
    article.status, article.is_released = Status.WITHDRAWN, False
    article.withdrawn_reason = "The source took it back."
    article.save()
    page = get_html(client, "/2019/11/08/gone/", HTTPStatus.GONE)
    assert "Gone" in page
    assert "The source took it back." in page
    assert "Gone" not in get_html(client, "/")


def test_a_withdrawn_article_without_a_revision_leaves_a_notice(client: Client) -> None:
    article = make_live(slug="gone", headline="Gone")
    withdrawn = {"status": Status.WITHDRAWN, "is_released": False, "withdrawn_reason": "Wrong."}
    Article.objects.filter(pk=article.pk).update(live_revision=None, **withdrawn)
    assert "Gone" in get_html(client, "/2019/11/08/gone/", HTTPStatus.GONE)


def test_an_article_appears_and_expires_at_the_planned_instant(
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


def test_a_slug_can_be_in_any_script(client: Client) -> None:
    article = make_live(headline="Երևանի նավահանգիստը")
    assert "Երևանի նավահանգիստը" in get_html(client, article.get_absolute_url())


# The lists.


def test_the_latest_articles_come_first_under_their_day(client: Client) -> None:
    make_live(headline="Old", published_at=NOON - timedelta(days=1))
    make_live(headline="Recent")
    page = get_html(client, "/")
    places = [page.index(text) for text in ("8 November 2019", "Recent", "7 November 2019", "Old")]
    assert places == sorted(places)


def test_a_filter_is_kept_while_paging(client: Client) -> None:
    for i in range(21):
        make_live(kind="report", published_at=NOON - timedelta(hours=i))
    make_live(kind="news", headline="Other")
    assert "?kind=report&amp;older=" in get_html(client, "/?kind=report")


def test_older_and_newer_lead_to_the_same_pages(client: Client) -> None:
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


def test_a_bad_request_gives_a_page_with_a_link(client: Client) -> None:
    page = get_html(client, f"/?{'a=1&' * 1_200}", HTTPStatus.BAD_REQUEST)
    assert "Your browser sent a request that could not be understood." in page
    assert 'href="/"' in page


def test_a_malformed_cursor_is_not_found(client: Client) -> None:
    assert "Page not found" in get_html(client, "/?older=x", HTTPStatus.NOT_FOUND)


def test_an_invalid_filter_gives_an_error_message(client: Client) -> None:
    page = get_html(client, "/?source=nobody&kind=news", HTTPStatus.BAD_REQUEST)
    assert "These filters cannot be used:" in page
    assert "Source: Select a valid choice." in page


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("day", ["08/11/2019", "8.11.2019", "Nov 8 2019"])
def test_days_in_urls_are_not_localised(client: Client, day: str, language: str) -> None:
    response = client.get("/", {"from": day}, headers={"Accept-Language": language})
    assert response.status_code == HTTPStatus.BAD_REQUEST


def test_a_language_outside_the_settings_is_a_filter_if_an_article_has_it(
    client: Client,
) -> None:
    make_live(language="ar", headline="Ferry")
    make_live(headline="Tram")
    page = get_html(client, "/?language=ar")
    assert ("Ferry" in page, "Tram" in page) == (True, False)
    assert re.search(r'<option\s+value="ar"\s+selected', page)
    get_html(client, "/?language=zh-Hant", HTTPStatus.BAD_REQUEST)


def test_the_canonical_url_has_a_page_number_only_for_ranked_hits(client: Client) -> None:
    make_live(headline="Ferry")
    for url, canonical in {"/?page=7": "/", "/?q=ferry&order=best&page=1": ""}.items():
        match = re.search(r'rel="canonical" href="https?://[^/]+([^"]*)"', get_html(client, url))
        assert match
        assert html.unescape(match[1]) == (canonical or url)


def test_the_title_contains_the_filters(client: Client) -> None:
    make_live(kind="news", headline="Ferry")
    page = " ".join(get_html(client, "/?q=ferry&kind=news").split())
    assert "<title> Latest articles · Search: ferry · Kind: news – Newsroom </title>" in page
    assert (
        "Kind"
        not in get_html(client, "/?q=ferry&kind=x", HTTPStatus.BAD_REQUEST).split("</title>")[0]
    )


def test_each_filter_can_be_removed(client: Client) -> None:
    make_live(authors=("Ada Writer",), tags=("harbour",))
    page = get_html(client, "/?author=ada-writer&tag=harbour")
    assert 'href="?tag=harbour"' in page
    assert 'href="?author=ada-writer"' in page


def test_a_list_has_a_description(client: Client) -> None:
    source = make_source("A & B")
    make_live(source=source)
    description = (
        '<meta name="description" content="A &amp; B. A press review: every article names its'
    )
    assert description in " ".join(get_html(client, source.get_absolute_url()).split())


def test_an_empty_list_has_a_message(client: Client) -> None:
    assert "There are no articles here." in get_html(client, "/")


@pytest.mark.parametrize(
    ("url", "headlines"),
    [
        ("/2019/", ["A", "B", "C"]),
        ("/2019/11/", ["A", "B"]),
        ("/2019/11/08/", ["A"]),
        ("/2018/", []),
        ("/2019/12/", []),
    ],
)
def test_the_archive_by_year_month_and_day(client: Client, url: str, headlines: list[str]) -> None:
    for headline, days in {"A": 0, "B": 1, "C": 30}.items():
        make_live(headline=headline, published_at=NOON - timedelta(days=days))
    page = client.get(url).context["page"]
    assert [article.headline for article in page.articles] == headlines


def test_a_year_links_to_its_months_and_a_month_to_its_days(client: Client) -> None:
    make_live()
    assert 'href="/2019/11/"' in get_html(client, "/2019/")
    assert 'href="/2019/11/08/"' in get_html(client, "/2019/11/")


@pytest.mark.parametrize("url", ["/2019/02/31/", "/2019/13/", "/2019/1/", "/0000/", "/19/"])
def test_days_that_do_not_exist_are_not_found(client: Client, url: str) -> None:
    get_html(client, url, HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize("kind", ["sources", "authors", "tags"])
def test_a_directory_lists_all_names_with_live_articles(client: Client, kind: str) -> None:
    make_live(source=make_source("Agos"), authors=("Ada Writer",), tags=("harbour",))
    make_article(source=make_source("Idle Post"), authors=("Idle Hand",), tags=("idle",))
    letters = client.get(f"/{kind}/").context["directory"].letters
    names = [str(row) for _letter, rows in letters for row in rows]
    assert names == {"sources": ["Agos"], "authors": ["Ada Writer"], "tags": ["harbour"]}[kind]


def test_an_empty_directory_has_a_message(client: Client) -> None:
    assert "There is nothing here yet." in get_html(client, "/tags/")


def test_sources_authors_and_tags_have_their_articles(client: Client) -> None:
    source = make_source("Agos", website="https://agos.example/", about="A weekly.")
    make_live(headline="Mine", source=source, authors=("Ada Writer",), tags=("harbour",))
    make_live(headline="Other")
    for url in ("/sources/agos/", "/authors/ada-writer/", "/tags/harbour/"):
        page = client.get(url).context["page"]
        assert [article.headline for article in page.articles] == ["Mine"]
    assert "A weekly." in get_html(client, "/sources/agos/")


def test_a_source_has_the_number_of_its_articles_and_the_first_day(client: Client) -> None:
    source = make_source("Agos")
    make_live(source=source)
    assert "1 article, from 8 November 2019" in get_html(client, "/sources/agos/")
    make_live(source=source, published_at=NOON - timedelta(days=365))
    assert "2 articles, the earliest from 8 November 2018" in get_html(client, "/sources/agos/")


def test_articles_of_a_list_are_counted_up_to_a_limit(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.site.listings.COUNT_LIMIT", 2)
    source = make_source("Agos")
    for _ in range(3):
        make_live(source=source)
    assert "More than 10,000 articles, the earliest from 8 Nov" in get_html(
        client, "/sources/agos/"
    )


def test_the_archive_goes_from_the_newest_year_to_the_oldest(client: Client) -> None:
    assert "There is nothing here yet." in get_html(client, "/archive/")
    make_live()
    make_live(published_at=NOON - timedelta(days=730))
    assert client.get("/archive/").context["years"] == [2019, 2018, 2017]


def test_a_page_without_a_list_has_the_site_search(client: Client) -> None:
    make_live()
    for url in ("/nothing/", "/sources/", "/2019/11/08/"):
        has_search = "site-search" in client.get(url).text
        assert has_search == (url != "/2019/11/08/"), url


def test_own_work_has_a_class_of_its_own(client: Client) -> None:
    make_live(is_own_work=True, headline="Ours")
    make_live(headline="Theirs")
    page = get_html(client, "/")
    assert page.count("own-work") == 1
    assert "Ours" in page.partition("own-work")[2].partition("</article>")[0]


@pytest.mark.parametrize("url", ["/sources/x/", "/authors/x/", "/tags/x/", "/nothing/"])
def test_unknown_names_are_not_found(client: Client, url: str) -> None:
    assert "Page not found" in get_html(client, url, HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize("url", ["/", "/?q=ferry", "/sources/", "/archive/", "{article}"])
def test_the_context_of_a_page_has_no_user(client: Client, url: str) -> None:
    article = make_live(headline="Ferry")
    response = client.get(url.format(article=article.get_absolute_url()))
    assert "request" in response.context
    assert not {"user", "perms", "messages", "csrf_token"} & response.context.keys()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)("/").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_head_request_is_answered(client: Client) -> None:
    assert client.head("/").status_code == HTTPStatus.OK


def test_the_language_follows_accept_language(client: Client) -> None:
    response = client.get("/", headers={"Accept-Language": "tr"})
    assert '<html lang="tr">' in response.content.decode()


def test_a_server_error_has_a_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("a test")

    settle_content_version()
    monkeypatch.setattr(timezone, "now", fail)
    client.raise_request_exception = False
    page = get_html(client, "/", HTTPStatus.INTERNAL_SERVER_ERROR)
    assert "Something went wrong on our side." in page
