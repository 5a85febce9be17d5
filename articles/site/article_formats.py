"""Articles for other programs: as ninjs 3.1 and as clippings that can be imported again."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from articles.exporting import clipping, ninjs
from articles.models import Article
from articles.site import metadata
from articles.site.http import public_view, redirect_permanently

TEXT: Final = "text/plain; charset=utf-8"
# By file extension: the function that renders the article, and the content type.
ARTICLE_FORMATS: Final[Mapping[str, tuple[Callable[[Article], str], str]]] = {
    "json": (ninjs.render, "application/json; charset=utf-8"),
    "txt": (clipping.render, TEXT),
}


@public_view
def article(
    request: HttpRequest, year: int, month: int, day: int, slug: str, format: str
) -> HttpResponse:
    """Return the article in the format; redirect from a former slug or a wrong date."""
    live = Article.objects.live().with_credits_and_tags()
    article = live.filter(slug=slug).first() or live.filter(former_slugs__slug=slug).first()
    if article is None:
        return _respond_gone(slug)
    published = article.published_on
    parts = (published.year, published.month, published.day, article.slug)
    if (year, month, day, slug) != parts:
        return redirect_permanently(request, f"{article.get_absolute_url()}article.{format}")
    render, content_type = ARTICLE_FORMATS[format]
    response = HttpResponse(render(article), content_type=content_type)
    response["Link"] = f'<{metadata.get_canonical_url(article)}>; rel="canonical"'
    if robots := metadata.get_robots(article):
        response["X-Robots-Tag"] = robots
    return response


def _respond_gone(slug: str) -> HttpResponse:
    """Return status 410 with the reason of a withdrawn article; raise Http404 if there is none."""
    has_slug = Q(slug=slug) | Q(former_slugs__slug=slug)
    article = get_object_or_404(Article.objects.withdrawn(), has_slug)
    lines = [_("We have withdrawn this article. Reason:"), article.withdrawn_reason_text]
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type=TEXT, status=HTTPStatus.GONE)
