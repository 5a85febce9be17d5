"""The parts of documents that are ZIP archives: Office Open XML and OpenDocument."""

import zipfile
from typing import Any, BinaryIO, Final

from lxml import etree

from articles.parsing.documents.document import DAMAGED, OVER_LIMITS, PROTECTED, DocumentError

Element = Any  # lxml has no types

# The XML of the longest books takes a tenth of this.
_UNPACKED_LIMIT: Final = 256 * 2**20
_PARTS_LIMIT: Final = 10_000


def open_package(stream: BinaryIO) -> zipfile.ZipFile:
    """Return the archive; raise DocumentError if it unpacks to more than any document."""
    try:
        package = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError) as error:
        raise DocumentError(DAMAGED) from error
    parts = package.infolist()
    # zipfile unpacks no more of a part than its directory says.
    if len(parts) > _PARTS_LIMIT or sum(each.file_size for each in parts) > _UNPACKED_LIMIT:
        raise DocumentError(OVER_LIMITS)
    return package


def parse_part(package: zipfile.ZipFile, name: str) -> Element:
    """Return the root of a part in XML, None where there is no such part."""
    if name not in package.NameToInfo:
        return None
    # Without huge_tree, libxml2 refuses what is nested deeper than 256 elements.
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(package.read(name), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(DAMAGED) from error


def check_encryption(package: zipfile.ZipFile) -> None:
    """Raise DocumentError if the parts of an OpenDocument file are encrypted."""
    manifest = parse_part(package, "META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise DocumentError(PROTECTED)


def find_text(root: Element, *names: str) -> str:
    """Return the text of the element that has the first of these names, or ""."""
    elements = () if root is None else root.iter(*(f"{{*}}{name}" for name in names))
    texts = {etree.QName(each).localname: (each.text or "").strip() for each in elements}
    return next((texts[name] for name in names if texts.get(name)), "")
