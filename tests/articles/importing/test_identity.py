"""Which article a record is of: the rule, walked through what happens to a press desk."""

import itertools
from datetime import date
from typing import Any

import pytest

from articles.importing.duplicates import Duplicate
from articles.importing.ingest import Result, ingest
from articles.importing.options import Options
from articles.importing.preview import preview
from articles.models import Article, ArticleKey, Original, Revision, Source, SourceAlias, Status
from articles.parsing.records import ParsedItem
from articles.publishing import closing, revisions
from articles.vocabulary import IdentityKey, Precision, SourceDate
from tests.factories import make_article, make_source
from tests.runs import get_counts, import_items, list_headlines, make_idless, run_import

pytestmark = pytest.mark.django_db

URL = "https://gazette.example/news/1"
LONG = (
    "The ferry left Saltmere at noon on Friday, full for once, and came back at dusk with nobody."
)
TEXT: dict[str, Any] = {"body": f"<p>{LONG}</p>"}
OTHER: dict[str, Any] = {
    "body": "<p>Rain is expected in all parts of the county from Sunday to Thursday.</p>"
}
TEASER: dict[str, Any] = {"body": "<p>The ferry left Saltmere at noon on Friday, full for…</p>"}
EDITED: dict[str, Any] = {"body": f"<p>{LONG} The captain said that he was not surprised.</p>"}
NOTICE: dict[str, Any] = {"body": "<p>Only for subscribers.</p>"}


GAZETTE_KEY = IdentityKey("id", "gazette", "1")


def day(number: int) -> SourceDate:
    return SourceDate(date(2019, 11, number), precision=Precision.DAY)


