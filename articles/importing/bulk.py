"""Records that are like no article yet, written all at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.utils import timezone

from articles import revisions, workflow
from articles.copying import insert, reserve
from articles.importing import rows
from articles.importing.prepared import Prepared
from articles.importing.records import Record
from articles.importing.run import Options
from articles.models import (
    Article,
    Author,
    Batch,
    Byline,
    Original,
    Revision,
    Source,
    Status,
    StatusChange,
    Tag,
    Tagging,
)
from articles.models.slugs import free_slugs
from articles.models.tag import folded
from articles.search import index
from articles.text import fold

# SQLite takes no more than some 30,000 values in one query.
ASKED = 10_000
Known = TypeVar("Known")
Spelt = TypeVar("Spelt")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record that is new, where it stood and by what it will be known again."""

    path: str
    prepared: Prepared
    identity: str


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what the records of a chunk name, by folded name."""

    sources: Mapping[str, Source]
    authors: Mapping[str, Author]
    tags: Mapping[str, Tag]

    @classmethod
    def of(cls, records: Sequence[Record]) -> "Names":
        """Find them in a query for each kind; make those that are new."""
        sources = _first((fold(each.source), each.source) for each in records if each.source)
        people = _first((fold(who.name), who) for each in records for who in each.credits)
        tags = _first((folded(tag), tag) for each in records for tag in each.tags)
        return cls(
            sources=_resolved(sources, Source.objects.all_called, Source.objects.get_or_make),
            authors=_resolved(
                people,
                Author.objects.all_called,
                lambda credit: Author.objects.get_or_make(
                    credit.name, is_organisation=credit.is_organisation
                ),
            ),
            tags=_resolved(
                tags, Tag.objects.answering_to, lambda tag: Tag.objects.called([tag])[0]
            ),
        )

    def credited(self, record: Record) -> list[tuple[int, Author, str]]:
        """Return position, author and affiliation, of two spellings of one author the first."""
        people: dict[int, tuple[int, Author, str]] = {}
        for position, credit in enumerate(record.credits, 1):
            author = self.authors[fold(credit.name)]
            people.setdefault(author.pk, (position, author, credit.affiliation))
        return list(people.values())

    def tagged(self, record: Record) -> list[Tag]:
        return list({(tag := self.tags[folded(name)]).pk: tag for name in record.tags}.values())


def _first(spelt: Iterable[tuple[str, Spelt]]) -> dict[str, Spelt]:
    """Return of each folded name the first way in which it is spelt."""
    names: dict[str, Spelt] = {}
    for key, value in spelt:
        names.setdefault(key, value)
    return names


def _resolved(
    wanted: Mapping[str, Any],
    ask: Callable[[Collection[str]], Mapping[str, Known]],
    make: Callable[[Any], Known],
) -> dict[str, Known]:
    keys = iter(wanted)
    known: dict[str, Known] = {}
    while asked := list(islice(keys, ASKED)):
        known |= ask(asked)
    return {key: known.get(key) or make(value) for key, value in wanted.items()}


@dataclass(slots=True)
class _Piece:
    """An article to be, with the rows that come with it."""

    article: Article
    revision: Revision
    change: StatusChange | None
    credited: list[tuple[int, Author, str]]
    tags: list[Tag]
    original: Original
    words: str


def create(arrivals: Sequence[Arrival], *, options: Options, batch: Batch) -> None:
    """Write the records as articles; raise DatabaseError where the tables refuse any of them."""
    names = Names.of([each.prepared.record for each in arrivals])
    slugs = free_slugs([each.prepared.slug for each in arrivals], among=Article.objects.all())
    keys = zip(reserve(Article, len(arrivals)), reserve(Revision, len(arrivals)), strict=True)
    making = _Making(names, options, batch)
    placed = zip(arrivals, slugs, keys, strict=True)
    pieces = [making.piece(arrival, slug=slug, keys=key) for arrival, slug, key in placed]
    for each in _rows(pieces):
        insert(each)


def _rows(pieces: Sequence[_Piece]) -> Iterator[Sequence[Any]]:
    """Yield the rows table by table."""
    yield [piece.article for piece in pieces]
    yield [piece.revision for piece in pieces]
    yield [piece.change for piece in pieces if piece.change]
    yield [byline for piece in pieces for byline in _bylines(piece)]
    yield [Tagging(tag=tag, content_object=piece.article) for piece in pieces for tag in piece.tags]
    yield [piece.original for piece in pieces]
    yield [index.entry_of(piece.article, words=piece.words) for piece in pieces]


def _bylines(piece: _Piece) -> Iterable[Byline]:
    for position, author, affiliation in piece.credited:
        yield Byline(
            article=piece.article, author=author, position=position, affiliation=affiliation
        )


@dataclass(frozen=True, slots=True)
class _Making:
    """What all pieces of a chunk are made with."""

    names: Names
    options: Options
    batch: Batch

    def piece(self, arrival: Arrival, *, slug: str, keys: tuple[int, int]) -> _Piece:
        """Return the article with its rows, all of them unsaved, under these keys."""
        prepared, record = arrival.prepared, arrival.prepared.record
        credited, tags = self.names.credited(record), self.names.tagged(record)
        article = self._article(arrival, pk=keys[0], slug=slug)
        revision = _first_revision(article, credited, tags, pk=keys[1])
        return _Piece(
            article=article,
            revision=revision,
            change=self._entered(article, record),
            credited=credited,
            tags=tags,
            original=self._original(arrival, article),
            words=prepared.words,
        )

    def _article(self, arrival: Arrival, *, pk: int, slug: str) -> Article:
        prepared, record = arrival.prepared, arrival.prepared.record
        article = Article(
            pk=pk,
            slug=slug,
            identity=arrival.identity,
            created_at=timezone.now(),
            fingerprint=prepared.fingerprint,
            address_key=prepared.address_key,
            folded_headline=prepared.folded_headline,
        )
        source = self.names.sources.get(fold(record.source)) if record.source else None
        rows.fill(article, record, options=self.options, source=source)
        return article

    def _entered(self, article: Article, record: Record) -> StatusChange | None:
        """Set the columns of where the work stands; return the change that records it, if any."""
        status = rows.standing(article, record, options=self.options)
        if status is Status.DRAFT:
            return None
        change, columns = workflow.entry(article, status=status, reason=str(self.batch))
        columns |= {"record_count": change.number, "record_sha256": change.sha256}
        for name, value in columns.items():
            setattr(article, name, value)
        return change

    def _original(self, arrival: Arrival, article: Article) -> Original:
        kept = rows.original(
            arrival.prepared,
            path=arrival.path,
            batch=self.batch,
            outcome=Original.Outcome.CREATED,
            revision=1,
        )
        kept.article = article
        return kept


def _first_revision(
    article: Article, credited: Iterable[tuple[int, Author, str]], tags: Iterable[Tag], *, pk: int
) -> Revision:
    named = [{"name": author.name, "affiliation": told} for _, author, told in credited]
    content = revisions.content_of(article, credited=named, tags=[tag.name for tag in tags])
    article.working_revision = Revision(
        pk=pk,
        article=article,
        number=1,
        content=content,
        sha256=revisions.digest(content),
        made_at=timezone.now(),
    )
    return article.working_revision
