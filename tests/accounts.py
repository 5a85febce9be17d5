"""People who sign in as a browser does it: by the page, with a password."""

from typing import Final

from django.contrib.auth.models import User
from django.test import Client

LOGIN: Final = "/admin/login/"
PASSWORD: Final = "a-long-password"


def sign_in(user: User, *, password: str = PASSWORD) -> Client:
    """Return a client that has sent the name and the password of the user."""
    client = Client()
    client.post(LOGIN, {"login": user.get_username(), "password": password})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200
