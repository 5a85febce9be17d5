"""The hits of a search, with the words and names that made them hits."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from articles.models import Article, Author, Source, Tag
from articles.site.hit import Hit
from articles.site.search_page import SearchPage

register = template.Library()


@register.simple_tag
def get_hit(article: Article, search: SearchPage) -> Hit:
    """Return the article as a hit of the search."""
    return Hit(article, search.hits.expression)


@register.simple_tag(takes_context=True)
def mark_name(context: Context, row: Author | Source | Tag) -> SafeString | str:
    """Return the name, in a teaser of a hit with the words marked that made it one."""
    hit: Hit | None = context.get("hit")
    return hit.mark_name(row) if hit else row.name
