"""WordPress exports (WXR): the file, and the HTML of its posts."""
