"""Metadata of pages: JSON-LD, Open Graph, canonical URLs, languages."""

import html
import json
import re
from datetime import date
from typing import Any

import jsonschema
import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from articles.models import Article, Author, Correction, Source, Status
from articles.publishing import closing
from articles.site import metadata
from tests.factories import NOON, make_article, make_live, make_revision, make_source, make_user

pytestmark = pytest.mark.django_db

SITE = "https://press.example.org"
# What schema.org, and Google's pages on articles, expect of the types, in our own words.
URL = {"type": "string", "pattern": "^https?://[!-~]+$"}
TEXT = {"type": "string", "minLength": 1}
DAY = r"^\d{4}(-\d\d(-\d\d)?)?$"
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$"}


def build_schema(kinds: str, *required: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object of one of these types, without further properties."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["@type", *required],
        "properties": {"@type": {"enum": kinds.split()}, **properties},
    }


OUTLET = build_schema("Organization NewsMediaOrganization", "name", name=TEXT, url=URL)
PUBLISHER = build_schema(
    "NewsMediaOrganization", "name", "url", "correctionsPolicy",
    name=TEXT, url=URL, correctionsPolicy=URL,
)  # fmt: skip
CREDITED = build_schema("Person Organization", "name", name=TEXT, url=URL, affiliation=OUTLET)
WORK = {"@id": URL, "url": URL, "headline": TEXT, "inLanguage": TEXT}
VERSION = build_schema("NewsArticle", "@id", "url", "headline", **WORK)
ORIGINAL = build_schema(
    "NewsArticle", "publisher",
    url=URL, publisher=OUTLET, datePublished={"type": "string", "pattern": DAY},
)  # fmt: skip
NOTICE = build_schema(
    "CorrectionComment", "text", "datePublished",
    name=TEXT, text=TEXT, datePublished=INSTANT, url=URL,
)  # fmt: skip
NEWS_ARTICLE = build_schema(
    "NewsArticle", "@context", "headline", "datePublished", "dateModified", "author", "publisher",
    **{"@context": {"const": "https://schema.org"}},
    **WORK,
    identifier=TEXT,
    mainEntityOfPage=build_schema("WebPage", "@id", **{"@id": URL}),
    description=TEXT,
    datePublished=INSTANT,
    dateModified=INSTANT,
    author={"type": "array", "minItems": 1, "items": {"anyOf": [CREDITED, PUBLISHER]}},
    creditText=TEXT,
    publisher=PUBLISHER,
    genre=TEXT,
    keywords={"type": "array", "items": TEXT},
    isAccessibleForFree={"const": True},
    isBasedOn=ORIGINAL,
    citation=TEXT,
    correction={"type": "array", "minItems": 1, "items": NOTICE},
    translationOfWork=VERSION,
    workTranslation={"type": "array", "minItems": 1, "items": VERSION},
)  # fmt: skip


@pytest.fixture(autouse=True)
def _set_site_url(settings: Any) -> None:
    settings.NEWSROOM_SITE_ADDRESS = SITE


def get_page(article: Article) -> str:
    return Client().get(article.get_absolute_url()).content.decode()


def get_json_ld(article: Article) -> Any:
    """Return the JSON-LD of the article's page, which fits the schema."""
    (script,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', get_page(article), re.DOTALL
    )
    document = json.loads(script)
    jsonschema.validate(document, NEWS_ARTICLE)
    return document


def list_metas(article: Article) -> list[tuple[str, str]]:
    """Return name or property, and content, of each meta element in the head."""
    matches = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', get_page(article))
    return [(name, html.unescape(value)) for name, value in matches]


def list_links(article: Article, relation: str) -> list[str]:
    """Return the other attributes of the links with this relation."""
    return re.findall(rf'<link rel="{relation}" ([^>]*)>', get_page(article))


def make_complete_article(**fields: Any) -> Article:
    return make_live(
        **{
            "headline": "The ferry & the sea",
            "standfirst": "In short.",
            "slug": "ferry",
            "language": "tr",
            "kind": "report",
            "source": make_source("Agos", website="https://agos.example/"),
            "source_date": date(2019, 11, 7),
            "source_date_precision": "day",
            "source_date_text": "7 Kasım 2019",
            "source_detail": "s. 3",
            "source_address": "https://agos.example/1",
            "byline": "By Ada Writer*",
            "authors": ("Ada Writer",),
            "affiliation": "Ilgaz University",
            "tags": ("harbour", "sea"),
            **fields,
        }
    )


# JSON-LD.


