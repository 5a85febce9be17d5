"""The sentence of each code of a problem: why something cannot be imported, and what to do."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.importing.document_sentences import DOCUMENT_SENTENCES
from articles.importing.press_sentences import PRESS_SENTENCES

SENTENCES: Final[dict[str, str | Promise]] = {
    # Files and their charset.
    "file.empty": _("The file is empty."),
    "file.unreadable": _("It could not be read: %(message)s."),
    "file.utf16_without_bom": _(
        "This is UTF-16 without a byte-order mark. Save it as UTF-8 and import that."
    ),
    "file.packed": _(
        "This is a packed file (%(type)s), which cannot be read here. Unpack it and import the "
        "folder."
    ),
    "file.picture": _("This is an image or a recording, not an article. Leave it out."),
    "file.other_xml": _(
        "This is XML whose outermost element is “%(name)s”, and none of its elements holds a "
        "headline and a text. Ask the sender for NewsML, NITF or RSS."
    ),
    "file.no_element": _(
        "It starts like XML, but has no element. Ask the sender for the whole file."
    ),
    "file.html_fragment": _(
        "This is HTML, but not a complete web page. Save the page including <html> and import that."
    ),
    "file.broken_json": _("It starts like JSON but is not. Write JSON lines: one object per line."),
    "file.plain_text": _(
        "This is plain text, but not a clipping: fewer than two of its lines are a headline ('## "
        "…'), a dash line, our date (dd.mm.yyyy) or 'Kaynak/Source:'. Add them, or choose the "
        "format clipping."
    ),
    "file.mail": _(
        "This is a mail that cannot be read. Save it from the mail program again, or copy the "
        "article in it into a clipping."
    ),
    "file.citations": _(
        "This is a list of citations (%(name)s), without the texts. Export the articles with their "
        "full text and import that."
    ),
    "file.table_without_header": _(
        "This is a table whose first row names no column that is known. Name the columns there: "
        "title, text, source, date, url and others."
    ),
    "file.code": _("This is program code or markup, not an article. Leave it out."),
    "file.text_without_headline": _(
        "This is plain text without a headline. Write one above it on a line of its own ('## …'), "
        "with our date (dd.mm.yyyy) or 'Kaynak/Source:', as a clipping has them."
    ),
    "charset.wrong_byte": _("Byte %(number)s is not %(charset)s."),
    "charset.another": _(
        "It uses another charset, or is not text. If it is text, save it as UTF-8."
    ),
    "charset.wrong_bom": _(
        "Its byte-order mark says %(charset)s, but it is not. Save it again as UTF-8 and import "
        "that."
    ),
    "charset.zero_bytes": _(
        "It contains zero bytes. If it is text, save it as UTF-8 and import that."
    ),
    "charset.choose": _("Choose the file’s charset, for example windows-1254."),
    **DOCUMENT_SENTENCES,
    # Archives.
    "archive.too_many_members": _("The archive has more than %(limit)s members. Split it."),
    "archive.too_large": _("The archive unpacks to more than %(limit)s bytes. Split it."),
    "archive.bomb": _(
        "The archive unpacks to more than %(ratio)s times its size, like a zip bomb; the rest was"
        " not read. If it is not one, unpack it and import the folder."
    ),
    "archive.too_deep": _(
        "It is an archive nested in two others. Unpack the outer one and import the folder."
    ),
    "archive.directory_too_large": _(
        "The archive’s directory is larger than %(size)s MiB. Split the archive."
    ),
    "archive.no_directory": _(
        "The archive is incomplete or damaged: the directory at its end cannot be read, and "
        "without it no member can. Get the archive again, or repair it with zip -FF, and import "
        "that."
    ),
    "archive.wrong_name": _(
        "The name of a member is marked as UTF-8 but is not, so no member was read. Pack the "
        "archive again and import that."
    ),
    "archive.damaged": _("The archive is damaged from here on. Get it again and import that."),
    "archive.no_end": _(
        "The archive ends here without the zeros that close it, so it may be incomplete; "
        "everything before was read. If files are missing, get the archive again and import that."
    ),
    "archive.compression": _(
        "The file is damaged, incomplete or compressed in an unusual way. Get it again, or "
        "compress it again."
    ),
    "member.no_name": _("It has no name. Name it and pack the archive again."),
    "member.long_name": _(
        "Its name is longer than %(limit)s characters. Shorten it and pack the archive again."
    ),
    "member.absolute_name": _(
        "Its name is an absolute path. Pack the archive again with relative names."
    ),
    "member.name_outside": _(
        "Its name leads out of the archive ('..'). Pack the archive again without such names."
    ),
    "member.link": _("It is a link. Put the file itself in the archive."),
    "member.special": _("It is a device or pipe, not a file. Pack the archive again without it."),
    "member.sparse": _(
        "It is a sparse file, with holes in it. Pack the archive again without sparse files."
    ),
    "member.too_large": _("It unpacks to more than %(limit)s bytes. Split it."),
    "member.overlap": _(
        "It overlaps with another member, as in a zip bomb. Pack the archive again."
    ),
    "member.misplaced": _(
        "It is not where the archive’s directory says. Get the archive again, or repair it with "
        "zip -FF, and import that."
    ),
    "member.encrypted": _(
        "It is encrypted. Unpack the archive with its password and import the folder."
    ),
    "member.method": _(
        "It is packed by the rare method %(method)s. Pack the archive again in the usual way, "
        "deflate."
    ),
    "member.checksum": _(
        "It is damaged: its checksum is wrong. Get the archive again and import that."
    ),
    "member.damaged": _("It is damaged: %(message)s. Get the archive again and import that."),
    # Tables.
    "table.long_row": _(
        "The row starting here is longer than %(size)s MiB, or has more than %(cells)s cells. "
        "Close its quotation mark, or split it."
    ),
    "table.open_quote": _("A quotation mark opens in this row and is never closed. Close it."),
    "table.no_row": _("The table has a header but no rows. Add one."),
    "table.long_header": _("Its header has more than %(limit)s names. Split the table."),
    "table.no_header": _(
        "The first row %(row)s should be the header, but lacks: %(missing)s. Say which column "
        "that is under “Field names” (%(example)s), or add a header row."
    ),
    "table.header_below": _(
        "The header of the table is line %(line)s, not the first line. Remove the lines above it."
    ),
    "table.extra_cells": _(
        "It has %(cells)s cells, but the header has %(names)s. Put double quotes around a cell "
        "that contains %(delimiter)s."
    ),
    "delimiter.comma": _("a comma"),
    "delimiter.semicolon": _("a semicolon"),
    "delimiter.tab": _("a tab"),
    "delimiter.pipe": _("a pipe"),
    # Clippings.
    "clipping.too_large": _("It is larger than %(size)s MiB, too large for a clipping. Split it."),
    "clipping.no_headline": _("No headline. Start it with a line such as '## The headline'."),
    "clipping.no_text": _(
        "There is a headline but no text. Write the paragraphs below the headline."
    ),
    "markdown.no_title": _("No headline. Write it between the lines '---': 'title: The headline'."),
    "markdown.no_text": _("No text. Write it below the second line '---'."),
    # JSON.
    "json.malformed": _("Not valid JSON: %(message)s."),
    "json.undivided": _(
        "Not valid JSON: a comma or the end is expected here. The rest was not read."
    ),
    "json.unnamed": _(
        "Not valid JSON: a name and a colon are expected here. The rest was not read."
    ),
    "json.more_after_end": _(
        "Not valid JSON: there is more after its end. Write JSON lines, or one list."
    ),
    "json.wrong_charset": _("From here on it is not %(charset)s."),
    "json.too_long": _("It is longer than %(size)s MiB. Split it."),
    "json.too_deep": _("It is nested more than %(levels)s levels deep; no record should be."),
    "json.no_object": _("The JSON is not an object: {…}."),
    "json.no_item": _("The JSON contains no object. Add one."),
    "jsonl.long_line": _("The line is longer than %(size)s MiB. Split the record."),
    "jsonl.no_object": _("The line is not a JSON object: {…}."),
    "jsonl.no_record": _(
        "This line of the rejects holds no record. Take the record from the original file."
    ),
    # Records, and the names of their fields.
    "record.no_headline": _("No headline."),
    "record.no_text": _("No text: both body and text are empty."),
    "record.unreadable_text": _(
        "%(name)s is %(value)s, but must be a text: HTML, or paragraphs with blank lines between "
        "them."
    ),
    "record.empty_body": _("The body is empty."),
    "record.refused": _("The database refused it: %(message)s"),
    "field.no_pair": _(
        "%(value)s is not a pair. Write theirs=ours; ours may be - to skip the field, or one of "
        "%(fields)s."
    ),
    # Feeds.
    "feed.no_entry": _("This feed has no entries. There is nothing to import."),
    "feed.too_large": _("It is larger than %(size)s MiB, too large for a feed. Split it."),
    "feed.entry_too_large": _(
        "The entry is larger than %(size)s MiB, too large for an article. Shorten it."
    ),
    "feed.entry_overloaded": _(
        "The namespaces or elements are too long or too many for one article. Shorten them."
    ),
    "feed.entry_unreadable": _(
        "The entry cannot be read as RSS or Atom. Fix its tags, or save its page and import that."
    ),
    "feed.entry_without_text": _(
        "Neither a headline nor a text. Save the linked page and import that."
    ),
    "feed.head_too_long": _(
        "The feed’s own fields are too long to be repeated with each entry. Shorten them."
    ),
    "feed.declares_entities": _(
        "It declares entities, which feeds do not need and attacks use. Write out what they stand"
        " for."
    ),
    "feed.opml": _("This is OPML, a list of feeds. Import the feeds that it names."),
    "feed.sitemap": _(
        "This is a sitemap that names no headlines, not a feed. Save the pages and import those."
    ),
    "feed.sitemap_index": _(
        "This is a list of sitemaps, not a feed. Save the pages that they name and import those."
    ),
    "feed.web_page": _("This is a web page, not a feed. Choose the format html."),
    "feed.wordpress_export": _(
        "This is the export of a WordPress site, with drafts and private posts that no feed has. "
        "Choose the format wxr."
    ),
    "feed.no_json_feed": _(
        "This is JSON, but not a JSON Feed (an object with a list called items). Choose the right"
        " format."
    ),
    "feed.item_no_object": _("The item is not a JSON object: {…}. Remove it, or write it as one."),
    "feed.too_deep": _(
        "It is nested more than %(levels)s levels deep. Remove what an article does not need."
    ),
    "feed.more_after_end": _("Not valid JSON: there is more after the end of the feed. Remove it."),
    "feed.no_feed": _("Not a feed (RSS, Atom or JSON Feed). Choose the right format."),
    # Newswire.
    "wire.no_story": _("No story in it. Ask the agency what it was meant to send."),
    "wire.empty": _(
        "Neither a headline nor a text. Ask the agency for the story, or leave this out."
    ),
    "wire.no_end_of_story": _(
        "No end of a story for %(size)s MiB; everything before it was read. Remove that story and"
        " import the rest."
    ),
    "wire.fix_line": _(
        "All stories before that line were read. Fix it, or ask for the file again, and import "
        "all of it: what is already here stays as it is."
    ),
    "wire.text_too_large": _(
        "It is larger than %(size)s MiB, too large for a story. Remove it and import the rest."
    ),
    "wire.fix": _("Fix it, or ask for the file again."),
    "wire.too_large_or_no_json": _(
        "It is larger than %(size)s MiB, too large for a story, or is not JSON. Remove it and "
        "import the rest."
    ),
    **PRESS_SENTENCES,
    # Saved web pages.
    "html.too_large": _(
        "It is larger than %(size)s MiB. Split it, or save the page without its pictures ('HTML "
        "only')."
    ),
    "html.none": _("It contains no HTML. Save the page again as 'HTML only'."),
    "html.over_limits": _(
        "Its elements are nested more than %(levels)s deep, or one of its texts is longer than "
        "%(size)s MB. Save only the article, for example its print view."
    ),
    "html.too_many_attributes": _(
        "One of its tags has more than %(limit)s attributes, too many for a page. Remove that tag."
    ),
    "page.no_article": _(
        "No article was found in this page. Open it in a browser and save the whole article, or "
        "write a clipping."
    ),
    "page.front_page": _(
        "This is a front page or a list of articles, not one article. Open the article that you "
        "want, save its page and import that."
    ),
    "page.no_headline": _("The page has no headline. Write one in its element 'title'."),
    "page.too_many_elements": _(
        "It has more than %(limit)s elements, too many for an article. Save only the article, for"
        " example its print view."
    ),
    "page.text_too_long": _(
        "Its text is longer than %(limit)s characters, too long for an article. Save only the "
        "article, for example its print view."
    ),
    # XML, and WordPress exports.
    "xml.malformed": _("Not well-formed XML: %(message)s."),
    "wxr.no_item": _(
        "No item in it. Export all content, or posts and pages, under Tools in the old site."
    ),
    "wxr.no_end_of_item": _(
        "No end of an item for %(size)s MiB; everything before it was read. Remove that item and "
        "import the rest."
    ),
    "wxr.text_too_large": _(
        "A text here is larger, or nested deeper, than any article; everything before its item "
        "was read. Remove that item and import the rest."
    ),
    "wxr.fix_line": _(
        "All items before that line were read. Fix it, or export the site again, and import the "
        "whole file: what is already here stays as it is."
    ),
    "wxr.entity": _(
        "It uses an entity that the file defines itself. Write out what it stands for."
    ),
    # Limits of the reading process.
    "reading.over_time": _(
        "The record that follows took more than %(seconds)s seconds of computing time to read, so "
        "the rest of the file was left out. Remove that record, or ask the administrator for more "
        "time (NEWSROOM_READING_SECONDS), and import the file again: what is here already stays as "
        "it is."
    ),
    "reading.over_memory": _(
        "The record that follows took more than %(size)s MB of memory to read, so the rest of the "
        "file was left out. Remove that record, or ask the administrator for more memory "
        "(NEWSROOM_READING_MEMORY), and import the file again: what is here already stays as it is."
    ),
    "record.over_time": _(
        "This record takes more than %(seconds)s seconds of computing time. Shorten its text, or "
        "ask the administrator for more time (NEWSROOM_READING_SECONDS), and import it again."
    ),
    "record.over_memory": _(
        "This record takes more than %(size)s MB of memory. Shorten its text, or ask the "
        "administrator for more memory (NEWSROOM_READING_MEMORY), and import it again."
    ),
    # Work on an import.
    "import.over_time": _(
        "Reading was ended in %(path)s (status %(status)s), since a record there takes more than "
        "twice the computing time that one may take (NEWSROOM_READING_SECONDS). What was imported "
        "so far is kept. Remove that record from the file; if you do not know which one it is, "
        "import the file in parts. Then start the import again."
    ),
    "import.stopped": _(
        "Reading stopped early (status %(status)s). What was imported so far is kept. Start the "
        "import again to go on; if memory ran out, use fewer files at a time."
    ),
    "import.not_stored": _(
        "A file could not be stored (%(reason)s). What was imported so far is kept. Ask the "
        "administrator to make room where Newsroom keeps its files, or to let it write there, and "
        "start the import again to go on."
    ),
    "import.file_damaged": _(
        "The uploaded file (%(name)s) is missing, was altered or cannot be read on the server. "
        "Upload it again, and tell the administrator."
    ),
    "import.forbidden": _(
        "Whoever confirmed the import may not import articles with this status. Ask a publisher to "
        "go on with it."
    ),
    "import.failed": _(
        "An error in Newsroom stopped it. Try again; if it happens again, tell the administrator."
    ),
    "reparse.overtaken": _(
        "Another import has changed it in the meantime, or was undone. Run this again."
    ),
    "reparse.damaged": _(
        "Its file %(name)s is missing, was altered or cannot be read. Ask the administrator to "
        "restore it from a backup."
    ),
    "reparse.no_parser": _("The parser %(name)s no longer exists."),
    "reparse.canceled": _("It says that its source withdrew the article."),
    "reparse.no_article": _("It contains no article."),
}
# What a shell says instead, where the remedy is an option of the command line.
SHELL_SENTENCES: Final[dict[str, str]] = {
    "file.plain_text": (
        "This is plain text, but not a clipping: fewer than two of its lines are a headline ('## "
        "…'), a dash line, our date (dd.mm.yyyy) or 'Kaynak/Source:'. Add them, or give --format "
        "clipping to take the first line for the headline."
    ),
    "charset.choose": "Say which charset the file is in, for example --encoding windows-1254.",
    "member.sparse": (
        "It is a sparse file, with holes in it. Pack the archive again without tar’s option "
        "--sparse."
    ),
    "table.no_header": (
        "The first row %(row)s should be the header, but lacks: %(missing)s. Say which column "
        "that is with --map (%(example)s), or add a header row."
    ),
    "feed.web_page": "This is a web page, not a feed. Import it with --format html.",
    "feed.wordpress_export": (
        "This is the export of a WordPress site, with drafts and private posts that no feed has. "
        "Import it with --format wxr."
    ),
    "feed.no_json_feed": (
        "This is JSON, but not a JSON Feed (an object with a list called items). Name the right "
        "format with --format."
    ),
    "feed.no_feed": "Not a feed (RSS, Atom or JSON Feed). Name the right format with --format.",
}
# What is in inputs and is no article, by the names that parsers give it.
SKIPPED_ITEMS: Final[dict[str, str | Promise]] = {
    "answers to forms": _("answers to forms"),
    "attachments": _("attachments"),
    "comments": _("comments"),
    "concepts": _("concepts"),
    "cover pages": _("cover pages"),
    "definitions of fields": _("definitions of fields"),
    "deleted items": _("deleted items"),
    "embeds": _("embeds"),
    "empty items": _("empty items"),
    "fonts": _("fonts"),
    "forms": _("forms"),
    "guest authors": _("guest authors"),
    "items of other types": _("items of other types"),
    "items of other types without text": _("items of other types without text"),
    "menu items": _("menu items"),
    "menus": _("menus"),
    "orders": _("orders"),
    "packages": _("packages"),
    "pages without a headline": _("pages without a headline"),
    "pictures": _("pictures"),
    "plans": _("plans"),
    "recordings": _("recordings"),
    "requests of users": _("requests of users"),
    "reusable blocks": _("reusable blocks"),
    "revisions": _("revisions"),
    "sheets without articles": _("sheets without articles"),
    "settings": _("settings"),
    "style sheets": _("style sheets"),
    "templates": _("templates"),
    "theme settings": _("theme settings"),
}
