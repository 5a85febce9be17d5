"""Check an installation, and say of each fault what to do."""

import json
from dataclasses import asdict
from functools import partial
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser

from articles.management.base import EnglishCommand
from articles.management.diagnosis import database, machine, proxy, services
from articles.management.diagnosis.findings import Check, Finding, Verdict, run_checks

LEAST_FREE: Final = 1_000  # megabytes


class Command(EnglishCommand):
    help = "Check this installation, and say of each fault what to do."
    # They would stop the command that says what is wrong.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")
        parser.add_argument(
            "--mail", metavar="ADDRESS", default="", help="also send a mail to this address"
        )
        parser.add_argument(
            "--free",
            metavar="MEGABYTES",
            type=int,
            default=LEAST_FREE,
            help=f"how much has to be free on each disk ({LEAST_FREE} when it is not given)",
        )

        parser.add_argument(
            "--without-worker", action="store_true", help="timers do the work of the worker"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        checks = list_checks(
            mail_to=options["mail"],
            free=options["free"],
            has_worker=not options["without_worker"],
        )
        findings = []
        for finding in run_checks(checks):
            findings.append(finding)
            if not options["json"]:
                self.stdout.write(f"{finding.verdict:<11}  {finding.check}: {finding.message}")
        faults = sum(finding.verdict == Verdict.FAULT for finding in findings)
        if options["json"]:
            self.stdout.write(render_json(findings, faults))
        if faults:
            raise CommandError("1 fault." if faults == 1 else f"{faults} faults.")


def list_checks(*, mail_to: str, free: int, has_worker: bool) -> dict[str, Check]:
    """Return all checks by their names, in their order."""
    return {
        "database": database.check_answers,
        "database version": database.check_version,
        "database file": database.check_file_system,
        "database role": database.check_role,
        "migrations": database.check_migrations,
        "triggers": database.check_objects,
        "clock": database.check_clock,
        "cache": services.check_cache,
        "mail": partial(services.check_mail, to=mail_to),
        "worker": partial(services.check_worker, is_wanted=has_worker),
        "settings": machine.check_settings,
        "user": machine.check_user,
        "permissions": machine.check_permissions,
        "disk": partial(machine.check_disk, least=free),
        "static files": machine.check_static_files,
        "proxy": proxy.check_proxy,
        "backups": machine.check_backups,
    }


def render_json(findings: list[Finding], faults: int) -> str:
    return json.dumps({"faults": faults, "findings": [asdict(finding) for finding in findings]})
