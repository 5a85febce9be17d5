"""The desk as a site of Django's admin: what it leaves out of Django's own URLs."""

from typing import Any

from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.sites import AdminSite


class Desk(AdminSite):
    """Django's admin without "view on site", which sends all staff on to the page of any row.

    It asks for no permission on the row. A URL that does not exist answers 404 to everybody.
    """

    final_catch_all_view = False

    def get_urls(self) -> list[Any]:
        return [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]


class DeskConfig(AdminConfig):
    default_site = "newsroom.desk.Desk"
