"""The URLs of the whole site."""

from django.contrib import admin
from django.urls import include, path

from articles.admin.help_page import show_help
from newsroom.probe import show_request

urlpatterns = [
    path("admin/help/", admin.site.admin_view(show_help), name="help"),
    path("admin/", include("newsroom.signing_in.urls")),
    path("admin/", admin.site.urls),
    path("healthz/request/", show_request, name="probe"),
    path("", include("articles.site.urls")),
]

handler404 = "articles.site.urls.page_not_found"
handler500 = "newsroom.outages.handle_error"
handler429 = "newsroom.signing_in.refusals.refuse"
