"""Converts the content of a WordPress post to HTML: blocks, shortcodes and implied paragraphs."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from articles.text.dropped_html import Dropped, find_dropped
from articles.text.patterns import BLANK_LINES

_FLAGS: Final = re.IGNORECASE | re.DOTALL
_HIDDEN: Final = re.compile(r"<(script|style|noscript|template)\b.*?(?:</\1\s*+>|\Z)", _FLAGS)
_BLOCK_COMMENT: Final = re.compile(r"<!--\s*+(/?)wp:([^<>]*+)>")
# A block whose text is stored elsewhere.
_REUSED_BLOCK: Final = re.compile(r"<!--\s*+wp:block\s")
_DIVISION: Final = re.compile(r"<!--\s*+(?:more|nextpage|noteaser)\b[^<>]*+>")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*+>")
_DIVIDED_TAG: Final = re.compile(r"</?[a-zA-Z][^<>\n]*+\n[^<>]*+>")
_EMPTY: Final = re.compile(r"<p\b[^<>]*+>(?>\s|&nbsp;|<br>|</?em>)*+</p>\n?")
_LINE_ENDS: Final = re.compile(r"\n{2,}")
_PREFORMATTED: Final = re.compile(r"<pre\b[^<>]*+>(.*?)(?:</pre\s*+>|\Z)", _FLAGS)
_LONE_URL: Final = re.compile(r"""^[ \t]*+(https?://[^\s<>"]++)[ \t]*+$""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ConvertedContent:
    """Content as HTML that is not sanitised.

    ``has_removed_shortcodes`` says whether shortcodes or reusable blocks were removed from it.
    """

    body: str
    has_removed_shortcodes: bool


def convert_content(content: str) -> ConvertedContent:
    """Return the content as WordPress displays it, in time linear in its length.

    Captions become those of figures, and embedded URLs links. Of any other shortcode the enclosed
    text remains.
    """
    text, has_removed = _remove_shortcodes(_HIDDEN.sub("", content))
    has_removed = has_removed or bool(_REUSED_BLOCK.search(text))
    text = _LONE_URL.sub(_link_match, _PREFORMATTED.sub(_keep_lines, text))
    body = _EMPTY.sub("", "".join(_divide_blocks(text)))
    return ConvertedContent(_LINE_ENDS.sub("\n", body).strip(), has_removed)


def find_scripts(content: str) -> list[Dropped]:
    """Return the scripts that write something on the page; ``convert_content`` removes them."""
    if "<script" not in content:
        return []
    hidden = _HIDDEN.finditer(content)
    return find_dropped("".join(each[0] for each in hidden if each[1].lower() == "script"))


def _keep_lines(match: re.Match[str]) -> str:
    """Return preformatted text with its line ends as references, which nothing here changes."""
    return match[0].strip().replace("\n", "&#10;")


def _link_match(match: re.Match[str]) -> str:
    return _build_link(match[1])


def _build_link(url: str) -> str:
    escaped = html.escape(html.unescape(url))
    return f'\n\n<p><a href="{escaped}">{escaped}</a></p>\n\n'


# Shortcodes are recognised by their name, by their attributes or by a closing tag. "[sic]", "[1]"
# and "[…]" are text.

_KNOWN: Final = frozenset(
    """audio caption contact-form contact-form-7 contact-field dailymotion embed facebook gallery
    googlemaps gravityform instagram playlist slideshare slideshow soundcloud spotify tweet twitter
    video vimeo wpvideo youtube""".split()
)
_LINKED: Final = _KNOWN - {"audio", "gallery", "playlist", "slideshow", "video"}
_SHORTCODE: Final = re.compile(
    r"\[(\[?)(/?)([a-zA-Z][a-zA-Z0-9_-]*+)((?:[\s=:/][^\[\]]*+)?)\](\]?)"
)
# Attributes that show a shortcode of unknown name: a first one whose value is in quotes.
_QUOTED_ATTRIBUTE: Final = re.compile(r"""\s+[\w:-]+\s*=\s*(?:["'“”″]|&quot;|&#822[01];)""")
# Attributes that a shortcode of known name may have.
_ATTRIBUTES: Final = re.compile(r"""\s*/?\Z|[^="]*(?:[="]|://)|\s++(?=\S*\d)\S++\s*+\Z""")
_URL: Final = re.compile(r"""https?://[^\s<>"'\]]++""")
# A shortcode that encloses a caption or a URL, without another of its kind inside.
_ENCLOSING: Final = re.compile(
    r"(?<!\[)\[((?:wp_)?caption|embed)\b([^\[\]]*+)\]"
    r"((?>[^\[]|\[(?!/?(?:wp_caption|caption|embed)\b))*+)\[/\1\](?!\])"
)
_LEADING_PICTURE: Final = re.compile(
    r"""\s*+(?:<a\b[^<>]*+>\s*+)?<img\b(?>"[^"]*+"|'[^']*+'|[^<>"'])*+>(?:\s*+</a\s*+>)?""", _FLAGS
)
_CAPTION_ATTRIBUTE: Final = re.compile(r"""\bcaption=(?:"([^"]*+)"|'([^']*+)')""")


def _remove_shortcodes(text: str) -> tuple[str, bool]:
    """Return the text without shortcodes, and whether any was removed without a substitute."""
    text = _ENCLOSING.sub(_unwrap_shortcode, text)
    start_names: set[str] = set()
    end_names: set[str] = set()
    for match in _SHORTCODE.finditer(text):
        (end_names if match[2] else start_names).add(match[3])
    closed = start_names & end_names
    removed: list[str] = []
    text = _SHORTCODE.sub(lambda match: _replace_shortcode(match, closed, removed), text)
    return text, bool(removed)


def _unwrap_shortcode(match: re.Match[str]) -> str:
    name, attributes, inner = match.groups()
    if name == "embed":
        url = _URL.fullmatch(inner.strip())
        return _build_link(url[0]) if url else inner
    caption = _CAPTION_ATTRIBUTE.search(attributes)
    picture = _LEADING_PICTURE.match(inner)
    text = inner[picture.end() :] if picture else inner
    words = " ".join(filter(None, (*(caption.groups() if caption else ()), text.strip())))
    picture_html = picture[0].strip() if picture else ""
    return f"\n\n<figure>{picture_html}<figcaption>{words}</figcaption></figure>\n\n"


def _replace_shortcode(match: re.Match[str], closed: set[str], removed: list[str]) -> str:
    """Return what replaces the shortcode; ``closed`` are the names that have a closing tag.

    The name of a shortcode that leaves no link is added to ``removed``.
    """
    escaped, is_end, name, attributes, end = match.groups()
    is_known = name in _KNOWN and _ATTRIBUTES.match(attributes)
    if not (is_known or name in closed or "_" in name or _QUOTED_ATTRIBUTE.match(attributes)):
        return match[0]
    if escaped or end:
        return f"[{is_end}{name}{attributes}]"
    url = _URL.search(attributes) if name in _LINKED else None
    if url:
        return _build_link(url[0])
    removed.append(name)
    # Between the texts that two shortcodes enclose, a new paragraph begins.
    is_between = is_end and match.string.startswith("[", match.end())
    return "\n\n" if is_between else ""


# Paragraphs, as WordPress makes them of text without any (its wpautop).

_TEXT_BLOCKS: Final = frozenset("p li h1 h2 h3 h4 h5 h6 td th caption dt dd figcaption pre".split())
_ALLOWED: Final = _TEXT_BLOCKS | frozenset(
    "blockquote ul ol table thead tbody tfoot tr dl figure".split()
)
_BLOCK: Final = re.compile(
    r"<(/?)(p|h[1-6]|li|ul|ol|blockquote|hr|pre|div|section|article|header|footer|main|aside|nav|"
    r"figure|figcaption|center|address|details|summary|dl|dt|dd|form|fieldset|table|thead|tbody|tfoot|tr|td|"
    r"th|caption)\b[^<>]*+>",
    re.IGNORECASE,
)
# Elements that end where one of these begins.
_SIBLINGS: Final[dict[str, frozenset[str]]] = {
    "li": frozenset({"li"}),
    **dict.fromkeys(("dt", "dd"), frozenset({"dt", "dd"})),
    **dict.fromkeys(("td", "th"), frozenset({"td", "th"})),
}
_LAST_BREAK: Final = re.compile(r"<br\b[^<>]*+>\Z", re.IGNORECASE)


def _divide_blocks(text: str) -> Iterator[str]:
    """Yield the parts of the text as HTML; inside a block of the editor, line ends mean nothing."""
    depth = at = 0
    for comment in _BLOCK_COMMENT.finditer(text):
        yield _divide_paragraphs(text[at : comment.start()], is_typed=not depth)
        at = comment.end()
        if not comment[2].endswith("/--"):
            depth = max(depth - 1, 0) if comment[1] else depth + 1
    yield _divide_paragraphs(text[at:], is_typed=not depth)


def _divide_paragraphs(text: str, *, is_typed: bool) -> str:
    text = _COMMENT.sub("", _DIVISION.sub("\n\n", text))
    text = _DIVIDED_TAG.sub(lambda tag: tag[0].replace("\n", " "), text)
    builder = _ParagraphBuilder(is_typed=is_typed)
    at = 0
    for tag in _BLOCK.finditer(text):
        builder.add_text(text[at : tag.start()])
        builder.add_tag(tag)
        at = tag.end()
    builder.add_text(text[at:])
    return "".join(builder.parts)


class _ParagraphBuilder:
    """Puts text outside of blocks into paragraphs; with ``is_typed``, line ends become breaks."""

    def __init__(self, *, is_typed: bool) -> None:
        self.is_typed = is_typed
        self.parts: list[str] = []
        self.open_names: list[str] = []
        self.open_counts: Counter[str] = Counter()

    def add_text(self, text: str) -> None:
        parent = self.open_names[-1] if self.open_names else ""
        if _is_blank(text):
            self._add_tags(text)
        elif parent not in _TEXT_BLOCKS:
            paragraphs = BLANK_LINES.split(text)
            self._add_line_end()
            self.parts += [self._build_paragraph(each) for each in paragraphs]
        elif self.is_typed and parent != "pre":
            separator = "</p>\n<p>" if parent == "p" else "<br>\n"
            paragraphs = BLANK_LINES.split(text.strip())
            self.parts.append(separator.join(_add_breaks(each) for each in paragraphs))
        else:
            self.parts.append(text)

    def _add_tags(self, text: str) -> None:
        """Add the tags of blank text, which may begin or end an element around several blocks."""
        self.parts += _TAG.findall(text)
        if text:
            self._add_line_end()

    def _add_line_end(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")

    def _build_paragraph(self, text: str) -> str:
        if _is_blank(text):
            return "".join(_TAG.findall(text))
        return f"<p>{_add_breaks(text.strip()) if self.is_typed else text.strip()}</p>\n"

    def add_tag(self, tag: re.Match[str]) -> None:
        name = tag[2].lower()
        if tag[1]:
            self._end_element(name)
        else:
            self._start_element(name, tag[0])

    def _start_element(self, name: str, tag: str) -> None:
        parent = self.open_names[-1] if self.open_names else ""
        if parent == "p" or parent in _SIBLINGS.get(name, ()):
            self._close_last()
        if name in _ALLOWED:
            self.open_names.append(name)
            self.open_counts[name] += 1
        # Other elements divide paragraphs, but an article does not have them.
        if name in _ALLOWED or name == "hr":
            self.parts.append(tag)
        else:
            self._add_line_end()

    def _end_element(self, name: str) -> None:
        if name not in _ALLOWED:
            if self.open_names and self.open_names[-1] == "p":
                self._close_last()
            self._add_line_end()
        elif self.open_counts[name]:
            while self.open_names[-1] != name:
                self._close_last()
            self._close_last()

    def _close_last(self) -> None:
        name = self.open_names.pop()
        self.open_counts[name] -= 1
        self.parts.append(f"</{name}>")


def _is_blank(text: str) -> bool:
    return not _TAG.sub("", text).replace("&nbsp;", "").strip()


def _add_breaks(text: str) -> str:
    """Return the text with a break at the end of each of its lines but the last."""
    lines = [line.strip(" \t") for line in text.split("\n")]
    return "<br>\n".join([_LAST_BREAK.sub("", line) for line in lines[:-1]] + lines[-1:])
