"""A batch can be taken back: what each original brought is known by its revision."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0010_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='original',
            name='original_outcome_known',
        ),
        migrations.AddField(
            model_name='batch',
            name='undone_at',
            field=models.DateTimeField(null=True, verbose_name='taken back at'),
        ),
        migrations.AddField(
            model_name='batch',
            name='undone_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='batches_undone', to=settings.AUTH_USER_MODEL, verbose_name='taken back by'),
        ),
        migrations.AddField(
            model_name='original',
            name='revision_number',
            field=models.PositiveIntegerField(help_text='The one that it brought.', null=True, verbose_name='revision'),
        ),
        migrations.AlterField(
            model_name='original',
            name='outcome',
            field=models.CharField(choices=[('created', 'made the article'), ('updated', 'brought a new text'), ('held', 'brought a new text, which waits for an editor'), ('duplicate', 'brought the same piece once more'), ('canceled', 'took the piece back')], max_length=10, verbose_name='what it did'),
        ),
        migrations.AddConstraint(
            model_name='original',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['created', 'updated', 'held', 'duplicate', 'canceled'])), name='original_outcome_known'),
        ),
    ]
