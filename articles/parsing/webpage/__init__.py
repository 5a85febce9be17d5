"""Saved pages of the web: the article in the page, and its JSON-LD."""
