"""An article as other programs read it: ninjs 3.1, and the clipping that imports back."""

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
from articles.site.http import for_reading, moved

TEXT: Final = "text/plain; charset=utf-8"
# By the end of the address: what writes the article, and what it is.
FORMATS: Final[Mapping[str, tuple[Callable[[Article], str], str]]] = {
    "json": (ninjs.render, "application/json; charset=utf-8"),
    "txt": (clipping.render, TEXT),
}


@for_reading
def article(
    request: HttpRequest, year: int, month: int, day: int, slug: str, format: str
) -> HttpResponse:
    live = Article.objects.live().with_related(in_one_query=True)
    found = live.filter(slug=slug).first() or live.filter(former_slugs__slug=slug).first()
    if found is None:
        return _gone(slug)
    on = found.published_on
    if (year, month, day, slug) != (on.year, on.month, on.day, found.slug):
        return moved(request, f"{found.get_absolute_url()}article.{format}")
    write, content_type = FORMATS[format]
    response = HttpResponse(write(found), content_type=content_type)
    response["Link"] = f'<{metadata.canonical(found)}>; rel="canonical"'
    if robots := metadata.robots(found):
        response["X-Robots-Tag"] = robots
    return response


def _gone(slug: str) -> HttpResponse:
    """Give the reason why a piece was withdrawn; raise Http404 where there never was one."""
    stood_here = Q(slug=slug) | Q(former_slugs__slug=slug)
    article = get_object_or_404(Article.objects.withdrawn(), stood_here)
    lines = [_("We have withdrawn this piece. The reason:"), article.withdrawn_reason]
    told = "".join(f"{line}\n" for line in lines)
    return HttpResponse(told, content_type=TEXT, status=HTTPStatus.GONE)
