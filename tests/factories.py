"""Rows for tests: each function makes a valid one and takes the fields that a test cares about."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.utils import timezone

from articles.models import (
    Article,
    Author,
    Blob,
    Byline,
    Feed,
    ImportRun,
    Original,
    PreviewLink,
    Revision,
    Source,
    Status,
    Tag,
    Upload,
    UploadState,
    content_version,
)
from articles.publishing import contents, revisions

# Names have numbers that no test writes: a search would find them.
_numbers = count(700_001)
NOON = datetime(2019, 11, 8, 12, tzinfo=UTC)


def make_source(name: str = "", **fields: Any) -> Source:
    return Source.objects.create(name=name or f"Gazette {next(_numbers)}", **fields)


def make_feed(address: str = "", **fields: Any) -> Feed:
    """Make a feed that is due, by default of a source of its own."""
    fields = {"source": fields.get("source") or make_source()} | fields
    address = address or f"https://gazette.example/{next(_numbers)}.xml"
    return Feed.objects.create(address=address, **fields)


def make_author(name: str = "", **fields: Any) -> Author:
    return Author.objects.create(name=name or f"Ada Writer {next(_numbers)}", **fields)


def make_article(
    *,
    authors: tuple[str, ...] = (),
    affiliation: str = "",
    tags: tuple[str, ...] = (),
    **fields: Any,
) -> Article:
    """Make a draft, by default with a source."""
    number = next(_numbers)
    fields = {"headline": f"Ferry {number} sails", "body": f"<p>Ferry {number} left.</p>"} | fields
    if "source" not in fields and not fields.get("is_own_work"):
        fields["source"] = make_source()
    article = Article.objects.create(**fields)
    for position, name in enumerate(authors, 1):
        author = Author.objects.get_or_create_by_name(name)
        Byline.objects.create(
            article=article, author=author, position=position, affiliation=affiliation
        )
    article.tags.set(Tag.objects.get_or_create_by_names(tags))
    revisions.get_working_revision(article)
    return article


def make_live(**fields: Any) -> Article:
    """Make a live article, by default published at noon of 8 November 2019."""
    defaults = {"status": Status.PUBLISHED, "is_released": True, "published_at": NOON}
    return make_article(**{**defaults, **fields})


def make_page_of_articles(number: int) -> list[Article]:
    """Make live articles an hour apart, each with two authors, three tags and its own source."""
    return [
        make_live(
            published_at=NOON - timedelta(hours=i),
            authors=(f"First Author {i}", f"Second Author {i % 3}"),
            tags=("harbour", f"tag {i}", "Ulaşım"),
        )
        for i in range(number)
    ]


def settle_content_version() -> None:
    """Compute the content version, as the first reader after a change does.

    Reading it then takes one query.
    """
    content_version.get_current_number()


def make_original(article: Article, content: bytes = b"as received", **fields: Any) -> Original:
    original = Original(
        article=article,
        run=fields.pop("run", None) or ImportRun.objects.create(label="a test"),
        **{
            "outcome": Original.Outcome.CREATED,
            "path": "clipping.txt",
            "position": "line 1",
            "media_type": "text/plain",
            "charset": "utf-8",
            "parser": "clipping/1",
            "text_digest": "0" * 64,
            **fields,
        },
    )
    original.content = content
    original.save()
    return original


def make_revision(article: Article, *, by: User | None = None, **changes: Any) -> Revision:
    """Save the working revision with the changes, as an editor would."""
    work = revisions.get_working_revision(article)
    content = contents.get_editable_content(article, work) | changes
    return revisions.save_revision(article, content, by=by, builds_on=work.number)


def make_preview_link(article: Article, *, days: int = 3, **fields: Any) -> PreviewLink:
    """Make a link to the working revision that expires after so many days."""
    fields = {"made_by": fields.get("made_by") or make_user("Editors")} | fields
    expires_at = timezone.now() + timedelta(days=days)
    work = revisions.get_working_revision(article)
    return PreviewLink.objects.create(
        article=article, revision=work, expires_at=expires_at, **fields
    )


def make_upload(content: bytes = b"", *, state: str = "previewed", **fields: Any) -> Upload:
    """Make an upload of this content, with the fields that its state requires."""
    if state in {UploadState.RUNNING, UploadState.FINISHED}:
        publisher = make_user("Publishers")
        fields = {"confirmed_at": timezone.now(), "confirmed_by": publisher} | fields
    fields = {"name": "ferries.jsonl", "progressed_at": timezone.now(), **fields}
    options = {"format": "auto", "status": Status.DRAFT, "uploaded_by": make_user()}
    file = make_blob(content) if content else None
    return Upload.objects.create(state=state, size=len(content), file=file, **options | fields)


def make_blob(content: bytes) -> Blob:
    return Blob.objects.store(ContentFile(content))


def make_user(role: str = "", **fields: Any) -> User:
    """Make a user of the desk in this role, "" for none."""
    name = f"{role.lower() or 'somebody'}{next(_numbers)}"
    user = User.objects.create_user(name, is_staff=True, **fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def get_preview_path(link: PreviewLink) -> str:
    """Return the path of the link, as whoever has it opens it."""
    return f"/preview/{link.token}/"
