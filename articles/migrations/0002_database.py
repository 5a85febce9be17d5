"""Triggers, the search index and other indexes that Django has no word for.

The SQL is written out as it was when this migration was made; articles/database/ has it as it is
now, and a test holds the two together for as long as this migration may change.
"""

from django.db import migrations

CREATE_SQLITE = [
    """CREATE TRIGGER statuschange_no_update BEFORE UPDATE ON articles_statuschange
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER statuschange_no_delete BEFORE DELETE ON articles_statuschange
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER revision_no_update BEFORE UPDATE ON articles_revision
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER statuschange_no_replace BEFORE INSERT ON articles_statuschange WHEN EXISTS (
        SELECT 1 FROM articles_statuschange
        WHERE id = NEW.id OR (article_id = NEW.article_id AND number = NEW.number)
    )
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER revision_no_replace BEFORE INSERT ON articles_revision WHEN EXISTS (
        SELECT 1 FROM articles_revision
        WHERE id = NEW.id OR (article_id = NEW.article_id AND number = NEW.number)
    )
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER signature_no_update BEFORE UPDATE ON articles_signature
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER signature_no_delete BEFORE DELETE ON articles_signature
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER signature_no_replace BEFORE INSERT ON articles_signature WHEN EXISTS (
        SELECT 1 FROM articles_signature
        WHERE id = NEW.id OR (revision_id = NEW.revision_id AND signed_by_id = NEW.signed_by_id)
    )
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """DROP TABLE IF EXISTS articles_search""",
    """CREATE VIRTUAL TABLE articles_search USING fts5 (words, forms, names, desk,
    content='articles_searchentry', content_rowid='article_id', detail=none, columnsize=0,
    tokenize="ascii tokenchars ':!+#&.'")""",
    """CREATE TRIGGER searchentry_insert_is_indexed AFTER INSERT ON articles_searchentry BEGIN INSERT INTO articles_search (rowid, words, forms, names, desk) VALUES (new.article_id, new.words, new.forms, new.names, new.desk); END""",
    """CREATE TRIGGER searchentry_update_is_indexed AFTER UPDATE ON articles_searchentry BEGIN INSERT INTO articles_search (articles_search, rowid, words, forms, names, desk) VALUES ('delete', old.article_id, old.words, old.forms, old.names, old.desk); INSERT INTO articles_search (rowid, words, forms, names, desk) VALUES (new.article_id, new.words, new.forms, new.names, new.desk); END""",
    """CREATE TRIGGER searchentry_delete_is_indexed AFTER DELETE ON articles_searchentry BEGIN INSERT INTO articles_search (articles_search, rowid, words, forms, names, desk) VALUES ('delete', old.article_id, old.words, old.forms, old.names, old.desk); END""",
    """CREATE TRIGGER article_insert_raises_version AFTER INSERT ON articles_article WHEN NEW.published_at IS NOT NULL BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER article_update_raises_version AFTER UPDATE OF headline, slug, kind, language, byline, source_id, is_own_work, source_date, source_date_end, source_date_precision, source_date_text, source_detail, source_address, is_released, published_at, updated_at, expire_at, withdrawn_at, withdrawn_reason, live_revision_id, standfirst, body, translation_of_id ON articles_article WHEN OLD.published_at IS NOT NULL OR NEW.published_at IS NOT NULL BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER article_delete_raises_version AFTER DELETE ON articles_article WHEN OLD.published_at IS NOT NULL BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER byline_insert_raises_version AFTER INSERT ON articles_byline BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER byline_update_raises_version AFTER UPDATE ON articles_byline BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER byline_delete_raises_version AFTER DELETE ON articles_byline BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER tagging_insert_raises_version AFTER INSERT ON articles_tagging BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER tagging_update_raises_version AFTER UPDATE ON articles_tagging BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER tagging_delete_raises_version AFTER DELETE ON articles_tagging BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER correction_insert_raises_version AFTER INSERT ON articles_correction BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER correction_update_raises_version AFTER UPDATE ON articles_correction BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER correction_delete_raises_version AFTER DELETE ON articles_correction BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER source_update_raises_version AFTER UPDATE ON articles_source BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER source_delete_raises_version AFTER DELETE ON articles_source BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER author_update_raises_version AFTER UPDATE ON articles_author BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER author_delete_raises_version AFTER DELETE ON articles_author BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER tag_update_raises_version AFTER UPDATE ON articles_tag BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER tag_delete_raises_version AFTER DELETE ON articles_tag BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
]
DROP_SQLITE = [
    """DROP TRIGGER IF EXISTS tag_delete_raises_version""",
    """DROP TRIGGER IF EXISTS tag_update_raises_version""",
    """DROP TRIGGER IF EXISTS author_delete_raises_version""",
    """DROP TRIGGER IF EXISTS author_update_raises_version""",
    """DROP TRIGGER IF EXISTS source_delete_raises_version""",
    """DROP TRIGGER IF EXISTS source_update_raises_version""",
    """DROP TRIGGER IF EXISTS correction_delete_raises_version""",
    """DROP TRIGGER IF EXISTS correction_update_raises_version""",
    """DROP TRIGGER IF EXISTS correction_insert_raises_version""",
    """DROP TRIGGER IF EXISTS tagging_delete_raises_version""",
    """DROP TRIGGER IF EXISTS tagging_update_raises_version""",
    """DROP TRIGGER IF EXISTS tagging_insert_raises_version""",
    """DROP TRIGGER IF EXISTS byline_delete_raises_version""",
    """DROP TRIGGER IF EXISTS byline_update_raises_version""",
    """DROP TRIGGER IF EXISTS byline_insert_raises_version""",
    """DROP TRIGGER IF EXISTS article_delete_raises_version""",
    """DROP TRIGGER IF EXISTS article_update_raises_version""",
    """DROP TRIGGER IF EXISTS article_insert_raises_version""",
    """DROP TRIGGER IF EXISTS searchentry_delete_is_indexed""",
    """DROP TRIGGER IF EXISTS searchentry_update_is_indexed""",
    """DROP TRIGGER IF EXISTS searchentry_insert_is_indexed""",
    """DROP TABLE IF EXISTS articles_search""",
    """DROP TRIGGER IF EXISTS signature_no_replace""",
    """DROP TRIGGER IF EXISTS signature_no_delete""",
    """DROP TRIGGER IF EXISTS signature_no_update""",
    """DROP TRIGGER IF EXISTS revision_no_replace""",
    """DROP TRIGGER IF EXISTS statuschange_no_replace""",
    """DROP TRIGGER IF EXISTS revision_no_update""",
    """DROP TRIGGER IF EXISTS statuschange_no_delete""",
    """DROP TRIGGER IF EXISTS statuschange_no_update""",
]
CREATE_POSTGRESQL = [
    """CREATE OR REPLACE FUNCTION articles_refuse_change() RETURNS trigger
    LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'The record cannot be altered: status changes and revisions stay as they are.' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER statuschange_is_fixed BEFORE UPDATE OR DELETE ON articles_statuschange
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER statuschange_not_emptied BEFORE TRUNCATE ON articles_statuschange
    FOR EACH STATEMENT EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER revision_is_fixed BEFORE UPDATE ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER signature_is_fixed BEFORE UPDATE OR DELETE ON articles_signature
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER signature_not_emptied BEFORE TRUNCATE ON articles_signature
    FOR EACH STATEMENT EXECUTE FUNCTION articles_refuse_change()""",
    """ALTER TABLE articles_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS
    (array_to_tsvector(array_remove(string_to_array(words || forms || names || desk, ' '), ''))) STORED""",
    """ALTER TABLE articles_searchentry ALTER COLUMN vector SET STORAGE EXTERNAL""",
    """CREATE INDEX search_by_words ON articles_searchentry USING gin (vector)""",
    """CREATE OR REPLACE FUNCTION articles_match(query tsquery, max_count bigint)
    RETURNS bigint[] LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
    DECLARE
        entries real := (
            SELECT reltuples FROM pg_class WHERE oid = 'articles_searchentry'::regclass
        );
        plan json;
    BEGIN
        IF entries > 10 * max_count AND numnode(query) <= 60 THEN
            EXECUTE format(
                'EXPLAIN (FORMAT JSON) '
                'SELECT FROM articles_searchentry WHERE vector @@ %L::tsquery',
                query
            ) INTO plan;
            IF (plan->0->'Plan'->>'Plan Rows')::real > greatest(entries / 10, 5 * max_count) THEN
                RETURN NULL;
            END IF;
        END IF;
        RETURN array(
            SELECT article_id FROM articles_searchentry WHERE vector @@ query LIMIT max_count
        );
    END $$""",
    """CREATE OR REPLACE FUNCTION articles_raise_content_version() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('newsroom.raised_in', true)
                IS DISTINCT FROM pg_current_xact_id()::text THEN
            UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL;
            PERFORM set_config('newsroom.raised_in', pg_current_xact_id()::text, true);
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE CONSTRAINT TRIGGER article_insert_raises_version AFTER INSERT ON articles_article
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.published_at IS NOT NULL)
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER article_update_raises_version AFTER UPDATE OF headline, slug, kind, language, byline, source_id, is_own_work, source_date, source_date_end, source_date_precision, source_date_text, source_detail, source_address, is_released, published_at, updated_at, expire_at, withdrawn_at, withdrawn_reason, live_revision_id, standfirst, body, translation_of_id ON articles_article
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.published_at IS NOT NULL OR NEW.published_at IS NOT NULL)
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER article_delete_raises_version AFTER DELETE ON articles_article
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.published_at IS NOT NULL)
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER byline_insert_raises_version AFTER INSERT ON articles_byline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER byline_update_raises_version AFTER UPDATE ON articles_byline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER byline_delete_raises_version AFTER DELETE ON articles_byline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER tagging_insert_raises_version AFTER INSERT ON articles_tagging
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER tagging_update_raises_version AFTER UPDATE ON articles_tagging
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER tagging_delete_raises_version AFTER DELETE ON articles_tagging
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER correction_insert_raises_version AFTER INSERT ON articles_correction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER correction_update_raises_version AFTER UPDATE ON articles_correction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER correction_delete_raises_version AFTER DELETE ON articles_correction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER source_update_raises_version AFTER UPDATE ON articles_source
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER source_delete_raises_version AFTER DELETE ON articles_source
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER author_update_raises_version AFTER UPDATE ON articles_author
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER author_delete_raises_version AFTER DELETE ON articles_author
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER tag_update_raises_version AFTER UPDATE ON articles_tag
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER tag_delete_raises_version AFTER DELETE ON articles_tag
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE INDEX article_for_search ON articles_article (id)
    INCLUDE (is_released, expire_at, published_at, source_id, kind, language)""",
]
DROP_POSTGRESQL = [
    """DROP INDEX IF EXISTS article_for_search""",
    """DROP TRIGGER IF EXISTS tag_delete_raises_version ON articles_tag""",
    """DROP TRIGGER IF EXISTS tag_update_raises_version ON articles_tag""",
    """DROP TRIGGER IF EXISTS author_delete_raises_version ON articles_author""",
    """DROP TRIGGER IF EXISTS author_update_raises_version ON articles_author""",
    """DROP TRIGGER IF EXISTS source_delete_raises_version ON articles_source""",
    """DROP TRIGGER IF EXISTS source_update_raises_version ON articles_source""",
    """DROP TRIGGER IF EXISTS correction_delete_raises_version ON articles_correction""",
    """DROP TRIGGER IF EXISTS correction_update_raises_version ON articles_correction""",
    """DROP TRIGGER IF EXISTS correction_insert_raises_version ON articles_correction""",
    """DROP TRIGGER IF EXISTS tagging_delete_raises_version ON articles_tagging""",
    """DROP TRIGGER IF EXISTS tagging_update_raises_version ON articles_tagging""",
    """DROP TRIGGER IF EXISTS tagging_insert_raises_version ON articles_tagging""",
    """DROP TRIGGER IF EXISTS byline_delete_raises_version ON articles_byline""",
    """DROP TRIGGER IF EXISTS byline_update_raises_version ON articles_byline""",
    """DROP TRIGGER IF EXISTS byline_insert_raises_version ON articles_byline""",
    """DROP TRIGGER IF EXISTS article_delete_raises_version ON articles_article""",
    """DROP TRIGGER IF EXISTS article_update_raises_version ON articles_article""",
    """DROP TRIGGER IF EXISTS article_insert_raises_version ON articles_article""",
    """DROP FUNCTION IF EXISTS articles_raise_content_version()""",
    """DROP FUNCTION IF EXISTS articles_match(tsquery, bigint)""",
    """DROP INDEX IF EXISTS search_by_words""",
    """ALTER TABLE articles_searchentry DROP COLUMN IF EXISTS vector""",
    """DROP TRIGGER IF EXISTS signature_not_emptied ON articles_signature""",
    """DROP TRIGGER IF EXISTS signature_is_fixed ON articles_signature""",
    """DROP TRIGGER IF EXISTS revision_is_fixed ON articles_revision""",
    """DROP TRIGGER IF EXISTS statuschange_not_emptied ON articles_statuschange""",
    """DROP TRIGGER IF EXISTS statuschange_is_fixed ON articles_statuschange""",
    """DROP FUNCTION IF EXISTS articles_refuse_change()""",
]
CREATE = {"sqlite": CREATE_SQLITE, "postgresql": CREATE_POSTGRESQL}
DROP = {"sqlite": DROP_SQLITE, "postgresql": DROP_POSTGRESQL}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
