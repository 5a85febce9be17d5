"""Four eyes are signatures: who may sign which change, and what then is approved."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from articles.models import Article, Revision, Signature, Status, StatusChange
from articles.publishing import automatic, contents, queues, revisions, signatures, workflow
from articles.publishing.status_writer import TransitionNotPossible
from tests.audit import find_broken_links
from tests.factories import make_article, make_live, make_revision, make_user
from tests.one_signature import make_in_review, make_live_on_one, make_staff, publish_on_one
from tests.transitions import ONE

pytestmark = pytest.mark.django_db

OWN = "What is not signed yet are your own changes, so somebody else has to sign them."
NOTHING = "Everything is signed already."


@pytest.fixture
def people() -> dict[str, User]:
    return make_staff()


def press(article: Article, name: str, *, by: User, reason: str = "Now.") -> str:
    """Make the transition; return the status after it, or what blocked it."""
    try:
        workflow.perform(article, name, by=by, reason=reason)
    except TransitionNotPossible as error:
        return str(error)
    return article.status


def list_signatures(article: Article) -> list[tuple[int, User]]:
    """Return the numbers of the signed revisions, each with the signer."""
    rows = Signature.objects.filter(article=article).select_related("revision", "signed_by")
    return [(each.revision.number, each.signed_by) for each in rows]


# Whose signature a text needs.

MAKERS = ["nobody", "writer", "editor", "publisher"]


@pytest.mark.parametrize("is_on", [True, False])
@pytest.mark.parametrize("signer", ["editor", "publisher"])
@pytest.mark.parametrize("maker", MAKERS)
def test_to_approve_signs_what_others_made(
    people: dict[str, User], settings: Settings, maker: str, signer: str, *, is_on: bool
) -> None:
    settings.NEWSROOM_FOUR_EYES = is_on
    article = make_in_review(people.get(maker), people["writer"])
    is_own = maker == signer
    assert press(article, "approve", by=people[signer]) == (
        OWN if is_own and is_on else Status.APPROVED
    )
    assert list_signatures(article) == ([] if is_own else [(1, people[signer])])
    changes = StatusChange.objects.filter(article=article, transition="approve")
    flags = list(changes.values_list("is_four_eyes_off", flat=True))
    assert flags == ([] if is_own and is_on else [not is_on])
    assert list(find_broken_links()) == []


@pytest.mark.parametrize("signer", ["writer", "editor", "publisher"])
@pytest.mark.parametrize("maker", MAKERS)
def test_to_sign_signs_what_others_made_and_approves_nothing(
    people: dict[str, User], maker: str, signer: str
) -> None:
    article = make_in_review(people.get(maker), people["writer"])
    is_own = maker == signer
    assert press(article, "sign", by=people[signer]) == (OWN if is_own else Status.REVIEW)
    assert list_signatures(article) == ([] if is_own else [(1, people[signer])])
    assert press(article, "sign", by=people[signer]) == (OWN if is_own else NOTHING)


@pytest.mark.parametrize(
    ("last", "result"),
    [("writer", Status.APPROVED), ("publisher", Status.APPROVED), ("editor", OWN)],
)
def test_an_approval_waits_for_the_signature_of_the_approvers_own_change(
    people: dict[str, User], last: str, result: str
) -> None:
    article = make_in_review(people["writer"], people["writer"])
    make_revision(article, by=people["editor"], headline="A comma, mended")
    assert press(article, "approve", by=people["editor"]) == Status.REVIEW
    assert list_signatures(article) == [(1, people["editor"])]
    assert press(article, "approve", by=people["editor"]) == OWN
    assert press(article, "sign", by=people[last]) == result
    signed = [(1, people["editor"]), (2, people[last])]
    assert list_signatures(article) == (signed if result == Status.APPROVED else signed[:1])
    assert list(find_broken_links()) == []


def test_an_approval_that_waits_ends_when_somebody_changes_the_text(
    people: dict[str, User],
) -> None:
    article = make_in_review(people["writer"], people["writer"])
    make_revision(article, by=people["editor"], headline="Mended")
    workflow.perform(article, "approve", by=people["editor"])
    make_revision(article, by=people["publisher"], headline="Mended again")
    assert press(article, "sign", by=make_user("Editors")) == Status.REVIEW
    assert press(article, "approve", by=people["editor"]) == Status.APPROVED


def test_an_approval_that_waits_ends_when_changes_are_requested(people: dict[str, User]) -> None:
    article = make_in_review(people["writer"], people["writer"])
    make_revision(article, by=people["editor"], headline="Mended")
    workflow.perform(article, "approve", by=people["editor"])
    workflow.perform(article, "request_changes", by=people["publisher"], reason="No.")
    workflow.perform(article, "submit", by=people["writer"])
    assert press(article, "sign", by=people["writer"]) == Status.REVIEW


def test_a_signature_completes_nothing_while_the_signers_own_text_waits(
    people: dict[str, User],
) -> None:
    article = make_in_review(people["writer"], people["writer"])
    make_revision(article, by=people["editor"], headline="Mended")
    assert press(article, "sign", by=people["writer"]) == Status.REVIEW
    assert [each.number for each in signatures.list_unsigned(article)] == [1]


def test_nobody_is_no_person_who_signs() -> None:
    article = make_in_review(None, make_user("Contributors"))
    with pytest.raises(TransitionNotPossible):
        workflow.perform(article, "approve", by=None)


def test_an_approval_covers_the_approved_text_only(people: dict[str, User]) -> None:
    article = make_in_review(people["writer"], people["writer"])
    workflow.perform(article, "approve", by=people["editor"])
    workflow.perform(article, "request_changes", by=people["publisher"], reason="One more.")
    make_revision(article, by=people["editor"], headline="One more")
    workflow.perform(article, "submit", by=people["writer"])
    assert [each.number for each in signatures.list_unsigned(article)] == [2]
    assert press(article, "approve", by=people["editor"]) == OWN
    assert press(article, "approve", by=people["publisher"]) == Status.APPROVED


# What the text is.

CHANGES: dict[str, Any] = {
    "headline": "Other",
    "standfirst": "Other",
    "body": "<p>Other.</p>",
    "byline": "By Other",
    "source": "Other Gazette",
    "is_own_work": True,
    "source_date_text": "May",
    "source_detail": "No 2",
    "source_address": "https://other.example/",
    "slug": "other",
    "credits": [{"name": "Ada Other", "affiliation": ""}],
    "correction": {"kind": "update", "text": "More is known.", "place": "top"},
    "kind": "news",
    "language": "tr",
    "publish_at": "2030-01-01T00:00:00+00:00",
    "expire_at": "2031-01-01T00:00:00+00:00",
    "embargoed_until": "2030-01-01T00:00:00+00:00",
    "tags": ["harbour"],
    "translation_of": 7,
}
DATES = {"source_date": "2019-11-08", "source_date_end": None, "source_date_precision": "day"}
NO_TEXT = {
    *("kind", "language", "publish_at", "expire_at", "embargoed_until", "tags", "translation_of"),
}


def test_every_field_is_tried() -> None:
    assert {*CHANGES, *DATES} == {*contents.FIELDS}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_the_text_needs_a_signature_and_no_other_does(name: str) -> None:
    editor = make_user("Editors")
    changes = {name: CHANGES[name]} | ({"source": ""} if name == "is_own_work" else {})
    revision = make_revision(make_article(), by=editor, **changes)
    assert (revision.number, revision.needs_signature) == (2, name not in NO_TEXT)


def test_a_change_of_the_source_day_needs_a_signature() -> None:
    revision = make_revision(make_article(), by=make_user("Editors"), **DATES)
    assert (revision.number, revision.needs_signature) == (2, True)


def test_a_change_of_tags_waits_for_nobody(people: dict[str, User]) -> None:
    article = make_in_review(people["writer"], people["writer"])
    make_revision(article, by=people["editor"], tags=["harbour"])
    assert press(article, "approve", by=people["editor"]) == Status.APPROVED
    assert list_signatures(article) == [(1, people["editor"])]


def save_imported(article: Article, **changes: Any) -> Revision:
    article.refresh_from_db()
    content = revisions.get_working_revision(article).content | changes
    revision, _is_held = revisions.save_imported_revision(article, content)
    assert revision is not None
    return revision


def test_a_text_from_the_source_needs_a_signature_unless_it_is_held() -> None:
    taken, held = make_article(), make_live()
    needs = [save_imported(each, headline="New").needs_signature for each in (taken, held)]
    assert needs == [True, False]
    assert save_imported(taken, tags=["harbour"]).needs_signature is False


# On one signature.


@pytest.mark.parametrize("name", ["confirm", "revert"])
def test_whose_change_it_is_decides_nothing_about_it(people: dict[str, User], name: str) -> None:
    article = make_live_on_one(people)
    results = [press(article, name, by=people[each]) for each in ("publisher", "editor")]
    blocked = {
        "confirm": OWN,
        "revert": "You changed the live text, so somebody else has to decide about it.",
    }
    assert results == [blocked[name], Status.PUBLISHED]
    assert article.needs_second_signature is False
    assert list(find_broken_links()) == []


def test_a_setting_refuses_to_publish_on_one_signature(
    people: dict[str, User], settings: Settings
) -> None:
    settings.NEWSROOM_ONE_SIGNATURE = False
    article = make_in_review(people["writer"], people["writer"])
    with pytest.raises(TransitionNotPossible) as refused:
        publish_on_one(people, article)
    assert str(refused.value) == (
        "This desk publishes nothing on one signature. Somebody else has to approve it."
    )


def test_without_four_eyes_no_second_signature_is_asked_for(
    people: dict[str, User], settings: Settings
) -> None:
    settings.NEWSROOM_FOUR_EYES = False
    article = make_in_review(people["writer"], people["writer"])
    publish_on_one(people, article)
    change = StatusChange.objects.get(article=article, transition=ONE)
    assert (article.needs_second_signature, change.is_four_eyes_off) == (False, True)


def test_an_import_takes_no_approval_for_one_of_four_eyes(settings: Settings) -> None:
    settings.NEWSROOM_FOUR_EYES = False
    article = make_article()
    change = automatic.record_import(article, status=Status.REVIEW, reason="", by=None)
    assert change
    assert not change.is_four_eyes_off


def test_of_the_text_of_others_no_second_signature_is_asked_for(people: dict[str, User]) -> None:
    article = make_in_review(people["writer"], people["writer"])
    press(article, ONE, by=people["publisher"])
    assert (article.status, article.needs_second_signature) == (Status.PUBLISHED, False)
    assert list_signatures(article) == [(1, people["publisher"])]


def test_to_publish_on_one_signature_needs_a_reason(people: dict[str, User]) -> None:
    article = make_in_review(people["writer"], people["writer"])
    assert press(article, ONE, by=people["publisher"], reason=" ") == (
        "Say why the article cannot wait for a second signature."
    )


def test_a_plan_for_later_does_not_delay_what_cannot_wait(people: dict[str, User]) -> None:
    article = make_in_review(people["writer"], people["writer"])
    make_revision(article, by=people["editor"], publish_at="2190-01-01T00:00:00+00:00")
    publish_on_one(people, article)
    assert article.status == Status.PUBLISHED
    assert article.is_live


@pytest.mark.parametrize("name", ["approve", "sign"])
def test_who_signs_the_work_on_it_has_signed_the_live_text_as_well(
    people: dict[str, User], name: str
) -> None:
    article = make_live_on_one(people, is_reopened=True)
    make_revision(article, by=people["writer"], headline="Tomorrow")
    workflow.perform(article, "submit", by=people["writer"])
    workflow.perform(article, name, by=people["editor"])
    assert (article.needs_second_signature, article.previous_live_revision) == (False, None)


def test_while_two_people_have_changed_it_each_confirms_what_the_other_did(
    people: dict[str, User],
) -> None:
    article = make_live_on_one(people, is_reopened=True)
    other = make_user("Publishers")
    make_revision(article, by=other, headline="Later")
    workflow.perform(article, "submit", by=other)
    # It signs what the publisher has changed; only the change of the other one is left.
    workflow.perform(article, ONE, by=other, reason="Now.")
    assert press(article, "confirm", by=other) == OWN
    assert press(article, "confirm", by=people["publisher"]) == Status.PUBLISHED
    assert article.needs_second_signature is False


# Queues.


def list_queue(name: str, by: User) -> list[Article]:
    rows = queues.filter_visible(Article.objects.all(), by)
    return list(queues.QUEUES[name].filter(rows, by))


def test_a_change_waits_for_all_who_may_sign_it(people: dict[str, User]) -> None:
    article = make_in_review(people["writer"], people["writer"])
    make_revision(article, by=people["editor"], headline="Mended")
    workflow.perform(article, "approve", by=people["editor"])
    waiting = {name: list_queue("waiting", person) for name, person in people.items()}
    assert waiting == {"writer": [article], "editor": [], "publisher": [article]}


def test_a_text_on_one_signature_is_in_a_queue_until_it_is_confirmed(
    people: dict[str, User],
) -> None:
    article = make_live_on_one(people)
    assert list_queue("second_signature", people["editor"]) == [article]
    workflow.perform(article, "confirm", by=people["editor"])
    assert list_queue("second_signature", people["editor"]) == []


# Showing.


def test_the_changes_of_each_person_are_shown_alone(people: dict[str, User]) -> None:
    article = make_in_review(people["writer"], people["writer"])
    first = article.headline
    workflow.perform(article, "sign", by=people["editor"])
    for maker, headline in (("editor", "Two"), ("editor", "Three"), ("writer", "Four")):
        make_revision(article, by=people[maker], headline=headline)
    differences = signatures.list_differences(article, signatures.list_unsigned(article))
    assert [
        (each.first.number, each.last.number, each.before["headline"], each.after["headline"])
        for each in differences
    ] == [(2, 3, first, "Three"), (4, 4, "Three", "Four")]


def test_a_first_text_is_shown_whole(people: dict[str, User]) -> None:
    article = make_in_review(people["writer"], people["writer"])
    (shown,) = signatures.list_differences(article, signatures.list_unsigned(article))
    assert (shown.before, {*shown.after}) == (contents.BLANK_TEXT, {*contents.TEXT_FIELDS})


def test_what_waits_in_many_articles_is_read_in_one_query(
    people: dict[str, User], django_assert_num_queries: Any
) -> None:
    made = [make_in_review(people["writer"], people["writer"]) for _ in range(3)]
    with django_assert_num_queries(1):
        unsigned = signatures.load_unsigned(made)
    assert [[each.number for each in unsigned[article.pk]] for article in made] == [[1]] * 3


# The rows.


def test_a_signature_says_who_has_signed(people: dict[str, User]) -> None:
    article = make_in_review(people["writer"], people["writer"])
    change = workflow.perform(article, "sign", by=people["editor"])
    signature = Signature.objects.get()
    assert str(signature) == f"Signed by {people['editor']}"
    assert (signature.status_change, signature.signed_at) == (change, change.changed_at)
    assert change.signed_sha256 == signatures.compute_digest([signature.revision])
