"""What the ORM has no word for: bulk insert, conditions on many keys, compiled queries.

In: rows and keys. Out: SQL that both SQLite and PostgreSQL run. Imports Django only, no other room.
"""
