"""What a piece is looked over for before it is published; NEWSROOM_CHECKS sets how strictly."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from articles.publishing import revisions
from articles.publishing.revisions import Content
from articles.text import body_html
from articles.text.strings import compute_address_key, compute_fingerprint

REQUIRED: Final = "required"
RECOMMENDED: Final = "recommended"

# What a reader's browser can go to; a name without a dot is most often half an address.
_HOST: Final = re.compile(r"[\w-]+(\.[\w-]+)+\.?|[0-9a-f.]*:[0-9a-f:.]+")
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend before publishing, or to think about where it is not required.

    ``message`` says what to do; ``field`` is the form's field where it is done, and ``address``
    is that of the other piece that a finding is about. Both may be "".
    """

    check: str
    is_required: bool
    message: str
    field: str = ""
    address: str = ""

    def __str__(self) -> str:
        if not self.address:
            return self.message
        return _("%(message)s It is at %(address)s") % {
            "message": self.message,
            "address": self.address,
        }

    @property
    def label(self) -> Promise | str:
        """Return what the form calls the field."""
        return revisions.LABELS[self.field]


def find_problems(article: Article, content: Content) -> list[Problem]:
    """Return what the checks find in the content, what is required first; at most two queries."""
    found = _look(article, content, levels={REQUIRED, RECOMMENDED})
    return sorted(found, key=lambda finding: not finding.is_required)


def find_required_problems(article: Article, content: Content) -> list[Problem]:
    """Return what has to be mended; it takes no query unless a check that takes one is required."""
    return list(_look(article, content, levels={REQUIRED}))


class _Work(NamedTuple):
    """What a check looks at."""

    article: Article
    content: Content


class _Told(NamedTuple):
    """What a check says: the end of a Finding."""

    message: str
    field: str
    address: str = ""


def _look(article: Article, content: Content, *, levels: Collection[str]) -> Iterator[Problem]:
    for check, level in settings.NEWSROOM_CHECKS.items():
        if level in levels:
            for told in _CHECKS[check](_Work(article, content)):
                yield Problem(check, level == REQUIRED, *told)


# The checks.


def _source(work: _Work) -> Iterator[_Told]:
    if not work.content["source"] and not work.content["is_own_work"]:
        message = _("The piece has no source. Name it, or mark the piece as our own work.")
        yield _Told(message, "source")


def _source_date(work: _Work) -> Iterator[_Told]:
    is_known = work.content["source_date"] or work.content["source_date_text"]
    if not is_known and not work.content["is_own_work"]:
        message = _("The source date is missing. Look it up at the source, and fill it in.")
        yield _Told(message, "source_date")


def _tags(work: _Work) -> Iterator[_Told]:
    if not work.content["tags"]:
        message = _("The piece has no tags. Add one, so that readers find it by its subject.")
        yield _Told(message, "tags")


def _standfirst(work: _Work) -> Iterator[_Told]:
    if not work.content["standfirst"]:
        message = _("The piece has no standfirst. Write a sentence that says what it is about.")
        yield _Told(message, "standfirst")


def _headline_capitals(work: _Work) -> Iterator[_Told]:
    headline = work.content["headline"]
    # Of any script, İ and ı included; letters without case, as in Arabic, count for neither side.
    upper, lower = sum(map(str.isupper, headline)), sum(map(str.islower, headline))
    if upper > lower and len(_WORD.findall(headline)) > 1:
        message = _("The headline is in capitals. Write it as a sentence is written.")
        yield _Told(message, "headline")


def _links(work: _Work) -> Iterator[_Told]:
    links = body_html.extract_links(work.content["body"])
    broken = {address or words: None for address, words in links if not _leads_on(address)}
    if broken:
        message = ngettext(
            "A link in the text leads nowhere: %(addresses)s. Write its whole address, or take "
            "the link out.",
            "%(count)s links in the text lead nowhere: %(addresses)s. Write their whole "
            "addresses, or take the links out.",
            len(broken),
        )
        told = {"count": len(broken), "addresses": ", ".join(f"“{each}”" for each in broken)}
        yield _Told(message % told, "body")
    address = work.content["source_address"]
    if address and not _is_of_web(address):
        message = _("The original address “%(address)s” is none. Write the whole of it, or none.")
        yield _Told(message % {"address": address}, "source_address")


def _leads_on(address: str) -> bool:
    """Tell whether a browser or a mail program knows where the link leads."""
    return _is_of_web(address) or _is_of_mail(address)


def _is_of_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        has_port = parts.port != 0  # what is no number raises
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and has_port
    return is_web and bool(_HOST.fullmatch(parts.hostname or ""))


def _is_of_mail(address: str) -> bool:
    scheme, _colon, rest = address.partition(":")
    boxes = (each.rpartition("@") for each in rest.partition("?")[0].split(","))
    return scheme.lower() == "mailto" and all(
        box and _HOST.fullmatch(host) for box, _at, host in boxes
    )


def _same_address(work: _Work) -> Iterator[_Told]:
    key = compute_address_key(work.content["source_address"])
    other = _released(work.article, address_key=key) if key else None
    if other:
        message = _(
            "“%(piece)s” has the same original address. Compare the two, and publish one alone."
        )
        yield _Told(message % {"piece": other}, "source_address", _address_of(other))


def _same_text(work: _Work) -> Iterator[_Told]:
    text = body_html.to_text(work.content["body"])
    other = _released(work.article, fingerprint=compute_fingerprint(text)) if text else None
    if other:
        message = _("“%(piece)s” has the same text. Compare the two, and publish one alone.")
        yield _Told(message % {"piece": other}, "body", _address_of(other))


def _released(article: Article, **same: str) -> Article | None:
    """Return the first of the other pieces that readers see, or will, with the same key."""
    others = Article.objects.filter(is_released=True, **same).exclude(pk=article.pk)
    return others.defer("body").order_by("published_at", "pk").first()


def _address_of(article: Article) -> str:
    """Return where the piece is read: on the site, or at the desk if it is not there now."""
    if article.is_live:
        return article.get_absolute_url()
    return reverse("admin:articles_article_change", args=[article.pk])


_CHECKS: Final[Mapping[str, Callable[[_Work], Iterator[_Told]]]] = {
    "source": _source,
    "source_date": _source_date,
    "tags": _tags,
    "standfirst": _standfirst,
    "headline_capitals": _headline_capitals,
    "links": _links,
    "same_address": _same_address,
    "same_text": _same_text,
}
NAMES: Final = tuple(_CHECKS)
