"""Language tags as other programs write them."""

import pytest

from articles.parsing.languages import parse_language_tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("tr", "tr"),
        (" TR ", "tr"),
        ("tr_TR", "tr-TR"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("x-default", ""),
        ("Turkish", ""),
        ("", ""),
        ("en" + "-abcdefgh" * 3, ""),
    ],
)
def test_a_language_tag_is_parsed_or_dropped(text: str, tag: str) -> None:
    assert parse_language_tag(text) == tag
