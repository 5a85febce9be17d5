"""Archives of Blogger: articles, drafts, and what else they hold."""

import pytest

from articles.parsing.feeds import xml_feed
from articles.parsing.records import Record, Reject, SkippedItem

KIND = "http://schemas.google.com/blogger/2008/kind#"
TEXT = "<title>Ferry</title><content type='html'>&lt;p&gt;It rained.&lt;/p&gt;</content>"


def parse_entry(entry: str) -> Record | Reject | SkippedItem:
    (result,) = xml_feed.parse_text(
        '<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:blogger="http://schemas.google.com/blogger/2018">'
        '<link rel="alternate" href="http://harbour.example/"/>'
        f"<title>Harbour Times</title><entry>{entry}{TEXT}</entry></feed>",
        charset="utf-8",
    )
    return result


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        (f"<category scheme='#kind' term='{KIND}settings'/>", "settings"),
        (f"<category scheme='#kind' term='{KIND}template'/>", "templates"),
        (f"<category scheme='#kind' term='{KIND}comment'/>", "comments"),
        (f"<category scheme='#kind' term='{KIND}widget'/>", "items of other types"),
        ("<blogger:type>COMMENT</blogger:type>", "comments"),
        (
            "<blogger:type>POST</blogger:type><blogger:trashed>2020</blogger:trashed>",
            "deleted items",
        ),
        ("<blogger:status>SOFT_TRASHED</blogger:status>", "deleted items"),
    ],
)
def test_what_is_no_article_is_left_out_by_its_kind(entry: str, what: str) -> None:
    assert parse_entry(entry) == SkippedItem(what)


@pytest.mark.parametrize(
    ("entry", "is_withheld"),
    [
        (f"<category scheme='#kind' term='{KIND}post'/>", False),
        (f"<category scheme='#kind' term='{KIND}page'/>", False),
        ("<blogger:type>POST</blogger:type><blogger:trashed/>", False),
        ("<blogger:type>PAGE</blogger:type><blogger:status>LIVE</blogger:status>", False),
        ("<blogger:type>POST</blogger:type><blogger:status>DRAFT</blogger:status>", True),
        ("<blogger:type>POST</blogger:type><blogger:status>SCHEDULED</blogger:status>", True),
    ],
)
def test_posts_and_pages_are_articles_and_drafts_stay_drafts(
    entry: str, *, is_withheld: bool
) -> None:
    record = parse_entry(entry)
    assert isinstance(record, Record)
    assert (record.headline, record.tags, record.is_withheld) == ("Ferry", (), is_withheld)


def test_the_path_of_a_post_makes_its_link() -> None:
    record = parse_entry("<link/><blogger:filename>/2019/11/ferry.html</blogger:filename>")
    assert isinstance(record, Record)
    assert record.source_address == "http://harbour.example/2019/11/ferry.html"


def test_labels_are_tags() -> None:
    record = parse_entry("<category scheme='http://www.blogger.com/atom/ns#' term='harbour'/>")
    assert isinstance(record, Record)
    assert record.tags == ("harbour",)
