"""Instants survive each way out and back in, to the microsecond."""

import io
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.models import Article, Status
from articles.parsing import inputs
from articles.publishing import closing
from tests.factories import make_live

pytestmark = pytest.mark.django_db

PRECISE = datetime(2020, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
INSTANTS = [PRECISE, PRECISE.replace(microsecond=0), PRECISE.replace(microsecond=1)]


@pytest.mark.parametrize("instant", INSTANTS)
@pytest.mark.parametrize("format_name", ["jsonl", "csv"])
def test_instants_survive_to_the_microsecond(
    tmp_path: Path, format_name: str, instant: datetime
) -> None:
    file = tmp_path / f"out.{format_name}"
    make_live(published_at=instant, expire_at=instant + timedelta(days=36_500))
    with redirect_stdout(io.StringIO()):
        call_command("export_articles", "--format", format_name, "--output", str(file))
    closing.delete_articles(Article.objects.all())
    options = Options(label="again", status=Status.PUBLISHED)
    ingest(inputs.read_paths([str(file)]), options=options)
    [(published_at, expire_at)] = Article.objects.values_list("published_at", "expire_at")
    assert (published_at, expire_at) == (instant, instant + timedelta(days=36_500))
