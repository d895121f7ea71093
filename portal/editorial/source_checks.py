"""Whether the web addresses that live pages name still answer: asked politely, never inside our network.

Every hop of a redirect is looked up, its address has to be public, and the connection goes to the very
address that was looked at. Nothing of an answer but its head is read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import zip_longest
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import iri_to_uri, punycode

from portal.editorial.models import SourceCheck
from portal.editorial.models.checks import DEAD_AFTER_DAYS, SourceCheckQuerySet, key_of
from portal.editorial.site import Site
from portal.editorial.source_uses import DOI, Uses
from portal.search.text import fold

TIMEOUT = 10  # seconds for one request, from the first byte sent to the end of the head
HOPS_MAX = 5
PLACES_MAX = 3  # addresses of one host that are tried
URL_MAX = 2000  # characters
PAUSE = 2.0  # seconds between two requests to one host
OFFLINE_HOSTS = 3  # so many that are all silent in one run say nothing about themselves
EVERY = timedelta(days=6)  # a weekly run checks all
PORTS = {"http": 80, "https": 443}
MOVED_FOR_GOOD = {301, 308}
REDIRECTS = {301, 302, 303, 307, 308}
GONE = {404, 410}
TOO_MANY = 429  # and one more would be worse

_NAT64 = ipaddress.ip_network("64:ff9b::/32")

Status = SourceCheck.Status
Place = tuple[str, int]  # an IP address and a port
Locate = Callable[[str, int], list[Place]]


class NotPublicError(Exception):
    """The address is none that the public can reach, or none that may be asked."""


@dataclass(frozen=True, slots=True)
class Outcome:
    status: SourceCheck.Status
    http_status: int | None = None
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    location: str


def public_places(host: str, port: int) -> list[Place]:
    """Where the host is. Raises NotPublicError unless all of that is public; OSError if it is nowhere."""
    if port not in PORTS.values():
        raise NotPublicError
    addresses = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(_is_public(address) for address in addresses):
        raise NotPublicError
    return [(address, port) for address in addresses]


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        # Ways to write an IPv4 address in IPv6, which a gateway may follow.
        if address in _NAT64 or address.ipv4_mapped or address.sixtofour or address.teredo:
            return False
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


class _Connection(http.client.HTTPConnection):
    """A connection for one request, to addresses already looked at, that can't outlast TIMEOUT."""

    def __init__(self, scheme: str, host: str, port: int, places: list[Place]) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.default_port = PORTS[scheme]
        self.is_secure, self.places = scheme == "https", places
        self.watch = threading.Timer(TIMEOUT, self.cut_off)
        self.watch.daemon = True

    def connect(self) -> None:
        self.sock = self._first_to_answer()
        self.watch.start()
        if self.is_secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def _first_to_answer(self) -> socket.socket:
        *others, last = self.places[:PLACES_MAX]
        for place in others:
            try:
                return socket.create_connection(place, TIMEOUT)
            except OSError:  # as where IPv6 has an address and no way there
                continue
        return socket.create_connection(last, TIMEOUT)

    def cut_off(self) -> None:
        """End whatever waits for the server, which might send a byte now and then for ever."""
        if self.sock is not None:
            try:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            except OSError:
                return

    def close(self) -> None:
        self.watch.cancel()
        super().close()


@dataclass
class Checker:
    """Asks one address after the other. `locate` is there for tests, which ask a server of their own."""

    pause: float = PAUSE
    locate: Locate = public_places
    agent: str = ""
    last: dict[str, float] = field(default_factory=dict)  # when each host was asked

    def check(self, url: str, *, method: str = "HEAD") -> Outcome:
        try:
            return self._followed(url, method)
        except NotPublicError:
            return Outcome(Status.REFUSED)
        except (OSError, http.client.HTTPException, ValueError):
            return Outcome(Status.UNREACHABLE)

    def _followed(self, url: str, method: str) -> Outcome:
        here, moved_to, is_for_good = url, "", True
        for _hop in range(HOPS_MAX + 1):
            answer = self._asked(here, method)
            if answer.status not in REDIRECTS or not answer.location:
                return _judged(answer.status, moved_to)
            if url.startswith(DOI):
                return Outcome(Status.OK, answer.status)  # registered: publishers turn machines away
            here = urldefrag(urljoin(here, answer.location)).url
            is_for_good = is_for_good and answer.status in MOVED_FOR_GOOD
            moved_to = here if is_for_good else moved_to
        return Outcome(Status.UNREACHABLE, answer.status)

    def _asked(self, url: str, method: str) -> _Answer:
        """The answer to HEAD, or to GET from a server that doesn't like HEAD."""
        answer = self._request(method, url)
        is_final = answer.status < 400 or answer.status == TOO_MANY or method == "GET"
        return answer if is_final else self._request("GET", url)

    def _request(self, method: str, url: str) -> _Answer:
        parts = urlsplit(url)
        if (
            parts.scheme not in PORTS
            or not parts.hostname
            or parts.username is not None
            or len(url) > URL_MAX
        ):
            raise NotPublicError
        host, port = punycode(parts.hostname), parts.port or PORTS[parts.scheme]
        self._wait_for(host)
        target = iri_to_uri(urlunsplit(("", "", parts.path or "/", parts.query, "")))
        with closing(_Connection(parts.scheme, host, port, self.locate(host, port))) as connection:
            connection.request(method, target, headers={"User-Agent": self.agent, "Accept": "*/*"})
            response = connection.getresponse()
            location = (
                response.headers.get("Location", "").encode("latin-1", "ignore").decode(errors="replace")
            )
            return _Answer(response.status, location.strip())

    def _wait_for(self, host: str) -> None:
        if host in self.last:
            time.sleep(max(0.0, self.last[host] + self.pause - time.monotonic()))
        self.last[host] = time.monotonic()


