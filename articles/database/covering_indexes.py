"""Indexes that hold more columns than they order by, where Django's Index(include=…) does not do.

On SQLite Django would make an index on the primary key alone, which serves nothing.
"""

from typing import Final

from articles.database.objects import DatabaseObject

COVERING_INDEXES: Final = {
    "sqlite": [],
    "postgresql": [
        # What a search counts of the articles that it, a tag or an author names.
        DatabaseObject(
            "article_for_search",
            [
                """CREATE INDEX article_for_search ON articles_article (id)
    INCLUDE (is_released, expire_at, published_at, source_id, kind, language)"""
            ],
            "DROP INDEX IF EXISTS article_for_search",
        )
    ],
}
