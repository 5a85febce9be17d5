"""The wiring as Django knows it: it has no models, only checks."""

from django.apps import AppConfig
from django.core.checks import register

from newsroom.checks import check_file_modes, check_static_files


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        register(check_file_modes)
        register(check_static_files)
