"""Four eyes: which revisions wait for the signature of somebody other than their maker.

A revision that changed the text needs one, unless an approval covers it. Tags, kind, language,
times and the article that it translates are not the text.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import Article, Revision, Signature, Status, StatusChange
from articles.publishing.contents import BLANK_TEXT, Content, select_text

# Links of the audit log after which nothing of the text waits for a signature: an approval, and a
# revert, whose revision repeats the last live text.
APPROVALS: Final = Q(to_status=Status.APPROVED) | Q(transition="revert", to_status=Status.PUBLISHED)
# Links that leave the work on the text where it was.
_SIGNING: Final = ("sign", "confirm", "revert")


@dataclass(frozen=True, slots=True)
class Difference:
    """What one person changed in revisions that nobody has signed: the texts before and after."""

    revisions: Sequence[Revision]
    before: Content
    after: Content

    @property
    def first(self) -> Revision:
        return self.revisions[0]

    @property
    def last(self) -> Revision:
        return self.revisions[-1]


# What waits for a signature.


def query_unsigned() -> QuerySet[Revision]:
    """Return the revisions whose change of the text nobody has signed or approved."""
    signed = Signature.objects.filter(revision=OuterRef("pk"))
    approved = StatusChange.objects.filter(
        APPROVALS, article=OuterRef("article"), revision__number__gte=OuterRef("number")
    )
    return Revision.objects.filter(~Exists(signed), ~Exists(approved), needs_signature=True)


def list_unsigned(article: Article) -> list[Revision]:
    """Return the article's revisions that wait for a signature, oldest first, without content."""
    return load_unsigned([article])[article.pk]


def load_unsigned(articles: Iterable[Article]) -> Mapping[int, list[Revision]]:
    """Return ``list_unsigned`` of each article by its key, in one query."""
    unsigned: dict[int, list[Revision]] = {article.pk: [] for article in articles}
    rows = query_unsigned().filter(article__in=unsigned).defer("content")
    for revision in rows.select_related("made_by").order_by("number"):
        unsigned[revision.article_id].append(revision)
    return unsigned


def select_signable(unsigned: Iterable[Revision], *, by: User | None) -> list[Revision]:
    """Return those of the revisions that the person may sign: all that somebody else made."""
    return [each for each in unsigned if by is not None and each.made_by_id != by.pk]


def select_remaining(unsigned: Iterable[Revision], *, by: User | None) -> list[Revision]:
    """Return those of the revisions that still wait when the person has signed all others."""
    return [each for each in unsigned if by is None or each.made_by_id == by.pk]


def select_live(unsigned: Iterable[Revision], article: Article) -> list[Revision]:
    """Return those of the revisions that are in the text that readers see."""
    live = article.live_revision
    return [each for each in unsigned if live and each.number <= live.number]


def build_condition_to_sign(person: User) -> Q:
    """Return the condition that an article has changes of others that wait for a signature."""
    return Q(Exists(_query_unsigned_of_article().exclude(made_by=person)))


def build_condition_of_own_text(person: User) -> Q:
    """Return the condition that all of an article's unsigned changes are the person's own."""
    own = _query_unsigned_of_article().filter(made_by=person)
    return Q(Exists(own)) & ~build_condition_to_sign(person)


def _query_unsigned_of_article() -> QuerySet[Revision]:
    return query_unsigned().filter(article=OuterRef("pk"))


def is_approval_pending(article: Article) -> bool:
    """Return whether a reviewer has approved this revision except for changes of their own."""
    changes = article.status_changes.exclude(transition__in=_SIGNING).order_by("-number")
    last = changes.values_list("transition", "to_status", "revision").first()
    return last == ("approve", Status.REVIEW, article.working_revision_id)


# Signing.


def compute_digest(revisions: Iterable[Revision]) -> str:
    """Return the SHA-256 of the numbers and digests of signed revisions; "" of none."""
    rows = sorted((each.number, each.record_sha256) for each in revisions)
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest() if rows else ""


def sign(revisions: Iterable[Revision], *, change: StatusChange) -> None:
    """Save the signatures that the person of the status change gives by it."""
    Signature.objects.bulk_create(
        Signature(
            article_id=change.article_id,
            revision=each,
            status_change=change,
            signed_by=change.changed_by,
            signed_at=change.changed_at,
        )
        for each in revisions
    )


# Showing.


def list_text_revisions(article: Article) -> list[Revision]:
    """Return the revisions that changed the text, newest first, with makers and signatures."""
    rows = article.revisions.filter(needs_signature=True).defer("content")
    return list(rows.select_related("made_by").prefetch_related("signatures__signed_by"))


def list_differences(article: Article, unsigned: Iterable[Revision]) -> list[Difference]:
    """Return the unsigned changes, oldest first: consecutive ones of one person together."""
    groups = list(_group_by_maker(list_text_revisions(article)[::-1], unsigned))
    edges = [each for before, group in groups for each in (before, group[-1]) if each]
    rows = Revision.objects.filter(pk__in=[each.pk for each in edges])
    texts: dict[int, Content] = dict(rows.values_list("pk", "content"))
    return [
        Difference(
            group,
            before=select_text(texts[before.pk]) if before else BLANK_TEXT,
            after=select_text(texts[group[-1].pk]),
        )
        for before, group in groups
    ]


def _group_by_maker(
    line: Iterable[Revision], unsigned: Iterable[Revision]
) -> Iterator[tuple[Revision | None, list[Revision]]]:
    """Yield consecutive unsigned revisions of one maker, with the revision before them."""
    keys, before = {each.pk for each in unsigned}, None
    for (is_unsigned, _maker), run in groupby(
        line, lambda each: (each.pk in keys, each.made_by_id)
    ):
        group = list(run)
        if is_unsigned:
            yield before, group
        before = group[-1]
