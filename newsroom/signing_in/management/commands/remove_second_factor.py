"""Removes the second factor of somebody who has lost it."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Removes the authenticator app, the passkeys and the recovery codes of one account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the name of the account")

    def handle(self, *, username: str, **_options: object) -> None:
        try:
            person = User.objects.get_by_natural_key(username)
        except User.DoesNotExist:
            raise CommandError(f"Nobody is called {username}; check the spelling.") from None
        count, _ = Authenticator.objects.filter(user=person).delete()
        self.stdout.write(f"{username} has no second factor any more; {count} removed.")
