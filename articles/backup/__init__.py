"""Backups: the whole site in one file, and a restored site out of it, on either engine.

In: the tables and the files of the storage. Out: a ZIP file with one JSON-lines file for each
table, the files under their SHA-256, and a manifest; and from such a file the same rows and files
again. Imports publishing, models and database.
"""
