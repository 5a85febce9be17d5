"""Of words that stand in very many of very many articles the index is no longer asked for all."""

from importlib import import_module

from django.db import migrations

before = import_module("articles.migrations.0010_search")

# The index has to look through all that it has of a word before it tells the first article. What
# the planner takes to be found in more than every tenth is not looked up: null is returned. Of each
# word that it does not know it expects to find every two hundredth article, so that many words, as
# those that are near to one, are always looked up. Volatile, since no other function may ask it.
FIND = """CREATE OR REPLACE FUNCTION articles_found(asked tsquery, most bigint) RETURNS bigint[]
    LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
    DECLARE
        entries real := (SELECT reltuples FROM pg_class WHERE oid = 'articles_searchentry'::regclass);
        plan json;
    BEGIN
        IF entries > 10 * most AND numnode(asked) <= 60 THEN
            EXECUTE format(
                'EXPLAIN (FORMAT JSON) SELECT FROM articles_searchentry WHERE vector @@ %L::tsquery',
                asked
            ) INTO plan;
            IF (plan->0->'Plan'->>'Plan Rows')::real > greatest(entries / 10, 5 * most) THEN
                RETURN NULL;
            END IF;
        END IF;
        RETURN array(SELECT article_id FROM articles_searchentry WHERE vector @@ asked LIMIT most);
    END $$"""


def find(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FIND, None)


def find_as_before(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(before.POSTGRESQL_FIND, None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_site")]

    operations = [migrations.RunPython(find, find_as_before)]
