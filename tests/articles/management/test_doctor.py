"""The command doctor: a sound installation, and broken ones, each with the sentence that helps."""

import json
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pytest_django import Settings
from time_machine import TimeMachineFixture

from articles.database.audit_triggers import AUDIT_TRIGGERS
from articles.management.commands import doctor
from articles.management.diagnosis import database, machine
from articles.management.diagnosis.findings import Finding, Verdict, run_checks
from articles.models import Queue, WorkerHeartbeat
from articles.publishing.mail import NO_SERVER
from tests.database import check_constraints_now
from tests.desks import Desk, make_desk
from tests.imported import is_postgresql
from tests.mail_server import MailServer, run_mail_server

pytestmark = pytest.mark.django_db

SMTP = "django.core.mail.backends.smtp.EmailBackend"
FILES = "django.core.cache.backends.filebased.FileBasedCache"
DAY = 24 * 3600


def diagnose(name: str, *, mail_to: str = "", free: int = 1, has_worker: bool = True) -> Finding:
    """Return what the check of this name finds."""
    checks = doctor.list_checks(mail_to=mail_to, free=free, has_worker=has_worker)
    (finding,) = run_checks({name: checks[name]})
    return finding


def find_fault(name: str, **options: Any) -> str:
    """Return the message of the check, which has to find a fault."""
    finding = diagnose(name, **options)
    assert finding.verdict == Verdict.FAULT
    return finding.message


def is_sound(name: str, **options: Any) -> bool:
    return diagnose(name, **options).verdict == Verdict.OK


# The command.


