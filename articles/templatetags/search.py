"""The words of a search, marked in the headlines and texts of its hits."""

from django import template
from django.utils.safestring import SafeString

from articles.models import Article
from articles.site.search_page import SearchPage

register = template.Library()


@register.filter
def hit_headline(article: Article, search: SearchPage) -> SafeString:
    """Return the headline with the words of the search marked."""
    return search.marker.mark(article.headline, article.language)


@register.filter
def hit_excerpt(article: Article, search: SearchPage) -> SafeString | str:
    """Return the excerpt around the words of the search, else the beginning of the text."""
    text = f"{article.standfirst} {article.text}"
    return search.marker.build_excerpt(text, article.language) or article.summary
