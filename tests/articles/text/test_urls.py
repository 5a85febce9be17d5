"""URLs in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.urls import (
    compute_address_key,
    mask_credentials,
    normalise_url,
    remove_credentials,
)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/news/1",
        "http://example.org/news/1",
        "https://www.example.org/news/1/",
        "https://EXAMPLE.org:443/news/1",
        "https://example.org./news/1",
        "http://example.org:80/news/1#top",
        " https://example.org/news/1?utm_source=x&fbclid=y ",
        "https://example.org/news/1?gclid",
        "https://example.org/news/1?at_medium=rss&xtor=RSS-32",
        "https://example.org/news/1#xtor=RSS-32",
        "https://example.org/news/1#:~:text=ferry",
        "https://example.org/news/1#comments",
        "https://example.org/news/1#comment-17",
        "https://example.org/%6eews/%31",
    ],
)
def test_all_spellings_of_a_url_are_one(url: str) -> None:
    assert normalise_url(url) == "example.org/news/1"


@pytest.mark.parametrize(
    ("url", "normalised"),
    [
        ("https://example.org/a?id=1&utm_id=2&p=3", "example.org/a?id=1&p=3"),
        ("https://example.org/a#block-17", "example.org/a#block-17"),
        ("https://example.org/?p=1", "example.org?p=1"),
        ("https://example.org/#/news/1", "example.org#/news/1"),
        ("https://example.org/a%2fb", "example.org/a%2Fb"),
        ("https://example.org/%c4%b1", "example.org/%C4%B1"),
        ("https://example.org/ı", "example.org/%C4%B1"),
        ("https://example.org:8080/a", "example.org:8080/a"),
        ("https://[broken/a", "https://[broken/a"),
        ("https://example.org:bad/a", "https://example.org:bad/a"),
    ],
)
def test_what_leads_elsewhere_is_kept(url: str, normalised: str) -> None:
    assert normalise_url(url) == normalised


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/A", "https://example.org/a"),
        ("https://example.org/a", "https://example.com/a"),
        ("https://example.org/a", "https://example.org:8080/a"),
        ("https://example.org/?id=1", "https://example.org/?id=2"),
        ("https://example.org/?1234", "https://example.org/?5678"),
        ("https://example.org/?q=%FE", "https://example.org/?q=%FD"),
        ("https://example.org/a#1", "https://example.org/a#2"),
        ("https://[broken/a", "https://[broken/b"),
    ],
)
def test_two_urls_have_two_keys(one: str, other: str) -> None:
    assert compute_address_key(one) != compute_address_key(other)


@pytest.mark.parametrize(
    "url",
    [
        *("", "  ", "example.org/a", "mailto:a@example.org", "https://example.org"),
        *("https://www.example.org/", "https://example.org/#top", "https://example.org/?utm_id=1"),
    ],
)
def test_what_names_no_page_has_no_key(url: str) -> None:
    assert compute_address_key(url) == ""


@given(st.text())
def test_any_text_has_a_key_of_64_digits_or_none(text: str) -> None:
    assert len(compute_address_key(f"https://{text}")) in {0, 64}


@pytest.mark.parametrize(
    ("url", "without"),
    [
        ("https://user:pass@example.org/a@b?c=@d", "https://example.org/a@b?c=@d"),
        ("HTTP://user@example.org", "HTTP://example.org"),
        ("https://a@b:c@example.org:8080/", "https://example.org:8080/"),
        ("//user:pass@example.org/", "//example.org/"),
        ("https:/\\user:pass@example.org/", "https:/\\example.org/"),
        ("https:user:pass@example.org/", "https:example.org/"),
        (" https://user:pass@example.org/", "https://example.org/"),
    ],
)
def test_a_user_name_and_a_password_are_cut_off(url: str, without: str) -> None:
    assert remove_credentials(url) == without
    assert remove_credentials(without) == without


@pytest.mark.parametrize(
    "url",
    [
        *("", "mailto:a@example.org", "https://example.org/@user", "https://example.org?a@b"),
        *("/path@b", "https://example.org/https://a:b@c/", "user@example.org"),
    ],
)
def test_other_urls_keep_their_at_signs(url: str) -> None:
    assert remove_credentials(url) == url


def test_no_message_shows_a_password() -> None:
    text = "“ftp://user:pass@example.org/a” and https://u@[bad, not a@b"
    assert mask_credentials(text) == "“ftp://example.org/a” and https://[bad, not a@b"
