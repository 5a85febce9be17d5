"""Problems as sentences, in the language of whoever reads them."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils import translation
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.importing.sentences import SENTENCES, SHELL_SENTENCES
from articles.parsing.problems import SEVERAL, Problem

Sentences = Mapping[str, str | Promise]

# The units that the position of a reject is counted in.
_UNITS: Final[Sentences] = {
    "byte": _("byte %(number)s"),
    "directory": _("directory"),
    "document": _("document %(number)s"),
    "entry": _("entry %(number)s"),
    "item": _("item %(number)s"),
    "line": _("line %(number)s"),
    "member": _("member %(number)s"),
    "unpacked byte": _("unpacked byte %(number)s"),
}


def word(problem: Problem, sentences: Sentences = SENTENCES) -> str:
    """Return the problem as sentences in the language that is active, for the desk."""
    if problem.code == SEVERAL:
        return " ".join(word(each, sentences) for each in problem.params["problems"])
    params = {name: _word_param(value, sentences) for name, value in problem.params.items()}
    # A problem that an older Newsroom has stored may have a code that is not used any more.
    sentence = sentences.get(problem.code)
    return str(sentence) % params if sentence else f"{problem.code} {params}"


def _word_param(value: Any, sentences: Sentences) -> str:
    if isinstance(value, Problem):
        return word(value, sentences)
    return number_format(value, force_grouping=True) if isinstance(value, int) else str(value)


def word_for_shell(problem: Problem, sentences: Sentences = SENTENCES) -> str:
    """Return the problem as sentences for a shell: in English, with options of the command line."""
    with translation.override("en"):
        return word(problem, {**sentences, **SHELL_SENTENCES})


def word_stored(stored: Mapping[str, Any], sentences: Sentences = SENTENCES) -> str:
    """Return a problem as ``Problem.as_json`` returned it, or nothing, as ``word`` does."""
    return word(Problem.from_json(stored), sentences) if stored else ""


def word_position(position: str) -> str:
    """Return the position of a reject in the language that is active."""
    unit, _space, name = position.partition(" ")
    if unit == "member":  # its name may hold anything
        return str(_UNITS[unit]) % {"number": name}
    return ", ".join(map(_word_unit, position.split(", ")))


def _word_unit(part: str) -> str:
    unit, _space, number = part.rpartition(" ")
    key = unit or number
    return str(_UNITS[key]) % {"number": number} if key in _UNITS else part
