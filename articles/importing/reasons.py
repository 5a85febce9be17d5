"""Problems as sentences, in the language of whoever reads them."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.formats import number_format
from django.utils.functional import Promise

from articles.importing.sentences import SENTENCES, SHELL_SENTENCES
from articles.parsing.problems import SEVERAL, Problem

Sentences = Mapping[str, str | Promise]


def word_problem(problem: Problem, sentences: Sentences = SENTENCES) -> str:
    """Return the problem as sentences in the language that is active, for the desk."""
    if problem.code == SEVERAL:
        return " ".join(word_problem(each, sentences) for each in problem.params["problems"])
    params = {name: _word_param(value, sentences) for name, value in problem.params.items()}
    # A problem that an older Newsroom has stored may have a code that is not used any more.
    sentence = sentences.get(problem.code)
    return str(sentence) % params if sentence else f"{problem.code} {params}"


def _word_param(value: Any, sentences: Sentences) -> str:
    if isinstance(value, Problem):
        return word_problem(value, sentences)
    return number_format(value, force_grouping=True) if isinstance(value, int) else str(value)


def word_for_shell(problem: Problem, sentences: Sentences = SENTENCES) -> str:
    """Return the problem as sentences for a shell: in English, with options of the command line."""
    with translation.override("en"):
        return word_problem(problem, {**sentences, **SHELL_SENTENCES})


def word_stored(stored: Mapping[str, Any], sentences: Sentences = SENTENCES) -> str:
    """Return a problem as ``Problem.as_json`` returned it, or nothing, as ``word_problem`` does."""
    return word_problem(Problem.from_json(stored), sentences) if stored else ""
