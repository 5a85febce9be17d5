"""Signing in to the desk: pages of django-allauth in our look, within our rules.

Comes in: a name with its password, a passkey, or an answer of an OpenID provider. Goes out: a
session of somebody who may use the desk. It may import from ``articles``; nothing there imports
it.
"""
