"""The WSGI entry point, which the application server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()

# What is loaded by now stays, so garbage collection need not look through it again.
gc.collect()
gc.freeze()
