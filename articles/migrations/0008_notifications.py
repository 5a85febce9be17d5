"""Who is told of a move; everybody at the desk may read what they were told."""

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
    Permission = apps.get_model("auth", "Permission")
    ours = Permission.objects.filter(content_type__app_label="articles")
    at_the_desk = ours.filter(codename="view_article")
    granted = ours.get(codename="view_notification")
    for group in apps.get_model("auth", "Group").objects.filter(permissions__in=at_the_desk):
        group.permissions.add(granted)
    for user in apps.get_model("auth", "User").objects.filter(user_permissions__in=at_the_desk):
        user.user_permissions.add(granted)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0007_presence'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MailChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('when', models.CharField(choices=[('at_once', 'at once'), ('daily', 'once a day, all in one'), ('never', 'never')], default='at_once', max_length=10, verbose_name='e-mail me')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mail_choice', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'choice of mail',
                'verbose_name_plural': 'choices of mail',
                'constraints': [models.CheckConstraint(condition=models.Q(('when__in', ['at_once', 'daily', 'never'])), name='mail_choice_known')],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('sent_back', 'Your piece was sent back'), ('approved', 'Your piece was approved'), ('scheduled', 'Your piece is scheduled'), ('published', 'Your piece was published'), ('withdrawn', 'Your piece was withdrawn'), ('waits_for_review', 'A piece waits to be approved'), ('waits_for_publication', 'A piece was approved and waits to be published')], max_length=30, verbose_name='why')),
                ('when', models.CharField(choices=[('at_once', 'at once'), ('daily', 'once a day, all in one'), ('never', 'never')], max_length=10, verbose_name='by e-mail')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
                ('seen_at', models.DateTimeField(null=True, verbose_name='seen at')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='mailed at')),
                ('mailed_to', models.EmailField(blank=True, max_length=254, verbose_name='mailed to')),
                ('mail_error', models.TextField(blank=True, verbose_name='why it could not be mailed')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to='articles.article', verbose_name='article')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('status_change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='notifications', to='articles.statuschange', verbose_name='status change')),
            ],
            options={
                'verbose_name': 'notification',
                'verbose_name_plural': 'notifications',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['person', '-id'], name='notification_by_person'), models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['person'], name='notification_unseen'), models.Index(condition=models.Q(('mailed_at__isnull', True), ('when__in', ['at_once', 'daily'])), fields=['when', 'id'], name='notification_due')],
                'constraints': [models.UniqueConstraint(fields=('person', 'status_change'), name='notification_once'), models.CheckConstraint(condition=models.Q(('why__in', ['sent_back', 'approved', 'scheduled', 'published', 'withdrawn', 'waits_for_review', 'waits_for_publication'])), name='notification_why_known'), models.CheckConstraint(condition=models.Q(('when__in', ['at_once', 'daily', 'never'])), name='notification_when_known'), models.CheckConstraint(condition=models.Q(models.Q(('mailed_at__isnull', True), ('mailed_to', '')), models.Q(('mailed_at__isnull', False), models.Q(('mailed_to', ''), _negated=True)), _connector='OR'), name='notification_mailed_to_somebody')],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
