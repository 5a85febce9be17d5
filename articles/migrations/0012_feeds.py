"""Where sources tell what is new; who may change a source may change its feeds."""

import articles.models.url_field
import articles.models.feed
import django.db.models.deletion
import django.utils.timezone
from django.apps import apps as installed
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
    at_sources = ours.filter(codename="change_source")
    granted = ours.filter(content_type__model="feed")
    for group in apps.get_model("auth", "Group").objects.filter(permissions__in=at_sources):
        group.permissions.add(*granted)
    for user in apps.get_model("auth", "User").objects.filter(user_permissions__in=at_sources):
        user.user_permissions.add(*granted)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0011_undo'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', articles.models.url_field.AddressField(max_length=500, validators=[articles.models.feed.fetchable], verbose_name='address')),
                ('is_watched', models.BooleanField(default=True, verbose_name='watched')),
                ('etag', models.CharField(blank=True, max_length=200, verbose_name='ETag')),
                ('modified', models.CharField(blank=True, max_length=200, verbose_name='Last-Modified')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('rejected_sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of its rejects')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='asked for at')),
                ('fetched_at', models.DateTimeField(blank=True, null=True, verbose_name='changed at')),
                ('next_due_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next due at')),
                ('failure_count', models.PositiveSmallIntegerField(default=0, verbose_name='failures since it last worked')),
                ('problem', models.TextField(blank=True, verbose_name='problem')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='articles.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'feed',
                'verbose_name_plural': 'feeds',
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('is_watched', True)), fields=['next_due_at'], name='feed_due')],
                'constraints': [models.UniqueConstraint(fields=('address',), name='feed_address_unique', violation_error_message='This address is watched already, for this source or another one.')],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
