"""Characters that nobody sees are removed where they mean nothing."""

import pytest

from articles.text.invisible import remove_invisible
from articles.text.strings import clean_text

LRE, RLE, PDF, LRO, RLO = "\u202a", "\u202b", "\u202c", "\u202d", "\u202e"
LRI, RLI, PDI, LRM, RLM = "\u2066", "\u2067", "\u2069", "\u200e", "\u200f"
ALEF = "\u0627"


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("Frei\u00adberufler", "Freiberufler"),
        ("zero\u200bwidth \ufeff\u2060join\u2064er", "zerowidth joiner"),
        ("a\u200cb\u200dc", "abc"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("\u1780\u200b\u1781", "\u1780\u200b\u1781"),
        ("\U0001f3f4\U000e0067\U000e007f a\U000e0067", "\U0001f3f4\U000e0067\U000e007f a"),
        (f"07/11/2019{LRM} {RLI}a{PDI}", "07/11/2019 a"),
        (f"{ALEF}{RLM} {LRE}a{PDF} {RLI}{ALEF}{PDI}",) * 2,
        (f"{ALEF} {LRO}a{PDF}{RLO}b{PDF}", f"{ALEF} ab"),
        (f"{ALEF}{PDF}{RLE}{PDI}b\n{PDF}", f"{ALEF}b\n"),
        (f"<p>{ALEF}{LRI}a</p><p>{PDI}</p>", f"<p>{ALEF}a</p><p></p>"),
    ],
)
def test_what_nobody_sees_is_removed(text: str, visible: str) -> None:
    assert remove_invisible(text) == visible


def test_every_text_is_cleaned_of_it() -> None:
    assert clean_text("a\u00adb\r\nc\u200b") == "ab\nc"
