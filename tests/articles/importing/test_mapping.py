"""Where the work on a new article stands, by what was asked for and what its record tells."""

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
# What becomes of an article that is to be published and that its source's readers see.
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
ASKED = (Status.DRAFT, Status.REVIEW, Status.PUBLISHED)


def stands(asked: Status, source: str, embargo: str, *, is_withheld: bool) -> Status:
    told = {**SOURCES[source], **EMBARGOES[embargo]}
    record = replace(
        RECORD,
        is_withheld=is_withheld,
        is_own_work=told.get("is_own_work", False),
        embargoed_until=told.get("embargoed_until"),
    )
    return choose_status(record, told, options=Options(label="a test", status=asked))


@pytest.mark.parametrize(("source", "embargo"), [*product(SOURCES, EMBARGOES)])
def test_what_is_to_be_published_is_when_its_source_is_known_and_no_embargo_forbids_it(
    source: str, embargo: str
) -> None:
    told = stands(Status.PUBLISHED, source, embargo, is_withheld=False)
    assert told is PUBLISHED[source, embargo]


@pytest.mark.parametrize("asked", [Status.DRAFT, Status.REVIEW])
@pytest.mark.parametrize(("source", "embargo"), [*product(SOURCES, EMBARGOES)])
def test_what_is_not_to_be_published_stands_where_it_was_asked_for(
    asked: Status, source: str, embargo: str
) -> None:
    assert stands(asked, source, embargo, is_withheld=False) is asked


@pytest.mark.parametrize(("asked", "source", "embargo"), [*product(ASKED, SOURCES, EMBARGOES)])
def test_what_readers_of_its_source_do_not_see_is_a_draft(
    asked: Status, source: str, embargo: str
) -> None:
    assert stands(asked, source, embargo, is_withheld=True) is Status.DRAFT
