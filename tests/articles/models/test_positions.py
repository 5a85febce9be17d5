"""Positions in an input become words of the reader's language."""

import pytest
from django.utils import translation

from articles.models.positions import word_position


@pytest.mark.parametrize(
    ("position", "turkish"),
    [
        ("line 7", "7. satır"),
        ("line 3, item 2", "3. satır, 2. öğe"),
        ("document 4", "4. belge"),
        ("unpacked byte 2049", "açılmış içeriğin 2049. baytı"),
        ("directory", "arşivin dizini"),
        ("member a, line 7.txt", "arşivdeki dosya: a, line 7.txt"),
        ("attachment a b.pdf", "ek a b.pdf"),
        ("sheet A b, row 7", "sayfa A b, 7. satır"),
        ("", ""),
        ("100% of it", "100% of it"),
    ],
)
def test_a_position_is_in_the_language_of_its_reader(position: str, turkish: str) -> None:
    assert word_position(position) == position
    with translation.override("tr"):
        assert word_position(position) == turkish
