"""The worker: a parent process and its children, which run tasks by the clock and for later.

In: tasks as rows of the database, and what is due by the clock. Out: their effects, and heartbeats.
Imports fetching, importing, publishing and models; nothing imports it but the commands.
"""
