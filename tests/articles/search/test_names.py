"""Sources, authors and tags are found by the words of their names, as the analyser has them."""

from collections.abc import Callable

import pytest
from django.db.models import QuerySet

from articles.models import Author, NameWord, Source, Tag
from articles.models.names import list_words
from articles.search import names
from articles.search.consistency import find_wrong_names
from articles.search.names import build_name_token, find_tokens_of_names
from articles.search.query import parse_query
from tests.factories import make_author, make_source

pytestmark = pytest.mark.django_db


def find_names(text: str) -> set[str]:
    """Return the tokens of the names that have any of the terms."""
    tokens = find_tokens_of_names(parse_query(text).terms)
    return {token for found in tokens.values() for token in found}


def is_found(text: str, name: str) -> bool:
    """Return whether the text finds a tag of this name."""
    return find_names(text) == {build_name_token("tag", Tag.objects.get(name=name).pk)}


NAMES = {
    "U.S. Coast Guard": {
        "us": True,
        "U.S.": True,
        "coast": True,
        "u": False,
        "s": False,
        "gu*": True,
        '"us coast"': True,
        '"coast us"': False,
        '"coast gua"': False,
        "coast-guard": True,
    },
    "R&D Weekly": {"r&d": True, "R&D": True, "weekly": True, "r": False, '"r&d weekly"': True},
    "C++ Today": {"c++": True, "C++": True, "today": True, "c": True, '"c"': True, "c#": False},
    "C# Today": {"c#": True, "c++": False},
    "O'Brien": {"obrien": True, "O’Brien": True, "o'brien": True, "brien": False, "obr*": True},
    "Canal+": {"canal+": True, "canal": True, '"canal"': True, "cana*": True},
    "Ferry's House": {"ferry": True, "ferrys": True, '"ferry"': True, '"ferrys house"': True},
    "Ankara": {"Ankara'nın": True, "ANKARA": True, "ankar": False},
    "Jean-Luc Ode": {"jean": True, "luc": True, "jean-luc": True, "luc-jean": False},
    "IŞIK Ağva": {"isik": True, "ışık": True, "AGVA": True},
    "ԵՎՐՈՊԱ": {"Եվրոպա": True, "եւրոպա": True},
    "Studio 3,400": {"3400": True, "3,400": True, "3": False},
    "100% Pure_Text": {"100": True, "pure": True, "text": True, '"pure text"': True, "p%": False},
}
CASES = [
    (name, text, expected) for name, texts in NAMES.items() for text, expected in texts.items()
]


@pytest.mark.parametrize(("name", "text", "expected"), CASES)
def test_a_name_is_found_by_its_words(name: str, text: str, *, expected: bool) -> None:
    Tag.objects.create(name=name)
    Tag.objects.create(name="Qqq")
    assert is_found(text, name) == expected


def test_sources_authors_and_tags_are_found_by_every_spelling() -> None:
    source, author = make_source("Harbour Gazette"), make_author("Ada Harbour")
    tag, other = Tag.objects.create(name="harbour"), make_author("Ben Ode")
    other.aliases.create(name="B. Harbour")
    assert find_names("harbour") == {
        build_name_token("source", source.pk),
        build_name_token("author", author.pk),
        build_name_token("author", other.pk),
        build_name_token("tag", tag.pk),
    }


def test_each_term_has_the_names_that_it_finds() -> None:
    ada, ben = make_author("Ada Wrenholt"), make_author("Ben Ode")
    terms = parse_query("ada -ben nobody").terms
    found = find_tokens_of_names(terms)
    assert [found[term] for term in terms] == [
        frozenset({build_name_token("author", ada.pk)}),
        frozenset({build_name_token("author", ben.pk)}),
        frozenset(),
    ]


def test_a_term_finds_a_limited_number_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "NAMES_LIMIT", 2)
    authors = [make_author(f"Ada {name}") for name in ("Ode", "Vale", "Wren")]
    wanted = {build_name_token("author", author.pk) for author in authors[:2]}
    assert find_names("ada") == wanted


# The words that are stored.


def rename_an_author() -> None:
    author = make_author("Ada")
    author.name = "Cy Vale"
    author.save()


def change_a_spelling() -> None:
    alias = make_author("Ada").aliases.get()
    alias.name = "Cy Vale"
    alias.save()


def delete_a_spelling() -> None:
    author = make_author("Ada")
    author.aliases.create(name="Cy Vale").delete()


def delete_an_author() -> None:
    make_author("Ada").delete()


def delete_all() -> None:
    make_author("Ada")
    make_source("Agos")
    Tag.objects.create(name="harbour")
    for model in (Author, Source, Tag):
        QuerySet(model).delete()
    assert NameWord.objects.count() == 0


def rename_a_tag() -> None:
    tag = Tag.objects.create(name="harbour")
    tag.name = "U.S. ports"
    tag.save()


def create_by_name() -> None:
    Source.objects.get_or_create_by_name("Agos")
    Author.objects.get_or_create_by_name("Ada")
    Tag.objects.get_or_create_by_names(["harbour", "U.S."])


@pytest.mark.parametrize(
    "act",
    [
        *(rename_an_author, change_a_spelling, delete_a_spelling, delete_an_author, delete_all),
        *(rename_a_tag, create_by_name),
    ],
)
def test_the_words_follow_every_change_of_a_name(act: Callable[[], object]) -> None:
    act()
    assert list(find_wrong_names()) == []


def test_the_words_of_a_name_have_its_other_forms() -> None:
    assert list_words("R&D of C++, Ferry's") == {"r&d", "of", "c++", "c", "ferrys", "ferry"}


def test_words_that_are_missing_or_wrong_are_found() -> None:
    alias, tag = make_author("Ada").aliases.get(), Tag.objects.create(name="harbour")
    NameWord.objects.filter(author_alias=alias).delete()
    NameWord.objects.filter(tag=tag).update(word="port")
    assert list(find_wrong_names()) == [alias, tag]
