"""After each act of an editor, an import or the clock, every search entry is right."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.importing.reparse import Selection, reparse
from articles.importing.undo import undo
from articles.models import Article, Author, Note, Original, SearchEntry, Source, Status, Tag
from articles.publishing import automatic, workflow
from articles.search.consistency import check_entries, is_index_whole
from articles.vocabulary import Credit
from tests.articles.admin.pages import FormPage, build_form, sign_in
from tests.factories import make_article, make_live, make_revision, make_source, make_user
from tests.runs import SECOND_TEXT, make_item, make_items, make_misread, run_import
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db

ADMIN = "/admin/articles"
NAMES: dict[str, Any] = {"authors": ("Ada Wrenholt", "Ben Ode"), "tags": ("harbour", "tram")}


def find_faults() -> list[str]:
    return [each.fault for each in check_entries() if each.fault]


def get_client() -> Client:
    return sign_in(make_user(is_superuser=True))


def post(article: Article, page: str, *args: object, **data: Any) -> None:
    url = reverse(f"admin:articles_article_{page}", args=[article.pk, *args])
    get_client().post(url, data)


def perform(article: Article, *names: str, **arguments: Any) -> Article:
    """Perform the transitions in turn, each as another publisher; return the row."""
    for name in names:
        workflow.perform(article, name, by=make_user("Publishers"), reason="Why?", **arguments)
    return article


def reopen(**changes: Any) -> Article:
    """Make a live article of which a draft with other text is being worked on."""
    article = make_live(**NAMES)
    perform(article, "edit")
    make_revision(article, by=make_user("Editors"), **{"headline": "Unseen", **changes})
    article.refresh_from_db()
    return article


def write_note(article: Article, text: str = "Ask the harbour master", **fields: Any) -> Note:
    post(article, "add_note", text=text, **fields)
    return Note.objects.latest("pk")


# Writing.


def create_article() -> None:
    get_client().post(f"{ADMIN}/article/add/", build_form(headline="Typed", tags="harbour"))
    assert Article.objects.get().headline == "Typed"


def save_a_draft() -> None:
    FormPage(make_article(**NAMES), make_user("Editors")).press(headline="Typed", standfirst="So")


def save_over_what_readers_see() -> None:
    reopen(body="<p>Unseen <b>wo</b>rds</p>", standfirst="Unseen", byline="Unseen")


def change_the_language_of_a_draft() -> None:
    make_revision(make_article(body="<p>Kitaplar</p>", language="en"), language="tr")


def change_the_language_of_a_live_text() -> None:
    reopen(body="<p>Kitaplar</p>", language="tr")


def change_the_names_of_a_draft() -> None:
    credited = [{"name": "Cy Vale", "affiliation": ""}]
    make_revision(make_article(**NAMES), source="Other", credits=credited, tags=["bridge"])


def change_the_names_of_a_live_text() -> None:
    credited = [{"name": "Cy Vale", "affiliation": ""}]
    reopen(source="Other", credits=credited, tags=["bridge"])


def declare_own_work() -> None:
    make_revision(make_article(), source="", is_own_work=True)


def merge_a_conflict() -> None:
    article = make_article(**NAMES)
    here, there = (FormPage(article, make_user("Editors")) for _ in range(2))
    there.press(headline="Theirs")
    here.press(standfirst="Mine")
    here.merge()
    here.press()
    assert article.revisions.count() == 3


def bring_back_a_revision() -> None:
    article = make_article()
    make_revision(article, headline="Second")
    post(article, "bring_back", 1, seen=2)
    assert article.revisions.count() == 3


def correct_what_readers_see() -> None:
    article = reopen(correction={"kind": "correction", "text": "We erred.", "place": "bottom"})
    perform(article, "submit", "approve", "publish")
    assert article.headline == "Unseen"


# Notes.


def add_a_note() -> None:
    write_note(make_article())


def add_a_note_over_an_unseen_draft() -> None:
    write_note(reopen())


def answer_a_note() -> None:
    note = write_note(reopen())
    write_note(note.article, "She says no", answers=note.pk)
    assert Note.objects.filter(answers=note).count() == 1


def resolve_a_note() -> None:
    note = write_note(make_article())
    post(note.article, "resolve_note", note.pk)


def send_an_article_back() -> None:
    article = make_article(status=Status.REVIEW)
    post(article, "transition", "request_changes", reason="Who says so?", seen=1)
    assert Note.objects.get().text == "Who says so?"


def send_an_unseen_draft_back() -> None:
    article = reopen()
    perform(article, "submit")
    post(article, "transition", "request_changes", reason="Who says so?", seen=2)
    assert Note.objects.get().text == "Who says so?"


# Transitions.


def approve() -> None:
    perform(make_article(), "submit", "approve")


def publish() -> None:
    perform(make_article(**NAMES), "submit", "approve", "publish")


def publish_another_text() -> None:
    perform(reopen(tags=["bridge"]), "submit", "approve", "publish")


def publish_many() -> None:
    articles = [make_article(status=Status.APPROVED), make_article(status=Status.APPROVED)]
    keys = [article.pk for article in articles]
    data = {"action": "publish", "_selected_action": keys, "confirmed": "yes"}
    get_client().post(f"{ADMIN}/article/", data)
    assert Article.objects.live().count() == 2


def schedule_another_text() -> Article:
    article = reopen()
    perform(article, "submit", "approve")
    return perform(article, "publish", at=timezone.now() + timedelta(hours=1))


def unschedule_it() -> None:
    perform(schedule_another_text(), "edit")


def let_it_become_due() -> None:
    article = schedule_another_text()
    Article.objects.filter(pk=article.pk).update(scheduled_at=timezone.now())
    assert len(list(automatic.publish_due())) == 1
    article.refresh_from_db()
    assert article.headline == "Unseen"


def publish_later_and_reopen() -> None:
    article = make_article(status=Status.APPROVED)
    perform(article, "publish", at=timezone.now() + timedelta(hours=1))
    perform(article, "edit")


def withdraw() -> None:
    perform(make_live(**NAMES), "withdraw")


def withdraw_over_an_unseen_draft() -> Article:
    return perform(reopen(tags=["bridge"]), "withdraw")


def restore() -> None:
    article = perform(withdraw_over_an_unseen_draft(), "restore")
    assert article.headline == "Unseen"


def restore_what_the_table_refuses() -> None:
    article = reopen(slug="taken", tags=["bridge"])
    make_article(slug="taken")
    perform(article, "withdraw", "restore")
    assert article.headline != "Unseen"


def spike_and_restore() -> None:
    perform(make_article(**NAMES), "spike", "restore")


# Imports.


def import_in_bulk() -> None:
    run_import(*make_items(2, tags=("harbour",), credits=(Credit("Ada Wrenholt"),)))


def import_published() -> None:
    run_import(make_item(), status=Status.PUBLISHED)


def import_in_the_language_of_the_run() -> None:
    run_import(make_item(body="<p>Kitaplar</p>"), language="tr")


def import_own_work() -> None:
    run_import(make_item(source="", is_own_work=True))


def import_one_by_one() -> None:
    run_import(make_item(tags=("—", "harbour"), credits=(Credit("Ada"), Credit("Ada"))))


def update() -> None:
    run_import(make_item())
    run_import(make_item(**SECOND_TEXT, tags=("harbour",), source="Harbour Gazette"))


def hold_for_an_edited_article() -> None:
    run_import(make_item())
    make_revision(Article.objects.get(), by=make_user("Editors"), headline="Mended")
    run_import(make_item(**SECOND_TEXT))


def hold_for_a_live_article() -> None:
    run_import(make_item(), status=Status.PUBLISHED)
    run_import(make_item(**SECOND_TEXT))


def accept_what_was_held() -> None:
    hold_for_an_edited_article()
    post(Article.objects.get(), "bring_back", 3, seen=2)
    assert SECOND_TEXT["body"] == Article.objects.get().body


def refuse_what_was_held() -> None:
    hold_for_an_edited_article()
    held = Original.objects.get(outcome="held")
    post(Article.objects.get(), "keep_ours", held=held.pk)
    assert not Article.objects.get().has_held_revision


def cancel() -> None:
    run_import(make_item(), status=Status.PUBLISHED)
    run_import(make_item(is_canceled=True), is_command_line=True)
    assert Article.objects.get().status == Status.WITHDRAWN


def undo_a_creation() -> None:
    run_import(make_item(origin_id="other", headline="Other"))
    undo(run_import(*make_items(2)))


def undo_a_publication() -> None:
    undo(run_import(make_item(), status=Status.PUBLISHED))
    assert Article.objects.get().status == Status.WITHDRAWN


def undo_an_update() -> None:
    run_import(make_item())
    undo(run_import(make_item(**SECOND_TEXT, tags=("harbour",))))


def undo_what_was_held() -> None:
    run_import(make_item(), status=Status.PUBLISHED)
    undo(run_import(make_item(**SECOND_TEXT)))


def undo_a_cancellation() -> None:
    run_import(make_item())
    undo(run_import(make_item(is_canceled=True)))


def read_originals_again() -> None:
    run_import(make_misread({"headline": "FERRY"}))
    assert reparse(Selection(), is_applied=True, on_difference=lambda _: None) == {"updated": 1}


# Names.


def rename_a_source() -> None:
    source = make_article().source
    assert source
    source.name = "Other"
    source.save()


def replace_and_delete_a_source() -> None:
    article = make_article(source=make_source("Old"))
    make_revision(article, source="New")
    Source.objects.get(name="Old").delete()


def replace_and_delete_an_author() -> None:
    make_revision(make_article(authors=("Ada",)), credits=[{"name": "Cy", "affiliation": ""}])
    Author.objects.get(name="Ada").delete()


def delete_a_tag() -> None:
    make_article(tags=("harbour",), language="")
    make_live(tags=("tram",))
    get_client().post(f"{ADMIN}/tag/{Tag.objects.get(name='harbour').pk}/delete/", {"post": "yes"})
    assert Tag.objects.count() == 1


def delete_tags() -> None:
    make_article(tags=("harbour", "tram"), is_own_work=True, source=None)
    keys = [tag.pk for tag in Tag.objects.all()]
    data = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    get_client().post(f"{ADMIN}/tag/", data)
    assert Tag.objects.count() == 0


ACTS: list[Callable[[], object]] = [
    *(create_article, save_a_draft, save_over_what_readers_see, declare_own_work),
    *(change_the_language_of_a_draft, change_the_language_of_a_live_text),
    *(change_the_names_of_a_draft, change_the_names_of_a_live_text),
    *(merge_a_conflict, bring_back_a_revision, correct_what_readers_see),
    *(add_a_note, add_a_note_over_an_unseen_draft, answer_a_note, resolve_a_note),
    *(send_an_article_back, send_an_unseen_draft_back),
    *(approve, publish, publish_another_text, publish_many, schedule_another_text),
    *(unschedule_it, let_it_become_due, publish_later_and_reopen),
    *(withdraw, withdraw_over_an_unseen_draft, restore, restore_what_the_table_refuses),
    *(spike_and_restore, import_in_bulk, import_published, import_one_by_one),
    *(import_in_the_language_of_the_run, import_own_work, update),
    *(hold_for_an_edited_article, hold_for_a_live_article, accept_what_was_held),
    *(
        refuse_what_was_held,
        cancel,
        undo_a_creation,
        undo_a_publication,
        undo_an_update,
        undo_what_was_held,
    ),
    *(undo_a_cancellation, read_originals_again, rename_a_source),
    *(replace_and_delete_a_source, replace_and_delete_an_author, delete_a_tag, delete_tags),
]


@pytest.mark.unmeasured
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_every_entry_is_right_after_it(act: Callable[[], object]) -> None:
    act()
    assert (find_faults(), is_index_whole()) == ([], True)
    assert SearchEntry.objects.count() == Article.objects.count()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_entries_are_right_after_notes_and_saves_at_the_same_moment() -> None:
    article = make_live()
    perform(article, "edit")
    clients = [get_client() for _ in range(4)]
    url = reverse("admin:articles_article_add_note", args=[article.pk])
    for number in range(5):
        run_at_once(
            *(lambda client=client: client.post(url, {"text": "Why?"}) for client in clients),
            lambda: make_revision(article, headline=f"Unseen {number}"),  # noqa: B023 - it has run
        )
    assert (find_faults(), article.notes.count(), article.revisions.count()) == ([], 20, 6)


# What only the desk sees.

UNSEEN = {
    "headline": "Zeppelin lands",
    "standfirst": "Zeppelin crews cheer",
    "body": "<p>A zeppelin came.</p>",
    "byline": "By Zeppelin",
    "source": "Zeppelin Weekly",
    "credits": [{"name": "Zeppelin Ode", "affiliation": ""}],
    "tags": ["zeppelin"],
}
QUERIES = (
    *("zeppelin", "zeppelins", "zepp*", '"zeppelin lands"', "a-zeppelin", "!zeppelin"),
    *('"!zeppelin"', "zeppelin OR balloon", '"zeppelin weekly"', "harbourmaster", "!harbourmaster"),
)
LISTS = ("/", "/feed.rss", "/feed.atom", "/feed.json", "/api/articles/")


def has_hit(url: str, query: str) -> bool:
    return "Live" in Client().get(url, {"q": query}).content.decode()


@pytest.mark.unmeasured
@pytest.mark.parametrize("query", QUERIES)
def test_readers_find_no_article_by_unpublished_changes_and_notes(query: str) -> None:
    write_note(make_live(headline="Live one"), "harbourmaster")
    reopen(**UNSEEN)
    make_article(headline="Live zeppelin")
    Article.objects.filter(is_released=True).update(headline="Live")
    assert [url for url in LISTS if has_hit(url, query)] == []
    assert [url for url in LISTS if has_hit(url, "left")] == [*LISTS]


@pytest.mark.parametrize("name", UNSEEN)
def test_the_desk_finds_every_unpublished_change(name: str) -> None:
    article = reopen(**{"headline": "Ferry", name: UNSEEN[name]})
    client = sign_in(make_user("Editors"))
    rows = client.get(f"{ADMIN}/article/", {"q": "zeppelin"}).context["cl"].result_list
    assert list(rows) == [article]
