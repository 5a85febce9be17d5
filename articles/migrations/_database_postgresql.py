"""What 0002_database creates and drops on PostgreSQL, as it was when that was made."""

CREATE = [
    """CREATE OR REPLACE FUNCTION articles_refuse_change() RETURNS trigger
    LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'The record cannot be altered: status changes and revisions stay as they are.' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE OR REPLACE FUNCTION articles_answer_removal() RETURNS trigger
    LANGUAGE plpgsql AS
    $$ BEGIN UPDATE articles_removal SET awaited_id = NULL
        WHERE awaited_id IS NOT NULL AND kind = replace(TG_TABLE_NAME, 'articles_', '') AND row_key = OLD.id; RETURN NULL; END $$""",
    """CREATE OR REPLACE FUNCTION articles_refuse_removal_change() RETURNS trigger
    LANGUAGE plpgsql AS
    $$ BEGIN IF OLD.awaited_id IS NOT NULL AND NEW.awaited_id IS NULL
        AND coalesce(NEW.removed_by_id, 0) = coalesce(OLD.removed_by_id, 0)
        AND NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.row_key = OLD.row_key AND NEW.row_sha256 = OLD.row_sha256 AND NEW.article_key = OLD.article_key AND NEW.identity = OLD.identity AND NEW.head_count = OLD.head_count AND NEW.head_sha256 = OLD.head_sha256 AND NEW.removed_at = OLD.removed_at AND NEW.reason = OLD.reason AND NEW.sha256 = OLD.sha256
        AND NOT EXISTS (SELECT 1 FROM articles_article WHERE OLD.kind = 'article' AND id = OLD.row_key)
        AND NOT EXISTS (SELECT 1 FROM articles_revision WHERE OLD.kind = 'revision' AND id = OLD.row_key)
        AND NOT EXISTS (SELECT 1 FROM articles_original WHERE OLD.kind = 'original' AND id = OLD.row_key)
        AND NOT EXISTS (SELECT 1 FROM articles_correction WHERE OLD.kind = 'correction' AND id = OLD.row_key) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'The record cannot be altered: status changes and revisions stay as they are.' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER removal_is_answered BEFORE UPDATE ON articles_removal
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_removal_change()""",
    """CREATE OR REPLACE FUNCTION articles_refuse_blob_change() RETURNS trigger
    LANGUAGE plpgsql AS
    $$ BEGIN IF NEW.id = OLD.id AND NEW.sha256 = OLD.sha256 AND NEW.size = OLD.size THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'The record cannot be altered: status changes and revisions stay as they are.' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER blob_refuses_change BEFORE UPDATE ON articles_blob
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_blob_change()""",
    """CREATE OR REPLACE FUNCTION articles_refuse_blob_deletion() RETURNS trigger
    LANGUAGE plpgsql AS
    $$ BEGIN IF NOT EXISTS (SELECT 1 FROM articles_original WHERE blob_id = OLD.id) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'The record cannot be altered: status changes and revisions stay as they are.' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER blob_refuses_deletion BEFORE DELETE ON articles_blob
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_blob_deletion()""",
    """CREATE TRIGGER statuschange_is_kept BEFORE DELETE ON articles_statuschange
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER signature_is_kept BEFORE DELETE ON articles_signature
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER removal_is_kept BEFORE DELETE ON articles_removal
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER statuschange_is_fixed BEFORE UPDATE ON articles_statuschange
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER signature_is_fixed BEFORE UPDATE ON articles_signature
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER revision_is_fixed BEFORE UPDATE ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER original_is_fixed BEFORE UPDATE ON articles_original
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER correction_is_fixed BEFORE UPDATE ON articles_correction
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE OR REPLACE FUNCTION articles_refuse_article_deletion() RETURNS trigger
    LANGUAGE plpgsql AS
    $$ BEGIN IF (OLD.published_at IS NULL AND NOT EXISTS (SELECT 1 FROM articles_statuschange WHERE article_id = OLD.id))
        OR EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'article' AND row_key = OLD.id AND identity = OLD.identity
        AND head_count = OLD.audit_count AND head_sha256 = OLD.audit_sha256
    ) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'The record cannot be altered: nothing is deleted without its removal in the same transaction.' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER article_is_kept BEFORE DELETE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_article_deletion()""",
    """CREATE TRIGGER article_delete_answers_removal AFTER DELETE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION articles_answer_removal()""",
    """CREATE OR REPLACE FUNCTION articles_refuse_revision_deletion() RETURNS trigger
    LANGUAGE plpgsql AS
    $$ BEGIN IF EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'article' AND row_key = OLD.article_id
    )
        OR (EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'revision' AND row_key = OLD.id
    ) AND NOT EXISTS (SELECT 1 FROM articles_statuschange WHERE article_id = OLD.article_id AND revision_id = OLD.id)) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'The record cannot be altered: nothing is deleted without its removal in the same transaction.' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER revision_is_kept BEFORE DELETE ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_revision_deletion()""",
    """CREATE TRIGGER revision_delete_answers_removal AFTER DELETE ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION articles_answer_removal()""",
    """CREATE OR REPLACE FUNCTION articles_refuse_original_deletion() RETURNS trigger
    LANGUAGE plpgsql AS
    $$ BEGIN IF EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'article' AND row_key = OLD.article_id
    )
        OR EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'original' AND row_key = OLD.id
    ) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'The record cannot be altered: nothing is deleted without its removal in the same transaction.' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER original_is_kept BEFORE DELETE ON articles_original
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_original_deletion()""",
    """CREATE TRIGGER original_delete_answers_removal AFTER DELETE ON articles_original
    FOR EACH ROW EXECUTE FUNCTION articles_answer_removal()""",
    """CREATE OR REPLACE FUNCTION articles_refuse_correction_deletion() RETURNS trigger
    LANGUAGE plpgsql AS
    $$ BEGIN IF EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'article' AND row_key = OLD.article_id
    )
        OR EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'correction' AND row_key = OLD.id AND removed_at < OLD.published_at
    ) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'The record cannot be altered: nothing is deleted without its removal in the same transaction.' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER correction_is_kept BEFORE DELETE ON articles_correction
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_correction_deletion()""",
    """CREATE TRIGGER correction_delete_answers_removal AFTER DELETE ON articles_correction
    FOR EACH ROW EXECUTE FUNCTION articles_answer_removal()""",
    """CREATE TRIGGER statuschange_not_emptied BEFORE TRUNCATE ON articles_statuschange
    FOR EACH STATEMENT EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER signature_not_emptied BEFORE TRUNCATE ON articles_signature
    FOR EACH STATEMENT EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER revision_not_emptied BEFORE TRUNCATE ON articles_revision
    FOR EACH STATEMENT EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER original_not_emptied BEFORE TRUNCATE ON articles_original
    FOR EACH STATEMENT EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER correction_not_emptied BEFORE TRUNCATE ON articles_correction
    FOR EACH STATEMENT EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER removal_not_emptied BEFORE TRUNCATE ON articles_removal
    FOR EACH STATEMENT EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER blob_not_emptied BEFORE TRUNCATE ON articles_blob
    FOR EACH STATEMENT EXECUTE FUNCTION articles_refuse_change()""",
    """CREATE TRIGGER article_not_emptied BEFORE TRUNCATE ON articles_article
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
            IF true THEN
                UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL;
                PERFORM set_config('newsroom.raised_in', pg_current_xact_id()::text, true);
            END IF;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION articles_raise_version_for_byline() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('newsroom.raised_in', true)
                IS DISTINCT FROM pg_current_xact_id()::text THEN
            IF EXISTS (SELECT 1 FROM articles_article WHERE id IN (NEW.article_id, OLD.article_id) AND published_at IS NOT NULL) THEN
                UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL;
                PERFORM set_config('newsroom.raised_in', pg_current_xact_id()::text, true);
            END IF;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION articles_raise_version_for_tagging() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('newsroom.raised_in', true)
                IS DISTINCT FROM pg_current_xact_id()::text THEN
            IF EXISTS (SELECT 1 FROM articles_article WHERE id IN (NEW.content_object_id, OLD.content_object_id) AND published_at IS NOT NULL) THEN
                UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL;
                PERFORM set_config('newsroom.raised_in', pg_current_xact_id()::text, true);
            END IF;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION articles_raise_version_for_correction() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('newsroom.raised_in', true)
                IS DISTINCT FROM pg_current_xact_id()::text THEN
            IF EXISTS (SELECT 1 FROM articles_article WHERE id IN (NEW.article_id, OLD.article_id) AND published_at IS NOT NULL) THEN
                UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL;
                PERFORM set_config('newsroom.raised_in', pg_current_xact_id()::text, true);
            END IF;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION articles_raise_version_for_formerslug() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('newsroom.raised_in', true)
                IS DISTINCT FROM pg_current_xact_id()::text THEN
            IF EXISTS (SELECT 1 FROM articles_article WHERE id IN (NEW.article_id, OLD.article_id) AND published_at IS NOT NULL) THEN
                UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL;
                PERFORM set_config('newsroom.raised_in', pg_current_xact_id()::text, true);
            END IF;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION articles_raise_version_for_sourcealias() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('newsroom.raised_in', true)
                IS DISTINCT FROM pg_current_xact_id()::text THEN
            IF EXISTS (SELECT 1 FROM articles_article WHERE source_id IN (NEW.source_id, OLD.source_id) AND published_at IS NOT NULL) THEN
                UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL;
                PERFORM set_config('newsroom.raised_in', pg_current_xact_id()::text, true);
            END IF;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION articles_raise_version_for_authoralias() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('newsroom.raised_in', true)
                IS DISTINCT FROM pg_current_xact_id()::text THEN
            IF EXISTS (SELECT 1 FROM articles_byline JOIN articles_article ON articles_article.id = article_id WHERE author_id IN (NEW.author_id, OLD.author_id) AND published_at IS NOT NULL) THEN
                UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL;
                PERFORM set_config('newsroom.raised_in', pg_current_xact_id()::text, true);
            END IF;
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
    EXECUTE FUNCTION articles_raise_version_for_byline()""",
    """CREATE CONSTRAINT TRIGGER byline_update_raises_version AFTER UPDATE ON articles_byline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_byline()""",
    """CREATE CONSTRAINT TRIGGER byline_delete_raises_version AFTER DELETE ON articles_byline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_byline()""",
    """CREATE CONSTRAINT TRIGGER tagging_insert_raises_version AFTER INSERT ON articles_tagging
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_tagging()""",
    """CREATE CONSTRAINT TRIGGER tagging_update_raises_version AFTER UPDATE ON articles_tagging
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_tagging()""",
    """CREATE CONSTRAINT TRIGGER tagging_delete_raises_version AFTER DELETE ON articles_tagging
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_tagging()""",
    """CREATE CONSTRAINT TRIGGER correction_insert_raises_version AFTER INSERT ON articles_correction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_correction()""",
    """CREATE CONSTRAINT TRIGGER correction_update_raises_version AFTER UPDATE ON articles_correction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_correction()""",
    """CREATE CONSTRAINT TRIGGER correction_delete_raises_version AFTER DELETE ON articles_correction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_correction()""",
    """CREATE CONSTRAINT TRIGGER formerslug_insert_raises_version AFTER INSERT ON articles_formerslug
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_formerslug()""",
    """CREATE CONSTRAINT TRIGGER formerslug_update_raises_version AFTER UPDATE ON articles_formerslug
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_formerslug()""",
    """CREATE CONSTRAINT TRIGGER formerslug_delete_raises_version AFTER DELETE ON articles_formerslug
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_formerslug()""",
    """CREATE CONSTRAINT TRIGGER sourcealias_insert_raises_version AFTER INSERT ON articles_sourcealias
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_sourcealias()""",
    """CREATE CONSTRAINT TRIGGER sourcealias_update_raises_version AFTER UPDATE ON articles_sourcealias
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_sourcealias()""",
    """CREATE CONSTRAINT TRIGGER sourcealias_delete_raises_version AFTER DELETE ON articles_sourcealias
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_sourcealias()""",
    """CREATE CONSTRAINT TRIGGER authoralias_insert_raises_version AFTER INSERT ON articles_authoralias
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_authoralias()""",
    """CREATE CONSTRAINT TRIGGER authoralias_update_raises_version AFTER UPDATE ON articles_authoralias
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_authoralias()""",
    """CREATE CONSTRAINT TRIGGER authoralias_delete_raises_version AFTER DELETE ON articles_authoralias
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_version_for_authoralias()""",
    """CREATE CONSTRAINT TRIGGER source_update_raises_version AFTER UPDATE ON articles_source
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.website IS DISTINCT FROM NEW.website OR OLD.about IS DISTINCT FROM NEW.about OR OLD.slug IS DISTINCT FROM NEW.slug OR OLD.index_policy IS DISTINCT FROM NEW.index_policy OR OLD.is_in_news_sitemap IS DISTINCT FROM NEW.is_in_news_sitemap)
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER author_update_raises_version AFTER UPDATE ON articles_author
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.is_organisation IS DISTINCT FROM NEW.is_organisation OR OLD.about IS DISTINCT FROM NEW.about OR OLD.slug IS DISTINCT FROM NEW.slug)
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER tag_update_raises_version AFTER UPDATE ON articles_tag
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.slug IS DISTINCT FROM NEW.slug)
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER source_delete_raises_version AFTER DELETE ON articles_source
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER author_delete_raises_version AFTER DELETE ON articles_author
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE CONSTRAINT TRIGGER tag_delete_raises_version AFTER DELETE ON articles_tag
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW 
    EXECUTE FUNCTION articles_raise_content_version()""",
    """CREATE INDEX article_for_search ON articles_article (id)
    INCLUDE (is_released, expire_at, published_at, source_id, kind, language)""",
]
DROP = [
    """DROP INDEX IF EXISTS article_for_search""",
    """DROP TRIGGER IF EXISTS tag_delete_raises_version ON articles_tag""",
    """DROP TRIGGER IF EXISTS author_delete_raises_version ON articles_author""",
    """DROP TRIGGER IF EXISTS source_delete_raises_version ON articles_source""",
    """DROP TRIGGER IF EXISTS tag_update_raises_version ON articles_tag""",
    """DROP TRIGGER IF EXISTS author_update_raises_version ON articles_author""",
    """DROP TRIGGER IF EXISTS source_update_raises_version ON articles_source""",
    """DROP TRIGGER IF EXISTS authoralias_delete_raises_version ON articles_authoralias""",
    """DROP TRIGGER IF EXISTS authoralias_update_raises_version ON articles_authoralias""",
    """DROP TRIGGER IF EXISTS authoralias_insert_raises_version ON articles_authoralias""",
    """DROP TRIGGER IF EXISTS sourcealias_delete_raises_version ON articles_sourcealias""",
    """DROP TRIGGER IF EXISTS sourcealias_update_raises_version ON articles_sourcealias""",
    """DROP TRIGGER IF EXISTS sourcealias_insert_raises_version ON articles_sourcealias""",
    """DROP TRIGGER IF EXISTS formerslug_delete_raises_version ON articles_formerslug""",
    """DROP TRIGGER IF EXISTS formerslug_update_raises_version ON articles_formerslug""",
    """DROP TRIGGER IF EXISTS formerslug_insert_raises_version ON articles_formerslug""",
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
    """DROP FUNCTION IF EXISTS articles_raise_version_for_authoralias()""",
    """DROP FUNCTION IF EXISTS articles_raise_version_for_sourcealias()""",
    """DROP FUNCTION IF EXISTS articles_raise_version_for_formerslug()""",
    """DROP FUNCTION IF EXISTS articles_raise_version_for_correction()""",
    """DROP FUNCTION IF EXISTS articles_raise_version_for_tagging()""",
    """DROP FUNCTION IF EXISTS articles_raise_version_for_byline()""",
    """DROP FUNCTION IF EXISTS articles_raise_content_version()""",
    """DROP FUNCTION IF EXISTS articles_match(tsquery, bigint)""",
    """DROP INDEX IF EXISTS search_by_words""",
    """ALTER TABLE articles_searchentry DROP COLUMN IF EXISTS vector""",
    """DROP TRIGGER IF EXISTS article_not_emptied ON articles_article""",
    """DROP TRIGGER IF EXISTS blob_not_emptied ON articles_blob""",
    """DROP TRIGGER IF EXISTS removal_not_emptied ON articles_removal""",
    """DROP TRIGGER IF EXISTS correction_not_emptied ON articles_correction""",
    """DROP TRIGGER IF EXISTS original_not_emptied ON articles_original""",
    """DROP TRIGGER IF EXISTS revision_not_emptied ON articles_revision""",
    """DROP TRIGGER IF EXISTS signature_not_emptied ON articles_signature""",
    """DROP TRIGGER IF EXISTS statuschange_not_emptied ON articles_statuschange""",
    """DROP TRIGGER IF EXISTS correction_delete_answers_removal ON articles_correction""",
    """DROP TRIGGER IF EXISTS correction_is_kept ON articles_correction""",
    """DROP FUNCTION IF EXISTS articles_refuse_correction_deletion()""",
    """DROP TRIGGER IF EXISTS original_delete_answers_removal ON articles_original""",
    """DROP TRIGGER IF EXISTS original_is_kept ON articles_original""",
    """DROP FUNCTION IF EXISTS articles_refuse_original_deletion()""",
    """DROP TRIGGER IF EXISTS revision_delete_answers_removal ON articles_revision""",
    """DROP TRIGGER IF EXISTS revision_is_kept ON articles_revision""",
    """DROP FUNCTION IF EXISTS articles_refuse_revision_deletion()""",
    """DROP TRIGGER IF EXISTS article_delete_answers_removal ON articles_article""",
    """DROP TRIGGER IF EXISTS article_is_kept ON articles_article""",
    """DROP FUNCTION IF EXISTS articles_refuse_article_deletion()""",
    """DROP TRIGGER IF EXISTS correction_is_fixed ON articles_correction""",
    """DROP TRIGGER IF EXISTS original_is_fixed ON articles_original""",
    """DROP TRIGGER IF EXISTS revision_is_fixed ON articles_revision""",
    """DROP TRIGGER IF EXISTS signature_is_fixed ON articles_signature""",
    """DROP TRIGGER IF EXISTS statuschange_is_fixed ON articles_statuschange""",
    """DROP TRIGGER IF EXISTS removal_is_kept ON articles_removal""",
    """DROP TRIGGER IF EXISTS signature_is_kept ON articles_signature""",
    """DROP TRIGGER IF EXISTS statuschange_is_kept ON articles_statuschange""",
    """DROP TRIGGER IF EXISTS blob_refuses_deletion ON articles_blob""",
    """DROP FUNCTION IF EXISTS articles_refuse_blob_deletion()""",
    """DROP TRIGGER IF EXISTS blob_refuses_change ON articles_blob""",
    """DROP FUNCTION IF EXISTS articles_refuse_blob_change()""",
    """DROP TRIGGER IF EXISTS removal_is_answered ON articles_removal""",
    """DROP FUNCTION IF EXISTS articles_refuse_removal_change()""",
    """DROP FUNCTION IF EXISTS articles_answer_removal()""",
    """DROP FUNCTION IF EXISTS articles_refuse_change()""",
]
