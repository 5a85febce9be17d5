"""The desk's articles: the queue, the piece with its original beside it, the moves."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy
from js_asset import Media

from articles.admin import (
    autosave,
    columns,
    history,
    notes,
    presence,
    previews,
    shortcuts,
    transitions,
)
from articles.admin.base import FastAdmin
from articles.admin.forms import ArticleForm
from articles.admin.list_filters import BatchFilter, LanguageFilter, QueueFilter, SourceFilter
from articles.admin.shortcuts import person
from articles.models import Article, Notification, Status
from articles.models.article import ArticleQuerySet
from articles.publishing import checks, contents, queues, revisions, workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS, Asks
from articles.text.strings import compute_address_key

# What is given back to who typed it where it cannot be saved.
LONG_TEXTS = ("headline", "standfirst", "body")

NOTICE: Any = (
    gettext_lazy("What readers are told of the change"),
    {"fields": [("happened", "place"), "notice"]},
)


@admin.register(Article)
class ArticleAdmin(FastAdmin[Article]):
    form = ArticleForm
    list_display = [
        *("headline", "status", columns.readers_see, columns.changed_last),
        *("source", "source_date", "kind", "language"),
    ]
    list_filter = [QueueFilter, BatchFilter, "status", "kind", LanguageFilter, SourceFilter]
    list_select_related = ["source", "edited_by", "created_by"]
    show_facets = admin.ShowFacets.ALLOW
    date_hierarchy = "published_at"
    search_fields = ["folded_headline"]
    search_help_text = gettext_lazy("Words of the headline, or the whole original address.")
    autocomplete_fields = ["source", "translation_of"]
    actions = [transitions.bulk(move) for move in TRANSITIONS.values()]
    view_on_site = False  # the form's head links to the site, if the piece is there
    fieldsets = [
        (None, {"fields": ["headline", "standfirst", "body", "builds_on"]}),
        (gettext_lazy("Whom to credit"), {"fields": ["byline", "credits"]}),
        (
            gettext_lazy("Where it comes from"),
            {
                "fields": [
                    "source",
                    "is_own_work",
                    ("source_date", "source_date_end", "source_date_precision"),
                    ("source_date_text", "source_detail"),
                    "source_address",
                ]
            },
        ),
        (gettext_lazy("What it is"), {"fields": [("kind", "language"), "translation_of", "tags"]}),
        (
            gettext_lazy("When readers see it"),
            {"fields": ["publish_at", "expire_at", "embargoed_until", "slug"]},
        ),
    ]

    class Media:
        css = {"all": ["articles/admin.css"]}

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of one piece to Django's own."""
        pages: dict[str, Callable[..., HttpResponse]] = {
            "move/<slug:name>/": transitions.move,
            "history/": history.history,
            "compare/": history.compare,
            "revisions/<int:number>/bring_back/": history.bring_back,
            "revisions/keep_ours/": history.keep_ours,
            "notes/": notes.write,
            "notes/<int:note>/resolve/": notes.resolve,
            "presence/": presence.presence,
            "preview/": previews.preview,
            "preview_links/": previews.make_preview_link,
            "preview_links/<int:link>/revoke/": previews.revoke_preview_link,
        }
        ours = [
            path(
                f"<int:pk>/{tail}",
                self.admin_site.admin_view(view),
                name=f"articles_article_{view.__name__}",
            )
            for tail, view in pages.items()
        ]
        return [*ours, *super().get_urls()]

    # Who may do what.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Show contributors their own pieces, everybody else all of them."""
        articles = cast("ArticleQuerySet", super().get_queryset(request))
        return queues.filter_visible(articles, person(request))

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return workflow.may_edit(obj, by=person(request))

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        allowed = request.user.has_perm("articles.view_article")
        return allowed and (obj is None or workflow.may_see(obj, by=person(request)))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Let nobody delete a piece: it is spiked or withdrawn, and its record stays."""
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Let nobody learn what a piece is called by naming it as the original of another."""
        if db_field.name == "translation_of":
            kwargs["queryset"] = _originals(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    # The list.

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        if search_term.strip().startswith(("http://", "https://")):
            return queryset.filter(address_key=compute_address_key(search_term)), False
        return super().get_search_results(request, queryset, search_term)

    def get_actions(self, request: HttpRequest, action_location: Any = None) -> dict[str, Any]:
        """Offer the moves whose permission the person has."""
        place = [action_location] if action_location else []  # Django 5.2 knows but one
        offered = super().get_actions(request, *place)
        return {
            name: action
            for name, action in offered.items()
            if name not in TRANSITIONS or request.user.has_perm(TRANSITIONS[name].permission)
        }

    # The piece.

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        """Return the piece as its working revision has it; locked where it is to be written."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            return None
        if request.method == "POST":
            # Alone: what a query joins to a row is as it stood before the wait for the lock.
            Article.objects.select_for_update(no_key=True).get(pk=found.pk)
        rows = Article.objects.select_related(
            "source", "working_revision__made_by", "live_revision", "edited_by"
        )
        return revisions.build_working_copy(rows.get(pk=found.pk))

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """Ask what readers are to be told where they have seen the piece."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj and obj.live_revision_id:
            fieldsets.insert(1, NOTICE)
        if obj and not self.has_change_permission(request, obj):
            return [(name, {"fields": _to_show(told["fields"])}) for name, told in fieldsets]
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        """Keep the address of a piece that has been published."""
        return ["slug"] if obj and obj.published_at else []

    # How a text that cannot be changed is shown.

    @admin.display(description=gettext_lazy("body"))
    def shown_body(self, article: Article) -> SafeString:
        # The gate in markup.py let nothing but text and harmless elements through.
        return format_html('<div class="shown-body">{}</div>', mark_safe(article.body))  # noqa: S308

    @admin.display(description=gettext_lazy("authors"))
    def shown_credits(self, article: Article) -> str:
        return contents.format_field("credits", revisions.get_working_revision(article).content)

    @admin.display(description=gettext_lazy("tags"))
    def shown_tags(self, article: Article) -> str:
        return contents.format_field("tags", revisions.get_working_revision(article).content)

    @admin.display(description=gettext_lazy("notice for readers"))
    def shown_notice(self, article: Article) -> str:
        return contents.format_field(
            "correction",
            contents.get_editable_content(article, revisions.get_working_revision(article)),
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {"show_save_and_add_another": False, **(extra_context or {})}
        try:
            return super().change_view(request, object_id, form_url, context)
        except PermissionDenied:
            if request.method != "POST":
                raise
        return self._refused(request, shortcuts.piece(request, int(object_id)))

    def _refused(self, request: HttpRequest, article: Article) -> HttpResponse:
        """Give back what was typed while the piece became one that cannot be changed."""
        typed = {name: request.POST.get(name, "") for name in LONG_TEXTS}
        context = {
            "title": gettext("Not saved"),
            "typed": [(contents.LABELS[name], text) for name, text in typed.items() if text],
        }
        response = shortcuts.page(request, "refused", article, media=self.media, **context)
        response.status_code = HTTPStatus.FORBIDDEN
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["texts"] = presence.TEXTS
        if article := kwargs.get("obj"):
            context |= self._beside(request, article)
        if isinstance(context["media"], Media):
            # Let the editor's modules through the Content-Security-Policy, where they are needed.
            nonce = str(request.csp_nonce)  # type: ignore[attr-defined] # django-csp's
            context["media"] = context["media"].with_nonce(nonce)
        return super().render_change_form(request, context, *args, **kwargs)

    def _beside(self, request: HttpRequest, article: Article) -> dict[str, Any]:
        """Return what stands beside the form."""
        by, working = person(request), revisions.get_working_revision(article)
        is_gone = article.status in {Status.WITHDRAWN, Status.SPIKED}
        Notification.objects.filter(person=by, article=article).mark_seen()
        return {
            "original_received": article.originals.first(),
            "moves": workflow.list_transitions(article, by=by),
            "may_edit": workflow.may_edit(article, by=by),
            "working": working,
            "is_looked_over": not is_gone,
            "problems": [] if is_gone else checks.find_problems(article, working.content),
            "threads": notes.threads(article),
            "entries": history.latest(article),
            "others": presence.here(presence.others(article, by=by)),
            "previews": previews.panel(request, article),
        }

    def save_model(
        self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool
    ) -> None:
        """Write a new row; what is typed of an old one becomes a revision of it."""
        if change:
            return
        obj.created_by = obj.edited_by = person(request)
        obj.edited_at = timezone.now()
        super().save_model(request, obj, form, change)
        revisions.apply_content(obj, form.content())

    def save_related(
        self, request: HttpRequest, form: ArticleForm, formsets: Any, change: bool
    ) -> None:
        article, seen = form.instance, form.cleaned_data["builds_on"]
        if not form.is_untouched:
            newest = revisions.get_working_revision(article)
            content, by = form.content(), person(request)
            seen = revisions.save_revision(article, content, by=by, builds_on=newest.number).number
        vars(article)["seen"] = seen  # for _moved(), which is not told of the form

    def construct_change_message(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Leave Django's own log alone: revisions and status changes tell all that it would."""
        return []

    def log_addition(self, *args: Any, **kwargs: Any) -> Any:
        """See above."""

    def log_change(self, *args: Any, **kwargs: Any) -> Any:
        """See above."""

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        moved = self._moved(request, obj)
        response = moved or super().response_add(request, obj, post_url_continue)
        return autosave.let_go(request, response)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        moved = self._moved(request, obj)
        return autosave.let_go(request, moved or super().response_change(request, obj))

    def _moved(self, request: HttpRequest, article: Article) -> HttpResponse | None:
        """Make the move of the button that was pressed, now that the piece is saved.

        Of a text that the person has neither opened nor written it is refused.
        """
        move = TRANSITIONS.get(request.POST.get("_move", ""))
        if move is None:
            return None
        seen = vars(article)["seen"]
        if move.asks is not Asks.NOTHING:
            address = reverse("admin:articles_article_move", args=[article.pk, move.name])
            return HttpResponseRedirect(f"{address}?seen={seen}")
        try:
            transitions.make(request, article, move, seen=seen)
        except (TransitionNotPossible, workflow.TransitionForbidden) as error:
            self.message_user(request, str(error), messages.ERROR)
        return HttpResponseRedirect(shortcuts.address(article))


def _originals(request: HttpRequest) -> QuerySet[Article]:
    """Return what the person, or every reader, may see, and what the piece has already."""
    articles = Article.objects.all()
    here = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
    chosen = articles.filter(translations=here) if here else articles.none()
    return queues.filter_visible(articles, person(request)) | articles.live() | chosen


# What stands in place of fields that are for typing only.
_SHOWN: Final = {
    "body": "shown_body",
    "credits": "shown_credits",
    "tags": "shown_tags",
    "notice": "shown_notice",
    ("happened", "place"): "",
    "builds_on": "",
}


def _to_show(fields: Iterable[Any]) -> list[Any]:
    return [shown for field in fields if (shown := _SHOWN.get(field, field))]
