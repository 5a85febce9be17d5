"""A new session key for whoever has confirmed who it is, so that an older one opens nothing.

Sessions from before a second factor was set up end as well: nobody was asked for it there.
"""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.http import HttpRequest


def renew_session_key(*, request: HttpRequest, **details: Any) -> None:
    """Give the session another key after a confirmation; signing in does so by itself."""
    if not details.get("reauthenticated"):
        return
    old_key = request.session.session_key
    request.session.cycle_key()
    listed = UserSession.objects.filter(session_key=old_key)
    listed.update(session_key=request.session.session_key)


def end_other_sessions(*, request: HttpRequest, user: User, **_details: Any) -> None:
    """End all sessions of the person but this one."""
    others = UserSession.objects.filter(user=user)
    for session in others.exclude(session_key=request.session.session_key):
        session.end()
