"""Reads the paths of an import: files, archives, folders with all below them, and ``-``."""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, TypedDict, Unpack

from articles.parsing import formats
from articles.parsing.containers import archives
from articles.parsing.containers.archives import UnpackedFile
from articles.parsing.containers.limits import Allowance
from articles.parsing.problems import Problem
from articles.parsing.records import ParsedItem, Record, Reject
from articles.parsing.resource_limits import (
    DEFAULT_LIMITS,
    Limiter,
    Limits,
    OverLimitsError,
    limit_parsing,
)
from articles.parsing.tabular import field_names

STANDARD_INPUT: Final = "-"


class FormatOptions(TypedDict, total=False):
    """How files are read: all in the format of this name and in this charset, or each in its own.

    ``name_map`` maps field names of the inputs to ours, to "" or "-" to leave a field out.
    """

    format_name: str
    charset: str
    name_map: field_names.NameMap


@dataclass(frozen=True, slots=True)
class Input:
    """One file, and its size in bytes, which is 0 for standard input."""

    name: str
    size: int = 0

    def open(self) -> BinaryIO:
        """Return a stream that can seek; raise OSError if the file cannot be opened."""
        if self.name == STANDARD_INPUT:
            return _spool(sys.stdin.buffer)
        stream = Path(self.name).open("rb")  # noqa: SIM115 - the caller closes it
        if stream.seekable():
            return stream
        with stream:  # a pipe, as in import_articles <(unzip -p archive.zip)
            return _spool(stream)


def _spool(stream: BinaryIO) -> BinaryIO:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    shutil.copyfileobj(stream, file)
    file.seek(0)
    return file


def find_missing(paths: Iterable[str]) -> list[str]:
    """Return the paths that do not exist."""
    return [path for path in paths if path != STANDARD_INPUT and not os.path.lexists(path)]


def walk_paths(paths: Iterable[str]) -> Iterator[Input]:
    """Yield the inputs path by path, those in a folder by name; hidden files are left out."""
    for path in paths:
        if path == STANDARD_INPUT:
            yield Input(path)
        elif Path(path).is_dir():
            yield from _walk_folder(Path(path))
        else:
            yield Input(path, Path(path).stat().st_size)


def _walk_folder(folder: Path) -> Iterator[Input]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _walk_folder(entry)
        elif entry.is_file():
            yield Input(str(entry), entry.stat().st_size)


def read_paths(
    paths: Iterable[str],
    *,
    on_bytes: Callable[[int], object] = lambda _size: None,
    on_file: Callable[[str], object] = lambda _path: None,
    exclude: Collection[str] = (),
    limits: Limits = DEFAULT_LIMITS,
    **options: Unpack[FormatOptions],
) -> Iterator[ParsedItem]:
    """Yield what the paths hold.

    Of a file in which a record takes more than the limits, what follows is one reject.
    ``on_bytes`` gets the number of bytes read since its last call, counted before unpacking;
    ``on_file`` gets the path of each file before it is parsed. The files ``exclude``, which the run
    itself writes, are left out.
    """
    limiter = limit_parsing(limits)
    excluded = {Path(path).resolve() for path in exclude}
    for each in walk_paths(paths):
        if excluded and Path(each.name).resolve() in excluded:
            continue
        reported = 0
        try:
            for item, position in _read_input(each, limiter, on_file, **options):
                if item:
                    yield item
                if item or position > reported:
                    on_bytes(position - reported)
                    reported = position
        except OSError as error:
            reason = Problem("file.unreadable", {"message": error.strerror})
            yield ParsedItem(each.name, Reject("line 1", reason, None))


def _read_input(
    input_file: Input,
    limiter: Limiter,
    on_file: Callable[[str], object],
    **options: Unpack[FormatOptions],
) -> Iterator[tuple[ParsedItem | None, int]]:
    """Yield each item with the number of bytes read so far, and last None with the size."""
    allowance = Allowance()
    with input_file.open() as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        for file in archives.unpack_stream(stream, name=input_file.name, allowance=allowance):
            is_whole_input = isinstance(file, UnpackedFile) and file.stream is stream
            for item in _parse_file(file, limiter, on_file, **options):
                yield item, stream.tell() if is_whole_input else min(allowance.packed, size)
        yield None, size


def _parse_file(
    file: UnpackedFile | ParsedItem,
    limiter: Limiter,
    on_file: Callable[[str], object],
    **options: Unpack[FormatOptions],
) -> Iterator[ParsedItem]:
    if isinstance(file, ParsedItem):
        yield file
        return
    on_file(file.name)
    results = formats.read_stream(file.stream, **options)
    position = "line 1"
    try:
        for result in limiter.read(results):
            if isinstance(result, Record | Reject):
                position = result.position
            yield ParsedItem(file.name, result)
    except OverLimitsError as error:
        yield ParsedItem(file.name, Reject(position, error.problem, None))
