"""Plain text that no format recognises: what it is, and whether it can be a clipping."""

import pytest

from articles.parsing import plain_text
from articles.parsing.problems import Problem
from tests.timing import measure_growth

MAIL = (
    "From: Desk <desk@example.org>\nTo: us@example.org\nSubject: Ferry\nDate: Thu\n\nIt rained.\n"
)
ARTICLE = "Ferry opens again\n\nIt rained on the pier when the ferry opened; the crew was glad.\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (ARTICLE, Problem("file.plain_text")),
        (f"{ARTICLE}\nFrom: the pier\n", Problem("file.plain_text")),
        ("From: the pier\n\nIt rained.\n", Problem("file.plain_text")),
        (MAIL, Problem("file.mail")),
        ("TY  - NEWS\nTI  - Ferry\nER  -\n", Problem("file.citations", {"name": "RIS"})),
        ("@article{key,\n title={Ferry}\n}\n", Problem("file.citations", {"name": "BibTeX"})),
        ("%0 Newspaper Article\n%T Ferry\n", Problem("file.citations", {"name": "EndNote"})),
        ("PMID- 1234\nTI  - Ferry\n", Problem("file.citations", {"name": "PubMed"})),
        ("FN Thing\nPT J\nAU Ada\n", Problem("file.citations", {"name": "Web of Science"})),
        ("1\tFerry\tAda\n2\tRain\tBen\n3\tSnow\n", Problem("file.table_without_header")),
        ("Rain, snow, hail\nIt rained, it snowed, it hailed.\n", Problem("file.plain_text")),
        ("a,b,c\n1,2,3\n", Problem("file.table_without_header")),
        ("a;b;c\n" * 300, Problem("file.table_without_header")),
        ("Notes\n\nIt is so:\n\n```\nrun\n```\nAnd more.\nText.\n", Problem("file.code")),
        ("1\tFerry\n2\tRain\n3\tSnow\n", Problem("file.plain_text")),
        ("import os\n\ndef run(x):\n    return x\n", Problem("file.code")),
        ("\\documentclass{a}\n\\begin{document}\nText\n\\end{document}\n", Problem("file.code")),
        ("int main() {\n  return 0;\n}\n", Problem("file.code")),
        ("a = 1\nb: = 2\nname = value\n", Problem("file.code")),
        ("It rained.\n", Problem("file.text_without_headline")),
        (f"{'It rained. ' * 40}\nAnd more.\n", Problem("file.text_without_headline")),
        ("\n\n", Problem("file.text_without_headline")),
    ],
)
def test_plain_text_is_called_by_its_kind(text: str, problem: Problem) -> None:
    assert plain_text.describe(text) == problem


@pytest.mark.parametrize("shape", ["a\t", "From: x\n", "{", "x = ", "| ", "a.", "# ", "\\a"])
@pytest.mark.unmeasured
def test_the_time_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: plain_text.describe(shape * size), 20_000) < 24
