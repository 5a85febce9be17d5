"""Which formats articles are written in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from articles.exporting import clipping, jsonl, ninjs, table
from articles.models import Article

# Each yields the parts of the text that all the articles make together.
FORMATS: Final[Mapping[str, Callable[[Iterable[Article]], Iterator[str]]]] = {
    "jsonl": jsonl.stream,
    "csv": table.stream,
    "ninjs": ninjs.stream,
    "clipping": clipping.stream,
}
