"""Records that are like no article yet, written all at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, TypeVar

from django.utils import timezone

from articles.database.bulk_insert import EncodedJSON, insert_rows, reserve_ids
from articles.importing import mapping
from articles.importing.normalise import PreparedRecord
from articles.importing.options import Options
from articles.models import (
    Article,
    Author,
    Byline,
    ImportRun,
    Original,
    Revision,
    SearchEntry,
    Source,
    Status,
    StatusChange,
    Tag,
    Tagging,
)
from articles.models.slugs import find_free_slugs
from articles.models.tag import fold_tag_name
from articles.parsing.records import (
    Record,
)
from articles.publishing import automatic, contents
from articles.search import index
from articles.text.strings import fold
from articles.vocabulary import (
    Credit,
)

# SQLite takes no more than some 30,000 values in one query.
ASKED = 10_000
# So many names are kept from chunk to chunk.
REMEMBERED = 50_000
name_key, tag_key = lru_cache(maxsize=10_000)(fold), lru_cache(maxsize=10_000)(fold_tag_name)
Known = TypeVar("Known")
Spelt = TypeVar("Spelt")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record that is new, where it stood and by what it will be known again."""

    path: str
    prepared: PreparedRecord
    identity: str


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what the records of a run name, by folded name, as far as they were met.

    One that is renamed meanwhile answers to its old name all the same. Where one was deleted, the
    tables refuse what names it: then all are to be forgotten.
    """

    sources: dict[str, Source] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)

    def meet(self, records: Sequence[Record]) -> None:
        """Find those not met before, in a query for each kind; make those that are new."""
        if len(self.authors) + len(self.tags) > REMEMBERED:
            self.forget()
        named = (each.source for each in records if each.source and not each.is_own_work)
        sources = _first((name_key(name), name) for name in named)
        people = _first((name_key(who.name), who) for each in records for who in each.credits)
        tags = _first((tag_key(tag), tag) for each in records for tag in each.tags)
        _resolve(
            self.sources,
            sources,
            Source.objects.find_all_by_name,
            Source.objects.get_or_create_by_name,
        )
        _resolve(self.authors, people, Author.objects.find_all_by_name, _author)
        _resolve(self.tags, tags, Tag.objects.find_by_names, _tag)

    def forget(self) -> None:
        for known in (self.sources, self.authors, self.tags):
            known.clear()

    def credited(self, record: Record) -> list[tuple[int, Author, str]]:
        """Return position, author and affiliation, of two spellings of one author the first."""
        people: dict[int, tuple[int, Author, str]] = {}
        for position, credit in enumerate(record.credits, 1):
            author = self.authors[name_key(credit.name)]
            people.setdefault(author.pk, (position, author, credit.affiliation))
        return list(people.values())

    def tagged(self, record: Record) -> list[Tag]:
        return list({(tag := self.tags[tag_key(name)]).pk: tag for name in record.tags}.values())


def _author(credit: Credit) -> Author:
    return Author.objects.get_or_create_by_name(credit.name, is_organisation=credit.is_organisation)


def _tag(name: str) -> Tag:
    return Tag.objects.get_or_create_by_names([name])[0]


def _first(spelt: Iterable[tuple[str, Spelt]]) -> dict[str, Spelt]:
    """Return of each folded name the first way in which it is spelt."""
    names: dict[str, Spelt] = {}
    for key, value in spelt:
        names.setdefault(key, value)
    return names


def _resolve(
    known: dict[str, Known],
    wanted: Mapping[str, Any],
    ask: Callable[[Collection[str]], Mapping[str, Known]],
    make: Callable[[Any], Known],
) -> None:
    unmet = [key for key in wanted if key not in known]
    for start in range(0, len(unmet), ASKED):
        known |= ask(unmet[start : start + ASKED])
    known |= {key: make(wanted[key]) for key in unmet if key not in known}


Row = dict[str, Any]
_BLANK: Final = {field.attname: field.get_default() for field in Article._meta.concrete_fields}


@dataclass(frozen=True, slots=True)
class _Piece:
    """The rows of an article to be; ``credited`` are position, author and affiliation."""

    arrival: Arrival
    article: Row
    source: str
    credited: list[tuple[int, Author, str]]
    tags: list[Tag]
    revision: Row
    change: Row | None


def create(arrivals: Sequence[Arrival], *, options: Options, run: ImportRun, names: Names) -> None:
    """Write the records as articles; raise DatabaseError where the tables refuse any of them."""
    names.meet([each.prepared.record for each in arrivals])
    making = _Making(names, options, run, timezone.now())
    slugs = find_free_slugs(
        [each.prepared.slug for each in arrivals], queryset=Article.objects.all()
    )
    keys = zip(
        reserve_ids(Article, len(arrivals)), reserve_ids(Revision, len(arrivals)), strict=True
    )
    placed = zip(arrivals, slugs, keys, strict=True)
    pieces = [making.piece(arrival, slug=slug, keys=key) for arrival, slug, key in placed]
    insert_rows(Article, [piece.article for piece in pieces])
    insert_rows(Revision, [piece.revision for piece in pieces])
    insert_rows(StatusChange, [piece.change for piece in pieces if piece.change])
    insert_rows(Byline, [row for piece in pieces for row in _bylines(piece)])
    insert_rows(Tagging, [row for piece in pieces for row in _taggings(piece)])
    insert_rows(Original, [making.original(piece) for piece in pieces])
    insert_rows(SearchEntry, [_entry(piece) for piece in pieces])


def _bylines(piece: _Piece) -> Iterator[Row]:
    for position, author, affiliation in piece.credited:
        yield {
            "article_id": piece.article["id"],
            "author_id": author.pk,
            "position": position,
            "affiliation": affiliation,
        }


def _taggings(piece: _Piece) -> Iterator[Row]:
    for tag in piece.tags:
        yield {"tag_id": tag.pk, "content_object_id": piece.article["id"]}


def _entry(piece: _Piece) -> Row:
    words = piece.arrival.prepared.words
    return index.build_entry(piece.article, source=piece.source, words=words)


@dataclass(frozen=True, slots=True)
class _Making:
    """What all pieces of a chunk are made with."""

    names: Names
    options: Options
    run: ImportRun
    now: datetime

    def piece(self, arrival: Arrival, *, slug: str, keys: tuple[int, int]) -> _Piece:
        """Return the article's rows under these keys, of the article and of its revision."""
        record = arrival.prepared.record
        credited, tags = self.names.credited(record), self.names.tagged(record)
        told = mapping.columns(record, options=self.options, source=self._source(record))
        status = mapping.standing(record, told, options=self.options)
        source: Source | None = told.pop("source", None)
        article = self._article(arrival, told, slug=slug, keys=keys)
        article["source_id"] = source.pk if source else None
        name = source.name if source else ""
        named = [{"name": author.name, "affiliation": told} for _, author, told in credited]
        content = contents.build_content_from_columns(
            article, source=name, credited=named, tags=[tag.name for tag in tags]
        )
        revision = self._revision(article, content)
        change = self._entered(article, revision, status)
        return _Piece(arrival, article, name, credited, tags, revision, change)

    def _source(self, record: Record) -> Source | None:
        is_named = record.source and not record.is_own_work
        return self.names.sources[name_key(record.source)] if is_named else None

    def _article(self, arrival: Arrival, told: Row, *, slug: str, keys: tuple[int, int]) -> Row:
        prepared = arrival.prepared
        return (
            _BLANK
            | told
            | {
                "id": keys[0],
                "working_revision_id": keys[1],
                "slug": slug,
                "identity": arrival.identity,
                "created_at": self.now,
                "fingerprint": prepared.fingerprint,
                "address_key": prepared.address_key,
                "folded_headline": prepared.folded_headline,
                "excerpt": prepared.excerpt,
            }
        )

    def _revision(self, article: Row, content: contents.Content) -> Row:
        told = contents.serialise_content(content)
        return {
            "id": article["working_revision_id"],
            "article_id": article["id"],
            "number": 1,
            "content": EncodedJSON(told),
            "sha256": contents.hash_json(told),
            "made_at": self.now,
            "made_by_id": None,
            "is_imported": False,
            "restored_number": None,
        }

    def _entered(self, article: Row, revision: Row, status: Status) -> Row | None:
        """Set the columns of where the work stands; return the change that records it, if any."""
        if status is Status.DRAFT:
            return None
        work = Revision(pk=revision["id"], sha256=revision["sha256"])
        entering = Article(
            pk=article["id"], publish_at=article["publish_at"], working_revision=work
        )
        change, columns = automatic.build_import_change(
            entering, status=status, reason=str(self.run)
        )
        columns |= {"audit_count": change.number, "audit_sha256": change.sha256}
        if "live_revision" in columns:
            columns["live_revision_id"] = columns.pop("live_revision").pk
        article |= columns
        return {name: value for name, value in vars(change).items() if name != "id"}

    def original(self, piece: _Piece) -> Row:
        return {
            "article_id": piece.article["id"],
            "outcome": Original.Outcome.CREATED.value,
            "revision_number": 1,
            "received_at": self.now,
            **mapping.original(piece.arrival.prepared, path=piece.arrival.path, run=self.run),
        }
