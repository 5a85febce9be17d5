"""Scripts of letters, and words that mix them, as look-alikes of other words do.

The rule is that of Unicode TR39 for each word: one script, or a mixture that Japanese, Chinese or
Korean are written in, which may hold Latin letters ("highly restrictive"). Digits, accents and what
all scripts share count as no script.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Final

_MIXTURES: Final = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
# First words of the names of letters that belong to no script.
_SHARED: Final = frozenset({"MODIFIER", ""})
_WORD: Final = re.compile(r"[^\W_]+")


@lru_cache(maxsize=10_000)
def find_script(character: str) -> str:
    """Return the script of the letter, as the names of characters have it; "" for none."""
    plain = unicodedata.normalize("NFKC", character)[:1]
    if not plain.isalpha():
        return ""
    script = unicodedata.name(plain, "").partition(" ")[0].partition("-")[0]
    return "" if script in _SHARED else script


def find_strangers(text: str) -> dict[str, str]:
    """Return the words that mix scripts, each with the letters that are strangers in it.

    Strangers are those of the script with fewer letters, each once.
    """
    if text.isascii():
        return {}
    return {word: letters for word in _WORD.findall(text) if (letters := _list_strangers(word))}


def _list_strangers(word: str) -> str:
    if word.isascii():
        return ""
    counts = Counter(script for each in word if (script := find_script(each)))
    if len(counts) < 2 or any(counts.keys() <= mixture for mixture in _MIXTURES):
        return ""
    native, _ = counts.most_common(1)[0]
    return "".join(dict.fromkeys(each for each in word if find_script(each) not in {"", native}))


def separate_scripts(text: str, *, joiner: str) -> str:
    """Return the text with the joiner wherever the script changes in a word that mixes scripts."""
    if text.isascii():
        return text
    return _WORD.sub(lambda match: _separate(match[0], joiner), text)


def _separate(word: str, joiner: str) -> str:
    if not _list_strangers(word):
        return word
    parts, last = [""], ""
    for each in word:
        script = find_script(each) or last
        if last and script != last:
            parts.append("")
        parts[-1] += each
        last = script
    return joiner.join(parts)
