"""A desk with a row of everything that a page can show, and the keys of its rows by model."""

from functools import cache
from typing import Final

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import (
    Article,
    ImportRun,
    MailChoice,
    Note,
    Presence,
    UploadState,
)
from articles.publishing import workflow
from articles.publishing.transitions import TRANSITIONS
from tests.factories import (
    make_article,
    make_blob,
    make_feed,
    make_live,
    make_original,
    make_preview_link,
    make_revision,
    make_upload,
    make_user,
)
from tests.fuzzing.routes import Route

# For parameters that are no keys.
GOOD_VALUES: Final = {
    "year": ["2019", "1000", "2999"],
    "month": ["11", "02"],
    "day": ["08", "31"],
    "format": ["json", "rss", "atom", "txt"],
    "name": list(TRANSITIONS),
    "app_label": ["articles"],
    "uidb36": ["1"],
    "key": ["set-password", "1-1"],
    "number": ["1"],
}


def make_rows() -> User:
    """Make rows of every kind; return a superuser, who may see them all."""
    make_user("Publishers", email="publisher@desk.example")
    editor = make_user("Editors", email="editor@desk.example")
    draft = make_article(authors=("Ada Writer",), tags=("harbour",), created_by=editor)
    make_revision(draft, by=editor, headline="Ferry stays")
    workflow.perform(draft, "submit", by=editor, seen=2)
    live = make_live(authors=("Ada Writer",), tags=("harbour", "Ulaşım"))
    make_live(translation_of=live, is_own_work=True)
    make_original(draft, run=ImportRun.objects.create(label="a run", finished_at=timezone.now()))
    make_preview_link(draft, made_by=editor)
    note = Note.objects.create(article=draft, written_by=editor, text="Who says so?")
    Note.objects.create(article=draft, written_by=editor, text="The captain.", answers=note)
    Presence.objects.touch(draft, person=editor)
    MailChoice.objects.create(person=editor, frequency="daily")
    make_feed()
    _make_uploads()
    root = make_user(is_superuser=True, email="root@desk.example")
    _log(root, draft)
    list_keys.cache_clear()
    return root


def _make_uploads() -> None:
    for state in UploadState.values:
        make_upload(b"{}", state=state, rejects=make_blob(b"{}"))


def _log(person: User, article: Article) -> None:
    """Write to Django's own log of changes, whose rows its front page links."""
    for row in (article, Group.objects.earliest("pk")):
        LogEntry.objects.create(
            user=person,
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            object_repr=str(row),
            action_flag=ADDITION,
        )


@cache
def list_keys() -> dict[str, list[str]]:
    """Return the primary keys of up to three rows of each model, by its name in lower case.

    They are read once for each desk that is made.
    """
    return {
        str(model._meta.model_name): [
            str(pk) for pk in QuerySet(model).order_by("-pk").values_list("pk", flat=True)[:3]
        ]
        for model in apps.get_models()
    }


def list_empty_models() -> list[str]:
    """Return the names of the models with pages in the admin of which there is no row."""
    keys = list_keys()
    return [
        str(model)
        for model in apps.get_models()
        if admin.site.is_registered(model) and not keys[str(model._meta.model_name)]
    ]


def list_good_values(route: Route) -> dict[str, list[str]]:
    """Return for each parameter of the route values that its view knows."""
    keys = list_keys()
    own = [key for model in route.models for key in keys.get(model, [])]
    known = {
        "note_pk": keys["note"],
        "link_pk": keys["previewlink"],
        "session_id": keys["usersession"],
        "slug": [
            *Article.objects.live().values_list("slug", flat=True)[:1],
            "ada-writer",
            "harbour",
        ],
        **GOOD_VALUES,
    }
    return {name: known.get(name) or own or ["1"] for name in route.parameters}
