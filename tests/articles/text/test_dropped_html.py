"""What of weight the HTML gate drops is found, with what is known of it."""

import pytest

from articles.text.dropped_html import Dropped, find_dropped
from tests.timing import measure_growth

FERRY = "https://port.example/ferry.jpg"


@pytest.mark.parametrize(
    ("body", "dropped"),
    [
        ("<p>Text</p>", []),
        (
            f'<figure><img src="{FERRY}" alt=" A\nferry "><figcaption>At<p><b>noon</b>.</figure>',
            [Dropped("picture", FERRY, "A ferry", "At noon.")],
        ),
        (f"<img src={FERRY}><noscript><img src={FERRY}></noscript>", [Dropped("picture", FERRY)]),
        (f"<img src='data:image/gif;base64,R0' data-src={FERRY}>", [Dropped("picture", FERRY)]),
        (f"<img data-title=a data-lazyload-src={FERRY}>", [Dropped("picture", FERRY)]),
        (f"<img srcset='{FERRY} 1x, b.jpg 2x'>", [Dropped("picture", FERRY)]),
        (
            f"<picture><source><source srcset='{FERRY} 2x'><img src='data:,a'></picture><img>",
            [Dropped("picture", FERRY), Dropped("picture")],
        ),
        (f"<img src={FERRY} width=1 height='1px'>", []),
        ("<figcaption>a</figcaption></figure>", []),
        ("<img><p><source src=a.jpg></p>", [Dropped("picture")]),
        (
            "<video><source src=a.mp4><source src=b.mp4></video><audio src=c.mp3></audio>",
            [Dropped("video", "a.mp4"), Dropped("audio", "c.mp3")],
        ),
        (
            "<iframe src=https://video.example/1>x</iframe><object data=d.swf><embed src=d.swf>",
            [Dropped("embed", "https://video.example/1"), Dropped("embed", "d.swf")],
        ),
        ("<form>Name <input></form><form></form>", [Dropped("form")]),
        ("<script>count()</script><script src=w.js></script>", [Dropped("script", "w.js")]),
        ("<script>document.write('a')</script>", [Dropped("script")]),
        ("<svg><path/></svg><svg><text>Fares <b>rise</b></text></svg>",
         [Dropped("drawing", text="Fares rise")]),
        ("<math><mi>x</mi><mn>2</mn></math>", [Dropped("formula", text="x 2")]),
    ],
)  # fmt: skip
def test_what_is_dropped_is_found(body: str, dropped: list[Dropped]) -> None:
    assert find_dropped(body) == dropped


def test_no_more_than_a_hundred_are_found() -> None:
    assert len(find_dropped("".join(f"<img src={number}.jpg>" for number in range(200)))) == 100


def test_in_html_nested_beyond_all_sense_nothing_is_found() -> None:
    assert find_dropped("<img src=a.jpg>" + "<div>" * 2_000) == []


@pytest.mark.parametrize(
    "shape", ["<img src=a>", "<figure>", "<figcaption>a", "<math>a", "<svg>", "</div>", "<form>a "]
)
def test_the_time_grows_linearly(shape: str) -> None:
    assert measure_growth(lambda size: find_dropped("<img src=a>" + shape * size), 800) < 24
