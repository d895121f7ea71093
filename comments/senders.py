"""Who sends a comment, known only by a keyed hash of the network address, and how often."""

import hashlib
import hmac
import ipaddress
import time

from django.conf import settings
from django.http import HttpRequest

from comments.models import Attempt

IPV6_PREFIX = 64  # bits: one household or one server
KEEP_SPANS = 2


def client_address(request: HttpRequest) -> str:
    """The address of the client; X-Forwarded-For is read only behind a trusted proxy, from its end."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    while _is_trusted(address) and forwarded and forwarded[-1].strip():
        address = forwarded.pop().strip()
    return address


def _is_trusted(address: str) -> bool:
    parsed = _parsed(address)
    networks = map(ipaddress.ip_network, settings.TRUSTED_PROXIES)
    return parsed is not None and any(parsed in network for network in networks)


def network_of(address: str) -> str:
    """What counts as one sender: an IPv4 address, or the /64 of an IPv6 one."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False))
    return str(parsed or address)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """None for what is no address. A server that listens on IPv6 writes IPv4 ones as ::ffff:192.0.2.1."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def keyed_hash(purpose: str, *parts: str) -> str:
    """A hash that nobody without the secret key can compute; 32 hexadecimal digits."""
    message = "\0".join((purpose, *parts)).encode("utf-8", "surrogatepass")
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()[:32]


def sender_key(request: HttpRequest) -> str:
    return keyed_hash("sender", network_of(client_address(request)))


def seconds_to_wait(key: str) -> int:
    """Count one attempt of this sender; 0 when it is allowed, else how long until the next is."""
    if settings.COMMENT_RATE is None:
        return 0
    limit, seconds = settings.COMMENT_RATE
    now = int(time.time())
    span = now - now % seconds
    count = Attempt.record(key, span)
    if count == 1:
        Attempt.forget_before(span - KEEP_SPANS * seconds)
    return span + seconds - now if count > limit else 0
