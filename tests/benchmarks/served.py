"""The site as it is served, together with a view that returns ``ok`` without any middleware."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

site = get_wsgi_application()


def ok(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def _make_bare_handler() -> WSGIHandler:
    urls = import_module(settings.ROOT_URLCONF)
    urls.urlpatterns[:0] = [path("ok", ok)]
    with override_settings(MIDDLEWARE=[]):
        return WSGIHandler()


bare = _make_bare_handler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    handler = bare if environ["PATH_INFO"] == "/ok" else site
    return handler(environ, start_response)
