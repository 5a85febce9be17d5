"""Notes between editors: written, answered, resolved."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.admin import shortcuts
from articles.models import Article, Note


class NoteForm(forms.ModelForm[Note]):
    class Meta:
        model = Note
        fields = ("text", "answers")
        labels = {"text": gettext_lazy("Note")}
        widgets = {"text": forms.Textarea({"rows": 3}), "answers": forms.HiddenInput}

    def clean_answers(self) -> Note | None:
        """Let an answer be one to a note on the same piece, and to a note rather than an answer."""
        note: Note | None = self.cleaned_data["answers"]
        if note and note.article_id != self.instance.article_id:
            raise forms.ValidationError(_("That note stands on another piece."))
        return note.answers or note if note else None


def threads(article: Article) -> list[tuple[Note, list[Note]]]:
    """Return the notes on the piece, each with its answers, in one query."""
    notes = list(article.notes.select_related("written_by", "resolved_by"))
    return [
        (note, [each for each in notes if each.answers_id == note.pk])
        for note in notes
        if note.answers_id is None
    ]


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    article = shortcuts.piece(request, pk)
    note = Note(article=article, written_by=shortcuts.person(request))
    form = NoteForm(request.POST, instance=note)
    if form.is_valid():
        form.save()
    else:
        problems = " ".join(str(each) for errors in form.errors.values() for each in errors)
        messages.error(request, _("The note was not kept: %(why)s") % {"why": problems})
    return HttpResponseRedirect(f"{shortcuts.address(article)}#notes")


@require_POST
def resolve(request: HttpRequest, pk: int, note: int) -> HttpResponse:
    """Mark the note as resolved; resolved again, it is open again."""
    article = shortcuts.piece(request, pk)
    found = get_object_or_404(article.notes, pk=note, answers=None)
    if found.resolved_at:
        found.resolved_at, found.resolved_by = None, None
    else:
        found.resolved_at, found.resolved_by = timezone.now(), shortcuts.person(request)
    found.save(update_fields=["resolved_at", "resolved_by"])
    return HttpResponseRedirect(f"{shortcuts.address(article)}#notes")
