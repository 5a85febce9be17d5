"""The agreement scripts print shares for folders of each kind."""

from pathlib import Path

import pytest

from tests.agreement.__main__ import main

pytestmark = pytest.mark.unmeasured

ITEM = (
    "<title>Ferry sails</title><link>https://a.example/1</link><description>It left.</description>"
)
RSS = f"<rss version='2.0'><channel><title>Gazette</title><item>{ITEM}</item></channel></rss>"
EXPORT = """<rss xmlns:wp="http://wordpress.org/export/1.2/"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>Ferry sails</title>
<content:encoded>It left.</content:encoded><wp:status>publish</wp:status></item></channel></rss>"""


def list_lines(kind: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    main([kind, str(folder)])
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("expression", "line"),
    [
        ("entries[0]['title'] == 'Ferry sails'", "feedparser title 1 of 1 100.0%"),
        ("entries[0].title == 'Train stops'", "feedparser title 0 of 1 0.0%"),
    ],
)
def test_feeds_are_held_against_the_expression_that_they_carry(
    expression: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "feed.xml").write_text(f"<!--\nExpect: {expression}\n-->{RSS}")
    assert line in list_lines("feeds", tmp_path, capsys)


def test_feeds_are_held_against_a_json_file_of_the_same_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "feed.xml").write_text(RSS)
    (tmp_path / "feed.json").write_text('{"items": [{"title": "Ferry sails", "content": {}}]}')
    assert "gofeed title 1 of 1 100.0%" in list_lines("feeds", tmp_path, capsys)


def test_other_feeds_are_held_against_a_plain_reading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "feed.xml").write_text(RSS)
    assert "read plainly all 3 of 3 100.0%" in list_lines("feeds", tmp_path, capsys)


def test_exports_are_held_against_a_plain_reading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "export.xml").write_text(EXPORT)
    assert "wxr text 1 of 1 100.0%" in list_lines("wxr", tmp_path, capsys)


def test_pages_are_held_against_files_that_lack_some_fields(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "readability" / "ferry"
    folder.mkdir(parents=True)
    text = f"<p>{'The ferry left the harbour at noon. ' * 20}</p>"
    page = f"<html><head><title>Ferry sails</title></head><body><article>{text}</article></body>"
    (folder / "source.html").write_text(f"{page}</html>")
    (folder / "expected.html").write_text(text)
    (folder / "expected-metadata.json").write_text('{"title": "Ferry sails"}')
    assert "readability headline 1 of 1 100.0%" in list_lines("pages", tmp_path, capsys)


NITF = """<nitf><head><docdata><doc-id id-string="7" regsrc="HNA"/></docdata></head><body>
<body.head><hedline><hl1>Ferry sails</hl1></hedline></body.head>
<body.content><p>It left.</p></body.content></body></nitf>"""


def test_stories_are_held_against_a_plain_reading_or_a_file_beside_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "story.xml").write_text(NITF)
    (tmp_path / "other.xml").write_text(NITF)
    (tmp_path / "other.xml.expect.json").write_text('[{"headline": "Ferry sinks"}]')
    lines = list_lines("newswire", tmp_path, capsys)
    assert "nitf all 4 of 4 100.0%" in lines
    assert "expected headline 0 of 1 0.0%" in lines


def test_pages_are_held_against_phrases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cache = tmp_path / "trafilatura" / "cache"
    cache.mkdir(parents=True)
    text = f"<p>{'The ferry left the harbour at noon. ' * 20}</p>"
    page = f"<html><head><title>Ferry sails</title></head><body><article>{text}</article></body>"
    (cache / "ferry.html").write_text(f"{page}</html>")
    evaldata = {
        "https://a.example/1": {
            "file": "ferry.html",
            "with": ["left the", "snow"],
            "without": ["at noon"],
        },
        "https://a.example/2": {"file": "other.html", "with": ["rain"], "without": []},
    }
    (cache.parent / "evaldata.py").write_text(f"# Pages\nEVAL_PAGES = {evaldata!r}\n")
    lines = list_lines("pages", tmp_path, capsys)
    assert "trafilatura has 1 of 2 50.0%" in lines
    assert "trafilatura lacks 0 of 1 0.0%" in lines
