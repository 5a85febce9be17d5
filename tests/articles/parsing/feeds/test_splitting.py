"""A feed's text to documents of one entry each."""

import pytest

from articles.parsing.feeds.splitting import cut


def documents(text: str, *, charset: str = "utf-8") -> list[str]:
    return list(cut(text, charset=charset).documents())


def test_each_entry_stands_alone_in_what_stood_around_all_of_them() -> None:
    text = "\n<rss a='b'><title>T</title><item>1</item> <item>2</item><link>L</link></rss>"
    around = "<rss a='b'><title>T</title>{}<link>L</link></rss>"
    assert documents(text) == [around.format(f"<item>{number}</item>") for number in (1, 2)]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("<item>1<item>2</item>", ["<item>1", "<item>2</item>"]),
        ("<item>1", ["<item>1"]),
        ("<item/><item />", ["<item/>", "<item />"]),
        ("<item>1<item/>", ["<item>1", "<item/>"]),
        ("</item><item>1</item></item>", ["</item><item>1</item></item>"]),
        ("<a:item>1</a:item>", ["<a:item>1</a:item>"]),
        ("<item><b:item>1</b:item></item>", ["<item><b:item>1</b:item></item>"]),
        ("<ITEM>1</ITEM>", ["<ITEM>1</ITEM>"]),
        ("<entry\na='b'>1</entry\n>", ["<entry\na='b'>1</entry\n>"]),
        ("<item><![CDATA[</item>]]></item>", ["<item><![CDATA[</item>]]></item>"]),
        ("<item><!-- </item> --></item>", ["<item><!-- </item> --></item>"]),
        ("<item>1</item><!-- <item>2</item>", ["<item>1</item><!-- <item>2</item>"]),
        ("<items><itemized>1</itemized></items>", []),
    ],
)
def test_entries_are_told_by_their_tags_alone(text: str, entries: list[str]) -> None:
    assert documents(text) == entries


@pytest.mark.parametrize(
    ("head", "charset", "told"),
    [
        ("", "utf-8", ""),
        ("", "cp1254", '<?xml version="1.0" encoding="cp1254"?>\n'),
        ("<?xml encoding='windows-1254'?>", "cp1254", "<?xml encoding='windows-1254'?>"),
        ("<?xml encoding='us-ascii'?>", "cp1254", '<?xml version="1.0" encoding="cp1254"?>\n'),
        ("<?xml version='1.0'?>", "utf-8", "<?xml version='1.0'?>"),
        ("<?xml version='1.0' encoding='euc-kr'?>", "utf-8", "<?xml version='1.0'?>"),
        ("<?xml version='1.0' encoding='no-such'?>", "utf-8", None),
    ],
)
def test_a_document_tells_no_other_charset_than_its_own(
    head: str, charset: str, told: str | None
) -> None:
    (found,) = documents(f"{head}<item>1</item>", charset=charset)
    assert found == f"{head if told is None else told}<item>1</item>"
