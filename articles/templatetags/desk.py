"""Tags and filters of the admin: labels, comparisons of revisions, parsers' remarks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.contrib.admin.templatetags.admin_list import date_hierarchy
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.template import Context
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Notification, Original, StatusChange
from articles.models.blob import FileDamagedError
from articles.publishing import contents
from articles.publishing.notifications import filter_readable
from articles.publishing.revisions import find_waiting_original
from articles.publishing.transitions import describe_change
from articles.text import diff

register = template.Library()

_FIELDS: Final = {
    "headline": gettext_lazy("headline"),
    "body": gettext_lazy("body"),
    "our_date": gettext_lazy("our date"),
    "source": gettext_lazy("source"),
    "source_date": gettext_lazy("source date"),
    "source_detail": gettext_lazy("issue and pages"),
    "byline": gettext_lazy("byline"),
    "credits": gettext_lazy("authors"),
    "source_address": gettext_lazy("original address"),
    "language": gettext_lazy("language"),
    "tags": gettext_lazy("tags"),
    "kind": gettext_lazy("kind"),
}
_SURENESS: Final = {
    "sure": gettext_lazy("certain"),
    "guess": gettext_lazy("guessed: please check"),
    "missing": gettext_lazy("missing"),
}
REMARKS: Final = {
    "authors_and_tags_left_out": gettext_lazy(
        "Authors and tags were left out: they were too long or too many."
    ),
    "characters_unreadable": gettext_lazy(
        "Some characters could not be read; they are shown as �. Compare them with the source."
    ),
    "headline_from_text": gettext_lazy(
        "It came without a headline; the first words of the text stand in for one."
    ),
    "headline_from_slugline": gettext_lazy(
        "The story has neither a headline nor a text; its slugline stands in for the headline."
    ),
    "embargo_without_date": gettext_lazy(
        "The embargo has no date that can be read; the article is held back."
    ),
    "fields_left_out": gettext_lazy(
        "Some fields held what their format does not allow; they were left out."
    ),
    "details_left_out": gettext_lazy(
        "These fields held what cannot be read and were left out: %(names)s. The original has them."
    ),
    "times_left_out": gettext_lazy(
        "These times could not be read and were left out: %(names)s. The article is a draft until "
        "you have set them."
    ),
    "plan_kept": gettext_lazy(
        "By the times that came with it the article would expire before it is published, so its "
        "times were not changed. Check them."
    ),
    "texts_left_out": gettext_lazy(
        "The agency’s item holds more texts than this one, such as one in another language; they "
        "were left out. The original has them."
    ),
    "notes_left_out": gettext_lazy(
        "Notes of the agency to editors were left out. The original has them."
    ),
    "links_left_out": gettext_lazy(
        "Recordings, files or further links of the entry were left out. The original has them."
    ),
    "pictures_left_out": gettext_lazy("The document’s pictures were left out."),
    "same_text_as": gettext_lazy(
        "Another article has the same text: “%(headline)s”. If it is the same one, spike one of "
        "them."
    ),
    "same_url_as": gettext_lazy(
        "Another article has the same URL: “%(headline)s”. If it is the same one, spike one of "
        "them."
    ),
    "stub": gettext_lazy(
        "It came with a headline, but without a text. Add the text before you publish it."
    ),
    "told_by_another_source": gettext_lazy(
        "This text came from “%(source)s”, but the article with its URL is from “%(other)s”. "
        "Accept it only if both are the same."
    ),
    "canceled_by_another_source": gettext_lazy(
        "“%(source)s” cancelled this article, which is from “%(other)s”. Take it down only if that "
        "is right."
    ),
    "cancellation_not_allowed": gettext_lazy(
        "The source cancelled this article, but whoever imported the cancellation may not take it "
        "down. Somebody who may has to decide."
    ),
    "captions_left_out": gettext_lazy(
        "Captions of pictures were left out of the text. The original has them."
    ),
    "no_zone": gettext_lazy("The embargo names no time zone; UTC was assumed."),
    "publish_at_dropped": gettext_lazy(
        "The time of publication was left out: its year is not between 1900 and 2200."
    ),
    "publish_at_too_late": gettext_lazy(
        "The time of publication was left out, since it lies after the year 2200. The article is "
        "a draft until you set another."
    ),
    "embargoed_until_dropped": gettext_lazy(
        "The embargo was left out: its year is not between 1900 and 2200."
    ),
    "embargoed_until_too_late": gettext_lazy(
        "The embargo was left out, since it ends after the year 2200. The article is a draft until "
        "you set another."
    ),
    "expire_at_dropped": gettext_lazy(
        "The end of publication was left out: its year is not between 1900 and 2200."
    ),
    "our_date_dropped": gettext_lazy(
        "Our date was left out: its year is not between 1900 and 2200."
    ),
    "our_date_too_late": gettext_lazy(
        "Our date was left out, since it lies after the year 2200. The article is a draft until "
        "you set another."
    ),
    "source_date_dropped": gettext_lazy(
        "The source date was left out: its year is not between 1600 and 2200."
    ),
    "headline_shortened": gettext_lazy(
        "The headline was longer than 500 characters and was shortened. The original has all of it."
    ),
    "byline_shortened": gettext_lazy(
        "The byline was longer than 300 characters and was shortened. The original has all of it."
    ),
    "source_detail_shortened": gettext_lazy(
        "Issue and pages were longer than 300 characters and were shortened. The original has all "
        "of it."
    ),
    "source_date_text_shortened": gettext_lazy(
        "The date as printed was longer than 100 characters and was shortened."
    ),
    "affiliation_shortened": gettext_lazy(
        "An author’s affiliation was longer than 300 characters and was shortened."
    ),
    "slug_shortened": gettext_lazy(
        "The address name was longer than 120 characters and was shortened."
    ),
    "slug_divided": gettext_lazy(
        "A word of the address name mixed letters of two scripts, which look alike; it was divided "
        "where they meet."
    ),
    "credentials_removed": gettext_lazy(
        "The original address held a user name or password, which was cut off."
    ),
    "slug_dropped": gettext_lazy(
        "The address name held characters that addresses cannot have, so a new one was made."
    ),
    "author_dropped": gettext_lazy(
        "An author was left out: the name has no letter, or more than 200 characters."
    ),
    "tag_dropped": gettext_lazy("A tag of more than 100 characters was left out."),
    "source_dropped": gettext_lazy(
        "The source was left out: its name has no letter, or more than 200 characters. Choose the "
        "right one."
    ),
    "source_address_dropped": gettext_lazy(
        "The original address was left out: it does not begin with http:// or https://, is not a "
        "web address, or has more than 2000 characters."
    ),
    "language_dropped": gettext_lazy(
        "The language was left out: it is not a language tag such as en or tr."
    ),
    "kind_dropped": gettext_lazy("The kind was left out: Newsroom does not know it."),
    "is_own_work_dropped": gettext_lazy(
        "It was marked as our own work, but names a source; the mark was left out."
    ),
    "expires_too_early": gettext_lazy(
        "It would expire before it is published, so the end of publication was left out. The "
        "article is a draft until you have checked both times."
    ),
    "shortcodes_left_out": gettext_lazy(
        "WordPress shortcodes or reusable blocks were removed from the text."
    ),
    "left_out.picture": gettext_lazy("A picture was left out of the text."),
    "left_out.video": gettext_lazy("A video was left out of the text."),
    "left_out.audio": gettext_lazy("A recording was left out of the text."),
    "left_out.embed": gettext_lazy("Embedded content of a web page was left out of the text."),
    "left_out.form": gettext_lazy("A form was left out of the text."),
    "left_out.script": gettext_lazy("What a script writes on the page was left out of the text."),
    "left_out.drawing": gettext_lazy("A drawing was left out of the text."),
    "left_out.formula": gettext_lazy("A formula was left out of the text."),
    "rejoined": gettext_lazy(
        "The paragraph in line %(line)s was joined to the one before it: a page break had split it."
    ),
}


# What is kept of something that was left out.
_DETAILS: Final = {
    "url": gettext_lazy("Address or name"),
    "alt": gettext_lazy("Alternative text"),
    "caption": gettext_lazy("Caption"),
    "text": gettext_lazy("Words in it"),
}


@register.filter
def field_label(name: str) -> str:
    return str(_FIELDS.get(name, name))


@register.filter
def sureness_label(sureness: str) -> str:
    return str(_SURENESS.get(sureness, sureness))


register.filter(describe_change)


@dataclass(frozen=True, slots=True)
class _FieldDiff:
    """The label of a field, and its paragraphs with their changes."""

    label: str | Promise
    paragraphs: Sequence[diff.Paragraph]


@register.inclusion_tag("admin/articles/article/_comparison.html", takes_context=True)
def comparison(
    context: Context, before: contents.Content, after: contents.Content, view: str
) -> dict[str, Any]:
    """Show the fields that differ between two contents, word by word."""
    names, by = contents.list_changed_fields(before, after), context["user"]
    rows = [
        _FieldDiff(contents.LABELS[name], _diff_field(name, before, after, by=by)) for name in names
    ]
    return {"rows": rows, "view": view}


def _diff_field(
    name: str, before: contents.Content, after: contents.Content, *, by: User
) -> Sequence[diff.Paragraph]:
    if name == "body":
        return diff.diff_paragraphs(before[name], after[name])
    texts = (contents.format_field(name, each, by=by) for each in (before, after))
    segments = diff.diff_words(*texts)
    return [diff.Paragraph(diff.Change.CHANGED, segments)]


@register.filter
def remark_text(remark: dict[str, Any]) -> str:
    """Return a remark, ``{"code": …, "line": …, "params": {…}}``, as a sentence.

    What is known of something that was left out follows it.
    """
    params = {"line": remark["line"], **remark.get("params", {})}
    sentence = str(REMARKS.get(remark["code"], _("Line %(line)s"))) % params
    if not remark["code"].startswith("left_out."):
        return sentence
    details = [f"{label}: {params[name]}" for name, label in _DETAILS.items() if name in params]
    return " ".join([sentence, " · ".join(details)]).strip()


@register.simple_tag
def waiting_original(article: Article) -> Original | None:
    """Return the text or the cancellation about which an editor has to decide."""
    return find_waiting_original(article)


@register.simple_tag
def read_original(original: Original) -> dict[str, str]:
    """Return the ``text`` of an original, or in ``damage`` why it cannot be read."""
    try:
        return {"text": original.text, "damage": ""}
    except FileDamagedError as error:
        return {"text": "", "damage": str(error)}


@register.simple_tag
def one_signature(article: Article) -> StatusChange | None:
    """Return the change that published the article on one signature, if it waits for a second."""
    if not article.needs_second_signature:
        return None
    changes = article.status_changes.filter(transition="publish_on_one_signature")
    return changes.select_related("changed_by").order_by("-pk").first()


@register.simple_tag
def unseen_count(person: User) -> int:
    """Return the number of notifications whose article the person has not looked at since."""
    return filter_readable(Notification.objects.unseen(), person).count()


@register.inclusion_tag("admin/date_hierarchy.html", takes_context=True)
def year_hierarchy(context: Context, cl: ChangeList) -> dict[str, Any]:
    """Show the admin's date hierarchy with all years from the first to the last row.

    Django's own tag reads every row to find the years that have any. Here the years do not depend
    on the filters that are set.
    """
    field = str(cl.date_hierarchy)
    if any(name.startswith(f"{field}__") for name in cl.params):
        return dict(date_hierarchy(cl) or {})
    rows = cl.model_admin.get_queryset(context["request"]).filter(**{f"{field}__isnull": False})
    instants = rows.order_by(field).values_list(field, flat=True)
    first, last = instants.first(), instants.last()
    if first is None or last is None:
        return {"show": False}
    years = range(timezone.localtime(first).year, timezone.localtime(last).year + 1)
    links = [{"link": cl.get_query_string({f"{field}__year": y}), "title": str(y)} for y in years]
    return {"show": True, "back": None, "choices": links}
