"""Stub until the module lands."""

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    SAME = "same"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_added: bool = False
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    change: Change
    pieces: tuple[Piece, ...]
    tag: str = "p"


def words(before: str, after: str) -> tuple[Piece, ...]:
    return (Piece(before, is_removed=True), Piece(after, is_added=True))


def paragraphs(before: str, after: str) -> list[Paragraph]:
    return [Paragraph(Change.CHANGED, words(before, after))]
