"""The sentences on documents and mails: why one cannot be read, and what to do."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DOCUMENT_SENTENCES: Final[dict[str, str | Promise]] = {
    "document.other_format": _(
        "The file does not have the format %(format)s. Choose another format, or let it be "
        "detected from the file."
    ),
    "document.too_large": _(
        "The document is larger than %(size)s MiB. Remove its pictures and save it again, or save "
        "its text as a file of its own."
    ),
    "document.too_long": _(
        "Its text is longer than %(limit)s characters, too long for an article. Split it."
    ),
    "document.no_text": _(
        "The document holds no text, only pictures or nothing. Type its text, or run a text "
        "recognition over it, and import that."
    ),
    "document.scan": _(
        "This PDF holds pictures of pages and no text that can be read. Run a text recognition "
        "(OCR) over it, for example with ocrmypdf, and import the result."
    ),
    "file.doc": _(
        "This is a Word document of the old format (DOC). Open it in Word or LibreOffice, save it "
        "as DOCX, and import that."
    ),
    "file.xls": _(
        "This is an Excel workbook of the old format (XLS). Open it in Excel or LibreOffice, save "
        "it as XLSX, and import that."
    ),
    "file.ppt": _("This is a presentation. Export it as a PDF and import that."),
    "file.msg": _(
        "This is a mail of Outlook (MSG). Save it as EML, or open it and save it as HTML, and "
        "import that."
    ),
    "file.compound": _(
        "This is a file of an old office program. Open it there, save it as DOCX or XLSX, and "
        "import that."
    ),
    "file.epub": _(
        "This is an e-book (EPUB). Convert it to DOCX, for example with calibre, and import that."
    ),
    "file.warc": _(
        "This is a web archive (WARC). Open the page in a program that replays it, such as "
        "ReplayWeb.page, save it as HTML, and import that."
    ),
    "file.pages": _("This is a document of Apple’s Pages. Export it as DOCX and import that."),
    "file.postscript": _("This is PostScript. Convert it to a PDF and import that."),
    "file.djvu": _(
        "This is a DjVu document. Convert it to a PDF with a text layer and import that."
    ),
    "document.damaged": _(
        "The document is damaged. Open it in the program that it was made with, save it again, and "
        "import that."
    ),
    "document.protected": _(
        "The document is protected by a password. Open it with the password, save it without one, "
        "and import that."
    ),
    "document.over_limits": _(
        "Reading the document takes too much time or memory, so it was stopped. Save its text as "
        "a file of its own and import that."
    ),
    "file.embedded_too_deep": _(
        "It is nested in more than %(limit)s other files. Save it as a file of its own and import "
        "that."
    ),
    "mail.encrypted": _(
        "The mail is encrypted. Open it in your mail program, save its text as a file, and import "
        "that."
    ),
}
