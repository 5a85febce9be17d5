"""Formats of news agencies: XML and JSON of the IPTC and of others, and the plain text of wires."""
