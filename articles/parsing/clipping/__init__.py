"""The clipping format of press desks: plain text, one or many clippings in a file."""
