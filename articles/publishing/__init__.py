"""The editorial work: workflow, revisions, audit log, checks, queues, notifications and mail.

In: an article, a person, and what the person wants to do. Out: a new status or revision with its
row on the audit log, or an error that says why not. Imports search, models and the rooms below.
"""
