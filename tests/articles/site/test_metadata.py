"""What an article's page tells machines: JSON-LD, Open Graph, the canonical address, languages."""

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
from articles.site import metadata
from tests.factories import NOON, make_article, make_live, make_revision, make_source, make_user

pytestmark = pytest.mark.django_db

SITE = "https://press.example.org"
# What schema.org, and Google's pages on articles, expect of the types, in our own words.
URL = {"type": "string", "pattern": "^https?://[!-~]+$"}
TEXT = {"type": "string", "minLength": 1}
DAY = r"^\d{4}(-\d\d(-\d\d)?)?$"
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$"}


def thing(kinds: str, *required: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object of one of these types, which has nothing else."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["@type", *required],
        "properties": {"@type": {"enum": kinds.split()}, **properties},
    }


OUTLET = thing("Organization NewsMediaOrganization", "name", name=TEXT, url=URL)
PUBLISHER = thing(
    "NewsMediaOrganization", "name", "url", "correctionsPolicy",
    name=TEXT, url=URL, correctionsPolicy=URL,
)  # fmt: skip
CREDITED = thing("Person Organization", "name", name=TEXT, url=URL, affiliation=OUTLET)
WORK = {"@id": URL, "url": URL, "headline": TEXT, "inLanguage": TEXT}
VERSION = thing("NewsArticle", "@id", "url", "headline", **WORK)
ORIGINAL = thing(
    "NewsArticle", "publisher",
    url=URL, publisher=OUTLET, datePublished={"type": "string", "pattern": DAY},
)  # fmt: skip
NOTICE = thing(
    "CorrectionComment", "text", "datePublished",
    name=TEXT, text=TEXT, datePublished=INSTANT, url=URL,
)  # fmt: skip
NEWS_ARTICLE = thing(
    "NewsArticle", "@context", "headline", "datePublished", "dateModified", "author", "publisher",
    **{"@context": {"const": "https://schema.org"}},
    **WORK,
    identifier=TEXT,
    mainEntityOfPage=thing("WebPage", "@id", **{"@id": URL}),
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
def _site(settings: Any) -> None:
    settings.NEWSROOM_SITE_ADDRESS = SITE


def page(article: Article) -> str:
    return Client().get(article.get_absolute_url()).content.decode()


def told(article: Article) -> Any:
    """Return the JSON-LD of the article's page, which fits the schema."""
    (script,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page(article), re.DOTALL
    )
    found = json.loads(script)
    jsonschema.validate(found, NEWS_ARTICLE)
    return found


def metas(article: Article) -> list[tuple[str, str]]:
    """Return what the page's head says by name or property."""
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page(article))
    return [(name, html.unescape(value)) for name, value in found]


def links(article: Article, relation: str) -> list[str]:
    """Return what else the links of this relation have than that."""
    return re.findall(rf'<link rel="{relation}" ([^>]*)>', page(article))


def full(**fields: Any) -> Article:
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


def test_an_article_is_told_whole() -> None:
    article = full()
    address = f"{SITE}/2019/11/08/ferry/"
    publisher = {
        "@type": "NewsMediaOrganization",
        "name": "Newsroom",
        "url": f"{SITE}/",
        "correctionsPolicy": f"{SITE}/corrections/",
    }
    found = told(article)
    assert found.pop("identifier").endswith(f":article/{article.pk}")
    assert found == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
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
        "publisher": publisher,
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


def test_an_organisation_is_credited_as_one() -> None:
    article = full()
    Author.objects.update(is_organisation=True)
    (author,) = told(article)["author"]
    assert (author["@type"], "affiliation" in author) == ("Organization", False)


def test_where_nobody_is_named_the_source_is_the_author() -> None:
    assert told(full(authors=()))["author"][0]["name"] == "Agos"


def test_of_our_own_work_we_are_the_author() -> None:
    found = told(make_live(is_own_work=True))
    assert [author["name"] for author in found["author"]] == ["Newsroom"]
    assert found.keys() & {"isBasedOn", "citation"} == set()


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"source_date_precision": "month"}, "2019-11"),
        ({"source_date_precision": "year"}, "2019"),
        ({"source_date_precision": "range", "source_date_end": date(2019, 11, 9)}, None),
        ({"source_date_precision": "unknown", "source_date": None}, None),
    ],
)
def test_the_sources_date_is_as_exact_as_it_is_known(fields: dict[str, Any], day: str) -> None:
    assert told(full(**fields))["isBasedOn"].get("datePublished") == day