Records = list[dict[str, Any]]
# Records one after the other, and what becomes of each.
SITUATIONS: dict[str, tuple[Records, list[str]]] = {
    "a page, then its feed with a guid, then the feed's teaser": (
        [
            {"source_address": URL, "source_date": day(8), **TEXT},
            {"source_address": URL, "origin_id": "tag:gazette.example,1", **TEASER},
            {
                "source_address": URL,
                "origin_id": "tag:gazette.example,1",
                "headline": "X",
                **TEASER,
            },
        ],
        ["created", "unchanged", "unchanged"],
    ),
    "an outlet that renews all guids": (
        [
            {"origin_id": "tag:gazette.example,1", "source_address": URL, **TEXT},
            {"origin_id": "tag:gazette.example,9", "source_address": URL, **TEXT},
            {"origin_id": "tag:gazette.example,9", "source_address": URL, **EDITED},
        ],
        ["created", "unchanged", "updated"],
    ),
    "a fixed URL reused daily, with the same headline": (
        [
            {"source_address": URL, "source_date": day(8), **TEXT},
            {"source_address": URL, "source_date": day(9), **OTHER},
            {"source_address": URL, "source_date": day(9), **OTHER},
        ],
        ["created", "created", "unchanged"],
    ),
    "a fixed URL reused daily, with guids": (
        [
            {"source_address": URL, "origin_id": "a1", "source_date": day(8), **TEXT},
            {"source_address": URL, "origin_id": "a2", "source_date": day(9), **OTHER},
        ],
        ["created", "created"],
    ),
    "headline and text edited under one URL": (
        [
            {"source_address": URL, "source_date": day(8), **TEXT},
            {"source_address": URL, "source_date": day(8), "headline": "Ferry full", **EDITED},
        ],
        ["created", "updated"],
    ),
    "a page whose day is told only later": (
        [
            {"source_address": URL, **TEXT},
            {"source_address": URL, "source_date": day(8), **EDITED},
        ],
        ["created", "updated"],
    ),
    "another headline and day, the same text": (
        [
            {"source_address": URL, "source_date": day(8), **TEXT},
            {"source_address": URL, "source_date": day(9), "headline": "Ferry full", **TEXT},
        ],
        ["created", "created"],
    ),
    "items of a feed with one description": (
        [{"source_address": f"{URL}{number}", **NOTICE} for number in range(3)],
        ["created", "created", "created"],
    ),
    "a live blog whose links differ after the hash": (
        [{"source_address": f"{URL}#block-{n}", "headline": f"{n} o'clock"} for n in range(2)],
        ["created", "created"],
    ),
    "rows that carry the outlet's home page": (
        [
            {"source_address": "https://www.gazette.example/", **TEXT},
            {"source_address": "https://www.gazette.example/", **OTHER},
            {"source_address": "https://www.gazette.example/", **TEXT},
        ],
        ["created", "created", "unchanged"],
    ),
    "guids that are all the home page": (
        [
            {"origin_id": "https://gazette.example/", "source_address": f"{URL}1", **TEXT},
            {"origin_id": "https://gazette.example/", "source_address": f"{URL}2", **OTHER},
        ],
        ["created", "created"],
    ),
    "two tables without a source, numbered": (
        [
            {"source": "", "origin_id": "1", **TEXT},
            {"source": "", "origin_id": "1", **OTHER},
            {"source": "", "origin_id": "1", **OTHER},
        ],
        ["created", "created", "unchanged"],
    ),
    "one wire text in five outlets, and pasted without a source": (
        [
            *(
                {"source": f"Paper {n}", "origin_id": "urn:wire:1", "source_address": f"{URL}{n}"}
                for n in range(5)
            ),
            {"source": ""},
            {"source": ""},
        ],
        [*["created"] * 6, "unchanged"],
    ),
    "a text pasted again, which came with an id before": (
        [{"origin_id": "1", **TEXT}, TEXT, TEXT],
        ["created", "duplicate", "duplicate"],
    ),
    "a text pasted again with better tags": (
        [TEXT, {**TEXT, "tags": ("harbour",)}, TEXT],
        ["created", "updated", "unchanged"],
    ),
    "an id of another source": (
        [{"origin_id": "1", **TEXT}, {"origin_id": "1", "source": "Courier", **OTHER}],
        ["created", "created"],
    ),
    "an id that is unique everywhere, without a source": (
        [
            {"source": "", "origin_id": "<1@wire.example>", **TEXT},
            {"source": "", "origin_id": "<1@wire.example>", **EDITED},
        ],
        ["created", "updated"],
    ),
    "a URL that another source tells": (
        [{"source_address": URL, **TEXT}, {"source": "Courier", "source_address": URL, **EDITED}],
        ["created", "held"],
    ),
    "a URL that another source tells, and again": (
        [
            {"source_address": URL, **TEXT},
            {"source": "Courier", "source_address": URL, **EDITED},
            {"source": "Courier", "source_address": URL, **EDITED},
        ],
        ["created", "held", "unchanged"],
    ),
    "a teaser from another source, which then sends another text": (
        [
            {"source_address": URL, **TEXT},
            {"source": "Courier", "source_address": URL, "origin_id": "1", **TEASER},
            {"source": "Courier", "source_address": URL, "origin_id": "1", **EDITED},
        ],
        ["created", "unchanged", "held"],
    ),
    "an export of ours, altered under the name of another source": (
        [
            {"identity": "a" * 64, "identity_keys": (GAZETTE_KEY,), **TEXT},
            {"identity": "a" * 64, "identity_keys": (), "source": "Courier", **OTHER},
        ],
        ["created", "held"],
    ),
    "a URL without a source, told later by one": (
        [{"source": "", "source_address": URL, **TEXT}, {"source_address": URL, **EDITED}],
        ["created", "updated"],
    ),
    "a stub, then its page": (
        [
            {"source_address": URL, "body": ""},
            {"source_address": URL, "body": ""},
            {"source_address": URL, **TEXT},
            {"source_address": URL, "body": "", "tags": ("harbour",)},
        ],
        ["created", "unchanged", "updated", "unchanged"],
    ),
    "a cancellation by URL, and of what never came": (
        [
            {"source_address": URL, **TEXT},
            {"source_address": URL, "is_canceled": True, **TEXT},
            {"source_address": f"{URL}0", "is_canceled": True, **OTHER},
        ],
        ["created", "canceled", "unchanged"],
    ),
    "our own exports with the same text": (
        [{"identity": "a" * 64, **TEXT}, {"identity": "b" * 64, **TEXT}],
        ["created", "created"],
    ),
}
COUNTED_AS = {"held": "updated", "canceled": "updated"}


def make_records(situation: str) -> list[ParsedItem]:
    records, _outcomes = SITUATIONS[situation]
    return [make_idless(position=f"line {i}", **each) for i, each in enumerate(records, 1)]


def count(outcomes: list[str]) -> dict[str, int]:
    counted = [COUNTED_AS.get(each, each) for each in outcomes]
    return {each: counted.count(each) for each in sorted(set(counted))}


@pytest.mark.unmeasured
@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_record_is_decided_on_its_own(situation: str) -> None:
    results: list[Result] = []
    for record in make_records(situation):
        options = Options(label="a test")
        ingest([record], options=options, on_result=lambda _item, each: results.append(each))
    outcomes = ["duplicate" if isinstance(each, Duplicate) else str(each) for each in results]
    assert outcomes == SITUATIONS[situation][1]


@pytest.mark.unmeasured
@pytest.mark.parametrize("size", [1, 2, 500])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_it_does_not_matter_what_else_the_input_holds(situation: str, size: int) -> None:
    expected = count(SITUATIONS[situation][1])
    counts = import_items(*make_records(situation), chunk_size=size)
    assert dict(sorted(counts.items())) == expected


