"""The command that renews the search index after an upgrade."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, NameWord, SearchEntry
from articles.models.content_version import get_current_number
from articles.search import consistency, index
from articles.text.analyser import VERSION
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def run(command: str) -> str:
    out = StringIO()
    call_command(command, stdout=out, stderr=StringIO())
    return out.getvalue()


def outdate(article: Article) -> None:
    entries = SearchEntry.objects.filter(pk=article.pk)
    entries.update(version=VERSION + 1, words=" old ")


def test_entries_of_another_version_and_missing_ones_are_renewed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(consistency, "CHUNK_SIZE", 2)
    outdated, missing, other, present = (make_article(headline="Ferry") for _ in "1234")
    outdate(outdated)
    outdate(other)
    SearchEntry.objects.filter(pk=missing.pk).delete()
    SearchEntry.objects.filter(pk=present.pk).update(words=" stays ")
    assert run("reindex") == "Renewed the search index of 3 articles.\n"
    words = SearchEntry.objects.order_by("pk").values_list("words", flat=True)
    renewed = [index.build_article_entry(each)["words"] for each in (outdated, missing, other)]
    assert list(words) == [*renewed, " stays "]
    assert run("reindex") == "Renewed the search index of 0 articles.\n"


def test_pages_of_earlier_searches_are_not_served_again() -> None:
    before = get_current_number()
    run("reindex")
    assert get_current_number() != before


def test_what_was_stopped_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consistency, "CHUNK_SIZE", 1)
    for _ in range(3):
        outdate(make_article())
    assert next(consistency.renew_entries()) == 1
    assert run("reindex") == "Renewed the search index of 2 articles.\n"


def test_the_words_of_names_are_renewed() -> None:
    make_article(authors=("Ada",), tags=("U.S.",))
    NameWord.objects.filter(word="ada").update(word="eve")
    NameWord.objects.filter(word="us").delete()
    assert run("reindex") == "Renewed the search index of 0 articles.\n"
    assert list(consistency.find_wrong_names()) == []


def test_check_search_says_which_entries_are_of_another_version() -> None:
    article = make_article()
    outdate(article)
    err = StringIO()
    with pytest.raises(CommandError, match=r"^1 faults in 1 articles\."):
        call_command("check_search", stdout=StringIO(), stderr=err)
    assert err.getvalue() == (
        f"Article {article.pk}: its entry is of another version of the analyser; run reindex.\n"
    )
