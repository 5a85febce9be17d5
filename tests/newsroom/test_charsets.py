"""Requests in UTF-8 alone are answered; another charset gets status 400 and breaks no view."""

import pytest
from django.test import Client
from pytest_django import Settings

BODY = b'--x\r\nContent-Disposition: form-data; name="language"\r\n\r\ntr\r\n--x--\r\n'

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("charset", ["zlib", "undefined", "rot13", "utf-16", "utf-7", "latin-1"])
@pytest.mark.parametrize("path", ["/language/", "/admin/login/", "/latest/"])
def test_other_charsets_are_refused(path: str, charset: str) -> None:
    content_type = f"multipart/form-data; boundary=x; charset={charset}"
    for method in ("GET", "POST"):
        assert Client().generic(method, path, BODY, content_type).status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "nothing"])
def test_utf_8_is_read(charset: str, settings: Settings) -> None:
    content_type = f"multipart/form-data; boundary=x; charset={charset}"
    response = Client().generic("POST", "/language/", BODY, content_type)
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "tr"
