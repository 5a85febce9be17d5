"""What the tables have of the articles that records may be of."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from articles.importing.claims import SourceNames, choose_id, fold_source
from articles.importing.identity import Claim, KnownArticle, Version
from articles.importing.name_cache import name_key
from articles.importing.normalise import RecordKeys
from articles.importing.options import Options
from articles.models import Article, ArticleKey, Original, Revision
from articles.models.article_key import KEY_COLUMNS
from articles.parsing.records import Remark
from articles.text import body_html
from articles.text.strings import fold, fold_text
from articles.vocabulary import IdentityKey, KeyKind, Precision

# Of a URL that has been used again and again, so many articles are looked at.
_URL_LIMIT: Final = 50


# One record.


def find_known_articles(claim: Claim, *, fingerprint: str) -> list[KnownArticle]:
    """Return what is known of each article that has a key of the claim.

    They are sorted by identity, since primary keys depend on the size of a chunk.
    """
    if claim.identity:
        rows = Article.objects.filter(identity=claim.identity)
    else:
        rows = Article.objects.filter(pk__in=_find_articles(claim, fingerprint))
    articles = list(rows.order_by("identity").select_related("source"))
    pks = [article.pk for article in articles]
    keys = _group(ArticleKey.objects.filter(article__in=pks), "article", *KEY_COLUMNS)
    digests = _group(_list_own_originals(pks), "article", "text_digest")
    names = SourceNames.fetch(_fold_name(article) for article in articles)
    return [
        KnownArticle(
            pk=article.pk,
            headline=article.headline,
            identity=article.identity,
            sources=names.list_all(_fold_name(article)),
            address_key=article.address_key,
            keys=frozenset(IdentityKey(*row) for row in keys.get(article.pk, ())),
            versions=tuple(_list_versions(article)),
            text_digests=frozenset(digest for (digest,) in digests.get(article.pk, ())),
        )
        for article in articles
    ]


def _find_articles(claim: Claim, fingerprint: str) -> set[int]:
    """Return the primary keys of the articles that have the id, the URL or the text."""
    if not (claim.origin_id or claim.address_key):
        texts = ArticleKey.objects.filter(value=claim.text_key, kind=KeyKind.TEXT)
        present = Article.objects.filter(fingerprint=fingerprint).values_list("pk", "headline")
        same = (pk for pk, headline in present if fold(headline) == claim.version.headline)
        return {*texts.values_list("article", flat=True), *same}
    ids = ArticleKey.objects.filter(
        value=claim.origin_id, kind=KeyKind.ID, source__in=claim.id_scopes
    )
    found = set(ids.values_list("article", flat=True)) if claim.origin_id else set()
    return found | _find_by_url(claim.address_key) if claim.address_key else found


def _find_by_url(address_key: str) -> set[int]:
    named = ArticleKey.objects.filter(value=address_key, kind=KeyKind.URL).order_by("-article")
    present = Article.objects.filter(address_key=address_key).order_by("-pk")
    return {
        *named.values_list("article", flat=True)[:_URL_LIMIT],
        *present.values_list("pk", flat=True)[:_URL_LIMIT],
    }


def _list_own_originals(articles: Iterable[int]) -> QuerySet[Original]:
    """Return the originals of the articles, without those of duplicates, which are another's."""
    originals = Original.objects.filter(article__in=articles).order_by()
    return originals.exclude(outcome=Original.Outcome.DUPLICATE)


def _group(rows: QuerySet[Any], key: str, *names: str) -> dict[int, list[tuple[str, ...]]]:
    groups: dict[int, list[tuple[str, ...]]] = {}
    for group, *values in rows.values_list(key, *names):
        groups.setdefault(group, []).append(tuple(values))
    return groups


def _fold_name(article: Article) -> str:
    return name_key(article.source.name) if article.source else ""


def _list_versions(article: Article) -> Iterator[Version]:
    """Yield the text of the row, and that of the newest revision where that is another one."""
    day = article.source_date if article.source_date_precision == Precision.DAY else None
    yield _build_version(article.headline, day, article.body)
    newest = Revision.objects.filter(article=article).order_by("-number").first()
    content = newest.content if newest else {}
    if content and (content["headline"], content["body"]) != (article.headline, article.body):
        yield _build_version(content["headline"], _read_day(content), content["body"])


def _read_day(content: Mapping[str, Any]) -> date | None:
    is_known = content["source_date_precision"] == Precision.DAY
    return date.fromisoformat(content["source_date"]) if is_known else None


def _build_version(headline: str, day: date | None, body: str) -> Version:
    return Version(fold(headline), day, fold_text(body_html.to_text(body)))


