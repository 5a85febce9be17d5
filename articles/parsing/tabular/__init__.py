"""Records as named values: tables (CSV and the like), JSON lines and JSON documents."""
