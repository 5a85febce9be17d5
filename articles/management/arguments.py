"""Types of command-line arguments, for argparse."""

import argparse
from collections.abc import Callable

from articles.importing.reasons import word_for_shell
from articles.models.languages import is_language_tag
from articles.parsing.charsets import find_charset
from articles.parsing.problems import ProblemError
from articles.parsing.tabular import field_names


def parse_language(value: str) -> str:
    """Return the language tag as it is."""
    if is_language_tag(value):
        return value
    raise argparse.ArgumentTypeError(f"{value!r} is not a language tag such as en or tr")


def parse_charset(value: str) -> str:
    """Return the name by which Python knows the charset."""
    if charset := find_charset(value):
        return charset
    raise argparse.ArgumentTypeError(f"{value!r} is not a charset such as windows-1254")


def parse_field_name(value: str) -> tuple[str, str]:
    """Return their name of a field and ours, from THEIRS=OURS."""
    try:
        return field_names.parse_mapping(value)
    except ProblemError as error:
        raise argparse.ArgumentTypeError(word_for_shell(error.problem)) from error


def add_map_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--map``, whose pairs of their names and ours become a list."""
    parser.add_argument(
        "--map",
        type=parse_field_name,
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help="map a field name: theirs=ours; may be repeated",
    )


def build_count_parser(*, limit: int) -> Callable[[str], int]:
    """Return the type of a whole number from 1 to the limit."""

    def parse_count(value: str) -> int:
        if not value.isdecimal() or not 0 < int(value) <= limit:
            raise argparse.ArgumentTypeError(f"{value!r} is not a number from 1 to {limit}")
        return int(value)

    return parse_count
