"""The pages of an upload: its form, its preview, its progress and result, its rejects."""

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
from articles.admin.shortcuts import get_user
from articles.importing import permissions, uploads
from articles.importing.reasons import word_problem, word_stored
from articles.importing.sentences import SKIPPED_ITEMS
from articles.models import ImportRun, Source, Status, Upload, UploadState, WorkerHeartbeat
from articles.models.blob import FileNotStoredError
from articles.models.languages import list_language_choices
from articles.models.positions import word_position
from articles.parsing import formats
from articles.parsing.charsets import find_charset
from articles.parsing.problems import ProblemError
from articles.parsing.tabular import field_names

View = Callable[..., HttpResponseBase]
SOURCES_LIMIT: Final = 500  # suggestions
# Label and explanation of each outcome.
OUTCOMES: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "created": (gettext_lazy("Created"), gettext_lazy("New articles.")),
    "updated": (
        gettext_lazy("Updated"),
        gettext_lazy(
            "Articles already in Newsroom whose text has changed, or which their source has "
            "cancelled."
        ),
    ),
    "unchanged": (
        gettext_lazy("Unchanged"),
        gettext_lazy("Already in Newsroom, with the same text."),
    ),
    "duplicate": (
        gettext_lazy("Duplicates"),
        gettext_lazy("The same text from the same source: kept as an extra original."),
    ),
    "rejected": (
        gettext_lazy("Rejected"),
        gettext_lazy("These cannot be imported; each reason says what to fix."),
    ),
}

# What is counted within the outcomes.
WITHIN_LABELS: Final[dict[str, str | Promise]] = {
    "held": gettext_lazy("waiting for an editor"),
    "canceled": gettext_lazy("cancelled by the source"),
    "withdrawn": gettext_lazy("live articles taken down"),
    "held_cancellations": gettext_lazy("cancellations waiting for an editor"),
    "stubs": gettext_lazy("without a text"),
}

# The outcomes that change something.
CHANGES: Final = ("created", "updated", "duplicate")


def require_importer(view: View) -> View:
    """Return a view that raises PermissionDenied unless the user may import."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not permissions.may_import(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapper


def render_import_page(request: HttpRequest, template: str, **extra_context: Any) -> HttpResponse:
    """Return a page of the admin about an import."""
    context = {**admin.site.each_context(request), "opts": ImportRun._meta, **extra_context}
    return TemplateResponse(request, f"admin/articles/importrun/{template}.html", context)


class UploadForm(forms.Form):
    """A file, and how to read it; the statuses are those that the user may import into."""

    file = forms.FileField(label=gettext_lazy("File"))
    status = forms.ChoiceField(
        label=gettext_lazy("Status of new articles"),
        help_text=gettext_lazy(
            "Articles to be published that have no source go to review instead."
        ),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[
            (formats.AUTO, gettext_lazy("detect from the file")),
            *((name, name) for name in formats.IMPORT_FORMATS),
        ],
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "For records that name no source. Any of the source’s names will do."
        ),
        widget=forms.TextInput({"list": "source-names", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        help_text=gettext_lazy("For records that state no language."),
    )
    encoding = forms.CharField(
        label=gettext_lazy("Charset"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("For files that are not UTF-8, for example windows-1254."),
    )
    names = forms.CharField(
        label=gettext_lazy("Field names"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy(
            "If your table or JSON uses other field names, write one pair per line: theirs=ours, "
            "for example Rubrik=headline. Write - in place of ours to skip a field."
        ),
    )

    def __init__(self, *args: Any, by: User, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        params = {"size": filesizeformat(upload_handlers.get_upload_limit())}
        self.fields["file"].help_text = _("Up to %(size)s.") % params
        if is_too_large:  # the upload handler has dropped the file, so the form misses it
            message = _("The file is larger than %(size)s. Split it and import the parts.")
            self.fields["file"].error_messages["required"] = message % params
        set_choices(self, "status", list_statuses(by))
        if not permissions.may_import_as(Status.PUBLISHED, by=by):
            message = _("To import articles as published, ask somebody who may publish by import.")
            self.fields["status"].help_text = message
        set_choices(self, "language", [("", _("unknown")), *list_language_choices()])

    def clean_source(self) -> Source | None:
        """Return the source of this slug, name or alias, as the command does."""
        name = self.cleaned_data["source"]
        if not name:
            return None
        source = Source.objects.filter(slug=name).first() or Source.objects.find_by_name(name)
        if source is None:
            message = _(
                "No source is called “%(name)s”. Add it under Sources first, or leave this empty."
            )
            raise ValidationError(message % {"name": name})
        return source

    def clean_encoding(self) -> str:
        label = self.cleaned_data["encoding"]
        charset = find_charset(label) if label else ""
        if label and not charset:
            message = _("“%(value)s” is not a known charset. Try windows-1254 or iso-8859-9.")
            raise ValidationError(message % {"value": label})
        return charset

    def clean_names(self) -> dict[str, str]:
        """Parse each line like ``--map``; raise one error for all lines that are wrong."""
        names, errors = {}, []
        for line in filter(None, map(str.strip, self.cleaned_data["names"].splitlines())):
            try:
                theirs, ours = field_names.parse_mapping(line)
                names[theirs] = ours
            except ProblemError as error:
                errors.append(word_problem(error.problem))
        if errors:
            raise ValidationError(errors)
        return names

    def build_options(self) -> dict[str, Any]:
        """Return the options of the import: every field but the file."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


