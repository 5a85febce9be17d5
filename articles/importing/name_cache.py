"""The sources, authors and tags that the records of a run name, fetched or created once."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from articles.models import Author, Source, Tag
from articles.models.names import build_name_key
from articles.models.tag import fold_tag_name
from articles.parsing.records import Record
from articles.vocabulary import Credit

# SQLite accepts about 30,000 values in one query.
QUERY_LIMIT = 10_000
# Authors and tags that are cached from chunk to chunk.
CACHE_LIMIT = 50_000
# Names in the forms in which they are compared.
name_key, tag_key = (
    lru_cache(maxsize=10_000)(build_name_key),
    lru_cache(maxsize=10_000)(fold_tag_name),
)
Named = TypeVar("Named")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class NameCache:
    """Sources and authors by name, tags by folded name, as far as the run's records named them.

    A row that is renamed meanwhile still answers to its old name. When a row was deleted, the
    database rejects what refers to it: then clear the cache.
    """

    sources: dict[str, Source] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)

    def load(self, records: Sequence[Record]) -> None:
        """Fetch what the records name, one query for each model; create what is missing."""
        if len(self.authors) + len(self.tags) > CACHE_LIMIT:
            self.clear()
        source_names = (each.source for each in records if each.source and not each.is_own_work)
        sources = {name: name for name in source_names}
        credits_ = (credit for each in records for credit in each.credits)
        authors = _index_first((credit.name, credit) for credit in credits_)
        tags = _index_first((tag_key(tag), tag) for each in records for tag in each.tags)
        _fill(self.sources, sources, Source.objects.find_all_by_name, Source.objects.create_by_name)
        _fill(self.authors, authors, Author.objects.find_all_by_name, _create_author)
        _fill(self.tags, tags, Tag.objects.find_by_names, Tag.objects.create_by_name)

    def clear(self) -> None:
        for rows in (self.sources, self.authors, self.tags):
            rows.clear()

    def get_source(self, record: Record) -> Source | None:
        """Return the source that the record names, None for our own work and for no name."""
        has_source = record.source and not record.is_own_work
        return self.sources[record.source] if has_source else None

    def get_credits(self, record: Record) -> list[tuple[int, Author, str]]:
        """Return position, author and affiliation of each author, once: at the first credit."""
        if has_namesakes(record):
            self._tell_apart(record.credits)
        rows: dict[int, tuple[int, Author, str]] = {}
        for position, credit in enumerate(record.credits, 1):
            author = self.authors[credit.name]
            rows.setdefault(author.pk, (position, author, credit.affiliation))
        return list(rows.values())

    def _tell_apart(self, credited: Sequence[Credit]) -> None:
        """Give each person of a byline in which names fold alike an author of their own.

        From here on each of the spellings means that author, as it will in the next run.
        """
        authors = Author.objects.get_or_create_credited(credited)
        found = {credit.name: author for credit, author in zip(credited, authors, strict=True)}
        if any(self.authors[name] != author for name, author in found.items()):
            keys = set(map(name_key, found))
            others = [name for name in self.authors if name_key(name) in keys]
            self.authors.update(Author.objects.find_all_by_name(others) | found)

    def get_tags(self, record: Record) -> list[Tag]:
        """Return the tags of the record, each once."""
        return list({(tag := self.tags[tag_key(name)]).pk: tag for name in record.tags}.values())


def has_namesakes(record: Record) -> bool:
    """Return whether different names of the byline fold alike."""
    names = {credit.name for credit in record.credits}
    return len(names) > 1 and len(set(map(name_key, names))) < len(names)


def _create_author(credit: Credit) -> Author:
    return Author.objects.create_by_name(credit.name, is_organisation=credit.is_organisation)


def _index_first(pairs: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """Return a dict of the pairs in which the first value of a key wins."""
    values: dict[str, Value] = {}
    for key, value in pairs:
        values.setdefault(key, value)
    return values


def _fill(
    rows: dict[str, Named],
    wanted: Mapping[str, Any],
    fetch: Callable[[Collection[str]], Mapping[str, Named]],
    make: Callable[[Any], Named],
) -> None:
    """Add the wanted rows that are missing: fetch those that exist, make the others."""
    missing = [key for key in wanted if key not in rows]
    for start in range(0, len(missing), QUERY_LIMIT):
        rows |= fetch(missing[start : start + QUERY_LIMIT])
    rows |= {key: make(wanted[key]) for key in missing if key not in rows}
