"""The admin of notifications, and each user's choice of how often to get them by mail."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import linebreaks_filter
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.admin import article_search, shortcuts
from articles.admin.base import ReadOnlyAdmin
from articles.models import Article, MailChoice, Notification
from articles.publishing import mail, notifications, queues


class MailChoiceForm(forms.ModelForm[MailChoice]):
    class Meta:
        model = MailChoice
        fields = ("frequency",)
        widgets = {"frequency": forms.RadioSelect}


class SeenFilter(admin.SimpleListFilter):
    title = gettext_lazy("read or unread")
    parameter_name = "seen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", _("unread")), ("yes", _("read"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Notification]
    ) -> QuerySet[Notification]:
        if self.value() not in {"no", "yes"}:
            return queryset
        return queryset.filter(seen_at__isnull=self.value() == "no")


@require_POST
def choose_mail(request: HttpRequest) -> HttpResponse:
    """Save how often the user wants mail."""
    _require_permission(request)
    row = MailChoice.objects.filter(person=shortcuts.get_user(request)).first()
    form = MailChoiceForm(request.POST, instance=row)
    if form.is_valid():
        MailChoice.objects.update_or_create(
            person=shortcuts.get_user(request),
            defaults={"frequency": form.cleaned_data["frequency"]},
        )
        messages.success(request, _("Saved. It applies from the next change of status on."))
    else:
        messages.error(request, _("Nothing was changed. Choose one of the three options."))
    return _redirect_to_list()


@require_POST
def mark_all_seen(request: HttpRequest) -> HttpResponse:
    """Mark all notifications of the user as seen."""
    _require_permission(request)
    Notification.objects.filter(person=shortcuts.get_user(request)).mark_seen()
    return _redirect_to_list()


def _require_permission(request: HttpRequest) -> None:
    if not request.user.has_perm("articles.view_notification"):
        raise PermissionDenied


def _redirect_to_list() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:articles_notification_changelist"))


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin[Notification]):
    list_display = ["reason", "article_link", "sender", "note", "made_at", "mail_status"]
    list_display_links = ["made_at"]
    search_fields = ["article"]  # shows the search box; get_search_results() does not read it
    search_help_text = gettext_lazy("Words of the article, as in the list of articles")
    fields = [
        *("person", "reason", "article_link", "sender", "note", "explanation"),
        *("made_at", "seen_at", "frequency", "mailed_at", "mailed_to", "mail_error"),
    ]

    class Media:
        css = {"all": ["articles/admin.css"]}

    def get_urls(self) -> list[URLPattern]:
        """Add the two buttons of the list to Django's own pages."""
        wrap = self.admin_site.admin_view
        return [
            path("choose/", wrap(choose_mail), name="articles_notification_choose_mail"),
            path("see_all/", wrap(mark_all_seen), name="articles_notification_mark_all_seen"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notification]:
        """Return the user's own notifications of visible articles, to superusers everybody's."""
        rows = Notification.objects.with_status_changes().order_by("-pk")
        if request.user.is_superuser:
            return rows
        return notifications.filter_readable(rows, shortcuts.get_user(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Notification], search_term: str
    ) -> tuple[QuerySet[Notification], bool]:
        """Return the notifications about articles that the words find and the user may see."""
        if not search_term:
            return queryset, False
        articles = Article.objects.filter(pk__in=queryset.order_by().values("article"))
        visible = queues.filter_visible(articles, shortcuts.get_user(request))
        found = article_search.search(visible, search_term.strip())
        return queryset.filter(article__in=found.order_by().values("pk")), False

    def get_list_display(self, request: HttpRequest) -> Any:
        return [*self.list_display, *(["person"] if request.user.is_superuser else [])]

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [SeenFilter, "why", *(["frequency", "person"] if request.user.is_superuser else [])]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        row = MailChoice.objects.filter(person=shortcuts.get_user(request)).first()
        context = {
            "title": _("All notifications")
            if request.user.is_superuser
            else _("Your notifications"),
            "mail_form": MailChoiceForm(instance=row),
            "has_server": mail.has_server(),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    # The columns.

    @admin.display(description=gettext_lazy("subject"))
    def reason(self, notification: Notification) -> SafeString | str:
        label = notification.get_why_display()
        if notification.seen_at:
            return label
        return format_html("<strong>{}: {}</strong>", _("New"), label)

    @admin.display(description=gettext_lazy("article"))
    def article_link(self, notification: Notification) -> SafeString:
        url = reverse("admin:articles_article_change", args=[notification.article_id])
        return format_html('<a href="{}">{}</a>', url, notification.headline)

    @admin.display(description=gettext_lazy("changed by"))
    def sender(self, notification: Notification) -> str:
        return notification.sender

    @admin.display(description=gettext_lazy("note"))
    def note(self, notification: Notification) -> SafeString:
        return linebreaks_filter(notification.note)

    @admin.display(description=gettext_lazy("reason"))
    def explanation(self, notification: Notification) -> str:
        return notification.explanation

    @admin.display(description=gettext_lazy("by email"))
    def mail_status(self, notification: Notification) -> str:
        if notification.mailed_at:
            return _("sent to %(address)s") % {"address": notification.mailed_to}
        if notification.mail_error:
            return _("not sent yet: %(error)s") % {"error": notification.mail_error}
        return notification.get_frequency_display()
