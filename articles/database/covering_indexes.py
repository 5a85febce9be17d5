"""Covering indexes on the primary key, which Django's Index(include=…) cannot make for us.

On SQLite it would create an index on the primary key alone, which is of no use.
"""

from typing import Final

from articles.database.objects import DatabaseObject

COVERING_INDEXES: Final = {
    "sqlite": [],
    "postgresql": [
        # The columns by which a search counts articles that it has the ids of.
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
