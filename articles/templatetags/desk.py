"""What the desk's templates say of an original: its fields, how they were read, what was done."""

from typing import Final

from django import template
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
