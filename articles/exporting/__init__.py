"""Articles to bytes, one module for each format: clipping, CSV, JSON lines, ninjs and feeds.

In: articles. Out: strings and bytes in a documented format. Imports models and the rooms below.
"""
