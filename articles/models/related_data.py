"""What stands beside articles: whom they are credited to, and their tags, of many in one query."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from articles.database.keys import among, told
from articles.models.urls import address_of


class Credited(NamedTuple):
    """An author as an article names it."""

    name: str
    slug: str
    is_organisation: bool = False
    affiliation: str = ""

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("author", self.slug)


class Tagged(NamedTuple):
    """A tag as an article names it; one that is yet to be made has no key."""

    name: str
    slug: str
    pk: int | None = None

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("tag", self.slug)


class Beside(NamedTuple):
    """What stands beside one article: authors in their order, tags by name."""

    credited: tuple[Credited, ...] = ()
    tags: tuple[Tagged, ...] = ()
    has_notices: bool = False
    is_translated: bool = False


_COLUMNS: Final = ("article_id", "content_object_id", "translation_of_id")
# Authors are its first part, tags the second, notices the third, translations the fourth. It is
# written out, since Django takes longer to write it, and to make rows of it, than a database to
# answer.
_BESIDE: Final = """
    SELECT byline.article_id, 1 AS part, position AS place, '' AS word, byline.id AS told,
        name, slug, is_organisation, affiliation
    FROM articles_byline AS byline JOIN articles_author AS author ON author.id = author_id
    WHERE {article_id}
    UNION ALL
    SELECT content_object_id, 2, 0, name, tag.id, name, slug, FALSE, ''
    FROM articles_tagging AS tagging JOIN articles_tag AS tag ON tag.id = tag_id
    WHERE {content_object_id}
    UNION ALL SELECT article_id, 3, 0, '', 0, '', '', FALSE, ''
    FROM articles_correction WHERE {article_id}
    UNION ALL SELECT translation_of_id, 4, 0, '', 0, '', '', FALSE, ''
    FROM articles_article AS translation WHERE {translation_of_id}
    ORDER BY part, place, word, told
"""
_FIELDS: Final = "article_id, part, place, word, told, name, slug, is_organisation, affiliation"
_AS_ONE: Final = {
    "postgresql": f"CAST(COALESCE(JSON_AGG(JSON_BUILD_ARRAY({_FIELDS})), '[]') AS text)",
    "sqlite": f"JSON_GROUP_ARRAY(JSON_ARRAY({_FIELDS}))",
}


def beside(keys: Sequence[int]) -> Mapping[int, Beside]:
    """Return what stands beside each of the articles."""
    return _read(_rows(keys), keys)


def beside_row() -> RawSQL:
    """Return what tells in a row of an article all that stands beside it, for ``beside_of``.

    For one article it saves a query; many would each be looked up on their own.
    """
    of_row = {column: f"{column} = articles_article.id" for column in _COLUMNS}
    sql = f"SELECT {_AS_ONE[connection.vendor]} FROM ({_BESIDE.format_map(of_row)}) AS beside"  # noqa: S608 - our own
    return RawSQL(sql, [], output_field=TextField())  # noqa: S611 - it takes no value


def beside_of(told: str, key: int) -> Beside:
    """Return what stands beside the article of this key, as its row tells it."""
    return _read(json.loads(told), [key])[key]


def _read(rows: Iterable[Sequence[Any]], keys: Sequence[int]) -> Mapping[int, Beside]:
    authors: dict[int, list[Credited]] = defaultdict(list)
    tags: dict[int, list[Tagged]] = defaultdict(list)
    noticed, translated = set[int](), set[int]()
    for article, part, _place, _word, key, name, slug, is_organisation, where in rows:
        if part == 1:
            authors[article].append(Credited(name, slug, bool(is_organisation), where))
        elif part == 2:
            tags[article].append(Tagged(name, slug, key))
        else:
            (noticed if part == 3 else translated).add(article)
    return {
        key: Beside(tuple(authors[key]), tuple(tags[key]), key in noticed, key in translated)
        for key in keys
    }


def _rows(keys: Sequence[int]) -> list[tuple[Any, ...]]:
    if not keys:
        return []
    sql = _BESIDE.format_map({column: among(column, len(keys)) for column in _COLUMNS})
    with connection.cursor() as cursor:
        cursor.execute(sql, [told(keys)] * 4)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
