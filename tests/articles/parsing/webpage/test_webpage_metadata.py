"""The metadata of the articles in saved web pages."""

from datetime import date

import pytest

from articles.vocabulary import SourceDate
from tests.articles.parsing.webpage.pages import (
    BODY,
    CANONICAL,
    RAIN,
    URL,
    build_json_ld,
    build_meta,
    build_page,
    build_script,
    get_sureness,
    parse_record,
)

# The headline.


@pytest.mark.parametrize(
    ("head", "headline"),
    [
        (build_json_ld(headline="Ferry &amp; pier"), "Ferry & pier"),
        (
            build_meta("og:title", "Ferry | Harbour Times")
            + build_meta("og:site_name", "Harbour Times"),
            "Ferry",
        ),
        (build_meta("og:title", "Ferry – and pier"), "Ferry – and pier"),
        (build_meta("twitter:title", "Ferry and pier"), "Ferry and pier"),
        (build_meta("DC.Title", "Ferry") + build_meta("og:title", "Other"), "Ferry"),
        (
            '<meta property="dcterms:title" content="Ferry">' + build_meta("dc.title", "Other"),
            "Ferry",
        ),
        ("", "Ferry opens again"),
        (build_json_ld(headline=7), "Ferry opens again"),
        (build_meta("parsely-title", "Ferry and pier"), "Ferry and pier"),
        (build_meta("og:title", "Ferry &amp; pier"), "Ferry & pier"),
        (build_meta("og:title", "Ferry &quot;late&quot;"), 'Ferry "late"'),
    ],
)
def test_the_headline_is_read_from_the_metadata_or_the_title(head: str, headline: str) -> None:
    assert parse_record(build_page(head)).headline == headline


# JSON-LD of several articles.


def test_of_several_articles_the_one_with_the_url_of_the_page_is_read() -> None:
    others = [{"@type": "Article", "headline": "Other", "url": "https://harbour.example/other"}]
    own = {"@type": "OpinionNewsArticle", "headline": "Own", "url": f"{URL}/?utm_source=x"}
    parsed = parse_record(build_page(CANONICAL + build_script([*others, own])))
    assert (parsed.headline, parsed.kind) == ("Own", "commentary")


@pytest.mark.parametrize("head", ["", CANONICAL])
def test_of_several_articles_without_the_url_of_the_page_none_is_read(head: str) -> None:
    others = [{"@type": "Article", "headline": f"Other {at}", "url": ""} for at in range(2)]
    assert parse_record(build_page(head + build_script(others))).headline == "Ferry opens again"


# The standfirst.


@pytest.mark.parametrize(
    ("description", "standfirst"),
    [
        ("A year late, the ferry is back.", "A year late, the ferry is back."),
        ("A year late, the ferry…", ""),
        ("A year late, the ferry...", ""),
        ("Ferry opens again!", ""),
        (RAIN, ""),
        (RAIN[:30], ""),
        ("", ""),
    ],
)
def test_a_description_that_adds_something_is_the_standfirst(
    description: str, standfirst: str
) -> None:
    assert parse_record(build_page(build_meta("description", description))).standfirst == standfirst


def test_a_standfirst_printed_above_the_text_is_removed_from_the_body() -> None:
    printed = "A whole year late, the ferry to the islands is back."
    head = build_json_ld(description=f"{printed} - Harbour Times")
    parsed = parse_record(build_page(head, body=f"<h2>{printed}</h2>{BODY}"))
    assert parsed.standfirst == printed
    assert printed not in parsed.body


def test_a_description_that_repeats_a_later_paragraph_is_no_standfirst() -> None:
    repeated = "Nobody had expected the ferry to come back this year."
    parsed = parse_record(
        build_page(
            build_meta("description", repeated), body=f"<p>{RAIN}</p><p>{repeated}</p>{BODY}"
        )
    )
    assert parsed.standfirst == ""
    assert repeated in parsed.body


# The source.


