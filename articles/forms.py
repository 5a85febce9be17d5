"""The forms of the desk: what an editor types, checked before it reaches a table."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles import markup
from articles.models import Article, Tag, Tagging
from articles.models.article import language_choices
from articles.text import clean, squeeze

TAG_LIMIT = 100


class TagInput(AutocompleteSelectMultiple):
    """The admin's select box over names: it suggests those that exist and takes new ones."""

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
        """Return the chosen names as the only options; the others come as suggestions."""
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

    def clean(self, value: Iterable[str]) -> list[str]:
        names = [name for each in value if (name := squeeze(clean(each)))]
        for name in names:
            if len(name) > TAG_LIMIT:
                message = _("The tag “%(name)s…” is too long; keep it under 100 letters.")
                raise ValidationError(message % {"name": name[:30]})
        return names

    def has_changed(self, initial: Iterable[Tag | str] | None, data: list[str] | None) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)


class ArticleForm(forms.ModelForm[Article]):
    tags = TagsField(
        label=_("Tags"),
        required=False,
        help_text=_("Type a name; press Enter or a comma for the next one."),
    )

    class Meta:
        model = Article
        fields = (
            *("headline", "standfirst", "body", "byline", "kind", "language", "tags"),
            *("source", "is_own_work", "source_date", "source_date_end"),
            *("source_date_precision", "source_date_text", "source_detail", "source_address"),
            *("publish_at", "expire_at", "embargoed_until", "slug"),
        )
        widgets = {
            "headline": forms.Textarea({"rows": 2, "class": "vLargeTextField headline"}),
            "standfirst": forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
            "body": forms.Textarea({"rows": 24, "class": "vLargeTextField body"}),
        }
        help_texts = {
            "body": _("Leave a blank line between paragraphs. Simple HTML is kept, all else goes.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "body" in self.initial:
            self.initial["body"] = markup.to_typed(self.initial["body"])
        if "language" in self.fields:  # a form that is only shown has none
            self.fields["language"].widget = forms.Select(choices=self._languages())

    def _languages(self) -> list[tuple[str, str]]:
        """Return the desk's languages, and this article's own where it is another."""
        choices = [("", "—"), *language_choices()]
        own = self.instance.language
        return choices if own in dict(choices) else [*choices, (own, own)]

    def clean_headline(self) -> str:
        return squeeze(self.cleaned_data["headline"])

    def clean_body(self) -> str:
        return markup.from_typed(clean(self.cleaned_data["body"]))

    def _get_validation_exclusions(self) -> set[str]:
        """Hold what the form says against what readers see already, though that is no field."""
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # not in the stubs
        return exclusions - {"is_released", "published_at"}

    def _save_m2m(self) -> None:
        """Turn names into tags only now that the article is valid and saved."""
        self.cleaned_data["tags"] = Tag.objects.called(self.cleaned_data["tags"])
        super()._save_m2m()  # type: ignore[misc] # the stubs leave it out; Django calls it on save
