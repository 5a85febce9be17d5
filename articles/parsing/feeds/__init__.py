"""Feeds of the web: RSS, RDF, Atom and JSON Feed."""
