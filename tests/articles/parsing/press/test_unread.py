"""Exports of databases that are not read: refused by their names."""

import io

import pytest

from articles.parsing import formats
from articles.parsing.press import unread
from articles.parsing.problems import Problem
from articles.parsing.records import Reject


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ferry opens\nHarbour Times\n\nGale Document Number: GALE|A123456789\n", "Gale"),
        ("Ferry\nRecord Number: 12\nCopyright, 2019, NewsBank inc.\n", "NewsBank"),
        ("Title: Ferry\nAccession Number: 12\nDatabase: EBSCOhost\n", "EBSCOhost"),
        (
            "Article Name:Ferry\nPublication:Harbour Times\nStart Page:4\nEnd Page:4\n",
            "PressReader",
        ),
        ("<html><p>Ferry</p><p>© 2019 EMIS, all rights reserved</p></html>", "EMIS"),
        ("Dokumentnummer: HARB_1\nAlle Rechte vorbehalten. (c) GBI-Genios\n", "GBI-Genios"),
        ("<html><title>Factiva Newsletter</title><p>Ferry</p></html>", "Factiva Newsletters"),
        ('<?xml version="1.0"?>\n<DistDoc action="add"><x/></DistDoc>', "Factiva Select Feed"),
        ("<html><title>Nexis Uni® - Document</title></html>", "LexisNexis"),
        ("<html><title>LexisNexis® Academic</title></html>", "LexisNexis"),
    ],
)
def test_an_export_that_is_not_read_is_refused_by_its_name(text: str, name: str) -> None:
    (reject,) = formats.read_stream(io.BytesIO(text.encode()))
    assert reject == Reject("line 1", Problem("press.not_read", {"name": name}), text)


@pytest.mark.parametrize(
    "text",
    [
        "The library has NewsBank and EBSCOhost now.",
        "<html><title>LexisNexis is sued</title>",
        "<html><title>Nexis: a history</title>",
        "",
    ],
)
def test_an_article_on_a_database_is_no_export(text: str) -> None:
    assert not unread.sniff(text)
