"""Problems become sentences: each code has one, in both languages, with the parameters it gets."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from articles.fetching import problems as fetching
from articles.importing import details, reasons
from articles.importing.sentences import SENTENCES, SHELL_SENTENCES, SKIPPED_ITEMS
from articles.parsing.feeds import blogger
from articles.parsing.newswire import newsml_g2, wire_story
from articles.parsing.problems import Problem
from articles.parsing.wordpress import wxr
from articles.templatetags import desk
from articles.text import dropped_html
from tests.conftest import PROJECT

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
PARSING = sorted((PROJECT / "articles" / "parsing").rglob("*.py"))
IMPORTING = sorted((PROJECT / "articles" / "importing").glob("*.py"))
FETCHING = sorted((PROJECT / "articles" / "fetching").glob("*.py"))


def list_calls(files: list[Path], name: str) -> Iterator[ast.Call]:
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == name:
                yield node


def list_problems(files: list[Path]) -> dict[str, set[str]]:
    """Return the names of the parameters by the codes of the problems that the files build.

    Those of a variable are not known, and are left out.
    """
    problems: dict[str, set[str]] = defaultdict(set)
    for call in list_calls(files, "Problem"):
        if isinstance(call.args[0], ast.Constant):
            names = problems[str(call.args[0].value)]
            for params in call.args[1:]:
                keys = params.keys if isinstance(params, ast.Dict) else []
                names |= {str(key.value) for key in keys if isinstance(key, ast.Constant)}
    return problems


OURS = list_problems(PARSING + IMPORTING)
# Those of the errors that ``parse_fetch_url`` raises.
URL_CODES = {"fetch.password", "fetch.no_web_address"}


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    assert OURS.keys() == SENTENCES.keys()
    assert SHELL_SENTENCES.keys() - SENTENCES.keys() == set()
    own = fetching.SENTENCES.keys() - SENTENCES.keys()
    assert list_problems(FETCHING).keys() | URL_CODES == own


@pytest.mark.parametrize("code", sorted(OURS))
def test_a_sentence_fills_in_the_parameters_that_parsers_give(code: str) -> None:
    names = set(PLACEHOLDER.findall(str(SENTENCES[code])))
    assert OURS[code] <= names or OURS[code] == set()
    assert set(PLACEHOLDER.findall(SHELL_SENTENCES.get(code, ""))) <= names


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_only_a_shell_hears_of_options(code: str) -> None:
    assert " --" not in str(SENTENCES[code])


def test_a_reader_at_the_desk_and_one_in_a_shell_get_their_own_remedies() -> None:
    problem = Problem("charset.choose")
    with translation.override("tr"):
        assert reasons.word_problem(problem).startswith("Dosyanın karakter kodlamasını seçin")
        assert reasons.word_for_shell(problem).endswith("--encoding windows-1254.")
    assert reasons.word_problem(problem) == "Choose the file’s charset, for example windows-1254."


def test_parts_of_a_sentence_are_in_its_language() -> None:
    delimiter = Problem("delimiter.comma")
    cells = Problem("table.extra_cells", {"cells": 3, "names": 2, "delimiter": delimiter})
    problem = Problem.join([cells, Problem("record.no_headline")])
    with translation.override("tr"):
        assert reasons.word_problem(problem) == (
            "3 hücresi var ama başlık satırında 2 ad var. İçinde virgül bulunan hücreyi çift "
            "tırnağa alın. Başlık yok."
        )


def test_numbers_are_written_as_the_language_does() -> None:
    problem = Problem("page.too_many_elements", {"limit": 20_000})
    with translation.override("tr"):
        assert reasons.word_problem(problem).startswith("20.000 öğeden fazla")
    assert reasons.word_problem(problem).startswith("It has more than 20,000 elements")


def test_a_stored_problem_is_the_same_problem() -> None:
    delimiter = Problem("delimiter.comma")
    cells = Problem("table.extra_cells", {"cells": 3, "names": 2, "delimiter": delimiter})
    problem = Problem.join([cells, Problem("clipping.too_large", {"size": 16})])
    assert Problem.from_json(problem.as_json()) == problem
    assert reasons.word_stored(problem.as_json()) == reasons.word_problem(problem)
    assert reasons.word_stored({}) == ""


def test_a_stored_text_is_short_and_of_characters_that_tables_hold() -> None:
    problem = Problem("file.other_xml", {"name": "\0\ud800" + "x" * 1000})
    assert problem.as_json()["params"]["name"] == "\\ud800" + "x" * 498


def test_a_code_that_is_not_used_any_more_is_shown_with_its_parameters() -> None:
    assert reasons.word_problem(Problem("old.code", {"size": 7})) == "old.code {'size': '7'}"


def test_whatever_is_left_out_has_a_name() -> None:
    names = {
        *newsml_g2.SKIPPED_ITEMS.values(),
        *(*blogger.SKIPPED_KINDS.values(), blogger.OTHER_KINDS, blogger.DELETED),
        *wire_story.SKIPPED_TYPES.values(),
        *wxr.SKIPPED_TYPES.values(),
    }
    for call in list_calls(PARSING, "SkippedItem"):
        names |= {str(each.value) for each in call.args if isinstance(each, ast.Constant)}
    assert names == SKIPPED_ITEMS.keys()


def test_every_remark_has_a_sentence() -> None:
    calls = list_calls(PARSING + IMPORTING, "Remark")
    codes = {each.args[0].value for each in calls if isinstance(each.args[0], ast.Constant)}
    codes |= {*details.DROPPED.values(), *details.TOO_LATE.values(), *details.SHORTENED.values()}
    codes |= {details.CREDENTIALS_REMOVED, details.SLUG_DIVIDED}
    codes |= {details.HEADLINE_FROM_TEXT, details.EXPIRES_TOO_EARLY, "same_url_as", "same_text_as"}
    codes |= {f"left_out.{kind}" for kind in dropped_html.KINDS}
    assert codes == desk.REMARKS.keys()
