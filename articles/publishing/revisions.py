"""Snapshots of an article: take them, compare them, apply them.

The content of a revision is a JSON object with all that an editor can edit: the columns in
``COLUMNS`` by their names (days and instants in ISO 8601), ``source`` by its name or "",
``credits`` as ``[{"name", "affiliation"}]`` in the order of the byline, ``tags`` as names,
``translation_of`` as the article's key or None (older revisions have none), and ``correction``, the
notice that goes out with it, as ``{"kind", "text", "place"}`` or None.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import starmap
from typing import Any, Final

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import (
    Article,
    Author,
    Byline,
    Correction,
    Revision,
    Source,
    Status,
    Tag,
    former_slug,
)
from articles.models.related_data import AuthorRef, RelatedData, TagRef
from articles.search import index
from articles.text import body_html
from articles.text.merge import merge_bodies
from articles.text.strings import build_excerpt, fold, slugify

COLUMNS: Final = (
    *("headline", "standfirst", "body", "byline", "kind", "language", "is_own_work"),
    *("source_date", "source_date_end", "source_date_precision", "source_date_text"),
    *("source_detail", "source_address", "publish_at", "expire_at", "embargoed_until", "slug"),
)
FIELDS: Final = (*COLUMNS, "source", "credits", "tags", "translation_of", "correction")
LABELS: Final[Mapping[str, Promise | str]] = {
    **{field.name: field.verbose_name for field in Article._meta.fields if field.name in FIELDS},
    "credits": gettext_lazy("authors"),
    "tags": gettext_lazy("tags"),
    "correction": gettext_lazy("notice for readers"),
}
# Columns that a snapshot applies, and those that follow from them.
_WRITTEN: Final = (
    *(*COLUMNS, "source", "translation_of"),
    *("fingerprint", "address_key", "folded_headline", "excerpt"),
)

Content = dict[str, Any]
Credits = Iterable[Mapping[str, str]]


class ConflictError(Exception):
    """Somebody saved the article since the revision that a save builds on."""


# Content.


def build_content(
    article: Article,
    *,
    credited: Credits,
    tags: Iterable[str],
    correction: Mapping[str, str] | None = None,
) -> Content:
    """Return the content that the instance's columns and these names make."""
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
    """Return the content that these columns and names make."""
    return {
        **{name: _plain(columns[name]) for name in COLUMNS},
        "source": source,
        "credits": _once(credited),
        "tags": sorted(tags),
        "translation_of": columns["translation_of_id"],
        "correction": correction,
    }


def _once(credited: Credits) -> list[dict[str, str]]:
    """Return each who is credited where first named, however the name is spelt."""
    people: dict[str, dict[str, str]] = {}
    for each in credited:
        told = {"name": each["name"], "affiliation": each["affiliation"]}
        people.setdefault(fold(each["name"]), told)
    return list(people.values())


def read_content(article: Article) -> Content:
    """Return the content of the rows as they are stored."""
    return build_content(article, credited=read_credits(article), tags=_stored_tags(article))


def _stored_tags(article: Article) -> list[str]:
    return [tagging.tag.name for tagging in article.taggings.all()]


def read_credits(article: Article) -> list[dict[str, str]]:
    return [
        {"name": byline.author.name, "affiliation": byline.affiliation}
        for byline in article.bylines.all()
    ]


def compute_digest(content: Content) -> str:
    """Return the SHA-256 of the content as JSON with sorted keys."""
    return hash_json(serialise_content(content))


def serialise_content(content: Content) -> str:
    """Return the content as JSON with sorted keys."""
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)


