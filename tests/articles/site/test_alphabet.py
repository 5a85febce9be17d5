"""Directories: whose names, in whose alphabet, on which page."""

import pytest
from django.test import Client
from django.utils import translation

from articles.models import Source
from articles.site import alphabet
from articles.site.alphabet import build_directory
from tests.factories import make_live, make_source

pytestmark = pytest.mark.django_db


def letters(language: str, number: str = "") -> list[tuple[str, list[str]]]:
    with translation.override(language):
        shown = build_directory(Source.objects.all(), number)
    return [(letter, [str(each) for each in named]) for letter, named in shown.letters]


def test_names_stand_under_their_initials() -> None:
    for name in ("Cuma", "Çağdaş", "istanbul", "Işık"):
        make_source(name)
    assert letters("en") == [("C", ["Çağdaş", "Cuma"]), ("I", ["Işık", "istanbul"])]
    apart = [("C", ["Cuma"]), ("Ç", ["Çağdaş"]), ("I", ["Işık"]), ("İ", ["istanbul"])]
    assert letters("tr") == apart


def test_a_long_directory_has_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alphabet, "NAMES_PER_PAGE", 2)
    for name in ("Agos", "Birgün", "Cuma"):
        make_live(source=make_source(name))
    assert (letters("en", "1")[0][0], letters("en", "2")) == ("A", [("C", ["Cuma"])])
    first, second = client.get("/sources/"), client.get("/sources/?page=2")
    assert ("?page=2" in first.text, "?page=1" in first.text) == (True, False)
    assert ("?page=1" in second.text, "Agos" in second.text) == (True, False)


@pytest.mark.parametrize(("number", "shown"), [("99", "B"), ("0", "B"), ("x", "A"), ("\0", "A")])
def test_a_page_that_is_none_is_the_nearest(
    monkeypatch: pytest.MonkeyPatch, number: str, shown: str
) -> None:
    monkeypatch.setattr(alphabet, "NAMES_PER_PAGE", 1)
    for name in ("Agos", "Birgün"):
        make_source(name)
    assert [letter for letter, _named in letters("en", number)] == [shown]
