"""Authors of one byline whose names differ in their diacritics only are two persons."""

import pytest

from articles.models import Author
from articles.vocabulary import Credit

pytestmark = pytest.mark.django_db

ALI_SHAN, ALI_SAN = "Ali Şan", "Ali San"


def credit_all(*names: str) -> list[Author]:
    return Author.objects.get_or_create_credited([Credit(name) for name in names])


@pytest.mark.parametrize("known", [[], [ALI_SHAN], [ALI_SAN], ["Ali Sań"]])
@pytest.mark.parametrize("names", [[ALI_SHAN, ALI_SAN], [ALI_SAN, "Ada Writer", ALI_SHAN]])
def test_two_persons_of_one_byline_are_kept(known: list[str], names: list[str]) -> None:
    for name in known:
        Author.objects.create(name=name)
    authors = credit_all(*names)
    assert [author.name for author in authors] == names
    assert credit_all(*names) == authors
    assert Author.objects.count() == len({*names, *known})


def test_alone_each_of_them_is_found_by_the_own_spelling() -> None:
    authors = credit_all(ALI_SHAN, ALI_SAN)
    found = [Author.objects.find_by_name(name) for name in ("ALİ ŞAN", "ALİ SAN", "Ali Sań")]
    assert found == [*authors, authors[0]]


def test_in_different_bylines_they_are_taken_for_one() -> None:
    assert credit_all(ALI_SHAN) == credit_all(ALI_SAN)


@pytest.mark.parametrize("names", [("Ayşe Işık", "AYŞE IŞIK"), ("Jean-Luc", "jean luc")])
def test_capitals_and_punctuation_make_no_other_person(names: tuple[str, str]) -> None:
    first, second = credit_all(*names)
    assert first == second


def test_a_new_person_is_what_the_credit_says() -> None:
    credited = [Credit(ALI_SHAN), Credit(ALI_SAN, is_organisation=True)]
    authors = Author.objects.get_or_create_credited(credited)
    assert [author.is_organisation for author in authors] == [False, True]


def test_an_author_is_found_by_an_alias_of_the_spelling() -> None:
    author = Author.objects.create(name="Ali Bey")
    author.aliases.create(name=ALI_SAN)
    assert credit_all(ALI_SHAN, ALI_SAN)[1] == author


def test_existing_authors_of_a_byline_are_found() -> None:
    authors = dict(zip([ALI_SHAN, ALI_SAN], credit_all(ALI_SHAN, ALI_SAN), strict=True))
    ada = Author.objects.create(name="Ada Writer")
    names = [ALI_SHAN, ALI_SAN, "ADA WRITER", "Nobody"]
    assert Author.objects.find_credited(names) == authors | {"ADA WRITER": ada}
    assert Author.objects.find_credited([ALI_SHAN, "Ali Sań"]) == {ALI_SHAN: authors[ALI_SHAN]}


def test_the_second_of_two_persons_can_be_edited() -> None:
    second = credit_all(ALI_SHAN, ALI_SAN)[1]
    second.full_clean()
    second.save()
    alias = second.aliases.get()
    alias.full_clean()
    assert (alias.name, alias.folded_name) == (ALI_SAN, "ali san=ali san")


def test_a_renamed_second_person_is_found_by_any_spelling_of_the_new_name() -> None:
    second = credit_all(ALI_SHAN, ALI_SAN)[1]
    second.name = "Ali Kaya"
    second.save()
    assert Author.objects.find_by_name("ALI KAYA") == second
