"""The command that checks the search index, and repairs it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Article, NameWord, SearchEntry
from articles.search import index
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def run(*options: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("check_search", *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_entries_that_agree_are_counted() -> None:
    make_article()
    make_article()
    assert run() == ("Checked 2 articles; fixed 0 faults.\n", "")


def test_entries_that_differ_are_named_and_repaired() -> None:
    stale, missing, whole = (make_article(headline="Ferry") for _ in "123")
    Article.objects.filter(pk=stale.pk).update(headline="Tram", language="tr")
    SearchEntry.objects.filter(pk=missing.pk).delete()
    with pytest.raises(CommandError, match=r"^2 faults in 3 articles\."):
        run()
    out, err = run("--repair")
    assert (out, err.splitlines()) == (
        "Checked 3 articles; fixed 2 faults.\n",
        [
            f"Article {stale.pk}: its entry differs in words, names, desk.",
            f"Article {missing.pk}: it has no entry.",
        ],
    )
    assert run() == ("Checked 3 articles; fixed 0 faults.\n", "")
    assert whole.search_entry.words.split()[0] == "ferry"


def test_names_with_wrong_words_are_named_and_repaired() -> None:
    make_article(authors=("Ada",))
    NameWord.objects.filter(word="ada").update(word="eve")
    with pytest.raises(CommandError, match=r"^1 faults in 1 articles\."):
        run()
    assert run("--repair")[1] == "The words of the name “Ada” are wrong.\n"
    assert run()[1] == ""


@pytest.mark.skipif("connection.vendor == 'postgresql'", reason="it keeps its index itself")
def test_an_index_that_lost_something_is_made_anew() -> None:
    article = make_article(headline="Ferry")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER searchentry_update_is_indexed")
    Article.objects.filter(pk=article.pk).update(headline="Tram")
    index.index_article(article)
    with pytest.raises(CommandError):
        run()
    out, err = run("--repair")
    assert (out, err) == (
        "Checked 1 articles; fixed 1 faults.\n",
        "The index does not match the articles.\n",
    )
    assert run()[1] == ""


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_entries_are_repaired_outside_of_any_transaction() -> None:
    article = make_article()
    SearchEntry.objects.filter(pk=article.pk).delete()
    assert run("--repair")[1] == f"Article {article.pk}: it has no entry.\n"
