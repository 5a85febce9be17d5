"""Which article a record is of, if there is one: by its identity, else as another's twin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from articles.importing.normalise import PreparedRecord, Text
from articles.models import Article, Original
from articles.text.strings import compute_identity, fold


def resolve_identity(prepared: PreparedRecord, *, source: str) -> str:
    """Return by what the record is known again; what our own export tells is taken as it is.

    ``source`` is the name of the outlet.
    """
    return prepared.identity or compute_identity(prepared.fingerprint, source=source)


def find_duplicate(prepared: PreparedRecord, *, source: str) -> Article | None:
    """Return the article that is the same piece under another identity, if there is one.

    It has the same address, or the same text from the same source; two outlets that ran the same
    text are two pieces. What our own export tells apart stays apart.
    """
    if prepared.record.identity:
        return None
    key = prepared.address_key
    if key and (found := Article.objects.filter(address_key=key).first()):
        return found
    same = Q(source=None, is_own_work=False) | Q(source__aliases__folded_name=fold(source))
    texts = Article.objects.filter(fingerprint=prepared.fingerprint)
    return texts.filter(same if source else Q()).first()


def find_known_texts(texts: Iterable[Text]) -> set[Text]:
    """Return those texts that the articles of their identities have had before.

    What came as another's twin was never the article's own.
    """
    wanted = set(texts)
    told = Original.objects.exclude(outcome=Original.Outcome.DUPLICATE)
    rows = told.filter(article__identity__in={identity for identity, _ in wanted})
    return wanted & set(rows.values_list("article__identity", "text_digest"))


@dataclass(slots=True)
class Chunk:
    """What the tables know of a chunk of records, asked in four queries for any number of them."""

    known: set[str | None] = field(default_factory=set)  # identities of articles
    told: set[Text] = field(default_factory=set)  # texts that they have had
    traits: set[str] = field(default_factory=set)  # addresses and fingerprints of articles

    @classmethod
    def of(cls, identities: Sequence[str], prepared: Sequence[PreparedRecord]) -> "Chunk":
        rows = Article.objects.filter(identity__in=set(identities))
        digests = [each.text_digest for each in prepared]
        return cls(
            known=set(rows.values_list("identity", flat=True)),
            told=find_known_texts(zip(identities, digests, strict=True)),
            traits=_traits(prepared),
        )

    def is_unchanged(self, identity: str, prepared: PreparedRecord) -> bool:
        """Tell whether the article of this identity has had this very text before."""
        return (identity, prepared.text_digest) in self.told

    def take(self, identity: str, prepared: PreparedRecord) -> bool:
        """Tell whether the record is like no article and no record before it, and remember it."""
        traits = {identity, prepared.fingerprint, prepared.address_key} - {""}
        if prepared.record.identity:
            is_new = identity not in self.traits
        else:
            is_new = self.traits.isdisjoint(traits)
        self.traits |= traits
        return is_new and identity not in self.known


def _traits(prepared: Sequence[PreparedRecord]) -> set[str]:
    addresses = {each.address_key for each in prepared} - {""}
    fingerprints = {each.fingerprint for each in prepared}
    by_address = Article.objects.filter(address_key__in=addresses)
    by_text = Article.objects.filter(fingerprint__in=fingerprints)
    return {
        *by_address.values_list("address_key", flat=True),
        *by_text.values_list("fingerprint", flat=True),
    }
