"""Whose turn it is to write: of all imports, and whatever takes one back, one at a time."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from articles.models import ImportRun


class RunUndoneError(Exception):
    """Somebody took the batch back while its import was still running, which therefore stops."""


def lock_imports(run: ImportRun | None = None) -> None:
    """Let no other import write until this transaction ends, or the two could lock each other out.

    Raise TakenBackError where this batch, which is to be added to, has been taken back.
    """
    # Any row that always stands and that editors never lock would do; SQLite lets nobody else
    # write anyway.
    turn = ContentType.objects.filter(app_label="articles", model="importrun")
    turn.select_for_update(no_key=True).first()
    if run and not ImportRun.objects.filter(pk=run.pk, undone_at=None).exists():
        raise RunUndoneError(_("%(batch)s was taken back, so it ends here.") % {"batch": run})
