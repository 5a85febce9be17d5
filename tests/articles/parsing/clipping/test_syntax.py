"""The labels of a clipping's foot are read in every language of the desk."""

import pytest

from articles.parsing.clipping.syntax import parse_label


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Kaynak/Source: A", ("source", "A")),
        ("KAYNAK / SOURCE : A", ("source", "A")),
        ("Mənbə: A", ("source", "A")),
        ("Quelle: A", ("source", "A")),
        ("Source : A", ("source", "A")),
        ("Источник: A", ("source", "A")),
        ("Աղբյուր՝ A", ("source", "A")),
        ("Kaynak/Source/Quelle: A", ("source", "A")),
        ("Etiketler/Tags: a, b", ("tags", "a, b")),
        ("Açar sözlər: a", ("tags", "a")),
        ("Schlagwörter: a", ("tags", "a")),
        ("Mots-clés : a", ("tags", "a")),
        ("Ключевые слова: a", ("tags", "a")),
        ("Պիտակներ: a", ("tags", "a")),
        ("Tür/Kind: haber", ("kind", "haber")),
        ("Növ: xəbər", ("kind", "xəbər")),
        ("Жанр: анализ", ("kind", "анализ")),
        ("Տեսակ՝ լուր", ("kind", "լուր")),
        ("Harbour: A", None),
        ("Kaynak", None),
        ("Source: " + "a" * 300, None),
        ("", None),
    ],
)
def test_a_label_and_its_text_are_parsed(line: str, label: tuple[str, str] | None) -> None:
    assert parse_label(line) == label
