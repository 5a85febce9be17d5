"""Run what is due by the clock and what waits in the queues, until it is stopped."""

import os
import sys
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.management.base import CommandParser

from articles.management.base import EnglishCommand
from articles.models import Queue
from articles.worker.child import Child
from articles.worker.supervisor import Supervisor


class Command(EnglishCommand):
    help = "Do what is due by the clock and what the desk has asked for; runs until it is stopped."

    # A database that does not answer yet is waited for.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        child_help = "run one of the children (used by the worker itself)"
        parser.add_argument("--child", choices=Queue.values, help=child_help)
        parser.add_argument("--id", type=UUID, help="the id of the child, for its heartbeat")

    def handle(self, *, child: str | None, id: UUID | None, **_options: Any) -> None:  # noqa: A002 - the name of the option
        if child:
            Child(Queue(child), worker=id or uuid4(), parent=sys.stdin.fileno()).run()
            return
        supervisor = Supervisor()
        for queue in Queue:
            supervisor.add(f"The process {queue}", build_command(queue), dict(os.environ))
        self.stdout.write(f"The worker runs ({', '.join(Queue.values)}).")
        self.stdout.flush()
        supervisor.run()


def build_command(queue: Queue) -> list[str]:
    """Return the command of a child; all processes in its place share the id."""
    manage = str(settings.BASE_DIR / "manage.py")
    return [sys.executable, manage, "worker", "--child", queue, "--id", str(uuid4())]
