"""The lock that lets one import, or one undo, write at a time."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from articles.models import ImportRun


class RunUndoneError(Exception):
    """The run was undone while its import was still writing; the import stops."""


def lock_imports(run: ImportRun | None = None) -> None:
    """Keep other imports from writing until this transaction ends; two could deadlock.

    Raise RunUndoneError when ``run``, to which the caller is about to add, has been undone.
    """
    # Any row that always exists and that editors never lock would do. On SQLite a transaction
    # that writes keeps out all others anyway.
    row = ContentType.objects.filter(app_label="articles", model="importrun")
    row.select_for_update(no_key=True).first()
    if run and not ImportRun.objects.filter(pk=run.pk, undone_at=None).exists():
        raise RunUndoneError(
            _("%(batch)s was undone while it was running and has stopped.") % {"batch": run}
        )
