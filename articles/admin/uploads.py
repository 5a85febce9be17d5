"""The pages of an upload: its form, its preview, its import as it runs, and what it rejected."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from articles.admin import upload_handlers
from articles.admin.shortcuts import person
from articles.importing import import_jobs
from articles.models import ImportRun, Source, Status, Upload, UploadPart, UploadState
from articles.models.languages import list_language_choices
from articles.parsing import formats
from articles.parsing.charsets import find_charset
from articles.parsing.tabular import field_names

View = Callable[..., HttpResponseBase]
SUGGESTED: Final = 500  # sources
# What somebody must be able to do to articles for an import to do it.
NEEDED: Final = {
    Status.DRAFT: "articles.import_article",
    Status.REVIEW: "articles.submit_article",
    Status.PUBLISHED: "articles.publish_article",
}
MEANINGS: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "created": (gettext_lazy("Created"), gettext_lazy("New articles.")),
    "updated": (
        gettext_lazy("Updated"),
        gettext_lazy("Articles that are here already, with another text than before."),
    ),
    "unchanged": (gettext_lazy("Unchanged"), gettext_lazy("Here already, with the same text.")),
    "duplicate": (
        gettext_lazy("Duplicates"),
        gettext_lazy("The same piece once more, under another identity: kept as an original."),
    ),
    "rejected": (
        gettext_lazy("Rejected"),
        gettext_lazy("They cannot be imported; the reasons say what to mend."),
    ),
}

CHANGING: Final = ("created", "updated", "duplicate")


def may_import(user: Any) -> bool:
    """Tell whether the person may import, and see what was imported."""
    return bool(user.has_perms(["articles.import_article", "articles.view_importrun"]))


def for_importers(view: View) -> View:
    """Refuse the view to everybody who may not import."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_import(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    told = {**admin.site.each_context(request), "opts": ImportRun._meta, **context}
    return TemplateResponse(request, f"admin/articles/importrun/{template}.html", told)


