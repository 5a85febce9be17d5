"""Words that mix scripts."""

import pytest

from articles.text.scripts import find_strangers, separate_scripts
from articles.text.strings import slugify, slugify_name

# A word with Cyrillic letters that look Latin, the strangers in it, and the word divided.
MIXED = [
    ("p\u0430ypal", "\u0430", "p-\u0430-ypal"),
    ("\u0440\u0430ypal", "\u0440\u0430", "\u0440\u0430-ypal"),
    ("москв\u0061", "a", "москв-a"),
    ("sms\u043a\u0430", "\u043a\u0430", "sms-\u043a\u0430"),
    ("\u03b1lpha1", "\u03b1", "\u03b1-lpha1"),
    ("\u0561pple", "\u0561", "\u0561-pple"),
    ("カ\u0430タ", "\u0430", "カ-\u0430-タ"),
]
SINGLE = [
    *("", "ferry", "ferry-2", "über_alles", "москва", "երևան-2019", "ιθάκη", "ירושלים", "القاهرة"),
    *("запуск-iphone-в-москве", "nato-ի", "covid-19-ը", "2019年", "x1", "1ª"),
    *("東京タワーの夜", "ipadを発表", "한국漢字", "kbs뉴스", "ㄅ漢", "ｆerry", "コーヒー"),
]


@pytest.mark.parametrize(("word", "letters", "_divided"), MIXED)
def test_the_strangers_in_a_word_are_named(word: str, letters: str, _divided: str) -> None:
    assert find_strangers(f"a-{word}_и") == {word: letters}


@pytest.mark.parametrize(("word", "_letters", "divided"), MIXED)
def test_a_word_that_mixes_scripts_is_divided(word: str, _letters: str, divided: str) -> None:
    assert separate_scripts(word, joiner="-") == divided
    assert find_strangers(divided) == {}


@pytest.mark.parametrize("text", SINGLE)
def test_words_of_one_script_and_usual_mixtures_stay(text: str) -> None:
    assert find_strangers(text) == {}
    assert separate_scripts(text, joiner="-") == text


def test_no_slug_that_is_made_looks_like_another() -> None:
    assert slugify("P\u0430ypal закрыт") == "p-\u0430-ypal-закрыт"
    assert slugify_name("P\u0430ypal+") == "p-\u0430-ypal-plus"
