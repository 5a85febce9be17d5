"""The indexes and constraints of articles, which need the columns of all other tables."""

from django.db import migrations, models

OPERATIONS = [
    migrations.AddIndex(
        model_name='article',
        index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['-published_at', '-id'], include=('is_released', 'expire_at'), name='article_by_instant'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['source', '-published_at', '-id'], include=('is_released', 'expire_at'), name='article_by_source_and_instant'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(fields=['status', '-id'], name='article_by_status'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(condition=models.Q(('scheduled_at__isnull', False)), fields=['scheduled_at'], name='article_by_scheduled'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(condition=models.Q(('is_released', False), ('publish_at__isnull', False)), fields=['publish_at'], name='article_by_publish_at'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(condition=models.Q(('embargoed_until__isnull', False)), fields=['embargoed_until'], name='article_by_embargo'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(condition=models.Q(('translation_of__isnull', False)), fields=['translation_of'], name='article_by_original'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(condition=models.Q(('expire_at__isnull', False)), fields=['expire_at'], name='article_by_expiry'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(condition=models.Q(('has_held_revision', True)), fields=['-id'], name='article_with_held_revision'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(condition=models.Q(('submitted_by__isnull', False)), fields=['submitted_by', 'status'], name='article_by_submitter'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(condition=models.Q(('status', 'draft')), fields=['created_by'], name='article_draft_by_creator'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(condition=models.Q(('status', 'draft')), fields=['edited_by'], name='article_draft_by_editor'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(fields=['status', 'kind', 'language', 'source'], name='article_for_facets'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(fields=['address_key'], name='article_by_address'),
    ),
    migrations.AddIndex(
        model_name='article',
        index=models.Index(fields=['fingerprint'], name='article_by_fingerprint'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.UniqueConstraint(fields=('slug',), name='article_slug_unique', violation_error_message='Another article already uses this address name. Change it a little.'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.UniqueConstraint(fields=('identity',), name='article_identity_unique'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'review', 'approved', 'published', 'withdrawn', 'spiked'])), name='article_status_known'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['', 'news', 'analysis', 'commentary', 'report', 'announcement'])), name='article_kind_known'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('source_date__isnull', True), ('source_date_end__isnull', True), ('source_date_precision', 'unknown')), models.Q(('source_date__isnull', False), ('source_date_end__isnull', True), ('source_date_precision__in', ['day', 'month', 'year'])), models.Q(('source_date_end__gt', models.F('source_date')), ('source_date_precision', 'range')), _connector='OR'), name='article_source_date_fits_precision', violation_error_message='The source date and its precision do not match. A range needs a first and a last day; a day, month or year needs one date; “unknown” needs none.'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(('is_released', False), ('published_at__isnull', False), _connector='OR'), name='article_released_has_instant'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), ('is_released', True), _connector='OR'), name='article_published_is_released'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['withdrawn', 'spiked']), _negated=True), ('is_released', False), _connector='OR'), name='article_gone_is_not_released'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(('is_released', False), ('source__isnull', False), ('is_own_work', True), _connector='OR'), name='article_released_has_provenance', violation_error_message='A live article needs its source. Add it, or tick “our own work”.'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(('is_own_work', False), ('source__isnull', True), _connector='OR'), name='article_own_work_has_no_source', violation_error_message='Our own work has no source: remove the source or the tick.'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(('is_released', False), ('embargoed_until__isnull', True), ('published_at__gte', models.F('embargoed_until')), _connector='OR'), name='article_released_after_embargo', violation_error_message='The embargo ends after the article would go live. Change one of the times.'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(('expire_at__isnull', True), ('publish_at__isnull', True), ('expire_at__gt', models.F('publish_at')), _connector='OR'), name='article_expires_after_publication', violation_error_message='The article would expire before it goes live. Change one of the times.'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), _negated=True), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='article_withdrawn_says_why'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('scheduled_at__isnull', True), ('scheduled_revision__isnull', True)), models.Q(('is_released', True), ('scheduled_at__isnull', False), ('scheduled_revision__isnull', False), ('status', 'published')), _connector='OR'), name='article_scheduled_is_live'),
    ),
]