PUBLISHER = {
    "@type": "NewsMediaOrganization",
    "name": "Newsroom",
    "url": f"{SITE}/",
    "correctionsPolicy": f"{SITE}/corrections/",
}


def test_json_ld_has_all_fields_of_an_article() -> None:
    article = make_complete_article()
    url = f"{SITE}/2019/11/08/ferry/"
    document = get_json_ld(article)
    assert document.pop("identifier").endswith(f":article/{article.pk}")
    assert document == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": "The ferry & the sea",
        "description": "In short.",
        "inLanguage": "tr",
        "datePublished": NOON.isoformat(),
        "dateModified": NOON.isoformat(),
        "author": [
            {
                "@type": "Person",
                "name": "Ada Writer",
                "url": f"{SITE}/authors/ada-writer/",
                "affiliation": {"@type": "Organization", "name": "Ilgaz University"},
            }
        ],
        "creditText": "By Ada Writer*",
        "publisher": PUBLISHER,
        "genre": "report",
        "keywords": ["harbour", "sea"],
        "isAccessibleForFree": True,
        "isBasedOn": {
            "@type": "NewsArticle",
            "url": "https://agos.example/1",
            "publisher": {"@type": "Organization", "name": "Agos", "url": "https://agos.example/"},
            "datePublished": "2019-11-07",
        },
        "citation": "Agos, 7 Kasım 2019, s. 3, https://agos.example/1",
    }


def test_an_organisation_is_an_organization() -> None:
    article = make_complete_article()
    Author.objects.update(is_organisation=True)
    (author,) = get_json_ld(article)["author"]
    assert (author["@type"], "affiliation" in author) == ("Organization", False)


def test_without_authors_the_source_is_the_author() -> None:
    assert get_json_ld(make_complete_article(authors=()))["author"][0]["name"] == "Agos"


def test_of_our_own_work_the_site_is_the_author() -> None:
    document = get_json_ld(make_live(is_own_work=True))
    assert [author["name"] for author in document["author"]] == ["Newsroom"]
    assert document.keys() & {"isBasedOn", "citation"} == set()


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"source_date_precision": "month"}, "2019-11"),
        ({"source_date_precision": "year"}, "2019"),
        ({"source_date_precision": "range", "source_date_end": date(2019, 11, 9)}, None),
        ({"source_date_precision": "unknown", "source_date": None}, None),
    ],
)
def test_the_source_date_has_its_precision(fields: dict[str, Any], day: str) -> None:
    assert get_json_ld(make_complete_article(**fields))["isBasedOn"].get("datePublished") == day


def test_a_correction_is_a_correction_comment() -> None:
    article = make_complete_article()
    revision = make_revision(article, by=make_user("Editors"), headline="Another")
    notice = Correction.objects.create(
        article=article,
        revision=revision,
        kind="correction",
        text="It was </script> two.",
        place="top",
        published_at=NOON,
    )
    assert get_json_ld(article)["correction"] == [
        {
            "@type": "CorrectionComment",
            "name": "Correction",
            "text": "It was </script> two.",
            "datePublished": NOON.isoformat(),
            "url": f"{SITE}/2019/11/08/ferry/#correction-{notice.pk}",
        }
    ]


@pytest.mark.parametrize(
    "headline", ["</script><b>x", "<!--<script>", "a & b", "\u2028 line", "]]>", "İ 🚢 \u202e"]
)
def test_no_text_can_end_the_script(headline: str) -> None:
    article = make_complete_article(headline=headline)
    assert get_json_ld(article)["headline"] == headline
    script = get_page(article).split("application/ld+json")[1].split("</script>")[0]
    assert [character for character in "<&" if character in script] == []


# Open Graph and canonical URLs.


def test_open_graph_has_all_fields() -> None:
    Article.objects.filter(pk=(article := make_complete_article()).pk).update(updated_at=NOON)
    assert list_metas(article)[2:] == [
        ("description", "In short."),
        ("og:site_name", "Newsroom"),
        ("og:locale", "tr"),
        ("og:type", "article"),
        ("og:title", "The ferry & the sea"),
        ("og:description", "In short."),
        ("og:url", f"{SITE}/2019/11/08/ferry/"),
        ("article:published_time", NOON.isoformat()),
        ("article:modified_time", NOON.isoformat()),
        ("article:author", f"{SITE}/authors/ada-writer/"),
        ("article:section", "report"),
        ("article:tag", "harbour"),
        ("article:tag", "sea"),
        ("twitter:card", "summary"),
    ]


def test_the_locale_without_a_language_is_that_of_the_site() -> None:
    assert ("og:locale", "en") in list_metas(make_complete_article(language=""))
    assert ("og:locale", "pt_BR") in list_metas(make_live(language="pt-BR"))