@pytest.mark.parametrize(
    ("head", "source"),
    [
        (
            build_meta("og:site_name", "Harbour")
            + build_json_ld(publisher={"name": "Harbour Ltd"}),
            "Harbour",
        ),
        (build_json_ld(publisher={"@type": "Organization", "name": "Harbour Ltd"}), "Harbour Ltd"),
        (build_meta("DC.publisher", "Harbour"), "Harbour"),
        ("<meta itemprop='publisher' content='Harbour'>", "Harbour"),
        ("<i itemprop='publisher'></i><i property='schema:publisher'>Harbour</i>", "Harbour"),
    ],
)
def test_the_source_is_the_name_of_the_site(head: str, source: str) -> None:
    parsed = parse_record(build_page(head))
    assert (parsed.source, "source" in get_sureness(parsed)) == (source, False)


@pytest.mark.parametrize("account", ["@Harbour Times", "https://twitter.com/Harbour Times"])
def test_a_source_read_from_a_twitter_account_is_a_guess(account: str) -> None:
    parsed = parse_record(build_page(build_meta("twitter:site", account)))
    assert (parsed.source, get_sureness(parsed)["source"]) == ("Harbour Times", "guess")


@pytest.mark.parametrize(
    ("head", "source", "sureness"),
    [
        ("", "", "missing"),
        (CANONICAL, "harbour.example", "guess"),
        (
            f"<title>Ferry opens again - News | Harbour Times</title>{CANONICAL}",
            "Harbour Times",
            "guess",
        ),
        (
            "<title>Ferry opens again – after the rain in the south of the island</title>",
            "",
            "missing",
        ),
    ],
)
def test_the_end_of_the_title_or_the_host_is_a_guess(head: str, source: str, sureness: str) -> None:
    page = build_page(head).replace("<title>Ferry opens again</title>", "")
    parsed = parse_record(page)
    assert (parsed.source, get_sureness(parsed)["source"]) == (source, sureness)


# The authors.


@pytest.mark.parametrize(
    ("head", "body", "byline", "names"),
    [
        (build_meta("author", "Ada Writer and Bo Other"), "", "Ada Writer and Bo Other", 2),
        (
            build_meta("citation_author", "Ada Writer") + build_meta("citation_author", "Bo Other"),
            "",
            "Ada Writer, Bo Other",
            2,
        ),
        (
            '<meta property="author" content="Ada Writer">' + build_meta("author", "Bo Other"),
            "",
            "Ada Writer",
            1,
        ),
        (
            build_meta("article:author", "https://a.example/")
            + build_meta("article:author", "Bo Other"),
            "",
            "Bo Other",
            1,
        ),
        (
            build_meta("dc.creator", "Ada Writer") + build_meta("author", "Web Desk"),
            "",
            "Ada Writer",
            1,
        ),
        ("", "<p>By <span itemprop='author'>Ada Writer</span></p>", "Ada Writer", 1),
        (
            "",
            "<p itemprop='author'><img><b itemprop='name'>Ada Writer</b> <i>12 articles</i></p>",
            "Ada Writer",
            1,
        ),
        (
            "",
            "<p property='schema:author'><meta property='schema:name' content='Ada Writer'></p>",
            "Ada Writer",
            1,
        ),
        ("", "<p><a rel='author'>Ada Writer</a> <i rel='author'></i></p>", "Ada Writer", 1),
    ],
)
def test_the_byline_is_read_from_metadata_or_markup(
    head: str, body: str, byline: str, names: int
) -> None:
    parsed = parse_record(build_page(head, body=body + BODY))
    assert (parsed.byline, len(parsed.credits)) == (byline, names)
    assert "byline" not in get_sureness(parsed)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", ""),
        (build_meta("author", "https://harbour.example/ada"), ""),
        ("", "<p itemprop='author'><meta itemprop='name' content='https://a.example/'></p>"),
        ("<meta property='article:author' content='https://a.example/'>", ""),
        (build_meta("author", "Harbour Times") + build_meta("og:site_name", "Harbour Times"), ""),
        (build_meta("author", "Ada Writer, " * 50), ""),
        ("", "<p><a rel='author'>Ada Writer</a> <a rel='author'>Bo Other</a></p>"),
        ("", "<p class='author'>seafarer99</p>"),
    ],
)
def test_text_that_is_not_a_byline_is_ignored(head: str, body: str) -> None:
    parsed = parse_record(build_page(head, body=body + BODY))
    assert (parsed.byline, parsed.credits) == ("", ())


def test_an_author_found_in_the_layout_is_a_guess() -> None:
    parsed = parse_record(build_page(body=f"<div class='author'>Ada Writer</div>{BODY}"))
    assert (parsed.byline, get_sureness(parsed)["byline"]) == ("Ada Writer", "guess")