def find_lookalikes(claim: Claim, *, fingerprint: str) -> list[Remark]:
    """Return the remarks that name another article of the same URL, and one of the same text.

    Our own exports need none: they are separate articles already.
    """
    if claim.identity:
        return []
    by_url = _find_by_url(claim.address_key) if claim.address_key else set()
    rows = Article.objects.order_by("identity").values_list("headline", flat=True)
    found = {
        "same_url_as": rows.filter(pk__in=by_url).first(),
        "same_text_as": rows.filter(fingerprint=fingerprint).first()
        if claim.version.words
        else None,
    }
    return [Remark(code, 1, {"headline": headline}) for code, headline in found.items() if headline]


# A chunk of records.


class _Lookup(NamedTuple):
    """What of a record finds the article that it was read for before."""

    keys: tuple[Hashable, ...]
    text_digest: str


def find_known_texts(records: Sequence[RecordKeys], *, options: Options) -> list[bool]:
    """Return, for each record, whether an original of its article has the same text digest.

    Where only the text can tell the article the answer is False: ``identity.decide`` finds out.
    """
    names = SourceNames.fetch(fold_source(each, options) for each in records)
    lookups = [_build_lookup(each, options, names) for each in records]
    articles = _find_articles_by_key({key for lookup in lookups for key in lookup.keys})
    pks = {pk for found in articles.values() for pk in found}
    originals = _list_own_originals(pks).filter(text_digest__in={each[1] for each in lookups})
    known = set(originals.values_list("article", "text_digest"))
    return [
        any(
            (pk, lookup.text_digest) in known for key in lookup.keys for pk in articles.get(key, ())
        )
        for lookup in lookups
    ]


def _build_lookup(record: RecordKeys, options: Options, names: SourceNames) -> _Lookup:
    if record.identity:
        return _Lookup((record.identity,), record.text_digest)
    source = fold_source(record, options)
    origin_id, scope = choose_id(record, source=source, options=options)
    if not origin_id:
        return _Lookup((record.address_key,) if record.address_key else (), record.text_digest)
    scopes = names.list_all(source) if scope == source else (scope,)
    return _Lookup(tuple((each, origin_id) for each in scopes), record.text_digest)


def _find_articles_by_key(keys: Collection[Hashable]) -> dict[Hashable, set[int]]:
    """Return the articles of each key: an identity or address key, or a pair of source and id."""
    digests = [key for key in keys if isinstance(key, str)]
    ids = {key[1] for key in keys if isinstance(key, tuple)}
    found: dict[Hashable, set[int]] = {}
    if digests:
        for pk, identity in Article.objects.filter(identity__in=digests).values_list(
            "pk", "identity"
        ):
            found.setdefault(identity, set()).add(pk)
    rows = ArticleKey.objects.filter(value__in=[*digests, *ids]).values_list(
        "article", "kind", "source", "value"
    )
    for pk, kind, source, value in rows:
        key: Hashable = (source, value) if kind == KeyKind.ID else value
        if key in keys:
            found.setdefault(key, set()).add(pk)
    return found


@dataclass(slots=True)
class ChunkTraits:
    """What the tables have of the keys of a chunk, and what its earlier records have claimed.

    It is fetched in three queries for any number of records. ``ids`` are pairs of source and id.
    """

    ids: set[tuple[str, str]] = field(default_factory=set)
    values: set[str] = field(default_factory=set)

    @classmethod
    def fetch(cls, claims: Sequence[Claim], fingerprints: Collection[str]) -> "ChunkTraits":
        wanted = {key.value for claim in claims for key in claim.keys}
        keys = ArticleKey.objects.filter(value__in=wanted).values_list(*KEY_COLUMNS)
        rows = [IdentityKey(*row) for row in keys]
        addresses = {claim.address_key for claim in claims} - {""}
        identities = {claim.identity for claim in claims} - {""}
        present = (
            ("address_key", addresses),
            ("fingerprint", set(fingerprints)),
            ("identity", identities),
        )
        values = {row.value for row in rows if row.kind != KeyKind.ID}
        for column, wanted in present:
            if wanted:
                known = Article.objects.filter(**{f"{column}__in": wanted})
                values.update(known.values_list(column, flat=True))
        return cls({(row.source, row.value) for row in rows if row.kind == KeyKind.ID}, values)

    def claim_if_new(self, claim: Claim, *, fingerprint: str) -> bool:
        """Return whether the record shares no key with an article or a record before; claim it."""
        ids = {
            (source, key.value)
            for key in claim.keys
            if key.kind == KeyKind.ID
            for source in {key.source, *(claim.sources if claim.origin_id else ())}
        }
        values = {claim.identity, claim.address_key, claim.text_key, fingerprint} - {""}
        decisive = {claim.identity} if claim.identity else values
        is_new = self.ids.isdisjoint(ids) and self.values.isdisjoint(decisive)
        self.ids |= ids
        self.values |= values
        return is_new
