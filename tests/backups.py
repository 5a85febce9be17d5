"""A site with rows in every table, and empty databases of either engine, for tests of backups."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections
from django.db.utils import ConnectionHandler
from django_tasks_db.models import DBTaskResult, get_date_max
from taggit.models import Tag as OtherTag
from taggit.models import TaggedItem

from articles.models import (
    Article,
    Correction,
    FormerSlug,
    MailChoice,
    Note,
)
from articles.publishing import closing, workflow
from articles.search import index
from articles.vocabulary import INLINE_LIMIT, IdentityKey
from newsroom.environment import parse_database_url
from tests.factories import (
    make_article,
    make_feed,
    make_original,
    make_preview_link,
    make_revision,
    make_upload,
    make_user,
)

# Every digit of the microseconds, which a database could round.
INSTANT = datetime(2026, 11, 29, 23, 59, 59, 999_999, tzinfo=UTC)
EVERY_SCRIPT = "Iğdır, հայ, Москва, 字, 🛳, e\u0301, \u200f, \u2028, \\n \"'"


def make_site() -> None:
    """Make rows in every table that a backup holds; the audit log of them is intact."""
    boss = make_user("Publishers", is_superuser=True, last_login=INSTANT)
    article = make_article(
        headline=EVERY_SCRIPT, authors=("Şükrü Öz", "Ада"), tags=("Ulaşım", "նավ"), affiliation="X"
    )
    for name in ("submit", "approve", "publish"):
        workflow.perform(article, name, by=boss)
    _correct(article, by=boss)
    _import(article)
    _delete(by=boss)
    _talk(article, by=boss)
    _sign_in(boss)


def _correct(article: Article, *, by: User) -> None:
    workflow.perform(article, "edit", by=by)
    notice = {"kind": Correction.Kind.CORRECTION, "text": EVERY_SCRIPT, "place": "top"}
    make_revision(article, by=make_user("Editors"), headline="Another", correction=notice)
    for name in ("submit", "approve", "publish"):
        workflow.perform(article, name, by=by)
    FormerSlug.objects.create(slug="eski-başlık", article=article)
    make_article(translation_of=article)


def _import(article: Article) -> None:
    remarks = [{"code": "picture", "line": 1, "params": {"b": 2, "a": EVERY_SCRIPT, "n": None}}]
    make_original(article, bytes(range(256)), remarks=remarks)
    make_original(article, b"large " * (INLINE_LIMIT // 6 + 1))
    article.keys.model.objects.learn(article, [IdentityKey("id", "Gazette", "urn:x:1")])
    make_feed(problem={"code": "x", "params": {}})
    make_upload(bytes(range(256)) * 4)


def _delete(*, by: User) -> None:
    """Delete the newest article, whose number no other may get."""
    deleted = make_article()
    workflow.perform(deleted, "submit", by=by)
    closing.delete_articles(Article.objects.filter(pk=deleted.pk), by=by, reason="A test")


def _talk(article: Article, *, by: User) -> None:
    note = Note.objects.create(article=article, text=EVERY_SCRIPT, written_by=by)
    Note.objects.create(article=article, text="Yes", written_by=by, answers=note)
    index.index_article(article)  # as the desk does after each note
    MailChoice.objects.create(person=by, frequency="daily")
    make_preview_link(article)
    article_type = ContentType.objects.get_for_model(Article)
    LogEntry.objects.create(
        user=by, content_type=article_type, object_id="1", object_repr="x", action_flag=CHANGE
    )
    tagged = {"content_type": article_type, "object_id": article.pk}
    TaggedItem.objects.create(tag=OtherTag.objects.create(name="x", slug="x"), **tagged)
    by.user_permissions.add(Permission.objects.get(codename="publish_import"))


def _sign_in(person: User) -> None:
    address = EmailAddress.objects.create(user=person, email="a@example.org", verified=True)
    DBTaskResult.objects.create(
        status="RUNNING",
        task_path="articles.publishing.tasks.send_mail",
        args_kwargs={"args": [1.5, EVERY_SCRIPT], "kwargs": {}},
        worker_ids=["a dead process"],
        run_after=get_date_max(),
    )
    EmailConfirmation.objects.create(email_address=address, key="k" * 64, sent=INSTANT)
    secret = {"secret": "gAAAAA", "nested": {"b": [1, 2.5, None, True], "a": EVERY_SCRIPT}}
    Authenticator.objects.create(user=person, type="totp", data=secret)
    app = SocialApp.objects.create(provider="openid_connect", name="x", client_id="y")
    account = SocialAccount.objects.create(user=person, provider="openid_connect", uid="1")
    SocialToken.objects.create(app=app, account=account, token="t", expires_at=INSTANT)


@contextmanager
def use_database(url: str) -> Iterator[None]:
    """Let the block work on another database, which may be of the other engine."""
    config = parse_database_url(url, pool_size=1)
    config["OPTIONS"].pop("pool", None)  # Django has one pool for each alias
    before = connections["default"]
    connections["default"] = other = ConnectionHandler({"default": config})["default"]
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        other.close()
        connections["default"] = before
        ContentType.objects.clear_cache()


def make_sqlite_database(folder: Path) -> str:
    """Make a migrated SQLite database, on whatever engine the suite runs; return its URL."""
    folder.mkdir(parents=True)
    url = f"sqlite:///{folder / 'newsroom.sqlite3'}"
    with use_database(url):
        call_command("migrate", verbosity=0)
    return url


def export_articles(folder: Path) -> bytes:
    """Return all articles, live or not, as the export writes them."""
    output = folder / "export.jsonl"
    statuses = [f"--status={status}" for status in ("draft", "review", "approved", "published")]
    call_command(
        "export_articles", "--format=jsonl", f"--output={output}", *statuses, stderr=io.StringIO()
    )
    return output.read_bytes()


def run_command(name: str, *arguments: Any) -> str:
    """Run the command; return what it prints."""
    output = io.StringIO()
    call_command(name, *map(str, arguments), stdout=output)
    return output.getvalue()
