"""Mail the notifications that have not been mailed yet."""

import sys
from collections.abc import Iterator

from django.core.management.base import CommandParser
from django.utils import timezone

from articles.management.base import EnglishCommand
from articles.publishing import mail

SOME_NOT_SENT = 1


class Command(EnglishCommand):
    help = "Send the notification emails that are due. Exit status: 1 some not sent."

    def add_arguments(self, parser: CommandParser) -> None:
        description = "also send the daily digests; run this once a day"
        parser.add_argument("--daily", action="store_true", help=description)

    def handle(self, *, daily: bool, **_: object) -> None:
        if not mail.has_server():
            self.stdout.write("No mail server is set (NEWSROOM_MAIL_URL); nothing was sent.")
            return
        sent, failed = 0, 0
        try:
            for each in self._send(is_daily=daily):
                if each.error:
                    failed += 1
                else:
                    sent += 1
                self._report(each)
        except mail.UnreachableError as error:
            self.stderr.write(f"The mail server could not be reached: {error}")
            failed += 1
        self.stdout.write(f"{sent} emails sent.")
        if failed:
            sys.exit(SOME_NOT_SENT)

    def _send(self, *, is_daily: bool) -> Iterator[mail.Mailing]:
        yield from mail.send_due(is_retry=True)
        if is_daily:
            yield from mail.send_digests(before=timezone.now(), is_retry=True)

    def _report(self, mailing: mail.Mailing) -> None:
        name = mailing.person.get_username()
        if mailing.error:
            self.stderr.write(f"{name}: not sent: {mailing.error}")
        else:
            self.stdout.write(f"{name}: sent ({mailing.count} notifications)")
