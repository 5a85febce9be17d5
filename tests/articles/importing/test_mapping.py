"""The status of a new article, by the options of the import and the record."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from articles.importing.mapping import choose_status
from articles.importing.options import Options
from articles.models import Source, Status
from articles.parsing.records import Record
from tests.factories import NOON

RECORD = Record(
    headline="Ferry sails",
    body="<p>Full.</p>",
    original=b"",
    media_type="text/plain",
    charset="utf-8",
    parser="test/1",
    position="line 1",
)
PAST, AHEAD = NOON, NOON + timedelta(days=400_000)
# The source of the article: none, one, or none needed as it is our own work.
SOURCES: dict[str, dict[str, Any]] = {
    "nobody's": {},
    "a source's": {"source": Source(name="Harbour Gazette")},
    "our own": {"is_own_work": True},
}
# The embargo, against the instant of publication where there is one, else against now.
EMBARGOES: dict[str, dict[str, Any]] = {
    "none": {},
    "past": {"embargoed_until": PAST},
    "ahead": {"embargoed_until": AHEAD},
    "until it is published": {"embargoed_until": AHEAD, "publish_at": AHEAD},
    "lifted before it is published": {"embargoed_until": PAST, "publish_at": AHEAD},
    "lifted after it is published": {"embargoed_until": AHEAD, "publish_at": PAST},
}
TO_REVIEW, TO_PUBLISHED = Status.REVIEW, Status.PUBLISHED
# The status of an article that is to be published and is not withheld.
PUBLISHED = {
    ("nobody's", "none"): TO_REVIEW,
    ("nobody's", "past"): TO_REVIEW,
    ("nobody's", "ahead"): TO_REVIEW,
    ("nobody's", "until it is published"): TO_REVIEW,
    ("nobody's", "lifted before it is published"): TO_REVIEW,
    ("nobody's", "lifted after it is published"): TO_REVIEW,
    ("a source's", "none"): TO_PUBLISHED,
    ("a source's", "past"): TO_PUBLISHED,
    ("a source's", "ahead"): TO_REVIEW,
    ("a source's", "until it is published"): TO_PUBLISHED,
    ("a source's", "lifted before it is published"): TO_PUBLISHED,
    ("a source's", "lifted after it is published"): TO_REVIEW,
    ("our own", "none"): TO_PUBLISHED,
    ("our own", "past"): TO_PUBLISHED,
    ("our own", "ahead"): TO_REVIEW,
    ("our own", "until it is published"): TO_PUBLISHED,
    ("our own", "lifted before it is published"): TO_PUBLISHED,
    ("our own", "lifted after it is published"): TO_REVIEW,
}
OPTIONS = (Status.DRAFT, Status.REVIEW, Status.PUBLISHED)


def choose(option: Status, source: str, embargo: str, *, is_withheld: bool) -> Status:
    columns = {**SOURCES[source], **EMBARGOES[embargo]}
    record = replace(
        RECORD,
        is_withheld=is_withheld,
        is_own_work=columns.get("is_own_work", False),
        embargoed_until=columns.get("embargoed_until"),
    )
    return choose_status(record, columns, options=Options(label="a test", status=option))


@pytest.mark.parametrize(("source", "embargo"), [*product(SOURCES, EMBARGOES)])
def test_an_article_is_published_when_its_source_is_known_and_no_embargo_forbids_it(
    source: str, embargo: str
) -> None:
    status = choose(Status.PUBLISHED, source, embargo, is_withheld=False)
    assert status is PUBLISHED[source, embargo]


@pytest.mark.parametrize("option", [Status.DRAFT, Status.REVIEW])
@pytest.mark.parametrize(("source", "embargo"), [*product(SOURCES, EMBARGOES)])
def test_an_article_that_is_not_published_has_the_status_of_the_options(
    option: Status, source: str, embargo: str
) -> None:
    assert choose(option, source, embargo, is_withheld=False) is option


@pytest.mark.parametrize(("option", "source", "embargo"), [*product(OPTIONS, SOURCES, EMBARGOES)])
def test_a_withheld_article_is_a_draft(option: Status, source: str, embargo: str) -> None:
    assert choose(option, source, embargo, is_withheld=True) is Status.DRAFT
