"""Removes what stands around an article from a page: comments, notices, forms, lists of links."""

from itertools import islice, pairwise
from typing import Final

from lxml import etree

from articles.parsing.hypertext import Element
from articles.parsing.webpage.elements import list_names

_ROLES: Final = frozenset(
    """alert alertdialog banner complementary contentinfo dialog menu menubar navigation search
    toolbar tooltip""".split()
)
_TAGS: Final = frozenset("aside button dialog figcaption footer form nav".split())
# Elements that are never removed, and those that are not removed inside a paragraph.
_KEPT_TAGS: Final = frozenset("html head body main article h1 a b br em i strong".split())
_INLINE_TAGS: Final = frozenset("font label small span time u".split())
# Words of a class or an id, each of which says that the element is no part of the article.
_COMMENTS: Final = frozenset(
    """comments commentlist commentaires comentarios commenti kommentare yorumlar serhler disqus
    respond replies""".split()
)
_NAMES: Final = _COMMENTS | frozenset(
    """ads adsense advert advertisement advertising adverts aehnliche addthis addtoany anzeige
    authorbio authorbox banner benzer breadcrumb breadcrumbs byline caption captions comment
    consent cookie cookies copyright credit credits didomi donate etiketler feedback gdpr hashtags
    ilgili kommentar menu mgid modal mostpopular mostread nav navbar navigation newsletter
    newsletters onetrust outbrain overlay pager pagination partager paylas popular popup promo
    promos promotion publicite rating ratings readmore recirculation recommendation
    recommendations recommended reklam related relatedposts relateds serh share sharebar sharedaddy
    shares sharing sidebar signup social socials sponsored subscribe subscription taboola taglist
    tags teilen timestamp toolbar tooltip trending werbung yorum""".split()
)
_CAPTIONS: Final = frozenset({"caption", "captions"})
# Words that name what is around a picture, among other things.
_PICTURE_BOXES: Final = _CAPTIONS | {"modal", "overlay", "popup"}
# Two words that stand next to each other in a class or an id.
_PAIRS: Final = frozenset(
    tuple(pair.split("-"))
    for pair in """about-author ad-container ad-slot ad-unit ad-wrapper also-like also-read
    article-footer article-meta article-tags author-about author-bio author-box author-card
    author-description author-details author-info author-profile bio-box cat-links
    diger-haberler entry-footer entry-meta follow-us haber-etiket more-articles more-from
    more-news more-stories most-popular most-read most-viewed next-article next-post
    post-date post-footer post-meta post-nav post-tags previous-post prev-next read-also
    read-more read-next screen-reader see-also sign-up skip-link sr-only story-meta tag-list
    up-next visually-hidden""".split()
)
# What WordPress calls an article, whose classes name its tags, too; what schema.org calls its text.
_ARTICLE_NAME: Final = "hentry"
_ARTICLE_PAIR: Final = ("article", "body")
# An element with more of the text of the page than this is the article, whatever its name.
_SHARE_LIMIT: Final = 0.4
_COMMENTS_SHARE_LIMIT: Final = 0.85
# Nor is one with so many paragraphs that are so long.
_PARAGRAPHS: Final = 3
_PARAGRAPH_LENGTH: Final = 150


def is_in_comments(element: Element) -> bool:
    return any(not _COMMENTS.isdisjoint(list_names(each)) for each in element.iterancestors())


def is_caption(element: Element) -> bool:
    """Return whether the element is named as a caption, or as the box of a picture with one."""
    return element.tag == "figcaption" or not _CAPTIONS.isdisjoint(list_names(element))


def is_picture_box(element: Element) -> bool:
    """Return whether the element is named as what is around a picture, and as nothing else."""
    is_box = element.tag not in _TAGS and not _PICTURE_BOXES.isdisjoint(list_names(element))
    return is_box and not is_named_other(element)


def is_named_other(element: Element) -> bool:
    """Return whether the element's role, class or id names it as no part of the article."""
    names = list_names(element)
    is_other = not (
        (_NAMES - _PICTURE_BOXES).isdisjoint(names) and _PAIRS.isdisjoint(pairwise(names))
    )
    return is_other or element.get("role") in _ROLES or _is_hidden(element)


def prune(tree: Element) -> None:
    """Remove the elements that their tags, roles, classes or ids name as no part of the article."""
    lengths = _measure_texts(tree)
    kept = _find_kept(tree)
    walk = etree.iterwalk(tree, events=("start",))
    removed = []
    for _, element in walk:
        limit = _get_share_limit(element)
        if limit and element not in kept and lengths[element] <= limit * lengths[tree]:
            removed.append(element)
            walk.skip_subtree()
    for element in removed:
        element.drop_tree()


def _measure_texts(tree: Element) -> dict[Element, int]:
    """Return how many characters of text each element has."""
    lengths: dict[Element, int] = {}
    for _, element in etree.iterwalk(tree, events=("end",)):
        inner = sum(lengths[each] + len((each.tail or "").strip()) for each in element)
        lengths[element] = inner + len((element.text or "").strip())
    return lengths


def _find_kept(tree: Element) -> set[Element]:
    """Return the elements around the headline, and around what is marked as an article's text."""
    marked = [each for each in tree.iter() if each.tag == "h1" or _is_article(each)]
    kept = set(marked)
    for each in marked:
        for around in each.iterancestors():
            if around in kept:
                break
            kept.add(around)
    return kept


def _is_article(element: Element) -> bool:
    names = list_names(element)
    return _ARTICLE_NAME in names or _ARTICLE_PAIR in pairwise(names)


def _get_share_limit(element: Element) -> float:
    """Return how much of the text of the page the element may hold to be removed, 0 for none."""
    if element.tag in _KEPT_TAGS:
        return 0
    if element.tag in _TAGS or element.get("role") in _ROLES or _is_hidden(element):
        return _SHARE_LIMIT
    if element.tag in _INLINE_TAGS and element.getparent().tag == "p":
        return 0
    names = list_names(element)
    if not _COMMENTS.isdisjoint(names):
        return _COMMENTS_SHARE_LIMIT
    is_named = not (_NAMES.isdisjoint(names) and _PAIRS.isdisjoint(pairwise(names)))
    return _SHARE_LIMIT if is_named and not _has_paragraphs(element) else 0


def _has_paragraphs(element: Element) -> bool:
    lengths = (len(each.text_content()) for each in element.iter("p"))
    return len(list(islice(filter(_PARAGRAPH_LENGTH.__le__, lengths), _PARAGRAPHS))) == _PARAGRAPHS


def _is_hidden(element: Element) -> bool:
    style = (element.get("style") or "")[:500].replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style