# The date.


@pytest.mark.parametrize(
    ("head", "first", "precision"),
    [
        (build_json_ld(datePublished="2019-11-08"), date(2019, 11, 8), "day"),
        (build_json_ld(datePublished="2019-11"), date(2019, 11, 1), "month"),
        (build_json_ld(datePublished="2019"), date(2019, 1, 1), "year"),
        (build_json_ld(datePublished="2019-11-08 07:00:00Z"), date(2019, 11, 8), "day"),
        (build_meta("article:published_time", "2019-11-08T01:00:00Z"), date(2019, 11, 8), "day"),
        (build_meta("DC.date.issued", "8 Kasım 2019, 12:30"), date(2019, 11, 8), "day"),
        (build_meta("date", "08.11.2019 12:30"), date(2019, 11, 8), "day"),
        ("<time itemprop='datePublished' datetime='2019-11-08'></time>", date(2019, 11, 8), "day"),
        ("<time pubdate datetime='2019-11-08'></time>", date(2019, 11, 8), "day"),
    ],
)
def test_the_date_has_the_precision_of_the_page(head: str, first: date, precision: str) -> None:
    parsed = parse_record(build_page(head, body=BODY + (head if "<time" in head else "")))
    assert (parsed.source_date.first, parsed.source_date.precision) == (first, precision)
    assert "source_date" not in get_sureness(parsed)


@pytest.mark.parametrize("value", ["2019-13-45", "yesterday", "0000-00-00"])
def test_a_date_that_does_not_exist_is_flagged(value: str) -> None:
    parsed = parse_record(build_page(build_json_ld(datePublished=value)))
    assert (parsed.source_date, get_sureness(parsed)["source_date"]) == (SourceDate(), "missing")


def test_a_date_in_the_url_is_a_guess() -> None:
    parsed = parse_record(
        build_page(build_meta("og:url", "https://harbour.example/2019/11/08/ferry"))
    )
    assert (parsed.source_date.first, get_sureness(parsed)["source_date"]) == (
        date(2019, 11, 8),
        "guess",
    )


# Language and tags.


@pytest.mark.parametrize(
    ("attributes", "head", "language"),
    [
        (' lang="tr"', "", "tr"),
        (' lang="en-US"', "", "en"),
        (' xml:lang="fr"', "", "fr"),
        (' lang="sr-latn-RS"', "", "sr-Latn"),
        (' lang="x"', build_meta("og:locale", "tr_TR"), "tr"),
        ("", build_json_ld(inLanguage="de"), "de"),
        ("", '<meta http-equiv="Content-Language" content="az">', "az"),
    ],
)
def test_the_language_is_read_without_its_country(
    attributes: str, head: str, language: str
) -> None:
    assert parse_record(build_page(head, attributes=attributes)).language == language


def test_a_language_that_only_the_text_shows_is_a_guess() -> None:
    parsed = parse_record(build_page(attributes=""))
    assert (parsed.language, get_sureness(parsed)["language"]) == ("en", "guess")


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        (build_meta("keywords", "ferries, Rain,ferries"), ("ferries", "Rain")),
        (
            build_meta("article:tag", "ferries") + build_meta("article:tag", "rain"),
            ("ferries", "rain"),
        ),
        (build_meta("news_keywords", "rain") + build_meta("keywords", "snow"), ("rain",)),
        (build_meta("og:site_name", "Harbour") + build_meta("keywords", "Harbour,rain"), ("rain",)),
        (build_meta("parsely-tags", "ferries,rain"), ("ferries", "rain")),
        (build_meta("keywords", "topic:ferries,rain"), ("rain",)),
        (
            build_meta("keywords", "C++,C#,Canal+,Canal,AC/DC,北朝鮮・政府"),
            ("C++", "C#", "Canal+", "Canal", "AC/DC", "北朝鮮・政府"),
        ),
        (build_meta("keywords", "topic:ferries,id=7,rain"), ()),
        (build_meta("keywords", ",".join(f"word {at}" for at in range(26))), ()),
        ("", ()),
    ],
)
def test_keywords_are_tags_if_most_of_them_are_plain(head: str, tags: tuple[str, ...]) -> None:
    assert parse_record(build_page(head)).tags == tags
