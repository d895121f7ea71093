"""Who sends a comment, known only by a keyed hash of the network address, and how often.

The hash of a network changes every SENDER_KEY_DAYS, so that what is stored in one week cannot be laid beside
what is stored in the next. Whoever has the secret key can compute the hashes of an address for earlier weeks:
that is how a sender who comes back is met by a ban, and it can't be done from the database alone.
"""

import hmac
import ipaddress
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest

from comments.limits import BAN_DAYS_MAX, SENDER_KEY_DAYS
from comments.models import Attempt, Ban

logger = logging.getLogger(__name__)
IPV6_PREFIX = 64  # bits: one household or one server
KEEP_SPANS = 2
WHOLE_SITE = "all"  # no hash is that short
PERIOD = SENDER_KEY_DAYS * 24 * 3600  # seconds


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
    return hmac.digest(settings.SECRET_KEY.encode(), message, "sha256").hex()[:32]


def sender_network(request: HttpRequest) -> str:
    return network_of(client_address(request))


def key_of(network: str) -> str:
    return _key_in(_this_period(), network)


def _this_period() -> int:
    return int(time.time()) // PERIOD


def _key_in(period: int, network: str) -> str:
    return keyed_hash("sender", str(period), network)


def banned_until(network: str) -> datetime | None:
    """When the ban of this sender ends; None for everybody else, and while the bans cannot be read."""
    try:
        if not Ban.is_any_active():
            return None
        return Ban.objects.active().of(_keys_of_bans(network)).values_list("ends_at", flat=True).first()
    except DatabaseError as error:
        logger.error("The bans cannot be read: %s", type(error).__name__)
        return None


def _keys_of_bans(network: str) -> list[str]:
    """All under which this sender may have been banned.

    A ban may have been made for the oldest comment whose sender is still known, and for the longest time.
    """
    periods = (settings.RETENTION["sender"] + BAN_DAYS_MAX) // SENDER_KEY_DAYS + 2
    now = _this_period()
    return [_key_in(period, network) for period in range(now - periods, now + 1)]


@dataclass(frozen=True)
class Wait:
    """For how long nothing more is taken, from this sender or from anybody; 0 when it is taken now."""

    seconds: int = 0
    is_of_whole_site: bool = False


def seconds_to_wait(key: str) -> int:
    """Count one attempt of this sender; 0 when it is allowed, else how long until the next is."""
    return _while_counting(lambda: Wait(_counted(key, settings.COMMENT_RATE))).seconds


def wait_to_comment(key: str) -> Wait:
    """Count one attempt of this sender and, if that is allowed, one of the whole site.

    In this order: a flood from one network does not silence everybody else.
    """

    def count() -> Wait:
        if seconds := _counted(key, settings.COMMENT_RATE):
            return Wait(seconds)
        return Wait(_counted(WHOLE_SITE, settings.COMMENT_RATE_TOTAL), is_of_whole_site=True)

    return _while_counting(count)


def _while_counting(count: Callable[[], Wait]) -> Wait:
    """No wait while nothing can be counted: better a flood in the queue than a comment that is lost."""
    try:
        with transaction.atomic():
            return count()
    except DatabaseError as error:
        logger.error("The attempts to comment cannot be counted: %s", type(error).__name__)
        return Wait()


def _counted(key: str, rate: tuple[int, int] | None) -> int:
    if rate is None:
        return 0
    limit, seconds = rate
    now = int(time.time())
    span = now - now % seconds
    count = Attempt.record(key, span)
    if count == 1:
        Attempt.forget_before(span - KEEP_SPANS * seconds)
    return span + seconds - now if count > limit else 0
