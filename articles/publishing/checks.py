"""The checks of an article before publication; NEWSROOM_CHECKS sets how strict each is."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Article
from articles.publishing import contents
from articles.publishing.access import Person, may_read
from articles.publishing.contents import Content
from articles.text import body_html
from articles.text.strings import compute_fingerprint
from articles.text.urls import compute_address_key

REQUIRED: Final = "required"
RECOMMENDED: Final = "recommended"
NO_SOURCE: Final = gettext_lazy("The article has no source. Add one, or tick “our own work”.")

# A host that a reader's browser can reach; a name without a dot is most often half a URL.
_HOST: Final = re.compile(r"[\w-]+(\.[\w-]+)+\.?|[0-9a-f.]*:[0-9a-f:.]+")
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to fix before publication, or to consider where it is not required.

    ``message`` says what to do; ``field`` is the form's field to do it in; ``url`` is the page of
    another article that the problem is about. Both may be "".
    """

    check: str
    is_required: bool
    message: str
    field: str = ""
    url: str = ""

    def __str__(self) -> str:
        if not self.url:
            return self.message
        return _("%(message)s Address: %(address)s") % {
            "message": self.message,
            "address": self.url,
        }

    @property
    def label(self) -> Promise | str:
        """Return the field's label in the form."""
        return contents.LABELS[self.field]


def find_problems(article: Article, content: Content, *, by: Person | None) -> list[Problem]:
    """Return all problems of the content, the required ones first, with at most two queries.

    Articles that the person may not see are not named; None, the program, sees all.
    """
    problems = _run_checks(_Candidate(article, content, by), levels={REQUIRED, RECOMMENDED})
    return sorted(problems, key=lambda problem: not problem.is_required)


def find_required_problems(
    article: Article, content: Content, *, by: Person | None
) -> list[Problem]:
    """Return the problems that forbid publication; recommended checks are not run."""
    return list(_run_checks(_Candidate(article, content, by), levels={REQUIRED}))


class _Candidate(NamedTuple):
    """What a check examines: an article, the content that it would be published with, for whom."""

    article: Article
    content: Content
    by: Person | None


class _Fault(NamedTuple):
    """What a check finds: the last three fields of a Problem."""

    message: str
    field: str
    url: str = ""


def _run_checks(candidate: _Candidate, *, levels: Collection[str]) -> Iterator[Problem]:
    for check, level in settings.NEWSROOM_CHECKS.items():
        if level in levels:
            for fault in _CHECKS[check](candidate):
                yield Problem(check, level == REQUIRED, *fault)


# The checks.


def _check_source(candidate: _Candidate) -> Iterator[_Fault]:
    if not candidate.content["source"] and not candidate.content["is_own_work"]:
        yield _Fault(str(NO_SOURCE), "source")


def _check_source_date(candidate: _Candidate) -> Iterator[_Fault]:
    is_known = candidate.content["source_date"] or candidate.content["source_date_text"]
    if not is_known and not candidate.content["is_own_work"]:
        message = _("The source date is missing. Look it up at the source, and fill it in.")
        yield _Fault(message, "source_date")


def _check_tags(candidate: _Candidate) -> Iterator[_Fault]:
    if not candidate.content["tags"]:
        message = _("The article has no tags. Add one so that readers can find it by subject.")
        yield _Fault(message, "tags")


def _check_standfirst(candidate: _Candidate) -> Iterator[_Fault]:
    if not candidate.content["standfirst"]:
        message = _("The article has no standfirst. Write one sentence that says what it is about.")
        yield _Fault(message, "standfirst")


def _check_headline_capitals(candidate: _Candidate) -> Iterator[_Fault]:
    headline = candidate.content["headline"]
    # In every script, İ and ı included; characters without case, as in Arabic, do not count.
    upper, lower = sum(map(str.isupper, headline)), sum(map(str.islower, headline))
    if upper > lower and len(_WORD.findall(headline)) > 1:
        message = _("The headline is in capital letters. Use sentence case.")
        yield _Fault(message, "headline")


