"""What the desk's templates say of an original: its fields, how they were read, what was done."""

from typing import Any, Final

from django import template
from django.contrib.admin.templatetags.admin_list import date_hierarchy
from django.contrib.admin.views.main import ChangeList
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

_FIELDS: Final = {
    "headline": gettext_lazy("headline"),
    "body": gettext_lazy("body"),
    "our_date": gettext_lazy("our date"),
    "source": gettext_lazy("source"),
    "source_date": gettext_lazy("source date"),
    "source_detail": gettext_lazy("source detail"),
    "byline": gettext_lazy("byline"),
    "credits": gettext_lazy("authors"),
    "source_address": gettext_lazy("original address"),
    "language": gettext_lazy("language"),
    "tags": gettext_lazy("tags"),
    "kind": gettext_lazy("kind"),
}
_SURENESS: Final = {
    "sure": gettext_lazy("sure"),
    "guess": gettext_lazy("guess: please check"),
    "missing": gettext_lazy("missing"),
}
_REMARKS: Final = {
    "rejoined": gettext_lazy(
        "The paragraph at line %(line)s was joined to the one before: a page break had cut it."
    ),
}


@register.filter
def field_label(name: str) -> str:
    return str(_FIELDS.get(name, name))


@register.filter
def sureness_label(sureness: str) -> str:
    return str(_SURENESS.get(sureness, sureness))


@register.filter
def remark(told: dict[str, str | int]) -> str:
    """Return a parser's remark, ``{"code": …, "line": …}``, as a sentence."""
    return str(_REMARKS.get(str(told["code"]), _("Line %(line)s"))) % told


@register.inclusion_tag("admin/date_hierarchy.html", takes_context=True)
def years_first(context: Context, cl: ChangeList) -> dict[str, Any]:
    """Return the admin's date hierarchy, its years from the first and last row alone.

    Django's own reads every row to find out which of the years in between have any; here they
    are the same whatever the list is filtered by.
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
