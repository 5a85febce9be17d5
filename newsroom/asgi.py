"""The ASGI entry point, for servers that speak it."""

import os

import django
from django.utils.module_loading import import_string

from newsroom.starting import explain_failures, require_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
with explain_failures():
    django.setup(set_prefix=False)
    require_database()
application = import_string("newsroom.bounded_bodies.BoundedHandler")()
