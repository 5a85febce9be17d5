"""Documents that tests write: packages of XML, as office programs save them, and PDFs."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def build_package(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


@cache
def build_bomb(*parts: str) -> bytes:
    """Return a ZIP archive of these parts, of which the last unpacks to 300 MiB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name in parts[:-1]:
            package.writestr(name, "")
        package.writestr(parts[-1], b" " * 300 * 2**20)
    return stream.getvalue()


def build_relations(**targets: str) -> str:
    """Return a part of relations: the target of each, by the end of its type."""
    relations = "".join(
        f'<Relationship Id="{name}" Type="{RELATION}/{name}" Target="{target}"'
        + (' TargetMode="External"/>' if "://" in target else "/>")
        for name, target in targets.items()
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{relations}</Relationships>'


def build_docx(body: str, *, parts: Mapping[str, str] | None = None, **relations: str) -> bytes:
    """Return a Word document with this content of its body, and other parts that it relates to."""
    document = (
        f'<w:document xmlns:w="{WORD}" xmlns:r="{RELATION}"><w:body>{body}</w:body></w:document>'
    )
    return build_package(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": build_relations(officeDocument="word/document.xml"),
            "word/document.xml": document,
            "word/_rels/document.xml.rels": build_relations(**relations),
            **(parts or {}),
        }
    )


def build_paragraph(text: str, *, style: str = "") -> str:
    """Return a paragraph of a Word document."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


ODT, ODS = (f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet"))
_NAMES = "office text style table draw meta"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        *((name, name) for name in _NAMES.replace("draw", "drawing").split()),
        ("fo", "xsl-fo-compatible"),
    )
).replace("xmlns:drawing=", "xmlns:draw=")
SPACES = (
    f'{_SPACES} xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def build_odt(body: str, *, styles: str = "", meta: str = "", manifest: str = "") -> bytes:
    """Return an OpenDocument text with this content of its body."""
    return build_open_document(
        ODT, f"<office:text>{body}</office:text>", styles=styles, meta=meta, manifest=manifest
    )


def build_open_document(
    kind: str, body: str, *, styles: str = "", meta: str = "", manifest: str = ""
) -> bytes:
    return build_package(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
            "meta.xml": f"<office:document-meta {SPACES}>{meta}</office:document-meta>",
            "content.xml": f"<office:document-content {SPACES}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body>{body}</office:body></office:document-content>",
        }
    )


# A line of a page: from the left, from below, the size, and the text.
PdfLine = tuple[int, int, int, str]


def build_pdf(
    pages: Sequence[Sequence[PdfLine]],
    *,
    properties: str = "",
    trailer: str = "",
    resources: str = "",
) -> bytes:
    """Return a PDF with these lines, and other resources, on its pages."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {properties} >>",
    ]
    for lines in pages:
        shown = (f"/F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj" for x, y, size, text in lines)
        content = "\n".join(("BT", *shown, "ET"))
        objects += [
            (
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font "
                f"<< /F1 3 0 R >> {resources} >> /Contents {len(objects) + 2} 0 R >>"
            ),
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    return _number_objects(objects, trailer)


def _number_objects(objects: Sequence[str], trailer: str) -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(f"{len(content):010} 00000 n \n")
        content += f"{number} 0 obj\n{each}\nendobj\n".encode("cp1252")
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{''.join(places)}"
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R {trailer} >>\n"
    return content + f"{table}{end}startxref\n{len(content)}\n%%EOF\n".encode()
