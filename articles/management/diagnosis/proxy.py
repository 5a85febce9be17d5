"""The check of the way from the public address to the site."""

from typing import Final
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from django.urls import reverse

from articles.management.diagnosis import probe
from articles.management.diagnosis.findings import FaultError, NotCheckedError

FORGED_ADDRESS: Final = "203.0.113.77"  # of the addresses for documentation (RFC 5737)
FORGED: Final = {
    "X-Forwarded-For": FORGED_ADDRESS,
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "forged.example",
}
UNKNOWN: Final = "0.0.0.0"  # noqa: S104 # no address to listen on: what the site calls "none"
_TIMEOUT: Final = 10


def check_proxy() -> str:
    """Send a request with forged headers to the public address, and see what arrives."""
    site: str = settings.NEWSROOM_SITE_ADDRESS
    if not site.startswith("https://"):
        raise NotCheckedError(
            "The site has no public address: neither NEWSROOM_SITE_ADDRESS nor NEWSROOM_HOSTS "
            "names one."
        )
    seen = _ask(site)
    if seen["address"] == FORGED_ADDRESS:
        raise FaultError(
            "The site believes what a client says of its own address. Let the proxy replace "
            "X-Forwarded-For, and set NEWSROOM_TRUSTED_PROXIES to the number of your proxies."
        )
    if seen["address"] == UNKNOWN:
        raise FaultError(
            "The site does not learn the addresses of readers, and counts none of their attempts. "
            "Let the proxy set X-Forwarded-For, and set NEWSROOM_TRUSTED_PROXIES."
        )
    if not seen["is_secure"]:
        raise FaultError(
            "The site takes requests over HTTPS for plain ones. Let the proxy set "
            "X-Forwarded-Proto to https itself, and set NEWSROOM_BEHIND_PROXY=on."
        )
    if urlsplit(f"//{seen['host']}").hostname != urlsplit(site).hostname:
        raise FaultError(
            f"The site is asked as {seen['host']}. Let the proxy pass on the header Host as it is."
        )
    return "Requests arrive as they were sent, and forged headers do not."


def _ask(site: str) -> probe.Seen:
    """Return what the site sees of a request through its proxies; raise FaultError."""
    url = f"{site}{reverse('probe')}?token={probe.make_token()}"
    client = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)
    try:
        response = client.request("GET", url, headers=FORGED, redirect=False)
    except urllib3.exceptions.HTTPError as error:
        raise FaultError(
            f"{site} cannot be reached from here ({error}). Check the name, the certificate, the "
            "proxy and the firewall."
        ) from error
    if response.status in {301, 302}:
        raise FaultError(
            "The site takes a request over HTTPS for a plain one and redirects it for ever. Let "
            "the proxy set X-Forwarded-Proto to https itself."
        )
    return _read(response, site)


def _read(response: urllib3.BaseHTTPResponse, site: str) -> probe.Seen:
    try:
        seen: probe.Seen = response.json()
    except ValueError as error:
        raise FaultError(
            f"{site} answers with status {response.status} and not as this site does. Check that "
            "the proxy leads to this site, and that all of its processes have the same "
            "NEWSROOM_SECRET_KEY."
        ) from error
    return seen
