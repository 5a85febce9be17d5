"""Pure functions on strings."""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from itertools import groupby

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.text import strings
from tests.timing import measure_growth

# Characters that folding and cleaning treat specially; hypothesis seldom tries them.
AWKWARD = st.text(
    st.sampled_from("aAiIıİəƏ'’ʼ_- \n\r\t\x0b\0йЙиǽßᾳﬁ\u0306\u0301\u0345\u0323\u0307")
)
ANY_TEXT = st.text(st.characters()) | AWKWARD


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("one\x0btwo\x0cthree\x85four\u2028five\u2029six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("tab\tstays", "tab\tstays"),
        ("nul\0bell\x07escape\x1bdelete\x7fcsi\x9b", "nulbellescapedeletecsi"),
        ("half a pair \ud83d", "half a pair "),
        ("not for XML \ufffe\uffff", "not for XML "),
        ("s\u0327ile", "şile"),
        ("s\0\u0327ile", "şile"),
        ("", ""),
    ],
)
def test_clean_text_composes_characters_and_uses_line_feeds(given_text: str, cleaned: str) -> None:
    assert strings.clean_text(given_text) == cleaned


def test_clean_text_removes_controls_but_tab_and_line_feed() -> None:
    controls = [chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) in {"Cc", "Cs"}]
    assert set(strings.clean_text("".join(controls))) == {"\t", "\n"}


@given(ANY_TEXT)
def test_clean_text_leaves_clean_text_unchanged(given_text: str) -> None:
    assert strings.clean_text(strings.clean_text(given_text)) == strings.clean_text(given_text)


def test_a_letter_keeps_at_most_thirty_combining_marks() -> None:
    assert strings.clean_text("q" + "\u0323" * 100 + "y") == "q" + "\u0323" * 30 + "y"


def test_a_long_run_of_other_punctuation_stays() -> None:
    assert strings.clean_text("—" * 100) == "—" * 100


