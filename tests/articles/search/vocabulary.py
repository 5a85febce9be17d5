"""Words of seven languages, with what the analyser makes of each by its rules, found by hand."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, repr=False)
class Sample:
    """A word as it is written in a text or a query.

    ``surface`` is how it is found as it is written, ``other`` its other form, and ``part`` what of
    it is stemmed; a number, and a word with a sign, has none.
    """

    raw: str
    surface: str
    part: str
    other: str = ""

    def __repr__(self) -> str:
        return self.raw


def write(raw: str, surface: str = "", *, other: str = "", part: str | None = None) -> Sample:
    """Return a word whose surface, and what is stemmed of it, is the word itself unless given."""
    return Sample(raw, surface or raw, raw if part is None else part, other)


def sign(raw: str, surface: str, *, other: str = "") -> Sample:
    """Return a word that has no stem."""
    return Sample(raw, surface, "", other)


WORDS: Final[dict[str, list[Sample]]] = {
    "en": [
        write("ferry"), write("ferries"), write("Ferry’s", "ferrys", other="ferry", part="Ferry"),
        write("FERRY", "ferry"), write("ferryman"), write("the"), write("to"), write("be"),
        write("run"), write("running"), write("universe"), write("universities"), write("or"),
        write("O'Brien", "obrien", part="OBrien"), write("us"), write("o"), write("brien"),
        write("O’Brien’s", "obriens", other="obrien", part="OBrien"), write("EU", "eu"),
        sign("U.S.", "us"), sign("3,400", "3400"), sign("3400", "3400"), sign("12.5", "12.5"),
        sign("12", "12"), sign("5", "5"), sign("R&D", "r&d"), sign("C++", "c++", other="c"),
        write("c"), sign("Canal+", "canal+", other="canal"), write("canals"),
    ],
    "tr": [
        write("kış", "kis"), write("kişi", "kisi"), write("kısa", "kisa"), write("KIŞ", "kis"),
        write("köyü", "koyu"), write("köy", "koy"), write("köşe", "kose"), write("köşk", "kosk"),
        write("kitap"), write("kitapları", "kitaplari"), write("KİTABIN", "kitabin"), write("o"),
        write("Azerbaycan'ın", "azerbaycanin", other="azerbaycan", part="Azerbaycan"),
        write("Azerbaycan", "azerbaycan"), write("IĞDIR", "igdir"), write("Iğdeli", "igdeli"),
        write("Iğdır’da", "igdirda", other="igdir", part="Iğdır"), write("İstanbul", "istanbul"),
        write("AB’nin", "abnin", other="ab", part="AB"), write("vapurlar"), write("vapurda"),
        sign("12,5", "12.5"), sign("3.400", "3400"),
    ],
    "az": [
        write("şəki", "seki"), write("sekiz"), write("Şəkidə", "sekide"), write("ölkə", "olke"),
        write("ölkələr", "olkeler"), write("Bakı’nın", "bakinin", other="baki", part="Bakı"),
        write("Bakı", "baki"), write("ƏDALƏT", "edalet"), write("ferries"), write("kitap"),
    ],
    "de": [
        write("Straße", "strasse"), write("Straßen", "strassen"), write("STRASSE", "strasse"),
        write("Häuser", "hauser"), write("Haus", "haus"), write("Fähre", "fahre"), write("der"),
        write("Fähren", "fahren"), write("fahren"), sign("1.000", "1000"), sign("EU", "eu"),
    ],
    "fr": [
        write("eau"), write("l'eau", "leau", other="eau", part="eau"), write("eaux"),
        write("L’Équipe", "lequipe", other="equipe", part="Équipe"), write("équipes", "equipes"),
        write("équipe", "equipe"),
        write("d'Artagnan", "dartagnan", other="artagnan", part="Artagnan"),
        write("école", "ecole"),
        write("Œuvre", "oeuvre"), write("œuvres", "oeuvres"),
        write("oeuvres"), write("ECOLES", "ecoles"),
        sign("12,5", "12.5"),
    ],
    "hy": [
        write("և", "եվ"), write("ԵՎ", "եվ"), write("Երևան", "երեվան"), write("ԵՐԵՎԱՆ", "երեվան"),
        write("Երևանի", "երեվանի"), write("ինչո՞ւ", "ինչու", part="ինչու"), write("գիրք"),
        write("գրքեր"), write("նավակներ"), write("նավակ"), sign("3.400", "3400"),
    ],
    "ru": [
        write("самолёт", "самолет"), write("самолеты"), write("Ёлка", "елка"),
        write("ёлки", "елки"),
        write("царь"), write("цари"), write("ца\u0301рь", "царь", part="царь"), write("ЙОД", "йод"),
        write("новость"), write("новости"), write("США", "сша"), sign("12,5", "12.5"),
    ],
}  # fmt: skip

_FERRY, _BRIEN, _SIGN = WORDS["en"][0], WORDS["en"][13], WORDS["en"][26]
_KISA, _AZERBAYCAN = WORDS["tr"][2], WORDS["tr"][12]

# Names by kind.
NAMES: Final[dict[str, list[list[Sample]]]] = {
    "source": [
        [_FERRY, write("Weekly", "weekly")],
        [WORDS["fr"][3]],
        [_AZERBAYCAN, write("Sesi", "sesi")],
        [write("Новости", "новости"), write("Дня", "дня")],
    ],
    "author": [
        [write("Séamus", "seamus"), _BRIEN],
        [write("Ada", "ada"), write("Kısa", "kisa")],
        [write("Ferry", "ferry"), write("Straße", "strasse")],
    ],
    "tag": [[_SIGN], [_FERRY], [_KISA], [sign("U.S.", "us")], [WORDS["hy"][2]], [sign("EU", "eu")]],
}
