"""What the page of a search has beyond what any list has."""

from typing import Final

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.finding import Choice, Choices

register = template.Library()

_ITEM: Final = '<li>{} <span class="facet-count">{}</span></li>'
_LINK: Final = '<a href="{}" rel="nofollow">{}</a>'
_CHOSEN: Final = (
    '<a href="{}" rel="nofollow" aria-current="true">{} <span class="sr">({})</span></a>'
)


@register.simple_tag
def links_of(facet: Choices) -> SafeString:
    """Return the links that choose its values; a page has forty, and a template takes its time."""
    return format_html_join("\n", _ITEM, ((_link(c), c.value.count) for c in facet.choices))


def _link(choice: Choice) -> SafeString:
    if choice.is_chosen:
        hint = _("chosen; choose again to take it back")
        return format_html(_CHOSEN, choice.query, choice.value.label, hint)
    return format_html(_LINK, choice.query, choice.value.label)
