"""Directories: their order, letters and pages."""

import pytest
from django.test import Client
from django.utils import translation

from articles.models import Source
from articles.site import alphabet
from articles.site.alphabet import build_directory
from tests.factories import make_live, make_source

pytestmark = pytest.mark.django_db


def build_letters(language: str, number: str = "") -> list[tuple[str, list[str]]]:
    with translation.override(language):
        directory = build_directory(Source.objects.all(), number)
    return [(letter, [str(row) for row in rows]) for letter, rows in directory.letters]


def test_names_are_grouped_by_first_letter_of_the_readers_alphabet() -> None:
    for name in ("Cuma", "Çağdaş", "istanbul", "Işık"):
        make_source(name)
    assert build_letters("en") == [("C", ["Çağdaş", "Cuma"]), ("I", ["Işık", "istanbul"])]
    turkish = [("C", ["Cuma"]), ("Ç", ["Çağdaş"]), ("I", ["Işık"]), ("İ", ["istanbul"])]
    assert build_letters("tr") == turkish


def test_a_long_directory_has_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alphabet, "NAMES_PER_PAGE", 2)
    for name in ("Agos", "Birgün", "Cuma"):
        make_live(source=make_source(name))
    assert (build_letters("en", "1")[0][0], build_letters("en", "2")) == ("A", [("C", ["Cuma"])])
    first, second = client.get("/sources/"), client.get("/sources/?page=2")
    assert ("?page=2" in first.text, "?page=1" in first.text) == (True, False)
    assert ("?page=1" in second.text, "Agos" in second.text) == (True, False)


@pytest.mark.parametrize(("number", "letter"), [("99", "B"), ("0", "B"), ("x", "A"), ("\0", "A")])
def test_a_page_number_out_of_range_gives_the_nearest_page(
    monkeypatch: pytest.MonkeyPatch, number: str, letter: str
) -> None:
    monkeypatch.setattr(alphabet, "NAMES_PER_PAGE", 1)
    for name in ("Agos", "Birgün"):
        make_source(name)
    assert [initial for initial, _rows in build_letters("en", number)] == [letter]
