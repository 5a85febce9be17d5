"""Markdown as HTML."""

import pytest

from articles.parsing.clipping import markdown_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("It\nrained.\n\nIt  snowed.", "<p>It rained.</p>\n<p>It snowed.</p>"),
        ("## Rain ##\nand snow", "<h2>Rain</h2>\n<p>and snow</p>"),
        ("###### Deep", "<h6>Deep</h6>"),
        ("Rain\n\n* * *\n\nSnow", "<p>Rain</p>\n<hr>\n<p>Snow</p>"),
        ("- Rain\n  and hail\n- Snow", "<ul><li>Rain and hail</li><li>Snow</li></ul>"),
        ("1. Rain\n2) Snow", "<ol><li>Rain</li><li>Snow</li></ol>"),
        ("It was:\n* Rain", "<p>It was:</p>\n<ul><li>Rain</li></ul>"),
        ("> It rained,\n> he said.", "<blockquote><p>It rained, he said.</p></blockquote>"),
        ("**Rain** and __snow__", "<p><strong>Rain</strong> and <strong>snow</strong></p>"),
        ("*Rain* and _snow_", "<p><em>Rain</em> and <em>snow</em></p>"),
        ("2 * 3 * 4 and a_b_c", "<p>2 * 3 * 4 and a_b_c</p>"),
        (r"\*Rain\* \[x\]", "<p>&#42;Rain&#42; &#91;x&#93;</p>"),
        (
            "[Rain](http://x.example/a_b_c)",
            '<p><a href="http://x.example/a&#95;b&#95;c">Rain</a></p>',
        ),
        ('[Rain](http://x.example "Title")', '<p><a href="http://x.example">Rain</a></p>'),
        ("<http://x.example/>", '<p><a href="http://x.example/">http://x.example/</a></p>'),
        ("[Rain][1]\n\n[1]: http://x.example", '<p><a href="http://x.example">Rain</a></p>'),
        (
            '[Rain][]\n\n[rain]: <http://x.example> "T"',
            '<p><a href="http://x.example">Rain</a></p>',
        ),
        ("[Rain][2]", "<p>[Rain][2]</p>"),
        (
            '![A "pier"](http://x.example/1.jpg)',
            '<p><img src="http://x.example/1.jpg" alt="A &quot;pier&quot;"></p>',
        ),
        (
            "![\\[Pier\\]][1]\n\n[1]: http://x.example/1.jpg",
            '<p><img src="http://x.example/1.jpg" alt="&#91;Pier&#93;"></p>',
        ),
        ("<div>Rain</div>", "<p><div>Rain</div></p>"),
        ("#", "<p>#</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert markdown_html.convert(text.split("\n")) == html
