"""The desk's articles: the queue, the piece with its original beside it, the moves."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.forms import BaseModelFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import workflow
from articles.admin.lists import FastAdmin
from articles.forms import ArticleForm
from articles.models import Article, Byline
from articles.text import address_key

# So many pieces a bulk move takes at once.
MOVE_LIMIT = 200


class BylineInline(admin.TabularInline[Byline, Article]):
    model = Byline
    autocomplete_fields = ["author"]
    fields = ["author", "affiliation", "position"]
    extra = 1


class LanguageFilter(admin.SimpleListFilter):
    title = gettext_lazy("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(tag, tag) for tag in settings.NEWSROOM_ARTICLE_LANGUAGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        known = self.value() in settings.NEWSROOM_ARTICLE_LANGUAGES
        return queryset.filter(language=self.value()) if known else queryset


Action = Callable[["ArticleAdmin", HttpRequest, QuerySet[Article]], None]


def _bulk(move: workflow.Transition) -> Action:
    """Return the list's action for a move: each piece that can be moved is, the others are told."""

    @admin.action(
        description=move.label,  # type: ignore[arg-type] # a lazy text has another name in the stubs
        permissions=[move.permission.removeprefix("articles.").removesuffix("_article")],
    )
    def act(desk: "ArticleAdmin", request: HttpRequest, articles: QuerySet[Article]) -> None:
        chosen = list(articles[: MOVE_LIMIT + 1])
        if len(chosen) > MOVE_LIMIT:
            told = _("Choose up to %(limit)s pieces at a time. Nothing was moved.")
            desk.message_user(request, told % {"limit": MOVE_LIMIT}, messages.ERROR)
            return
        moved = 0
        for article in chosen:
            try:
                workflow.perform(article, move.name, by=_person(request))
                moved += 1
            except workflow.CannotError as error:
                desk.message_user(request, f"{article}: {error}", messages.WARNING)
        told = ngettext("%(count)s piece was moved.", "%(count)s pieces were moved.", moved)
        desk.message_user(request, told % {"count": moved}, messages.SUCCESS)

    act.__name__ = move.name
    return act


@admin.register(Article)
class ArticleAdmin(FastAdmin[Article]):
    form = ArticleForm
    list_display = [
        "headline",
        "status",
        "source",
        "source_date",
        "kind",
        "language",
        "published_at",
    ]
    list_filter = ["status", "kind", LanguageFilter, "source"]
    list_select_related = ["source"]
    date_hierarchy = "published_at"
    search_fields = ["folded_headline"]
    search_help_text = gettext_lazy("Words of the headline, or the whole original address.")
    autocomplete_fields = ["source"]
    inlines = [BylineInline]
    actions = [_bulk(move) for move in workflow.TRANSITIONS.values()]
    view_on_site = False  # the form's head links to the site, if the piece is there
    fieldsets = [
        (None, {"fields": ["headline", "standfirst", "body"]}),
        (gettext_lazy("Whom to credit"), {"fields": ["byline"]}),
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
        (gettext_lazy("What it is"), {"fields": [("kind", "language"), "tags"]}),
        (
            gettext_lazy("When readers see it"),
            {"fields": ["publish_at", "expire_at", "embargoed_until", "slug"]},
        ),
    ]

    class Media:
        css = {"all": ["articles/admin.css"]}

    # Who may do what.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Show contributors their own pieces, everybody else all of them."""
        articles = super().get_queryset(request)
        if request.user.has_perm("articles.review_article"):
            return articles
        return articles.filter(created_by=_person(request))

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Let contributors change their drafts, editors what is not live, publishers everything.

        Until revisions keep the live text apart, a change of a live piece is a publication.
        """
        if obj is None or not super().has_change_permission(request, obj):
            return super().has_change_permission(request, obj)
        if obj.is_released:
            return request.user.has_perm("articles.publish_article")
        if request.user.has_perm("articles.review_article"):
            return True
        return obj.status == "draft"

    # The list.

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        if search_term.strip().startswith(("http://", "https://")):
            return queryset.filter(address_key=address_key(search_term)), False
        return super().get_search_results(request, queryset, search_term)

    def has_submit_permission(self, request: HttpRequest) -> bool:
        """Tell, as the others below, whether the list offers the moves of this permission."""
        return request.user.has_perm("articles.submit_article")

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.review_article")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.publish_article")

    def has_spike_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.spike_article")

    # The piece.

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        article = self.get_object(request, object_id)
        context: dict[str, Any] = {"show_save_and_add_another": False, **(extra_context or {})}
        if article:
            context["original_received"] = article.originals.first()
            context["moves"] = workflow.available(article, by=_person(request))
        return super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )

    def save_model(
        self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool
    ) -> None:
        if not change:
            obj.created_by = _person(request)
        super().save_model(request, obj, form, change)

    def save_related(
        self,
        request: HttpRequest,
        form: ArticleForm,
        formsets: list[BaseModelFormSet[Any, Any]],
        change: bool,
    ) -> None:
        super().save_related(request, form, formsets, change)
        _renumber(form.instance)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            form.instance.edited_at = timezone.now()
            form.instance.edited_by = _person(request)
            form.instance.save(update_fields=["edited_at", "edited_by"])

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Make the move of the button that was pressed, once the piece is saved."""
        move = request.POST.get("_move", "")
        if move not in workflow.TRANSITIONS:
            return super().response_change(request, obj)
        try:
            workflow.perform(obj, move, by=_person(request))
        except (workflow.CannotError, workflow.MayNotError) as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            told = _("“%(piece)s” is now %(status)s.")
            status = obj.get_status_display()
            self.message_user(request, told % {"piece": obj, "status": status}, messages.SUCCESS)
        return HttpResponseRedirect(request.path)


def _renumber(article: Article) -> None:
    """Give the authors numbers from 1; those without a number come last."""
    bylines = sorted(
        article.bylines.all(), key=lambda byline: (not byline.position, byline.position)
    )
    for position, byline in enumerate(bylines, 1):
        if byline.position != position:
            byline.position = position
            byline.save(update_fields=["position"])


def _person(request: HttpRequest) -> User:
    """Return who is signed in; the admin lets nobody else through."""
    return cast("User", request.user)
