"""Which article a record belongs to: by identity, else as a duplicate of another article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q

from articles.importing.normalise import PreparedRecord, TextKey
from articles.models import Article, Original
from articles.text.strings import compute_identity, fold


def resolve_identity(prepared: PreparedRecord, *, source: str) -> str:
    """Return the identity by which the record is recognised in later imports.

    That of our own exports is used as it is. ``source`` is the name of the outlet.
    """
    return prepared.identity or compute_identity(prepared.fingerprint, source=source)


def find_duplicate(prepared: PreparedRecord, *, source: str) -> Article | None:
    """Return the article that has the record's text under another identity, if there is one.

    It has the same source address, or the same text from the same source. Two outlets that ran the
    same text make two articles. Records of our own exports are never duplicates. Of several
    articles it is the first by identity, since primary keys depend on the size of a chunk.
    """
    if prepared.record.identity:
        return None
    ordered = Article.objects.order_by(F("identity").asc(nulls_last=True), "-pk")
    key = prepared.address_key
    if key and (article := ordered.filter(address_key=key).first()):
        return article
    same_source = Q(source=None, is_own_work=False) | Q(source__aliases__folded_name=fold(source))
    articles = ordered.filter(fingerprint=prepared.fingerprint)
    # A record that names no source repeats the text of any source.
    return articles.filter(same_source if source else Q()).first()


def find_known_texts(texts: Iterable[TextKey]) -> set[TextKey]:
    """Return those of the texts that an original of their article has already.

    Originals of duplicates do not count: their text was never the article's own.
    """
    wanted = set(texts)
    originals = Original.objects.exclude(outcome=Original.Outcome.DUPLICATE)
    rows = originals.filter(article__identity__in={identity for identity, _ in wanted})
    return wanted & set(rows.values_list("article__identity", "text_digest"))


@dataclass(slots=True)
class ChunkMatches:
    """What the tables have of a chunk of records, fetched in four queries for any number of them.

    ``traits`` are address keys and fingerprints of articles, and the identities, address keys and
    fingerprints of the records that were claimed.
    """

    identities: set[str | None] = field(default_factory=set)
    texts: set[TextKey] = field(default_factory=set)
    traits: set[str] = field(default_factory=set)

    @classmethod
    def fetch(cls, identities: Sequence[str], prepared: Sequence[PreparedRecord]) -> "ChunkMatches":
        rows = Article.objects.filter(identity__in=set(identities))
        digests = [each.text_digest for each in prepared]
        return cls(
            identities=set(rows.values_list("identity", flat=True)),
            texts=find_known_texts(zip(identities, digests, strict=True)),
            traits=_fetch_traits(prepared),
        )

    def is_unchanged(self, identity: str, prepared: PreparedRecord) -> bool:
        """Return whether the article of this identity has the record's text already."""
        return (identity, prepared.text_digest) in self.texts

    def claim_if_new(self, identity: str, prepared: PreparedRecord) -> bool:
        """Return whether the record matches no article and no record claimed before; claim it."""
        traits = {identity, prepared.fingerprint, prepared.address_key} - {""}
        if prepared.record.identity:
            is_new = identity not in self.traits
        else:
            is_new = self.traits.isdisjoint(traits)
        self.traits |= traits
        return is_new and identity not in self.identities


def _fetch_traits(prepared: Sequence[PreparedRecord]) -> set[str]:
    address_keys = {each.address_key for each in prepared} - {""}
    fingerprints = {each.fingerprint for each in prepared}
    by_address = Article.objects.filter(address_key__in=address_keys)
    by_text = Article.objects.filter(fingerprint__in=fingerprints)
    return {
        *by_address.values_list("address_key", flat=True),
        *by_text.values_list("fingerprint", flat=True),
    }
