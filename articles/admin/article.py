"""The admin of articles: their list, and the page of one with all that belongs to it."""

from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from typing import Any, Final, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy
from js_asset import Media

from articles.admin import (
    article_search,
    autosave,
    columns,
    history,
    notes,
    presence,
    previews,
    shortcuts,
    signatures,
    transitions,
)
from articles.admin.base import FastAdmin
from articles.admin.fields import OriginalField
from articles.admin.forms import ArticleForm
from articles.admin.list_filters import ImportRunFilter, LanguageFilter, QueueFilter, SourceFilter
from articles.admin.shortcuts import get_user
from articles.models import Article, Notification, Status
from articles.models.article import ArticleQuerySet
from articles.publishing import access, checks, contents, queues, revisions, workflow
from articles.publishing.status_writer import TransitionNotPossible
from articles.publishing.transitions import TRANSITIONS

# The fields whose text is returned to its writer when it cannot be saved.
LONG_TEXTS = ("headline", "standfirst", "body")

NOTICE_FIELDSET: Any = (
    gettext_lazy("Notice to readers"),
    {"fields": [("happened", "place"), "notice"]},
)


class _SavingRequest(HttpRequest):
    """A request that saves an article, with the number of the revision its sender has seen.

    ``save_related`` sets the number; ``response_add`` and ``response_change``, which do not get
    the form, read it.
    """

    seen_number: int | None


