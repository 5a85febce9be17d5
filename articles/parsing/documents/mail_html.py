"""Returns what the body of the HTML of a mail holds, without its scripts and styles."""

from html import escape

from lxml import etree

from articles.parsing import hypertext


def to_html(text: str) -> str:
    """Return what the body of the page holds; raise UnreadableError if it is over the limits.

    ``body_html`` makes paragraphs of the tables that arrange a newsletter.
    """
    root = hypertext.parse_tree(text)
    etree.strip_elements(root, "script", "style", "title", "head", with_tail=False)
    body = root.find("body")
    element = root if body is None else body
    parts = (etree.tostring(each, encoding="unicode", method="html") for each in element)
    return "".join((escape(element.text or ""), *parts)).strip()
