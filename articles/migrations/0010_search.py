"""Articles can be searched: their folded words, and each database's own index over them."""

from itertools import islice

import django.db.models.deletion
from django.db import migrations, models

from articles.text import body_html
from articles.text.strings import build_search_text, build_short_search_text

COLUMNS = "headline standfirst byline source body".split()

# PostgreSQL's own stemmers; a text in any other language is searched by its words as they are.
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "nb": "norwegian", "nn": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip



def vector(stemmer):
    """Return the SQL of the weighted words; byline and source have the same weight.

    Between two parts stands what no text holds, so that no phrase reaches from one into the other,
    and a query can tell by which stemmer the words were taken.
    """
    return f""" || $$'|{stemmer}':1$$::tsvector || """.join(
        f"setweight(to_tsvector('{stemmer}', {column}), '{weight}')"
        for column, weight in zip(COLUMNS, "ABCCD", strict=True)
    )


CASES = " ".join(f"WHEN '{tag}' THEN {vector(name)}" for tag, name in STEMMERS.items())
POSTGRESQL_MAKE = [
    f"""ALTER TABLE articles_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS
        (CASE split_part(language, '-', 1) {CASES} ELSE {vector("simple")} END) STORED""",
    # Analysed already, and read by nobody but the index: no time is spent on making it smaller.
    "ALTER TABLE articles_searchentry ALTER COLUMN vector SET STORAGE EXTERNAL",
    "CREATE INDEX search_by_words ON articles_searchentry USING gin (vector)",
]
# By the index even where half of the articles are found: the planner knows nothing of what it
# costs to fetch the words of all others from where they are kept beside the table.
POSTGRESQL_FIND = """CREATE OR REPLACE FUNCTION articles_found(asked tsquery, most bigint) RETURNS bigint[]
    LANGUAGE sql STABLE SET enable_seqscan = off AS
    $$ SELECT array(SELECT article_id FROM articles_searchentry WHERE vector @@ asked LIMIT most) $$"""
POSTGRESQL_DROP = [
    "DROP FUNCTION IF EXISTS articles_found(tsquery, bigint)",
    "ALTER TABLE articles_searchentry DROP COLUMN vector",
]

NEW = ", ".join(f"new.{column}" for column in COLUMNS)
OLD = ", ".join(f"old.{column}" for column in COLUMNS)
NAMED = ", ".join(COLUMNS)
FORGET = f"""INSERT INTO articles_search (articles_search, rowid, {NAMED})
    VALUES ('delete', old.article_id, {OLD});"""
TAKE = f"INSERT INTO articles_search (rowid, {NAMED}) VALUES (new.article_id, {NEW});"
SQLITE_MAKE = [
    # No model's table: whoever drops those of all models leaves it behind.
    "DROP TABLE IF EXISTS articles_search",
    f"""CREATE VIRTUAL TABLE articles_search USING fts5 ({NAMED}, content='articles_searchentry',
        content_rowid='article_id', tokenize='unicode61 remove_diacritics 0')""",
    f"""CREATE TRIGGER searchentry_taken AFTER INSERT ON articles_searchentry
        BEGIN {TAKE} END""",
    f"""CREATE TRIGGER searchentry_changed AFTER UPDATE ON articles_searchentry
        BEGIN {FORGET} {TAKE} END""",
    f"""CREATE TRIGGER searchentry_gone AFTER DELETE ON articles_searchentry
        BEGIN {FORGET} END""",
]
SQLITE_DROP = [
    *(f"DROP TRIGGER searchentry_{event}" for event in ("taken", "changed", "gone")),
    "DROP TABLE articles_search",
]
MAKE = {"sqlite": SQLITE_MAKE, "postgresql": [*POSTGRESQL_MAKE, POSTGRESQL_FIND]}
DROP = {"sqlite": SQLITE_DROP, "postgresql": POSTGRESQL_DROP}


def make_index(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def take_up(apps, schema_editor):
    """Keep the words of the articles that there are, a thousand at a time."""
    entry = apps.get_model("articles", "SearchEntry")
    columns = ("pk", "language", "headline", "standfirst", "byline", "source__name", "body")
    rows = apps.get_model("articles", "Article").objects.order_by("pk").values_list(*columns)
    entries = (
        entry(
            article_id=pk, language=language, body=build_search_text(body_html.to_text(body)),
            **{
                name: build_short_search_text(told or "")
                for name, told in zip(COLUMNS, (headline, standfirst, byline, source), strict=False)
            },
        )
        for pk, language, headline, standfirst, byline, source, body in rows.iterator(1000)
    )  # fmt: skip
    while chunk := list(islice(entries, 1000)):
        entry.objects.bulk_create(chunk)


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_preview_links")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=20)),
                *((column, models.TextField(blank=True)) for column in COLUMNS),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
        migrations.RunPython(take_up, migrations.RunPython.noop),
    ]
