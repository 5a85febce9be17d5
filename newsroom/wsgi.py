"""The WSGI entrance, which the application server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()

# What is loaded by now stays, and need not be looked through again at each search for garbage.
gc.collect()
gc.freeze()
