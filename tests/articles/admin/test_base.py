"""Lists of the desk take from their URLs what their filters offer, and nothing else."""

import re
from html import unescape
from http import HTTPStatus

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.test import Client
from django.urls import reverse
from django.utils.safestring import SafeString

from tests.factories import make_live, make_original, make_user

pytestmark = pytest.mark.django_db

LISTS = {
    model._meta.label_lower: reverse(admin_urlname(model._meta, SafeString("changelist")))
    for model in apps.get_models()
    if admin.site.is_registered(model)
}
LOOKUPS = ["", *"__in __isnull __range __regex __gt __date __nonsense".split()]


@pytest.fixture
def root() -> Client:
    client = Client()
    client.force_login(make_user(is_superuser=True))
    return client


@pytest.mark.parametrize("name", sorted(LISTS))
def test_lookups_that_no_filter_offers_are_refused(root: Client, name: str) -> None:
    answers = {
        lookup: root.get(LISTS[name], {f"pk{lookup}": "1"}).status_code for lookup in LOOKUPS
    }
    assert answers == dict.fromkeys(LOOKUPS, HTTPStatus.BAD_REQUEST)


@pytest.mark.parametrize(
    "path",
    [
        "articles/article/?headline__iregex=(a%2B)%2B%24",
        "articles/article/?headline__regex=(",
        "articles/article/?published_at__gte=0001-01-01",
        "articles/article/?published_at__month=2",
        "articles/article/?published_at__week_day=x",
        "articles/article/?source=1",
        "articles/article/?updated_at__year=-1",
        "articles/notification/?why__range=" + "x" * 400,
        "auth/user/?password__startswith=a",
    ],
)
def test_no_other_column_is_looked_up(root: Client, path: str) -> None:
    assert root.get(f"/admin/{path}").status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("query", ["status__exact=%00", "id__lt=x", "published_at__year=1"])
def test_odd_values_of_what_is_offered_do_not_fail(root: Client, query: str) -> None:
    statuses = {HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.BAD_REQUEST}
    assert root.get(f"/admin/articles/article/?{query}").status_code in statuses


@pytest.mark.parametrize("count", [100, 101])
def test_a_parameter_has_a_hundred_values_at_most(root: Client, count: int) -> None:
    expected = HTTPStatus.OK if count == 100 else HTTPStatus.BAD_REQUEST
    for name in ("notification/?why__exact", "original/?parser", "article/?id__lt"):
        path, parameter = name.split("?")
        query = {parameter: ["1"] * count}
        assert root.get(f"/admin/articles/{path}", query).status_code == expected


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_filter_of_a_list_leads_to_a_list(root: Client, name: str) -> None:
    make_original(make_live())
    path = LISTS[name]
    page = root.get(path).content.decode()
    queries = {unescape(found) for found in re.findall(r'href="(\?[^o"][^"]*)"', page)}
    answers = {query: root.get(path + query).status_code for query in queries}
    assert answers == dict.fromkeys(answers, HTTPStatus.OK)


def test_lists_with_filters_link_them(root: Client) -> None:
    make_original(make_live())
    for path, parameter in (("article", "published_at__year"), ("original", "outcome__exact")):
        assert f"?{parameter}=" in root.get(f"/admin/articles/{path}/").content.decode()
