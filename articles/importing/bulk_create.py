"""New articles with all their rows, written in bulk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from articles.database.bulk_insert import EncodedJSON, insert_rows, reserve_ids
from articles.importing import mapping
from articles.importing.claims import compute_identity
from articles.importing.identity import Claim
from articles.importing.name_cache import NameCache
from articles.importing.normalise import PreparedRecord
from articles.importing.options import Options
from articles.models import (
    Article,
    ArticleKey,
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
from articles.models.revision import ROOT, hash_record
from articles.models.slugs import find_free_slugs
from articles.publishing import automatic, contents
from articles.search import index
from articles.text import body_html
from articles.text.analyser import Analysis

Row = dict[str, Any]
_DEFAULTS: Final = {field.attname: field.get_default() for field in Article._meta.concrete_fields}


@dataclass(frozen=True, slots=True)
class IdentifiedRecord:
    """A prepared record, the name of its input, and what it claims to be."""

    path: str
    prepared: PreparedRecord
    claim: Claim


@dataclass(frozen=True, slots=True)
class _ArticleRows:
    """The rows of a new article; ``credits`` are position, author and affiliation."""

    record: IdentifiedRecord
    article: Row
    credits: list[tuple[int, Author, str]]
    tags: list[Tag]
    revision: Row
    change: Row | None


def create_articles(
    records: Sequence[IdentifiedRecord], *, options: Options, run: ImportRun, names: NameCache
) -> None:
    """Write the records as articles; raise DatabaseError when the database rejects any of them.

    Raise FileNotStoredError when the storage does not take an original.
    """
    names.load([each.prepared.record for each in records])
    builder = _RowBuilder(names, options, run, timezone.now())
    slugs = find_free_slugs(
        [each.prepared.slug for each in records], queryset=Article.objects.all()
    )
    keys = zip(reserve_ids(Article, len(records)), reserve_ids(Revision, len(records)), strict=True)
    rows = [
        builder.build_rows(record, slug=slug, keys=pair)
        for record, slug, pair in zip(records, slugs, keys, strict=True)
    ]
    insert_rows(Article, [each.article for each in rows])
    insert_rows(Revision, [each.revision for each in rows])
    insert_rows(StatusChange, [each.change for each in rows if each.change])
    insert_rows(Byline, [row for each in rows for row in _build_bylines(each)])
    insert_rows(Tagging, [row for each in rows for row in _build_taggings(each)])
    insert_rows(ArticleKey, [row for each in rows for row in _build_keys(each)])
    files = mapping.store_files([each.prepared for each in records], options=options)
    insert_rows(Original, [builder.build_original(each, files) for each in rows])
    insert_rows(SearchEntry, [_build_search_entry(each) for each in rows])


def _build_bylines(rows: _ArticleRows) -> Iterator[Row]:
    for position, author, affiliation in rows.credits:
        yield {
            "article_id": rows.article["id"],
            "author_id": author.pk,
            "position": position,
            "affiliation": affiliation,
        }


def _build_taggings(rows: _ArticleRows) -> Iterator[Row]:
    for tag in rows.tags:
        yield {"tag_id": tag.pk, "content_object_id": rows.article["id"]}


def _build_keys(rows: _ArticleRows) -> Iterator[Row]:
    for key in dict.fromkeys(rows.record.claim.keys):
        yield {"article_id": rows.article["id"], **key.as_columns()}


def _build_search_entry(rows: _ArticleRows) -> Row:
    article, prepared = rows.article, rows.record.prepared
    texts: Sequence[Analysis] = prepared.analyses
    if article["language"] != prepared.record.language:  # it has that of the import's options
        texts = index.analyse_texts(article, body_html.convert_clean(prepared.record.body))
    return index.build_entry(article, texts=texts, names=_list_names(rows))


def _list_names(rows: _ArticleRows) -> Iterator[tuple[str, int]]:
    if source := rows.article["source_id"]:
        yield "source", source
    yield from (("author", author.pk) for _, author, _ in rows.credits)
    yield from (("tag", tag.pk) for tag in rows.tags)


@dataclass(frozen=True, slots=True)
class _RowBuilder:
    """Builds the rows of all articles of a chunk."""

    names: NameCache
    options: Options
    run: ImportRun
    now: datetime

    def build_rows(
        self, identified: IdentifiedRecord, *, slug: str, keys: tuple[int, int]
    ) -> _ArticleRows:
        """Return the rows; ``keys`` are the primary keys of the article and of its revision."""
        record = identified.prepared.record
        credits_, tags = self.names.get_credits(record), self.names.get_tags(record)
        columns = mapping.build_columns(
            record, options=self.options, source=self.names.get_source(record)
        )
        status = mapping.choose_status(record, columns, options=self.options)
        source: Source | None = columns.pop("source", None)
        article = self._build_article(identified, columns, slug=slug, keys=keys)
        article["source_id"] = source.pk if source else None
        content = contents.build_content_from_columns(
            article,
            source=source.name if source else "",
            credited=[{"name": author.name, "affiliation": text} for _, author, text in credits_],
            tags=[tag.name for tag in tags],
        )
        revision = self._build_revision(article, content)
        change = self._enter_status(article, revision, status)
        return _ArticleRows(identified, article, credits_, tags, revision, change)

    def _build_article(
        self, identified: IdentifiedRecord, columns: Row, *, slug: str, keys: tuple[int, int]
    ) -> Row:
        prepared = identified.prepared
        return (
            _DEFAULTS
            | columns
            | {
                "id": keys[0],
                "working_revision_id": keys[1],
                "slug": slug,
                "identity": compute_identity(identified.claim),
                "created_at": self.now,
                "fingerprint": prepared.fingerprint,
                "address_key": prepared.keys.address_key if columns["source_address"] else "",
                "excerpt": prepared.excerpt,
            }
        )

    def _build_revision(self, article: Row, content: contents.Content) -> Row:
        json = contents.serialise_content(content)
        columns = {
            "id": article["working_revision_id"],
            "article_id": article["id"],
            "number": 1,
            "content": EncodedJSON(json),
            "sha256": contents.hash_json(json),
            "made_at": self.now,
            "made_by_id": self.options.maker.pk if self.options.maker else None,
            "is_imported": False,
            "needs_signature": True,
            "restored_number": None,
            "previous_sha256": ROOT,
        }
        columns["record_sha256"] = hash_record(columns, identity=article["identity"])
        return columns

    def _enter_status(self, article: Row, revision: Row, status: Status) -> Row | None:
        """Set the article's columns for the status; return its StatusChange, None for a draft."""
        if status is Status.DRAFT:
            return None
        instance = Article(
            pk=article["id"],
            publish_at=article["publish_at"],
            working_revision=Revision(
                pk=revision["id"],
                sha256=revision["sha256"],
                record_sha256=revision["record_sha256"],
            ),
        )
        change, columns = automatic.build_import_change(
            instance,
            status=status,
            reason=self.run.encode_reason(self.options.import_reason),
            by=self.run.started_by,
        )
        columns |= {"audit_count": change.number, "audit_sha256": change.sha256}
        if "live_revision" in columns:
            columns["live_revision_id"] = columns.pop("live_revision").pk
        article |= columns
        return {name: value for name, value in vars(change).items() if name != "id"}

    def build_original(self, rows: _ArticleRows, files: Mapping[str, int]) -> Row:
        prepared, path = rows.record.prepared, rows.record.path
        return {
            "article_id": rows.article["id"],
            "outcome": Original.Outcome.CREATED.value,
            "revision_number": 1,
            "received_at": self.now,
            **mapping.build_original_columns(prepared, path=path, run=self.run, files=files),
        }
