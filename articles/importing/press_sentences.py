"""The sentences of the codes of exports of press databases."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PRESS_SENTENCES: Final[dict[str, str | Promise]] = {
    "press.no_export": _(
        "Not a known press export (LexisNexis text or HTML, Nexis Uni text, Factiva XML, HTML or "
        "text, Europresse HTML, ProQuest HTML or text). Export it again as one of these."
    ),
    "press.not_read": _(
        "This seems to be an export of %(name)s, which is not read. Copy each article into a "
        "clipping, or export it from LexisNexis, Factiva, Europresse or ProQuest."
    ),
    "press.no_article": _("No article in it. Export it again."),
    "press.several_articles": _(
        "It holds several articles, and nothing shows where each ends. Export them again, as HTML "
        "or as separate files."
    ),
    "press.export_again": _("Export it again."),
    "press.utf16_too_large": _("It is UTF-16 and larger than %(size)s MiB. Save it as UTF-8."),
    "press.too_large": _("It is larger than %(size)s MiB, too large for an article. Shorten it."),
    "factiva.no_article": _(
        "This is a page of Factiva without an article, such as a list of headlines. Open the "
        "articles there, save them as “Article format” and import that."
    ),
    "factiva.no_headline": _("No headline. Export it from Factiva again, or write one."),
    "factiva.no_text": _(
        "No text, only a headline. Export it from Factiva again with the full text of the article."
    ),
    "europresse.no_headline": _(
        "No headline. Write it in the element of the class 'TitreArticleVisu'."
    ),
    "europresse.no_text": _("No text. Write the paragraphs below the title."),
    "proquest.no_headline": _("No headline. Write it above 'Author:'."),
    "proquest.no_text": _(
        "No full text. Export it with the full text, or write that below 'Full text:'."
    ),
    "lexisnexis.no_headline": _("No headline. Write it above the line that begins with 'LENGTH:'."),
    "lexisnexis.no_text": _(
        "No text. Write the paragraphs below the line that begins with 'LENGTH:'."
    ),
}