def test_it_prints_each_finding_and_fails_where_there_is_a_fault(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.NEWSROOM_BACKUP_FOLDER = str(tmp_path / "nowhere")
    with pytest.raises(CommandError, match=r"^\d faults\.$") as error:
        call_command("doctor", "--free", "1")
    lines = capsys.readouterr().out.splitlines()
    assert error.value.returncode == 1
    names = [line[13:].partition(":")[0] for line in lines]
    assert names == list(doctor.list_checks(mail_to="", free=1, has_worker=True))
    assert lines[0].startswith(f"ok           database: {connection.display_name} answers after ")
    assert lines[-1].startswith("fault        backups: The folder of backups cannot be read (")


def test_the_findings_can_be_read_by_programs(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    settings.NEWSROOM_BACKUP_FOLDER = str(tmp_path / "nowhere")
    names = ["migrations", "clock", "backups"]
    every = doctor.list_checks(mail_to="", free=1, has_worker=True)
    checks = {name: every[name] for name in names}
    monkeypatch.setattr(doctor, "list_checks", lambda **_options: checks)
    with pytest.raises(CommandError, match=r"^1 fault\.$"):
        call_command("doctor", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["faults"] == 1
    assert [each["check"] for each in report["findings"]] == names
    assert report["findings"][0] == {
        "check": "migrations",
        "verdict": "ok",
        "message": "All migrations are applied.",
    }
    checks.pop("backups")
    call_command("doctor", "--json")
    assert json.loads(capsys.readouterr().out)["faults"] == 0


# The database.


def test_a_database_that_does_not_answer_is_the_first_fault(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "desk")
    if is_postgresql():
        url = desk.database_url.rpartition("/")[0] + "/no_such_database"
    else:
        (tmp_path / "broken.sqlite3").write_bytes(b"no database" * 1000)
        url = f"sqlite:///{tmp_path / 'broken.sqlite3'}"
    run = Desk(desk.folder, url).manage("doctor", "--json", "--free", "1")
    findings = {each["check"]: each for each in json.loads(run.stdout)["findings"]}
    assert run.returncode == 1
    assert findings["database"]["verdict"] == "fault"
    assert (
        "Check that it runs and that NEWSROOM_DATABASE_URL names it."
        in (findings["database"]["message"])
    )
    assert findings["migrations"]["verdict"] == "not checked"
    assert findings["migrations"]["message"].startswith("The database cannot be asked: ")


@pytest.mark.parametrize(("version", "is_refused"), [(14, True), (15, False), (18, False)])
def test_postgresql_has_to_be_new_enough(version: int, is_refused: bool) -> None:  # noqa: FBT001 - a column
    (finding,) = run_checks({"version": lambda: database.require_version(version)})
    assert (finding.verdict == Verdict.FAULT) == is_refused
    assert str(version) in finding.message


def test_the_version_is_that_of_the_server() -> None:
    expected = Verdict.OK if is_postgresql() else Verdict.NOT_CHECKED
    assert diagnose("database version").verdict == expected


MOUNTS = """\
/dev/vda1 / ext4 rw 0 0
files:/press /srv/press\\040room nfs4 rw 0 0
/dev/vdb1 /srv/press\\040room/local xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("/var/lib/newsroom.sqlite3", "ext4"),
        ("/srv/press room/newsroom.sqlite3", "nfs4"),
        ("/srv/press room/local/newsroom.sqlite3", "xfs"),
        ("/srv/press rooms/newsroom.sqlite3", "ext4"),
    ],
)
def test_the_file_system_is_that_of_the_innermost_mount(file: str, kind: str) -> None:
    assert database.find_file_system(Path(file), MOUNTS) == kind


@pytest.mark.skipif(is_postgresql(), reason="the file is SQLite's")
def test_sqlite_on_a_network_file_system_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_sound("database file")
    kind = database.find_file_system(
        Path(connection.settings_dict["NAME"]), Path("/proc/self/mounts").read_text()
    )
    monkeypatch.setattr(database, "NETWORK_FILE_SYSTEMS", {kind})
    assert "Move the file to a disk of this machine" in find_fault("database file")


@pytest.mark.skipif(not is_postgresql(), reason="SQLite has no roles")
def test_a_role_that_may_alter_the_tables_is_a_fault() -> None:
    assert "“Two roles in PostgreSQL”" in find_fault("database role")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE press_site")
        cursor.execute("SET LOCAL ROLE press_site")
        assert is_sound("database role")
        cursor.execute("RESET ROLE")
        cursor.execute("GRANT newsroom TO press_site")
        cursor.execute("SET LOCAL ROLE press_site")
        assert "signs in to PostgreSQL as press_site" in find_fault("database role")


@pytest.mark.skipif(is_postgresql(), reason="PostgreSQL is checked")
@pytest.mark.parametrize("name", ["database role", "clock"])
def test_what_sqlite_does_not_have_is_not_checked(name: str) -> None:
    assert diagnose(name).verdict == Verdict.NOT_CHECKED


@pytest.mark.skipif(not is_postgresql(), reason="SQLite is checked")
def test_the_files_of_postgresql_are_not_checked() -> None:
    assert diagnose("database file").verdict == Verdict.NOT_CHECKED


def test_a_migration_that_is_not_applied_is_a_fault() -> None:
    assert is_sound("migrations")
    MigrationRecorder.Migration.objects.filter(app="taggit").delete()
    message = find_fault("migrations")
    assert ("and 1 more" in message or "taggit.0001" in message, "migrate" in message) == (
        True,
        True,
    )


def test_a_missing_trigger_is_a_fault() -> None:
    assert is_sound("triggers")
    trigger = next(
        each for each in AUDIT_TRIGGERS[connection.vendor] if each.drop.startswith("DROP TRIGGER")
    )
    with connection.cursor() as cursor:
        check_constraints_now(cursor)
        cursor.execute(trigger.drop)
    message = find_fault("triggers")
    assert (trigger.name in message, "repair_database" in message) == (True, True)


@pytest.mark.skipif(not is_postgresql(), reason="SQLite has the clock of this machine")
def test_a_clock_that_is_wrong_is_a_fault(time_machine: TimeMachineFixture) -> None:
    assert is_sound("clock")
    time_machine.move_to(timezone.now() + timedelta(minutes=5))
    assert "differ by 300 seconds" in find_fault("clock")


# What the site works with.


def test_a_cache_that_does_not_answer_is_a_fault(settings: Settings, tmp_path: Path) -> None:
    assert diagnose("cache").verdict == Verdict.NOT_CHECKED
    (tmp_path / "file").touch()
    use_cache(settings, FILES, str(tmp_path / "file" / "below"))
    assert "Redis does not answer" in find_fault("cache")
    use_cache(settings, "django.core.cache.backends.dummy.DummyCache", "nowhere")
    assert "forgets" in find_fault("cache")
    use_cache(settings, FILES, str(tmp_path / "cache"))
    assert is_sound("cache")


def use_cache(settings: Settings, backend: str, location: str) -> None:
    cache = {"BACKEND": backend, "LOCATION": location}
    settings.CACHES = settings.CACHES | {"redis": cache}


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    """Run a mail server that the site sends to."""
    with run_mail_server() as server:
        options = {"host": "127.0.0.1", "port": server.port, "timeout": 5}
        options |= {"username": "desk", "password": server.password}
        settings.MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": options}}
        yield server


def test_a_mail_is_sent_only_where_an_address_is_given(mail_server: MailServer) -> None:
    assert is_sound("mail")
    assert mail_server.mails == []
    assert is_sound("mail", mail_to="editor@example.org")
    assert [mail["To"] for mail in mail_server.mails] == ["editor@example.org"]


def test_a_mail_server_that_refuses_the_site_is_a_fault(
    mail_server: MailServer, settings: Settings
) -> None:
    settings.MAILERS["default"]["OPTIONS"]["password"] = "wrong"
    assert "NEWSROOM_MAIL_URL" in find_fault("mail")
    settings.MAILERS["default"]["OPTIONS"]["port"] = 1
    assert "refused" in find_fault("mail")
    assert mail_server.mails == []


def test_without_a_mail_server_none_is_checked(settings: Settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": NO_SERVER}}
    assert diagnose("mail").verdict == Verdict.NOT_CHECKED


def test_a_worker_with_a_dead_process_is_a_fault() -> None:
    for number, queue in enumerate(Queue):
        assert f"{queue}" in find_fault("worker")
        WorkerHeartbeat.objects.create(
            id=UUID(int=number),
            child=queue,
            host="press",
            process_id=number + 1,
            started_at=timezone.now(),
            beat_at=timezone.now(),
        )
    assert is_sound("worker")
    WorkerHeartbeat.objects.filter(child=Queue.CLOCK).update(
        beat_at=timezone.now() - timedelta(minutes=2)
    )
    assert "(clock)" in find_fault("worker")
    assert diagnose("worker", has_worker=False).verdict == Verdict.NOT_CHECKED


# The machine.


def test_settings_for_developers_are_a_fault(settings: Settings) -> None:
    settings.DEBUG = True
    message = find_fault("settings")
    assert ("DEBUG" in message, "check --deploy" in message) == (True, True)
    settings.DEBUG, settings.SECURE_SSL_REDIRECT = False, True
    settings.SECRET_KEY = "".join(map(chr, range(33, 100)))
    assert diagnose("settings").message == "Django’s checks for public sites find nothing."


def test_root_is_a_fault() -> None:
    checks = {"root": lambda: machine.require_ordinary_user(0)}
    checks |= {"other": lambda: machine.require_ordinary_user(1000)}
    assert [each.verdict for each in run_checks(checks)] == [Verdict.FAULT, Verdict.OK]
    assert diagnose("user").verdict == (Verdict.FAULT if os.geteuid() == 0 else Verdict.OK)


def test_files_that_others_can_open_are_a_fault(settings: Settings, tmp_path: Path) -> None:
    settings.SECRET_KEY_FILE = tmp_path / "secret-key"
    settings.SECRET_KEY_FILE.touch(0o640)
    message = find_fault("permissions")
    assert (str(settings.SECRET_KEY_FILE) in message, "chmod 600" in message) == (True, True)
    settings.SECRET_KEY_FILE.chmod(0o600)
    assert is_sound("permissions")


def test_a_folder_that_cannot_be_written_to_is_a_fault(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch(0o600)
    settings.NEWSROOM_BACKUP_FOLDER = str(tmp_path / "file")
    assert "cannot write to" in find_fault("permissions")
    settings.NEWSROOM_BACKUP_FOLDER = str(tmp_path)
    assert is_sound("permissions")


def test_a_disk_with_less_room_than_asked_for_is_a_fault() -> None:
    assert is_sound("disk", free=1)
    assert "Less than 1000000000 MB are free" in find_fault("disk", free=10**9)


def test_static_files_that_are_not_collected_are_a_fault(
    settings: Settings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path
    assert "Run manage.py collectstatic." in find_fault("static files")
    names = collect(tmp_path)
    assert is_sound("static files")
    (tmp_path / names[0]).unlink()
    assert f"1 static files are missing in {tmp_path}, such as {names[0]}." in (
        find_fault("static files")
    )


def collect(folder: Path) -> list[str]:
    """Make empty static files of the names that they have, and their list; return the names."""
    names = sorted({name for finder in get_finders() for name, _storage in finder.list([])})
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (folder / "staticfiles.json").write_text(json.dumps({"paths": {name: name for name in names}}))
    return names


def test_backups_that_are_old_or_missing_are_a_fault(settings: Settings, tmp_path: Path) -> None:
    assert diagnose("backups").verdict == Verdict.NOT_CHECKED
    settings.NEWSROOM_BACKUP_FOLDER = str(tmp_path)
    assert f"The newest backup in {tmp_path} does not exist." in find_fault("backups")
    for name, age in [("old.backup", 9 * DAY), ("new.backup", 3 * DAY)]:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    assert "is 72 hours old" in find_fault("backups")
    (tmp_path / "new.backup").touch()
    assert is_sound("backups")
