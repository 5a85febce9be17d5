"""Authors in the order of the printed byline."""

import pytest
from django.db import IntegrityError, transaction

from articles.models import Byline
from tests.factories import make_article, make_author

pytestmark = pytest.mark.django_db


def test_authors_keep_their_order() -> None:
    article = make_article(authors=("Zoe Last", "Ada First"))
    assert [str(byline) for byline in article.bylines.all()] == ["Zoe Last", "Ada First"]


def test_an_author_can_be_in_a_byline_only_once() -> None:
    article, author = make_article(), make_author()
    Byline.objects.create(article=article, author=author)
    with pytest.raises(IntegrityError, match="byline"), transaction.atomic():
        Byline.objects.create(article=article, author=author)
