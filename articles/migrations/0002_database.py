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
    """DROP TABLE IF EXISTS articles_search""",
    """CREATE VIRTUAL TABLE articles_search USING fts5 (headline, standfirst, byline, source, body,
    content='articles_searchentry', content_rowid='article_id',
    tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER searchentry_insert_is_indexed AFTER INSERT ON articles_searchentry BEGIN INSERT INTO articles_search (rowid, headline, standfirst, byline, source, body) VALUES (new.article_id, new.headline, new.standfirst, new.byline, new.source, new.body); END""",
    """CREATE TRIGGER searchentry_update_is_indexed AFTER UPDATE ON articles_searchentry BEGIN INSERT INTO articles_search (articles_search, rowid, headline, standfirst, byline, source, body) VALUES ('delete', old.article_id, old.headline, old.standfirst, old.byline, old.source, old.body); INSERT INTO articles_search (rowid, headline, standfirst, byline, source, body) VALUES (new.article_id, new.headline, new.standfirst, new.byline, new.source, new.body); END""",
    """CREATE TRIGGER searchentry_delete_is_indexed AFTER DELETE ON articles_searchentry BEGIN INSERT INTO articles_search (articles_search, rowid, headline, standfirst, byline, source, body) VALUES ('delete', old.article_id, old.headline, old.standfirst, old.byline, old.source, old.body); END""",
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
    """ALTER TABLE articles_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS
    (CASE split_part(language, '-', 1) WHEN 'ar' THEN setweight(to_tsvector('arabic', headline), 'A') || $$'|arabic':1$$::tsvector || setweight(to_tsvector('arabic', standfirst), 'B') || $$'|arabic':1$$::tsvector || setweight(to_tsvector('arabic', byline), 'C') || $$'|arabic':1$$::tsvector || setweight(to_tsvector('arabic', source), 'C') || $$'|arabic':1$$::tsvector || setweight(to_tsvector('arabic', body), 'D') WHEN 'ca' THEN setweight(to_tsvector('catalan', headline), 'A') || $$'|catalan':1$$::tsvector || setweight(to_tsvector('catalan', standfirst), 'B') || $$'|catalan':1$$::tsvector || setweight(to_tsvector('catalan', byline), 'C') || $$'|catalan':1$$::tsvector || setweight(to_tsvector('catalan', source), 'C') || $$'|catalan':1$$::tsvector || setweight(to_tsvector('catalan', body), 'D') WHEN 'da' THEN setweight(to_tsvector('danish', headline), 'A') || $$'|danish':1$$::tsvector || setweight(to_tsvector('danish', standfirst), 'B') || $$'|danish':1$$::tsvector || setweight(to_tsvector('danish', byline), 'C') || $$'|danish':1$$::tsvector || setweight(to_tsvector('danish', source), 'C') || $$'|danish':1$$::tsvector || setweight(to_tsvector('danish', body), 'D') WHEN 'de' THEN setweight(to_tsvector('german', headline), 'A') || $$'|german':1$$::tsvector || setweight(to_tsvector('german', standfirst), 'B') || $$'|german':1$$::tsvector || setweight(to_tsvector('german', byline), 'C') || $$'|german':1$$::tsvector || setweight(to_tsvector('german', source), 'C') || $$'|german':1$$::tsvector || setweight(to_tsvector('german', body), 'D') WHEN 'el' THEN setweight(to_tsvector('greek', headline), 'A') || $$'|greek':1$$::tsvector || setweight(to_tsvector('greek', standfirst), 'B') || $$'|greek':1$$::tsvector || setweight(to_tsvector('greek', byline), 'C') || $$'|greek':1$$::tsvector || setweight(to_tsvector('greek', source), 'C') || $$'|greek':1$$::tsvector || setweight(to_tsvector('greek', body), 'D') WHEN 'en' THEN setweight(to_tsvector('english', headline), 'A') || $$'|english':1$$::tsvector || setweight(to_tsvector('english', standfirst), 'B') || $$'|english':1$$::tsvector || setweight(to_tsvector('english', byline), 'C') || $$'|english':1$$::tsvector || setweight(to_tsvector('english', source), 'C') || $$'|english':1$$::tsvector || setweight(to_tsvector('english', body), 'D') WHEN 'es' THEN setweight(to_tsvector('spanish', headline), 'A') || $$'|spanish':1$$::tsvector || setweight(to_tsvector('spanish', standfirst), 'B') || $$'|spanish':1$$::tsvector || setweight(to_tsvector('spanish', byline), 'C') || $$'|spanish':1$$::tsvector || setweight(to_tsvector('spanish', source), 'C') || $$'|spanish':1$$::tsvector || setweight(to_tsvector('spanish', body), 'D') WHEN 'eu' THEN setweight(to_tsvector('basque', headline), 'A') || $$'|basque':1$$::tsvector || setweight(to_tsvector('basque', standfirst), 'B') || $$'|basque':1$$::tsvector || setweight(to_tsvector('basque', byline), 'C') || $$'|basque':1$$::tsvector || setweight(to_tsvector('basque', source), 'C') || $$'|basque':1$$::tsvector || setweight(to_tsvector('basque', body), 'D') WHEN 'fi' THEN setweight(to_tsvector('finnish', headline), 'A') || $$'|finnish':1$$::tsvector || setweight(to_tsvector('finnish', standfirst), 'B') || $$'|finnish':1$$::tsvector || setweight(to_tsvector('finnish', byline), 'C') || $$'|finnish':1$$::tsvector || setweight(to_tsvector('finnish', source), 'C') || $$'|finnish':1$$::tsvector || setweight(to_tsvector('finnish', body), 'D') WHEN 'fr' THEN setweight(to_tsvector('french', headline), 'A') || $$'|french':1$$::tsvector || setweight(to_tsvector('french', standfirst), 'B') || $$'|french':1$$::tsvector || setweight(to_tsvector('french', byline), 'C') || $$'|french':1$$::tsvector || setweight(to_tsvector('french', source), 'C') || $$'|french':1$$::tsvector || setweight(to_tsvector('french', body), 'D') WHEN 'ga' THEN setweight(to_tsvector('irish', headline), 'A') || $$'|irish':1$$::tsvector || setweight(to_tsvector('irish', standfirst), 'B') || $$'|irish':1$$::tsvector || setweight(to_tsvector('irish', byline), 'C') || $$'|irish':1$$::tsvector || setweight(to_tsvector('irish', source), 'C') || $$'|irish':1$$::tsvector || setweight(to_tsvector('irish', body), 'D') WHEN 'hi' THEN setweight(to_tsvector('hindi', headline), 'A') || $$'|hindi':1$$::tsvector || setweight(to_tsvector('hindi', standfirst), 'B') || $$'|hindi':1$$::tsvector || setweight(to_tsvector('hindi', byline), 'C') || $$'|hindi':1$$::tsvector || setweight(to_tsvector('hindi', source), 'C') || $$'|hindi':1$$::tsvector || setweight(to_tsvector('hindi', body), 'D') WHEN 'hu' THEN setweight(to_tsvector('hungarian', headline), 'A') || $$'|hungarian':1$$::tsvector || setweight(to_tsvector('hungarian', standfirst), 'B') || $$'|hungarian':1$$::tsvector || setweight(to_tsvector('hungarian', byline), 'C') || $$'|hungarian':1$$::tsvector || setweight(to_tsvector('hungarian', source), 'C') || $$'|hungarian':1$$::tsvector || setweight(to_tsvector('hungarian', body), 'D') WHEN 'hy' THEN setweight(to_tsvector('armenian', headline), 'A') || $$'|armenian':1$$::tsvector || setweight(to_tsvector('armenian', standfirst), 'B') || $$'|armenian':1$$::tsvector || setweight(to_tsvector('armenian', byline), 'C') || $$'|armenian':1$$::tsvector || setweight(to_tsvector('armenian', source), 'C') || $$'|armenian':1$$::tsvector || setweight(to_tsvector('armenian', body), 'D') WHEN 'id' THEN setweight(to_tsvector('indonesian', headline), 'A') || $$'|indonesian':1$$::tsvector || setweight(to_tsvector('indonesian', standfirst), 'B') || $$'|indonesian':1$$::tsvector || setweight(to_tsvector('indonesian', byline), 'C') || $$'|indonesian':1$$::tsvector || setweight(to_tsvector('indonesian', source), 'C') || $$'|indonesian':1$$::tsvector || setweight(to_tsvector('indonesian', body), 'D') WHEN 'it' THEN setweight(to_tsvector('italian', headline), 'A') || $$'|italian':1$$::tsvector || setweight(to_tsvector('italian', standfirst), 'B') || $$'|italian':1$$::tsvector || setweight(to_tsvector('italian', byline), 'C') || $$'|italian':1$$::tsvector || setweight(to_tsvector('italian', source), 'C') || $$'|italian':1$$::tsvector || setweight(to_tsvector('italian', body), 'D') WHEN 'lt' THEN setweight(to_tsvector('lithuanian', headline), 'A') || $$'|lithuanian':1$$::tsvector || setweight(to_tsvector('lithuanian', standfirst), 'B') || $$'|lithuanian':1$$::tsvector || setweight(to_tsvector('lithuanian', byline), 'C') || $$'|lithuanian':1$$::tsvector || setweight(to_tsvector('lithuanian', source), 'C') || $$'|lithuanian':1$$::tsvector || setweight(to_tsvector('lithuanian', body), 'D') WHEN 'ne' THEN setweight(to_tsvector('nepali', headline), 'A') || $$'|nepali':1$$::tsvector || setweight(to_tsvector('nepali', standfirst), 'B') || $$'|nepali':1$$::tsvector || setweight(to_tsvector('nepali', byline), 'C') || $$'|nepali':1$$::tsvector || setweight(to_tsvector('nepali', source), 'C') || $$'|nepali':1$$::tsvector || setweight(to_tsvector('nepali', body), 'D') WHEN 'nl' THEN setweight(to_tsvector('dutch', headline), 'A') || $$'|dutch':1$$::tsvector || setweight(to_tsvector('dutch', standfirst), 'B') || $$'|dutch':1$$::tsvector || setweight(to_tsvector('dutch', byline), 'C') || $$'|dutch':1$$::tsvector || setweight(to_tsvector('dutch', source), 'C') || $$'|dutch':1$$::tsvector || setweight(to_tsvector('dutch', body), 'D') WHEN 'no' THEN setweight(to_tsvector('norwegian', headline), 'A') || $$'|norwegian':1$$::tsvector || setweight(to_tsvector('norwegian', standfirst), 'B') || $$'|norwegian':1$$::tsvector || setweight(to_tsvector('norwegian', byline), 'C') || $$'|norwegian':1$$::tsvector || setweight(to_tsvector('norwegian', source), 'C') || $$'|norwegian':1$$::tsvector || setweight(to_tsvector('norwegian', body), 'D') WHEN 'nb' THEN setweight(to_tsvector('norwegian', headline), 'A') || $$'|norwegian':1$$::tsvector || setweight(to_tsvector('norwegian', standfirst), 'B') || $$'|norwegian':1$$::tsvector || setweight(to_tsvector('norwegian', byline), 'C') || $$'|norwegian':1$$::tsvector || setweight(to_tsvector('norwegian', source), 'C') || $$'|norwegian':1$$::tsvector || setweight(to_tsvector('norwegian', body), 'D') WHEN 'nn' THEN setweight(to_tsvector('norwegian', headline), 'A') || $$'|norwegian':1$$::tsvector || setweight(to_tsvector('norwegian', standfirst), 'B') || $$'|norwegian':1$$::tsvector || setweight(to_tsvector('norwegian', byline), 'C') || $$'|norwegian':1$$::tsvector || setweight(to_tsvector('norwegian', source), 'C') || $$'|norwegian':1$$::tsvector || setweight(to_tsvector('norwegian', body), 'D') WHEN 'pt' THEN setweight(to_tsvector('portuguese', headline), 'A') || $$'|portuguese':1$$::tsvector || setweight(to_tsvector('portuguese', standfirst), 'B') || $$'|portuguese':1$$::tsvector || setweight(to_tsvector('portuguese', byline), 'C') || $$'|portuguese':1$$::tsvector || setweight(to_tsvector('portuguese', source), 'C') || $$'|portuguese':1$$::tsvector || setweight(to_tsvector('portuguese', body), 'D') WHEN 'ro' THEN setweight(to_tsvector('romanian', headline), 'A') || $$'|romanian':1$$::tsvector || setweight(to_tsvector('romanian', standfirst), 'B') || $$'|romanian':1$$::tsvector || setweight(to_tsvector('romanian', byline), 'C') || $$'|romanian':1$$::tsvector || setweight(to_tsvector('romanian', source), 'C') || $$'|romanian':1$$::tsvector || setweight(to_tsvector('romanian', body), 'D') WHEN 'ru' THEN setweight(to_tsvector('russian', headline), 'A') || $$'|russian':1$$::tsvector || setweight(to_tsvector('russian', standfirst), 'B') || $$'|russian':1$$::tsvector || setweight(to_tsvector('russian', byline), 'C') || $$'|russian':1$$::tsvector || setweight(to_tsvector('russian', source), 'C') || $$'|russian':1$$::tsvector || setweight(to_tsvector('russian', body), 'D') WHEN 'sr' THEN setweight(to_tsvector('serbian', headline), 'A') || $$'|serbian':1$$::tsvector || setweight(to_tsvector('serbian', standfirst), 'B') || $$'|serbian':1$$::tsvector || setweight(to_tsvector('serbian', byline), 'C') || $$'|serbian':1$$::tsvector || setweight(to_tsvector('serbian', source), 'C') || $$'|serbian':1$$::tsvector || setweight(to_tsvector('serbian', body), 'D') WHEN 'sv' THEN setweight(to_tsvector('swedish', headline), 'A') || $$'|swedish':1$$::tsvector || setweight(to_tsvector('swedish', standfirst), 'B') || $$'|swedish':1$$::tsvector || setweight(to_tsvector('swedish', byline), 'C') || $$'|swedish':1$$::tsvector || setweight(to_tsvector('swedish', source), 'C') || $$'|swedish':1$$::tsvector || setweight(to_tsvector('swedish', body), 'D') WHEN 'ta' THEN setweight(to_tsvector('tamil', headline), 'A') || $$'|tamil':1$$::tsvector || setweight(to_tsvector('tamil', standfirst), 'B') || $$'|tamil':1$$::tsvector || setweight(to_tsvector('tamil', byline), 'C') || $$'|tamil':1$$::tsvector || setweight(to_tsvector('tamil', source), 'C') || $$'|tamil':1$$::tsvector || setweight(to_tsvector('tamil', body), 'D') WHEN 'tr' THEN setweight(to_tsvector('turkish', headline), 'A') || $$'|turkish':1$$::tsvector || setweight(to_tsvector('turkish', standfirst), 'B') || $$'|turkish':1$$::tsvector || setweight(to_tsvector('turkish', byline), 'C') || $$'|turkish':1$$::tsvector || setweight(to_tsvector('turkish', source), 'C') || $$'|turkish':1$$::tsvector || setweight(to_tsvector('turkish', body), 'D') WHEN 'yi' THEN setweight(to_tsvector('yiddish', headline), 'A') || $$'|yiddish':1$$::tsvector || setweight(to_tsvector('yiddish', standfirst), 'B') || $$'|yiddish':1$$::tsvector || setweight(to_tsvector('yiddish', byline), 'C') || $$'|yiddish':1$$::tsvector || setweight(to_tsvector('yiddish', source), 'C') || $$'|yiddish':1$$::tsvector || setweight(to_tsvector('yiddish', body), 'D') ELSE setweight(to_tsvector('simple', headline), 'A') || $$'|simple':1$$::tsvector || setweight(to_tsvector('simple', standfirst), 'B') || $$'|simple':1$$::tsvector || setweight(to_tsvector('simple', byline), 'C') || $$'|simple':1$$::tsvector || setweight(to_tsvector('simple', source), 'C') || $$'|simple':1$$::tsvector || setweight(to_tsvector('simple', body), 'D') END) STORED""",
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
