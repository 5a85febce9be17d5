"""The application as Django knows it."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from articles.database.installed import check_objects


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        register(check_objects, Tags.database)
        # By its name, since models cannot be imported above, before the apps are loaded.
        register(import_string("articles.models.file_checks.check_folder"), deploy=True)
