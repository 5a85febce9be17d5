"""The commands of manage.py, in ``commands``, and what several of them need.

In: arguments. Out: text on standard output and error, and an exit status. Imports all other rooms
but the admin.
"""
