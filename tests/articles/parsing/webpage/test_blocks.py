"""Blocks of an extracted text that belong to the page."""

import pytest
from lxml import html

from articles.parsing.webpage.blocks import remove_notices

RAIN = "<p>It rained on the pier when the ferry came in.</p>"
LINK = '<p><a href="https://a.example/1">The captain of the ferry speaks</a></p>'
LINKS = '<ul><li><a href="/1">The captain speaks</a></li><li><a href="/2">Rain</a></li></ul>'


def clean(blocks: str) -> str:
    body = html.fragment_fromstring(blocks, create_parent="body")
    remove_notices(body, names=["", "Ada Writer", "Bo"])
    return "".join(html.tostring(each, encoding="unicode") for each in body)


@pytest.mark.parametrize(
    "blocks",
    [
        f"{RAIN}<p>Share</p>{RAIN}",
        f"{RAIN}<h3>Read also:</h3>{LINK}{LINKS}{RAIN}",
        f"{RAIN}<ul><li>Facebook</li><li>Twitter</li></ul>{RAIN}",
        f"{RAIN}{RAIN}<h3>On board</h3>",
        f"{RAIN}{RAIN}<h3>On board</h3>{LINKS}",
        f"{RAIN}{RAIN}{LINK}{LINK}",
        f"<p>By Ada Writer</p><p>8 November 2019</p>{RAIN}{RAIN}",
        f"<p>Ada Writer, Yerevan, 8.11.2019</p>{RAIN}{RAIN}",
        f"{RAIN}{RAIN}<p>Ada Writer has written of the sea since 2001.</p><p>8 November 2019</p>",
        f"{RAIN}{RAIN}<p>Ada Writer writes.</p>{LINK}{LINK}",
        f"<div>{RAIN}<div>{RAIN}<p>Share</p></div></div>",
        f"<section>{RAIN}</section>{RAIN.replace('p>', 'div>')}",
        f"{RAIN}{RAIN}<h3>Comments (2)</h3><p>Bo: late</p><p>Ada: rain</p>",
    ],
)
def test_blocks_of_the_page_are_left_out(blocks: str) -> None:
    assert clean(blocks) == RAIN * 2


@pytest.mark.parametrize(
    "blocks",
    [
        f"{RAIN}{LINK}{RAIN}",
        f"{RAIN}{LINKS}{RAIN}",
        f"{RAIN}{RAIN}{LINK}",
        f"{RAIN}<h3>On board</h3>{RAIN}",
        f"{RAIN * 5}<p>By Ada Writer</p><p>8 November 2019</p>{RAIN}",
        f"{RAIN}<h3>Responses</h3>{RAIN}{RAIN}",
        f"<p>Ada Writer was on the pier when the ferry came in.</p>{RAIN}{RAIN}",
        f"{RAIN}<p>Bo has waited for a year.</p>",
        f"{RAIN}<p>Ada Writer writes. {'The ferry came in. ' * 30}</p>",
        '<p>By <a href="/1">others</a></p>' + RAIN,
    ],
)
def test_blocks_of_the_article_stay(blocks: str) -> None:
    assert clean(blocks) == blocks
