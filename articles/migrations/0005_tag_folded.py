"""The folded name of each tag, by which an import finds it whatever its slug."""

from django.db import migrations, models

from articles.text.strings import fold


def fill(apps, schema_editor):
    Tag = apps.get_model("articles", "Tag")
    tags = Tag.objects.only("name").order_by("pk")
    changed = []
    for tag in tags.iterator():
        tag.folded = fold(tag.name)[:200]
        changed.append(tag)
    Tag.objects.bulk_update(changed, ["folded"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_record"),
    ]

    operations = [
        migrations.AddField(
            model_name="tag",
            name="folded",
            field=models.CharField(default="", editable=False, max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(fields=["folded"], name="tag_by_folded"),
        ),
    ]
