"""The tables of those who work at the desk: notes, notifications, who is editing; the worker's."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OPERATIONS = [
    migrations.CreateModel(
        name='MailChoice',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('frequency', models.CharField(choices=[('at_once', 'at once'), ('daily', 'once a day, in one email'), ('never', 'never')], default='at_once', max_length=10, verbose_name='email notifications')),
            ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mail_choice', to=settings.AUTH_USER_MODEL, verbose_name='person')),
        ],
        options={
            'verbose_name': 'email preference',
            'verbose_name_plural': 'email preferences',
            'constraints': [
                models.CheckConstraint(condition=models.Q(('frequency__in', ['at_once', 'daily', 'never'])), name='mail_choice_known'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Note',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('text', models.TextField(max_length=5000, verbose_name='text')),
            ('written_at', models.DateTimeField(auto_now_add=True, verbose_name='written at')),
            ('resolved_at', models.DateTimeField(null=True, verbose_name='resolved at')),
            ('answers', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='articles.note', verbose_name='in reply to')),
            ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='articles.article', verbose_name='article')),
            ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes_resolved', to=settings.AUTH_USER_MODEL, verbose_name='resolved by')),
            ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
        ],
        options={
            'verbose_name': 'note',
            'verbose_name_plural': 'notes',
            'ordering': ['pk'],
            'constraints': [
                models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='note_resolved_by_somebody'),
                models.CheckConstraint(condition=models.Q(('answers__isnull', True), ('resolved_at__isnull', True), _connector='OR'), name='note_answer_is_not_resolved'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Presence',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('seen_at', models.DateTimeField(verbose_name='seen at')),
            ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='articles.article', verbose_name='article')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to=settings.AUTH_USER_MODEL, verbose_name='person')),
        ],
        options={
            'verbose_name': 'presence',
            'verbose_name_plural': 'presences',
            'constraints': [
                models.UniqueConstraint(fields=('article', 'person'), name='presence_unique'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Notification',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('why', models.CharField(choices=[('sent_back', 'Your article was sent back'), ('approved', 'Your article was approved'), ('scheduled', 'Your article is scheduled'), ('published', 'Your article was published'), ('withdrawn', 'Your article was withdrawn'), ('confirmed', 'Your article got its second signature'), ('reverted', 'Your article was reverted to the text before'), ('waits_for_approval', 'An article is waiting for approval'), ('waits_for_signature', 'Changes are waiting for your signature'), ('waits_for_second_signature', 'An article was published on one signature'), ('waits_for_publication', 'An approved article is waiting to be published')], max_length=30, verbose_name='subject')),
            ('frequency', models.CharField(choices=[('at_once', 'at once'), ('daily', 'once a day, in one email'), ('never', 'never')], max_length=10, verbose_name='by email')),
            ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
            ('seen_at', models.DateTimeField(null=True, verbose_name='read at')),
            ('mailed_at', models.DateTimeField(null=True, verbose_name='emailed at')),
            ('mailed_to', models.EmailField(blank=True, max_length=254, verbose_name='emailed to')),
            ('mail_error', models.TextField(blank=True, verbose_name='email error')),
            ('mail_waits_until', models.DateTimeField(null=True, verbose_name='email waits until')),
            ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to='articles.article', verbose_name='article')),
            ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ('status_change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='notifications', to='articles.statuschange', verbose_name='status change')),
        ],
        options={
            'verbose_name': 'notification',
            'verbose_name_plural': 'notifications',
            'ordering': ['-pk'],
            'indexes': [
                models.Index(fields=['person', '-id'], name='notification_by_person'),
                models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['person'], name='notification_unseen'),
                models.Index(condition=models.Q(('frequency__in', ['at_once', 'daily']), ('mailed_at__isnull', True)), fields=['frequency', 'id'], name='notification_due'),
            ],
            'constraints': [
                models.UniqueConstraint(fields=('person', 'status_change'), name='notification_once'),
                models.CheckConstraint(condition=models.Q(('why__in', ['sent_back', 'approved', 'scheduled', 'published', 'withdrawn', 'confirmed', 'reverted', 'waits_for_approval', 'waits_for_signature', 'waits_for_second_signature', 'waits_for_publication'])), name='notification_why_known'),
                models.CheckConstraint(condition=models.Q(('frequency__in', ['at_once', 'daily', 'never'])), name='notification_frequency_known'),
                models.CheckConstraint(condition=models.Q(models.Q(('mailed_at__isnull', True), ('mailed_to', '')), models.Q(('mailed_at__isnull', False), models.Q(('mailed_to', ''), _negated=True)), _connector='OR'), name='notification_mailed_to_somebody'),
            ],
        },
    ),
    migrations.CreateModel(
        name='WorkerHeartbeat',
        fields=[
            ('id', models.UUIDField(primary_key=True, serialize=False, verbose_name='process')),
            ('child', models.CharField(choices=[('clock', 'Clock'), ('previews', 'Previews'), ('long', 'Long')], max_length=20, verbose_name='queue')),
            ('host', models.CharField(max_length=255, verbose_name='machine')),
            ('process_id', models.PositiveBigIntegerField(verbose_name='process number')),
            ('started_at', models.DateTimeField(verbose_name='started at')),
            ('beat_at', models.DateTimeField(verbose_name='last sign of life')),
        ],
        options={
            'verbose_name': 'process of the worker',
            'verbose_name_plural': 'processes of the worker',
            'ordering': ['child', 'started_at'],
            'default_permissions': (),
            'constraints': [
                models.CheckConstraint(condition=models.Q(('child__in', ['clock', 'previews', 'long'])), name='worker_heartbeat_child_known'),
            ],
        },
    ),
]
