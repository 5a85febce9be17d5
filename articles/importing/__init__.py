"""Records to rows: matching, creating, updating, runs of imports, undo and reparse.

In: records from parsing, and the options of a run. Out: articles, originals and a tally. Imports
publishing and the rooms below.
"""
