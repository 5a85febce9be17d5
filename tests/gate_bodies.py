"""Bodies as other programs write them, and what the HTML gate makes of each: the same anywhere."""

from typing import Final

# By what they show: the HTML that comes in, the body, its text.
GATE_BODIES: Final[dict[str, tuple[str, str, str]]] = {
    "divs": (
        "<div>The ferry sails.</div><div>It is late.</div>",
        "<p>The ferry sails.</p>\n<p>It is late.</p>",
        "The ferry sails.\nIt is late.",
    ),
    "nested divs": (
        "<div>One<div>two</div>three</div>",
        "<p>One</p>\n<p>two</p>\n<p>three</p>",
        "One\ntwo\nthree",
    ),
    "two breaks": (
        "<p>One.<br><br>Two.<br />\n<br />Three.</p>",
        "<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>",
        "One.\nTwo.\nThree.",
    ),
    "one break": (
        "<p>Harbour Street 5<br>Saltmere</p>",
        "<p>Harbour Street 5<br>Saltmere</p>",
        "Harbour Street 5\nSaltmere",
    ),
    "breaks without a paragraph": (
        "One.<br><br>Two<br>lines.",
        "<p>One.</p>\n<p>Two<br>lines.</p>",
        "One.\nTwo\nlines.",
    ),
    "sections": (
        "<section><p>One.</p></section><article>Two.</article>Three.",
        "<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>",
        "One.\nTwo.\nThree.",
    ),
    "details": (
        "<details><summary>More</summary>Folded</details><p>Seen",
        "<p>More</p>\n<p>Folded</p>\n<p>Seen</p>",
        "More\nFolded\nSeen",
    ),
    "address and center": (
        "<center>One</center><address>Two</address>",
        "<p>One</p>\n<p>Two</p>",
        "One\nTwo",
    ),
    "unclosed paragraphs": (
        "<p>One <p>two <b>three",
        "<p>One </p><p>two <b>three</b></p>",
        "One\ntwo three",
    ),
    "empty paragraphs": (
        "<p>One</p><p>&nbsp;</p><p></p><p>Two</p>",
        "<p>One</p>\n<p>Two</p>",
        "One\nTwo",
    ),
    "headings": (
        "<h1>One</h1><h2>Two</h2><h3>Three</h3><h4>Four</h4><h5>Five</h5><h6>Six</h6><p>Text",
        (
            "<h2>One</h2>\n<h2>Two</h2>\n<h3>Three</h3>\n<h4>Four</h4>\n<h4>Five</h4>\n<h4>Six"
            "</h4>\n<p>Text</p>"
        ),
        "One\nTwo\nThree\nFour\nFive\nSix\nText",
    ),
    "a table": (
        (
            "<table><tr><th>Port</th><th>2025</th></tr><tr><td>Saltmere</td><td>1,204</td></tr>"
            "</table>"
        ),
        (
            "<table><tbody><tr><th>Port</th>\n<th>2025</th></tr>\n<tr><td>Saltmere</td>\n<td>"
            "1,204</td></tr></tbody></table>"
        ),
        "Port | 2025\nSaltmere | 1,204",
    ),
    "a whole table": (
        (
            "<table border=1><caption>Goods</caption><colgroup><col><col></colgroup><thead><tr>"
            "<th scope=col>Year<th scope=col colspan=2>Sum</thead><tbody><tr>"
            "<th scope=row rowspan=2>2026<td>4.2<td>a</tbody><tfoot><tr><td>x<td>y</table>"
        ),
        (
            '<table><caption>Goods</caption>\n<thead><tr><th scope="col">Year</th>\n'
            '<th scope="col" colspan="2">Sum</th></tr></thead>\n<tbody><tr>'
            '<th scope="row" rowspan="2">2026</th>\n<td>4.2</td>\n<td>a</td></tr></tbody>\n'
            "<tfoot><tr><td>x</td>\n<td>y</td></tr></tfoot></table>"
        ),
        "Goods\nYear | Sum\n2026 | 4.2 | a\nx | y",
    ),
    "empty cells": (
        "<table><tr><td></td><td>2026</td><td></td></tr><tr><td>a<td>&nbsp;<td>b</table>",
        (
            "<table><tbody><tr><td></td><td>2026</td>\n<td></td></tr>\n<tr><td>a</td>\n<td>"
            "</td>\n<td>b</td></tr></tbody></table>"
        ),
        "| 2026 |\na | | b",
    ),
    "a row without text": (
        "<table><tr><td></td></tr><tr><td>a</td><td>b</td></tr></table>",
        "<table><tbody><tr><td>a</td>\n<td>b</td></tr></tbody></table>",
        "a | b",
    ),
    "paragraphs in cells": (
        "<table><tr><td><p>a</p><p>b</p></td><td><ul><li>c</ul></td></tr></table>",
        (
            "<table><tbody><tr><td><p>a</p>\n<p>b</p></td>\n<td><ul><li>c</li></ul></td></tr>"
            "</tbody></table>"
        ),
        "a b | c",
    ),
    "text beside cells": (
        "<table>One<tr>two<td>a</td><td>b</td></tr></table>",
        (
            "<table><tbody><tr><td>One</td></tr>\n<tr><td>two</td>\n<td>a</td>\n<td>b</td></tr>"
            "</tbody></table>"
        ),
        "One\ntwo | a | b",
    ),
    "a layout of one column": (
        "<table><tr><td><p>One.</p></td></tr><tr><td>Two.</td></tr></table>",
        "<p>One.</p>\n<p>Two.</p>",
        "One.\nTwo.",
    ),
    "a layout around a table": (
        (
            "<table><tr><td>Menu</td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr>"
            "</table>"
        ),
        "<p>Menu</p>\n<table><tbody><tr><td>a</td>\n<td>b</td></tr></tbody></table>",
        "Menu\na | b",
    ),
    "a layout that says so": (
        "<table role=presentation><tr><td>a</td><td>b</td></tr></table>",
        "<p>a</p>\n<p>b</p>",
        "a\nb",
    ),
    "cells without a table": (
        "<tr><td>5</td><td>4</td></tr>",
        "<p>5</p>\n<p>4</p>",
        "5\n4",
    ),
    "a table in a paragraph": (
        "<p>One<table><tr><td>a<td>b</table>two</p>",
        "<p>One</p>\n<table><tbody><tr><td>a</td>\n<td>b</td></tr></tbody></table>\n<p>two</p>",
        "One\na | b\ntwo",
    ),
    "a list of definitions": (
        "<dl><dt>Fare</dt><dd>What a trip costs</dd><dt>Port<dd>Where it ends</dl>",
        (
            "<dl><dt>Fare</dt>\n<dd>What a trip costs</dd>\n<dt>Port</dt>\n<dd>Where it ends</dd>"
            "</dl>"
        ),
        "Fare\nWhat a trip costs\nPort\nWhere it ends",
    ),
    "groups of definitions": (
        "<dl>One<div><dt>a<p>b</dt><dd>c<p>d</dd></div></dl>",
        "<dl><dd>One</dd>\n<dt>a<br>b</dt>\n<dd>c\n<p>d</p></dd></dl>",
        "One\na\nb\nc\nd",
    ),
    "a term without its list": (
        "<dt>Fare</dt><dd>costs</dd>",
        "<p>Fare</p>\n<p>costs</p>",
        "Fare\ncosts",
    ),
    "preformatted text": (
        "<pre>\n\n  if a:\n\n      b\n</pre><p>Text</p>",
        "<pre>  if a:\n\n      b</pre>\n<p>Text</p>",
        "  if a:\n      b\nText",
    ),
    "code": (
        "<pre><code>a  b\n c &lt; d</code></pre><p>Use <code>x  y</code>, <kbd>Esc</kbd>.</p>",
        "<pre><code>a  b\n c &lt; d</code></pre>\n<p>Use <code>x  y</code>, <code>Esc</code>.</p>",
        "a  b\n c < d\nUse x  y, Esc.",
    ),
    "blocks in preformatted text": (
        "<pre>one<br>two<div>three</div><div>four</div></pre>",
        "<pre>one\ntwo\nthree\nfour</pre>",
        "one\ntwo\nthree\nfour",
    ),
    "a figure": (
        (
            '<figure><img src="x.jpg" alt="A ferry"><figcaption>The ferry at noon.</figcaption>'
            "</figure>"
        ),
        "<figure><figcaption>The ferry at noon.</figcaption></figure>",
        "The ferry at noon.",
    ),
    "a figure around a table": (
        "<figure><table><tr><td>a<td>b</table><figcaption><p>Sums</p><p>of 2026</p></figure>",
        (
            "<figure><table><tbody><tr><td>a</td>\n<td>b</td></tr></tbody></table>\n<figcaption>"
            "Sums<br>of 2026</figcaption></figure>"
        ),
        "a | b\nSums\nof 2026",
    ),
    "a picture alone": (
        '<figure><img src="x.jpg"></figure><p>Text</p>',
        "<p>Text</p>",
        "Text",
    ),
    "a caption without a figure": (
        "<figcaption>One</figcaption>Two",
        "<p>One</p>\n<p>Two</p>",
        "One\nTwo",
    ),
    "figures that were changed": (
        "<p>Fares rise by <del>5</del><ins>4</ins> per cent, <s>12</s>11 in all.</p>",
        "<p>Fares rise by <del>5</del> <ins>4</ins> per cent, <s>12</s> 11 in all.</p>",
        "Fares rise by 5 4 per cent, 12 11 in all.",
    ),
    "a letter that was changed": (
        "<p>colo<del>u</del>r <strike>x</strike></p>",
        "<p>colo<del>u</del>r <s>x</s></p>",
        "colour x",
    ),
    "powers": (
        "<p>10<sup>6</sup> m<sup>2</sup>, H<sub>2</sub>O</p>",
        "<p>10<sup>6</sup> m<sup>2</sup>, H<sub>2</sub>O</p>",
        "10^6 m2, H2O",
    ),
    "words around a picture": (
        "<p>one<img>two<button>three</button>four</p>",
        "<p>one two three four</p>",
        "one two three four",
    ),
    "a quotation": (
        "<blockquote>One<p>two</p>three</blockquote>",
        "<blockquote><p>One</p>\n<p>two</p>\n<p>three</p></blockquote>",
        "One\ntwo\nthree",
    ),
    "a list": (
        "<ul><li>One</li><li>Two<ul><li>Two a</li></ul></li></ul>",
        "<ul><li>One</li><li>Two<ul><li>Two a</li></ul></li></ul>",
        "One\nTwo\nTwo a",
    ),
    "blocks in an item": (
        "<ol start=3><li>a<div>b</div>c<br>d</li></ol>",
        '<ol start="3"><li>a\n<p>b</p>\n<p>c<br>d</p></li></ol>',
        "a\nb\nc\nd",
    ),
    "text in a list": (
        "<ul>One<b>two</b><li>three</ul>",
        "<ul><li>One<b>two</b></li>\n<li>three</li></ul>",
        "Onetwo\nthree",
    ),
    "languages": (
        (
            '<div lang="ar" dir="rtl"><p>a</p>b</div><p>c <font lang="fr">d</font> '
            '<bdi dir="rtl">e</bdi>'
        ),
        (
            '<p lang="ar" dir="rtl">a</p>\n<p lang="ar" dir="rtl">b</p>\n<p>c <span lang="fr">d'
            '</span> <span dir="rtl">e</span></p>'
        ),
        "a\nb\nc d e",
    ),
    "values that mean nothing": (
        (
            '<table><tr><td colspan="0" rowspan="9999" scope=x>a</td><td lang="?" dir=up>b</td>'
            "</tr></table>"
        ),
        "<table><tbody><tr><td>a</td>\n<td>b</td></tr></tbody></table>",
        "a | b",
    ),
    "a video": (
        "<p>Watch:</p><iframe src=x></iframe><p>End.</p>",
        "<p>Watch:</p>\n<p>End.</p>",
        "Watch:\nEnd.",
    ),
    "a form": (
        "<form>Name<input><select><option>a<option>b</select></form>c",
        "<p>Name</p>\n<p>a</p>\n<p>b</p>\n<p>c</p>",
        "Name\na\nb\nc",
    ),
    "a rule": (
        "<p>One</p><hr><p>Two</p>",
        "<p>One</p><hr><p>Two</p>",
        "One\nTwo",
    ),
    "a link": (
        '<p>See <a href="https://port.example/a" onclick="x()">this</a>.</p>',
        '<p>See <a href="https://port.example/a" rel="noopener nofollow">this</a>.</p>',
        "See this.",
    ),
    "invisible characters": (
        "<p>Unter&shy;nehmen zero&#8203;width \u2060join\ufeffer a\u202eb\u202c</p>",
        "<p>Unternehmen zerowidth joiner ab</p>",
        "Unternehmen zerowidth joiner ab",
    ),
    "entities": (
        "<p>Saltmere&#039;s &quot;new&quot; d&ouml;nem &amp; 1 &lt; 2</p>",
        '<p>Saltmere\'s "new" dönem &amp; 1 &lt; 2</p>',
        'Saltmere\'s "new" dönem & 1 < 2',
    ),
    "emphasis around blocks": (
        "<b>One<div>two</div></b>",
        "<p><b>One</b></p>\n<p><b>two</b></p>",
        "One\ntwo",
    ),
    "scripts": (
        "<p>a</p><script>b</script><style>c</style><template>d</template><noscript>e</noscript>",
        "<p>a</p>\n<p>e</p>",
        "a\ne",
    ),
    "lines with emphasis": (
        "The <b>first</b> line ends here.\nThe second ends <i>here</i>.",
        "<p>The <b>first</b> line ends here.</p>\n<p>The second ends <i>here</i>.</p>",
        "The first line ends here.\nThe second ends here.",
    ),
}