@pytest.mark.parametrize(
    ("policy", "url", "canonical", "robots"),
    [
        ("index", "https://agos.example/ş", f"{SITE}/2019/11/08/ferry/", ""),
        ("noindex", "https://agos.example/ş", f"{SITE}/2019/11/08/ferry/", "noindex"),
        ("original", "https://agos.example/ş", "https://agos.example/%C5%9F", ""),
        ("original", "", f"{SITE}/2019/11/08/ferry/", "noindex"),
    ],
)
def test_canonical_url_and_robots_follow_the_policy_of_the_source(
    policy: str, url: str, canonical: str, robots: str
) -> None:
    article = make_complete_article(source_address=url)
    Source.objects.update(index_policy=policy)
    assert list_links(article, "canonical") == [f'href="{canonical}"']
    assert dict(list_metas(article)).get("robots", "") == robots


def test_the_canonical_url_of_own_work_is_our_page() -> None:
    article = make_live(is_own_work=True, slug="ferry")
    assert list_links(article, "canonical") == [f'href="{SITE}/2019/11/08/ferry/"']
    assert "robots" not in dict(list_metas(article))


def test_the_page_links_to_its_formats_and_to_the_feeds() -> None:
    matches = re.findall(
        r'type="([^"]+)"(?: title="[^"]+")? href="([^"]+)"', get_page(make_complete_article())
    )
    assert [link for link in matches if "image" not in link[0]] == [
        ("application/json", f"{SITE}/2019/11/08/ferry/article.json"),
        ("text/plain", f"{SITE}/2019/11/08/ferry/article.txt"),
        ("application/rss+xml", "/feed.rss"),
        ("application/atom+xml", "/feed.atom"),
        ("application/feed+json", "/feed.json"),
    ]


# Lists.


def list_head_links(url: str) -> list[str]:
    text = Client().get(url).content.decode()
    matches = re.findall(
        r'<link rel="(?:alternate|canonical)"[^>]*>|<meta name="robots"[^>]*>', text
    )
    return [html.unescape(link) for link in matches]


def test_a_list_links_to_its_feeds_with_its_filters() -> None:
    make_complete_article()
    query = "kind=report&language=tr"
    assert list_head_links(f"/sources/agos/?{query}&x=1") == [
        *(
            f'<link rel="alternate" type="application/{kind}" '
            f'title="Agos · Kind: report · Language: Turkish ({name})" '
            f'href="/sources/agos/feed.{end}?{query}">'
            for kind, name, end in (
                ("rss+xml", "RSS", "rss"),
                ("atom+xml", "Atom", "atom"),
                ("feed+json", "JSON Feed", "json"),
            )
        ),
        f'<link rel="canonical" href="{SITE}/sources/agos/?{query}">',
        '<meta name="robots" content="noindex, follow">',
    ]


def test_an_empty_list_is_not_to_be_indexed() -> None:
    make_live()
    robots = '<meta name="robots" content="noindex, follow">'
    assert [robots in list_head_links(path) for path in ("/2019/", "/2018/")] == [False, True]


def test_corrections_link_to_their_own_feeds_first() -> None:
    assert [link.split('href="')[1] for link in list_head_links("/corrections/")][:4] == [
        *(f'/corrections/feed.{end}">' for end in ("rss", "atom", "json")),
        '/feed.rss">',
    ]


def test_the_canonical_url_of_a_list_has_no_unknown_parameters() -> None:
    make_complete_article()
    place = f"older={int(NOON.timestamp()) + 1}000000.1"
    assert list_head_links(f"/?{place}&utm_source=x")[3:] == [
        f'<link rel="canonical" href="{SITE}/?{place}">'
    ]


def test_a_list_with_an_invalid_filter_has_no_feed() -> None:
    assert [link for link in list_head_links("/?source=nobody") if "alternate" in link] == []


# Languages.


def make_versions() -> tuple[Article, Article, Article]:
    """Make an article with its translations into two languages."""
    original = make_complete_article(language="en")
    turkish = make_live(
        headline="Vapur", slug="vapur", language="tr", is_own_work=True, translation_of=original
    )
    armenian = make_live(slug="nav", language="hy", is_own_work=True, translation_of=original)
    return original, turkish, armenian


def test_every_version_links_to_all_of_them_and_itself() -> None:
    versions = make_versions()
    expected = [
        f'hreflang="{language}" href="{SITE}/2019/11/08/{slug}/"'
        for language, slug in (
            ("en", "ferry"),
            ("tr", "vapur"),
            ("hy", "nav"),
            ("x-default", "ferry"),
        )
    ]
    for article in versions:
        alternates = [link for link in list_links(article, "alternate") if "hreflang" in link]
        assert alternates == expected


