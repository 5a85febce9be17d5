"""Django's backend for PostgreSQL, with limits to how long a request waits for the server.

In: the database of the settings. Out: connections that work, or OperationalError within two
seconds of a request. Imports Django and psycopg only.
"""
