"""The view that tells doctor what the site sees of its request."""

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.management.diagnosis import probe
from newsroom.signing_in.addresses import get_client_address


@require_safe
@never_cache
def show_request(request: HttpRequest) -> JsonResponse:
    """Respond with the client's address, the host and the scheme; 404 without a valid token."""
    if not probe.is_token(request.GET.get("token", "")):
        raise Http404
    seen = probe.Seen(
        address=get_client_address(request),
        host=request.get_host(),
        is_secure=request.is_secure(),
    )
    return JsonResponse(seen)
