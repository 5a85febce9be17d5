"""The Content-Security-Policy header, as the settings define it."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property


class ContentSecurityPolicy(CSPMiddleware):
    """django-csp's middleware, which builds the header of pages without a nonce only once."""

    @cached_property
    def _without_nonce(self) -> str:
        return build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if settings.DEBUG or hasattr(request, "_csp_nonce"):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._without_nonce)
        return response
