"""What a person was told, and how they want to be told."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.admin import shortcuts
from articles.admin.base import ReadOnlyAdmin
from articles.models import MailChoice, Notification
from articles.publishing import mail


class MailChoiceForm(forms.ModelForm[MailChoice]):
    class Meta:
        model = MailChoice
        fields = ("when",)
        widgets = {"when": forms.RadioSelect}


class SeenFilter(admin.SimpleListFilter):
    title = gettext_lazy("seen")
    parameter_name = "seen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", _("not seen yet")), ("yes", _("seen"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Notification]
    ) -> QuerySet[Notification]:
        if self.value() not in {"no", "yes"}:
            return queryset
        return queryset.filter(seen_at__isnull=self.value() == "no")


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep when the person who asks wants mail."""
    _refuse_strangers(request)
    row = MailChoice.objects.filter(person=shortcuts.person(request)).first()
    form = MailChoiceForm(request.POST, instance=row)
    if form.is_valid():
        told = {"when": form.cleaned_data["when"]}
        MailChoice.objects.update_or_create(person=shortcuts.person(request), defaults=told)
        messages.success(request, _("Your choice is kept. It holds from the next move on."))
    else:
        messages.error(request, _("Nothing was changed. Choose one of the three."))
    return _back_to_list()


@require_POST
def see_all(request: HttpRequest) -> HttpResponse:
    """Mark all that the person who asks was told as seen."""
    _refuse_strangers(request)
    Notification.objects.filter(person=shortcuts.person(request)).mark_seen()
    return _back_to_list()


def _refuse_strangers(request: HttpRequest) -> None:
    if not request.user.has_perm("articles.view_notification"):
        raise PermissionDenied


def _back_to_list() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:articles_notification_changelist"))


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin[Notification]):
    list_display = ["told", "piece", "sender", "note", "made_at", "by_mail"]
    list_display_links = ["made_at"]
    search_fields = ["article__folded_headline"]
    search_help_text = gettext_lazy("Words of the headline.")
    fields = [
        *("person", "told", "piece", "sender", "note", "explanation", "made_at", "seen_at"),
        *("when", "mailed_at", "mailed_to", "mail_error"),
    ]

    class Media:
        css = {"all": ["articles/admin.css"]}

    def get_urls(self) -> list[URLPattern]:
        """Add the two buttons of the list to Django's own pages."""
        views: list[Callable[..., HttpResponse]] = [choose, see_all]
        ours = [
            path(
                f"{view.__name__}/",
                self.admin_site.admin_view(view),
                name=f"articles_notification_{view.__name__}",
            )
            for view in views
        ]
        return [*ours, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notification]:
        """Show everybody what they were told, superusers all of it."""
        rows = Notification.objects.with_status_changes().order_by("-pk")
        if request.user.is_superuser:
            return rows
        return rows.filter(person=shortcuts.person(request))

    def get_list_display(self, request: HttpRequest) -> Any:
        return [*self.list_display, *(["person"] if request.user.is_superuser else [])]

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [SeenFilter, "why", *(["when", "person"] if request.user.is_superuser else [])]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        row = MailChoice.objects.filter(person=shortcuts.person(request)).first()
        context = {
            "title": _("All notifications") if request.user.is_superuser else _("My notifications"),
            "choice": MailChoiceForm(instance=row),
            "has_server": mail.has_server(),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    # The columns.

    @admin.display(description=gettext_lazy("why"))
    def told(self, each: Notification) -> SafeString | str:
        if each.seen_at:
            return each.get_why_display()
        return format_html("<strong>{}: {}</strong>", _("New"), each.get_why_display())

    @admin.display(description=gettext_lazy("article"))
    def piece(self, each: Notification) -> SafeString:
        address = reverse("admin:articles_article_change", args=[each.article_id])
        return format_html('<a href="{}">{}</a>', address, each.headline)

    @admin.display(description=gettext_lazy("who"))
    def sender(self, each: Notification) -> str:
        return each.sender

    @admin.display(description=gettext_lazy("note"))
    def note(self, each: Notification) -> SafeString:
        return mark_safe(linebreaks(each.note, autoescape=True))  # noqa: S308 - it escapes

    @admin.display(description=gettext_lazy("why you are told"))
    def explanation(self, each: Notification) -> str:
        return each.explanation

    @admin.display(description=gettext_lazy("by e-mail"))
    def by_mail(self, each: Notification) -> str:
        if each.mailed_at:
            return _("sent to %(address)s") % {"address": each.mailed_to}
        if each.mail_error:
            return _("not sent yet: %(error)s") % {"error": each.mail_error}
        return each.get_when_display()
