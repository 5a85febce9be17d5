"""Clippings for tests, built and parsed."""

import io

from articles.parsing.clipping import clipping
from articles.parsing.records import Record, Reject

FIRST = "The new terminal was opened by the mayor on Monday in the rain, and the band played."
SECOND = "The first ferry left with two hundred people and a dog. It was on time."

WHOLE = f"""

---

## FERRY TERMINAL OPENS

-

03.12.2020

---

Harbour Times (01 December 2020)

By Ada Quill

{FIRST}

{SECOND}

<https://harbour.example/ferry>

---

Kaynak/Source:
Etiketler/Tags: ferries, Çevre
Tür/Kind: report
"""


def parse(content: str | bytes, *, charset: str = "") -> list[Record | Reject]:
    data = content.encode() if isinstance(content, str) else content
    return list(clipping.parse(io.BytesIO(data), charset=charset))


def parse_record(content: str | bytes, *, charset: str = "") -> Record:
    (result,) = parse(content, charset=charset)
    assert isinstance(result, Record)
    return result


def build_clipping(
    *,
    source: str = "Harbour Times (01 December 2020)",
    byline: str = "By Ada Quill",
    body: str = f"{FIRST}\n\n{SECOND}",
    foot: str = "Kaynak/Source:",
) -> str:
    head = "## Ferry Terminal Opens\n\n-\n\n03.12.2020\n\n---"
    return "\n\n".join(filter(None, (head, source, byline, body, "---", foot)))


def split_paragraphs(body: str) -> list[str]:
    return [line.removeprefix("<p>").removesuffix("</p>") for line in body.split("\n")]
