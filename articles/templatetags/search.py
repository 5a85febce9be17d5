"""What the page of a search has beyond what any list has."""

from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.site.search_page import FacetLink, FacetLinks

register = template.Library()


@register.simple_tag
def links_of(facet: FacetLinks) -> SafeString:
    """Return the links that choose its values; a page has forty, and a template takes its time."""
    return SafeString("\n".join(map(_item, facet.choices)))


def _item(choice: FacetLink) -> str:
    label, attributes = escape(choice.value.label), ' rel="nofollow"'
    if choice.is_chosen:
        hint = escape(_("chosen; choose again to take it back"))
        label += f' <span class="sr">({hint})</span>'
        attributes += ' aria-current="true"'
    link = f'<a href="{escape(choice.query)}"{attributes}>{label}</a>'
    return f'<li>{link} <span class="facet-count">{choice.value.count}</span></li>'
