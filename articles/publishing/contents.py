"""The content of a revision: built from columns and names, hashed, compared, merged, formatted.

It is a JSON object with all that an editor can edit: the columns in ``COLUMNS`` by their names
(days and instants in ISO 8601), ``source`` by its name or "", ``credits`` as
``[{"name", "affiliation"}]`` in the order of the byline, ``tags`` as names, ``translation_of`` as
the article's key or None (older revisions have none), and ``correction``, the notice that is
published with it, as ``{"kind", "text", "place"}`` or None.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Correction, Revision
from articles.publishing.access import Person, get_label
from articles.text.merge import merge_bodies
from articles.text.strings import fold_spelling

COLUMNS: Final = (
    *("headline", "standfirst", "body", "byline", "kind", "language", "is_own_work"),
    *("source_date", "source_date_end", "source_date_precision", "source_date_text"),
    *("source_detail", "source_address", "publish_at", "expire_at", "embargoed_until", "slug"),
)
FIELDS: Final = (*COLUMNS, "source", "credits", "tags", "translation_of", "correction")
# What a person other than the maker has to sign: all that readers read of the article itself.
TEXT_FIELDS: Final = (
    *("headline", "standfirst", "body", "byline", "credits", "source", "is_own_work"),
    *("source_date", "source_date_end", "source_date_precision", "source_date_text"),
    *("source_detail", "source_address", "slug", "correction"),
)
LABELS: Final[Mapping[str, Promise | str]] = {
    **{field.name: field.verbose_name for field in Article._meta.fields if field.name in FIELDS},
    "credits": gettext_lazy("authors"),
    "tags": gettext_lazy("tags"),
    "correction": gettext_lazy("notice to readers"),
}

Content = dict[str, Any]
Credits = Iterable[Mapping[str, str]]

# The text of an article before its first revision.
BLANK_TEXT: Final[Content] = dict.fromkeys(TEXT_FIELDS, "") | {
    "credits": [],
    "is_own_work": False,
    "source_date": None,
    "source_date_end": None,
    "source_date_precision": "unknown",
    "correction": None,
}


# Building.


def build_content(
    article: Article,
    *,
    credited: Credits,
    tags: Iterable[str],
    correction: Mapping[str, str] | None = None,
) -> Content:
    """Return the content of the instance's columns and these authors, tags and notice."""
    source = article.source.name if article.source else ""
    return build_content_from_columns(
        vars(article), source=source, credited=credited, tags=tags, correction=correction
    )


def build_content_from_columns(
    columns: Mapping[str, Any],
    *,
    source: str,
    credited: Credits,
    tags: Iterable[str],
    correction: Mapping[str, str] | None = None,
) -> Content:
    """Return the content of these columns, authors, tags and notice."""
    return {
        **{name: _to_json_value(columns[name]) for name in COLUMNS},
        "source": source,
        "credits": drop_repeated_credits(credited),
        "tags": sorted(tags),
        "translation_of": columns["translation_of_id"],
        "correction": correction,
    }


def drop_repeated_credits(rows: Credits) -> list[dict[str, str]]:
    """Return each person once, where first named; names of one spelling are one person."""
    people: dict[str, dict[str, str]] = {}
    for row in rows:
        credit = {"name": row["name"], "affiliation": row["affiliation"]}
        people.setdefault(fold_spelling(row["name"]), credit)
    return list(people.values())


def _to_json_value(value: Any) -> Any:
    """Return a day or an instant as text, everything else as it is."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def read_content(article: Article) -> Content:
    """Return the content of the article's present rows."""
    return build_content(article, credited=read_credits(article), tags=read_tags(article))


def read_tags(article: Article) -> list[str]:
    return [tagging.tag.name for tagging in article.taggings.all()]


def read_credits(article: Article) -> list[dict[str, str]]:
    return [
        {"name": byline.author.name, "affiliation": byline.affiliation}
        for byline in article.bylines.all()
    ]


def get_editable_content(article: Article, revision: Revision) -> Content:
    """Return the content to edit further, without the notice that readers have seen already."""
    if revision.pk == article.live_revision_id:
        return {**revision.content, "correction": None}
    content: Content = revision.content
    return content


# Hashing.


def compute_digest(content: Content) -> str:
    """Return the SHA-256 of the content as JSON with sorted keys."""
    return hash_json(serialise_content(content))


def serialise_content(content: Content) -> str:
    """Return the content as JSON with sorted keys."""
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)


def hash_json(text: str) -> str:
    """Return the SHA-256 of content that is JSON text already."""
    return hashlib.sha256(text.encode()).hexdigest()


# Reading, comparing, merging.


def parse_instant(content: Content, name: str) -> datetime | None:
    """Return the field of that name as an instant; None where it is empty."""
    text = content[name]
    return datetime.fromisoformat(text) if text else None


def list_changed_fields(before: Content, after: Content) -> list[str]:
    """Return the names of the fields that differ, in the order of the form."""
    return [name for name in FIELDS if before.get(name) != after.get(name)]


def is_text_changed(before: Content, after: Content) -> bool:
    """Return whether the text differs, which somebody else has to sign."""
    return not {*list_changed_fields(before, after)}.isdisjoint(TEXT_FIELDS)


def select_text(content: Content) -> Content:
    """Return the fields of the content that are the text."""
    return {name: content[name] for name in TEXT_FIELDS}


def merge_contents(base: Content, theirs: Content, mine: Content) -> tuple[Content, list[str]]:
    """Return both sides' changes in one content, and the fields that both changed differently.

    Such a field keeps my value, except that a body keeps the paragraphs of both. Tags that either
    side added are in it, tags that either side removed are not.
    """
    merged, conflicts = dict(mine), []
    for name in list_changed_fields(base, theirs):
        values = (base.get(name), theirs.get(name), mine.get(name))
        merged[name], is_conflict = _merge_values(name, *values)
        conflicts += [name] if is_conflict else []
    return merged, conflicts


def _merge_values(name: str, base: Any, theirs: Any, mine: Any) -> tuple[Any, bool]:
    if mine == base:
        return theirs, False
    if name == "body":
        return merge_bodies(base, theirs, mine)
    if name == "tags":
        added, removed = {*theirs} - {*base}, {*base} - {*theirs}
        return sorted(({*mine} | added) - removed), False
    return mine, mine != theirs


# Formatting.


def format_field(name: str, content: Content, *, by: Person | None) -> str:
    """Return a field of the content as one line of text, as the person may read it."""
    value: Any = content.get(name)
    if name == "translation_of":
        return _get_headline(value, by=by)
    if name == "credits":
        return ", ".join(map(_format_credit, value))
    if name == "tags":
        return ", ".join(value)
    if name == "correction":
        return f"{Correction.Kind(value['kind']).label}: {value['text']}" if value else ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "" if value is None else str(value)


def _format_credit(row: Mapping[str, str]) -> str:
    return f"{row['name']} ({row['affiliation']})" if row["affiliation"] else row["name"]


def _get_headline(key: int | None, *, by: Person | None) -> str:
    """Return the headline of the article with that key, "" where there is none."""
    article = Article.objects.filter(pk=key).first() if key else None
    return get_label(article, by=by) if article else ""
