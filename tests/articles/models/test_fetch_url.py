"""URLs that may be fetched, parsed."""

import pytest
from django.core.exceptions import ValidationError

from articles.models.fetch_url import parse_fetch_url

SECRET = "Addresses with a user name or password are not fetched. Remove them from the address."


@pytest.mark.parametrize(
    "address",
    [
        *("ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "example.org", ""),
        *("http://", "http:///feed", "https://a b.example/", "https://a..example/"),
        *("http://[::1", "http://[fe80::1%25eth0]/", "http://example.org:99999/"),
        *(
            "http://example.org\\.evil.example/",
            "http://example.org:feed/",
            "http://\u2100.example/",
        ),
        *("http://" + "ı" * 70 + ".example/", "data:text/xml,<rss/>", "http://a:b:c/"),
    ],
)
def test_what_is_no_http_url_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="is not a web address"):
        parse_fetch_url(address)


@pytest.mark.parametrize(
    "address",
    [
        *("http://vera@example.org/", "https://vera:geheim@example.org/", "http://@example.org/"),
        *("http://example.org\\@127.0.0.1/", "http://:@example.org/"),
    ],
)
def test_credentials_are_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ValidationError) as error:
        parse_fetch_url(address)
    assert error.value.messages == [SECRET]


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("http://example.org:80/feed#part", "http://example.org/feed"),
        ("https://example.org:80/?a=b c", "https://example.org:80/?a=b%20c"),
        ("https://Şehir.example/ş", "https://xn--ehir-45a.example/%C5%9F"),
        ("http://example.org/\\", "http://example.org/%5C"),
        ("http://[2606:4700::1]:8080/", "http://[2606:4700::1]:8080/"),
        ("http://example.org//feed;a=b", "http://example.org//feed;a=b"),
        ("http://example.org/\r\nX: y", "http://example.org/X:%20y"),
    ],
)
def test_a_url_is_normalised_to_ascii(address: str, url: str) -> None:
    assert parse_fetch_url(address).url == url
