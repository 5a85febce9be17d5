"""The desk's articles: the form, the moves, the lists, and what they cost."""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.admin.base import CappedPaginator
from articles.models import Article, Author, Byline, Correction, Status, Tag
from articles.publishing import contents, revisions, workflow
from articles.publishing.transitions import TRANSITIONS
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

LIST = "/admin/articles/article/"


@pytest.fixture
def editor() -> User:
    return make_user("Editors")


@pytest.fixture
def publisher() -> User:
    return make_user("Publishers")


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def move_of(article: Article, name: str) -> str:
    return reverse("admin:articles_article_transition", args=[article.pk, name])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(article: Article | None = None, **changes: Any) -> dict[str, Any]:
    """Return what a browser sends for the article's form as it stands, with the changes."""
    bylines = list(article.bylines.all()) if article else []
    work = revisions.get_working_revision(article) if article else None
    sent: dict[str, Any] = {
        "headline": article.headline if article else "New",
        "body": "Text.",
        "source_date_precision": "unknown",
        "source": article.source_id or "" if article else "",
        "slug": article.slug if article else "",
        "builds_on": work.number if work else "",
        "credits-name": [str(byline) for byline in bylines],
        "credits-affiliation": [byline.affiliation for byline in bylines],
        "credits-position": list(range(1, len(bylines) + 1)),
    }
    return sent | changes


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# Writing.


def test_an_editor_adds_an_article(editor: User) -> None:
    source = make_source("Agos")
    form = typed(
        headline="A  new\n ferry",
        body="First.\n\nSecond <script>x</script>& third.",
        source=source.pk,
        tags=["Ulaşım", "harbour"],
        language="tr",
    )
    response = signed_in(editor).post(f"{LIST}add/", form)
    assert response.status_code == HTTPStatus.FOUND
    article = Article.objects.get()
    assert article.headline == "A new ferry"
    assert article.body == "<p>First.</p>\n<p>Second &amp; third.</p>"
    assert {tag.name for tag in article.tags.all()} == {"Ulaşım", "harbour"}
    assert (article.created_by, article.edited_by) == (editor, editor)
    assert (article.status, article.slug) == (Status.DRAFT, "a-new-ferry")


def test_only_the_form_has_a_nonce_and_its_scripts_bear_it(editor: User) -> None:
    desk = signed_in(editor)
    answer = desk.get(page_of(make_article()))
    nonce = re.search("script-src 'self' 'nonce-([^']+)'", answer["Content-Security-Policy"])
    assert nonce
    assert f'<script type="importmap" nonce="{nonce[1]}">' in answer.content.decode()
    for address in (f"{LIST}add/", LIST, "/"):
        answer = desk.get(address)
        assert ("nonce" in answer["Content-Security-Policy"]) == ("add" in address)


def test_who_may_only_look_gets_no_editor(editor: User) -> None:
    live = make_live(body="<p>One.</p>")
    answer = signed_in(editor).get(page_of(live))
    assert "nonce" not in answer["Content-Security-Policy"]
    assert "importmap" not in answer.content.decode()


def test_tags_that_are_there_are_used_and_those_left_out_go(editor: User) -> None:
    article = make_article(tags=("Ulaşım", "old"))
    signed_in(editor).post(page_of(article), typed(article, tags=["ULASIM"]))
    assert [tag.name for tag in article.tags.all()] == ["Ulaşım"]


def test_a_tag_too_long_is_told_and_nothing_is_made(editor: User) -> None:
    article = make_article()
    response = signed_in(editor).post(page_of(article), typed(article, tags=["x" * 101]))
    assert "is too long" in response.content.decode()
    assert Tag.objects.count() == 0


def test_tags_that_stay_the_same_are_no_change(editor: User) -> None:
    article = make_article(tags=("harbour",), body="<p>Text.</p>")
    signed_in(editor).post(page_of(article), typed(article, tags=["harbour"]))
    article.refresh_from_db()
    assert article.edited_at is None


def test_what_an_editor_changes_bears_the_editor(editor: User) -> None:
    article = make_article()
    signed_in(editor).post(page_of(article), typed(article, headline="Changed"))
    article.refresh_from_db()
    assert article.edited_by == editor
    assert article.edited_at is not None


