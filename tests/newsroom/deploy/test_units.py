"""The units of systemd in newsroom/deploy/, and the settings that they start with."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.deployed import DEPLOY, HOST, read_unit, read_variables, require_program
from tests.documents import find_section, list_rows
from tests.newsroom.conftest import ReadSettings

UNITS = sorted((DEPLOY / "systemd").glob("*.[st]*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
TIMERS = [unit for unit in UNITS if unit.suffix == ".timer"]
EXAMPLE = DEPLOY / "newsroom.env"


def get_name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("service", SERVICES, ids=get_name)
def test_a_service_runs_commands_that_exist(service: Path) -> None:
    commands = " ".join(read_unit(service)["ExecStart"])
    names = set(re.findall(r"manage\.py (\w+)", commands))
    assert names - set(get_commands()) == set()
    assert names or "granian" in commands


@pytest.mark.parametrize("timer", TIMERS, ids=get_name)
def test_a_timer_has_a_service(timer: Path) -> None:
    assert timer.with_suffix(".service") in SERVICES


@pytest.mark.slow
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    systemd = require_program("systemd-analyze")
    shutil.copytree(DEPLOY / "systemd", tmp_path, dirs_exist_ok=True)
    units = [tmp_path / unit.name for unit in SERVICES + TIMERS]
    for unit in units:  # programs that are not installed here
        unit.write_text(re.sub(r"/opt/newsroom/current/\S+", "/bin/true", unit.read_text()))
    command = [systemd, "verify", "--man=no", *map(str, units)]
    environment = {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert [line for line in run.stderr.splitlines() if "newsroom" in line] == []


def test_the_example_of_the_settings_is_valid(read_settings: ReadSettings) -> None:
    variables = read_variables(EXAMPLE)
    settings = read_settings(**variables)
    assert settings["ALLOWED_HOSTS"] == [HOST]
    assert settings["NEWSROOM_SITE_ADDRESS"] == f"https://{HOST}"
    assert settings["NEWSROOM_PROXY_SECONDS"] == 1


def test_every_setting_of_the_example_exists(tmp_path: Path, read_settings: ReadSettings) -> None:
    file = tmp_path / "all.env"
    file.write_text(re.sub(r"^#(?=NEWSROOM_)", "", EXAMPLE.read_text(), flags=re.MULTILINE))
    variables = read_variables(file)
    read_settings(**variables)  # each value is valid
    documented = {row[0].strip("`") for row in list_rows(find_section("Settings"))}
    assert set(variables) - documented == set()
