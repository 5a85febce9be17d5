"""Bodies for the tests of diff and merge: hypothesis strategies, and bodies of paragraphs."""

from collections.abc import Iterable

from hypothesis import strategies as st

from articles.text import body_html
from articles.text.diff import Segment

LINES = st.lists(st.sampled_from("a b c Iğdır Igdır ve".split()), max_size=12).map(" ".join)
TAGS = "p h2 blockquote ul ol li b a".split()
HTML = st.lists(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS])
    | st.sampled_from(["<br>", "<hr>", " ", "\n\n", "&lt;", "&", "\u00a0"])
    | st.sampled_from(['<a href="https://example.org/" title="<p>">', '<p lang="tr">'])
    | LINES.map("<p>{}</p>\n".format)
    | LINES.map("<ul><li>{}</li></ul>\n".format)
    | st.sampled_from(["one ", "two ", "three four five "]),
    max_size=20,
).map("".join)
BODIES = HTML.map(body_html.sanitise)

VOCABULARY = [f"word{number * number % 997}" for number in range(3_000)]


def join_text(segments: Iterable[Segment]) -> str:
    return " ".join(segment.text for segment in segments)


def build_body(*texts: str) -> str:
    """Return the body of these paragraphs."""
    return "\n".join(f"<p>{text}</p>" for text in texts)


def build_long_body(count: int, *, last_word: str) -> str:
    """Return a body of as many paragraphs of ten words, each with the last word."""
    starts = (number * 7 % 2_900 for number in range(count))
    return build_body(*(" ".join([*VOCABULARY[i : i + 9], last_word]) for i in starts))
