"""The desk in Turkish: our words for Django's, dates, names of languages, the order of names."""

from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from articles.models import Article, Tag
from tests.articles.admin.pages import LIST, build_form
from tests.factories import make_article, make_live, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return sign_in_in_turkish(make_user("Editors"))


def sign_in_in_turkish(person: User) -> Client:
    client = Client()
    client.force_login(person)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "tr"
    return client


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        (f"{LIST}add/", ["<h1>Yeni yazı</h1>", 'value="Kaydet ve yenisini ekle"', "Ana sayfa"]),
        (LIST, ["<h1>Düzenlenecek bir yazı seçin</h1>", "Şuna göre: durum", "Yeni yazı"]),
        ("/admin/articles/source/add/", ["<h1>Yeni kaynak</h1>", "Akışlar"]),
        ("/admin/articles/importrun/", ["İçe aktarmalar"]),
    ],
)
def test_the_words_of_the_admin_are_replaced(desk: Client, path: str, texts: list[str]) -> None:
    page = " ".join(desk.get(path).content.decode().split())
    assert [text for text in texts if text not in page] == []


def test_labels_keep_the_dot_of_their_first_letter() -> None:
    with translation.override("tr"):
        models = list(apps.get_app_config("articles").get_models())
        labels = [
            str(field.verbose_name)
            for model in models
            for field in model._meta.fields
            if field.editable
        ]
        labels += [str(model._meta.verbose_name_plural) for model in models]
    assert [label for label in labels if label.startswith("i")] == []


def test_a_day_is_typed_and_shown_with_points(desk: Client) -> None:
    article = make_article()
    form = build_form(article, source_date="11.09.2025", source_date_precision="day")
    desk.post(f"{LIST}{article.pk}/change/", form | {"_save": "Kaydet"})
    revision = Article.objects.get(pk=article.pk).revisions.latest("number")
    assert date.fromisoformat(revision.content["source_date"]) == date(2025, 9, 11)
    page = desk.get(f"{LIST}{article.pk}/change/").content.decode()
    assert 'value="11.09.2025"' in page


def test_languages_have_their_names(desk: Client) -> None:
    make_article(language="az")
    page = desk.get(LIST).content.decode()
    assert '<td class="field-language">Azerice</td>' in page
    assert '<a href="?language=az">Azerice</a>' in " ".join(page.split()).replace("> ", ">")


def test_a_language_that_cannot_be_changed_has_its_name_too(desk: Client) -> None:
    article = make_live(language="az")
    page = desk.get(f"{LIST}{article.pk}/change/").content.decode()
    assert '<div class="readonly">Azerice</div>' in page


def test_names_are_in_alphabetical_order(desk: Client) -> None:
    for name in ("Çevre", "Zirai", "Bilim", "Şehircilik", "Tarih"):
        Tag.objects.create(name=name)
    rows = desk.get("/admin/articles/tag/").context["cl"].result_list
    assert [tag.name for tag in rows] == ["Bilim", "Çevre", "Şehircilik", "Tarih", "Zirai"]
