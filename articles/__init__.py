"""Newsroom's one Django app: articles from many sources, checked, published and exported.

Each folder is a room; its ``__init__.py`` says what it is for. Imports point down only, in this
order: management, templatetags, admin and site, fetching, importing, publishing, search and
exporting, models, parsing, database and text, vocabulary. import-linter holds it (pyproject.toml).
"""
