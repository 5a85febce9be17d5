"""The reasons that the program itself gives for a change of status.

They are stored as codes with parameters, in place of what a person writes, and become a sentence in
the language of whoever reads them.
"""

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgramReason(models.TextChoices):
    """A code, and the sentence with its parameters."""

    IMPORTED = "imported", _("Import %(number)s: %(label)s")
    IMPORTED_BY_COMMAND = (
        "imported_by_command",
        _("Import %(number)s, from the command line: %(label)s"),
    )
    CANCELED = "canceled", _("Withdrawn by its source.")
    IMPORT_UNDONE = "import_undone", _("Import %(number)s: %(label)s was undone.")
    IMPORT_UNDONE_BY_COMMAND = (
        "import_undone_by_command",
        _("Import %(number)s: %(label)s was undone from the command line."),
    )
    # Readers read these two in place of the article.
    WITHDRAWN_BY_UNDO = (
        "withdrawn_by_undo",
        _("The import that brought this article was undone (import %(number)s)."),
    )
    WITHDRAWN_BY_COMMAND = (
        "withdrawn_by_command",
        _(
            "The import that brought this article was undone from the command line (import "
            "%(number)s)."
        ),
    )

    def to_json(self, **params: str | int) -> str:
        """Return what is stored: a JSON object of the code and its parameters."""
        return json.dumps({"code": self.value, **params}, ensure_ascii=False)


def is_code(stored: str) -> bool:
    """Return whether the reason has the form of one that the program itself gives."""
    return stored.startswith('{"code": ')


def word_reason(stored: str) -> str:
    """Return a stored reason as a sentence; what a person wrote comes back as it is."""
    if not is_code(stored):
        return stored
    try:
        params: dict[str, Any] = json.loads(stored)
        return str(ProgramReason(params["code"]).label) % params
    except (ValueError, KeyError):
        return stored