@admin.register(Article)
class ArticleAdmin(FastAdmin[Article]):
    form = ArticleForm
    list_display = [
        *("headline", "status", columns.visibility, columns.last_change),
        *("source", "source_date", "kind", columns.language),
    ]
    list_filter = [QueueFilter, ImportRunFilter, "status", "kind", LanguageFilter, SourceFilter]
    list_select_related = ["source", "edited_by", "created_by"]
    show_facets = admin.ShowFacets.ALLOW
    date_hierarchy = "published_at"
    search_fields = ["headline"]  # shows the search box; get_search_results() does not read it
    search_help_text = article_search.HELP_TEXT
    autocomplete_fields = ["source", "translation_of"]
    fieldsets = [
        (None, {"fields": ["headline", "standfirst", "body", "builds_on"]}),
        (gettext_lazy("Byline and authors"), {"fields": ["byline", "credits"]}),
        (
            gettext_lazy("Source"),
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
        (
            gettext_lazy("Kind, language and tags"),
            {"fields": [("kind", "language"), "translation_of", "tags"]},
        ),
        (
            gettext_lazy("Publication times"),
            {"fields": ["publish_at", "expire_at", "embargoed_until", "slug"]},
        ),
    ]

    class Media:
        css = {"all": ["articles/admin.css"]}

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of one article to Django's own."""
        views: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "move/<slug:name>/": ("articles_article_transition", transitions.transition_page),
            "history/": ("articles_article_history", history.history),
            "signatures/": ("articles_article_signatures", signatures.signatures_page),
            "compare/": ("articles_article_compare", history.compare),
            "revisions/<int:number>/bring_back/": (
                "articles_article_bring_back",
                history.bring_back,
            ),
            "revisions/keep_ours/": ("articles_article_keep_ours", history.keep_ours),
            "notes/": ("articles_article_add_note", notes.add_note),
            "notes/<int:note_pk>/resolve/": (
                "articles_article_resolve_note",
                notes.resolve_note,
            ),
            "presence/": ("articles_article_presence", presence.presence),
            "preview/": ("articles_article_preview", previews.preview),
            "preview_links/": ("articles_article_make_preview_link", previews.make_preview_link),
            "preview_links/<int:link_pk>/revoke/": (
                "articles_article_revoke_preview_link",
                previews.revoke_preview_link,
            ),
        }
        ours = [
            path(f"<int:pk>/{route}", self.admin_site.admin_view(view), name=name)
            for route, (name, view) in views.items()
        ]
        return [*ours, *super().get_urls()]

    # Permissions.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Return the articles that the user may see: contributors see their own alone."""
        articles = cast("ArticleQuerySet", super().get_queryset(request))
        return queues.filter_visible(articles, get_user(request))

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return workflow.may_edit(obj, by=get_user(request))

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        allowed = request.user.has_perm("articles.view_article")
        return allowed and (obj is None or access.may_see(obj, by=get_user(request)))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Let nobody delete an article: it is spiked or withdrawn, and its audit log stays."""
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only such originals as the user may see: a choice would reveal a headline."""
        if db_field.name == "translation_of":
            kwargs["queryset"] = _get_possible_originals(request)
            kwargs["form_class"] = partial(OriginalField, by=get_user(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    # The list.

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return article_search.ArticleChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        articles, text = cast("ArticleQuerySet", queryset), search_term.strip()
        if request.path == reverse("admin:autocomplete"):
            text = article_search.complete_last_word(text)
            return article_search.put_best_first(article_search.search(articles, text), text), False
        return article_search.search(articles, text), False

    @property
    def actions(self) -> list[transitions.Action]:  # type: ignore[override] # Django only reads it
        """Return an action for every transition."""
        return [transitions.build_bulk_action(each) for each in TRANSITIONS.values()]

    def get_actions(self, request: HttpRequest, action_location: Any = None) -> dict[str, Any]:
        """Leave out the transitions that the user has no permission for."""
        location = [action_location] if action_location else []  # Django 5.2 has no such argument
        actions = super().get_actions(request, *location)
        return {
            name: action
            for name, action in actions.items()
            if name not in TRANSITIONS or request.user.has_perm(TRANSITIONS[name].permission)
        }

    # The form.

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        """Return the article with the content of its working revision; a POST locks its row."""
        article = super().get_object(request, object_id, from_field)
        if article is None:
            return None
        if request.method == "POST":
            # A query of its own: joined rows would be as they were before the wait for the lock.
            Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        rows = Article.objects.select_related(
            "source", "working_revision__made_by", "live_revision", "edited_by"
        )
        return revisions.build_working_copy(rows.get(pk=article.pk))

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """Add the notice for readers to a live article; replace fields that may not be changed."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj and obj.live_revision_id:
            fieldsets.insert(1, NOTICE_FIELDSET)
        if obj and not self.has_change_permission(request, obj):
            displays = _choose_displays(obj, by=get_user(request))
            return [
                (name, {"fields": _replace_by_displays(options["fields"], displays)})
                for name, options in fieldsets
            ]
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        """Return the slug of an article that has been published: its URL stays."""
        return ["slug"] if obj and obj.published_at else []

    # What is shown in place of fields that the user may not change.

    @admin.display(description=gettext_lazy("body"))
    def body_display(self, article: Article) -> SafeString:
        return format_html('<div class="shown-body">{}</div>', article.safe_body)

    @admin.display(description=gettext_lazy("authors"))
    def credits_display(self, article: Article) -> str:
        return contents.format_field("credits", _get_content(article), by=None)

    @admin.display(description=gettext_lazy("tags"))
    def tags_display(self, article: Article) -> str:
        return contents.format_field("tags", _get_content(article), by=None)

    @admin.display(description=gettext_lazy("translation of"))
    def hidden_original_display(self, _article: Article) -> str:
        return str(access.HIDDEN_ARTICLE)

    @admin.display(description=gettext_lazy("notice to readers"))
    def notice_display(self, article: Article) -> str:
        return contents.format_field(
            "correction",
            contents.get_editable_content(article, revisions.get_working_revision(article)),
            by=None,
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
            article = self.get_object(request, object_id) if request.method == "POST" else None
            if article is None:
                raise
        return self._render_refusal(request, shortcuts.get_article(request, article.pk))

    def _render_refusal(self, request: HttpRequest, article: Article) -> HttpResponse:
        """Return a page with what was typed while the article became one that nobody may change."""
        texts = {name: request.POST.get(name, "") for name in LONG_TEXTS}
        context = {
            "title": gettext("Your changes were not saved"),
            "texts": [(contents.LABELS[name], text) for name, text in texts.items() if text],
        }
        response = shortcuts.render_article_page(
            request, "refused", article, media=self.media, **context
        )
        response.status_code = HTTPStatus.FORBIDDEN
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["texts"] = presence.TEXTS
        if article := kwargs.get("obj"):
            context |= self._build_panels(request, article)
        if isinstance(context["media"], Media):
            # The editor's modules need a nonce to pass the Content-Security-Policy.
            nonce = str(request.csp_nonce)  # type: ignore[attr-defined] # django-csp's
            context["media"] = context["media"].with_nonce(nonce)
        return super().render_change_form(request, context, *args, **kwargs)

    def _build_panels(self, request: HttpRequest, article: Article) -> dict[str, Any]:
        """Return the context of the panels next to the form; mark the user's notifications seen."""
        by, revision = get_user(request), revisions.get_working_revision(article)
        has_checks = article.status not in {Status.WITHDRAWN, Status.SPIKED}
        Notification.objects.filter(person=by, article=article).mark_seen()
        return {
            "original_received": article.originals.first(),
            "transitions": workflow.list_transitions(article, by=by),
            "may_edit": workflow.may_edit(article, by=by),
            "working_revision": revision,
            "has_checks": has_checks,
            "problems": checks.find_problems(article, revision.content, by=by)
            if has_checks
            else [],
            "threads": notes.list_threads(article),
            "entries": history.list_latest_entries(article),
            "others": presence.format_others(presence.list_others(article, by=by)),
            "previews": previews.build_panel(request, article),
        }

    def save_model(
        self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool
    ) -> None:
        """Insert a new row. The row of an existing article is left to ``save_related``."""
        if change:
            return
        obj.created_by = obj.edited_by = get_user(request)
        obj.edited_at = timezone.now()
        super().save_model(request, obj, form, change)
        revisions.apply_content(obj, form.build_content())

    def save_related(
        self, request: HttpRequest, form: ArticleForm, formsets: Any, change: bool
    ) -> None:
        """Save what was typed as a new revision, and note the number of the newest one seen."""
        article, number = form.instance, form.cleaned_data["builds_on"]
        if not form.is_untouched:
            newest = revisions.get_working_revision(article)
            content, by = form.build_content(), get_user(request)
            revision = revisions.save_revision(article, content, by=by, builds_on=newest.number)
            number = revision.number
        cast("_SavingRequest", request).seen_number = number

    def construct_change_message(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Return nothing for Django's own log: revisions and the audit log have all of it."""
        return []

    def log_addition(self, *args: Any, **kwargs: Any) -> Any:
        """Write nothing, see above."""

    def log_change(self, *args: Any, **kwargs: Any) -> Any:
        """Write nothing, see above."""

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        response = self._perform_requested_transition(request, obj)
        response = response or super().response_add(request, obj, post_url_continue)
        return autosave.mark_draft_saved(request, response)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        response = self._perform_requested_transition(request, obj)
        response = response or super().response_change(request, obj)
        return autosave.mark_draft_saved(request, response)

    def _perform_requested_transition(
        self, request: HttpRequest, article: Article
    ) -> HttpResponse | None:
        """Perform the transition whose button was pressed, once the article is saved.

        A transition that needs input gets a redirect to its own page. The user gets an error
        message if they have neither seen nor written the working revision. Return None if no such
        button was pressed.
        """
        transition = TRANSITIONS.get(request.POST.get("_move", ""))
        if transition is None:
            return None
        number = cast("_SavingRequest", request).seen_number
        if transition.needs_input:
            url = reverse("admin:articles_article_transition", args=[article.pk, transition.name])
            return HttpResponseRedirect(f"{url}?seen={number}")
        try:
            transitions.perform_transition(request, article, transition, seen=number)
        except (TransitionNotPossible, workflow.TransitionForbidden) as error:
            self.message_user(request, str(error), messages.ERROR)
        return HttpResponseRedirect(shortcuts.get_article_url(article))


def _get_content(article: Article) -> contents.Content:
    content: contents.Content = revisions.get_working_revision(article).content
    return content


def _get_possible_originals(request: HttpRequest) -> QuerySet[Article]:
    """Return what the user or every reader may see, and the article's current original."""
    articles = Article.objects.all()
    pk = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
    current = articles.filter(translations=pk) if pk else articles.none()
    return queues.filter_visible(articles, get_user(request)) | articles.live() | current


# By form field, what is displayed instead in a read-only form; "" drops the field.
_DISPLAYS: Final[dict[Any, Any]] = {
    "body": "body_display",
    "credits": "credits_display",
    "tags": "tags_display",
    "notice": "notice_display",
    ("kind", "language"): ("kind", columns.language),
    ("happened", "place"): "",
    "builds_on": "",
}


def _choose_displays(article: Article, *, by: User) -> dict[Any, Any]:
    """Return what is displayed in place of fields, also of an original that the user cannot see."""
    original = article.translation_of
    if original is None or access.may_read(original, by=by):
        return _DISPLAYS
    return {**_DISPLAYS, "translation_of": "hidden_original_display"}


def _replace_by_displays(fields: Iterable[Any], displays: dict[Any, Any]) -> list[Any]:
    return [name for field in fields if (name := displays.get(field, field))]
