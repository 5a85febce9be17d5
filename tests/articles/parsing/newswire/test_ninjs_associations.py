"""The pictures and recordings beside a story in ninjs are named in remarks."""

from typing import Any

import pytest

from tests.articles.parsing.newswire.test_media import list_left_out
from tests.newswire import parse_ninjs_record

SMALL, LARGE = {"href": "small.jpg"}, {"href": "large.jpg"}


@pytest.mark.parametrize(
    ("associations", "left_out"),
    [
        (None, []),
        ("urn:hna:8", []),
        ({"text": {"type": "text", "uri": "urn:hna:8"}, "none": None, "bare": {}}, []),
        (
            {
                "main": {
                    "type": "picture",
                    "body_text": "A ferry",
                    "description_text": "The old ferry",
                    "headline": "Ferry",
                    "renditions": {"thumbnail": SMALL, "original": LARGE},
                }
            },
            [("picture", {"url": "large.jpg", "alt": "A ferry", "caption": "The old ferry"})],
        ),
        (
            [
                {
                    "mimeType": "video/mp4",
                    "headlines": [7, {"value": " The film "}],
                    "renditions": [{"name": "web", **SMALL}],
                },
                {"type": "audio", "uri": "urn:hna:9"},
                7,
            ],
            [("video", {"url": "small.jpg", "caption": "The film"}),
             ("audio", {"url": "urn:hna:9"})],
        ),
    ],
)  # fmt: skip
def test_what_stands_beside_the_text_is_named(
    associations: Any, left_out: list[tuple[str, dict[str, str]]]
) -> None:
    assert list_left_out(parse_ninjs_record(associations=associations)) == left_out


def test_the_media_in_nitf_are_named() -> None:
    nitf = '<p>It rained.</p><media><media-reference source="ferry.jpg"/></media>'
    record = parse_ninjs_record(body_text="", body_nitf=nitf)
    assert (record.body, list_left_out(record)) == (
        "<p>It rained.</p>",
        [("picture", {"url": "ferry.jpg"})],
    )
