"""Search: one query language, and one module for each database engine.

In: what a reader types, and the articles to search in. Out: the articles that match, their order,
and excerpts. Imports models and the rooms below them.
"""
