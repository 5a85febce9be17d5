"""The proof that the audit log is whole, and that all it speaks of is as it says.

In: the database, and perhaps a head of the log that was kept elsewhere. Out: findings, one for each
thing that is not as it was written. Each module walks one table in constant memory. Imports models
and publishing.
"""
