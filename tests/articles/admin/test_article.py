"""The form of an article: saving, validation, tags, credits, notices, its original, its cost."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Author, Byline, Correction, Status, Tag
from articles.publishing import closing, revisions, workflow
from tests.articles.admin.pages import (
    LIST,
    build_form,
    get_change_url,
    sign_in,
)
from tests.factories import (
    NOON,
    make_article,
    make_live,
    make_original,
    make_page_of_articles,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("Editors")


@pytest.fixture
def publisher() -> User:
    return make_user("Publishers")


# Saving.


@pytest.mark.unmeasured
def test_an_editor_adds_an_article(editor: User) -> None:
    source = make_source("Agos")
    form = build_form(
        headline="A  new\n ferry",
        body="First.\n\nSecond <script>x</script>& third.",
        source=source.pk,
        tags=["Ulaşım", "harbour"],
        language="tr",
    )
    response = sign_in(editor).post(f"{LIST}add/", form)
    assert response.status_code == HTTPStatus.FOUND
    article = Article.objects.get()
    assert article.headline == "A new ferry"
    assert article.body == "<p>First.</p>\n<p>Second &amp; third.</p>"
    assert {tag.name for tag in article.tags.all()} == {"Ulaşım", "harbour"}
    assert (article.created_by, article.edited_by) == (editor, editor)
    assert (article.status, article.slug) == (Status.DRAFT, "a-new-ferry")


@pytest.mark.unmeasured
def test_only_the_form_has_a_nonce_and_its_scripts_carry_it(editor: User) -> None:
    client = sign_in(editor)
    response = client.get(get_change_url(make_article()))
    nonce = re.search("script-src 'self' 'nonce-([^']+)'", response["Content-Security-Policy"])
    assert nonce
    assert f'<script type="importmap" nonce="{nonce[1]}">' in response.content.decode()
    for address in (f"{LIST}add/", LIST, "/"):
        response = client.get(address)
        assert ("nonce" in response["Content-Security-Policy"]) == ("add" in address)


def test_a_user_who_may_only_view_gets_no_editor(editor: User) -> None:
    live = make_live(body="<p>One.</p>")
    response = sign_in(editor).get(get_change_url(live))
    assert "nonce" not in response["Content-Security-Policy"]
    assert "importmap" not in response.content.decode()


def test_existing_tags_are_reused_and_missing_ones_removed(editor: User) -> None:
    article = make_article(tags=("Ulaşım", "old"))
    sign_in(editor).post(get_change_url(article), build_form(article, tags=["ULASIM"]))
    assert [tag.name for tag in article.tags.all()] == ["Ulaşım"]


def test_a_tag_that_is_too_long_is_an_error(editor: User) -> None:
    article = make_article()
    response = sign_in(editor).post(get_change_url(article), build_form(article, tags=["x" * 101]))
    assert "is too long" in response.content.decode()
    assert Tag.objects.count() == 0


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("publish_at", "Choose a time in the years from 1900 to 2200."),
        ("expire_at", "Choose a time in the years from 1900 to 2200."),
        ("embargoed_until", "Choose a time in the years from 1900 to 2200."),
        ("source_date", "Choose a day in the years from 1600 to 2200."),
        ("source_date_end", "Choose a day in the years from 1600 to 2200."),
    ],
)
@pytest.mark.parametrize("day", ["0001-01-01", "0202-11-08", "9999-12-31"])
def test_a_year_that_is_not_possible_is_an_error_of_its_field(
    editor: User, name: str, message: str, day: str
) -> None:
    article = make_article()
    changes = {name: day, f"{name}_0": day, f"{name}_1": "23:59:59"}
    form = build_form(article, source_date_precision="range", **changes)
    response = sign_in(editor).post(get_change_url(article), form)
    assert response.context["adminform"].form.errors[name] == [message]


def test_tags_that_stay_the_same_are_no_change(editor: User) -> None:
    article = make_article(tags=("harbour",), body="<p>Text.</p>")
    sign_in(editor).post(get_change_url(article), build_form(article, tags=["harbour"]))
    article.refresh_from_db()
    assert article.edited_at is None


def test_a_change_sets_editor_and_time(editor: User) -> None:
    article = make_article()
    sign_in(editor).post(get_change_url(article), build_form(article, headline="Changed"))
    article.refresh_from_db()
    assert article.edited_by == editor
    assert article.edited_at is not None


def test_authors_are_saved_in_the_order_of_their_positions(editor: User) -> None:
    article = make_article(authors=("First", "Second"))
    form = build_form(article)
    form |= {
        "credits-name": ["First", "Second", "Third", "", "first"],
        "credits-affiliation": ["University of Ayvalık", "", "", "", ""],
        "credits-position": ["2", "1", "3", "4", "5"],
    }
    sign_in(editor).post(get_change_url(article), form)
    rows = [(str(byline), byline.position, byline.affiliation) for byline in Byline.objects.all()]
    assert rows == [("Second", 1, ""), ("First", 2, "University of Ayvalık"), ("Third", 3, "")]
    article.refresh_from_db()
    assert article.edited_by == editor


@pytest.mark.parametrize(
    ("name", "affiliation"), [("—", ""), ("A" * 201, ""), ("Ada Writer", "x" * 301)]
)
def test_an_invalid_author_is_an_error(editor: User, name: str, affiliation: str) -> None:
    article = make_article()
    form = build_form(article) | {"credits-name": [name], "credits-position": ["1"]}
    form |= {"credits-affiliation": [affiliation]}
    page = sign_in(editor).post(get_change_url(article), form).content.decode()
    assert "cannot be an author" in page
    assert Author.objects.count() == 0


def test_an_editor_chooses_the_original_of_a_translation(editor: User) -> None:
    original, article = make_article(headline="The ferry"), make_article()
    client = sign_in(editor)
    client.post(get_change_url(article), build_form(article, translation_of=original.pk))
    article.refresh_from_db()
    assert article.translation_of == original
    assert "The ferry" in client.get(get_change_url(article)).content.decode()
    compared = client.get(f"{get_change_url(article).removesuffix('change/')}compare/")
    assert "<h3>translation of</h3>" in " ".join(compared.content.decode().lower().split())


def test_a_translation_is_no_original_of_another_translation(editor: User) -> None:
    translation = make_article(translation_of=make_article())
    article = make_article()
    response = sign_in(editor).post(
        get_change_url(article), build_form(article, translation_of=translation.pk)
    )
    assert "Choose the original-language one." in response.content.decode()


def test_a_contributor_chooses_only_visible_originals() -> None:
    contributor = make_user("Contributors")
    article = make_article(created_by=contributor)
    hidden, chosen = make_article(), make_article()
    live, own = make_live(), make_article(created_by=contributor)
    client = sign_in(contributor)
    response = client.post(get_change_url(article), build_form(article, translation_of=hidden.pk))
    assert hidden.headline not in response.content.decode()
    Article.objects.filter(pk=article.pk).update(translation_of=chosen)
    for original in (chosen, live, own):
        client.post(get_change_url(article), build_form(article, translation_of=original.pk))
        article.refresh_from_db()
        assert article.translation_of == original


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW])
@pytest.mark.parametrize(("is_live", "is_named"), [(False, False), (True, True)])
def test_an_original_that_a_contributor_may_not_see_is_not_named(
    status: Status, *, is_live: bool, is_named: bool
) -> None:
    contributor = make_user("Contributors")
    original = make_live(headline="Secret") if is_live else make_article(headline="Secret")
    article = make_article(created_by=contributor, status=status, translation_of=original)
    page = sign_in(contributor).get(get_change_url(article)).content.decode()
    assert ("Secret" in page, "An article that you may not see" in page) == (is_named, not is_named)


def test_originals_are_suggested(editor: User) -> None:
    make_article(headline="The ferry")
    query = "app_label=articles&model_name=article&field_name=translation_of&term=ferry"
    data = sign_in(editor).get(f"/admin/autocomplete/?{query}").json()
    assert [each["text"] for each in data["results"]] == ["The ferry"]


def test_a_language_of_its_own_can_be_kept(editor: User) -> None:
    article = make_article(language="pt-BR")
    page = sign_in(editor).get(get_change_url(article)).content.decode()
    assert '<option value="pt-BR" selected>pt-BR</option>' in page


def test_constraints_are_errors_in_the_form(editor: User) -> None:
    article = make_article()
    form = build_form(article, source_date_precision="day", is_own_work="on")
    page = sign_in(editor).post(get_change_url(article), form).content.decode()
    assert "The source date and its precision do not match" in page
    assert "Our own work has no source" in page


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"source": ""}, "A live article needs its source"),
        (
            {"embargoed_until_0": "2040-01-01", "embargoed_until_1": "12:00"},
            "The embargo ends after the article would go live",
        ),
        (
            {
                "publish_at_0": "2040-01-02",
                "publish_at_1": "12:00",
                "expire_at_0": "2040-01-01",
                "expire_at_1": "12:00",
            },
            "The article would expire before it goes live",
        ),
        ({"notice": "It was on Friday."}, "Choose why the text changed"),
        ({"happened": "our_mistake"}, "Write the notice that readers will see"),
    ],
)
def test_a_change_of_a_live_article_keeps_what_is_required(
    editor: User, change: dict[str, str], reason: str
) -> None:
    article = make_live()
    workflow.perform(article, "edit", by=editor)
    page = sign_in(editor).post(get_change_url(article), build_form(article, **change))
    assert reason in page.content.decode()
    assert revisions.get_working_revision(Article.objects.get()).number == 1


def test_a_slug_of_another_article_is_an_error(editor: User) -> None:
    make_article(slug="taken")
    article = make_article()
    page = sign_in(editor).post(get_change_url(article), build_form(article, slug="taken"))
    assert "Another article already uses this address name" in page.content.decode()


def test_an_empty_slug_is_made_from_the_headline(editor: User) -> None:
    article = make_article(headline="A ferry sails")
    form = build_form(article, slug="", headline="A tram runs")
    sign_in(editor).post(get_change_url(article), form)
    assert Article.objects.get().slug == "a-tram-runs"


def test_the_slug_of_a_live_article_stays(editor: User) -> None:
    article = make_live(slug="ferry")
    workflow.perform(article, "edit", by=editor)
    form = build_form(article, slug="another", headline="Changed")
    sign_in(editor).post(get_change_url(article), form)
    work = revisions.get_working_revision(Article.objects.get())
    assert (work.content["headline"], work.content["slug"]) == ("Changed", "ferry")


@pytest.mark.parametrize(
    ("happened", "kind"),
    [
        ("our_mistake", "correction"),
        ("our_copy", "transcription_error"),
        ("their_mistake", "source_corrected"),
        ("unclear", "clarification"),
        ("news", "update"),
        ("remark", "editors_note"),
        ("not_tenable", "retraction"),
    ],
)
def test_the_kind_of_a_notice_follows_from_what_happened(
    editor: User, publisher: User, happened: str, kind: str
) -> None:
    article = make_live()
    workflow.perform(article, "edit", by=editor)
    form = build_form(article, happened=happened, notice="It was on Friday.", place="top")
    sign_in(editor).post(get_change_url(article), form)
    page = sign_in(editor).get(get_change_url(article)).content.decode()
    assert f'<option value="{happened}" selected>' in page
    assert Correction.objects.count() == 0
    article.refresh_from_db()
    for transition, by in [("submit", editor), ("approve", publisher), ("publish", publisher)]:
        workflow.perform(article, transition, by=by)
    row = Correction.objects.values_list("kind", "text", "place", "revision__number").get()
    assert row == (kind, "It was on Friday.", "top", 2)
    assert "It was on Friday." in Client().get(article.get_absolute_url()).content.decode()


def test_an_article_that_was_never_live_has_no_notice_for_readers(editor: User) -> None:
    page = sign_in(editor).get(get_change_url(make_article())).content.decode()
    assert 'name="notice"' not in page


def test_editing_a_live_article_does_not_change_what_readers_see(editor: User) -> None:
    article = make_live(headline="As published", authors=("Ada Writer",), tags=("harbour",))
    workflow.perform(article, "edit", by=editor)
    form = build_form(article, headline="As edited", tags=["mountain"])
    form |= {"credits-name": ["Another"], "credits-affiliation": [""], "credits-position": ["1"]}
    sign_in(editor).post(get_change_url(article), form)
    public = Client().get(article.get_absolute_url()).content.decode()
    texts = ("As published", "Ada Writer", "harbour", "As edited", "Another", "mountain")
    assert [each in public for each in texts] == [True, True, True, False, False, False]
    page = sign_in(editor).get(get_change_url(article)).content.decode()
    assert [each in page for each in ("As edited</textarea>", 'value="Another"')] == [True, True]
    assert "Readers see revision 1. Compare" in page


def test_a_url_without_scheme_gets_https(editor: User) -> None:
    article = make_article()
    sign_in(editor).post(
        get_change_url(article), build_form(article, source_address="example.org/a")
    )
    article.refresh_from_db()
    assert article.source_address == "https://example.org/a"


# The original, next to the form.


def test_the_page_shows_the_original_and_how_it_was_parsed(editor: User) -> None:
    article = make_article()
    make_original(
        article,
        "İşte <b>böyle</b>".encode(),
        readings={
            "headline": {"sureness": "sure", "line": 5},
            "byline": {"sureness": "guess", "line": 9},
            "source": {"sureness": "missing", "line": None},
            "unheard": {"sureness": "odd", "line": 1},
        },
        remarks=[
            {"code": "rejoined", "line": 35},
            {"code": "unheard", "line": 3},
            {"code": "left_out.picture", "line": 0, "params": {"url": "a.jpg", "alt": "<b>"}},
        ],
    )
    page = sign_in(editor).get(get_change_url(article)).content.decode()
    assert "İşte &lt;b&gt;böyle&lt;/b&gt;" in page
    assert "guessed: please check" in page
    assert "The paragraph in line 35 was joined to the one before it" in page
    assert "Line 3" in page
    assert "left out of the text. Address or name: a.jpg · Alternative text: &lt;b&gt;" in page


def test_a_document_is_downloaded_to_be_read(editor: User) -> None:
    article = make_article()
    original = make_original(article, b"{\\rtf1}", charset="", media_type="application/rtf")
    client = sign_in(editor)
    message = "This original is a document. Download it to read it."
    for url in (get_change_url(article), f"/admin/articles/original/{original.pk}/change/"):
        assert message in client.get(url).content.decode()
    response = client.get(f"/admin/articles/original/{original.pk}/download/")
    assert response["Content-Disposition"] == f'attachment; filename="original-{original.pk}.rtf"'


def test_an_article_without_original_shows_none(editor: User) -> None:
    page = sign_in(editor).get(get_change_url(make_article())).content.decode()
    assert "Original as received" not in page


def test_the_page_shows_what_readers_see(publisher: User) -> None:
    client = sign_in(publisher)
    live = make_live()
    later = make_live(published_at=NOON + timedelta(days=40_000))
    live_page = client.get(get_change_url(live)).content.decode()
    assert f'href="{live.get_absolute_url()}"' in live_page
    assert "Goes live on" in client.get(get_change_url(later)).content.decode()
    assert "Not live" in client.get(get_change_url(make_article())).content.decode()


# Cost: the same with one article and with thirty.


@pytest.mark.parametrize("number", [1, 30])
def test_the_form_costs_the_same_among_one_and_among_thirty(
    publisher: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    article = make_page_of_articles(number)[0]
    make_original(article)
    client = sign_in(publisher)
    with django_assert_num_queries(15):
        client.get(get_change_url(article))


def test_authors_stay_when_their_article_goes() -> None:
    make_article(authors=("Ada Writer",))
    closing.delete_articles(Article.objects.all())
    assert Author.objects.count() == 1
