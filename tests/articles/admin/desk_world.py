"""A desk with rows of somebody else and of the person of each role, for the matrix of access.

Every text of somebody else's article has the word MARKER, which no other row has.
"""

from datetime import timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from articles.models import (
    Article,
    ImportRun,
    Note,
    Notification,
    Presence,
    Status,
    Tag,
)
from articles.publishing import workflow
from tests.factories import (
    NOON,
    make_article,
    make_author,
    make_original,
    make_preview_link,
    make_revision,
    make_source,
    make_upload,
    make_user,
)

MARKER: Final = "Zyxomma"
ROLES: Final = ["anonymous", "nobody", "Contributors", "Editors", "Publishers", "superuser"]
# Those who may not see what others write.
BLIND: Final = {"anonymous", "nobody", "Contributors"}
_SAME_TEXT: Final = "<p>The ferry sails at nine.</p>"
_MARKED: Final = ("headline", "standfirst", "source_detail", "source_date_text", "byline")
_SAME_ADDRESS: Final = "https://gazette.example/ferry"


class World:
    """The desk as a person of one role finds it; ``keys`` are the rows that paths name."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.person, self.other = _make_person(role), make_user("Editors")
        group = Group.objects.earliest("pk")
        self.keys: dict[str, object] = {"user": self.other.pk, "group": group.pk}
        self._add_names()
        self._add_article_of_other()
        self._add_twin_of_other()
        self._add_own_article()
        self._add_imports()
        self._add_account_of_other()
        self.cookies = self._sign_in()

    def make_client(self) -> Client:
        """Return a client in which the person is signed in, as if nothing had been asked yet."""
        client = Client()
        client.cookies.load(self.cookies)
        return client

    def _sign_in(self) -> dict[str, str]:
        """Return the cookies of a session of the person, none for somebody who is anonymous."""
        client = Client()
        if self.role != "anonymous":
            client.force_login(self.person)
        return {name: cookie.value for name, cookie in client.cookies.items()}

    def _add_names(self) -> None:
        self.source = make_source("Agos")
        tag = Tag.objects.get_or_create_by_names(["harbour"])[0]
        self.keys |= {
            "source": self.source.pk,
            "author": make_author("Ada Writer").pk,
            "tag": tag.pk,
        }

    def _add_article_of_other(self) -> None:
        """Add a draft of somebody else that the person submitted, edited and knows to exist."""
        self.article = make_article(
            **dict.fromkeys(_MARKED, f"{MARKER} of the other"),
            body=f"<p>{MARKER} quay.</p>",
            source=self.source,
            created_by=self.other,
            edited_by=self.person,
            authors=("Ada Writer",),
            tags=("harbour",),
        )
        change = workflow.perform(self.article, "submit", by=self.other)
        workflow.perform(self.article, "request_changes", by=make_user("Editors"), reason=MARKER)
        Article.objects.filter(pk=self.article.pk).update(submitted_by=self.person)
        note = Note.objects.create(article=self.article, written_by=self.other, text=MARKER)
        link = make_preview_link(self.article, made_by=self.other)
        Presence.objects.touch(self.article, person=self.other)
        common = {"article": self.article, "status_change": change, "why": "sent_back"}
        notices = [
            Notification.objects.create(person=person, frequency="never", **common)
            for person in (self.other, self.person)
        ]
        self.keys |= {
            "article": self.article.pk,
            "note": note.pk,
            "link": link.pk,
            "notification": notices[0].pk,
            "my_notification": notices[1].pk,
        }

    def _add_twin_of_other(self) -> None:
        """Add a scheduled article of somebody else with the text and the URL of the own one."""
        self.twin = make_article(
            headline=f"{MARKER} of the other",
            body=_SAME_TEXT,
            source_address=_SAME_ADDRESS,
            source=self.source,
            created_by=self.other,
            status=Status.PUBLISHED,
            is_released=True,
            published_at=timezone.now() + timedelta(days=1),
        )
        self.keys |= {"twin": self.twin.pk}

    def _add_own_article(self) -> None:
        """Add a draft of the person that is a translation of what they may not see."""
        own = make_article(
            headline="My own work",
            body=_SAME_TEXT,
            source_address=_SAME_ADDRESS,
            source=self.source,
            created_by=self.person,
        )
        make_revision(own, by=self.person, translation_of=self.article.pk)
        make_revision(own, by=self.person, translation_of=None)
        make_revision(own, by=self.person, translation_of=self.article.pk)
        remark = {"code": "same_text_as", "params": {"headline": MARKER}}
        make_original(own, remarks=[{"line": 0, **remark}])
        note = Note.objects.create(article=own, written_by=self.person, text="Why?")
        link = make_preview_link(own, made_by=self.other)
        self.keys |= {
            "own": own.pk,
            "own_note": note.pk,
            "own_link": link.pk,
        }

    def _add_imports(self) -> None:
        run = ImportRun.objects.create(
            label=f"{MARKER}.txt", started_by=self.other, finished_at=NOON, rejected_count=1
        )
        original = make_original(self.article, f"{MARKER} quay.".encode(), run=run)
        make_original(self.twin, MARKER.encode(), run=run, outcome="duplicate")
        upload = make_upload(name=f"{MARKER}.txt", uploaded_by=self.other)
        self.keys |= {"run": run.pk, "original": original.pk, "upload": upload.pk}

    def _add_account_of_other(self) -> None:
        """Add a session and a passkey of somebody else."""
        session = UserSession.objects.create(
            user=self.other, session_key="x", ip="203.0.113.7", user_agent="Browser"
        )
        key = Authenticator.objects.create(
            user=self.other, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"}
        )
        self.keys |= {"session": session.pk, "passkey": key.pk}


def _make_person(role: str) -> User:
    if role == "superuser":
        return make_user(is_superuser=True)
    return make_user("" if role in {"anonymous", "nobody"} else role)
