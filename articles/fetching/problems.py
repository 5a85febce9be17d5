"""Why a feed was not fetched or read, as sentences: the codes of this room and of importing."""

from functools import partial
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.importing import reasons, sentences
from articles.models import fetch_url

SENTENCES: Final[dict[str, str | Promise]] = {
    **sentences.SENTENCES,
    "fetch.password": fetch_url.HAS_PASSWORD,
    "fetch.no_web_address": fetch_url.NO_WEB_ADDRESS,
    "fetch.redirects": _("Redirected more than %(count)s times. Enter the final address."),
    "fetch.timeout": _("%(host)s took too long to answer. Newsroom will try again later."),
    "fetch.certificate": _(
        "The certificate of %(host)s is not valid: %(reason)s. Tell the site’s owner."
    ),
    "fetch.unreadable": _(
        "The response from %(host)s could not be read: %(reason)s. Newsroom will try again later."
    ),
    "fetch.unreachable": _(
        "%(host)s could not be reached: %(reason)s. Newsroom will try again later."
    ),
    "fetch.port": _(
        "Port %(port)s is not allowed. Remove it from the address, or ask an administrator to "
        "allow it: %(how)s."
    ),
    "fetch.not_found": _(
        "%(host)s was not found. Check the address; if it is right, Newsroom will try again later."
    ),
    "fetch.private": _(
        "%(host)s is on a private network. Use a public address, or ask an administrator to "
        "allow it: %(how)s."
    ),
    "poll.over_time": _(
        "An entry took more than %(seconds)s seconds of computing time to read; it and those "
        "behind it were left out. Tell the site’s owner, or ask an administrator to allow more: "
        "NEWSROOM_READING_SECONDS."
    ),
    "poll.over_memory": _(
        "An entry took more than %(size)s MB of memory to read; it and those behind it were left "
        "out. Tell the site’s owner, or ask an administrator to allow more: "
        "NEWSROOM_READING_MEMORY."
    ),
    "fetch.too_large": _(
        "The feed is larger than %(size)s MB and was not read. Use a shorter feed."
    ),
    "fetch.cut": _("the connection was cut"),
    "fetch.encoding": _("unsupported encoding %(encoding)s"),
    "poll.failed": _(
        "An error in Newsroom stopped it. Details are in the log of fetch_feeds; tell the "
        "administrator."
    ),
    "poll.gone": _("The source has closed this feed (410). Newsroom no longer checks it."),
    "poll.status": _("The server answered %(status)s instead of the feed. Check the address."),
    "poll.unreadable": _("The feed could not be read: %(reason)s Check the address."),
    "poll.moved": _(
        "The feed has moved to %(address)s, which is already in use here. This one is no longer "
        "checked."
    ),
}

word_stored = partial(reasons.word_stored, sentences=SENTENCES)
word_for_shell = partial(reasons.word_for_shell, sentences=SENTENCES)
