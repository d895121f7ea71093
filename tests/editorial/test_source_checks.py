"""What an address answers, what counts as gone, and that nothing of our own network is asked."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from portal.editorial import source_checks
from portal.editorial.models import SourceCheck
from portal.editorial.source_checks import (
    HOPS_MAX,
    Checker,
    NotPublicError,
    Outcome,
    Place,
    public_places,
)
from tests.editorial.link_server import HOST, Handler, Server, only_get

Status = SourceCheck.Status


class TestOneAddress:
    @pytest.mark.parametrize(
        ("answer", "status"),
        [
            (200, Status.OK),
            (204, Status.OK),
            (404, Status.GONE),
            (410, Status.GONE),
            (401, Status.REFUSED),
            (403, Status.REFUSED),
            (429, Status.REFUSED),
            (451, Status.REFUSED),
            (500, Status.UNREACHABLE),
            (503, Status.UNREACHABLE),
        ],
    )
    def test_only_what_the_server_knows_not_to_exist_is_gone(
        self, server: Server, checker: Checker, answer: int, status: Status
    ) -> None:
        server.answers["/a"] = answer
        assert checker.check(f"{HOST}/a") == Outcome(status, answer)

    def test_it_asks_for_the_head_only(self, server: Server, checker: Checker) -> None:
        checker.check(f"{HOST}/é b?c=ï#d")
        assert server.asked == [("HEAD", "source.example", "/%C3%A9%20b?c=%C3%AF")]
        assert server.agents == {"Essai/1.0 (+https://portail.example/)"}

    @pytest.mark.parametrize(
        ("final", "status"), [(200, Status.OK), (404, Status.GONE), (403, Status.REFUSED)]
    )
    def test_a_server_that_dislikes_this_is_asked_for_the_page(
        self, server: Server, checker: Checker, final: int, status: Status
    ) -> None:
        server.answers["/a"] = only_get(final)
        assert checker.check(f"{HOST}/a") == Outcome(status, final)
        assert [method for method, *_ in server.asked] == ["HEAD", "GET"]

    def test_a_server_that_is_asked_too_much_is_not_asked_again(
        self, server: Server, checker: Checker
    ) -> None:
        server.answers["/a"] = 429
        checker.check(f"{HOST}/a")
        assert len(server.asked) == 1

    def test_what_moved_for_good_is_told_with_its_new_address(self, server: Server, checker: Checker) -> None:
        server.answers |= {"/a": (301, "/b"), "/b": (308, "http://other.example/c#x"), "/c": (302, "/d")}
        assert checker.check(f"{HOST}/a") == Outcome(Status.MOVED, 200, "http://other.example/c")
        assert [host for _, host, _ in server.asked][-1] == "other.example"

    def test_a_passing_redirect_is_none(self, server: Server, checker: Checker) -> None:
        server.answers |= {"/a": (302, "/b"), "/b": (301, "/c")}
        assert checker.check(f"{HOST}/a") == Outcome(Status.OK, 200)

    def test_what_moved_to_nowhere_is_gone(self, server: Server, checker: Checker) -> None:
        server.answers |= {"/a": (301, "/b"), "/b": 404}
        assert checker.check(f"{HOST}/a") == Outcome(Status.GONE, 404)

    @pytest.mark.parametrize(
        ("hops", "status"), [(HOPS_MAX, Status.MOVED), (HOPS_MAX + 1, Status.UNREACHABLE)]
    )
    def test_redirects_are_followed_for_a_while(
        self, server: Server, checker: Checker, hops: int, status: Status
    ) -> None:
        server.answers |= {f"/{hop}": (301, f"/{hop + 1}") for hop in range(hops)}
        assert checker.check(f"{HOST}/0").status == status
        assert len(server.asked) == HOPS_MAX + 1

    def test_a_registered_doi_is_not_followed_to_its_publisher(self, server: Server) -> None:
        places: list[tuple[str, int]] = []

        def locate(host: str, port: int) -> list[Place]:
            places.append((host, port))
            raise OSError

        assert Checker(pause=0, locate=locate).check("https://doi.org/10.1/x").status == Status.UNREACHABLE
        assert places == [("doi.org", 443)]

    @pytest.mark.parametrize(
        "answer",
        [
            lambda handler: handler.wfile.write(b"not http\r\n\r\n") and None,
            lambda handler: handler.connection.shutdown(socket.SHUT_RDWR),
        ],
    )
    def test_a_server_that_talks_nonsense_is_unreachable(
        self, server: Server, checker: Checker, answer: Callable[[Handler], None]
    ) -> None:
        server.answers["/a"] = answer
        assert checker.check(f"{HOST}/a") == Outcome(Status.UNREACHABLE)

    def test_a_server_that_dribbles_is_left(self, server: Server, checker: Checker, monkeypatch: Any) -> None:
        def dribble(handler: Handler) -> None:
            try:
                for _ in range(100):
                    handler.wfile.write(b"H")
                    time.sleep(0.05)
            except OSError:
                return

        monkeypatch.setattr(source_checks, "TIMEOUT", 0.4)
        server.answers["/a"] = dribble
        started = time.monotonic()
        assert checker.check(f"{HOST}/a") == Outcome(Status.UNREACHABLE)
        assert time.monotonic() - started < 2

    def test_a_closed_port_is_unreachable_and_a_second_place_is_tried(self, server: Server) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            closed = ("127.0.0.1", unused.getsockname()[1])
        assert Checker(locate=lambda *_: [closed]).check(f"{HOST}/a").status == Status.UNREACHABLE
        both = Checker(locate=lambda *_: [closed, ("127.0.0.1", server.server_port)])
        assert both.check(f"{HOST}/a").status == Status.OK

    def test_it_waits_between_two_requests_to_one_host(self, server: Server, monkeypatch: Any) -> None:
        slept: list[float] = []
        monkeypatch.setattr(time, "sleep", slept.append)
        checker = Checker(pause=2, locate=server.locate)
        for url in (f"{HOST}/a", "http://other.example/a", f"{HOST}/b"):
            checker.check(url)
        assert len(slept) == 1
        assert 1 < slept[0] <= 2


class TestOurOwnNetwork:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "fec0::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001:db8::1",
            "192.0.2.1",
            "198.18.0.1",
            "::7f00:1",
        ],
    )
    def test_no_address_that_is_not_public_is_asked(self, address: str, monkeypatch: Any) -> None:
        self.answer_with(monkeypatch, address)
        with pytest.raises(NotPublicError):
            public_places("source.example", 443)

    def test_a_public_address_may_be_asked(self, monkeypatch: Any) -> None:
        self.answer_with(monkeypatch, "93.184.215.14", "2606:2800:21f::1")
        assert public_places("a.example", 80) == [("93.184.215.14", 80), ("2606:2800:21f::1", 80)]

    def test_one_private_address_among_others_is_enough(self, monkeypatch: Any) -> None:
        self.answer_with(monkeypatch, "93.184.215.14", "10.0.0.1")
        with pytest.raises(NotPublicError):
            public_places("source.example", 80)

    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/",
            "http://localhost/",
            "http://[::1]/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://source.example@127.0.0.1/",
            "file:///etc/passwd",
            "http://a:b@source.example/",
            "ftp://source.example/",
            "gopher://source.example/",
            "http://",
            "http://93.184.215.14:22/",
            f"http://source.example/{'a' * 2000}",
        ],
    )
    def test_such_an_address_is_refused(self, url: str, server: Server, checker: Checker) -> None:
        assert checker.check(url) == Outcome(Status.REFUSED)
        assert server.asked == []

    @pytest.mark.parametrize("target", ["http://127.0.0.1/", "http://169.254.169.254/", "file:///etc/passwd"])
    def test_a_redirect_there_is_not_followed(self, target: str, server: Server, checker: Checker) -> None:
        server.answers["/a"] = (302, target)
        assert checker.check(f"{HOST}/a") == Outcome(Status.REFUSED)
        assert len(server.asked) == 1

    @pytest.mark.parametrize("url", ["http://[::1", "http://source.example:99999/", "http://a..example/"])
    def test_what_is_no_address_is_unreachable(self, url: str) -> None:
        assert Checker().check(url) == Outcome(Status.UNREACHABLE)

    def test_the_connection_goes_to_the_address_that_was_looked_at(self, server: Server) -> None:
        looked: list[str] = []

        def locate(host: str, port: int) -> list[Place]:
            looked.append(host)
            return [("127.0.0.1", server.server_port)]

        assert Checker(locate=locate).check("http://rebinding.invalid/a").status == Status.OK
        assert looked == ["rebinding.invalid"]

    def answer_with(self, monkeypatch: Any, *addresses: str) -> None:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
