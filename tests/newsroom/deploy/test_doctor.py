"""What doctor finds of a real nginx: with the configuration of newsroom/deploy/, and mistaken."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deployed import DEPLOY, PROJECT, Proxy, read_variables, run_nginx, run_site
from tests.processes import get_database_url

pytestmark = [
    pytest.mark.slow,
    pytest.mark.unmeasured,
    pytest.mark.process,
    pytest.mark.one_engine,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

NAME = "localhost"
ADDRESS, SCHEME, HOST = (
    "proxy_set_header X-Forwarded-For   $remote_addr;",
    "proxy_set_header X-Forwarded-Proto $scheme;",
    "proxy_set_header Host              $host;",
)


def diagnose(proxy: Proxy, **variables: str) -> tuple[str, str]:
    """Return verdict and message of the check of the proxy, as the command prints them."""
    ours = read_variables(DEPLOY / "newsroom.env") | {
        "NEWSROOM_DATABASE_URL": get_database_url(),
        "NEWSROOM_SECRET_KEY": os.environ["NEWSROOM_SECRET_KEY"],
        "NEWSROOM_SITE_ADDRESS": f"https://{NAME}:{proxy.port}",
        "SSL_CERT_FILE": str(proxy.folder / "fullchain.pem"),
    }
    others = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "manage.py", "doctor", "--json"]
    environment = others | ours | variables
    run = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    findings = {each["check"]: each for each in json.loads(run.stdout)["findings"]}
    return findings["proxy"]["verdict"], findings["proxy"]["message"]


def test_the_configuration_as_it_is_is_sound(tmp_path: Path) -> None:
    with run_site(tmp_path, NEWSROOM_HOSTS=NAME), run_nginx(tmp_path, name=NAME) as proxy:
        assert diagnose(proxy) == (
            "ok",
            "Requests arrive as they were sent, and forged headers do not.",
        )


@pytest.mark.parametrize(
    ("line", "instead", "words"),
    [
        (
            ADDRESS,
            ADDRESS.replace("$remote_addr", "$http_x_forwarded_for"),
            "believes what a client",
        ),
        (ADDRESS, ADDRESS.replace("$remote_addr", '""'), "does not learn the addresses of readers"),
        (SCHEME, SCHEME.replace("$scheme", "$http_x_forwarded_proto"), "redirects it for ever"),
        (HOST, HOST.replace("$host", "other.example"), "answers with status 400"),
    ],
    ids=["forged address", "no address", "forged scheme", "another host"],
)
def test_a_mistake_in_the_configuration_is_a_fault(
    tmp_path: Path, line: str, instead: str, words: str
) -> None:
    changes = {line: instead}
    with (
        run_site(tmp_path, NEWSROOM_HOSTS=NAME),
        run_nginx(tmp_path, name=NAME, changes=changes) as proxy,
    ):
        verdict, message = diagnose(proxy)
    assert (verdict, words in message) == ("fault", True), message


def test_a_site_that_does_not_run_is_a_fault(tmp_path: Path) -> None:
    with run_nginx(tmp_path, name=NAME) as proxy:
        verdict, message = diagnose(proxy)
    assert (verdict, "answers with status 503" in message) == ("fault", True)
