"""The names that other programs give to what is a field of ours."""

import re
from collections.abc import Mapping
from typing import Any, Final

# News crawlers (news-please, newspaper4k), newsrooms and sites (Superdesk, Ghost, Plone, Drupal,
# WordPress), news APIs, and data sets such as All the News, in the form in which names compare:
# folded and without spaces. Of several names for one field, those that come first are preferred.
ALIASES: Final[Mapping[str, str]] = {
    alias: field_name
    for field_name, aliases in {
        "id": "guid uuid uri uid",
        "headline": "title headlines headlinetext articletitle posttitle newstitle webtitle "
        "heading baslik basliq titel titre titulo titolo naslov заголовок վերնագիր",
        "standfirst": "description summary subtitle subheadline subhead deck dek abstract excerpt "
        "postexcerpt customexcerpt lead leadparagraph snippet shortdescription trailtext teaser "
        "ozet spot xulase chapeau",
        "body": "content article articletext articlebody articlecontent fulltext fullarticle "
        "bodyhtml bodytext contenthtml html contenttext maintext maincontent postcontent "
        "newscontent newstext story storytext plaintext ctext metin icerik metn inhalt texte "
        "contenu текст տեքստ",
        "language": "lang langcode dil langue sprache язык",
        "source": "publication outlet publisher newspaper sourcename sourcetitle medium media "
        "website sourcedomain domain kaynak menbe quelle источник աղբյուր",
        "source_date": "date published publishdate publisheddate datepublish datepublished "
        "publishedat publishedon publishedtime publicationdate publishingdate publishtime "
        "firstpublished pubdate postdate newsdate articledate webpublicationdate effective "
        "datetime timestamp versioncreated created createdat createddate tarih tarix datum дата "
        "ամսաթիվ",
        "source_detail": "section sectionname page pages",
        "source_address": "url link permalink canonicalurl articleurl articlelink weburl newsurl "
        "sourceurl posturl pageurl baglanti adres",
        "authors": "author creator creators writer writers journalist reporter authorname "
        "postauthor yazar yazarlar muellif autor autoren auteur auteurs автор հեղինակ",
        "embargoed_until": "embargo embargoed embargoend embargodate embargotime embargountil",
        "is_withheld": "status poststatus pubstatus reviewstate workflowstate visibility",
        "tags": "tag keywords keyword subjects topics topic categories category newstype etiket "
        "etiketler teqler schlagworte schlagworter motscles теги պիտակներ",
    }.items()
    for alias in aliases.split()
}
PREFERENCE: Final[Mapping[str, int]] = {name: number for number, name in enumerate(ALIASES)}

# Objects of some programs hold the fields of an article in one member: Elasticsearch, JSON:API,
# Drupal, The Guardian.
_WRAPPERS: Final = ("_source", "attributes", "node", "fields")
# The member of an object that holds its value, the best first.
_VALUE_NAMES: Final = (
    *("name", "value", "data", "rendered", "main", "original", "token", "label", "title"),
    *("display_name", "full_name", "text", "#text", "processed"),
)
# A list as Python prints it, which tables of data sets hold.
_PRINTED_LIST: Final = re.compile(
    r"\[\s*(?:'[^']*'|\"[^\"]*\")(?:,\s*(?:'[^']*'|\"[^\"]*\"))*\s*\]"
)
_PRINTED_ITEM: Final = re.compile(r"'([^']*)'|\"([^\"]*)\"")


def flatten(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the members of an object together with those of the objects that wrap its fields."""
    inner = [value for name in _WRAPPERS if isinstance(value := values.get(name), dict)]
    if not inner:
        return values
    outer = {name: value for name, value in values.items() if name not in _WRAPPERS}
    return {name: value for each in (outer, *inner) for name, value in each.items()}


def unwrap(value: Any) -> Any:
    """Return a number as a string, and an object or a list of one as the value that it holds."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, dict):
        return value
    filled = (name for name in _VALUE_NAMES if value.get(name) or value.get(name) is False)
    return value[next(filled, "name")]


def split_printed_list(text: str) -> list[str] | None:
    """Return the items of ``['Ada Quill', 'Ben Oar']``, None for any other text."""
    if not text.startswith("[") or not _PRINTED_LIST.fullmatch(text):
        return None
    return [match[1] or match[2] or "" for match in _PRINTED_ITEM.finditer(text)]
