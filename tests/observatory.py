"""The score that the Mozilla HTTP Observatory gives to a page, by the rules of its version 5.

Its scanner needs Node.js and a server with a certificate; these are the same ten tests on responses
of Django's test client. Each returns what it adds to 100; what the rules add for more than is asked
counts only for a page that has lost at most ten.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Final
from urllib.parse import urlsplit

from lxml import html

BROAD: Final = {
    "ftp:",
    "http:",
    "https:",
    "*",
    "http://*",
    "http://*.*",
    "https://*",
    "https://*.*",
}
INLINE: Final = {"'unsafe-inline'", "data:"}
SIX_MONTHS: Final = 15_552_000
PRIVATE_REFERRERS: Final = {
    *("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"),
}
FULL_MARKS: Final = 90


@dataclass(frozen=True, slots=True)
class Scan:
    """A page as it comes by HTTPS, its cookies, and where plain HTTP leads."""

    url: str
    headers: Mapping[str, str]
    cookies: SimpleCookie
    text: str
    plain_location: str = ""


def compute_score(scan: Scan) -> int:
    modifiers = list_modifiers(scan).values()
    without_extra = 100 + sum(modifier for modifier in modifiers if modifier < 0)
    return 100 + sum(modifiers) if without_extra >= FULL_MARKS else without_extra


def list_modifiers(scan: Scan) -> dict[str, int]:
    """Return what each of the tests adds to the score."""
    return {
        "content-security-policy": rate_policy(scan),
        "cookies": rate_cookies(scan),
        "cross-origin-resource-sharing": rate_sharing(scan),
        "redirection": rate_redirection(scan),
        "referrer-policy": rate_referrer(scan),
        "strict-transport-security": rate_transport(scan),
        "subresource-integrity": rate_scripts(scan),
        "x-content-type-options": 0
        if scan.headers.get("X-Content-Type-Options") == "nosniff"
        else -5,
        "x-frame-options": rate_frames(scan),
        "cross-origin-resource-policy": rate_resource_policy(scan),
    }


def parse_policy(scan: Scan) -> dict[str, set[str]]:
    directives = scan.headers.get("Content-Security-Policy", "").split(";")
    words = [directive.split() for directive in directives if directive.strip()]
    return {name.lower(): {source.lower() for source in sources} for name, *sources in words}


def rate_policy(scan: Scan) -> int:
    policy = parse_policy(scan)
    if not policy:
        return -25
    default = policy.get("default-src", {"*"})
    script, style, objects = (
        policy.get(f"{kind}-src", default) for kind in ("script", "style", "object")
    )
    passive = policy.get("img-src", default) | policy.get("media-src", default)
    active = {
        s for name, each in policy.items() if name not in {"img-src", "media-src"} for s in each
    }
    if script & (BROAD | INLINE) or objects & BROAD or _has_plain(active):
        return -20
    if "'unsafe-eval'" in script | style or _has_plain(passive):
        return -10
    if style & (BROAD | INLINE):
        return 0
    return 10 if default == {"'none'"} else 5


def _has_plain(sources: set[str]) -> bool:
    return any(source.startswith(("http:", "ftp:")) for source in sources)


def rate_cookies(scan: Scan) -> int:
    if not scan.cookies:
        return 0
    modifiers = [5]
    is_https_kept = rate_transport(scan) == 0
    for name, cookie in scan.cookies.items():
        is_session = "login" in name.lower() or "sess" in name.lower()
        if is_session and not cookie["httponly"]:
            modifiers.append(-30)
        if not cookie["secure"]:
            plain, kept = (-40, -10) if is_session else (-20, -5)
            modifiers.append(kept if is_https_kept else plain)
        if not cookie["samesite"]:
            modifiers.append(-20 if "csrf" in name.lower() else 0)
    return min(modifiers)


def rate_sharing(scan: Scan) -> int:
    is_for_all = scan.headers.get("Access-Control-Allow-Origin", "") not in {"", "*"}
    return -50 if is_for_all and "Access-Control-Allow-Credentials" in scan.headers else 0


def rate_redirection(scan: Scan) -> int:
    target = urlsplit(scan.plain_location)
    if target.scheme != "https":
        return -20
    return 0 if target.hostname == urlsplit(scan.url).hostname else -5


def rate_referrer(scan: Scan) -> int:
    policies = [each.strip() for each in scan.headers.get("Referrer-Policy", "").split(",")]
    if policies == [""]:
        return 0
    return 5 if policies[-1] in PRIVATE_REFERRERS else -5


def rate_transport(scan: Scan) -> int:
    age = re.search(r"max-age=(\d+)", scan.headers.get("Strict-Transport-Security", ""))
    if age is None:
        return -20
    return 0 if int(age[1]) >= SIX_MONTHS else -10


def rate_scripts(scan: Scan) -> int:
    scripts = html.fromstring(scan.text).xpath("//script[@src]")
    others = [each for each in scripts if re.match(r"(https?:)?//", each.get("src"))]
    if any(not each.get("src").startswith("https:") for each in others):
        return -20 if all(each.get("integrity") for each in others) else -50
    if any(not each.get("integrity") for each in others):
        return -5
    return 5 if scripts and all(each.get("integrity") for each in scripts) else 0


def rate_frames(scan: Scan) -> int:
    if "frame-ancestors" in parse_policy(scan):
        return 5
    return 0 if scan.headers.get("X-Frame-Options") in {"DENY", "SAMEORIGIN"} else -20


def rate_resource_policy(scan: Scan) -> int:
    ratings = {"": 0, "cross-origin": 0, "same-site": 10, "same-origin": 10}
    return ratings.get(scan.headers.get("Cross-Origin-Resource-Policy", ""), -5)
