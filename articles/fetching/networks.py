"""Which IP addresses belong to hosts of the public internet."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

# From IANA's registries of special-purpose addresses, those that are no public host. They are
# written out because Python's is_global differs between its versions.
_SPECIAL: Final = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24"),
        *("192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
_GLOBAL: Final = IPv6Network("2000::/3")
# Within it: Teredo and other tunnels, documentation, and 6to4.
_SPECIAL_6: Final = tuple(
    IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
# IPv4 addresses within IPv6: mapped (RFC 4291), and translated (RFC 6052).
_EMBEDDED: Final = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether the address is a public host's; an embedded IPv4 address decides."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL)
    if any(address in network for network in _EMBEDDED):
        return is_public(IPv4Address(address.packed[-4:]))
    return address in _GLOBAL and not any(address in network for network in _SPECIAL_6)
