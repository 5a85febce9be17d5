"""The former place of ``articles.text.analyser``; to be deleted once no import names it."""

from articles.text.analyser import *  # noqa: F403
