"""Archives and compressed files: what they contain, within limits on size, number and depth."""
