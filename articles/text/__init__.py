"""Pure functions on strings and HTML: folding, slugs, fingerprints, the HTML gate, diff and merge.

In: strings. Out: strings and small values. Imports nothing of Django and no other room.
"""
