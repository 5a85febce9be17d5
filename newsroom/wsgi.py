"""The WSGI entry point, which the application server calls."""

import gc
import os

import django

from newsroom.charsets import Utf8Handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup(set_prefix=False)
application = Utf8Handler()

# What is loaded by now stays, so garbage collection need not look through it again.
gc.collect()
gc.freeze()
