"""Formats of news agencies, all by the IPTC: NewsML-G2, NewsML 1.2, NITF and ninjs."""