def test_authors_stand_in_the_order_given_and_new_ones_come_last(editor: User) -> None:
    article = make_article(authors=("First", "Second"))
    form = typed(article)
    form |= {
        "credits-name": ["First", "Second", "Third", "", "first"],
        "credits-affiliation": ["University of Ayvalık", "", "", "", ""],
        "credits-position": ["2", "1", "", "4", "5"],
    }
    signed_in(editor).post(page_of(article), form)
    named = [(str(byline), byline.position, byline.affiliation) for byline in Byline.objects.all()]
    assert named == [("Second", 1, ""), ("First", 2, "University of Ayvalık"), ("Third", 3, "")]
    article.refresh_from_db()
    assert article.edited_by == editor


@pytest.mark.parametrize(
    ("name", "affiliation"), [("—", ""), ("A" * 201, ""), ("Ada Writer", "x" * 301)]
)
def test_an_author_that_cannot_be_is_told(editor: User, name: str, affiliation: str) -> None:
    article = make_article()
    form = typed(article) | {"credits-name": [name], "credits-position": ["1"]}
    form |= {"credits-affiliation": [affiliation]}
    page = signed_in(editor).post(page_of(article), form).content.decode()
    assert "cannot be an author" in page
    assert Author.objects.count() == 0


def test_an_editor_says_which_piece_it_translates(editor: User) -> None:
    original, article = make_article(headline="The ferry"), make_article()
    client = signed_in(editor)
    client.post(page_of(article), typed(article, translation_of=original.pk))
    article.refresh_from_db()
    assert article.translation_of == original
    assert "The ferry" in client.get(page_of(article)).content.decode()
    compared = client.get(f"{page_of(article).removesuffix('change/')}compare/")
    assert "<h3>translation of</h3>" in " ".join(compared.content.decode().lower().split())


def test_a_piece_that_is_a_translation_itself_is_refused(editor: User) -> None:
    translation = make_article(translation_of=make_article())
    article = make_article()
    response = signed_in(editor).post(
        page_of(article), typed(article, translation_of=translation.pk)
    )
    assert "Choose the one in the first language." in response.content.decode()


def test_a_contributor_names_no_original_that_nobody_may_see() -> None:
    contributor = make_user("Contributors")
    article = make_article(created_by=contributor)
    hidden, chosen = make_article(), make_article()
    live, own = make_live(), make_article(created_by=contributor)
    client = signed_in(contributor)
    response = client.post(page_of(article), typed(article, translation_of=hidden.pk))
    assert hidden.headline not in response.content.decode()
    Article.objects.filter(pk=article.pk).update(translation_of=chosen)
    for original in (chosen, live, own):
        client.post(page_of(article), typed(article, translation_of=original.pk))
        article.refresh_from_db()
        assert article.translation_of == original


def test_pieces_to_choose_from_are_suggested(editor: User) -> None:
    make_article(headline="The ferry")
    query = "app_label=articles&model_name=article&field_name=translation_of&term=ferry"
    found = signed_in(editor).get(f"/admin/autocomplete/?{query}").json()
    assert [each["text"] for each in found["results"]] == ["The ferry"]


def test_a_language_of_its_own_can_be_kept(editor: User) -> None:
    article = make_article(language="pt-BR")
    page = signed_in(editor).get(page_of(article)).content.decode()
    assert '<option value="pt-BR" selected>pt-BR</option>' in page


def test_what_cannot_be_is_told_in_the_form(editor: User) -> None:
    article = make_article()
    form = typed(article, source_date_precision="day", is_own_work="on")
    page = signed_in(editor).post(page_of(article), form).content.decode()
    assert "The source date and its precision do not fit" in page
    assert "Our own work has no source" in page


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"source": ""}, "A piece that readers see needs its source"),
        (
            {"embargoed_until_0": "2040-01-01", "embargoed_until_1": "12:00"},
            "The embargo ends after the piece goes live",
        ),
        (
            {
                "publish_at_0": "2040-01-02",
                "publish_at_1": "12:00",
                "expire_at_0": "2040-01-01",
                "expire_at_1": "12:00",
            },
            "The piece would expire before it is published",
        ),
        ({"notice": "It was on Friday."}, "Say what happened"),
        ({"happened": "our_mistake"}, "Write the notice that readers will see"),
    ],
)
def test_what_readers_see_is_not_left_without_what_it_needs(
    editor: User, change: dict[str, str], reason: str
) -> None:
    article = make_live()
    workflow.perform(article, "edit", by=editor)
    page = signed_in(editor).post(page_of(article), typed(article, **change))
    assert reason in page.content.decode()
    assert revisions.get_working_revision(Article.objects.get()).number == 1