def test_a_notice_is_a_correction() -> None:
    article = full()
    revision = make_revision(article, by=make_user("Editors"), headline="Another")
    notice = Correction.objects.create(
        article=article,
        revision=revision,
        kind="correction",
        text="It was </script> two.",
        place="top",
        published_at=NOON,
    )
    assert told(article)["correction"] == [
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
def test_no_text_ends_the_script(headline: str) -> None:
    article = full(headline=headline)
    assert told(article)["headline"] == headline
    script = page(article).split("application/ld+json")[1].split("</script>")[0]
    assert [sign for sign in "<&" if sign in script] == []


# Open Graph, and where the piece counts as standing.


def test_open_graph_is_whole() -> None:
    Article.objects.filter(pk=(article := full()).pk).update(updated_at=NOON)
    assert metas(article)[2:] == [
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


def test_a_piece_in_no_language_is_taken_to_be_in_the_sites() -> None:
    assert ("og:locale", "en") in metas(full(language=""))
    assert ("og:locale", "pt_BR") in metas(make_live(language="pt-BR"))


@pytest.mark.parametrize(
    ("policy", "address", "canonical", "robots"),
    [
        ("index", "https://agos.example/ş", f"{SITE}/2019/11/08/ferry/", ""),
        ("noindex", "https://agos.example/ş", f"{SITE}/2019/11/08/ferry/", "noindex"),
        ("original", "https://agos.example/ş", "https://agos.example/%C5%9F", ""),
        ("original", "", f"{SITE}/2019/11/08/ferry/", "noindex"),
    ],
)
def test_search_engines_are_told_what_the_source_wants(
    policy: str, address: str, canonical: str, robots: str
) -> None:
    article = full(source_address=address)
    Source.objects.update(index_policy=policy)
    assert links(article, "canonical") == [f'href="{canonical}"']
    assert dict(metas(article)).get("robots", "") == robots


def test_own_work_counts_where_it_stands() -> None:
    article = make_live(is_own_work=True, slug="ferry")
    assert links(article, "canonical") == [f'href="{SITE}/2019/11/08/ferry/"']
    assert "robots" not in dict(metas(article))


def test_the_page_leads_to_its_other_formats_and_to_the_feeds() -> None:
    found = re.findall(r'type="([^"]+)"(?: title="[^"]+")? href="([^"]+)"', page(full()))
    assert [each for each in found if "image" not in each[0]] == [
        ("application/json", f"{SITE}/2019/11/08/ferry/article.json"),
        ("text/plain", f"{SITE}/2019/11/08/ferry/article.txt"),
        ("application/rss+xml", "/feed.rss"),
        ("application/atom+xml", "/feed.atom"),
        ("application/feed+json", "/feed.json"),
    ]


# Lists.


def head_of(address: str) -> list[str]:
    text = Client().get(address).content.decode()
    found = re.findall(r'<link rel="(?:alternate|canonical)"[^>]*>|<meta name="robots"[^>]*>', text)
    return [html.unescape(each) for each in found]


def test_a_list_leads_to_its_feeds_as_it_is_narrowed() -> None:
    full()
    query = "kind=report&language=tr"
    assert head_of(f"/sources/agos/?{query}&x=1") == [
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


def test_search_engines_are_to_pass_over_a_list_that_has_nothing() -> None:
    make_live()
    robots = '<meta name="robots" content="noindex, follow">'
    assert [robots in head_of(each) for each in ("/2019/", "/2018/")] == [False, True]


def test_the_notices_lead_to_their_own_feeds_first() -> None:
    assert [each.split('href="')[1] for each in head_of("/corrections/")][:4] == [
        *(f'/corrections/feed.{end}">' for end in ("rss", "atom", "json")),
        '/feed.rss">',
    ]


def test_a_list_counts_at_its_place_and_without_what_it_does_not_know() -> None:
    full()
    place = f"older={int(NOON.timestamp()) + 1}000000.1"
    assert head_of(f"/?{place}&utm_source=x")[3:] == [
        f'<link rel="canonical" href="{SITE}/?{place}">'
    ]


def test_a_list_that_cannot_be_narrowed_so_has_no_feed() -> None:
    assert [each for each in head_of("/?source=nobody") if "alternate" in each] == []


# Languages.


def trio() -> tuple[Article, Article, Article]:
    """Make a piece with its translations into two languages."""
    original = full(language="en")
    turkish = make_live(
        headline="Vapur", slug="vapur", language="tr", is_own_work=True, translation_of=original
    )
    armenian = make_live(slug="nav", language="hy", is_own_work=True, translation_of=original)
    return original, turkish, armenian


def test_every_version_names_all_of_them_and_itself() -> None:
    group = trio()
    expected = [
        f'hreflang="{language}" href="{SITE}/2019/11/08/{slug}/"'
        for language, slug in (
            ("en", "ferry"),
            ("tr", "vapur"),
            ("hy", "nav"),
            ("x-default", "ferry"),
        )
    ]
    for article in group:
        found = [each for each in links(article, "alternate") if "hreflang" in each]
        assert found == expected


def test_readers_of_one_find_the_others() -> None:
    original, turkish, armenian = trio()
    shown = page(original).split('aria-label="Other languages"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', shown) == [
        each.get_absolute_url() for each in (turkish, armenian)
    ]
    assert "Turkish:" in shown
    assert 'hreflang="tr"' in shown


def test_json_ld_tells_which_is_the_translation() -> None:
    original, turkish, armenian = trio()
    addresses = [SITE + each.get_absolute_url() for each in (original, turkish, armenian)]
    assert told(turkish)["translationOfWork"]["@id"] == addresses[0]
    assert [each["@id"] for each in told(original)["workTranslation"]] == addresses[1:]


def test_only_what_readers_can_read_is_a_version() -> None:
    original, turkish, armenian = trio()
    gone = {"status": Status.WITHDRAWN, "is_released": False, "withdrawn_reason": "Wrong."}
    Article.objects.filter(pk=original.pk).update(**gone)
    make_article(translation_of=original, language="de")
    found = [each for each in links(turkish, "alternate") if "hreflang" in each]
    assert [each.split('"')[1] for each in found] == ["tr", "hy", "x-default"]
    assert found[-1] == f'hreflang="x-default" href="{SITE}/2019/11/08/vapur/"'
    assert "translationOfWork" not in told(armenian)


def test_a_piece_by_itself_names_no_other_language() -> None:
    article = full()
    assert [each for each in links(article, "alternate") if "hreflang" in each] == []
    assert "Other languages" not in page(article)


def test_a_version_that_is_not_to_be_listed_is_named_to_readers_alone() -> None:
    original, turkish, _armenian = trio()
    Source.objects.update(index_policy="noindex")
    found = [each for each in links(original, "alternate") if "hreflang" in each]
    assert [each.split('"')[1] for each in found] == ["tr", "hy", "x-default"]
    assert original.get_absolute_url() in page(turkish).split("Other languages")[1]


def test_of_two_versions_in_one_language_engines_are_told_the_first() -> None:
    original, _turkish, _armenian = trio()
    make_live(slug="vapur-2", language="tr", is_own_work=True, translation_of=original)
    make_live(slug="unknown", is_own_work=True, translation_of=original)
    group = list(Article.objects.live().language_versions_of(original).select_related("source"))
    assert metadata.build_alternates(group) == {
        "en": f"{SITE}/2019/11/08/ferry/",
        "tr": f"{SITE}/2019/11/08/vapur/",
        "hy": f"{SITE}/2019/11/08/nav/",
        "x-default": f"{SITE}/2019/11/08/ferry/",
    }


# What may be a translation of what.


def test_a_page_leads_to_its_translations_as_their_sources_want_it_now() -> None:
    original = full(language="en")
    other = make_source(name="Other", slug="other")
    make_live(slug="vapur", language="tr", source=other, translation_of=original)
    told = page(original)
    Source.objects.filter(pk=other.pk).update(index_policy="noindex")
    link = '<link rel="alternate" hreflang="tr"'
    assert [link in each for each in (told, page(original))] == [True, False]


def test_a_translation_of_a_translation_is_refused() -> None:
    original, turkish, _armenian = trio()
    cases = {
        "A piece is no translation of itself.": (original, original),
        "That piece is a translation itself. Choose the one in the first language.": (
            make_article(),
            turkish,
        ),
        "This piece has translations, so that it is none itself.": (original, make_article()),
    }
    for message, (article, of) in cases.items():
        article.translation_of = of
        with pytest.raises(ValidationError) as refused:
            article.clean()
        assert refused.value.message_dict == {"translation_of": [message]}


def test_a_translation_of_a_first_piece_is_taken() -> None:
    article = make_article(translation_of=make_article())
    article.clean()
    assert Article.objects.language_versions_of(article).count() == 2


def test_an_original_that_is_gone_is_no_reason_to_refuse() -> None:
    article = make_article()
    article.translation_of_id = 2**40
    article.clean()
    assert article.translation_of_id == 2**40


def test_what_loses_its_original_is_a_piece_by_itself() -> None:
    original, turkish = make_article(), make_article()
    Article.objects.filter(pk=turkish.pk).update(translation_of=original)
    Article.objects.filter(pk=original.pk).update(working_revision=None)
    original.revisions.all().delete()
    original.delete()
    turkish.refresh_from_db()
    assert turkish.translation_of is None
