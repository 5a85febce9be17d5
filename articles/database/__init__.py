"""What the ORM cannot do: triggers, search index, bulk insert, conditions on many ids.

In: rows and ids. Out: SQL that both SQLite and PostgreSQL run. Imports Django only, no other room.
"""