def test_a_version_shows_links_to_the_others() -> None:
    original, turkish, armenian = make_versions()
    links = get_page(original).split('aria-label="Other languages"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', links) == [
        version.get_absolute_url() for version in (turkish, armenian)
    ]
    assert "Turkish:" in links
    assert 'hreflang="tr"' in links


def test_json_ld_says_which_is_the_translation() -> None:
    original, turkish, armenian = make_versions()
    urls = [SITE + version.get_absolute_url() for version in (original, turkish, armenian)]
    assert get_json_ld(turkish)["translationOfWork"]["@id"] == urls[0]
    assert [work["@id"] for work in get_json_ld(original)["workTranslation"]] == urls[1:]


def test_only_live_articles_are_versions() -> None:
    original, turkish, armenian = make_versions()
    gone = {"status": Status.WITHDRAWN, "is_released": False, "withdrawn_reason": "Wrong."}
    Article.objects.filter(pk=original.pk).update(**gone)
    make_article(translation_of=original, language="de")
    alternates = [link for link in list_links(turkish, "alternate") if "hreflang" in link]
    assert [link.split('"')[1] for link in alternates] == ["tr", "hy", "x-default"]
    assert alternates[-1] == f'hreflang="x-default" href="{SITE}/2019/11/08/vapur/"'
    assert "translationOfWork" not in get_json_ld(armenian)


def test_an_untranslated_article_has_no_versions() -> None:
    article = make_complete_article()
    assert [link for link in list_links(article, "alternate") if "hreflang" in link] == []
    assert "Other languages" not in get_page(article)


def test_a_version_that_is_not_indexable_is_only_linked_for_readers() -> None:
    original, turkish, _armenian = make_versions()
    Source.objects.update(index_policy="noindex")
    alternates = [link for link in list_links(original, "alternate") if "hreflang" in link]
    assert [link.split('"')[1] for link in alternates] == ["tr", "hy", "x-default"]
    assert original.get_absolute_url() in get_page(turkish).split("Other languages")[1]


def test_of_two_versions_in_one_language_the_first_is_an_alternate() -> None:
    original, _turkish, _armenian = make_versions()
    make_live(slug="vapur-2", language="tr", is_own_work=True, translation_of=original)
    make_live(slug="unknown", is_own_work=True, translation_of=original)
    versions = list(Article.objects.live().language_versions_of(original).select_related("source"))
    assert metadata.build_alternates(versions) == {
        "en": f"{SITE}/2019/11/08/ferry/",
        "tr": f"{SITE}/2019/11/08/vapur/",
        "hy": f"{SITE}/2019/11/08/nav/",
        "x-default": f"{SITE}/2019/11/08/ferry/",
    }


# What may be a translation of what.


def test_the_alternates_follow_a_change_of_policy_at_once() -> None:
    original = make_complete_article(language="en")
    other = make_source(name="Other", slug="other")
    make_live(slug="vapur", language="tr", source=other, translation_of=original)
    before = get_page(original)
    Source.objects.filter(pk=other.pk).update(index_policy="noindex")
    link = '<link rel="alternate" hreflang="tr"'
    assert [link in page for page in (before, get_page(original))] == [True, False]


def test_a_translation_of_a_translation_is_refused() -> None:
    original, turkish, _armenian = make_versions()
    cases = {
        "An article cannot be a translation of itself.": (original, original),
        "That article is itself a translation. Choose the original-language one.": (
            make_article(),
            turkish,
        ),
        "This article has translations, so it cannot be one itself.": (original, make_article()),
    }
    for message, (article, first) in cases.items():
        article.translation_of = first
        with pytest.raises(ValidationError) as error:
            article.clean()
        assert error.value.message_dict == {"translation_of": [message]}


def test_a_translation_of_an_original_is_valid() -> None:
    article = make_article(translation_of=make_article())
    article.clean()
    assert Article.objects.language_versions_of(article).count() == 2


def test_an_original_that_was_deleted_is_valid() -> None:
    article = make_article()
    article.translation_of_id = 2**40
    article.clean()
    assert article.translation_of_id == 2**40


def test_deleting_an_original_keeps_its_translation() -> None:
    original, turkish = make_article(), make_article()
    Article.objects.filter(pk=turkish.pk).update(translation_of=original)
    closing.delete_articles(Article.objects.filter(pk=original.pk))
    turkish.refresh_from_db()
    assert turkish.translation_of is None
