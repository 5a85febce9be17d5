"""The tables of sources, authors and tags."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

OPERATIONS = [
    migrations.CreateModel(
        name='Author',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name', models.CharField(max_length=200, validators=[django.core.validators.RegexValidator('[^\\W_]', 'A name needs at least one letter or digit.')], verbose_name='name')),
            ('slug', models.SlugField(allow_unicode=True, blank=True, help_text='The end of the page’s web address. Leave empty to make it from the name.', max_length=200, verbose_name='address name')),
            ('is_organisation', models.BooleanField(default=False, verbose_name='organisation')),
            ('about', models.TextField(blank=True, help_text='Shown to readers on its page.', verbose_name='about')),
        ],
        options={
            'verbose_name': 'author',
            'verbose_name_plural': 'authors',
            'ordering': ['name'],
            'abstract': False,
            'constraints': [
                models.UniqueConstraint(fields=('slug',), name='author_slug_unique'),
            ],
        },
    ),
    migrations.CreateModel(
        name='AuthorAlias',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name', models.CharField(max_length=200, validators=[django.core.validators.RegexValidator('[^\\W_]', 'A name needs at least one letter or digit.')], verbose_name='name')),
            ('folded_name', models.CharField(editable=False, max_length=400)),
            ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='articles.author')),
        ],
        options={
            'verbose_name': 'other spelling',
            'verbose_name_plural': 'other spellings',
            'ordering': ['name'],
            'abstract': False,
            'constraints': [
                models.UniqueConstraint(fields=('folded_name',), name='author_alias_unique', violation_error_message='Another author already uses this spelling. Remove it there first.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Source',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name', models.CharField(max_length=200, validators=[django.core.validators.RegexValidator('[^\\W_]', 'A name needs at least one letter or digit.')], verbose_name='name')),
            ('slug', models.SlugField(allow_unicode=True, blank=True, help_text='The end of the page’s web address. Leave empty to make it from the name.', max_length=200, verbose_name='address name')),
            ('website', models.URLField(blank=True, max_length=500, verbose_name='website')),
            ('encoding', models.CharField(blank=True, help_text='For files that are not UTF-8, for example windows-1254.', max_length=40, verbose_name='charset of its files')),
            ('about', models.TextField(blank=True, help_text='Shown to readers on its page.', verbose_name='about')),
            ('index_policy', models.CharField(choices=[('index', 'index our page'), ('noindex', 'do not index our page'), ('original', 'index the original, not our page')], default='index', help_text='What search engines should do with our copies of its articles. If the original’s address is unknown, our page is not indexed either.', max_length=10, verbose_name='search engines')),
            ('is_in_news_sitemap', models.BooleanField(default=False, help_text='Services such as Google News may then show its articles as if they were ours. Tick only if the source agrees and search engines may index our page.', verbose_name='include in the news sitemap')),
        ],
        options={
            'verbose_name': 'source',
            'verbose_name_plural': 'sources',
            'ordering': ['name'],
            'abstract': False,
            'constraints': [
                models.UniqueConstraint(fields=('slug',), name='source_slug_unique'),
                models.CheckConstraint(condition=models.Q(('index_policy__in', ['index', 'noindex', 'original'])), name='source_index_policy_known'),
            ],
        },
    ),
    migrations.CreateModel(
        name='SourceAlias',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name', models.CharField(max_length=200, validators=[django.core.validators.RegexValidator('[^\\W_]', 'A name needs at least one letter or digit.')], verbose_name='name')),
            ('folded_name', models.CharField(editable=False, max_length=400)),
            ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='articles.source')),
        ],
        options={
            'verbose_name': 'other spelling',
            'verbose_name_plural': 'other spellings',
            'ordering': ['name'],
            'abstract': False,
            'constraints': [
                models.UniqueConstraint(fields=('folded_name',), name='source_alias_unique', violation_error_message='Another source already uses this spelling. Remove it there first.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Feed',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('address', models.URLField(max_length=500, verbose_name='address')),
            ('is_watched', models.BooleanField(default=True, verbose_name='active')),
            ('etag', models.CharField(blank=True, max_length=200, verbose_name='ETag')),
            ('modified', models.CharField(blank=True, max_length=200, verbose_name='Last-Modified')),
            ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
            ('rejected_sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the rejects')),
            ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='last requested')),
            ('fetched_at', models.DateTimeField(blank=True, null=True, verbose_name='last changed')),
            ('next_due_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next check')),
            ('failure_count', models.PositiveSmallIntegerField(default=0, verbose_name='failures in a row')),
            ('problem', models.JSONField(blank=True, default=dict, verbose_name='problem')),
            ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='articles.source', verbose_name='source')),
        ],
        options={
            'verbose_name': 'feed',
            'verbose_name_plural': 'feeds',
            'ordering': ['pk'],
            'indexes': [
                models.Index(condition=models.Q(('is_watched', True)), fields=['next_due_at'], name='feed_due'),
            ],
            'constraints': [
                models.UniqueConstraint(fields=('address',), name='feed_address_unique', violation_error_message='This feed is already in use, for this source or another one.'),
            ],
        },
    ),
    migrations.CreateModel(
        name='Tag',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
            ('slug', models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name='address name')),
            ('folded_name', models.CharField(editable=False, max_length=200)),
        ],
        options={
            'verbose_name': 'tag',
            'verbose_name_plural': 'tags',
            'ordering': ['name'],
            'indexes': [
                models.Index(fields=['folded_name'], name='tag_by_folded_name'),
            ],
        },
    ),
    migrations.CreateModel(
        name='NameWord',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('word', models.CharField(db_index=True, max_length=64)),
            ('author_alias', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='words', to='articles.authoralias')),
            ('source_alias', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='words', to='articles.sourcealias')),
            ('tag', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='words', to='articles.tag')),
        ],
    ),
]