def test_a_slug_that_another_article_has_is_told(editor: User) -> None:
    make_article(slug="taken")
    article = make_article()
    page = signed_in(editor).post(page_of(article), typed(article, slug="taken"))
    assert "Another article has this slug" in page.content.decode()


def test_the_slug_left_empty_is_made_from_the_headline(editor: User) -> None:
    article = make_article(headline="A ferry sails")
    form = typed(article, slug="", headline="A tram runs")
    signed_in(editor).post(page_of(article), form)
    assert Article.objects.get().slug == "a-tram-runs"


def test_the_address_of_a_live_piece_stays(editor: User) -> None:
    article = make_live(slug="ferry")
    workflow.perform(article, "edit", by=editor)
    form = typed(article, slug="another", headline="Changed")
    signed_in(editor).post(page_of(article), form)
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
    form = typed(article, happened=happened, notice="It was on Friday.", place="top")
    signed_in(editor).post(page_of(article), form)
    page = signed_in(editor).get(page_of(article)).content.decode()
    assert f'<option value="{happened}" selected>' in page
    assert Correction.objects.count() == 0
    article.refresh_from_db()
    for move, by in [("submit", editor), ("approve", publisher), ("publish", publisher)]:
        workflow.perform(article, move, by=by)
    told = Correction.objects.values_list("kind", "text", "place", "revision__number").get()
    assert told == (kind, "It was on Friday.", "top", 2)
    assert "It was on Friday." in Client().get(article.get_absolute_url()).content.decode()


def test_a_piece_that_readers_never_saw_has_no_notice_for_them(editor: User) -> None:
    page = signed_in(editor).get(page_of(make_article())).content.decode()
    assert 'name="notice"' not in page


def test_a_live_piece_is_edited_beside_what_readers_see(editor: User) -> None:
    article = make_live(headline="As published", authors=("Ada Writer",), tags=("harbour",))
    workflow.perform(article, "edit", by=editor)
    form = typed(article, headline="As edited", tags=["mountain"])
    form |= {"credits-name": ["Another"], "credits-affiliation": [""], "credits-position": ["1"]}
    signed_in(editor).post(page_of(article), form)
    public = Client().get(article.get_absolute_url()).content.decode()
    shown = ("As published", "Ada Writer", "harbour", "As edited", "Another", "mountain")
    assert [each in public for each in shown] == [True, True, True, False, False, False]
    page = signed_in(editor).get(page_of(article)).content.decode()
    assert [each in page for each in ("As edited</textarea>", 'value="Another"')] == [True, True]
    assert "Readers see revision 1: compare" in page


def test_an_address_without_scheme_is_taken_for_https(editor: User) -> None:
    article = make_article()
    signed_in(editor).post(page_of(article), typed(article, source_address="example.org/a"))
    article.refresh_from_db()
    assert article.source_address == "https://example.org/a"


# The original beside the form.


def test_the_original_stands_beside_the_form_with_how_it_was_read(editor: User) -> None:
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
        remarks=[{"code": "rejoined", "line": 35}, {"code": "unheard", "line": 3}],
    )
    page = signed_in(editor).get(page_of(article)).content.decode()
    assert "İşte &lt;b&gt;böyle&lt;/b&gt;" in page
    assert "guess: please check" in page
    assert "The paragraph at line 35 was joined to the one before" in page
    assert "Line 3" in page


def test_an_article_without_original_has_the_form_alone(editor: User) -> None:
    page = signed_in(editor).get(page_of(make_article())).content.decode()
    assert "The original as received" not in page


def test_the_head_of_the_form_tells_what_readers_see(publisher: User) -> None:
    client = signed_in(publisher)
    live = make_live()
    later = make_live(published_at=NOON + timedelta(days=40_000))
    live_page = client.get(page_of(live)).content.decode()
    assert f'href="{live.get_absolute_url()}"' in live_page
    assert "Goes live on" in client.get(page_of(later)).content.decode()
    assert "Not live" in client.get(page_of(make_article())).content.decode()


# Moving.


def test_the_buttons_are_the_moves_that_this_person_may_make(publisher: User) -> None:
    article = make_article(status=Status.REVIEW)
    page = signed_in(publisher).get(page_of(article)).content.decode()
    moves = [name for name in TRANSITIONS if f'name="_move" value="{name}"' in page]
    assert moves == ["request_changes", "approve", "spike"]


