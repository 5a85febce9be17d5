"""Notes between editors: adding, answering and resolving them."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.admin import shortcuts
from articles.models import Article, Note
from articles.search import index


class NoteForm(forms.ModelForm[Note]):
    class Meta:
        model = Note
        fields = ("text", "answers")
        labels = {"text": gettext_lazy("Note")}
        widgets = {"text": forms.Textarea({"rows": 3}), "answers": forms.HiddenInput}

    def clean_answers(self) -> Note | None:
        """Return the note that is answered; for an answer, the note that begins its thread."""
        note: Note | None = self.cleaned_data["answers"]
        if note is None:
            return None
        if note.article_id != self.instance.article_id:
            raise forms.ValidationError(_("That note belongs to another article."))
        return note.answers or note


def list_threads(article: Article) -> list[tuple[Note, list[Note]]]:
    """Return the notes on the article, each with its answers, in one query."""
    notes = list(article.notes.select_related("written_by", "resolved_by"))
    return [
        (note, [each for each in notes if each.answers_id == note.pk])
        for note in notes
        if note.answers_id is None
    ]


@require_POST
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    article = shortcuts.get_article(request, pk)
    note = Note(article=article, written_by=shortcuts.get_user(request))
    form = NoteForm(request.POST, instance=note)
    if form.is_valid():
        with transaction.atomic():
            form.save()
            index.index_article(article)
    else:
        problems = " ".join(str(each) for errors in form.errors.values() for each in errors)
        messages.error(request, _("The note was not saved: %(why)s") % {"why": problems})
    return HttpResponseRedirect(f"{shortcuts.get_article_url(article)}#notes")


@require_POST
def resolve_note(request: HttpRequest, pk: int, note_pk: int) -> HttpResponse:
    """Mark the note as resolved, or one that is resolved as open."""
    article = shortcuts.get_article(request, pk)
    note = get_object_or_404(article.notes, pk=note_pk, answers=None)
    if note.resolved_at:
        note.resolved_at, note.resolved_by = None, None
    else:
        note.resolved_at, note.resolved_by = timezone.now(), shortcuts.get_user(request)
    note.save(update_fields=["resolved_at", "resolved_by"])
    return HttpResponseRedirect(f"{shortcuts.get_article_url(article)}#notes")
