"""The form of an article: its fields, their validation, and conflicts between two editors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import (
    BodyField,
    BodyInput,
    CreditsField,
    TagsField,
    add_zone_to_help_texts,
)
from articles.models import Article, Correction, Revision, Source
from articles.models.languages import list_language_choices
from articles.publishing import contents, revisions
from articles.text import body_html
from articles.text.strings import collapse_whitespace


class Happened(TextChoices):
    """What an editor says happened; the kind of the notice for readers follows from it."""

    OUR_MISTAKE = "our_mistake", _("We got something wrong")
    OUR_COPY = "our_copy", _("We copied the source wrongly")
    THEIR_MISTAKE = "their_mistake", _("The source has corrected or changed its article")
    UNCLEAR = "unclear", _("It was right, but could be misunderstood")
    NEWS = "news", _("No mistake; there has been a new development since")
    REMARK = "remark", _("No mistake; readers should know something about the article")
    NOT_TENABLE = "not_tenable", _("We no longer stand by the article as a whole")


NOTICE_KINDS: Final = {
    Happened.OUR_MISTAKE: Correction.Kind.CORRECTION,
    Happened.OUR_COPY: Correction.Kind.TRANSCRIPTION_ERROR,
    Happened.THEIR_MISTAKE: Correction.Kind.SOURCE_CORRECTED,
    Happened.UNCLEAR: Correction.Kind.CLARIFICATION,
    Happened.NEWS: Correction.Kind.UPDATE,
    Happened.REMARK: Correction.Kind.EDITORS_NOTE,
    Happened.NOT_TENABLE: Correction.Kind.RETRACTION,
}
HAPPENED_BY_KIND: Final[Mapping[str, str]] = {
    kind: happened for happened, kind in NOTICE_KINDS.items()
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two versions of one content, made by two people at once.

    ``base`` is the content that both began with, ``theirs`` the content of the revision ``saved``,
    ``mine`` what was typed and is not saved yet.
    """

    saved: Revision
    base: contents.Content
    theirs: contents.Content
    mine: contents.Content

    @property
    def their_text(self) -> str:
        return body_html.to_text(self.theirs["body"])