def test_what_cannot_be_changed_has_buttons_of_its_own(publisher: User) -> None:
    article = make_live()
    page = signed_in(publisher).get(page_of(article)).content.decode()
    assert f'formaction="{move_of(article, "edit")}"' in page
    assert f'href="{move_of(article, "withdraw")}?seen=1"' in page
    assert 'name="_save"' not in page


def test_a_move_that_something_stops_says_what(publisher: User) -> None:
    article = make_article(status=Status.APPROVED, body="")
    page = signed_in(publisher).get(page_of(article)).content.decode()
    assert "The piece has no text. Write its body first." in page
    assert move_of(article, "publish") not in page


def test_a_button_saves_and_moves(editor: User) -> None:
    article = make_article()
    form = typed(article, headline="Better", _move="submit")
    response = signed_in(editor).post(page_of(article), form)
    article.refresh_from_db()
    assert (article.headline, article.status) == ("Better", Status.REVIEW)
    assert told(response) == ["“Better” is now in review."]
    assert response.headers["Location"] == page_of(article)


def test_a_new_piece_is_saved_and_submitted_at_once(editor: User) -> None:
    form = typed(headline="New", source=make_source().pk, _move="submit")
    signed_in(editor).post(f"{LIST}add/", form)
    assert Article.objects.get().status == Status.REVIEW


def test_a_button_that_asks_saves_and_leads_to_its_page(editor: User) -> None:
    article = make_article(status=Status.REVIEW)
    form = typed(article, headline="Better", _move="request_changes")
    response = signed_in(editor).post(page_of(article), form)
    article.refresh_from_db()
    assert (article.headline, article.status) == ("Better", Status.REVIEW)
    assert response.headers["Location"] == f"{move_of(article, 'request_changes')}?seen=2"


def test_who_changed_the_text_is_told_that_another_approves_it(publisher: User) -> None:
    article = make_article(status=Status.REVIEW)
    form = typed(article, headline="Better", _move="approve")
    response = signed_in(publisher).post(page_of(article), form)
    article.refresh_from_db()
    assert (article.headline, article.status) == ("Better", Status.REVIEW)
    assert told(response) == ["You changed the text last, so somebody else has to approve it."]


def test_a_text_that_changed_since_the_page_was_opened_is_not_approved(publisher: User) -> None:
    article = make_article(status=Status.REVIEW)
    opened = typed(article, _move="approve", body=article.body)
    content = contents.read_content(article) | {"headline": "Changed meanwhile"}
    revisions.save_revision(article, content, by=make_user("Editors"), builds_on=1)
    response = signed_in(publisher).post(page_of(article), opened)
    article.refresh_from_db()
    assert article.status == Status.REVIEW
    assert told(response) == [
        "The text has changed since you opened the page. Read it again first."
    ]


def test_a_move_that_does_not_exist_only_saves(editor: User) -> None:
    article = make_article()
    response = signed_in(editor).post(page_of(article), typed(article, _move="explode"))
    assert response.status_code == HTTPStatus.FOUND


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        ("Contributors", ["submit", "edit"]),
        ("Editors", ["submit", "request_changes", "approve", "edit", "spike"]),
        ("Publishers", list(TRANSITIONS)),
    ],
)
def test_the_list_offers_the_moves_of_the_role(role: str, actions: list[str]) -> None:
    make_article(created_by=(user := make_user(role)))
    page = signed_in(user).get(LIST).content.decode()
    assert [name for name in TRANSITIONS if f'value="{name}"' in page] == actions


# Who may see and change what.


def make_case(case: str, person: User) -> Article:
    whose, _, state = case.partition(" ")
    creator = person if whose == "own" else make_user()
    if state == "live":
        return make_live(created_by=creator)
    return make_article(created_by=creator, status=Status(state))


@pytest.mark.parametrize(
    ("role", "case", "may"),
    [
        ("", "other's draft", "nothing"),
        ("Contributors", "own draft", "change"),
        ("Contributors", "own review", "view"),
        ("Contributors", "own live", "view"),
        ("Contributors", "own approved", "view"),
        ("Contributors", "other's draft", "nothing"),
        ("Contributors", "other's live", "nothing"),
        ("Editors", "own draft", "change"),
        ("Editors", "other's draft", "change"),
        ("Editors", "own live", "view"),
        ("Editors", "other's live", "view"),
        ("Publishers", "other's draft", "change"),
        ("Editors", "other's review", "change"),
        ("Editors", "other's approved", "view"),
        ("Publishers", "other's live", "view"),
        ("Publishers", "other's spiked", "view"),
    ],
)
def test_who_may_see_and_change_what(role: str, case: str, may: str) -> None:
    person = make_user(role)
    article = make_case(case, person)
    client = signed_in(person)
    seen = client.get(page_of(article)).status_code == HTTPStatus.OK
    client.post(page_of(article), typed(article, headline="Changed"))
    article.refresh_from_db()
    changed = article.headline == "Changed"
    assert {"nothing": (False, False), "view": (True, False), "change": (True, True)}[may] == (
        seen,
        changed,
    )


