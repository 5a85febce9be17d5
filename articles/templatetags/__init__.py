"""Template tags and filters of the site and the desk; no module imports them."""
