"""Files are uploaded to import; who may review articles may do so, and take imports back."""

import django.db.models.deletion
from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def grant(apps, schema_editor):
    # Django makes permissions only after all migrations; the groups need them now.
    create_permissions(
        installed.get_app_config("articles"),
        verbosity=0,
        apps=apps,
        using=schema_editor.connection.alias,
    )
    ours = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="articles")
    editors = ours.filter(codename="review_article")
    granted = ours.get(codename="import_article")
    for group in apps.get_model("auth", "Group").objects.filter(permissions__in=editors):
        group.permissions.add(granted)
    for user in apps.get_model("auth", "User").objects.filter(user_permissions__in=editors):
        user.user_permissions.add(granted)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0012_feeds'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='batch',
            options={'ordering': ['-pk'], 'permissions': [('import_article', 'Can import articles')], 'verbose_name': 'import batch', 'verbose_name_plural': 'import batches'},
        ),
        migrations.AddField(
            model_name='batch',
            name='counted_at',
            field=models.DateTimeField(null=True, verbose_name='counted at'),
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
                ('names', models.JSONField(default=dict, verbose_name='names')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('previewing', 'being looked over'), ('previewed', 'waiting to be confirmed'), ('running', 'being imported'), ('finished', 'finished'), ('failed', 'failed')], default='waiting', max_length=20, verbose_name='state')),
                ('preview', models.JSONField(default=dict, verbose_name='preview')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed at')),
                ('run', models.PositiveIntegerField(default=0, verbose_name='run')),
                ('read_size', models.PositiveBigIntegerField(default=0, verbose_name='bytes read')),
                ('progressed_at', models.DateTimeField(null=True, verbose_name='last heard of at')),
                ('problem', models.TextField(blank=True, verbose_name='what failed')),
                ('log', models.TextField(blank=True, verbose_name='log')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='uploads_confirmed', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='uploads', to='articles.source', verbose_name='source')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='uploads', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'upload',
                'verbose_name_plural': 'uploads',
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='batch',
            name='upload',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='batches', to='articles.upload', verbose_name='upload'),
        ),
        migrations.CreateModel(
            name='UploadPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('file', 'the file'), ('rejects', 'its rejects')], max_length=10, verbose_name='kind')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('compressed', models.BinaryField()),
                ('upload', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='articles.upload', verbose_name='upload')),
            ],
            options={
                'verbose_name': 'part of an upload',
                'verbose_name_plural': 'parts of uploads',
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'previewing', 'previewed', 'running', 'finished', 'failed'])), name='upload_state_known'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['running', 'finished']), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='upload_imported_when_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='uploadpart',
            constraint=models.UniqueConstraint(fields=('upload', 'kind', 'number'), name='upload_part_unique'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