class UploadForm(forms.Form):
    """A file, and how to read it; only what the person may do is on offer."""

    file = forms.FileField(label=gettext_lazy("File"))
    status = forms.ChoiceField(
        label=gettext_lazy("New articles are"),
        help_text=gettext_lazy("Those to be published that name no source wait in review."),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[
            (formats.AUTO, gettext_lazy("told by what the file holds")),
            *((name, name) for name in formats.FORMATS),
        ],
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Of records that name none, by any of its names."),
        widget=forms.TextInput({"list": "source-names", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        help_text=gettext_lazy("Of records that tell none."),
    )
    encoding = forms.CharField(
        label=gettext_lazy("Charset"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Of a file that is not UTF-8, such as windows-1254."),
    )
    names = forms.CharField(
        label=gettext_lazy("Names of fields"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy(
            "Where a table or JSON has names of its own: one a line with ours, such as "
            "Rubrik=headline; - for ours passes it over."
        ),
    )

    def __init__(self, *args: Any, by: User, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = {"size": filesizeformat(upload_handlers.limit())}
        self.fields["file"].help_text = _("Up to %(size)s.") % told
        if is_too_large:
            message = _("The file is larger than %(size)s. Divide it, and import the parts.")
            self.fields["file"].error_messages["required"] = message % told
        choice_of(self, "status", statuses(by))
        choice_of(self, "language", [("", _("unknown")), *list_language_choices()])

    def clean_source(self) -> Source | None:
        """Find the source by its slug or any name of it, as the command does."""
        name = self.cleaned_data["source"]
        if not name:
            return None
        source = Source.objects.filter(slug=name).first() or Source.objects.find_by_name(name)
        if source is None:
            message = _("There is no source “%(name)s”. Make it under Sources, or name none.")
            raise ValidationError(message % {"name": name})
        return source

    def clean_encoding(self) -> str:
        told = self.cleaned_data["encoding"]
        known = find_charset(told) if told else ""
        if told and not known:
            message = _("“%(value)s” is no charset. Write one such as windows-1254 or iso-8859-9.")
            raise ValidationError(message % {"value": told})
        return known

    def clean_names(self) -> dict[str, str]:
        """Read the lines as ``--map`` is read; tell of all that are wrong at once."""
        names, wrong = {}, []
        for line in filter(None, map(str.strip, self.cleaned_data["names"].splitlines())):
            try:
                theirs, ours = field_names.parse_mapping(line)
                names[theirs] = ours
            except ValueError as error:
                wrong.append(str(error))
        if wrong:
            raise ValidationError(wrong)
        return names

    def options(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


def choice_of(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - of this very form
    field.choices = list(choices)


def statuses(by: User) -> list[tuple[str, str]]:
    return [
        (str(status), str(status.label)) for status, need in NEEDED.items() if by.has_perm(need)
    ]


@for_importers
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a file; keep it, and have it looked over."""
    form = UploadForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        by=person(request),
        is_too_large=upload_handlers.is_too_large(request),
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        upload = import_jobs.store_upload(
            file.chunks(), name=file.name, by=person(request), options=form.options()
        )
        import_jobs.start_preview(upload)
        return HttpResponseRedirect(address(upload))
    sources = Source.objects.order_by("name").values_list("name", flat=True)[:SUGGESTED]
    return page(request, "new", title=_("Import articles"), form=form, sources=sources)


def address(upload: Upload) -> str:
    return reverse("admin:articles_importrun_upload", args=[upload.pk])


def upload_of(number: int) -> Upload:
    rows = Upload.objects.select_related("uploaded_by", "confirmed_by", "source")
    return get_object_or_404(rows, pk=number)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a tally."""

    label: str | Promise
    meaning: str | Promise
    count: int


def lines(counts: dict[str, int]) -> list[Line]:
    return [Line(*told, counts.get(name, 0)) for name, told in MEANINGS.items()]


TITLES: Final[dict[str, str | Promise]] = {
    UploadState.WAITING: gettext_lazy("An upload that did not arrive whole"),
    UploadState.PREVIEWING: gettext_lazy("Looking the file over"),
    UploadState.PREVIEWED: gettext_lazy("What the import would do"),
    UploadState.RUNNING: gettext_lazy("Importing"),
    UploadState.FINISHED: gettext_lazy("What the import did"),
    UploadState.FAILED: gettext_lazy("The work on the file has stopped"),
}


@for_importers
@require_GET
def upload(request: HttpRequest, number: int) -> HttpResponse:
    """Show the upload as it stands: its progress, its preview or its result."""
    shown = upload_of(number)
    problems = shown.preview.get("problems", [])
    counts = shown.preview.get("counts", {})
    context = {
        "upload": shown,
        "state": UploadState.FAILED.value if shown.is_stalled else shown.state,
        "is_confirmed": shown.confirmed_at is not None,
        "may_confirm": person(request).has_perm(NEEDED[Status(shown.status)]),
        "runs": shown.runs.order_by("pk"),
        "lines": lines(counts),
        "problems": problems,
        "more_count": counts.get("rejected", 0) - len(problems),
        "read_count": sum(counts.values()),
        "is_of_use": shown.confirmed_at or any(counts.get(name) for name in CHANGING),
        "has_rejects": shown.parts.filter(kind=UploadPart.Kind.REJECTS).exists(),
        "title": TITLES[UploadState.FAILED if shown.is_stalled else UploadState(shown.state)],
    }
    return page(request, "upload", **context)


@for_importers
@require_POST
def preview(request: HttpRequest, number: int) -> HttpResponse:
    """Look the file over once more, after that has failed."""
    found = upload_of(number)
    if not import_jobs.start_preview(found):
        messages.info(request, _("Nothing was started: this is how the file stands now."))
    return HttpResponseRedirect(address(found))


@for_importers
@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Start the import, or go on with one that has stopped."""
    found = upload_of(number)
    if not person(request).has_perm(NEEDED[Status(found.status)]):
        raise PermissionDenied
    if not import_jobs.start_import(found, by=person(request)):
        messages.info(request, _("Nothing was started: this is how the file stands now."))
    return HttpResponseRedirect(address(found))


@for_importers
@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Drop an upload that nobody has confirmed."""
    found = upload_of(number)
    if not Upload.objects.filter(pk=found.pk, confirmed_at=None).delete()[0]:
        messages.info(request, _("It is being imported already, so it could not be dropped."))
        return HttpResponseRedirect(address(found))
    messages.success(request, _("“%(file)s” was dropped. Nothing was imported.") % {"file": found})
    return HttpResponseRedirect(reverse("admin:articles_importrun_changelist"))


@for_importers
@require_GET
def rejects(_request: HttpRequest, number: int) -> StreamingHttpResponse:
    """Hand out what could not be imported, to mend and import, as ``--rejects`` writes it."""
    found = upload_of(number)
    return StreamingHttpResponse(
        found.read_parts(UploadPart.Kind.REJECTS),
        content_type="application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="rejects-{found.pk}.jsonl"'},
    )


PAGES: Final[dict[str, Any]] = {
    "import/": new,
    "uploads/<int:number>/": upload,
    "uploads/<int:number>/preview/": preview,
    "uploads/<int:number>/confirm/": confirm,
    "uploads/<int:number>/cancel/": cancel,
    "uploads/<int:number>/rejects/": rejects,
}
