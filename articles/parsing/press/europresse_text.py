"""The text of Europresse's PDFs: refused where it holds several articles.

Only the size of the letters shows there where a headline ends and a text begins.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from articles.parsing.charsets import dump_input
from articles.parsing.press.fields import SEVERAL
from articles.parsing.records import Reject

# A larger export is not repeated in the rejects file.
_SIZE_LIMIT: Final = 16 * 2**20
# The number of a document, which stands below its article: ``news·20191108·PO·12x3``.
_NUMBER: Final = re.compile(
    r"""(?:^| )((?:news|web|bio|tv)[·•]\d{8}[·•][A-Z0-9]{1,10}[·•][^\s,;"]{3,80})(?= |$)""",
    re.MULTILINE,
)


def sniff(head: str) -> bool:
    return ("·" in head or "•" in head) and len(set(_NUMBER.findall(head))) > 1


def parse(stream: BinaryIO, *, charset: str) -> Iterator[Reject]:  # noqa: ARG001 # nothing is decoded
    yield Reject("line 1", SEVERAL, dump_input(stream, limit=_SIZE_LIMIT))
