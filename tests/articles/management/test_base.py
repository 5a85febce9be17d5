"""What all our commands share."""

import importlib
import pkgutil

import pytest
from django.core.management import call_command
from django.utils import translation

from articles.management import commands
from articles.management.base import EnglishCommand

NAMES = sorted(each.name for each in pkgutil.iter_modules(commands.__path__))


@pytest.mark.parametrize("name", NAMES)
def test_every_command_speaks_english(name: str) -> None:
    module = importlib.import_module(f"articles.management.commands.{name}")
    assert issubclass(module.Command, EnglishCommand)


def test_a_command_speaks_english_on_a_turkish_site() -> None:
    class Command(EnglishCommand):
        requires_system_checks = ()

        def handle(self, **_options: object) -> str:
            return translation.gettext("Home")

    with translation.override("tr"):
        assert translation.gettext("Home") != "Home"
        assert call_command(Command()) == "Home"
        assert translation.get_language() == "tr"
