"""The admin's own form fields: tags, credits and the body."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import prose_editor_admin_media
from js_asset import ImportMap, Media, Script

from articles.models import Article, Tag, Tagging
from articles.models.tag import fold_tag_name
from articles.publishing.access import get_label
from articles.publishing.contents import drop_repeated_credits
from articles.text import body_html
from articles.text.strings import clean_text, collapse_whitespace, fold

TAG_LIMIT = 100
NAME_LIMIT = 200
CREDIT_LIMIT = 300
_CREDIT_PARTS = ("name", "affiliation", "position")
_POSITION_LENGTH = 4  # digits


def add_zone_to_help_texts(fields: Iterable[forms.Field]) -> None:
    """Add to the help text of each date and time field the zone in which it is typed."""
    hint = gettext("Time zone: %(zone)s.") % {"zone": timezone.get_current_timezone_name()}
    for field in fields:
        if isinstance(field, (forms.DateTimeField, forms.SplitDateTimeField)):
            field.help_text = f"{field.help_text} {hint}"


class OriginalField(forms.ModelChoiceField[Article]):
    """A choice of the original of a translation; names none that the user may not see."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    def label_from_instance(self, obj: Article) -> str:
        return get_label(obj, by=self.by)


class TagInput(AutocompleteSelectMultiple):
    """The admin's select box over names: it suggests existing tags and accepts new ones."""

    def __init__(self) -> None:
        super().__init__(Tagging._meta.get_field("tag"), admin.site)

    def get_url(self) -> str:
        return reverse("admin:articles_tag_suggest")

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        attributes = {"data-tags": "true", "data-token-separators": '[","]'}
        return {**super().build_attrs(*args, **kwargs), **attributes}

    def optgroups(
        self, name: str, value: Sequence[str], _attrs: Any = None
    ) -> list[tuple[str | None, list[dict[str, Any]], int | None]]:
        """Return the chosen names as the only options; the others are suggested by the server."""
        options = [
            self.create_option(name, each, each, selected=True, index=index)
            for index, each in enumerate(value)
        ]
        return [(None, options, 0)]


class TagsField(forms.Field):
    """Names of tags, as a list of strings."""

    widget = TagInput

    def prepare_value(self, value: Iterable[Tag | str] | None) -> list[str]:
        return [str(each) for each in value or ()]

    def clean(self, value: Iterable[str] | None) -> list[str]:
        names = {
            fold_tag_name(name): name
            for each in value or ()
            if (name := collapse_whitespace(clean_text(each)))
        }
        for name in names.values():
            if len(name) > TAG_LIMIT:
                message = _("The tag “%(name)s…” is too long. Use no more than 100 characters.")
                raise ValidationError(message % {"name": name[:30]})
        tags = Tag.objects.find_by_names(names)
        return [str(tags.get(key, name)) for key, name in names.items()]

    def has_changed(self, initial: Iterable[Tag | str] | None, data: list[str] | None) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)


class CreditsInput(forms.Widget):
    """Rows of name, affiliation and position, with two blank ones at the end."""

    template_name = "admin/articles/credits.html"

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> list[dict[str, str]]:
        """Return the rows in the order of their positions, blank ones included."""
        get_values = getattr(data, "getlist", data.get)  # of a QueryDict, or a plain dict
        columns = [get_values(f"{name}-{part}") or () for part in _CREDIT_PARTS]
        rows = [dict(zip(_CREDIT_PARTS, row, strict=True)) for row in zip(*columns, strict=False)]
        return sorted(rows, key=lambda row: _parse_position(row["position"]))

    def get_context(
        self, name: str, value: Sequence[Mapping[str, str]] | None, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        blank = {"name": "", "affiliation": ""}
        rows = [row for row in value or () if row["name"] or row["affiliation"]]
        context["widget"]["rows"] = [*rows, blank, blank]
        context["widget"]["suggestions"] = reverse("admin:articles_author_suggest")
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_1_name" if id_ else ""


def _parse_position(position: str) -> int:
    """Return the number; anything else is sorted last."""
    is_number = position.isdecimal() and len(position) <= _POSITION_LENGTH
    return (is_number and int(position)) or 10_000


class CreditsField(forms.Field):
    """Authors in the order of the byline, as ``[{"name", "affiliation"}]``."""

    widget = CreditsInput

    def clean(self, value: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
        rows = [
            {part: collapse_whitespace(clean_text(row[part])) for part in ("name", "affiliation")}
            for row in value
        ]
        credited = drop_repeated_credits(row for row in rows if row["name"])
        for row in credited:
            is_name = bool(fold(row["name"]))
            if (
                not is_name
                or len(row["name"]) > NAME_LIMIT
                or len(row["affiliation"]) > CREDIT_LIMIT
            ):
                raise ValidationError(
                    _(
                        "“%(name)s” cannot be an author: a name needs a letter and may have 200 "
                        "characters, an affiliation 300."
                    )
                    % {"name": row["name"][:30]}
                )
        return credited

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or ()) != [row for row in data if row["name"]]


class BodyInput(forms.Textarea):
    """A text box for HTML, which editor.js replaces by its editor."""

    labels = {
        "toolbar": _("Formatting"),
        "heading2": _("Heading"),
        "heading3": _("Second-level heading"),
        "heading4": _("Third-level heading"),
        "blockquote": _("Quotation"),
        "bulletList": _("Bulleted list"),
        "orderedList": _("Numbered list"),
        "bold": _("Bold"),
        "italic": _("Italic"),
        "link": _("Link"),
        "address": _("Address of the link (leave it empty to remove the link)"),
        "apply": _("OK"),
        "undo": _("Undo"),
        "redo": _("Redo"),
    }

    @property
    def media(self) -> Media:
        own = Media(
            importmap=ImportMap({"articles/paste": "articles/paste.js"}),
            css={"all": ["django_prose_editor/overrides.css", "articles/editor.css"]},
            js=[Script("articles/editor.js", type="module")],
        )
        return prose_editor_admin_media + own

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        labels = {name: str(label) for name, label in self.labels.items()}
        return {**super().build_attrs(*args, **kwargs), "data-editor": json.dumps(labels)}


class BodyField(forms.CharField):
    """Body HTML, or plain text typed without JavaScript; its value is clean HTML."""

    widget = BodyInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "data-label": str(self.label)}

    def to_python(self, value: str | None) -> str:
        return body_html.from_editor_input(clean_text(super().to_python(value) or ""))

    def has_changed(self, initial: str | None, data: str | None) -> bool:
        """Tell whether the text differs; other line feeds between elements are no change."""
        text = clean_text(data or "")
        return not any(
            body_html.is_equivalent(initial or "", body)
            for body in (body_html.sanitise(text), body_html.from_editor_input(text))
        )
