"""The charsets of a Rich Text document: of the document, and of each of its fonts."""

from dataclasses import dataclass, field
from typing import ClassVar, Final

from articles.parsing.charsets import find_charset

# The numbers are those of \fcharset; 0 is the charset of Western Europe.
_FONT_CHARSETS: Final = {
    0: "cp1252",
    77: "mac-roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "big5",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    255: "cp437",
}
_DEFAULT: Final = "cp1252"


@dataclass(slots=True)
class Charsets:
    """The charset of the document, and the numbers of the charsets of its fonts."""

    # The control words that declare the charset of the document.
    WORDS: ClassVar = {"ansicpg": "", "mac": "mac-roman", "pc": "cp437", "pca": "cp850"}

    document: str = _DEFAULT
    fonts: dict[int, int] = field(default_factory=dict)

    def apply_word(self, word: str, number: int | None) -> None:
        """Take one of WORDS, with its number."""
        if word == "ansicpg":
            name = "utf-8" if number == 65001 else find_charset(f"cp{number}")
            self.document = name or self.document
        else:
            self.document = self.WORDS[word]

    def get_charset(self, font: int | None) -> str:
        """Return the charset of text in the font.

        A font of charset 0 is that of the document unless another font has the document's: many
        programs write 0 for every font.
        """
        number = self.fonts.get(font) if font is not None else None
        charset = _FONT_CHARSETS.get(number, "") if number is not None else ""
        if number == 0:
            declared = {_FONT_CHARSETS.get(each) for each in self.fonts.values()}
            return charset if self.document in declared else self.document
        return charset or self.document
