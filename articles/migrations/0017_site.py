"""What search engines may do with a source's pieces, and which piece is a translation of which."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

before = import_module("articles.migrations.0015_edition")
READ = "standfirst, body"


def make_triggers(apps, schema_editor):
    """Let the edition turn when a piece becomes a translation, too."""
    for statement in before.MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement.replace(READ, f"{READ}, translation_of_id"))


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_former_slugs")]

    operations = [
        # First: SQLite makes the table of sources anew, and its triggers go with the old one.
        migrations.RunPython(before.drop_triggers, before.make_triggers),
        migrations.AddField(
            model_name="article",
            name="translation_of",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="The piece in its first language; readers of each find the other.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="translations",
                to="articles.article",
                verbose_name="translation of",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("translation_of__isnull", False)),
                fields=["translation_of"],
                name="article_by_original",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="index_policy",
            field=models.CharField(
                choices=[
                    ("index", "list our page"),
                    ("noindex", "do not list our page"),
                    ("original", "list the original, not our page"),
                ],
                default="index",
                help_text=(
                    "What they are asked to do with its pieces here. Where the original is to be "
                    "listed and its address is not known, our page is not listed either."
                ),
                max_length=10,
                verbose_name="search engines",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="is_in_news_sitemap",
            field=models.BooleanField(
                default=False,
                help_text=(
                    "Services such as Google News may then show its pieces as ours, beside our own "
                    "work. Only where the source agrees, and where search engines list our page."
                ),
                verbose_name="allows its pieces in the news sitemap",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(("index_policy__in", ["index", "noindex", "original"])),
                name="source_index_policy_known",
            ),
        ),
        migrations.RunPython(make_triggers, before.drop_triggers),
    ]
