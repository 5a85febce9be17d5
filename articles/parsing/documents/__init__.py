"""Documents of offices, and mails: bytes in, records out. Imports parsing, text and vocabulary."""
