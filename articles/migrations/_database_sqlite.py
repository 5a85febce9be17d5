"""What 0002_database creates and drops on SQLite, as it was when that was made."""

CREATE = [
    """CREATE TRIGGER statuschange_no_update BEFORE UPDATE ON articles_statuschange
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER signature_no_update BEFORE UPDATE ON articles_signature
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER revision_no_update BEFORE UPDATE ON articles_revision
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER original_no_update BEFORE UPDATE ON articles_original
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER correction_no_update BEFORE UPDATE ON articles_correction
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER removal_no_update BEFORE UPDATE ON articles_removal WHEN NOT (OLD.awaited_id IS NOT NULL AND NEW.awaited_id IS NULL
        AND coalesce(NEW.removed_by_id, 0) = coalesce(OLD.removed_by_id, 0)
        AND NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.row_key = OLD.row_key AND NEW.row_sha256 = OLD.row_sha256 AND NEW.article_key = OLD.article_key AND NEW.identity = OLD.identity AND NEW.head_count = OLD.head_count AND NEW.head_sha256 = OLD.head_sha256 AND NEW.removed_at = OLD.removed_at AND NEW.reason = OLD.reason AND NEW.sha256 = OLD.sha256
        AND NOT EXISTS (SELECT 1 FROM articles_article WHERE OLD.kind = 'article' AND id = OLD.row_key)
        AND NOT EXISTS (SELECT 1 FROM articles_revision WHERE OLD.kind = 'revision' AND id = OLD.row_key)
        AND NOT EXISTS (SELECT 1 FROM articles_original WHERE OLD.kind = 'original' AND id = OLD.row_key)
        AND NOT EXISTS (SELECT 1 FROM articles_correction WHERE OLD.kind = 'correction' AND id = OLD.row_key))
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER blob_no_update BEFORE UPDATE ON articles_blob WHEN NOT (NEW.id = OLD.id AND NEW.sha256 = OLD.sha256 AND NEW.size = OLD.size)
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER blob_no_delete BEFORE DELETE ON articles_blob WHEN NOT (NOT EXISTS (SELECT 1 FROM articles_original WHERE blob_id = OLD.id))
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER statuschange_no_delete BEFORE DELETE ON articles_statuschange
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER signature_no_delete BEFORE DELETE ON articles_signature
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER removal_no_delete BEFORE DELETE ON articles_removal
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER article_no_delete BEFORE DELETE ON articles_article WHEN NOT ((OLD.published_at IS NULL AND NOT EXISTS (SELECT 1 FROM articles_statuschange WHERE article_id = OLD.id))
        OR EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'article' AND row_key = OLD.id AND identity = OLD.identity
        AND head_count = OLD.audit_count AND head_sha256 = OLD.audit_sha256
    ))
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: nothing is deleted without its removal in the same transaction.'); END""",
    """CREATE TRIGGER revision_no_delete BEFORE DELETE ON articles_revision WHEN NOT (EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'article' AND row_key = OLD.article_id
    )
        OR (EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'revision' AND row_key = OLD.id
    ) AND NOT EXISTS (SELECT 1 FROM articles_statuschange WHERE article_id = OLD.article_id AND revision_id = OLD.id)))
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: nothing is deleted without its removal in the same transaction.'); END""",
    """CREATE TRIGGER original_no_delete BEFORE DELETE ON articles_original WHEN NOT (EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'article' AND row_key = OLD.article_id
    )
        OR EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'original' AND row_key = OLD.id
    ))
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: nothing is deleted without its removal in the same transaction.'); END""",
    """CREATE TRIGGER correction_no_delete BEFORE DELETE ON articles_correction WHEN NOT (EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'article' AND row_key = OLD.article_id
    )
        OR EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = 'correction' AND row_key = OLD.id AND removed_at < OLD.published_at
    ))
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: nothing is deleted without its removal in the same transaction.'); END""",
    """CREATE TRIGGER statuschange_no_replace BEFORE INSERT ON articles_statuschange WHEN EXISTS (
        SELECT 1 FROM articles_statuschange
        WHERE id = NEW.id OR (article_id = NEW.article_id AND number = NEW.number)
    )
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER signature_no_replace BEFORE INSERT ON articles_signature WHEN EXISTS (
        SELECT 1 FROM articles_signature
        WHERE id = NEW.id OR (revision_id = NEW.revision_id AND signed_by_id = NEW.signed_by_id)
    )
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER revision_no_replace BEFORE INSERT ON articles_revision WHEN EXISTS (
        SELECT 1 FROM articles_revision
        WHERE id = NEW.id OR (article_id = NEW.article_id AND number = NEW.number)
    )
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER original_no_replace BEFORE INSERT ON articles_original WHEN EXISTS (
        SELECT 1 FROM articles_original
        WHERE id = NEW.id
    )
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER correction_no_replace BEFORE INSERT ON articles_correction WHEN EXISTS (
        SELECT 1 FROM articles_correction
        WHERE id = NEW.id OR revision_id = NEW.revision_id
    )
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER removal_no_replace BEFORE INSERT ON articles_removal WHEN EXISTS (
        SELECT 1 FROM articles_removal
        WHERE id = NEW.id OR (kind = NEW.kind AND row_key = NEW.row_key)
    )
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER blob_no_replace BEFORE INSERT ON articles_blob WHEN EXISTS (
        SELECT 1 FROM articles_blob
        WHERE id = NEW.id OR sha256 = NEW.sha256
    )
    BEGIN SELECT RAISE(ABORT, 'The record cannot be altered: status changes and revisions stay as they are.'); END""",
    """CREATE TRIGGER article_delete_answers_removal AFTER DELETE ON articles_article
    BEGIN UPDATE articles_removal SET awaited_id = NULL
        WHERE awaited_id IS NOT NULL AND kind = 'article' AND row_key = OLD.id; END""",
    """CREATE TRIGGER revision_delete_answers_removal AFTER DELETE ON articles_revision
    BEGIN UPDATE articles_removal SET awaited_id = NULL
        WHERE awaited_id IS NOT NULL AND kind = 'revision' AND row_key = OLD.id; END""",
    """CREATE TRIGGER original_delete_answers_removal AFTER DELETE ON articles_original
    BEGIN UPDATE articles_removal SET awaited_id = NULL
        WHERE awaited_id IS NOT NULL AND kind = 'original' AND row_key = OLD.id; END""",
    """CREATE TRIGGER correction_delete_answers_removal AFTER DELETE ON articles_correction
    BEGIN UPDATE articles_removal SET awaited_id = NULL
        WHERE awaited_id IS NOT NULL AND kind = 'correction' AND row_key = OLD.id; END""",
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
    """CREATE TRIGGER byline_insert_raises_version AFTER INSERT ON articles_byline WHEN EXISTS (SELECT 1 FROM articles_article WHERE id IN (NEW.article_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER byline_update_raises_version AFTER UPDATE ON articles_byline WHEN EXISTS (SELECT 1 FROM articles_article WHERE id IN (OLD.article_id, NEW.article_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER byline_delete_raises_version AFTER DELETE ON articles_byline WHEN EXISTS (SELECT 1 FROM articles_article WHERE id IN (OLD.article_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER tagging_insert_raises_version AFTER INSERT ON articles_tagging WHEN EXISTS (SELECT 1 FROM articles_article WHERE id IN (NEW.content_object_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER tagging_update_raises_version AFTER UPDATE ON articles_tagging WHEN EXISTS (SELECT 1 FROM articles_article WHERE id IN (OLD.content_object_id, NEW.content_object_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER tagging_delete_raises_version AFTER DELETE ON articles_tagging WHEN EXISTS (SELECT 1 FROM articles_article WHERE id IN (OLD.content_object_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER correction_insert_raises_version AFTER INSERT ON articles_correction WHEN EXISTS (SELECT 1 FROM articles_article WHERE id IN (NEW.article_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER correction_update_raises_version AFTER UPDATE ON articles_correction WHEN EXISTS (SELECT 1 FROM articles_article WHERE id IN (OLD.article_id, NEW.article_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER correction_delete_raises_version AFTER DELETE ON articles_correction WHEN EXISTS (SELECT 1 FROM articles_article WHERE id IN (OLD.article_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER formerslug_insert_raises_version AFTER INSERT ON articles_formerslug WHEN EXISTS (SELECT 1 FROM articles_article WHERE id IN (NEW.article_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER formerslug_update_raises_version AFTER UPDATE ON articles_formerslug WHEN EXISTS (SELECT 1 FROM articles_article WHERE id IN (OLD.article_id, NEW.article_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER formerslug_delete_raises_version AFTER DELETE ON articles_formerslug WHEN EXISTS (SELECT 1 FROM articles_article WHERE id IN (OLD.article_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER sourcealias_insert_raises_version AFTER INSERT ON articles_sourcealias WHEN EXISTS (SELECT 1 FROM articles_article WHERE source_id IN (NEW.source_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER sourcealias_update_raises_version AFTER UPDATE ON articles_sourcealias WHEN EXISTS (SELECT 1 FROM articles_article WHERE source_id IN (OLD.source_id, NEW.source_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER sourcealias_delete_raises_version AFTER DELETE ON articles_sourcealias WHEN EXISTS (SELECT 1 FROM articles_article WHERE source_id IN (OLD.source_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER authoralias_insert_raises_version AFTER INSERT ON articles_authoralias WHEN EXISTS (SELECT 1 FROM articles_byline JOIN articles_article ON articles_article.id = article_id WHERE author_id IN (NEW.author_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER authoralias_update_raises_version AFTER UPDATE ON articles_authoralias WHEN EXISTS (SELECT 1 FROM articles_byline JOIN articles_article ON articles_article.id = article_id WHERE author_id IN (OLD.author_id, NEW.author_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER authoralias_delete_raises_version AFTER DELETE ON articles_authoralias WHEN EXISTS (SELECT 1 FROM articles_byline JOIN articles_article ON articles_article.id = article_id WHERE author_id IN (OLD.author_id) AND published_at IS NOT NULL) BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER source_update_raises_version AFTER UPDATE ON articles_source WHEN OLD.name IS NOT NEW.name OR OLD.website IS NOT NEW.website OR OLD.about IS NOT NEW.about OR OLD.slug IS NOT NEW.slug OR OLD.index_policy IS NOT NEW.index_policy OR OLD.is_in_news_sitemap IS NOT NEW.is_in_news_sitemap BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER author_update_raises_version AFTER UPDATE ON articles_author WHEN OLD.name IS NOT NEW.name OR OLD.is_organisation IS NOT NEW.is_organisation OR OLD.about IS NOT NEW.about OR OLD.slug IS NOT NEW.slug BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER tag_update_raises_version AFTER UPDATE ON articles_tag WHEN OLD.name IS NOT NEW.name OR OLD.slug IS NOT NEW.slug BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER source_delete_raises_version AFTER DELETE ON articles_source BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER author_delete_raises_version AFTER DELETE ON articles_author BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
    """CREATE TRIGGER tag_delete_raises_version AFTER DELETE ON articles_tag BEGIN UPDATE articles_contentversion SET number = number + 1, next_change_at = NULL; END""",
]
DROP = [
    """DROP TRIGGER IF EXISTS tag_delete_raises_version""",
    """DROP TRIGGER IF EXISTS author_delete_raises_version""",
    """DROP TRIGGER IF EXISTS source_delete_raises_version""",
    """DROP TRIGGER IF EXISTS tag_update_raises_version""",
    """DROP TRIGGER IF EXISTS author_update_raises_version""",
    """DROP TRIGGER IF EXISTS source_update_raises_version""",
    """DROP TRIGGER IF EXISTS authoralias_delete_raises_version""",
    """DROP TRIGGER IF EXISTS authoralias_update_raises_version""",
    """DROP TRIGGER IF EXISTS authoralias_insert_raises_version""",
    """DROP TRIGGER IF EXISTS sourcealias_delete_raises_version""",
    """DROP TRIGGER IF EXISTS sourcealias_update_raises_version""",
    """DROP TRIGGER IF EXISTS sourcealias_insert_raises_version""",
    """DROP TRIGGER IF EXISTS formerslug_delete_raises_version""",
    """DROP TRIGGER IF EXISTS formerslug_update_raises_version""",
    """DROP TRIGGER IF EXISTS formerslug_insert_raises_version""",
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
    """DROP TRIGGER IF EXISTS correction_delete_answers_removal""",
    """DROP TRIGGER IF EXISTS original_delete_answers_removal""",
    """DROP TRIGGER IF EXISTS revision_delete_answers_removal""",
    """DROP TRIGGER IF EXISTS article_delete_answers_removal""",
    """DROP TRIGGER IF EXISTS blob_no_replace""",
    """DROP TRIGGER IF EXISTS removal_no_replace""",
    """DROP TRIGGER IF EXISTS correction_no_replace""",
    """DROP TRIGGER IF EXISTS original_no_replace""",
    """DROP TRIGGER IF EXISTS revision_no_replace""",
    """DROP TRIGGER IF EXISTS signature_no_replace""",
    """DROP TRIGGER IF EXISTS statuschange_no_replace""",
    """DROP TRIGGER IF EXISTS correction_no_delete""",
    """DROP TRIGGER IF EXISTS original_no_delete""",
    """DROP TRIGGER IF EXISTS revision_no_delete""",
    """DROP TRIGGER IF EXISTS article_no_delete""",
    """DROP TRIGGER IF EXISTS removal_no_delete""",
    """DROP TRIGGER IF EXISTS signature_no_delete""",
    """DROP TRIGGER IF EXISTS statuschange_no_delete""",
    """DROP TRIGGER IF EXISTS blob_no_delete""",
    """DROP TRIGGER IF EXISTS blob_no_update""",
    """DROP TRIGGER IF EXISTS removal_no_update""",
    """DROP TRIGGER IF EXISTS correction_no_update""",
    """DROP TRIGGER IF EXISTS original_no_update""",
    """DROP TRIGGER IF EXISTS revision_no_update""",
    """DROP TRIGGER IF EXISTS signature_no_update""",
    """DROP TRIGGER IF EXISTS statuschange_no_update""",
]
