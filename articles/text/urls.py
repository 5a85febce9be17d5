"""URLs in one spelling, so that all spellings of an address are one key."""

import hashlib
import re
from string import ascii_letters, digits, printable
from typing import Final
from urllib.parse import quote, urlsplit

# The beginning of a web address up to the end of the user name and password in it, as browsers read
# it: they take any number of slashes, also the other ones.
CREDENTIALS: Final = r"(?P<start>https?:[/\\]*+|[/\\]{2,}+)[^\s\"/?#\\]*@"
_CREDENTIALS: Final = re.compile(rf"\s*{CREDENTIALS}", re.IGNORECASE)
_OTHER_CREDENTIALS: Final = re.compile(r"\b([a-z][a-z0-9+.-]{0,30}://)[^\s/?#@]*@", re.IGNORECASE)
_UNRESERVED: Final = frozenset(f"{ascii_letters}{digits}-._~")
_ESCAPE: Final = re.compile(r"%([0-9a-fA-F]{2})")
# What links carry to count visitors, by the name of the parameter.
_TRACKING: Final = re.compile(
    r"(?:utm_|at_|guce_|oly_|vero_|hsa_|_hs|wt_)\w*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|"
    r"twclid|ttclid|igshid|mc_[ce]id|mkt_tok|xtor|ocid|cmpid|cmp|smid|sref|echobox|_ga|_gl",
    re.IGNORECASE,
)
# Fragments that lead to a place which every page has, and text fragments.
_EMPTY_FRAGMENT: Final = re.compile(
    r":~:.*|comments?(?:-\d+)?|respond|disqus_thread|more(?:-\d+)?|top|content|main|share",
    re.IGNORECASE,
)


def normalise_url(url: str) -> str:
    """Return the URL in the spelling that all its spellings share, "" if it names no page.

    Scheme, ``www.``, case of the host, default port, a slash at the end, needless percent-encoding,
    tracking parameters and tracking fragments do not count. Other fragments do: live blogs give one
    to each entry. A bare host names an outlet, not a page.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    except ValueError:
        return url.strip()
    path, query = _spell(parts.path).rstrip("/"), _drop_tracking(_spell(parts.query))
    fragment = "" if _is_empty(parts.fragment) else _spell(parts.fragment)
    if not host or not (path or query or fragment):
        return ""
    return f"{host}{port}{path}{query and f'?{query}'}{fragment and f'#{fragment}'}"


def remove_credentials(url: str) -> str:
    """Return the URL without the user name and password before its host."""
    return _CREDENTIALS.sub(r"\g<start>", url, count=1) if _CREDENTIALS.match(url) else url


def mask_credentials(text: str) -> str:
    """Return the text without the user names and passwords in the URLs that it holds."""
    return _OTHER_CREDENTIALS.sub(r"\1", text)


def compute_address_key(url: str) -> str:
    """Return a SHA-256 that is the same for all spellings of a URL, "" if it names no page."""
    normalised = normalise_url(url)
    return hashlib.sha256(normalised.encode("utf-8", "replace")).hexdigest() if normalised else ""


def _drop_tracking(query: str) -> str:
    if not query:
        return ""
    params = (each for each in query.split("&") if each)
    return "&".join(each for each in params if not _is_tracking(each))


def _is_tracking(param: str) -> bool:
    return _TRACKING.fullmatch(param.partition("=")[0]) is not None


def _is_empty(fragment: str) -> bool:
    return not fragment or _is_tracking(fragment) or bool(_EMPTY_FRAGMENT.fullmatch(fragment))


def _spell(text: str) -> str:
    """Return the part of a URL with nothing escaped that need not be, and all else escaped."""
    if "%" in text:
        text = _ESCAPE.sub(_spell_escape, text)
    return text if text.isascii() else quote(text, safe=printable, errors="replace")


def _spell_escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()
