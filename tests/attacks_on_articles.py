"""Attacks on rows of articles and on the chains of their changes of status."""

from datetime import timedelta
from typing import Final

from articles.models import (
    Byline,
    Correction,
    Signature,
    StatusChange,
    Tagging,
)
from articles.publishing.audit_log import compute_row_digest
from tests.attacked import (
    Attack,
    Desk,
    get_last_change,
    select,
    select_changes,
)
from tests.factories import NOON, make_author, make_source, make_user

# Rows of articles.


def set_a_draft_live(desk: Desk) -> None:
    revision = desk.draft.revisions.latest("number")
    select(desk.draft).update(
        status="published", is_released=True, published_at=NOON, live_revision=revision
    )


def alter_the_headline(desk: Desk) -> None:
    select(desk.live).update(headline="Altered")


def alter_the_body(desk: Desk) -> None:
    select(desk.live).update(body="<p>Altered.</p>")


def alter_the_source(desk: Desk) -> None:
    select(desk.live).update(source=make_source())


def alter_the_source_date(desk: Desk) -> None:
    select(desk.imported).update(source_date="1999-01-01", source_date_precision="day")


def alter_the_expiry(desk: Desk) -> None:
    select(desk.live).update(expire_at=NOON + timedelta(days=36_500))


def alter_the_publication(desk: Desk) -> None:
    select(desk.live).update(published_at=NOON)


def alter_the_publication_of_an_import(desk: Desk) -> None:
    select(desk.imported).update(published_at=NOON)


def alter_the_update(desk: Desk) -> None:
    select(desk.live).update(updated_at=None)


def alter_the_reason_of_a_withdrawal(desk: Desk) -> None:
    select(desk.withdrawn).update(withdrawn_reason="Altered")


def set_the_status(desk: Desk) -> None:
    select(desk.live).update(status="approved")


def bring_back_what_was_withdrawn(desk: Desk) -> None:
    select(desk.withdrawn).update(status="published", is_released=True, withdrawn_at=None)


def withdraw_in_silence(desk: Desk) -> None:
    select(desk.live).update(
        status="withdrawn", is_released=False, withdrawn_at=NOON, withdrawn_reason="x"
    )


def show_an_older_revision(desk: Desk) -> None:
    first = desk.live.revisions.get(number=1)
    select(desk.live).update(live_revision=first, headline=first.content["headline"])


def replace_an_author(desk: Desk) -> None:
    byline = Byline.objects.filter(article=desk.live)[:1].get()
    Byline.objects.filter(pk=byline.pk).update(author=make_author("Eve Forger"))


def rename_an_author_to_another(desk: Desk) -> None:
    Byline.objects.filter(article=desk.live).update(affiliation="The Forgers")


def remove_an_author(desk: Desk) -> None:
    Byline.objects.filter(article=desk.live, author__name="Cy Vale").delete()


def remove_a_tag(desk: Desk) -> None:
    Tagging.objects.filter(content_object=desk.live, tag__name="ferry").delete()


# Chains.


def cut_the_tail(desk: Desk) -> None:
    select_changes(desk.live, number=get_last_change(desk.live).number).delete()


def cut_the_tail_and_lower_the_count(desk: Desk) -> None:
    last = get_last_change(desk.live)
    select(desk.live).update(audit_count=last.number - 1, audit_sha256=last.previous_sha256)
    cut_the_tail(desk)


def cut_the_tail_and_restore_the_row(desk: Desk) -> None:
    # All links but the first four: it was live, and reopened.
    Signature.objects.filter(status_change__in=select_changes(desk.live, number__gt=4)).delete()
    select_changes(desk.live, number__gt=4).delete()
    last = get_last_change(desk.live)
    first = desk.live.revisions.get(number=1)
    Correction.objects.filter(article=desk.live).delete()
    select(desk.live).update(
        audit_count=4,
        audit_sha256=last.sha256,
        status="draft",
        live_revision=first,
        working_revision=first,
        updated_at=None,
        headline=first.content["headline"],
    )
    desk.live.revisions.filter(number__gt=1).delete()