@pytest.mark.parametrize("role", ["Contributors", "Editors", "Publishers"])
def test_no_role_deletes_articles(role: str) -> None:
    person = make_user(role)
    article = make_article(created_by=person)
    address = reverse("admin:articles_article_delete", args=[article.pk])
    assert signed_in(person).post(address, {"post": "yes"}).status_code == HTTPStatus.FORBIDDEN


def test_a_contributor_lists_only_pieces_of_their_own() -> None:
    contributor = make_user("Contributors")
    make_article(headline="Mine", created_by=contributor)
    make_article(headline="Theirs")
    page = signed_in(contributor).get(LIST).content.decode()
    assert ("Mine" in page, "Theirs" in page) == (True, False)


# Finding.


@pytest.mark.parametrize(
    ("asked", "headlines"),
    [
        ("ISIK", ["IŞIK"]),
        ("ışık", ["IŞIK"]),
        ("https://agos.example/1/", ["IŞIK"]),
        ("https://agos.example/2", []),
        ("nothing", []),
    ],
)
def test_search_finds_headlines_and_addresses(
    editor: User, asked: str, headlines: list[str]
) -> None:
    make_article(headline="IŞIK", source_address="http://www.agos.example/1?utm_source=x")
    make_article(headline="Other")
    response = signed_in(editor).get(LIST, {"q": asked})
    assert [article.headline for article in response.context["cl"].result_list] == headlines


def test_the_list_is_filtered_by_language(editor: User) -> None:
    make_article(headline="Türkçe", language="tr")
    make_article(headline="English", language="en")
    response = signed_in(editor).get(LIST, {"language": "tr"})
    assert [article.headline for article in response.context["cl"].result_list] == ["Türkçe"]


def test_dates_lead_from_years_to_days(editor: User) -> None:
    make_live()
    make_live(published_at=NOON - timedelta(days=800))
    client = signed_in(editor)
    years = client.get(LIST).content.decode()
    assert [f"?published_at__year={year}" in years for year in (2017, 2018, 2019)] == [True] * 3
    months = client.get(LIST, {"published_at__year": 2019}).content.decode()
    assert "published_at__month=11" in months


def test_without_dates_there_are_no_years(editor: User) -> None:
    make_article()
    assert "published_at__year" not in signed_in(editor).get(LIST).content.decode()


def test_a_long_list_says_that_it_was_not_counted_to_the_end(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CappedPaginator, "limit", 2)
    for _ in range(3):
        make_article()
    assert "More than 2" in signed_in(editor).get(LIST).content.decode()


@pytest.mark.parametrize(("number", "count"), [(1, "1 in all"), (2, "2 in all")])
def test_a_short_list_is_counted(editor: User, number: int, count: str) -> None:
    for _ in range(number):
        make_article()
    page = " ".join(signed_in(editor).get(LIST).content.decode().split())
    assert f'<p class="paginator"> {count} </p>' in page


# What it costs: the same with one article and with thirty.


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_article_and_for_thirty(
    editor: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    make_page_of_articles(number)
    client = signed_in(editor)
    with django_assert_num_queries(11):
        client.get(LIST)


@pytest.mark.parametrize("number", [1, 30])
def test_the_form_costs_the_same_among_one_and_among_thirty(
    publisher: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    article = make_page_of_articles(number)[0]
    make_original(article)
    client = signed_in(publisher)
    with django_assert_num_queries(15):
        client.get(page_of(article))


def test_the_list_counts_no_more_than_its_limit(
    editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_article()
    client = signed_in(editor)
    with django_assert_num_queries(11) as captured:
        client.get(LIST)
    counts = [each["sql"] for each in captured.captured_queries if "COUNT(" in each["sql"]]
    counts = [sql for sql in counts if "articles_notification" not in sql]  # in the header
    assert [f"LIMIT {CappedPaginator.limit}" in sql for sql in counts] == [True]


def test_authors_stay_when_their_article_goes() -> None:
    make_article(authors=("Ada Writer",)).delete()
    assert Author.objects.count() == 1
