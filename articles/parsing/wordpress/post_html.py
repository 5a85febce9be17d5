"""The content of a WordPress post as HTML: blocks, shortcodes, and paragraphs that it implies."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_FLAGS: Final = re.IGNORECASE | re.DOTALL
_HIDDEN: Final = re.compile(r"<(script|style|noscript|template)\b.*?(?:</\1\s*+>|\Z)", _FLAGS)
_BLOCK_MARK: Final = re.compile(r"<!--\s*+(/?)wp:([^<>]*+)>")
_DIVISION: Final = re.compile(r"<!--\s*+(?:more|nextpage|noteaser)\b[^<>]*+>")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*+>")
_DIVIDED_TAG: Final = re.compile(r"</?[a-zA-Z][^<>\n]*+\n[^<>]*+>")
_PICTURE: Final = re.compile(r"""<img\b(?:"[^"]*+"|'[^']*+'|[^<>"'])*+>""", _FLAGS)
_EMPTY_LINK: Final = re.compile(r"<a\b[^<>]*+>\s*+</a\s*+>", _FLAGS)
_EMPTY: Final = re.compile(r"<p\b[^<>]*+>(?:\s|&nbsp;|<br>|</?em>)*+</p>\n?")
_LINE_ENDS: Final = re.compile(r"\n{2,}")
_CELLS: Final = re.compile(r"</t[dh]\s*+>\s*+<t[dh]\b[^<>]*+>", _FLAGS)
_CAPTION: Final = re.compile(r"<(/?)figcaption\b[^<>]*+>", re.IGNORECASE)
_PREFORMATTED: Final = re.compile(r"<pre\b[^<>]*+>(.*?)(?:</pre\s*+>|\Z)", _FLAGS)
_LONE_ADDRESS: Final = re.compile(r"""^[ \t]*+(https?://[^\s<>"]++)[ \t]*+$""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Written:
    """Content as HTML that has not passed the gate, and whether shortcodes were left out of it."""

    body: str
    has_lost: bool


def to_html(content: str) -> Written:
    """Return the content as WordPress shows it, in time that grows with its length.

    Pictures go and their captions stay, as emphasised paragraphs. Embedded addresses become links.
    Of any other shortcode the text that it encloses stays. A row of a table becomes a paragraph.
    """
    text, has_lost = _without_shortcodes(_HIDDEN.sub("", content))
    text = _EMPTY_LINK.sub("", _PICTURE.sub("", text))
    text = _CELLS.sub(" | ", _CAPTION.sub(_emphasised, text))
    text = _LONE_ADDRESS.sub(_linked, _PREFORMATTED.sub(_lines_kept, text))
    body = _EMPTY.sub("", "".join(_paragraphed(text)))
    return Written(_LINE_ENDS.sub("\n", body).strip(), has_lost)


def _emphasised(found: re.Match[str]) -> str:
    return "</em></p>" if found[1] else "<p><em>"


def _lines_kept(found: re.Match[str]) -> str:
    return f"<p>{found[1].strip()}</p>".replace("\n", "<br>")


def _linked(found: re.Match[str]) -> str:
    return _link(found[1])


def _link(address: str) -> str:
    shown = html.escape(html.unescape(address))
    return f'\n\n<p><a href="{shown}">{shown}</a></p>\n\n'


# Shortcodes: only what is known for one, is written like one or is closed like one is taken for
# one. "[sic]", "[1]" and "[…]" are text.

_KNOWN: Final = frozenset(
    """audio caption contact-form contact-form-7 contact-field dailymotion embed facebook gallery
    googlemaps gravityform instagram playlist slideshare slideshow soundcloud spotify tweet twitter
    video vimeo wpvideo youtube""".split()
)
_LINKED: Final = _KNOWN - {"audio", "gallery", "playlist", "slideshow", "video"}
_SHORTCODE: Final = re.compile(
    r"\[(\[?)(/?)([a-zA-Z][a-zA-Z0-9_-]*+)((?:[\s=:/][^\[\]]*+)?)\](\]?)"
)
# What a shortcode tells: of one that is not known, at once and in quotes.
_SET: Final = re.compile(r"""\s+[\w:-]+\s*=\s*(?:["'“”″]|&quot;|&#822[01];)""")
_TOLD: Final = re.compile(r"""\s*/?\Z|[^="]*(?:[="]|://)|\s++(?=\S*\d)\S++\s*+\Z""")
_ADDRESS: Final = re.compile(r"""https?://[^\s<>"'\]]++""")
# What encloses a caption or an address, with nothing of its kind within.
_ENCLOSING: Final = re.compile(
    r"(?<!\[)\[((?:wp_)?caption|embed)\b([^\[\]]*+)\]"
    r"((?:[^\[]|\[(?!/?(?:wp_caption|caption|embed)\b))*+)\[/\1\](?!\])"
)
_CAPTION_SET: Final = re.compile(r"""\bcaption=(?:"([^"]*+)"|'([^']*+)')""")


def _without_shortcodes(text: str) -> tuple[str, bool]:
    text = _ENCLOSING.sub(_enclosed, text)
    ends: dict[bool, set[str]] = {False: set(), True: set()}
    for each in _SHORTCODE.finditer(text):
        ends[bool(each[2])].add(each[3])
    closed = ends[False] & ends[True]
    lost: list[str] = []
    text = _SHORTCODE.sub(lambda found: _replaced(found, closed, lost), text)
    return text, bool(lost)


def _enclosed(found: re.Match[str]) -> str:
    name, told, inner = found.groups()
    if name == "embed":
        address = _ADDRESS.fullmatch(inner.strip())
        return _link(address[0]) if address else inner
    caption = _CAPTION_SET.search(told)
    words = " ".join(filter(None, (*(caption.groups() if caption else ()), inner.strip())))
    return f"\n\n<p><em>{words}</em></p>\n\n"


def _replaced(found: re.Match[str], closed: set[str], lost: list[str]) -> str:
    escaped, is_end, name, told, end = found.groups()
    is_known = name in _KNOWN and _TOLD.match(told)
    if not (is_known or name in closed or "_" in name or _SET.match(told)):
        return found[0]
    if escaped or end:
        return f"[{is_end}{name}{told}]"
    address = _ADDRESS.search(told) if name in _LINKED else None
    if address:
        return _link(address[0])
    lost.append(name)
    is_between = is_end and found.string.startswith("[", found.end())
    return "\n\n" if is_between else ""


# Paragraphs, as WordPress makes them of what has none (its wpautop).

_TEXT: Final = frozenset("p li h2 h3 h4".split())
_KEPT: Final = _TEXT | {"blockquote", "ul", "ol"}
_RENAMED: Final = {"h1": "h2", "h5": "h4", "h6": "h4"}
_BLOCK: Final = re.compile(
    r"<(/?)(p|h[1-6]|li|ul|ol|blockquote|hr|pre|div|section|article|header|footer|main|aside|nav|"
    r"figure|center|address|details|summary|dl|dt|dd|form|fieldset|table|thead|tbody|tfoot|tr|td|"
    r"th|caption)\b[^<>]*+>",
    re.IGNORECASE,
)
_BLANK_LINES: Final = re.compile(r"\n\s*\n")
_LAST_BREAK: Final = re.compile(r"<br\b[^<>]*+>\Z", re.IGNORECASE)


def _paragraphed(text: str) -> Iterator[str]:
    """Yield the parts of the text; what a block holds is HTML, in which line ends mean nothing."""
    depth = at = 0
    for mark in _BLOCK_MARK.finditer(text):
        yield _in_paragraphs(text[at : mark.start()], is_typed=not depth)
        at = mark.end()
        if not mark[2].endswith("/--"):
            depth = max(depth - 1, 0) if mark[1] else depth + 1
    yield _in_paragraphs(text[at:], is_typed=not depth)


def _in_paragraphs(text: str, *, is_typed: bool) -> str:
    text = _COMMENT.sub("", _DIVISION.sub("\n\n", text))
    text = _DIVIDED_TAG.sub(lambda tag: tag[0].replace("\n", " "), text)
    paragraphs = _Paragraphs(is_typed=is_typed)
    at = 0
    for tag in _BLOCK.finditer(text):
        paragraphs.take_text(text[at : tag.start()])
        paragraphs.take_tag(tag)
        at = tag.end()
    paragraphs.take_text(text[at:])
    return "".join(paragraphs.made)


class _Paragraphs:
    """Puts text that no block holds into paragraphs; ``is_typed``: its line ends are breaks."""

    def __init__(self, *, is_typed: bool) -> None:
        self.is_typed = is_typed
        self.made: list[str] = []
        self.open: list[str] = []
        self.count: Counter[str] = Counter()

    def take_text(self, text: str) -> None:
        holder = self.open[-1] if self.open else ""
        if _is_blank(text):
            self._keep_tags(text)
        elif holder not in _TEXT:
            parts = _BLANK_LINES.split(text)
            self._divide()
            self.made += [self._paragraph(part) for part in parts]
        elif self.is_typed:
            between = "</p>\n<p>" if holder == "p" else "<br>\n"
            parts = _BLANK_LINES.split(text.strip())
            self.made.append(between.join(_broken(part) for part in parts))
        else:
            self.made.append(text)

    def _keep_tags(self, text: str) -> None:
        """Keep the tags, which may begin or end what stands in several blocks."""
        self.made += _TAG.findall(text)
        if text:
            self._divide()

    def _divide(self) -> None:
        if self.made and not self.made[-1].endswith("\n"):
            self.made.append("\n")

    def _paragraph(self, part: str) -> str:
        if _is_blank(part):
            return "".join(_TAG.findall(part))
        return f"<p>{_broken(part.strip()) if self.is_typed else part.strip()}</p>\n"

    def take_tag(self, tag: re.Match[str]) -> None:
        name = tag[2].lower()
        name = _RENAMED.get(name, name)
        if tag[1]:
            self._end(name)
        else:
            self._start(name, tag[0])

    def _start(self, name: str, tag: str) -> None:
        holder = self.open[-1] if self.open else ""
        if holder == "p" or holder == name == "li":
            self._close()
        if name in _KEPT:
            self.open.append(name)
            self.count[name] += 1
        # Other names divide, and are nothing that an article has.
        is_own = name in _KEPT or name == "hr"
        is_renamed = is_own and not tag[1:].lower().startswith(name)
        if not is_own:
            self._divide()
        else:
            self.made.append(f"<{name}>" if is_renamed else tag)

    def _end(self, name: str) -> None:
        if name not in _KEPT:
            if self.open and self.open[-1] == "p":
                self._close()
            self._divide()
        elif self.count[name]:
            while self.open[-1] != name:
                self._close()
            self._close()

    def _close(self) -> None:
        name = self.open.pop()
        self.count[name] -= 1
        self.made.append(f"</{name}>")


def _is_blank(text: str) -> bool:
    return not _TAG.sub("", text).replace("&nbsp;", "").strip()


def _broken(part: str) -> str:
    """Return the text with a break at the end of each of its lines but the last."""
    lines = [line.strip(" \t") for line in part.split("\n")]
    return "<br>\n".join([_LAST_BREAK.sub("", line) for line in lines[:-1]] + lines[-1:])