def set_choices(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - of this very form
    field.choices = list(choices)


def list_statuses(by: User) -> list[tuple[str, str]]:
    """Return value and label of the statuses that the user may import into."""
    return [(str(status), str(status.label)) for status in permissions.list_statuses(by)]


@require_importer
@require_http_methods(["GET", "POST"])
def new_upload(request: HttpRequest) -> HttpResponse:
    """Show the form for a file; on POST store the file and start its preview."""
    form = UploadForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        by=get_user(request),
        is_too_large=upload_handlers.is_too_large(request),
    )
    if form.is_valid() and (upload := _store_file(form, by=get_user(request))):
        uploads.start_preview(upload)
        return HttpResponseRedirect(get_upload_url(upload))
    sources = Source.objects.order_by("name").values_list("name", flat=True)[:SOURCES_LIMIT]
    context = {"title": _("Import articles"), "form": form, "sources": sources}
    return render_import_page(request, "new", **context)


def _store_file(form: UploadForm, *, by: User) -> Upload | None:
    """Store the file of the form; where that is not possible, tell so in the form."""
    try:
        return uploads.store_upload(form.cleaned_data["file"], by=by, options=form.build_options())
    except FileNotStoredError as error:
        form.add_error("file", str(error))
        return None


def get_upload_url(upload: Upload) -> str:
    return reverse("admin:articles_importrun_upload", args=[upload.pk])


def get_upload(pk: int) -> Upload:
    rows = Upload.objects.select_related("uploaded_by", "confirmed_by", "source", "rejects")
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True, slots=True)
class TallyLine:
    """One line of a tally: an outcome, what it means, and the number of records."""

    label: str | Promise
    meaning: str | Promise
    count: int


def build_tally_lines(counts: dict[str, int]) -> list[TallyLine]:
    return [
        TallyLine(label, meaning, counts.get(name, 0))
        for name, (label, meaning) in OUTCOMES.items()
    ]


TITLES: Final[dict[str, str | Promise]] = {
    UploadState.WAITING: gettext_lazy("Incomplete upload"),
    UploadState.PREVIEWING: gettext_lazy("Checking the file"),
    UploadState.PREVIEWED: gettext_lazy("What this import will do"),
    UploadState.RUNNING: gettext_lazy("Importing"),
    UploadState.FINISHED: gettext_lazy("Result of the import"),
    UploadState.FAILED: gettext_lazy("Processing has stopped"),
}


