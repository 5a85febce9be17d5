"""Parsers: bytes in, ``Record`` or ``Reject`` out (records.py), one folder for a family of formats.

In: a binary stream, and what the operator says of it. Out: an iterator of records and rejects;
formats.py detects which parser reads a stream. Imports text and vocabulary only: nothing of Django,
no database.
"""