@pytest.mark.parametrize("size", [1, 2, 500])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_preview_says_the_same(situation: str, size: int) -> None:
    options = Options(label="a test", chunk_size=size)
    tally = preview(make_records(situation), options=options)
    assert dict(sorted(get_counts(tally).items())) == count(SITUATIONS[situation][1])
    assert not Article.objects.exists()


@pytest.mark.unmeasured
@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_same_again_changes_nothing(situation: str) -> None:
    records = make_records(situation)
    import_items(*records)
    articles = list(Article.objects.order_by("pk").values())
    tally = ingest(records, options=Options(label="a test"))
    assert set(get_counts(tally)) <= {"unchanged", "duplicate"}
    assert list(Article.objects.order_by("pk").values()) == articles


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "situation",
    [
        *("items of a feed with one description", "an id of another source"),
        *("one wire text in five outlets, and pasted without a source",),
        *(
            "a live blog whose links differ after the hash",
            "rows that carry the outlet's home page",
        ),
    ],
)
def test_the_order_does_not_matter(situation: str) -> None:
    records = make_records(situation)
    numbers = set()
    orders = list(itertools.permutations(records))
    for order in orders[:: max(1, len(orders) // 6)]:
        import_items(*order)
        numbers.add(Article.objects.count())
        closing.delete_articles(Article.objects.all())
    assert len(numbers) == 1


# What an editor does in between.


def test_the_id_is_known_after_an_editor_has_corrected_the_source() -> None:
    import_items(make_idless(origin_id="1", **TEXT))
    Article.objects.update(source=make_source("The Harbour Gazette"))
    assert import_items(make_idless(origin_id="1", **TEXT)) == {"unchanged": 1}
    assert import_items(make_idless(origin_id="1", **EDITED)) == {"updated": 1}
    assert Article.objects.count() == 1


def test_ids_of_merged_sources_are_those_of_one() -> None:
    import_items(make_idless(origin_id="1", source="Gazette online", **TEXT))
    source = make_source("Harbour Gazette")
    Article.objects.update(source=source)
    Source.objects.get(name="Gazette online").delete()
    SourceAlias.objects.create(source=source, name="Gazette online")
    import_items(make_idless(origin_id="1", **TEXT))
    import_items(make_idless(origin_id="1", source="Gazette online", **EDITED))
    assert Article.objects.count() == 1


def test_what_an_editor_has_rewritten_is_known_by_what_it_was() -> None:
    import_items(make_idless(source_address=URL, source_date=day(8), **TEXT))
    article = Article.objects.get()
    content = revisions.get_working_revision(article).content
    content |= {
        "headline": "Quite another",
        "body": str(OTHER["body"]),
        "source_date": "2019-11-09",
    }
    revisions.save_revision(article, content, by=None, builds_on=1)
    same: dict[str, Any] = {"source_address": URL, "source_date": day(8), "tags": ("x",), **TEXT}
    assert import_items(make_idless(**same)) == {"updated": 1}
    assert (Article.objects.count(), Article.objects.get().has_held_revision) == (1, True)


def test_a_text_that_waits_is_compared_with_too() -> None:
    import_items(
        make_idless(source_address=URL, source_date=day(8), **TEXT), status=Status.PUBLISHED
    )
    second = {"headline": "Ferry full", "source_date": day(8), **EDITED}
    third = {**second, "body": f"{EDITED['body']}<p>Nor was the mate, who had seen it all.</p>"}
    for fields in (second, third):
        import_items(make_idless(source_address=URL, **{**fields, "headline": fields["body"][:40]}))
    assert (Article.objects.count(), Revision.objects.count()) == (1, 3)


@pytest.mark.parametrize("fields", [{"source_address": URL}, {}])
def test_an_article_that_was_typed_is_known_by_its_url_or_its_text(fields: dict[str, Any]) -> None:
    make_article(
        headline="Ferry sails again", source=make_source("Harbour Gazette"), **fields, **TEXT
    )
    counts = import_items(make_idless(**fields, **TEXT))
    assert (counts, Article.objects.count()) == ({"unchanged": 1}, 1)


# Scopes, keys and marks.


def test_ids_without_a_source_count_within_a_scope() -> None:
    first, second = (
        make_idless(source="", origin_id="1", **TEXT),
        make_idless(source="", origin_id="1", **EDITED),
    )
    assert import_items(first, id_scope="Old system") == {"created": 1}
    assert import_items(second, id_scope="old system") == {"updated": 1}
    assert import_items(second, id_scope="Another") == {"created": 1}
    assert import_items(second, id_scope="old system") == {"unchanged": 1}


def test_a_very_long_id_is_known_by_its_digest() -> None:
    assert import_items(make_idless(origin_id="x" * 5_000, **TEXT)) == {"created": 1}
    assert import_items(make_idless(origin_id="x" * 5_000, **EDITED)) == {"updated": 1}
    assert import_items(make_idless(origin_id="x" * 5_001, **OTHER)) == {"created": 1}


def test_an_article_learns_the_keys_of_its_records() -> None:
    import_items(make_idless(source_address=URL, **TEXT))
    import_items(make_idless(source_address=URL, origin_id="1", **TEXT))
    keys = ArticleKey.objects.order_by("pk")
    assert [(key.kind, key.source) for key in keys] == [
        ("url", "harbour gazette"),
        ("text", "harbour gazette"),
        ("id", "harbour gazette"),
    ]
    assert str(keys[2]) == "id 1"
    assert keys[2].as_identity_key() == IdentityKey("id", "harbour gazette", "1")


def test_what_another_source_tells_teaches_nothing() -> None:
    import_items(make_idless(source_address=URL, **TEXT))
    import_items(make_idless(source="Courier", source_address=URL, origin_id="7", **EDITED))
    assert set(ArticleKey.objects.values_list("source", flat=True)) == {"harbour gazette"}
    article, original = Article.objects.get(), Original.objects.first()
    assert (article.has_held_revision, article.source and article.source.name) == (
        True,
        "Harbour Gazette",
    )
    assert original is not None
    assert original.remarks[0]["params"] == {"source": "Courier", "other": "Harbour Gazette"}


def test_what_merely_looks_alike_is_imported_and_marked() -> None:
    import_items(make_idless(source_address=URL, source_date=day(8), **TEXT))
    import_items(make_idless(source_address=URL, source_date=day(9), **OTHER))
    import_items(make_idless(source="Courier", headline="Full ferry", **TEXT))
    first, second, third = Original.objects.order_by("pk").values_list("remarks", flat=True)
    named = {"headline": "Ferry sails again"}
    assert (first, second, third) == (
        [],
        [{"code": "same_url_as", "line": 1, "params": named}],
        [{"code": "same_text_as", "line": 1, "params": named}],
    )


def test_a_stub_is_a_draft_and_counted() -> None:
    stub = make_idless(source_address=URL, body="")
    tally = ingest([stub], options=Options(label="a test", status=Status.PUBLISHED))
    article = Article.objects.get()
    assert (article.status, article.body, tally.counts["stubs"]) == (Status.DRAFT, "", 1)
    assert tally.as_json()["created"] == 1
    assert article.originals.get().remarks == [{"code": "stub", "line": 1}]


def test_a_headline_with_an_id_is_a_stub() -> None:
    assert import_items(make_idless(origin_id="urn:hna:7", body="")) == {"created": 1}


def test_a_record_with_neither_text_nor_url_nor_id_is_rejected() -> None:
    assert import_items(make_idless(body="")) == {"rejected": 1}


def test_duplicates_are_passed_on_with_their_articles() -> None:
    import_items(make_idless(origin_id="1", **TEXT))
    expected = {
        "path": "a.jsonl",
        "position": "line 7",
        "headline": "Ferry sails again",
        "article": Article.objects.get().pk,
        "article_headline": "Ferry sails again",
    }
    found: list[dict[str, Any]] = []
    items, options = [make_idless(position="line 7", **TEXT)], Options(label="a test")
    preview(
        items, options=options, on_duplicate=lambda path, each: found.append(each.as_json(path))
    )
    ingest(items, options=options, on_duplicate=lambda path, each: found.append(each.as_json(path)))
    assert found == [expected, expected]


@pytest.mark.parametrize("size", [1, 500])
def test_a_preview_lists_duplicates_of_articles_that_do_not_exist_yet(size: int) -> None:
    found: list[Any] = []
    items = [make_idless(origin_id="1", **TEXT), make_idless(**TEXT)]
    options = Options(label="a test", chunk_size=size)
    preview(items, options=options, on_duplicate=lambda _path, each: found.append(each))
    assert [(each.article, each.article_headline) for each in found] == [
        (None, "Ferry sails again")
    ]


def test_two_articles_of_one_identity_get_two() -> None:
    """As when an article was deleted from the keys of another by hand."""
    import_items(make_idless(origin_id="1", **TEXT))
    ArticleKey.objects.all().delete()
    assert import_items(make_idless(origin_id="1", **TEXT)) == {"created": 1}
    assert len(set(Article.objects.values_list("identity", flat=True))) == 2


def test_a_run_lists_what_it_brought() -> None:
    run = run_import(make_idless(source_address=URL, body=""))
    assert (run.stub_count, run.held_count, run.canceled_count) == (1, 0, 0)
    assert list_headlines() == ["Ferry sails again"]
