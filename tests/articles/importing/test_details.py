"""Details of records that the tables cannot hold: what becomes of each, and the remark on it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.validators import URLValidator
from hypothesis import example, given
from hypothesis import strategies as st

from articles.importing import details
from articles.importing.details import mend_details
from articles.models import Article, Author, Byline, Source, Tag
from articles.parsing.records import Reading, Record, Remark, Sureness
from articles.vocabulary import Credit, Precision, SourceDate
from tests.runs import make_item
from tests.timing import measure_growth

EARLY = datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC)
FIRST = datetime(1900, 1, 1, tzinfo=UTC)
LAST = datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC)
LATE = datetime(2201, 1, 1, tzinfo=UTC)


def make_record(**fields: Any) -> Record:
    record = make_item(**fields).result
    assert isinstance(record, Record)
    return record


def mend(**fields: Any) -> tuple[dict[str, Any], list[str]]:
    """Return the fields as they are mended, with ``is_withheld``, and the codes of the remarks."""
    mended = mend_details(make_record(**fields), text="Some text.")
    values = {name: getattr(mended, name) for name in (*fields, "is_withheld")}
    return values, [remark.code for remark in mended.remarks]


@pytest.mark.parametrize("name", ["publish_at", "embargoed_until", "expire_at"])
@pytest.mark.parametrize("instant", [FIRST, LAST, None])
def test_an_instant_that_we_can_hold_is_kept(name: str, instant: datetime | None) -> None:
    record = make_record(**{name: instant})
    assert mend_details(record, text="Some text.") is record


@pytest.mark.parametrize("name", ["publish_at", "embargoed_until", "expire_at"])
def test_an_instant_before_our_range_is_dropped_and_marked(name: str) -> None:
    assert mend(**{name: EARLY}) == ({name: None, "is_withheld": False}, [f"{name}_dropped"])


@pytest.mark.parametrize(
    ("name", "mended"),
    [
        ("publish_at", ({"publish_at": None, "is_withheld": True}, ["publish_at_too_late"])),
        (
            "embargoed_until",
            ({"embargoed_until": None, "is_withheld": True}, ["embargoed_until_too_late"]),
        ),
        ("expire_at", ({"expire_at": None, "is_withheld": False}, ["expire_at_dropped"])),
    ],
)
def test_an_article_that_must_wait_for_an_instant_after_our_range_is_withheld(
    name: str, mended: tuple[dict[str, Any], list[str]]
) -> None:
    assert mend(**{name: LATE}) == mended


@pytest.mark.parametrize("name", ["publish_at", "embargoed_until", "expire_at"])
@pytest.mark.parametrize("year", [1, 1970])
def test_the_zero_of_a_program_is_no_instant(name: str, year: int) -> None:
    zero = datetime(year, 1, 1, tzinfo=UTC)
    assert mend(**{name: zero}) == ({name: None, "is_withheld": False}, [])


@pytest.mark.parametrize("day", [date(1900, 1, 2), date(2200, 12, 30)])
def test_our_date_is_a_day_whose_noon_we_can_hold(day: date) -> None:
    record = make_record(our_date=day)
    assert mend_details(record, text="Some text.") is record


def test_our_date_before_our_range_is_dropped_and_marked() -> None:
    fields = {"our_date": None, "is_withheld": False}
    assert mend(our_date=date(1900, 1, 1)) == (fields, ["our_date_dropped"])


def test_an_article_that_must_wait_for_a_day_after_our_range_is_withheld() -> None:
    fields = {"our_date": None, "is_withheld": True}
    assert mend(our_date=date.max) == (fields, ["our_date_too_late"])


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(1600, 1, 1), None), (date(2200, 12, 30), date(2200, 12, 31))],
)
def test_a_source_date_that_is_possible_is_kept(first: date, last: date | None) -> None:
    record = make_record(source_date=SourceDate(first, last, Precision.RANGE, "as printed"))
    assert mend_details(record, text="Some text.") is record


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(1599, 12, 31), None),
        (date(1599, 12, 31), date(1600, 1, 1)),
        (date(2200, 12, 31), date(2201, 1, 1)),
    ],
)
def test_a_source_date_out_of_range_is_unknown_and_keeps_its_text(
    first: date, last: date | None
) -> None:
    fields, codes = mend(source_date=SourceDate(first, last, Precision.RANGE, "as printed"))
    assert fields["source_date"] == SourceDate(text="as printed")
    assert codes == ["source_date_dropped"]


def test_the_remarks_of_the_parser_come_first() -> None:
    record = make_record(publish_at=EARLY, remarks=(Remark("no_zone", 7),))
    mended = mend_details(record, text="Some text.")
    assert mended.remarks == (Remark("no_zone", 7), Remark("publish_at_dropped", 1))


# Texts, names, codes and URLs.

LONG = "word " * 500


@pytest.mark.parametrize(("name", "limit"), details.LIMITS.items())
def test_the_limits_are_those_of_the_tables(name: str, limit: int) -> None:
    assert Article._meta.get_field(name).max_length == limit  # type: ignore[union-attr] # all are columns


def test_the_limits_of_names_are_those_of_the_tables() -> None:
    for model in (Source, Author):
        assert model._meta.get_field("name").max_length == details.NAME_LIMIT
    assert Tag._meta.get_field("name").max_length == details.TAG_LIMIT
    assert Byline._meta.get_field("affiliation").max_length == details.AFFILIATION_LIMIT


@pytest.mark.parametrize(
    ("name", "limit"), [("headline", 500), ("byline", 300), ("source_detail", 300)]
)
def test_a_long_line_is_cut_between_words_and_marked(name: str, limit: int) -> None:
    fields, codes = mend(**{name: LONG})
    line = fields[name]
    assert (line[:10], line[-6:], limit - 6 < len(line) <= limit) == ("word word ", " word…", True)
    assert codes == [f"{name}_shortened"]


@pytest.mark.parametrize(
    ("fields", "mended", "code"),
    [
        ({"source": "x" * 201}, {"source": ""}, "source_dropped"),
        ({"source": "***"}, {"source": ""}, "source_dropped"),
        ({"tags": ("a", "x" * 101, "b")}, {"tags": ("a", "b")}, "tag_dropped"),
        ({"kind": "poem"}, {"kind": ""}, "kind_dropped"),
        ({"language": "Turkish"}, {"language": ""}, "language_dropped"),
        ({"language": "en" + "-abcdefgh" * 3}, {"language": ""}, "language_dropped"),
        ({"slug": "a b"}, {"slug": ""}, "slug_dropped"),
        ({"slug": "x" * 121}, {"slug": "x" * 120}, "slug_shortened"),
        ({"source_address": "example.org"}, {"source_address": ""}, "source_address_dropped"),
        ({"slug": "p\u0430ypal"}, {"slug": "p-\u0430-ypal"}, "slug_divided"),
        ({"slug": "p\u0430" * 60}, {"slug": "p-\u0430-" * 30}, "slug_divided"),
        ({"source_address": "ftp://a.example/"}, {"source_address": ""}, "source_address_dropped"),
        (
            {"source_address": "http://user:word@a.example/@b"},
            {"source_address": "http://a.example/@b"},
            "credentials_removed",
        ),
        ({"source_address": "http://a b"}, {"source_address": ""}, "source_address_dropped"),
        (
            {"source_address": "https://example.org/" + "x" * 2000},
            {"source_address": ""},
            "source_address_dropped",
        ),
        (
            {"is_own_work": True, "source": "Agos"},
            {"is_own_work": False, "source": "Agos"},
            "is_own_work_dropped",
        ),
    ],
)
def test_a_detail_that_the_tables_cannot_hold_is_mended_and_marked(
    fields: dict[str, Any], mended: dict[str, Any], code: str
) -> None:
    assert mend(**fields) == (mended | {"is_withheld": False}, [code])


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "Agos", "tags": ("a", "ǅ"), "kind": "news", "language": "pt-BR", "slug": "é-1_"},
        {"source_address": "https://example.org/a?b=c#d"},
        {"source_address": "https://örnek.example/ş"},
        {"credits": (Credit("A" * 200, "b" * 300),), "headline": "x" * 500, "byline": "x" * 300},
        {"source": "", "is_own_work": True},
    ],
)
def test_details_that_the_tables_hold_are_kept(fields: dict[str, Any]) -> None:
    record = make_record(**fields)
    assert mend_details(record, text="Some text.") is record


URLS = [
    *("http://a.example", "https://A.example:8080/x?y#z", "http://localhost/a"),
    *(
        "http://192.168.0.1/",
        "https://ş.örnek/ğ",
        "http://a.xn--p1ai",
    ),
    *(
        "https://a.example./",
        "https://a-b.c--d.example",
        "https://a.example?x=1",
        "http://a.b.c.de",
    ),
]


@pytest.mark.parametrize("url", URLS)
def test_the_form_takes_the_urls_that_are_kept(url: str) -> None:
    record = make_record(source_address=url)
    assert mend_details(record, text="Some text.") is record
    URLValidator()(url)


@given(st.from_regex(details.URL, fullmatch=True))
@example("http://a.b" + ".b" * 200 + ".de")
def test_the_form_takes_every_url_that_is_kept(url: str) -> None:
    if mend_details(record := make_record(source_address=url), text="Some text.") is record:
        URLValidator()(url)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "mailto:a@b.example",
            "//a.example",
            "http://a",
            "http://-a.example",
            "http://a_b.example",
        ),
        *("http://a..example", "http://a.example/ b", "http://a.e", "http://256.1.1.1", "x"),
        *("http://a.example:123456", "http://[::1]/", "http://" + "a." * 150 + "example"),
    ],
)
def test_what_is_no_web_address_is_left_out(url: str) -> None:
    assert mend(source_address=url)[1] == ["source_address_dropped"]


@pytest.mark.parametrize("shape", ["a.", "a", "a-", "@", ":", "http://"])
def test_the_time_to_read_a_url_grows_linearly(shape: str) -> None:
    def match(size: int) -> object:
        return details.URL.fullmatch(f"http://{shape * size} ")

    assert measure_growth(match, 3_000) < 24


def test_tags_without_letters_are_left_out_in_silence() -> None:
    assert mend(tags=("—", "", "film")) == ({"tags": ("film",), "is_withheld": False}, [])


@pytest.mark.parametrize("name", ["x" * 201, "***"])
def test_what_is_no_name_is_no_author(name: str) -> None:
    fields, codes = mend(credits=(Credit(name), Credit("Ada Writer", "Desk")))
    assert (fields["credits"], codes) == ((Credit("Ada Writer", "Desk"),), ["author_dropped"])


def test_a_long_affiliation_is_shortened() -> None:
    fields, codes = mend(credits=(Credit("Ada Writer", LONG), Credit("***")))
    [credit] = fields["credits"]
    assert (credit.affiliation[-6:], len(credit.affiliation)) == (" word…", 300)
    assert codes == ["author_dropped", "affiliation_shortened"]


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2019, 11, 8), "source_date_text_shortened"), (date.min, "source_date_dropped")],
)
def test_a_long_printed_date_is_shortened(day: date, code: str) -> None:
    fields, codes = mend(source_date=SourceDate(day, None, Precision.DAY, LONG))
    assert (len(fields["source_date"].text), codes) == (100, [code])


def test_a_headline_is_made_of_the_text() -> None:
    record = make_record(headline="", readings={"body": Reading(Sureness.SURE)})
    mended = mend_details(record, text=LONG)
    assert (mended.headline[-6:], len(mended.headline)) == (" word…", 120)
    assert [remark.code for remark in mended.remarks] == ["headline_from_text"]
    assert mended.readings == {
        "body": Reading(Sureness.SURE),
        "headline": Reading(Sureness.GUESS),
    }


def test_without_a_text_there_is_no_headline() -> None:
    record = make_record(headline="")
    assert mend_details(record, text="") is record


NOON = datetime(2019, 11, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expire_at", "published"),
    [
        (NOON, {"publish_at": NOON}),
        (NOON, {"publish_at": NOON, "our_date": date(1999, 1, 1)}),
        (datetime(2019, 11, 9, tzinfo=UTC), {"our_date": date(2019, 11, 8)}),
    ],
)
def test_an_article_that_expires_before_it_is_published_is_a_draft(
    expire_at: datetime, published: dict[str, Any]
) -> None:
    fields, codes = mend(expire_at=expire_at, **published)
    assert fields == {"expire_at": None, "is_withheld": True, **published}
    assert codes == ["expires_too_early"]


@pytest.mark.parametrize(
    "published",
    [{}, {"publish_at": datetime(2019, 11, 7, tzinfo=UTC)}, {"our_date": date(2019, 11, 7)}],
)
def test_an_article_that_expires_later_is_kept(published: dict[str, Any]) -> None:
    record = make_record(expire_at=NOON, **published)
    assert mend_details(record, text="Some text.") is record
