"""The text of Europresse's PDFs."""

import io

import pytest

from articles.parsing import formats
from articles.parsing.press import europresse_text
from articles.parsing.press.fields import SEVERAL
from articles.parsing.records import Reject

ARTICLE = """\
Vendredi 8 novembre 2019
Le Port • p. 3 • 52 mots
Le bac revient
Ada Plume
Il pleut sur le port.
© 2019 Le Port. Tous droits réservés.
news·20191108·PO·{number}
"""
FIRST = ARTICLE.format(number="12×30×0001")
SECOND = ARTICLE.format(number="12×30×0002")


@pytest.mark.parametrize(
    "text",
    [FIRST + SECOND, (FIRST + SECOND).replace("·", "•"), " ".join((FIRST + SECOND).split("\n"))],
)
def test_several_articles_do_not_become_one(text: str) -> None:
    (reject,) = formats.read_stream(io.BytesIO(text.encode()))
    assert reject == Reject("line 1", SEVERAL, text)


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        FIRST + FIRST,
        "id,title\nnews·20191108·PO·0001,Ferry\nnews·20191108·PO·0002,Rain\n",
        '{"id": "news·20191108·PO·0001"}\n{"id": "news·20191108·PO·0002"}\n',
        "",
    ],
)
def test_one_article_and_tables_with_such_numbers_are_not_refused(text: str) -> None:
    assert not europresse_text.sniff(text)
