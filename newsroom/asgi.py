"""The ASGI entry point, for servers that speak it."""

import os

import django
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup(set_prefix=False)
application = import_string("newsroom.bounded_bodies.BoundedHandler")()
