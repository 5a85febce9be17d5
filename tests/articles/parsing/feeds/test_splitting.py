"""A feed's text to documents of one entry each."""

import pytest

from articles.parsing.feeds.splitting import split_feed


def split(text: str, *, charset: str = "utf-8") -> list[str]:
    feed = split_feed(text, charset=charset)
    return [feed.build_document(entry) for entry in feed.iter_entries()]


def test_each_document_has_one_entry_between_the_head_and_tail_of_the_feed() -> None:
    text = "\n<rss a='b'><title>T</title><item>1</item> <item>2</item><link>L</link></rss>"
    outer = "<rss a='b'><title>T</title>{}<link>L</link></rss>"
    assert split(text) == [outer.format(f"<item>{number}</item>") for number in (1, 2)]


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
def test_entries_are_found_by_their_tags_alone(text: str, entries: list[str]) -> None:
    assert split(text) == entries


@pytest.mark.parametrize(
    ("head", "charset", "new_head"),
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
def test_a_document_declares_its_own_charset_or_none(
    head: str, charset: str, new_head: str | None
) -> None:
    (document,) = split(f"{head}<item>1</item>", charset=charset)
    assert document == f"{head if new_head is None else new_head}<item>1</item>"
