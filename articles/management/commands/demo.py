"""Set up a database with accounts and invented clippings, and serve it."""

import argparse
import os
import socket
import sys
from pathlib import Path
from typing import Any, Final

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.db.models import QuerySet
from django.utils.crypto import get_random_string

from articles.database import sqlite_file
from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.management.base import EnglishCommand
from articles.models import ImportRun, Status
from articles.parsing import inputs
from articles.worker.supervisor import Supervisor

CLIPPINGS: Final = Path(__file__).resolve().parents[2] / "demo"
MANAGE: Final = Path(__file__).resolve().parents[3] / "manage.py"
HOST: Final = "127.0.0.1"
LABEL: Final = "demo: "
ACCOUNTS: Final = {"contributor": "Contributors", "editor": "Editors", "publisher": "Publishers"}


def parse_port(value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) < 2**16:
        raise argparse.ArgumentTypeError(f"{value!r} is not a port number (1–65535)")
    return int(value)


class Command(EnglishCommand):
    help = "Create the database, three accounts and thirty invented articles, and serve them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=parse_port, default=8000, help="on 127.0.0.1 (8000)")
        parser.add_argument("--no-serve", action="store_true", help="set up and stop")
        parser.add_argument(
            "--password", help="for all three accounts; without it, each gets a new one"
        )

    def handle(self, *, port: int, no_serve: bool, password: str | None, **_: Any) -> None:
        if not no_serve:
            require_free_port(port)
        sqlite_file.create_for(connection)
        require_demo_database()
        call_command("migrate", verbosity=0)
        for status in (Status.PUBLISHED, Status.REVIEW, Status.DRAFT):
            import_clippings(status)
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write("Accounts of the desk:")
        for name, role in ACCOUNTS.items():
            self.stdout.write(f"  {name:<12} password: {make_account(name, role, password)}")
        url = f"http://{HOST}:{port}"
        self.stdout.write(f"The site:  {url}/\nThe desk:  {url}/admin/")
        if not no_serve:
            self.stdout.write("Press Ctrl-C to stop.")
            self.stdout.flush()
            serve(port)


def require_free_port(port: int) -> None:
    """Raise CommandError when another program listens on the port."""
    try:
        with socket.create_server((HOST, port)):
            pass
    except OSError as error:
        raise CommandError(f"Port {port} is in use; choose another with --port.") from error


def require_demo_database() -> None:
    """Raise CommandError for a database in use: it must not get invented articles and accounts."""
    is_demo = has_rows(ImportRun.objects.filter(label__startswith=LABEL))
    if not is_demo and has_rows(User.objects.all()):
        raise CommandError(
            "This database already has user accounts, so the demo will not touch it. Use another "
            "one: NEWSROOM_DATABASE_URL=sqlite:///demo.sqlite3"
        )


def has_rows(rows: QuerySet[Any]) -> bool:
    """Return whether there are rows; without its table there are none."""
    return rows.model._meta.db_table in connection.introspection.table_names() and rows.exists()


def import_clippings(status: Status) -> None:
    """Import the clippings for articles of this status; those imported before stay."""
    folder = os.path.relpath(CLIPPINGS / status.value)
    options = Options(label=f"{LABEL}{status}", status=status, is_command_line=True)
    ingest(inputs.read_paths([folder]), options=options)


def make_account(name: str, role: str, password: str | None) -> str:
    """Create the account, or give it a new password when it exists; return the password."""
    account, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    password = password or get_random_string(14)
    account.set_password(password)
    account.save(update_fields=["password"])
    account.groups.set(Group.objects.filter(name=role))
    return password


def serve(port: int) -> None:
    """Run the application server that serves in production, and the worker, until Ctrl-C."""
    # Some browsers do not send cookies for HTTPS only to a site on loopback HTTP.
    environment = {
        "NEWSROOM_SITE_ADDRESS": f"http://{HOST}:{port}",
        **os.environ,
        "NEWSROOM_SECURE_COOKIES": "off",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),  # of any working folder
    }
    server = [
        *(sys.executable, "-m", "granian", "newsroom.wsgi:application", "--interface", "wsgi"),
        *("--host", HOST, "--port", str(port), "--no-ws", "--log-level", "warning"),
        *("--blocking-threads", "4", "--backpressure", "64", "--workers-kill-timeout", "3"),
        "--respawn-failed-workers",
    ]
    supervisor = Supervisor()
    supervisor.add("The server", server, environment)
    supervisor.add("The worker", [sys.executable, str(MANAGE), "worker"], environment)
    supervisor.run()
