"""The tables of imports: uploads, runs and originals."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

OPERATIONS = [
    migrations.CreateModel(
        name='Blob',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
            ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
            ('stored_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='stored at')),
        ],
        options={
            'verbose_name': 'stored file',
            'verbose_name_plural': 'stored files',
            'default_permissions': (),
            'constraints': [
                models.UniqueConstraint(fields=('sha256',), name='blob_unique'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Upload',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name', models.CharField(max_length=255, verbose_name='file')),
            ('size', models.PositiveBigIntegerField(default=0, verbose_name='size in bytes')),
            ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded at')),
            ('format', models.CharField(max_length=20, verbose_name='format')),
            ('status', models.CharField(choices=[('draft', 'draft'), ('review', 'in review'), ('approved', 'approved'), ('published', 'published'), ('withdrawn', 'withdrawn'), ('spiked', 'spiked')], max_length=20, verbose_name='status of new articles')),
            ('language', models.CharField(blank=True, max_length=35, verbose_name='language')),
            ('encoding', models.CharField(blank=True, max_length=40, verbose_name='charset')),
            ('names', models.JSONField(default=dict, verbose_name='field names')),
            ('state', models.CharField(choices=[('waiting', 'waiting'), ('previewing', 'being checked'), ('previewed', 'waiting to be confirmed'), ('running', 'being imported'), ('finished', 'finished'), ('failed', 'failed')], default='waiting', max_length=20, verbose_name='state')),
            ('preview', models.JSONField(default=dict, verbose_name='preview')),
            ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed at')),
            ('process_number', models.PositiveIntegerField(default=0, verbose_name='process')),
            ('read_size', models.PositiveBigIntegerField(default=0, verbose_name='bytes read')),
            ('progressed_at', models.DateTimeField(null=True, verbose_name='last sign of life')),
            ('problem', models.JSONField(blank=True, default=dict, verbose_name='error')),
            ('log', models.TextField(blank=True, verbose_name='log')),
            ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='articles.blob', verbose_name='stored file')),
            ('rejects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uploads_with_rejects', to='articles.blob', verbose_name='rejected records')),
            ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='uploads_confirmed', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
            ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='uploads', to='articles.source', verbose_name='source')),
            ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='uploads', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
        ],
        options={
            'verbose_name': 'upload',
            'verbose_name_plural': 'uploads',
            'ordering': ['-pk'],
            'default_permissions': (),
            'constraints': [
                models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'previewing', 'previewed', 'running', 'finished', 'failed'])), name='upload_state_known'),
                models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['running', 'finished']), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='upload_imported_when_confirmed'),
            ],
        },
    ),
    migrations.CreateModel(
        name='ImportRun',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('started_at', models.DateTimeField(auto_now_add=True, verbose_name='started at')),
            ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
            ('label', models.CharField(max_length=500, verbose_name='what was imported')),
            ('counted_at', models.DateTimeField(null=True, verbose_name='last update')),
            ('created_count', models.PositiveIntegerField(default=0, verbose_name='created')),
            ('updated_count', models.PositiveIntegerField(default=0, verbose_name='updated')),
            ('unchanged_count', models.PositiveIntegerField(default=0, verbose_name='unchanged')),
            ('duplicate_count', models.PositiveIntegerField(default=0, verbose_name='duplicate')),
            ('rejected_count', models.PositiveIntegerField(default=0, verbose_name='rejected')),
            ('held_count', models.PositiveIntegerField(default=0, verbose_name='waiting for an editor')),
            ('canceled_count', models.PositiveIntegerField(default=0, verbose_name='cancelled by the source')),
            ('withdrawn_count', models.PositiveIntegerField(default=0, verbose_name='live articles taken down')),
            ('held_cancellation_count', models.PositiveIntegerField(default=0, verbose_name='cancellations waiting for an editor')),
            ('stub_count', models.PositiveIntegerField(default=0, verbose_name='without a text')),
            ('undone_at', models.DateTimeField(null=True, verbose_name='undone at')),
            ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='import_runs', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
            ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='import_runs_undone', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
            ('upload', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='runs', to='articles.upload', verbose_name='upload')),
        ],
        options={
            'verbose_name': 'import',
            'verbose_name_plural': 'imports',
            'ordering': ['-pk'],
            'permissions': [('import_article', 'Can import articles'), ('publish_import', 'Can publish articles by importing them')],
            'indexes': [
                models.Index(condition=models.Q(('rejected_count__gt', 0)), fields=['started_at'], name='run_with_rejects'),
            ],
        },
    ),
    migrations.CreateModel(
        name='ArticleKey',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(choices=[('id', 'id'), ('url', 'url'), ('text', 'text')], max_length=4, verbose_name='kind')),
            ('source', models.CharField(blank=True, max_length=400, verbose_name='source as named')),
            ('value', models.CharField(max_length=200, verbose_name='value')),
            ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='articles.article', verbose_name='article')),
        ],
        options={
            'verbose_name': 'key',
            'verbose_name_plural': 'keys',
            'indexes': [
                models.Index(fields=['value'], name='article_key_by_value'),
            ],
            'constraints': [
                models.UniqueConstraint(condition=models.Q(('kind', 'id')), fields=('value', 'source'), name='article_key_id_unique'),
                models.CheckConstraint(condition=models.Q(('kind__in', ['id', 'url', 'text'])), name='article_key_kind_known'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Original',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('outcome', models.CharField(choices=[('created', 'created the article'), ('updated', 'brought a new text'), ('held', 'brought a new text; an editor has to decide'), ('duplicate', 'brought a duplicate'), ('canceled', 'was withdrawn by the source'), ('held_cancellation', 'asked to withdraw it; an editor has to decide'), ('unchanged', 'brought nothing new')], max_length=20, verbose_name='result')),
            ('revision_number', models.PositiveIntegerField(help_text='The revision it created.', null=True, verbose_name='revision')),
            ('path', models.CharField(max_length=1000, verbose_name='path')),
            ('position', models.CharField(max_length=100, verbose_name='place in the file')),
            ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='received at')),
            ('media_type', models.CharField(max_length=100, verbose_name='media type')),
            ('charset', models.CharField(max_length=40, verbose_name='charset')),
            ('parser', models.CharField(max_length=40, verbose_name='parser')),
            ('readings', models.JSONField(default=dict, help_text='{field: {sureness: sure|guess|missing, line: int, order: str}}', verbose_name='how it was read')),
            ('remarks', models.JSONField(default=list, help_text='[{code: str, line: int, params: {name: str | int}}]', verbose_name='remarks')),
            ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
            ('text_digest', models.CharField(max_length=64, verbose_name='text hash')),
            ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
            ('compressed', models.BinaryField(null=True)),
            ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='originals', to='articles.article', verbose_name='article')),
            ('blob', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='originals', to='articles.blob', verbose_name='file')),
            ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='originals', to='articles.importrun', verbose_name='import')),
        ],
        options={
            'verbose_name': 'original',
            'verbose_name_plural': 'originals',
            'ordering': ['-pk'],
            'constraints': [
                models.CheckConstraint(condition=models.Q(('outcome__in', ['created', 'updated', 'held', 'duplicate', 'canceled', 'held_cancellation', 'unchanged'])), name='original_outcome_known'),
                models.CheckConstraint(condition=models.Q(models.Q(('blob', None), ('compressed__isnull', False)), models.Q(('blob__isnull', False), ('compressed', None)), _connector='OR'), name='original_is_in_one_place'),
            ],
            'indexes': [
                models.Index(condition=models.Q(('blob__isnull', False)), fields=['blob'], name='original_by_blob'),
            ],
        },
    ),
]