@pytest.mark.parametrize(
    ("given_text", "line"),
    [
        ("  one \t\n two\u00a0three ", "one two three"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_collapsed_text_is_one_line(given_text: str, line: str) -> None:
    assert strings.collapse_whitespace(given_text) == line


@pytest.mark.parametrize(
    ("given_text", "folded"),
    [
        ("Iğdır, İSTANBUL'un", "igdir istanbulun"),
        ("ISPARTA ısparta Isparta", "isparta isparta isparta"),
        ("ŞĞÜÖÇ şğüöç", "sguoc sguoc"),
        ("Şile and S\u0327ile", "sile and sile"),
        ("Bakı’dan gələn ƏLİ", "bakidan gelen eli"),
        ("Søren Ælla Łódź Đorđe œuvre", "soren aella lodz dorde oeuvre"),
        ("Straße", "strasse"),
        ("Йод и ёлка, Ўзбек", "йод и елка ўзбек"),
        ("Երևան Երեւան ԵՐԵՎԱՆ", "երեվան երեվան երեվան"),
        ("snake_case -- and – dashes", "snake case and dashes"),
        ("'quoted' rock ’n’ roll", "quoted rock n roll"),
        ("Qurʼan ʼalone", "quran alone"),
        ("ﬁle №5 x²", "file no5 x2"),
        ("…!?", ""),
        ("", ""),
    ],
)
def test_folded_words_are_lower_case_without_accents_and_punctuation(
    given_text: str, folded: str
) -> None:
    assert strings.fold(given_text) == folded


@pytest.mark.parametrize(
    ("name", "folded", "slug"),
    [
        ("C", "c", "c"),
        ("C++", "c + +", "c-plus-plus"),
        ("C#", "c #", "c-sharp"),
        ("Canal+", "canal +", "canal-plus"),
        ("CANAL +", "canal +", "canal-plus"),
        ("A&E", "a & e", "a-and-e"),
        ("%100 Yerli", "% 100 yerli", "percent-100-yerli"),
        ("A$AP", "a $ ap", "a-dollar-ap"),
        ("#MeToo", "metoo", "metoo"),
        ("Iğdır’da, çay!", "igdirda cay", "igdirda-cay"),
        ("***", "", ""),
    ],
)
def test_the_signs_of_a_name_are_words(name: str, folded: str, slug: str) -> None:
    assert (strings.fold_name(name), strings.slugify_name(name)) == (folded, slug)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Ali San", "ali san"),
        ("Ali Şan", "ali şan"),
        ("ALİ ŞAN", "ali şan"),
        ("AYŞE IŞIK", "ayşe işik"),
        ("Ayşe  Işık", "ayşe işik"),
        ("Ayşe-O’Hara*", "ayşe ohara"),
        ("Өmer+", "өmer +"),
    ],
)
def test_the_spelling_of_a_name_keeps_its_diacritics(name: str, folded: str) -> None:
    assert strings.fold_spelling(name) == folded


@given(ANY_TEXT)
def test_fold_leaves_folded_text_unchanged(given_text: str) -> None:
    assert strings.fold(strings.fold(given_text)) == strings.fold(given_text)


def test_fold_leaves_every_folded_letter_of_two_planes_unchanged() -> None:
    folded = strings.fold(" ".join(f"a{chr(n)}b" for n in range(0x20000)))
    assert strings.fold(folded) == folded


@pytest.mark.parametrize(
    ("given_text", "limit", "slug"),
    [
        ("France Supports Azerbaijan's Integrity", 80, "france-supports-azerbaijans-integrity"),
        ("Iğdır’da çay — ucuz!", 80, "igdirda-cay-ucuz"),
        ("one two three", 7, "one-two"),
        ("one two three", 8, "one-two"),
        ("one two three", 6, "one"),
        ("one two three", 13, "one-two-three"),
        ("extraordinarily", 5, "extra"),
        ("Москва слезам", 80, "москва-слезам"),
        ("?!", 80, ""),
    ],
)
def test_a_slug_is_cut_between_words(given_text: str, limit: int, slug: str) -> None:
    assert strings.slugify(given_text, limit=limit) == slug


@given(ANY_TEXT, st.integers(min_value=1, max_value=90))
@example("one_two", 7)
def test_a_slug_has_words_joined_by_hyphens_within_its_limit(given_text: str, limit: int) -> None:
    slug = strings.slugify(given_text, limit=limit)
    is_joined = bool(re.fullmatch(r"(?:[^\W_]+(?:-[^\W_]+)*)?", slug))
    assert (is_joined, len(slug) <= limit) == (True, True)


def test_a_fingerprint_is_the_digest_of_the_folded_text() -> None:
    assert strings.compute_fingerprint("Çay, UCUZ!") == hashlib.sha256(b"cayucuz").hexdigest()


def test_a_fingerprint_ignores_accents_and_punctuation() -> None:
    assert strings.compute_fingerprint("“Iğdır” – ŞEHİR") == strings.compute_fingerprint(
        "igdir sehir"
    )


@pytest.mark.parametrize(
    ("given_text", "limit", "excerpt"),
    [
        ("short", 240, "short"),
        (" one\n two ", 240, "one two"),
        ("one two three", 13, "one two three"),
        ("one two three", 9, "one two…"),
        ("one two three", 7, "one two…"),
        ("one, two", 5, "one…"),
        ("one – two", 6, "one…"),
        ("extraordinarily", 5, "extra…"),
        ("", 5, ""),
    ],
)
def test_an_excerpt_is_cut_between_words(given_text: str, limit: int, excerpt: str) -> None:
    assert strings.build_excerpt(given_text, limit=limit) == excerpt


@pytest.mark.parametrize(
    ("given_text", "language", "lowercase"),
    [
        ("ISPARTA İZMİR", "tr", "ısparta izmir"),
        ("BAKI İLƏ", "az", "bakı ilə"),
        ("ISTANBUL İZMİR", "en", "istanbul izmir"),
        ("I", "", "i"),
    ],
)
def test_lowercase_knows_the_dotless_i(given_text: str, language: str, lowercase: str) -> None:
    assert strings.lowercase(given_text, language) == lowercase


@pytest.mark.parametrize(
    ("name", "language", "capitalised"),
    [
        ("Ayşe IŞIK", "tr", "Ayşe Işık"),
        ("ALİ İPEKÇİ", "tr", "Ali İpekçi"),
        ("John SMITH-JONES", "en", "John Smith-Jones"),
        ("Sean O'BRIEN", "en", "Sean O'Brien"),
        ("J. R. McDonald", "en", "J. R. McDonald"),
        ("Jean de La FONTAINE", "fr", "Jean de La Fontaine"),
    ],
)
def test_a_name_in_capitals_is_capitalised(name: str, language: str, capitalised: str) -> None:
    assert strings.capitalise_name(name, language) == capitalised


@pytest.mark.parametrize(
    ("given_text", "language"),
    [
        ("The mayor of the town was at the opening of the quay and it rained.", "en"),
        ("Bu karar için çok daha fazla zaman ve para gibi kaynaklar gerekli.", "tr"),
        ("Bu qərar üçün və onun bütün nəticələri ilə bir də görə edib deyib.", "az"),
        ("Der Hafen ist nicht für die Boote und das Wetter auf dem Meer.", "de"),
        ("Le port est pour les bateaux et la mer dans une ville des îles.", "fr"),
        ("Он был на берегу и не видел, как это из гавани вышло.", "ru"),
        ("Երևանի քաղաքապետը բացեց նոր գրադարան։", "hy"),
        ("Το φέρι επέστρεψε στο λιμάνι.", "el"),
        ("ბორანი დაბრუნდა ნავსადგურში.", "ka"),
        ("המעבורת חזרה לנמל.", "he"),
        ("เรือข้ามฟากกลับมาแล้ว", "th"),
        ("페리가 항구로 돌아왔다.", "ko"),
        ("フェリーが港に戻った。", "ja"),
        ("渡轮回到了港口。", "zh"),
        ("The ve bir bu of to and için", ""),
        ("Harbour opens", ""),
        ("12 34 56", ""),
        ("", ""),
    ],
)
def test_the_language_is_guessed_from_script_or_function_words_or_not_at_all(
    given_text: str, language: str
) -> None:
    assert strings.guess_language(given_text) == language


@pytest.mark.parametrize(
    "work",
    [
        *(strings.clean_text, strings.fold, strings.slugify, strings.build_excerpt),
        *(strings.fold_name, strings.fold_spelling, strings.slugify_name),
    ],
)
@pytest.mark.parametrize("shape", ["\u0323\u0301", "\u0f73", "a'", "и\u0306", "\r\n \0", "A-"])
def test_the_time_of_long_text_grows_linearly(work: Callable[[str], str], shape: str) -> None:
    assert measure_growth(lambda size: work(shape * size), 3_000) < 24


@given(st.text(st.characters(max_codepoint=127)))
def test_fold_gives_ascii_the_same_words_as_other_text(given_text: str) -> None:
    with_accent = f"{given_text} é"
    assert f"{strings.fold(given_text)} e".strip() == strings.fold(with_accent)


# Sorting names.

NAMES = [
    "Zaman",
    "İzmir",
    "Çağdaş",
    "Işık",
    "ırmak",
    "istanbul",
    "Cuma",
    "Éclair",
    "Eylem",
    "9 Gün",
]


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("tr", "9 Gün, Cuma, Çağdaş, Éclair, Eylem, ırmak, Işık, istanbul, İzmir, Zaman"),
        ("en", "9 Gün, Çağdaş, Cuma, Éclair, Eylem, ırmak, Işık, istanbul, İzmir, Zaman"),
    ],
)
def test_names_are_sorted_by_the_alphabet_of_the_language(language: str, ordered: str) -> None:
    assert sorted(NAMES, key=lambda name: strings.build_sort_key(name, language)) == ordered.split(
        ", "
    )


