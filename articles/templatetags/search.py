"""The facets of a search."""

from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.site.search_page import FacetLink, FacetLinks

register = template.Library()


@register.simple_tag
def facet_items(facet: FacetLinks) -> SafeString:
    """Render the list items of a facet.

    A template would take much longer for the forty items of a page.
    """
    return SafeString("\n".join(map(_render_item, facet.links)))


def _render_item(link: FacetLink) -> str:
    label, attributes = escape(link.value.label), ' rel="nofollow"'
    if link.is_active:
        hint = escape(_("chosen; choose again to take it back"))
        label += f' <span class="sr">({hint})</span>'
        attributes += ' aria-current="true"'
    anchor = f'<a href="{escape(link.url)}"{attributes}>{label}</a>'
    return f'<li>{anchor} <span class="facet-count">{link.value.count}</span></li>'
