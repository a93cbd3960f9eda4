"""Which address a request comes from, as far as it can be believed."""

import ipaddress

from django.http import HttpRequest

IPV6_PREFIX = 64
UNKNOWN = "unknown"
# Loopback, RFC 1918 and RFC 4193: where a front door of ours may sit.
OURS = [
    ipaddress.ip_network(each)
    for each in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
    )
]


def client_address(request: HttpRequest) -> str:
    """Return the visitor's address; of an IPv6 address its /64, which is one customer.

    X-Forwarded-For is believed only where the peer is our own front door: a loopback or
    private address. It is read from the right, past further proxies of ours, because
    everything to the left of the first foreign address may be the visitor's invention.
    """
    peer = _parsed(request.META.get("REMOTE_ADDR", ""))
    if peer is None or not _is_ours(peer):
        return _named(peer)
    chain = [_parsed(each) for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    known = [each for each in chain if each is not None]
    if not known or chain[-1] is None:
        return _named(peer)
    foreign = next((each for each in reversed(known) if not _is_ours(each)), None)
    return _named(foreign or known[-1])


Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _parsed(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _is_ours(address: Address) -> bool:
    return any(address in network for network in OURS)


def _named(address: Address | None) -> str:
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False).network_address)
    return str(address) if address else UNKNOWN