def hash_json(told: str) -> str:
    """Return the SHA-256 of content that is written as JSON already."""
    return hashlib.sha256(told.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return a day or an instant as text, everything else as it is."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def parse_instant(content: Content, name: str) -> datetime | None:
    """Return an instant of the content."""
    told = content[name]
    return datetime.fromisoformat(told) if told else None


def changed_fields(before: Content, after: Content) -> list[str]:
    """Return the names of the fields that differ, in the order in which editors meet them."""
    return [name for name in FIELDS if before.get(name) != after.get(name)]


# Taking.


def get_working_revision(article: Article) -> Revision:
    """Return the revision that the work goes on from; take the first where there is none yet."""
    if article.working_revision is None:
        article.working_revision = _begin(article)
    return article.working_revision


def _begin(article: Article) -> Revision:
    """Take revision 1 of a row that was written without one."""
    with transaction.atomic():
        locked = _locked(article)
        if locked.working_revision is None:
            by = locked.edited_by or locked.created_by
            first = _take(locked, read_content(locked), number=1, by=by)
            live = first if locked.is_released else None
            _point(locked, working_revision=first, live_revision=live)
            index.index_article(locked)
        article.live_revision = locked.live_revision
        taken = locked.working_revision
    assert taken is not None  # noqa: S101 - it was there, or was made just now
    return taken


def save_revision(
    article: Article,
    content: Content,
    *,
    by: User | None,
    builds_on: int,
    brings_back: int | None = None,
) -> Revision:
    """Take the content as the newest revision, and return it; the same content makes none.

    Readers go on reading what is live; an article that is not takes the content over at once.
    Raise ConflictError where the work has gone on since the revision ``builds_on``: somebody saved,
    or that revision was approved or scheduled, and has to go live as it is.
    """
    with transaction.atomic():
        locked = _locked(article)
        before = get_working_revision(locked)
        if before.number != builds_on or _is_settled(locked):
            raise ConflictError
        content = _passed(locked, content)
        if not changed_fields(get_editable_content(locked, before), content):
            return before
        number = _newest_number(locked) + 1
        taken = _take(locked, content, number=number, by=by, restored_number=brings_back)
        if not locked.is_released:
            apply_content(locked, content)
        now = timezone.now()
        _point(locked, working_revision=taken, edited_at=now, edited_by=by)
        if brings_back:
            clear_held_revision(locked)
    article.refresh_from_db()
    return taken


def clear_held_revision(article: Article) -> None:
    """Note that somebody has looked at what the source sent last, and took it or left it."""
    _point(article, has_held_revision=False)


def _is_settled(article: Article) -> bool:
    """Tell whether the working revision is the one that was approved, and is still to go live."""
    return article.status == Status.APPROVED or article.scheduled_at is not None


def _passed(article: Article, content: Content) -> Content:
    """Return the content with its body through the gate, and the article's slug for none."""
    body, slug = body_html.sanitise(content["body"]), content["slug"] or article.slug
    return {**content, "body": body, "slug": slug}


def save_imported_revision(article: Article, content: Content) -> tuple[Revision | None, bool]:
    """Take what an import brought as the newest revision; tell whether it waits for an editor.

    What somebody edited, and what readers see, is left as it is; the desk is told. The same content
    makes no revision, and there is nothing to wait for.
    """
    with transaction.atomic():
        locked = _locked(article)
        work = get_working_revision(locked).content
        content = {**_passed(locked, content), "translation_of": work.get("translation_of")}
        if not changed_fields(get_editable_content(locked, get_working_revision(locked)), content):
            return None, False
        is_free = not locked.is_released and locked.edited_at is None
        is_held = not (is_free and locked.status in {Status.DRAFT, Status.REVIEW})
        number = _newest_number(locked) + 1
        taken = _take(locked, content, number=number, by=None, is_imported=True)
        if is_held:
            _point(locked, has_held_revision=True)
        else:
            apply_content(locked, content)
            _point(locked, working_revision=taken)
    return taken, is_held


def _locked(article: Article) -> Article:
    """Return the row as it stands, which nobody else changes until the transaction ends."""
    # Nothing joined: after a wait for the lock PostgreSQL reads this row anew, but no other one.
    return Article.objects.select_for_update(no_key=True).get(pk=article.pk)


def _take(article: Article, content: Content, *, number: int, **fields: Any) -> Revision:
    by = fields.pop("by")
    return Revision.objects.create(
        article=article,
        number=number,
        content=content,
        sha256=compute_digest(content),
        made_by=by,
        **fields,
    )


def _newest_number(article: Article) -> int:
    newest: int | None = article.revisions.aggregate(newest=Max("number"))["newest"]
    return newest or 0


def _point(article: Article, **changes: Any) -> None:
    """Write these columns of the row, and nothing else of it."""
    Article.objects.filter(pk=article.pk).update(**changes)
    for name, value in changes.items():
        setattr(article, name, value)


# Applying.


def fill_columns(article: Article, content: Content) -> Article:
    """Set the instance's columns from the content, in memory only."""
    for name in COLUMNS:
        field = Article._meta.get_field(name)
        setattr(article, name, field.to_python(content[name]))  # type: ignore[union-attr] # all columns are fields
    article.translation_of_id = content.get("translation_of")
    if content["source"] != (article.source.name if article.source else ""):
        article.source = (
            Source.objects.find_by_name(content["source"]) if content["source"] else None
        )
    return article


def build_working_copy(article: Article) -> Article:
    """Return the instance with the columns of its working revision; not to be saved."""
    return fill_columns(article, get_working_revision(article).content)


def apply_content(article: Article, content: Content) -> None:
    """Write the content into the article's rows: columns, authors in their order, tags."""
    credited, named = read_credits(article), set(_stored_tags(article))
    slug = article.slug
    fill_columns(article, content)
    if content["source"] and article.source is None:
        article.source = Source.objects.get_or_create_by_name(content["source"])
    article.translation_of_id = _original_of(article)
    article.save(update_fields=_WRITTEN)
    former_slug.save_former_slug(article, slug=slug)
    index.index_article(article)
    if credited != content["credits"]:
        _credit(article, content["credits"])
    if named != set(content["tags"]):
        article.tags.set(Tag.objects.get_or_create_by_names(content["tags"]))


def _original_of(article: Article) -> int | None:
    """Return the piece that it is a translation of, if that is there and is none itself."""
    originals = Article.objects.filter(translation_of=None).exclude(pk=article.pk)
    key = article.translation_of_id
    return key if key and originals.filter(pk=key).exists() else None


def _credit(article: Article, credited: Credits) -> None:
    article.bylines.all().delete()
    for position, each in enumerate(credited, 1):
        Byline.objects.get_or_create(
            article=article,
            author=Author.objects.get_or_create_by_name(each["name"]),
            defaults={"position": position, "affiliation": each["affiliation"]},
        )


def build_preview(article: Article, content: Content) -> Article:
    """Return an instance that the public page shows as it would show this content, unsaved."""
    copy = fill_columns(Article.objects.select_related("source").get(pk=article.pk), content)
    if content["source"] and copy.source is None:
        copy.source = Source(name=content["source"], slug=_page_of(content["source"]))
    copy.published_at = copy.published_at or copy.publish_at or timezone.now()
    copy.excerpt = build_excerpt(copy.text)
    credited, tags = _credited_to_be(content["credits"]), _tags_to_be(content["tags"])
    copy.related_data = RelatedData(
        tuple(credited), tuple(tags), has_corrections=copy.related_data.has_corrections
    )
    copy.correction_list = _corrections_to_be(copy, content["correction"])
    return copy


def _corrections_to_be(copy: Article, told: Mapping[str, str] | None) -> list[Correction]:
    """Return the notices that are out, newest first, before them the one that is to go out."""
    corrections = copy.correction_list
    if not told or any(
        told == {name: getattr(each, name) for name in told} for each in corrections
    ):
        return corrections
    now = timezone.now()
    copy.updated_at = now if copy.is_released else copy.updated_at
    return [Correction(article=copy, published_at=now, **told), *corrections]


def _credited_to_be(credits_: Credits) -> list[AuthorRef]:
    """Return what _credit would write: of two names of the same author the first."""
    credited: dict[str, AuthorRef] = {}
    for each in credits_:
        name = each["name"]
        author = Author.objects.find_by_name(name) or Author(name=name, slug=_page_of(name))
        told = (author.name, author.slug, author.is_organisation, each["affiliation"])
        credited.setdefault(author.slug, AuthorRef(*told))
    return list(credited.values())


def _tags_to_be(names: Iterable[str]) -> list[TagRef]:
    """Return the tags by name, those that there are as readers know them."""
    named = {slug: name for name in names if (slug := slugify(name))}
    tags = Tag.objects.filter(slug__in=named)
    # In the database's order.
    known = list(starmap(TagRef, tags.values_list("name", "slug", "pk")))
    new = [TagRef(named[slug], slug) for slug in named.keys() - {tag.slug for tag in known}]
    return sorted([*known, *new], key=lambda tag: tag.name) if new else known


def _page_of(name: str) -> str:
    """Return the slug that a new name gets; "-" where it would have none."""
    return slugify(name, limit=200) or "-"


def get_editable_content(article: Article, revision: Revision) -> Content:
    """Return the content to go on from: a notice that readers have seen stays with its revision."""
    if revision.pk == article.live_revision_id:
        return {**revision.content, "correction": None}
    content: Content = revision.content
    return content


# Merging.


def merge_contents(base: Content, theirs: Content, mine: Content) -> tuple[Content, list[str]]:
    """Return both sides' changes in one content, and the fields that both changed differently.

    Of such a field mine is kept, except that a body keeps the paragraphs of both. Tags that
    either added are there, those that either took away are not.
    """
    merged, clashes = dict(mine), []
    for name in changed_fields(base, theirs):
        merged[name], is_clash = _merged(name, base.get(name), theirs.get(name), mine.get(name))
        clashes += [name] if is_clash else []
    return merged, clashes


def _merged(name: str, base: Any, theirs: Any, mine: Any) -> tuple[Any, bool]:
    if mine == base:
        return theirs, False
    if name == "body":
        return merge_bodies(base, theirs, mine)
    if name == "tags":
        added, gone = {*theirs} - {*base}, {*base} - {*theirs}
        return sorted(({*mine} | added) - gone), False
    return mine, mine != theirs


def format_field(name: str, content: Content) -> str:
    """Return a field of the content as one line."""
    value: Any = content.get(name)
    if name == "translation_of":
        return _headline(value)
    if name == "credits":
        return ", ".join(
            f"{row['name']} ({row['affiliation']})" if row["affiliation"] else row["name"]
            for row in value
        )
    if name == "tags":
        return ", ".join(value)
    if name == "correction":
        return f"{Correction.Kind(value['kind']).label}: {value['text']}" if value else ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "" if value is None else str(value)


def _headline(key: int | None) -> str:
    """Return the headline of a piece that is named by its key, "" where there is none such."""
    named = Article.objects.filter(pk=key).values_list("headline", flat=True) if key else ()
    return next(iter(named), "")
