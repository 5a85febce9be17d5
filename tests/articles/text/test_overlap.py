"""How much of a text is in another one."""

import pytest

from articles.text.overlap import contains, shares_half
from tests.timing import measure_growth

TEXT = "the ferry left saltmere at noon full for once and on time"


@pytest.mark.parametrize(
    ("part", "is_contained"),
    [
        (TEXT, True),
        ("left saltmere at noon full", True),
        ("saltmere at noon full", False),  # four words may be anywhere
        ("left saltmere at one full", False),
        ("eft saltmere at noon full", False),
        ("", False),
    ],
)
def test_a_part_of_five_words_is_contained(part: str, *, is_contained: bool) -> None:
    assert contains(TEXT, part) is is_contained


@pytest.mark.parametrize(
    ("other", "is_shared"),
    [
        (TEXT, True),
        (f"{TEXT} the captain said", True),
        ("the ferry left saltmere at noon full for ever", True),
        ("the ferry left saltmere at one", False),
        (f"{TEXT} {' '.join(map(str, range(20)))}", False),
        ("the ferry", False),
        ("", False),
    ],
)
def test_half_of_the_longer_text_has_to_be_shared(other: str, *, is_shared: bool) -> None:
    assert shares_half(TEXT, other) is shares_half(other, TEXT) is is_shared


def test_short_texts_have_to_be_the_same() -> None:
    assert shares_half("two dead", "two dead") is True
    assert shares_half("two dead", "three dead") is False
    assert shares_half("", "") is False


@pytest.mark.unmeasured
def test_the_time_grows_linearly() -> None:
    def work(size: int) -> None:
        contains("a " * size, "a " * (size // 2) + "b")
        shares_half("a b " * size, "b a " * size)

    assert measure_growth(work, 3_000) < 24
