"""The command that imports: its paths and options."""

import json
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from articles.management.commands import import_articles
from articles.models import Article, ImportRun, Original, Source, Status
from tests.factories import make_source
from tests.import_command import Import, make_clipping, make_line
from tests.runs import list_headlines

pytestmark = pytest.mark.django_db


# Paths.


def test_a_folder_is_read_by_name_with_all_below_it(run: Import, folder: Path) -> None:
    (folder / "b").mkdir()
    for name in ("c.txt", "a.txt", "b/2.txt", "b/1.txt"):
        (folder / name).write_text(make_clipping(name))
    assert run(folder).status == 0
    assert list_headlines() == ["a.txt", "b/1.txt", "b/2.txt", "c.txt"]


def test_hidden_files_and_links_in_a_folder_are_ignored(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(make_clipping("Seen"))
    (folder / ".b.txt").write_text(make_clipping("Hidden"))
    (folder / ".git").mkdir()
    (folder / ".git" / "c.txt").write_text(make_clipping("Deeper"))
    elsewhere = folder.parent / "elsewhere.txt"
    elsewhere.write_text(make_clipping("Elsewhere"))
    (folder / "link.txt").symlink_to(elsewhere)
    assert (run(folder, "--json").tally, list_headlines()) == ({"created": 1}, ["Seen"])


def test_a_link_that_is_named_itself_is_followed(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(make_clipping())
    (folder / "link").symlink_to(folder / "a.txt")
    assert run(folder / "link", "--json").tally == {"created": 1}


def test_a_folder_without_files_is_reported(run: Import, folder: Path) -> None:
    (folder / "below").mkdir()
    result = run(folder)
    assert (result.status, result.err) == (2, f"No files in {folder}.")
    assert ImportRun.objects.count() == 0


def test_an_interruption_says_how_to_go_on(
    run: Import, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    (folder / "a.txt").write_text(make_clipping())
    monkeypatch.setattr(import_articles, "ingest", interrupt)
    result = run(folder)
    assert result.status == 2
    assert (
        result.err == "Stopped. Records imported so far are kept. Run the import again to continue."
    )


def test_a_table_in_the_charset_of_the_option_is_a_table(run: Import, folder: Path) -> None:
    table = "Başlık\tMetin\nVapur kalktı\tVapur öğlen ayrıldı.\n"
    (folder / "a.tsv").write_text(table, encoding="windows-1254")
    names = ("--map", "Başlık=headline", "--map", "Metin=text")
    result = run(folder, "--encoding", "windows-1254", *names, "--json")
    assert (result.status, result.tally) == (0, {"created": 1})
    assert Article.objects.get().headline == "Vapur kalktı"


@contextmanager
def redirect_stdin(content: bytes) -> Iterator[None]:
    """Let processes that are started meanwhile read this content from standard input."""
    before = os.dup(0)
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        os.dup2(file.fileno(), 0)
        yield
    os.dup2(before, 0)
    os.close(before)


def test_standard_input_is_read_for_a_dash(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(make_clipping("A file"))
    with redirect_stdin((make_line("İskele") + make_line("Vapur")).encode()):
        assert run("-", folder, "--json").tally == {"created": 3}
    assert list_headlines() == ["İskele", "Vapur", "A file"]
    assert list(Original.objects.order_by("pk").values_list("path", "position")) == [
        ("-", "line 1"),
        ("-", "line 2"),
        (f"{folder}/a.txt", "line 1"),
    ]


def test_an_unreadable_file_is_a_reject_and_the_rest_goes_on(run: Import, folder: Path) -> None:
    (folder / "b.txt").write_text(make_clipping())
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "a.socket"))
        result = run(folder / "a.socket", folder / "b.txt", "--json")
    assert (result.status, result.tally) == (1, {"created": 1, "rejected": 1})
    assert result.err.split(": ", 1)[1] == "It could not be read: No such device or address.\n"


def test_a_file_whose_name_is_not_utf_8_is_imported(run: Import, folder: Path) -> None:
    name = os.fsdecode(b"kad\xfdk\xf6y.txt")
    (folder / name).write_text(make_clipping())
    assert run(folder, "--json").tally == {"created": 1}
    assert Original.objects.get().path == rf"{folder}/kad\udcfdk\udcf6y.txt"


def test_the_run_is_labelled_with_the_paths(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(make_clipping())
    run(folder / "a.txt", folder)
    assert ImportRun.objects.get().label == f"{folder}/a.txt {folder}"


# Options.


def test_new_articles_are_drafts_by_default(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(make_clipping())
    run(folder)
    assert Article.objects.get().status == Status.DRAFT


@pytest.mark.parametrize("status", ["draft", "review", "published"])
def test_the_status_is_that_of_new_articles(run: Import, folder: Path, status: str) -> None:
    (folder / "a.txt").write_text(make_clipping())
    run(folder, "--status", status)
    assert Article.objects.get().status == status


@pytest.mark.parametrize("name", ["harbour-gazette", "Harbour Gazette", "HG"])
def test_the_source_is_named_by_its_slug_or_any_name(run: Import, folder: Path, name: str) -> None:
    source = make_source("Harbour Gazette")
    source.aliases.create(name="HG")
    (folder / "a.jsonl").write_text(make_line(source=None))
    run(folder, "--source", name)
    assert Article.objects.get().source == source


def test_the_language_option_is_the_default(run: Import, folder: Path) -> None:
    (folder / "a.jsonl").write_text(make_line("One") + make_line("Two", language="hy"))
    run(folder, "--language", "pt-BR")
    languages = Article.objects.order_by("pk").values_list("language", flat=True)
    assert list(languages) == ["pt-BR", "hy"]


def test_the_encoding_is_that_of_files_that_are_not_utf_8(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(make_clipping("Iğdır'da bayram"), encoding="windows-1254")
    (folder / "b.txt").write_text(make_clipping("Şişli"), encoding="utf-8")
    assert run(folder, "--encoding", "windows-1254").status == 0
    assert list_headlines() == ["Iğdır'da bayram", "Şişli"]


def test_the_encoding_of_the_source_is_the_default(run: Import, folder: Path) -> None:
    Source.objects.create(name="Harbour Gazette", encoding="iso-8859-9")
    (folder / "a.txt").write_text(make_clipping("Iğdır'da bayram"), encoding="iso-8859-9")
    assert run(folder, "--source", "harbour-gazette").status == 0
    assert list_headlines() == ["Iğdır'da bayram"]


def test_the_encoding_option_overrides_that_of_the_source(run: Import, folder: Path) -> None:
    Source.objects.create(name="Harbour Gazette", encoding="koi8-r")
    (folder / "a.txt").write_text(make_clipping("Iğdır'da bayram"), encoding="iso-8859-9")
    run(folder, "--source", "harbour-gazette", "--encoding", "iso-8859-9")
    assert list_headlines() == ["Iğdır'da bayram"]


def test_the_format_option_is_used(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text("A headline alone\n\nAnd a text that has no marker.\n")
    assert run(folder, "--json").tally == {"rejected": 1}
    assert run(folder, "--json", "--format", "clipping").tally == {"created": 1}


def test_a_dry_run_prints_the_tally_and_changes_nothing(run: Import, folder: Path) -> None:
    (folder / "a.txt").write_text(make_clipping())
    (folder / "b.txt").write_text("")
    result = run(folder, "--json", "--dry-run")
    assert (result.status, json.loads(result.out)["run"]) == (1, None)
    assert (Article.objects.count(), ImportRun.objects.count()) == (0, 0)
    assert run(folder, "--json").tally == result.tally


def test_small_chunks_bring_the_same(run: Import, folder: Path) -> None:
    (folder / "a.jsonl").write_text("".join(make_line(f"Ferry {i}") for i in range(5)))
    assert run(folder, "--json", "--chunk-size", "2").tally == {"created": 5}
    assert run(folder, "--json", "--chunk-size", "3").tally == {"unchanged": 5}


# Field names, and items that are no articles.


def test_their_field_names_are_mapped_to_ours(run: Import, folder: Path) -> None:
    record = {"başlık": "İskele", "metin": "Vapur kalktı.", "sayfa": 3}
    (folder / "a.jsonl").write_text(json.dumps(record))
    result = run(folder, "--map", "başlık=headline", "--map", "metin=text", "--json")
    assert (result.tally, list_headlines()) == ({"created": 1}, ["İskele"])


def test_an_unknown_field_name_cannot_start(run: Import, folder: Path) -> None:
    (folder / "a.jsonl").write_text(make_line("İskele"))
    result = run(folder, "--map", "title=heading")
    assert (result.status > 0, "is not a pair. Write theirs=ours" in result.err) == (True, True)


WORDPRESS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Ferry</title>
<wp:wxr_version>1.2</wp:wxr_version>
<item><title>Photo</title><wp:post_id>1</wp:post_id><wp:post_type>attachment</wp:post_type></item>
<item><title>Ferry opens</title><guid>http://ferry.example.org/?p=2</guid>
<content:encoded>It rained.</content:encoded><wp:post_id>2</wp:post_id>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>
</channel></rss>"""


def test_items_that_are_no_articles_are_left_out_and_counted(run: Import, folder: Path) -> None:
    (folder / "a.xml").write_text(WORDPRESS)
    result = run(folder, "--json")
    assert result.tally == {"created": 1}
    assert "attachments skipped (not articles): 1" in result.err


def test_columns_that_are_not_read_are_named_once(run: Import, folder: Path) -> None:
    (folder / "a.csv").write_text("Title,Text,Colour\nFerry,It rained.,red\nQuay,It stopped.,red\n")
    result = run(folder, "--json")
    assert result.err.count('The column "Colour" was not read.') == 1
