"""The page of an article's signatures: who has signed what, and each change that nobody has."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from articles.admin import shortcuts
from articles.models import Article, Revision
from articles.publishing import signatures, workflow
from articles.publishing.signatures import Difference


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """A change that nobody has signed, and whether the person may sign it."""

    difference: Difference
    is_own: bool


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision that changed the text, and whether it still waits for a signature."""

    revision: Revision
    is_unsigned: bool


@require_GET
def signatures_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the signatures; the buttons lead to the pages on which the person signs or reverts."""
    article = shortcuts.get_article(request, pk)
    by = shortcuts.get_user(request)
    context = build_context(article, by=by)
    possible = workflow.list_transitions(article, by=by)
    context["transitions"] = [
        (transition, reason) for transition, reason in possible if transition.depends_on_signatures
    ]
    context["title"] = _("Signatures")
    return shortcuts.render_article_page(request, "signatures", article, **context)


def build_context(article: Article, *, by: User) -> dict[str, Any]:
    """Return what the template ``_signatures.html`` shows to the person."""
    unsigned = signatures.list_unsigned(article)
    keys = {each.pk for each in unsigned}
    own = {each.pk for each in signatures.select_remaining(unsigned, by=by)}
    return {
        "revision_rows": [
            RevisionRow(each, each.pk in keys) for each in signatures.list_text_revisions(article)
        ],
        "differences": [
            ShownDifference(each, each.last.pk in own)
            for each in signatures.list_differences(article, unsigned)
        ],
    }
