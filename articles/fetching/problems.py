"""Why a feed was not fetched or read, as sentences: the codes of this room and of importing."""

from functools import partial
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.importing import reasons, sentences

SENTENCES: Final[dict[str, str | Promise]] = {
    **sentences.SENTENCES,
    "fetch.failed": _("%(message)s"),
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