class ArticleForm(forms.ModelForm[Article]):
    credits = CreditsField(
        label=_("Authors"),
        required=False,
        help_text=_("In byline order, each with the affiliation as printed."),
    )
    tags = TagsField(
        label=_("Tags"),
        required=False,
        help_text=_("Type a name; press Enter or a comma for the next one."),
    )
    happened = forms.ChoiceField(
        label=_("Why did it change?"),
        required=False,
        choices=[("", _("Nothing readers need to know")), *Happened.choices],
        help_text=_("The type of notice depends on your answer."),
    )
    notice = forms.CharField(
        label=_("Notice to readers"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
        help_text=_("Say what was wrong and what is right, in full sentences."),
    )
    place = forms.ChoiceField(
        label=_("Position"),
        required=False,
        choices=Correction.Place.choices,
        initial=Correction.Place.BOTTOM,
    )
    builds_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    conflict: Conflict | None = None
    # Whether somebody saved the article meanwhile and nothing was typed here, so nothing is saved.
    is_untouched = False

    class Meta:
        model = Article
        fields = (
            *("headline", "standfirst", "body", "byline", "kind", "language"),
            *("source", "is_own_work", "source_date", "source_date_end"),
            *("source_date_precision", "source_date_text", "source_detail", "source_address"),
            *("publish_at", "expire_at", "embargoed_until", "slug", "translation_of"),
        )
        widgets = {
            "headline": forms.Textarea({"rows": 2, "class": "vLargeTextField headline"}),
            "standfirst": forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
            "body": BodyInput({"rows": 24, "class": "vLargeTextField body"}),
        }
        field_classes = {"body": BodyField}
        help_texts = {
            "body": _(
                "Paste from a web page, document or email: headings, lists, quotations and links "
                "are kept; everything else is removed. Without JavaScript, separate paragraphs "
                "with a blank line."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "language" in self.fields:  # a form that may only be read has none
            self.fields["language"].widget = forms.Select(choices=self._list_languages())
        add_zone_to_help_texts(self.fields.values())
        if self.instance.pk:
            self._add_initial(revisions.get_working_revision(self.instance))

    def _add_initial(self, revision: Revision) -> None:
        """Set the initial values that the revision holds and no column of the article has."""
        content = contents.get_editable_content(self.instance, revision)
        correction = content["correction"] or {}
        self.initial = {
            **self.initial,
            "credits": content["credits"],
            "tags": content["tags"],
            "builds_on": revision.number,
            "happened": HAPPENED_BY_KIND.get(correction.get("kind", ""), ""),
            "notice": correction.get("text", ""),
            "place": correction.get("place", Correction.Place.BOTTOM),
        }

    def _list_languages(self) -> list[tuple[str, str]]:
        """Return the languages of the settings, and the article's own if it is another."""
        choices = [("", "—"), *list_language_choices()]
        own = self.instance.language
        return choices if own in dict(choices) else [*choices, (own, own)]

    def clean_headline(self) -> str:
        return collapse_whitespace(self.cleaned_data["headline"])

    def clean_body(self) -> str:
        """Return the body as it is stored unless its text was changed."""
        body: str = self.cleaned_data["body"]
        return body if "body" in self.changed_data else self.instance.body

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("notice") and not cleaned.get("happened"):
            self.add_error(
                "happened", _("Choose why the text changed; the type of notice depends on it.")
            )
        if cleaned.get("happened") and not cleaned.get("notice"):
            self.add_error("notice", _("Write the notice that readers will see."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Validate the constraints on these columns as well, though the form has no such fields."""
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # not in the stubs
        return exclusions - {"is_released", "published_at"}

    def _post_clean(self) -> None:
        """Look for a conflict, once the instance holds what was typed."""
        super()._post_clean()  # type: ignore[misc] # not in the stubs
        if self.instance.pk and not self.errors:
            self._check_for_conflict()

    def build_content(self) -> contents.Content:
        """Return what was typed as the content of a revision."""
        self.instance.slug = self.instance.slug or self.instance.find_free_slug()
        values = self.cleaned_data
        kind = NOTICE_KINDS.get(values.get("happened", ""))
        correction = (
            {"kind": kind, "text": values["notice"], "place": values["place"] or "bottom"}
            if kind
            else None
        )
        return contents.build_content(
            self.instance, credited=values["credits"], tags=values["tags"], correction=correction
        )

    # Two people in one article.

    def _check_for_conflict(self) -> None:
        """Add an error if somebody saved the article since this form was opened.

        In the data, ``_over`` or ``_merge`` may name their revision: to save over it, or to merge
        both texts into the form.
        """
        saved, mine = revisions.get_working_revision(self.instance), self.build_content()
        built_on = self.cleaned_data.get("builds_on") or 0
        if str(saved.number) == self.data.get("_over") or built_on == saved.number:
            return
        first = self.instance.revisions.filter(number__lte=built_on).first() or saved
        base, theirs = (
            contents.get_editable_content(self.instance, each) for each in (first, saved)
        )
        if not contents.list_changed_fields(base, mine):
            self.is_untouched = True
            return
        self.conflict = Conflict(saved, base, theirs, mine)
        if str(saved.number) == self.data.get("_merge"):
            self._merge(self.conflict)
            return
        message = _(
            "Somebody else saved the article while you were writing. Nothing is lost: both texts "
            "are on this page."
        )
        self.add_error(None, ValidationError(message, code="conflict"))

    def _merge(self, conflict: Conflict) -> None:
        """Put both sides' changes into the form, for the editor to check and save."""
        merged, clashes = contents.merge_contents(conflict.base, conflict.theirs, conflict.mine)
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name in contents.list_changed_fields(conflict.mine, merged):
            for key, values in self._encode_field(name, merged):
                data.setlist(key, values)
        data["builds_on"] = str(conflict.saved.number)
        self.data, self.conflict = data, None
        message = str(_("Both texts are merged below. Check them, then save."))
        if clashes:
            message = _(
                "Both texts are merged below. You both changed these fields, so check them "
                "closely: %(fields)s. Then save."
            ) % {"fields": ", ".join(str(contents.LABELS[name]) for name in clashes)}
        self.add_error(None, ValidationError(message, code="merged"))

    def _encode_field(
        self, name: str, content: contents.Content
    ) -> Iterator[tuple[str, list[str]]]:
        """Yield the names and values that a browser would send for a field with this content."""
        value = content[name]
        if name == "credits":
            yield "credits-name", [row["name"] for row in value]
            yield "credits-affiliation", [row["affiliation"] for row in value]
            yield "credits-position", [str(number) for number, _row in enumerate(value, 1)]
        elif name == "correction":
            value = value or {"kind": "", "text": "", "place": "bottom"}
            yield "happened", [str(HAPPENED_BY_KIND.get(value["kind"], ""))]
            yield "notice", [value["text"]]
            yield "place", [value["place"]]
        elif name == "tags":
            yield name, value
        else:
            yield from self._encode_column(name, value)

    def _encode_column(self, name: str, value: Any) -> Iterator[tuple[str, list[str]]]:
        widget = self.fields[name].widget
        if name == "source":
            source = Source.objects.find_by_name(value) if value else None
            yield name, [str(source.pk)] if source else []
        elif isinstance(value, bool):
            yield name, ["on"] if value else []
        elif isinstance(widget, forms.MultiWidget):
            instant = datetime.fromisoformat(value) if value else None
            parts: Sequence[Any] = widget.decompress(instant) or ()
            for number, (part, each) in enumerate(zip(parts, widget.widgets, strict=True)):
                yield f"{name}_{number}", [each.format_value(part) or ""]
        else:
            yield name, ["" if value is None else str(value)]
