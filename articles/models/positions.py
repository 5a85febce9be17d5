"""Positions in an input, such as ``line 3, item 2``, in the language of whoever reads them."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The units that parsers count in.
_UNITS: Final[dict[str, str | Promise]] = {
    "directory": _("directory"),
    "attachment": _("attachment %(number)s"),
    "document": _("document %(number)s"),
    "entry": _("entry %(number)s"),
    "item": _("item %(number)s"),
    "line": _("line %(number)s"),
    "member": _("member %(number)s"),
    "message": _("message %(number)s"),
    "row": _("row %(number)s"),
    "sheet": _("sheet %(number)s"),
    "unpacked byte": _("unpacked byte %(number)s"),
}


def word_position(position: str) -> str:
    """Return the position in the language that is active."""
    unit, _space, name = position.partition(" ")
    if unit == "member":  # its name may hold anything
        return str(_UNITS[unit]) % {"number": name}
    return ", ".join(map(_word_unit, position.split(", ")))


def _word_unit(part: str) -> str:
    unit, _space, number = part.rpartition(" ")
    if part.startswith(("attachment ", "sheet ")):  # whose names may hold spaces
        unit, _space, number = part.partition(" ")
    key = unit or number
    return str(_UNITS[key]) % {"number": number} if key in _UNITS else part