def test_the_turkish_alphabet_is_in_order() -> None:
    alphabet = "abcçdefgğhıijklmnoöprsştuüvyz"
    words = [f"{letter}{rest}" for letter in alphabet for rest in ("a", "z")]
    assert sorted(words, key=lambda word: strings.build_sort_key(word, "tr")) == words
    assert [strings.get_directory_letter(word, "tr") for word in words[::2]] == list(
        "ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ"
    )


@pytest.mark.parametrize(
    ("name", "language", "capital"),
    [
        ("istanbul", "tr", "İ"),
        ("istanbul", "en", "I"),
        ("Işık", "tr", "I"),
        ("Çağdaş", "en", "C"),
        ("“Éclair”", "en", "E"),
        ("9 Gün", "tr", "0–9"),
        ("Հետք", "tr", "Հ"),
        ("!", "en", ""),
    ],
)
def test_a_name_is_listed_under_its_first_letter(name: str, language: str, capital: str) -> None:
    assert strings.get_directory_letter(name, language) == capital


@given(st.lists(st.text()), st.sampled_from(["tr", "en", "hy"]))
def test_names_with_one_first_letter_are_sorted_together(names: list[str], language: str) -> None:
    ordered = sorted(names, key=lambda name: strings.build_sort_key(name, language))
    initials = [
        letter
        for letter, _some in groupby(
            strings.get_directory_letter(each, language) for each in ordered
        )
    ]
    assert len(initials) == len(set(initials))
