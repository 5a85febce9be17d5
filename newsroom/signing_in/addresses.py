"""The address that a request comes from, behind as many proxies as the settings trust."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 # no address to listen on: the name of "none"


def get_client_address(request: HttpRequest) -> str:
    """Return the IP address of the client.

    Each trusted proxy has added one address to ``X-Forwarded-For``; what stands before those may
    be forged and is ignored. Behind a Unix socket without a trusted proxy, it is ``UNKNOWN``.
    """
    count: int = settings.NEWSROOM_TRUSTED_PROXIES
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    last = forwarded[-count] if 0 < count <= len(forwarded) else ""
    return _clean(last) or _clean(request.META.get("REMOTE_ADDR", "")) or UNKNOWN


def _clean(text: str) -> str:
    """Return the IP address in the text, which may have a port, else "".

    IPv4 in the notation of IPv6 is IPv4.
    """
    text = text.strip()
    host = text[1:].partition("]")[0] if text.startswith("[") else text
    if host.count(":") == 1:  # IPv4 with a port
        host = host.partition(":")[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
