"""The WSGI entry point, which the application server calls."""

import gc
import os

import django

from newsroom.charsets import Utf8Handler
from newsroom.starting import explain_failures, require_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
with explain_failures():
    django.setup(set_prefix=False)
    require_database()
application = Utf8Handler()

# What is loaded by now stays, so garbage collection need not look through it again.
gc.collect()
gc.freeze()