def _judged(status: int, moved_to: str) -> Outcome:
    if status < 400:
        return Outcome(Status.MOVED if moved_to else Status.OK, status, moved_to)
    if status in GONE:
        return Outcome(Status.GONE, status)
    return Outcome(Status.UNREACHABLE if status >= 500 else Status.REFUSED, status)


def agent() -> str:
    """How we introduce ourselves: the name of the site and where it is."""
    name = fold(Site(settings.LANGUAGE_CODE).name).encode("ascii", "ignore").decode()
    name = "".join(character for character in name if character not in "();\\").title()
    where = f"; +{settings.PUBLIC_URL}/" if settings.PUBLIC_URL else ""
    return f"PortalSourceCheck/1.0 ({name}{where})"


@dataclass
class Run:
    """One run over the addresses of live pages; `counts`, `left` and `is_offline` tell how it went."""

    checker: Checker
    every: timedelta = EVERY
    failing_every: timedelta = timedelta(days=DEAD_AFTER_DAYS)
    is_full: bool = False  # also what was checked a short while ago
    seconds: float | None = None  # for the whole run; None is without end
    counts: Counter[str] = field(default_factory=Counter)
    left: int = 0
    is_offline: bool = False

    def over(self, uses: Uses) -> Iterator[SourceCheck]:
        """Check what is due, once more at the end what could not be reached; yield each result."""
        started = time.monotonic()
        forget_all_but(uses)
        again: list[tuple[str, Outcome]] = []
        due = self._due(uses)
        for done, url in enumerate(due):
            if self._is_over(started):
                self.left = len(due) - done
                break
            outcome = self.checker.check(url)
            if outcome.status == Status.UNREACHABLE:
                again.append((url, outcome))
            else:
                yield self._kept(url, outcome)
        yield from self._once_more(again, started)

    def _once_more(self, failed: list[tuple[str, Outcome]], started: float) -> Iterator[SourceCheck]:
        """Nothing is kept when none of several hosts answered at all: our own connection is to blame then."""
        second = [
            (url, first if self._is_over(started) else self.checker.check(url, method="GET"))
            for url, first in failed
        ]
        has_answer = bool(self.counts) or any(outcome.http_status for _, outcome in second)
        self.is_offline = not has_answer and len({_host(url) for url, _ in second}) >= OFFLINE_HOSTS
        if not self.is_offline:
            for url, outcome in second:
                yield self._kept(url, outcome)

    def _due(self, uses: Uses) -> list[str]:
        """The addresses to check, those never checked first, no two of one host in a row if that can be."""
        now = timezone.now()
        known = dict(SourceCheck.objects.values_list("key", "checked_at"))
        checks = SourceCheck.objects.due(now, every=self.every, failing_every=self.failing_every)
        due = set(checks.values_list("key", flat=True))
        wanted = [url for url in uses if self.is_full or key_of(url) in due or key_of(url) not in known]
        wanted.sort(key=lambda url: (known[when].timestamp() if (when := key_of(url)) in known else 0.0, url))
        return list(_in_turn(wanted))

    def _is_over(self, started: float) -> bool:
        return self.seconds is not None and time.monotonic() - started >= self.seconds

    def _kept(self, url: str, outcome: Outcome) -> SourceCheck:
        self.counts[outcome.status] += 1
        return SourceCheck.record(url, outcome, timezone.now())


def _in_turn(urls: Iterable[str]) -> Iterator[str]:
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[_host(url)].append(url)
    return (url for turn in zip_longest(*by_host.values()) for url in turn if url is not None)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def forget_all_but(uses: Iterable[str]) -> None:
    kept = {key_of(url) for url in uses}
    stale: list[Any] = [key for key in SourceCheck.objects.values_list("key", flat=True) if key not in kept]
    for start in range(0, len(stale), 500):
        SourceCheck.objects.filter(key__in=stale[start : start + 500]).delete()


def dead_sources(days: float = DEAD_AFTER_DAYS) -> SourceCheckQuerySet:
    """Addresses of live pages that failed in two runs, at least so many days apart; for the editors' desk."""
    return SourceCheck.objects.dead(days).order_by("failing_since", "url")
