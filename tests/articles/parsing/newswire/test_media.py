"""Pictures, recordings and forms that stories in XML hold are named in remarks."""

import pytest

from articles.parsing.dropped import find_kind
from articles.parsing.records import Record, Remark
from tests.articles.parsing.newswire.test_named_xml import parse_record
from tests.articles.parsing.newswire.test_newsml_g2 import build_item
from tests.newswire import build_newsml_1, build_nitf, parse_newsml_record, parse_nitf_record
from tests.timing import measure_growth

FERRY = "https://harbour.example/ferry.jpg"


def list_left_out(record: Record) -> list[tuple[str, dict[str, str | int]]]:
    """Return the kind of each thing that was left out, and what is known of it."""
    marks = [each for each in record.remarks if each.code.startswith("left_out.")]
    return [(each.code.removeprefix("left_out."), dict(each.params)) for each in marks]


@pytest.mark.parametrize(
    ("content", "left_out"),
    [
        ("<p>It rained.</p>", []),
        (
            ('<media media-type="image"><media-reference mime-type="image/jpeg" height="9"/>'
            '<media-reference source="ferry.jpg" alternate-text="A ferry"/>'
            "<media-caption>The\n<p>old ferry</p></media-caption>"
            "<media-producer>Ann</media-producer></media>"),
            [("picture", {"url": "ferry.jpg", "alt": "A ferry", "caption": "The old ferry"})],
        ),
        (
            ('<media><media-reference mime-type="video/mp4" data-location="a.mp4"/></media>'
            '<media media-type="audio"/><media><media-reference name="Ferry"/></media>'
            '<media media-type="text"/>'),
            [
                ("video", {"url": "a.mp4"}),
                ("audio", {}),
                ("picture", {"url": "Ferry"}),
                ("embed", {}),
            ],
        ),
        (
            (f'<figure><img src="{FERRY}"/><figcaption>At noon</figcaption></figure>'
            '<x:form xmlns:x="urn:x"><x:input/></x:form>'),
            [("picture", {"url": FERRY, "caption": "At noon"}), ("form", {})],
        ),
        (f'<p>It <img src="{FERRY}" alt="Rain"/>rained.</p>', [("picture",
         {"url": FERRY, "alt": "Rain"})]),
        (f'<nav><img src="{FERRY}"/></nav><block type="npa"><media/></block>', []),
    ],
)  # fmt: skip
def test_what_a_text_in_xml_holds_beside_words_is_named(
    content: str, left_out: list[tuple[str, dict[str, str]]]
) -> None:
    text = f"<p>A ferry opens.</p>{content}"
    xhtml = f"<inlineXML><html><body>{text}</body></html></inlineXML>"
    for record in (
        parse_nitf_record(build_nitf(text)),
        parse_newsml_record(build_newsml_1(text)),
        parse_newsml_record(build_item(xhtml)),
        parse_record(f"<x><headline>Ferry</headline><text>{text}</text></x>"),
    ):
        assert list_left_out(record) == left_out


def build_component(*parts: str) -> str:
    return f"<NewsComponent>{''.join(parts)}</NewsComponent>"


def build_photo(role: str, url: str, media_type: str = "Photo") -> str:
    return build_component(
        f'<Role FormalName="{role}"/><ContentItem Href="{url}">'
        f'<MediaType FormalName="{media_type}"/></ContentItem>'
    )


CAPTION = build_component(
    '<Role FormalName="Caption"/><ContentItem><DataContent>The ferry</DataContent></ContentItem>'
)


def test_the_pictures_of_newsml_1_are_named_with_their_captions() -> None:
    photo = build_component(
        CAPTION, build_photo("Thumbnail", "small.jpg"), build_photo("Main", "ferry.jpg")
    )
    film = build_photo("Film", "ferry.mp4", media_type="Video")
    other = '<ContentItem Href="b.png"><MimeType FormalName="image/png"/></ContentItem>'
    record = parse_newsml_record(build_newsml_1(component=photo + film + build_component(other)))
    assert list_left_out(record) == [
        ("picture", {"url": "ferry.jpg", "caption": "The ferry"}),
        ("video", {"url": "ferry.mp4"}),
        ("picture", {"url": "b.png"}),
    ]


def test_the_pictures_of_newsml_g2_are_named() -> None:
    link = (
        '<link rel="irel:seeAlso" residref="urn:hna:8"><itemClass qcode="ninat:picture"/>'
        "<title>The ferry</title></link><link href='https://harbour.example/9'/>"
    )
    content = (
        "<inlineXML><p>It rained.</p></inlineXML>"
        f'<remoteContent contenttype="image/jpeg" href="{FERRY}"/>'
        '<remoteContent contenttype="text/html" href="a.html"/>'
    )
    record = parse_newsml_record(build_item(content, meta=link))
    assert list_left_out(record) == [
        ("picture", {"url": FERRY}),
        ("picture", {"url": "urn:hna:8", "caption": "The ferry"}),
    ]


@pytest.mark.parametrize(
    ("fields", "left_out"),
    [
        ("<image/><caption>The ferry</caption>", []),
        (
            f"<image>{FERRY}</image><caption>The ferry</caption>",
            [("picture", {"url": FERRY, "caption": "The ferry"})],
        ),
        (
            (
                '<photos><photo file="a 1.JPG"><caption>A</caption></photo><photo>'
                "<credit>Ann</credit><name>b.png</name></photo></photos><caption>C</caption>"
            ),
            [("picture", {"url": "a 1.JPG", "caption": "A"}), ("picture", {"url": "b.png"})],
        ),
    ],
)
def test_the_pictures_of_xml_with_named_elements_are_named(
    fields: str, left_out: list[tuple[str, dict[str, str]]]
) -> None:
    story = f"<x><headline>Ferry</headline><text>It rained.</text>{fields}</x>"
    assert list_left_out(parse_record(story)) == left_out


def test_each_is_named_once_and_a_hundred_at_most() -> None:
    many = "".join(f'<media><media-reference source="{at % 150}"/></media>' for at in range(300))
    remarks = parse_nitf_record(build_nitf(f"<p>It rained.</p>{many}")).remarks
    assert remarks[-1] == Remark("left_out.picture", params={"url": "99"})
    assert len(remarks) == 100


@pytest.mark.parametrize(
    ("name", "kind"), [("image/png", "picture"), ("Photo", "picture"), ("text/plain", ""), ("", "")]
)
def test_kinds_are_known_by_names_and_media_types(name: str, kind: str) -> None:
    assert find_kind(name) == kind


@pytest.mark.parametrize(
    "shape", ["<media><media-caption>a</media-caption></media>", "<figure><img src='a'/></figure>"]
)
def test_the_time_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: parse_nitf_record(build_nitf(shape * size)), 200) < 24
