"""The URLs of the whole site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("articles.site.urls")),
]

handler404 = "articles.site.urls.page_not_found"
