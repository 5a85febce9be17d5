"""The content of a whole revision, for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from articles.models import Article
from articles.publishing import contents

PRECISE = datetime(2020, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
NOTICE = {"kind": "update", "text": "More boats.", "place": "bottom"}
# A value for each field, other than the default.
WHOLE: dict[str, Any] = {
    "headline": "İskele “yeniden” açıldı 🚢",
    "standfirst": "At last.\nAt noon.",
    "body": "<p>The ferry <strong>left</strong>.</p>\n<p>Full for once.</p>",
    "byline": "By A. Writer and B. Other",
    "kind": "news",
    "language": "tr",
    "is_own_work": False,
    "source_date": "2019-11-07",
    "source_date_end": "2019-11-09",
    "source_date_precision": "range",
    "source_date_text": "7-9 Kasım 2019",
    "source_detail": "No. 87, p. 30",
    "source_address": "https://gazette.example/1",
    "publish_at": PRECISE.isoformat(),
    "expire_at": (PRECISE + timedelta(days=400)).isoformat(),
    "embargoed_until": (PRECISE - timedelta(hours=1)).isoformat(),
    "slug": "iskele-yeniden",
    "source": "Harbour Gazette",
    "credits": [
        {"name": "Zoe Writer", "affiliation": "University of Saltmere"},
        {"name": "Ada Other", "affiliation": ""},
    ],
    "tags": ["Ulaşım", "harbour"],
    "translation_of": None,
    "correction": None,
}


def read_stored_content(article: Article) -> contents.Content:
    return contents.read_content(Article.objects.get(pk=article.pk))
