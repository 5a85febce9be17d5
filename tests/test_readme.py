"""README.md: its length, its commands, and its first import, done as it says."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article, Status
from tests.documents import README, find_section, read_page

LONGEST = 150
NUMBERS = re.compile(r"\(\d+\.\d s\); import \d+")


def list_blocks(section: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def test_it_is_short_and_says_that_there_is_no_licence() -> None:
    text = read_page(README)
    assert len(text.splitlines()) <= LONGEST
    assert "No licence has been chosen yet." in text


def test_setting_up_running_and_testing_take_one_line_each() -> None:
    """`.ci/bare-debian` runs these lines as they stand here."""
    assert list_blocks(find_section("Run it"), "sh") == [
        "sudo apt install git pipx\n",
        "pipx run uv run --no-dev manage.py demo\n",
        "pipx run uv run pytest\n",
    ]


@pytest.mark.django_db
def test_the_first_import_does_what_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    section = find_section("Import a first article")
    clipping, output = list_blocks(section, "text")
    (command,) = list_blocks(section, "sh")
    path = tmp_path / "first.txt"
    path.write_text(clipping, encoding="utf-8")
    options = command.partition("first.txt ")[2].split()
    call_command("import_articles", str(path), *options)
    assert NUMBERS.sub("", capsys.readouterr().out) == NUMBERS.sub("", output)
    article = Article.objects.get()
    assert (article.status, str(article.source)) == (Status.REVIEW, "Harbour Gazette")
    call_command("import_articles", str(path), *options)
    assert "1 unchanged" in capsys.readouterr().out
