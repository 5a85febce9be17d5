"""The formats in which articles are exported."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from articles.exporting import clipping, jsonl, ninjs, table
from articles.models import Article

# Each function yields the parts of one text that holds all the articles.
EXPORT_FORMATS: Final[Mapping[str, Callable[[Iterable[Article]], Iterator[str]]]] = {
    "jsonl": jsonl.stream,
    "csv": table.stream,
    "ninjs": ninjs.stream,
    "clipping": clipping.stream,
}
