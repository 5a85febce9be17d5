"""What the paths of an import name: a file or archive, a folder with all below it, or ``-``."""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from articles.parsing import formats
from articles.parsing.containers import archives
from articles.parsing.containers.archives import UnpackedFile
from articles.parsing.containers.limits import Allowance
from articles.parsing.records import (
    ParsedItem,
    Reject,
)
from articles.parsing.tabular import field_names

STANDARD_INPUT: Final = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """One file, with its size in bytes; that of standard input is not known and counts as 0."""

    name: str
    size: int = 0

    def open(self) -> BinaryIO:
        """Return the bytes as a stream that can seek; raise OSError where that cannot be."""
        if self.name == STANDARD_INPUT:
            return _spooled(sys.stdin.buffer)
        stream = Path(self.name).open("rb")  # noqa: SIM115 - the caller closes what it asked for
        if stream.seekable():
            return stream
        with stream:  # a pipe, as in import_articles <(unzip -p archive.zip)
            return _spooled(stream)


def _spooled(stream: BinaryIO) -> BinaryIO:
    spooled = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes what it asked for
    shutil.copyfileobj(stream, spooled)
    spooled.seek(0)
    return spooled


def find_missing(paths: Iterable[str]) -> list[str]:
    """Return those of the paths at which there is nothing."""
    return [path for path in paths if path != STANDARD_INPUT and not os.path.lexists(path)]


def walk_paths(paths: Iterable[str]) -> Iterator[Input]:
    """Yield the inputs path by path, those in a folder by name; hidden ones are passed over."""
    for path in paths:
        if path == STANDARD_INPUT:
            yield Input(path)
        elif Path(path).is_dir():
            yield from _below(Path(path))
        else:
            yield Input(path, Path(path).stat().st_size)


def _below(folder: Path) -> Iterator[Input]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _below(entry)
        elif entry.is_file():
            yield Input(str(entry), entry.stat().st_size)


def read_paths(
    paths: Iterable[str],
    *,
    name: str = formats.AUTO,
    charset: str = "",
    name_map: field_names.NameMap = field_names.NO_NAMES,
    on_bytes: Callable[[int], object] = lambda _size: None,
    exclude: str | None = None,
) -> Iterator[ParsedItem]:
    """Yield what stands at the paths, all in the format of this name, or each in its own.

    ``names`` are those of theirs, each with ours, "" or "-" to pass it over. ``on_bytes`` is told
    how many bytes have been read since it was told last, of an archive as it stands; the file
    ``exclude``, which the run itself writes, is passed over.
    """
    for each in walk_paths(paths):
        if exclude and Path(each.name).resolve() == Path(exclude).resolve():
            continue
        told = 0
        try:
            for found, at in _read(each, name=name, charset=charset, name_map=name_map):
                if found:
                    yield found
                if found or at > told:
                    on_bytes(at - told)
                    told = at
        except OSError as error:
            yield ParsedItem(
                each.name, Reject("line 1", f"It cannot be read: {error.strerror}.", None)
            )


def _read(
    each: Input, *, name: str, charset: str, name_map: field_names.NameMap
) -> Iterator[tuple[ParsedItem | None, int]]:
    """Yield what the input holds, each with how far it was read then, and last its size alone."""
    allowance = Allowance()
    with each.open() as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        for opened in archives.unpack_stream(stream, name=each.name, allowance=allowance):
            is_itself = isinstance(opened, UnpackedFile) and opened.stream is stream
            for found in _found(opened, name=name, charset=charset, name_map=name_map):
                yield found, stream.tell() if is_itself else min(allowance.packed, size)
        yield None, size


def _found(
    opened: UnpackedFile | ParsedItem, *, name: str, charset: str, name_map: field_names.NameMap
) -> Iterator[ParsedItem]:
    if isinstance(opened, ParsedItem):
        yield opened
        return
    for told in formats.read_stream(opened.stream, name=name, charset=charset, name_map=name_map):
        yield ParsedItem(opened.name, told)
