"""Which IP addresses are the public internet's."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.fetching.networks import is_public

INNER = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
]
INNER_6 = ["::/96", "100::/64", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"]
IN_BOOKS = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"]
INNER_V4 = st.sampled_from(INNER + IN_BOOKS).flatmap(
    lambda network: st.ip_addresses(v=4, network=network)
)


@pytest.mark.parametrize(
    "address",
    [
        *("1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.0", "100.128.0.0"),
        *("2606:4700:4700::1111", "2a00:1450:4001:82a::200e", "::ffff:8.8.8.8"),
        *("64:ff9b::808:808", "223.255.255.255", "2001:200::1"),
    ],
)
def test_a_public_host_is_public(address: str) -> None:
    assert is_public(ip_address(address)) is True


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.1", "127.0.0.1", "169.254.169.254", "100.100.100.200", "255.255.255.255"),
        *("::", "::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1"),
        *("2002:7f00:1::", "2001:0:7f00:1::1", "fe80::1", "fec0::1", "fd00:ec2::254", "ff02::1"),
        *("2001:db8::1", "3fff::1", "::ffff:0:10.0.0.1", "5f00::1"),
    ],
)
def test_no_other_article_is_exported(address: str) -> None:
    assert is_public(ip_address(address)) is False


@given(INNER_V4)
def test_no_embedding_makes_a_private_address_public(inner: IPv4Address) -> None:
    assert is_public(inner) is False
    for prefix in ("::", "::ffff:0:0", "64:ff9b::", "::ffff:0:0:0"):
        assert is_public(IPv6Address(int(IPv6Address(prefix)) + int(inner))) is False


@given(st.sampled_from(INNER_6).flatmap(lambda network: st.ip_addresses(v=6, network=network)))
def test_no_private_ipv6_address_is_public(inner: IPv6Address) -> None:
    assert is_public(inner) is False


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(address: IPv4Address | IPv6Address) -> None:
    plain = address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
    is_dressed = address.version == 6 and address in ip_network("64:ff9b::/96")
    is_inner = (
        *(plain.is_private, plain.is_loopback, plain.is_link_local, plain.is_multicast),
        *(plain.is_reserved, plain.is_unspecified),
    )
    if any(is_inner) and not is_dressed:
        assert is_public(address) is False
