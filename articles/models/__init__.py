"""Models: one module for each noun, with its constraints and its QuerySet.

In and out: rows. Imports parsing, text, database and vocabulary.
"""

from articles.models.article import Article
from articles.models.article_choices import Status
from articles.models.article_key import ArticleKey
from articles.models.author import Author, AuthorAlias
from articles.models.blob import Blob
from articles.models.byline import Byline
from articles.models.content_version import ContentVersion
from articles.models.correction import Correction
from articles.models.feed import Feed
from articles.models.former_slug import FormerSlug
from articles.models.import_run import ImportRun, ImportRunState
from articles.models.name_word import NameWord
from articles.models.note import Note
from articles.models.notification import MailChoice, MailFrequency, Notification, NotificationReason
from articles.models.original import Original
from articles.models.presence import Presence
from articles.models.preview_link import PreviewLink
from articles.models.program_reason import ProgramReason
from articles.models.removal import Removal
from articles.models.revision import Revision
from articles.models.search_entry import SearchEntry
from articles.models.signature import Signature
from articles.models.source import Source, SourceAlias
from articles.models.status_change import StatusChange
from articles.models.tag import Tag, Tagging
from articles.models.task import Queue, Task, task
from articles.models.upload import Upload, UploadState
from articles.models.worker_heartbeat import WorkerHeartbeat

__all__ = [
    "Article",
    "ArticleKey",
    "Author",
    "AuthorAlias",
    "Blob",
    "Byline",
    "ContentVersion",
    "Correction",
    "Feed",
    "FormerSlug",
    "ImportRun",
    "ImportRunState",
    "MailChoice",
    "MailFrequency",
    "NameWord",
    "Note",
    "Notification",
    "NotificationReason",
    "Original",
    "Presence",
    "PreviewLink",
    "ProgramReason",
    "Queue",
    "Removal",
    "Revision",
    "SearchEntry",
    "Signature",
    "Source",
    "SourceAlias",
    "Status",
    "StatusChange",
    "Tag",
    "Tagging",
    "Task",
    "Upload",
    "UploadState",
    "WorkerHeartbeat",
    "task",
]
