"""The tables of revisions, what is said of one, and the columns of articles that name one."""

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from articles.migrations import _initial_articles

INSTANTS = _initial_articles.INSTANTS

OPERATIONS = [
    migrations.CreateModel(
        name='Revision',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('number', models.PositiveIntegerField(verbose_name='number')),
            ('content', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='content')),
            ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
            ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
            ('is_imported', models.BooleanField(default=False, verbose_name='from an import')),
            ('needs_signature', models.BooleanField(default=True, help_text='It changed the text, so somebody else has to sign it before publication.', verbose_name='needs a signature')),
            ('restored_number', models.PositiveIntegerField(null=True, verbose_name='restores revision')),
            ('previous_sha256', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64, verbose_name='SHA-256 of the revision before')),
            ('record_sha256', models.CharField(max_length=64, verbose_name='SHA-256 with who and when')),
            ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='articles.article', verbose_name='article')),
            ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
        ],
        options={
            'verbose_name': 'revision',
            'verbose_name_plural': 'revisions',
            'ordering': ['-number'],
            'constraints': [
                models.UniqueConstraint(fields=('article', 'number'), name='revision_number_unique'),
            ],
        },
    ),
    migrations.AddField(
        model_name='article',
        name='live_revision',
        field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.revision', verbose_name='live revision'),
    ),
    migrations.AddField(
        model_name='article',
        name='previous_live_revision',
        field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.revision', verbose_name='revision before that on one signature'),
    ),
    migrations.AddField(
        model_name='article',
        name='scheduled_revision',
        field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.revision', verbose_name='scheduled revision'),
    ),
    migrations.AddField(
        model_name='article',
        name='working_revision',
        field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.revision', verbose_name='working revision'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('scheduled_at__isnull', True), ('scheduled_revision__isnull', True)), models.Q(('is_released', True), ('scheduled_at__isnull', False), ('scheduled_revision__isnull', False), ('status', 'published')), _connector='OR'), name='article_scheduled_is_live'),
    ),
    migrations.CreateModel(
        name='PreviewLink',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
            ('expires_at', models.DateTimeField(verbose_name='expires at')),
            ('revoked_at', models.DateTimeField(null=True, verbose_name='revoked at')),
            ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preview_links', to='articles.article', verbose_name='article')),
            ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preview_links', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
            ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preview_links', to='articles.revision', verbose_name='revision')),
        ],
        options={
            'verbose_name': 'preview link',
            'verbose_name_plural': 'preview links',
            'ordering': ['-pk'],
            'constraints': [
                models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='preview_link_expires_later'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Correction',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('correction', 'Correction'), ('clarification', 'Clarification'), ('update', 'Update'), ('editors_note', 'Editor’s note'), ('retraction', 'Retraction'), ('source_corrected', 'Corrected by the source'), ('transcription_error', 'Transcription error')], max_length=20, verbose_name='kind')),
            ('text', models.TextField(verbose_name='text')),
            ('place', models.CharField(choices=[('top', 'above the text'), ('bottom', 'below the text')], max_length=10, verbose_name='position on the page')),
            ('published_at', models.DateTimeField(verbose_name='published at')),
            ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='articles.article', verbose_name='article')),
            ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='articles.revision', verbose_name='revision explained')),
        ],
        options={
            'verbose_name': 'correction',
            'verbose_name_plural': 'corrections',
            'ordering': ['-published_at', '-pk'],
            'indexes': [
                models.Index(fields=['-published_at', '-id'], name='correction_by_instant'),
            ],
            'constraints': [
                models.CheckConstraint(condition=models.Q(('kind__in', ['correction', 'clarification', 'update', 'editors_note', 'retraction', 'source_corrected', 'transcription_error'])), name='correction_kind_known'),
                models.CheckConstraint(condition=models.Q(('place__in', ['top', 'bottom'])), name='correction_place_known'),
                models.CheckConstraint(condition=models.Q(('published_at__range', INSTANTS)), name='correction_instant_in_range', violation_error_message='Choose a time in the years from 1900 to 2200.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='StatusChange',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('number', models.PositiveIntegerField(verbose_name='number')),
            ('transition', models.CharField(max_length=30, verbose_name='action')),
            ('from_status', models.CharField(choices=[('draft', 'draft'), ('review', 'in review'), ('approved', 'approved'), ('published', 'published'), ('withdrawn', 'withdrawn'), ('spiked', 'spiked')], max_length=10, verbose_name='previous status')),
            ('to_status', models.CharField(choices=[('draft', 'draft'), ('review', 'in review'), ('approved', 'approved'), ('published', 'published'), ('withdrawn', 'withdrawn'), ('spiked', 'spiked')], max_length=10, verbose_name='new status')),
            ('changed_at', models.DateTimeField(verbose_name='changed at')),
            ('reason', models.TextField(blank=True, verbose_name='reason')),
            ('revision_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the revision')),
            ('readers_sha256', models.CharField(blank=True, help_text='For publishing, withdrawing and correcting.', max_length=64, verbose_name='SHA-256 of what readers saw')),
            ('published_at', models.DateTimeField(help_text='When readers could first read it; on the change that decides it.', null=True, verbose_name='published at')),
            ('row_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of what decides what readers see')),
            ('takes_effect_at', models.DateTimeField(null=True, verbose_name='takes effect at')),
            ('is_four_eyes_off', models.BooleanField(default=False, verbose_name='approved without a second person')),
            ('signed_sha256', models.CharField(blank=True, help_text='Of the revisions that the person signed by this change.', max_length=64, verbose_name='SHA-256 of what was signed')),
            ('previous_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the change before')),
            ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
            ('article', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='status_changes', to='articles.article', verbose_name='article')),
            ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='status_changes', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
            ('revision', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='status_changes', to='articles.revision', verbose_name='revision')),
        ],
        options={
            'verbose_name': 'status change',
            'verbose_name_plural': 'status changes',
            'ordering': ['-pk'],
            'constraints': [
                models.UniqueConstraint(fields=('article', 'number'), name='status_change_unique'),
                models.CheckConstraint(condition=models.Q(('changed_at__range', INSTANTS), ('published_at__range', INSTANTS), ('takes_effect_at__range', INSTANTS)), name='status_change_instants_in_range', violation_error_message='Choose a time in the years from 1900 to 2200.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Removal',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('article', 'article'), ('revision', 'revision'), ('original', 'original'), ('correction', 'correction')], max_length=10, verbose_name='kind')),
            ('row_key', models.BigIntegerField(verbose_name='key of the deleted row')),
            ('row_sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the deleted row')),
            ('article_key', models.BigIntegerField(verbose_name='key of the article')),
            ('identity', models.CharField(max_length=64, verbose_name='UUID of the article')),
            ('head_count', models.PositiveIntegerField(verbose_name='changes on the audit log')),
            ('head_sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the last change')),
            ('removed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='deleted at')),
            ('reason', models.TextField(blank=True, verbose_name='reason')),
            ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
            ('awaited', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='articles.removal')),
            ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='removals', to=settings.AUTH_USER_MODEL, verbose_name='deleted by')),
        ],
        options={
            'verbose_name': 'deletion',
            'verbose_name_plural': 'deletions',
            'ordering': ['pk'],
            'indexes': [
                models.Index(fields=['article_key'], name='removal_by_article'),
            ],
            'constraints': [
                models.UniqueConstraint(fields=('kind', 'row_key'), name='removal_unique'),
                models.CheckConstraint(condition=models.Q(('kind__in', ['article', 'revision', 'original', 'correction'])), name='removal_kind_known'),
                models.CheckConstraint(condition=models.Q(('removed_at__range', INSTANTS)), name='removal_instant_in_range', violation_error_message='Choose a time in the years from 1900 to 2200.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Signature',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('signed_at', models.DateTimeField(verbose_name='signed at')),
            ('article', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='signatures', to='articles.article', verbose_name='article')),
            ('revision', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='signatures', to='articles.revision', verbose_name='revision')),
            ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to=settings.AUTH_USER_MODEL, verbose_name='signed by')),
            ('status_change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='signatures', to='articles.statuschange', verbose_name='status change')),
        ],
        options={
            'verbose_name': 'signature',
            'verbose_name_plural': 'signatures',
            'default_permissions': (),
            'ordering': ['pk'],
            'constraints': [
                models.UniqueConstraint(fields=('revision', 'signed_by'), name='signature_once'),
                models.CheckConstraint(condition=models.Q(('signed_at__range', INSTANTS)), name='signature_instant_in_range', violation_error_message='Choose a time in the years from 1900 to 2200.'),
            ],
        },
    ),
]
