"""The tables of articles, of their authors and tags, and of what is derived from them."""

import datetime

import django.core.validators
import django.db.models.deletion
import taggit.managers
from django.conf import settings
from django.db import migrations, models

import articles.models.instants

INSTANTS = (
    datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
    datetime.datetime(2200, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc),
)
SOURCE_DAYS = (datetime.date(1600, 1, 1), datetime.date(2200, 12, 31))

OPERATIONS = [
    migrations.CreateModel(
        name='Article',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('headline', models.CharField(max_length=500, verbose_name='headline')),
            ('slug', models.SlugField(allow_unicode=True, blank=True, db_index=False, help_text='The end of the article’s web address. Leave empty to make it from the headline.', max_length=120, verbose_name='address name')),
            ('kind', models.CharField(blank=True, choices=[('news', 'news'), ('analysis', 'analysis'), ('commentary', 'commentary'), ('report', 'report'), ('announcement', 'announcement')], max_length=20, verbose_name='kind')),
            ('language', models.CharField(blank=True, help_text='The language of the article.', max_length=20, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', 'Write a language tag such as en, tr or pt-BR.')], verbose_name='language')),
            ('byline', models.CharField(blank=True, help_text='The credit exactly as printed, for example “By Jane Doe and John Roe”.', max_length=300, verbose_name='byline as printed')),
            ('is_own_work', models.BooleanField(default=False, help_text='Written by us, so it has no source.', verbose_name='our own work')),
            ('source_date', models.DateField(blank=True, help_text='The day the source published it. For a month, a year or a range, the first day.', null=True, validators=[articles.models.instants.validate_source_day], verbose_name='source date')),
            ('source_date_end', models.DateField(blank=True, null=True, validators=[articles.models.instants.validate_source_day], verbose_name='last day of a range')),
            ('source_date_precision', models.CharField(choices=[('day', 'day only'), ('month', 'month'), ('year', 'year'), ('range', 'range'), ('unknown', 'unknown')], default='unknown', max_length=10, verbose_name='date precision')),
            ('source_date_text', models.CharField(blank=True, max_length=100, verbose_name='date as printed')),
            ('source_detail', models.CharField(blank=True, help_text='Issue, volume, pages: for example No 12, pp. 3–5.', max_length=300, verbose_name='issue and pages')),
            ('source_address', models.URLField(blank=True, max_length=2000, verbose_name='original address')),
            ('status', models.CharField(choices=[('draft', 'draft'), ('review', 'in review'), ('approved', 'approved'), ('published', 'published'), ('withdrawn', 'withdrawn'), ('spiked', 'spiked')], default='draft', editable=False, max_length=10, verbose_name='status')),
            ('is_released', models.BooleanField(default=False, editable=False, verbose_name='cleared for publication')),
            ('published_at', models.DateTimeField(editable=False, help_text='When readers could first read it.', null=True, verbose_name='published at')),
            ('updated_at', models.DateTimeField(editable=False, null=True, verbose_name='updated at')),
            ('publish_at', models.DateTimeField(blank=True, help_text='Leave empty to publish at once.', null=True, validators=[articles.models.instants.validate_instant], verbose_name='go-live time')),
            ('expire_at', models.DateTimeField(blank=True, help_text='Readers no longer see it after this.', null=True, validators=[articles.models.instants.validate_instant], verbose_name='end of publication')),
            ('embargoed_until', models.DateTimeField(blank=True, help_text='Agreed with the source: the article cannot go live before this.', null=True, validators=[articles.models.instants.validate_instant], verbose_name='embargoed until')),
            ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn at')),
            ('withdrawn_reason', models.CharField(blank=True, editable=False, max_length=500, verbose_name='reason for withdrawal')),
            ('scheduled_at', models.DateTimeField(editable=False, help_text='When the scheduled revision replaces the live one.', null=True, verbose_name='scheduled for')),
            ('needs_second_signature', models.BooleanField(default=False, editable=False, verbose_name='published on one signature')),
            ('has_held_revision', models.BooleanField(default=False, editable=False, verbose_name='new text from its source')),
            ('audit_count', models.PositiveIntegerField(default=0, editable=False)),
            ('audit_sha256', models.CharField(blank=True, editable=False, max_length=64)),
            ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
            ('edited_at', models.DateTimeField(editable=False, null=True, verbose_name='edited at')),
            ('identity', models.CharField(editable=False, max_length=64)),
            ('fingerprint', models.CharField(editable=False, max_length=64)),
            ('address_key', models.CharField(blank=True, editable=False, max_length=64)),
            ('excerpt', models.TextField(default='', editable=False)),
            ('standfirst', models.TextField(blank=True, verbose_name='standfirst')),
            ('body', models.TextField(blank=True, verbose_name='body')),
            ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='articles_created', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
            ('edited_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='articles_edited', to=settings.AUTH_USER_MODEL, verbose_name='edited by')),
            ('submitted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='articles_submitted', to=settings.AUTH_USER_MODEL, verbose_name='submitted by')),
            ('translation_of', models.ForeignKey(blank=True, db_index=False, help_text='The article in its original language; each page links to the other.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='translations', to='articles.article', verbose_name='translation of')),
            ('source', models.ForeignKey(blank=True, help_text='The outlet or organisation that first published the article.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='articles.source', verbose_name='source')),
        ],
        options={
            'verbose_name': 'article',
            'verbose_name_plural': 'articles',
            'ordering': ['-pk'],
            'permissions': [('review_article', 'Can see and change the articles of others'), ('submit_article', 'Can submit articles for review'), ('request_changes_article', 'Can request changes'), ('approve_article', 'Can approve articles'), ('sign_article', 'Can sign the changes of others'), ('publish_article', 'Can publish articles'), ('publish_on_one_signature_article', 'Can publish on one signature'), ('confirm_article', 'Can give the second signature'), ('revert_article', 'Can bring back the previous live version'), ('edit_article', 'Can reopen published articles'), ('withdraw_article', 'Can withdraw articles'), ('restore_article', 'Can restore articles'), ('spike_article', 'Can spike articles')],
            'indexes': [
                models.Index(condition=models.Q(('published_at__isnull', False)), fields=['-published_at', '-id'], include=('is_released', 'expire_at'), name='article_by_instant'),
                models.Index(condition=models.Q(('published_at__isnull', False)), fields=['source', '-published_at', '-id'], include=('is_released', 'expire_at'), name='article_by_source_and_instant'),
                models.Index(fields=['status', '-id'], name='article_by_status'),
                models.Index(condition=models.Q(('scheduled_at__isnull', False)), fields=['scheduled_at'], name='article_by_scheduled'),
                models.Index(condition=models.Q(('is_released', False), ('publish_at__isnull', False)), fields=['publish_at'], name='article_by_publish_at'),
                models.Index(condition=models.Q(('embargoed_until__isnull', False)), fields=['embargoed_until'], name='article_by_embargo'),
                models.Index(condition=models.Q(('translation_of__isnull', False)), fields=['translation_of'], name='article_by_original'),
                models.Index(condition=models.Q(('expire_at__isnull', False)), fields=['expire_at'], name='article_by_expiry'),
                models.Index(condition=models.Q(('has_held_revision', True)), fields=['-id'], name='article_with_held_revision'),
                models.Index(condition=models.Q(('needs_second_signature', True)), fields=['-id'], name='article_on_one_signature'),
                models.Index(condition=models.Q(('submitted_by__isnull', False)), fields=['submitted_by', 'status'], name='article_by_submitter'),
                models.Index(condition=models.Q(('status', 'draft')), fields=['created_by'], name='article_draft_by_creator'),
                models.Index(condition=models.Q(('status', 'draft')), fields=['edited_by'], name='article_draft_by_editor'),
                models.Index(fields=['status', 'kind', 'language', 'source'], name='article_for_facets'),
                models.Index(fields=['address_key'], name='article_by_address'),
                models.Index(fields=['fingerprint'], name='article_by_fingerprint'),
            ],
            'constraints': [
                models.UniqueConstraint(fields=('slug',), name='article_slug_unique', violation_error_message='Another article already uses this address name. Change it a little.'),
                models.UniqueConstraint(fields=('identity',), name='article_identity_unique'),
                models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'review', 'approved', 'published', 'withdrawn', 'spiked'])), name='article_status_known'),
                models.CheckConstraint(condition=models.Q(('kind__in', ['', 'news', 'analysis', 'commentary', 'report', 'announcement'])), name='article_kind_known'),
                models.CheckConstraint(condition=models.Q(models.Q(('source_date__isnull', True), ('source_date_end__isnull', True), ('source_date_precision', 'unknown')), models.Q(('source_date__isnull', False), ('source_date_end__isnull', True), ('source_date_precision__in', ['day', 'month', 'year'])), models.Q(('source_date_end__gt', models.F('source_date')), ('source_date_precision', 'range')), _connector='OR'), name='article_source_date_fits_precision', violation_error_message='The source date and its precision do not match. A range needs a first and a last day; a day, month or year needs one date; “unknown” needs none.'),
                models.CheckConstraint(condition=models.Q(('is_released', False), ('published_at__isnull', False), _connector='OR'), name='article_released_has_instant'),
                models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), ('is_released', True), _connector='OR'), name='article_published_is_released'),
                models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['withdrawn', 'spiked']), _negated=True), ('is_released', False), _connector='OR'), name='article_gone_is_not_released'),
                models.CheckConstraint(condition=models.Q(('is_released', False), ('source__isnull', False), ('is_own_work', True), _connector='OR'), name='article_released_has_provenance', violation_error_message='A live article needs its source. Add it, or tick “our own work”.'),
                models.CheckConstraint(condition=models.Q(('is_own_work', False), ('source__isnull', True), _connector='OR'), name='article_own_work_has_no_source', violation_error_message='Our own work has no source: remove the source or the tick.'),
                models.CheckConstraint(condition=models.Q(('is_released', False), ('embargoed_until__isnull', True), ('published_at__gte', models.F('embargoed_until')), _connector='OR'), name='article_released_after_embargo', violation_error_message='The embargo ends after the article would go live. Change one of the times.'),
                models.CheckConstraint(condition=models.Q(('expire_at__isnull', True), ('publish_at__isnull', True), ('expire_at__gt', models.F('publish_at')), _connector='OR'), name='article_expires_after_publication', violation_error_message='The article would expire before it goes live. Change one of the times.'),
                models.CheckConstraint(condition=models.Q(('needs_second_signature', False), ('is_released', True), _connector='OR'), name='article_on_one_signature_is_live'),
                models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), _negated=True), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='article_withdrawn_says_why'),
                models.CheckConstraint(condition=models.Q(('created_at__range', INSTANTS), ('embargoed_until__range', INSTANTS), ('expire_at__range', INSTANTS), ('publish_at__range', INSTANTS), ('published_at__range', INSTANTS), ('scheduled_at__range', INSTANTS), ('updated_at__range', INSTANTS), ('withdrawn_at__range', INSTANTS)), name='article_instants_in_range', violation_error_message='Choose a time in the years from 1900 to 2200.'),
                models.CheckConstraint(condition=models.Q(('source_date__range', SOURCE_DAYS), ('source_date_end__range', SOURCE_DAYS)), name='article_source_days_in_range', violation_error_message='Choose a day in the years from 1600 to 2200.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Byline',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('position', models.PositiveSmallIntegerField(default=0, help_text='Enter 0 to put it last.', verbose_name='position')),
            ('affiliation', models.CharField(blank=True, max_length=300, verbose_name='affiliation as printed')),
            ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bylines', to='articles.article')),
            ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bylines', to='articles.author', verbose_name='author')),
        ],
        options={
            'verbose_name': 'author of an article',
            'verbose_name_plural': 'authors in order',
            'ordering': ['position', 'pk'],
            'constraints': [
                models.UniqueConstraint(fields=('article', 'author'), name='byline_author_once', violation_error_message='This author is already in the list. Remove one of the two.'),
            ],
        },
    ),
    migrations.AddField(
        model_name='article',
        name='authors',
        field=models.ManyToManyField(related_name='articles', through='articles.Byline', to='articles.author', verbose_name='authors'),
    ),
    migrations.CreateModel(
        name='Tagging',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taggings', to='articles.article')),
            ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taggings', to='articles.tag')),
        ],
        options={
            'verbose_name': 'tag of an article',
            'verbose_name_plural': 'tags of articles',
            'constraints': [
                models.UniqueConstraint(fields=('tag', 'content_object'), name='tagging_unique'),
            ],
        },
    ),
    migrations.AddField(
        model_name='article',
        name='tags',
        field=taggit.managers.TaggableManager(blank=True, help_text='A comma-separated list of tags.', through='articles.Tagging', to='articles.Tag', verbose_name='tags'),
    ),
    migrations.CreateModel(
        name='ContentVersion',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('number', models.BigIntegerField()),
            ('last_change_at', models.BigIntegerField(default=0)),
            ('next_change_at', models.BigIntegerField(null=True)),
        ],
    ),
    migrations.CreateModel(
        name='SearchEntry',
        fields=[
            ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_entry', serialize=False, to='articles.article')),
            ('version', models.PositiveSmallIntegerField(db_index=True)),
            ('words', models.TextField(blank=True)),
            ('forms', models.TextField(blank=True)),
            ('names', models.TextField(blank=True)),
            ('desk', models.TextField(blank=True)),
        ],
    ),
    migrations.CreateModel(
        name='FormerSlug',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('slug', models.SlugField(allow_unicode=True, max_length=120, unique=True)),
            ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='articles.article')),
        ],
    ),
]