def _check_links(candidate: _Candidate) -> Iterator[_Fault]:
    yield from _check_body_links(candidate)
    yield from _check_source_url(candidate)


def _check_body_links(candidate: _Candidate) -> Iterator[_Fault]:
    links = body_html.extract_links(candidate.content["body"])
    broken = {url or text: None for url, text in links if not _is_usable(url)}
    if broken:
        message = ngettext(
            "A link in the text does not work: %(addresses)s. Enter the full address, or remove "
            "the link.",
            "%(count)s links in the text do not work: %(addresses)s. Enter the full addresses, or "
            "remove the links.",
            len(broken),
        )
        params = {"count": len(broken), "addresses": ", ".join(f"“{each}”" for each in broken)}
        yield _Fault(message % params, "body")


def _check_source_url(candidate: _Candidate) -> Iterator[_Fault]:
    url = candidate.content["source_address"]
    if url and not _is_web_url(url):
        message = _(
            "“%(address)s” is not a valid address for the original. Enter the full "
            "address, or leave it empty."
        )
        yield _Fault(message % {"address": url}, "source_address")


def _is_usable(url: str) -> bool:
    """Return whether a browser or a mail program can open the link."""
    return _is_web_url(url) or _is_mail_url(url)


def _is_web_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        has_port = parts.port != 0  # raises ValueError where it is no number
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and has_port
    return is_web and bool(_HOST.fullmatch(parts.hostname or ""))


def _is_mail_url(url: str) -> bool:
    scheme, _colon, rest = url.partition(":")
    boxes = (each.rpartition("@") for each in rest.partition("?")[0].split(","))
    return scheme.lower() == "mailto" and all(
        box and _HOST.fullmatch(host) for box, _at, host in boxes
    )


def _check_same_address(candidate: _Candidate) -> Iterator[_Fault]:
    key = compute_address_key(candidate.content["source_address"])
    other = _find_released(candidate.article, address_key=key) if key else None
    if other and not may_read(other, by=candidate.by):
        yield _Fault(_build_hidden_message(), "source_address")
    elif other:
        message = _(
            "“%(article)s” has the same original address. Compare the two and publish only one."
        )
        yield _Fault(message % {"article": other}, "source_address", _get_url(other))


def _check_same_text(candidate: _Candidate) -> Iterator[_Fault]:
    text = body_html.to_text(candidate.content["body"])
    other = (
        _find_released(candidate.article, fingerprint=compute_fingerprint(text)) if text else None
    )
    if other and not may_read(other, by=candidate.by):
        yield _Fault(_build_hidden_message(), "body")
    elif other:
        message = _("“%(article)s” has the same text. Compare the two and publish only one.")
        yield _Fault(message % {"article": other}, "body", _get_url(other))


def _build_hidden_message() -> str:
    return _(
        "Another article, which you may not see, has the same text or the same original address. "
        "Ask an editor which one to publish."
    )


def _find_released(article: Article, **same: str) -> Article | None:
    """Return the first other article that readers see, or will see, with the same key."""
    others = Article.objects.filter(is_released=True, **same).exclude(pk=article.pk)
    return others.defer("body").order_by("published_at", "pk").first()


def _get_url(article: Article) -> str:
    """Return the article's page on the site, or at the desk where readers do not see it now."""
    if article.is_live:
        return article.get_absolute_url()
    return reverse("admin:articles_article_change", args=[article.pk])


_CHECKS: Final[Mapping[str, Callable[[_Candidate], Iterator[_Fault]]]] = {
    "source": _check_source,
    "source_date": _check_source_date,
    "tags": _check_tags,
    "standfirst": _check_standfirst,
    "headline_capitals": _check_headline_capitals,
    "links": _check_links,
    "same_address": _check_same_address,
    "same_text": _check_same_text,
}
NAMES: Final = tuple(_CHECKS)
