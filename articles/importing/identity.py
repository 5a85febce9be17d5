"""The rule that decides which article a record is of, and what the record does to it.

It decides by what the record claims and by what is known of the articles here that may be meant.
It reads no table, so that the import, its preview and the feeds decide alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from articles.text.overlap import contains, shares_half
from articles.vocabulary import IdentityKey, KeyKind


class Outcome(StrEnum):
    """What a record does.

    ``HELD`` is a text, and ``HELD_CANCELLATION`` a cancellation, that waits for an editor;
    ``WITHDRAWN`` is a cancellation that took the article from readers.
    """

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    HELD = "held"
    CANCELED = "canceled"
    WITHDRAWN = "withdrawn"
    HELD_CANCELLATION = "held_cancellation"


class Rule(StrEnum):
    """Why a record and an article belong together."""

    IDENTITY = "identity"
    ID = "id"
    URL = "url"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Version:
    """One text of an article: folded headline, source day if it is known, folded words."""

    headline: str
    day: date | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a record tells of its article.

    ``identity`` is that of our own exports. ``sources`` are all folded names of the record's
    source, only "" where it names none. ``origin_id`` and ``address_key`` are "" where they
    identify nothing. ``keys`` are all that the article learns. ``is_cut`` says that the text ends
    with an ellipsis.
    """

    identity: str
    sources: frozenset[str]
    origin_id: str
    address_key: str
    text_key: str
    text_digest: str
    keys: tuple[IdentityKey, ...]
    version: Version
    is_cut: bool
    is_canceled: bool

    @property
    def id_scopes(self) -> frozenset[str]:
        """Return the sources among whose ids that of the record is looked for."""
        return self.sources | {key.source for key in self.keys if key.kind == KeyKind.ID}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """What is known of an article that a record may be of.

    ``sources`` are all folded names of its present source, only "" where it has none. ``versions``
    are its texts that later ones are compared with. ``text_digests`` are those of its originals.
    ``if_canceled`` is what a cancellation by its source does, None where only the tables know.
    """

    pk: int
    headline: str
    identity: str
    sources: frozenset[str]
    address_key: str
    keys: frozenset[IdentityKey]
    versions: tuple[Version, ...]
    text_digests: frozenset[str]
    if_canceled: Outcome | None = None

    @property
    def has_id_or_url(self) -> bool:
        """Return whether its origin gave an id or a URL, or somebody typed a URL with it."""
        if not self.keys:
            return bool(self.address_key)
        return any(key.kind != KeyKind.TEXT for key in self.keys)

    def has_key(self, kind: KeyKind, value: str) -> bool:
        return any(key.kind == kind and key.value == value for key in self.keys)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a record does, and to which article.

    ``is_foreign`` says that the article is another source's: it learns no key of the record.
    """

    outcome: Outcome
    article: KnownArticle | None = None
    is_foreign: bool = False


def decide(claim: Claim, articles: Sequence[KnownArticle]) -> Decision:
    """Return what the record does; ``articles`` are those that have one of its keys."""
    rule, article = _find_article(claim, articles)
    if article is None:
        return Decision(Outcome.UNCHANGED if claim.is_canceled else Outcome.CREATED)
    if rule is Rule.TEXT and article.has_id_or_url:
        return Decision(Outcome.DUPLICATE, article)
    outcome = _choose_outcome(claim, article)
    is_foreign = outcome is Outcome.HELD_CANCELLATION or _is_foreign(claim, article)
    return Decision(outcome, article, is_foreign=is_foreign)


def _choose_outcome(claim: Claim, article: KnownArticle) -> Outcome:
    """Return what the record does to its article; the caller asks who may cancel an article."""
    if claim.text_digest in article.text_digests:
        return Outcome.UNCHANGED
    if claim.is_canceled:
        is_own = not _list_own_sources(article).isdisjoint(claim.sources)
        return Outcome.CANCELED if is_own else Outcome.HELD_CANCELLATION
    if _adds_nothing(claim, article):
        return Outcome.UNCHANGED
    return Outcome.HELD if _is_foreign(claim, article) else Outcome.UPDATED


def _find_article(
    claim: Claim, articles: Sequence[KnownArticle]
) -> tuple[Rule | None, KnownArticle | None]:
    """Return the article that the record is of and the rule that says so, None for a new one."""
    for rule in _choose_rules(claim):
        if article := _RULES[rule](claim, articles):
            return rule, article
    return None, None


def _choose_rules(claim: Claim) -> tuple[Rule, ...]:
    if claim.identity:
        return (Rule.IDENTITY,)
    if claim.origin_id or claim.address_key:
        return (Rule.ID, Rule.URL)
    return (Rule.TEXT,)


def _find_by_identity(claim: Claim, articles: Sequence[KnownArticle]) -> KnownArticle | None:
    return next((each for each in articles if each.identity == claim.identity), None)


def _find_by_id(claim: Claim, articles: Sequence[KnownArticle]) -> KnownArticle | None:
    wanted = {IdentityKey(KeyKind.ID, source, claim.origin_id) for source in claim.sources}
    wanted |= {key for key in claim.keys if key.kind == KeyKind.ID}
    return next((each for each in articles if not wanted.isdisjoint(each.keys)), None)


def _find_by_url(claim: Claim, articles: Sequence[KnownArticle]) -> KnownArticle | None:
    """Return the article of the same URL that agrees best, if two of three things agree."""
    if not claim.address_key:
        return None
    same = [each for each in articles if _has_url(each, claim.address_key)]
    joined = [each for each in same if _agrees(claim, each) >= _ENOUGH and _may_join(claim, each)]
    return max(joined, key=lambda each: _agrees(claim, each), default=None)


def _has_url(article: KnownArticle, address_key: str) -> bool:
    return article.address_key == address_key or article.has_key(KeyKind.URL, address_key)


def _find_by_text(claim: Claim, articles: Sequence[KnownArticle]) -> KnownArticle | None:
    return next((each for each in articles if _has_text_of_source(claim, each)), None)


def _has_text_of_source(claim: Claim, article: KnownArticle) -> bool:
    wanted = {IdentityKey(KeyKind.TEXT, source, claim.text_key) for source in claim.sources}
    if not wanted.isdisjoint(article.keys):
        return True
    is_same_source = not claim.sources.isdisjoint(article.sources)
    return is_same_source and any(_is_same_text(claim.version, each) for each in article.versions)


_RULES: Final[dict[Rule, Callable[[Claim, Sequence[KnownArticle]], KnownArticle | None]]] = {
    Rule.IDENTITY: _find_by_identity,
    Rule.ID: _find_by_id,
    Rule.URL: _find_by_url,
    Rule.TEXT: _find_by_text,
}


# Agreement: of headline, source day and text, two have to agree.

_ENOUGH: Final = 2


def _agrees(claim: Claim, article: KnownArticle) -> int:
    """Return how many of headline, source day and text agree, with the version that fits best."""
    if article.has_key(KeyKind.TEXT, claim.text_key):
        return 3
    return max((_count_agreements(claim.version, each) for each in article.versions), default=0)


def _count_agreements(version: Version, other: Version) -> int:
    has_same_headline = version.headline == other.headline
    are_days_known = version.day is not None and other.day is not None
    has_same_day = version.day == other.day if are_days_known else has_same_headline
    return has_same_headline + has_same_day + _have_common_text(version.words, other.words)


def _have_common_text(words: str, others: str) -> bool:
    return contains(words, others) or contains(others, words) or shares_half(words, others)


def _may_join(claim: Claim, article: KnownArticle) -> bool:
    """Return whether the article may take the record's new id, besides one of the same source."""
    scopes = claim.id_scopes
    ids = (key for key in article.keys if key.kind == KeyKind.ID)
    if not claim.origin_id or not any(key.source in scopes for key in ids):
        return True
    return article.has_key(KeyKind.TEXT, claim.text_key) or any(
        _is_same_text(claim.version, each) for each in article.versions
    )


def _is_same_text(version: Version, other: Version) -> bool:
    return (version.headline, version.words) == (other.headline, other.words)


def _adds_nothing(claim: Claim, article: KnownArticle) -> bool:
    """Return whether the record has only a part of the article's text, such as a feed's teaser."""
    words = claim.version.words
    if claim.is_cut:
        words = words.rpartition(" ")[0]  # the last word may be cut, too
    texts = [each.words for each in article.versions if each.words != claim.version.words]
    return any(f" {words} " in f" {text} " or not words for text in texts if text)


def _is_foreign(claim: Claim, article: KnownArticle) -> bool:
    """Return whether the record's source is none under which the article is known."""
    own = _list_own_sources(article)
    return bool(own) and claim.sources != {""} and own.isdisjoint(claim.sources)


def _list_own_sources(article: KnownArticle) -> set[str]:
    """Return the folded names of its present source, and of those that have given a key of it."""
    return {*article.sources, *(key.source for key in article.keys)} - {""}