@require_importer
@require_GET
def upload_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the progress, the preview or the result of the upload."""
    upload = get_upload(pk)
    state = UploadState.FAILED if upload.is_stalled else UploadState(upload.state)
    rejects = upload.preview.get("problems", [])
    counts = upload.preview.get("counts", {})
    left_out = upload.preview.get("left_out", {})
    context = {
        "upload": upload,
        "state": state.value,
        "has_worker": WorkerHeartbeat.objects.alive().exists(),
        "is_confirmed": upload.confirmed_at is not None,
        "may_confirm": _may_confirm(upload, by=get_user(request)),
        "runs": upload.runs.order_by("pk"),
        "lines": build_tally_lines(counts),
        "problem": word_stored(upload.problem),
        "within": list_within(upload.preview.get("within", {})),
        "withdrawn_count": upload.preview.get("within", {}).get("withdrawn", 0),
        "held_count": upload.preview.get("within", {}).get("held_cancellations", 0),
        "duplicates": [_word_duplicate(each) for each in upload.preview.get("duplicates", [])],
        "problems": [_word_reject(each) for each in rejects],
        "left_out": [
            (SKIPPED_ITEMS.get(what, what), count)
            for what, count in left_out.items()
            if not what.startswith(field_names.COLUMN)
        ],
        "columns": ", ".join(
            what.removeprefix(field_names.COLUMN)
            for what in left_out
            if what.startswith(field_names.COLUMN)
        ),
        "more_count": counts.get("rejected", 0) - len(rejects),
        "read_count": sum(counts.values()),
        "has_changes": upload.confirmed_at or any(counts.get(name) for name in CHANGES),
        "has_rejects": upload.rejects is not None,
        "title": TITLES[state],
    }
    return render_import_page(request, "upload", **context)


def list_within(counts: dict[str, int]) -> list[tuple[str | Promise, int]]:
    """Return what is counted within the outcomes, by what it is called."""
    return [(WITHIN_LABELS[name], count) for name, count in counts.items()]


def _word_duplicate(duplicate: dict[str, Any]) -> dict[str, Any]:
    """Return a stored duplicate with its position in the reader's language."""
    return {**duplicate, "position": word_position(duplicate["position"])}


def _word_reject(reject: dict[str, Any]) -> dict[str, str]:
    """Return a stored reject with its position and reason in the reader's language."""
    position, reason = word_position(reject["position"]), word_stored(reject["reason"])
    return {**reject, "position": position, "reason": reason}


def _may_confirm(upload: Upload, *, by: User) -> bool:
    return permissions.may_import_as(Status(upload.status), by=by)


@require_importer
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the preview again, after it has failed."""
    upload = get_upload(pk)
    if not uploads.start_preview(upload):
        messages.info(
            request, _("Nothing was started. The current state of the file is shown below.")
        )
    return HttpResponseRedirect(get_upload_url(upload))


@require_importer
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the import, or resume one that has stopped."""
    upload = get_upload(pk)
    if not _may_confirm(upload, by=get_user(request)):
        raise PermissionDenied
    if not uploads.start_import(upload, by=get_user(request)):
        messages.info(
            request, _("Nothing was started. The current state of the file is shown below.")
        )
    return HttpResponseRedirect(get_upload_url(upload))


@require_importer
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an upload that nobody has confirmed."""
    upload = get_upload(pk)
    if not Upload.objects.filter(pk=upload.pk, confirmed_at=None).delete()[0]:
        messages.info(request, _("The file is already being imported, so it cannot be discarded."))
        return HttpResponseRedirect(get_upload_url(upload))
    messages.success(
        request, _("“%(file)s” was discarded. Nothing was imported.") % {"file": upload}
    )
    return HttpResponseRedirect(reverse("admin:articles_importrun_changelist"))


@require_importer
@require_GET
def rejects(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the rejects as JSON lines, as ``--rejects`` writes them.

    Where their file is not whole, lead back to the page with the reason.
    """
    upload = get_upload(pk)
    if upload.rejects and (damage := upload.rejects.describe_damage()):
        messages.error(request, damage)
        return HttpResponseRedirect(get_upload_url(upload))
    return StreamingHttpResponse(
        upload.rejects.read_chunks() if upload.rejects else [],
        content_type="application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="rejects-{upload.pk}.jsonl"'},
    )


# The views by their routes, each with the name of its URL.
VIEWS: Final[dict[str, tuple[str, View]]] = {
    "import/": ("articles_importrun_new", new_upload),
    "uploads/<int:pk>/": ("articles_importrun_upload", upload_page),
    "uploads/<int:pk>/preview/": ("articles_importrun_preview", preview),
    "uploads/<int:pk>/confirm/": ("articles_importrun_confirm", confirm),
    "uploads/<int:pk>/cancel/": ("articles_importrun_cancel", cancel),
    "uploads/<int:pk>/rejects/": ("articles_importrun_rejects", rejects),
}
