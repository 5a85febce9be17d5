"""Attacks on the audit log: the database refuses each, or the verification finds it.

Each is tried by somebody who can write SQL, and by somebody who has dropped the triggers. What only
a head shows that was kept elsewhere is marked so.
"""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from articles.publishing.verification.findings import Tally
from articles.publishing.verification.whole import verify_whole
from tests import attacks_by_deletion, attacks_on_articles, attacks_on_revisions
from tests.attacked import (
    Attack,
    Desk,
    count_findings,
    make_desk,
)
from tests.database import without_triggers

pytestmark = pytest.mark.django_db

FOUND = [*attacks_on_articles.FOUND, *attacks_on_revisions.FOUND, *attacks_by_deletion.FOUND]
FOUND_AGAINST_A_HEAD = [
    *attacks_on_articles.FOUND_AGAINST_A_HEAD,
    *attacks_on_revisions.FOUND_AGAINST_A_HEAD,
    *attacks_by_deletion.FOUND_AGAINST_A_HEAD,
]
ALL = [
    *FOUND,
    *FOUND_AGAINST_A_HEAD,
    attacks_by_deletion.forge_a_closing_link,
    attacks_by_deletion.delete_after_a_closing_link_of_another_article,
]
# The triggers keep what is never written again; rows of articles are written, and links and new
# articles added, all day.
WRITABLE = [
    *FOUND[: FOUND.index(attacks_on_articles.cut_the_tail)],
    attacks_on_articles.put_a_link_in,
    attacks_on_revisions.forge_a_signature,
    attacks_on_revisions.forge_a_signature_of_no_change,
    attacks_by_deletion.forge_an_answered_closing_link,
    attacks_by_deletion.bring_a_deleted_article_back,
]


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def test_nothing_is_found_where_nobody_attacked(desk: Desk) -> None:
    tally = Tally()
    assert list(verify_whole(tally, against=desk.head)) == []
    assert tally.seen == tally.expected
    del tally.seen["triggers"]
    assert dict(tally.seen) == {
        "chains": 4,
        "changes": 7 + 4 + 1 + 1,
        "revisions": 2 + 1 + 3 + 1,
        "live articles": 2,
        "corrections": 1,
        "originals": 1,
        "signatures": 3,
        "closing links": 3,
    }


def try_all(attacks: list[Attack], try_one: Callable[[Attack], str]) -> dict[str, str]:
    """Return what came of each attack, all of which are undone."""
    outcomes = {}
    for attack in attacks:
        with transaction.atomic():
            outcomes[attack.__name__] = try_one(attack)
            transaction.set_rollback(True)
    return outcomes


def expect(attacks: list[Attack], outcome: str) -> dict[str, str]:
    return {attack.__name__: outcome for attack in attacks}


def test_the_database_refuses_or_the_verification_finds(desk: Desk) -> None:
    def try_one(attack: Attack) -> str:
        try:
            with transaction.atomic():
                attack(desk)
                connection.check_constraints()
        except DatabaseError:
            return "refused"
        return "found" if count_findings(desk.head) else "not noticed"

    outcomes = try_all(ALL, try_one)
    assert outcomes == expect(ALL, "refused") | expect(WRITABLE, "found")


def test_without_the_triggers_the_verification_finds_each(desk: Desk) -> None:
    def try_one(attack: Attack) -> str:
        with without_triggers():
            attack(desk)
        return "found" if count_findings() else "not noticed"

    assert try_all(FOUND, try_one) == expect(FOUND, "found")


def test_what_was_written_again_whole_shows_only_against_a_head(desk: Desk) -> None:
    def try_one(attack: Attack) -> str:
        with without_triggers():
            attack(desk)
        return f"{count_findings()} without a head, {min(count_findings(desk.head), 1)} with it"

    outcomes = try_all(FOUND_AGAINST_A_HEAD, try_one)
    assert outcomes == expect(FOUND_AGAINST_A_HEAD, "0 without a head, 1 with it")