def delete_the_chain(desk: Desk) -> None:
    select_changes(desk.live).delete()


def delete_the_chain_and_its_count(desk: Desk) -> None:
    select(desk.live).update(audit_count=0, audit_sha256="")
    delete_the_chain(desk)


def make_it_a_draft_that_never_was_live(desk: Desk) -> None:
    delete_the_chain_and_its_count(desk)
    select(desk.live).update(
        status="draft", is_released=False, published_at=None, live_revision=None, updated_at=None
    )


def delete_a_link(desk: Desk) -> None:
    select_changes(desk.live, number=2).delete()


def swap_two_links(desk: Desk) -> None:
    for number, other in ((2, 99), (3, 2), (99, 3)):
        select_changes(desk.live, number=number).update(number=other)


def alter_who_changed(desk: Desk) -> None:
    select_changes(desk.live, number=2).update(changed_by=make_user())


def alter_a_reason(desk: Desk) -> None:
    select_changes(desk.withdrawn, transition="withdraw").update(reason="Altered")


def sign_a_link_again(desk: Desk) -> None:
    link = select_changes(desk.live, number=2).get()
    link.changed_by = make_user()
    select_changes(desk.live, number=2).update(
        changed_by=link.changed_by, sha256=link.compute_digest()
    )


def sign_the_last_link_again(desk: Desk) -> None:
    link = get_last_change(desk.live)
    link.changed_by = make_user()
    sha256 = link.compute_digest()
    select_changes(desk.live, number=link.number).update(changed_by=link.changed_by, sha256=sha256)
    select(desk.live).update(audit_sha256=sha256)


def back_date_the_first_publication(desk: Desk) -> None:
    select(desk.imported).update(published_at=NOON)
    article = select(desk.imported).get()
    link = get_last_change(article)
    link.published_at, link.row_sha256 = NOON, compute_row_digest(article)
    sha256 = link.compute_digest()
    select_changes(article).update(published_at=NOON, row_sha256=link.row_sha256, sha256=sha256)
    select(article).update(audit_sha256=sha256)


def put_a_link_in(desk: Desk) -> None:
    last = get_last_change(desk.live)
    StatusChange.objects.create(
        article=desk.live,
        number=last.number + 1,
        transition="approve",
        from_status="published",
        to_status="published",
        changed_at=NOON,
        revision=last.revision,
        previous_sha256=last.sha256,
    )


def move_a_link_to_another_article(desk: Desk) -> None:
    select_changes(desk.live, number=2).update(article=desk.draft)


FOUND: Final[list[Attack]] = [
    set_a_draft_live,
    alter_the_headline,
    alter_the_body,
    alter_the_source,
    alter_the_source_date,
    alter_the_expiry,
    alter_the_publication,
    alter_the_publication_of_an_import,
    alter_the_update,
    alter_the_reason_of_a_withdrawal,
    set_the_status,
    bring_back_what_was_withdrawn,
    withdraw_in_silence,
    show_an_older_revision,
    replace_an_author,
    rename_an_author_to_another,
    remove_an_author,
    remove_a_tag,
    cut_the_tail,
    cut_the_tail_and_lower_the_count,
    delete_the_chain,
    delete_the_chain_and_its_count,
    make_it_a_draft_that_never_was_live,
    delete_a_link,
    swap_two_links,
    alter_who_changed,
    alter_a_reason,
    sign_a_link_again,
    put_a_link_in,
    move_a_link_to_another_article,
]
# What was written again whole, with all its digests, shows only against a head.
FOUND_AGAINST_A_HEAD: Final[list[Attack]] = [
    cut_the_tail_and_restore_the_row,
    sign_the_last_link_again,
    back_date_the_first_publication,
]
