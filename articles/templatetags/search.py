"""The hits of a search, with the words and names that made them hits."""

from django import template
from django.utils.safestring import SafeString

from articles.models import Article, Author, Source, Tag
from articles.site.hit import Hit
from articles.site.search_page import SearchPage

register = template.Library()


@register.simple_tag
def get_hit(article: Article, search: SearchPage) -> Hit:
    """Return the article as a hit of the search."""
    return Hit(article, search.hits.expression)


@register.filter
def mark_name(row: Author | Source | Tag, hit: Hit) -> SafeString:
    """Return the name with the words marked that made the article a hit."""
    return hit.mark_name(row)
