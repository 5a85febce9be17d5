"""The desk: Django's admin, one module for each noun.

In: requests of signed-in editors. Out: pages, and calls to publishing and importing. Imports
everything below but nothing of site.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from articles.admin import article, author, import_run, notification, original, source, tag, user

__all__ = ["article", "author", "import_run", "notification", "original", "source", "tag", "user"]

# The rows of tasks are for the worker; whoever runs the site reads its log.
admin.site.unregister(DBTaskResult)
# The article's page needs the width for its form and panels; the index has the same links.
admin.site.enable_nav_sidebar = False
admin.site.index_title = _("The desk")
