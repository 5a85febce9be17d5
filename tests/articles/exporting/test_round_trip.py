"""Articles exported, imported into empty tables and exported again."""

import io
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.importing.ingest import ingest
from articles.importing.options import Options
from articles.models import Article, Author, Source, Status, Tag
from articles.parsing import inputs
from articles.publishing import closing
from tests.factories import NOON, make_live, make_page_of_articles, make_source

pytestmark = pytest.mark.django_db


# Their slugs are in their own script.
HEADLINES = (
    "Լաստանավը դուրս եկավ ժամանակին և լի",
    "Паром «Заря» вышел в море",
    "أبحرت العبّارة في موعدها",
    "İskele’den İlk vapur: ığdır",
    "渡轮准时启航",
    "Το πλοίο έφυγε στην ώρα του",
    "नौका समय पर चली",
)


def export(file: Path) -> bytes:
    with redirect_stdout(io.StringIO()):
        call_command("export_articles", "--format", "jsonl", "--output", str(file))
    return file.read_bytes()


def reimport(file: Path, *, chunk_size: int) -> None:
    """Empty the tables of articles and of whom they name, and import the file into them."""
    closing.delete_articles(Article.objects.all())
    for table in (Source, Author, Tag):
        table.objects.all().delete()
    options = Options(label="again", status=Status.PUBLISHED, chunk_size=chunk_size)
    ingest(inputs.read_paths([str(file)]), options=options)


def make_articles() -> None:
    """Make live articles of many kinds."""
    make_page_of_articles(5)
    for headline in HEADLINES:
        make_live(headline=headline)
    make_live(headline="Own work", is_own_work=True)
    make_live(headline="Same headline", slug="other")
    make_live(headline="Same headline")
    make_live(headline="Same headline")
    make_live(
        headline="=1+1 “İki” <b>",
        body='<p>See <a href="https://example.org/">this</a>.</p><h2>More</h2><ul><li>a</li></ul>',
        standfirst="Two lines.\nThe second.",
        source=make_source("Iğdır Postası"),
        source_address="http://localhost/ş?q=1#x",
        source_detail="Sayı 87, s. 30-33",
        source_date="2019-11-01",
        source_date_precision="month",
        source_date_text="Kasım 2019",
        language="tr",
        kind="analysis",
        byline="Ayşe IŞIK*",
        authors=("Ayşe Işık", "Harbour Agency"),
        affiliation="The University",
        tags=("Ulaşım", "sea & sky"),
        embargoed_until=NOON - timedelta(days=1),
        expire_at=NOON + timedelta(days=36_500),
    )
    make_live(headline="The last", published_at=NOON + timedelta(microseconds=1))


@pytest.mark.parametrize("chunk_size", [1, 4, 500])
def test_an_import_of_an_export_is_exported_as_the_same_bytes(
    tmp_path: Path, chunk_size: int
) -> None:
    make_articles()
    first = export(tmp_path / "first.jsonl")
    reimport(tmp_path / "first.jsonl", chunk_size=chunk_size)
    assert export(tmp_path / "again.jsonl") == first
    assert first.count(b"\n") == 11 + len(HEADLINES)


def test_an_import_into_the_database_of_the_export_changes_nothing(tmp_path: Path) -> None:
    make_articles()
    first = export(tmp_path / "first.jsonl")
    reimport(tmp_path / "first.jsonl", chunk_size=500)
    options = Options(label="once more", status=Status.PUBLISHED)
    tally = ingest(inputs.read_paths([str(tmp_path / "first.jsonl")]), options=options)
    assert dict(tally.counts) == {"unchanged": 11 + len(HEADLINES)}
    assert export(tmp_path / "again.jsonl") == first
