"""Sources are asked politely whether they still answer, never inside our network, and reported by page."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.editorial import source_checks
from portal.editorial.management.commands.check_sources import Command
from portal.editorial.models import SourceCheck
from portal.editorial.models.checks import key_of
from portal.editorial.source_checks import (
    HOPS_MAX,
    OFFLINE_HOSTS,
    Checker,
    NotPublicError,
    Outcome,
    Place,
    Run,
    agent,
    dead_sources,
    public_places,
)
from portal.editorial.source_uses import doi_url, uses_of_sources
from tests.conftest import Make, put_live

Status = SourceCheck.Status
HOST = "http://source.example"


class Server(ThreadingHTTPServer):
    """Answers by path; remembers what it was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str, str]] = []  # method, host and path
        self.agents: set[str] = set()
        self.answers: dict[str, Any] = {}

    def locate(self, host: str, port: int) -> list[Place]:
        """The hosts of these tests are here; for any other the real look-up is asked."""
        return [("127.0.0.1", self.server_port)] if host.endswith(".example") else public_places(host, port)


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.server.asked.append((self.command, self.headers["Host"], self.path))
        self.server.agents.add(self.headers["User-Agent"])
        answer = self.server.answers.get(self.path, 200)
        if callable(answer):
            answer = answer(self)
        if answer is None:
            return
        status, location = answer if isinstance(answer, tuple) else (answer, "")
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def checker(server: Server) -> Checker:
    return Checker(pause=0, locate=server.locate, agent="Essai/1.0 (+https://portail.example/)")


def only_get(status: int) -> Callable[[Handler], int]:
    return lambda handler: status if handler.command == "GET" else 405


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


@pytest.mark.django_db
class TestWhatIsChecked:
    def test_sources_dois_and_outside_links_of_live_texts(self, make_article: Make, settings: Any) -> None:
        settings.PUBLIC_URL = "https://portail.example"
        article = make_article(title="A", live=False)
        article.body = (
            '<p><a href="https://b.example/?x=1&amp;y=2#z">lien</a> <a href="/fr/">x</a>'
            '<a href="mailto:a@b.fr">y</a><a href="https://portail.example/fr/">z</a>'
            '<a href="page:article-1">w</a></p>'
        )
        article.save()
        article.sources.create(title="S", url="http://a.example/#top", doi="doi:10.1000/182<3>&")
        put_live(article)
        make_article(live=False, body='<p><a href="https://draft.example/">x</a></p>')
        uses = uses_of_sources()
        assert set(uses) == {
            "https://b.example/?x=1&y=2",
            "http://a.example/",
            "https://doi.org/10.1000/182%3C3%3E%26",
        }
        (use,) = uses["https://b.example/?x=1&y=2"]
        assert (use.words, str(use.page)) == ("lien", "A (article, fr)")
        assert use.page.edit_url == f"/admin/articles/article/{article.pk}/change/"

    @pytest.mark.parametrize(
        ("doi", "url"),
        [
            ("10.1056/NEJMoa1003466", "https://doi.org/10.1056/NEJMoa1003466"),
            ("https://doi.org/10.1/a", "https://doi.org/10.1/a"),
            ("HTTP://DX.DOI.ORG/10.1/a", "https://doi.org/10.1/a"),
            ("doi: 10.1/a", "https://doi.org/10.1/a"),
            ("", ""),
        ],
    )
    def test_a_doi_may_be_written_in_several_ways(self, doi: str, url: str) -> None:
        assert doi_url(doi) == url

    def test_it_costs_a_query_for_each_kind(
        self, make_article: Make, make_term: Make, django_assert_num_queries: Any
    ) -> None:
        for number in range(50):
            (make_article if number % 2 else make_term)(body=f'<p><a href="{HOST}/{number}">x</a></p>')
        with django_assert_num_queries(2):
            assert len(uses_of_sources()) == 50

    def test_we_say_who_asks(self, settings: Any) -> None:
        settings.PUBLIC_URL = "https://portail.example"
        name = agent()
        assert name.isascii()
        assert name.endswith("; +https://portail.example/)")


@pytest.fixture
def check(server: Server, monkeypatch: Any) -> Callable[..., str]:
    """Run the command against the server of the test; return what it says."""

    def run(*options: str) -> str:
        out = StringIO()
        call_command("check_sources", *options, stdout=out)
        return out.getvalue()

    found = Checker(pause=0, locate=server.locate)
    monkeypatch.setattr(Command, "checker", lambda self, pause: found)
    return run


def naming(make: Make, *paths: str, **fields: Any) -> Any:
    return make(body="".join(f'<p><a href="{HOST}{path}">lien {path}</a></p>' for path in paths), **fields)


@pytest.mark.django_db
class TestRuns:
    def test_each_page_is_told_what_is_wrong_with_its_sources(
        self, server: Server, check: Callable[..., str], make_article: Make, make_term: Make
    ) -> None:
        server.answers |= {"/gone": 404, "/old": (301, "/new"), "/shy": 403}
        page = naming(make_article, "/fine", "/gone", "/old", title="Une page")
        naming(make_term, "/gone", "/shy", title="Un mot")
        report = check()
        first, second = report.split("\n\n")[1:3] if report.startswith("\n\n") else report.split("\n\n")[:2]
        assert "Un mot (term, fr)" in first
        assert "lien /shy" in first
        assert f"Une page (article, fr) /admin/articles/article/{page.pk}/change/" in second
        assert f"now at {HOST}/new" in second
        assert "/fine" not in report
        assert "4 addresses; checked now: 1 gone, 1 moved, 1 ok, 1 refused." in report
        assert "DEAD" not in report

    def test_an_address_is_asked_once_however_many_pages_name_it(
        self, server: Server, check: Callable[..., str], make_article: Make
    ) -> None:
        for _ in range(3):
            naming(make_article, "/a")
        check()
        assert len(server.asked) == 1

    def test_what_was_checked_within_six_days_is_left_alone(
        self, server: Server, check: Callable[..., str], make_article: Make
    ) -> None:
        naming(make_article, "/a")
        start = timezone.now()
        for days, asked in [(0, 1), (5.9, 1), (6.1, 2), (6.2, 2)]:
            with time_machine.travel(start + timedelta(days=days), tick=False):
                check()
            assert len(server.asked) == asked, days
        check("--all")
        assert len(server.asked) == 3

    def test_a_source_is_dead_after_two_failures_a_day_apart(
        self, server: Server, check: Callable[..., str], make_article: Make
    ) -> None:
        server.answers["/a"] = 404
        naming(make_article, "/a")
        start = timezone.now()
        for hours, number in [(0, 0), (23, 0), (25, 1)]:
            with time_machine.travel(start + timedelta(hours=hours), tick=False):
                report = check("--all")
                assert dead_sources().count() == number, hours
                assert ("DEAD" in report) == bool(number)
        assert dead_sources(days=2).count() == 0
        server.answers["/a"] = 200
        check("--all")
        assert dead_sources().count() == 0
        assert SourceCheck.objects.get().failing_since is None

    def test_a_failing_source_is_looked_at_again_after_a_day(
        self, server: Server, check: Callable[..., str], make_article: Make
    ) -> None:
        server.answers["/a"] = 404
        naming(make_article, "/a")
        start = timezone.now()
        for hours, asked in [(0, 2), (23, 2), (25, 4)]:  # each time by HEAD and by GET
            with time_machine.travel(start + timedelta(hours=hours), tick=False):
                check()
            assert len(server.asked) == asked

    def test_one_that_refuses_machines_is_never_dead(
        self, server: Server, check: Callable[..., str], make_article: Make
    ) -> None:
        server.answers["/a"] = 403
        naming(make_article, "/a")
        start = timezone.now()
        for days in (0, 7, 14):
            with time_machine.travel(start + timedelta(days=days), tick=False):
                check()
        assert SourceCheck.objects.get().status == Status.REFUSED
        assert dead_sources().count() == 0

    def test_what_could_not_be_reached_is_tried_once_more_at_the_end(
        self, server: Server, checker: Checker, make_article: Make
    ) -> None:
        answers = [503, 503, 200]
        server.answers["/a"] = lambda handler: answers.pop(0)
        naming(make_article, "/a", "/b")
        run = Run(checker)
        assert [(one.url, one.status) for one in run.over(uses_of_sources())] == [
            (f"{HOST}/b", "ok"),
            (f"{HOST}/a", "ok"),
        ]
        assert [path for _, _, path in server.asked] == ["/a", "/a", "/b", "/a"]

    @pytest.mark.parametrize(("hosts", "is_kept"), [(OFFLINE_HOSTS - 1, True), (OFFLINE_HOSTS, False)])
    def test_when_our_own_connection_is_down_no_source_is_blamed(
        self, server: Server, check: Callable[..., str], make_article: Make, hosts: int, is_kept: bool
    ) -> None:
        server.answers["/"] = lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)
        make_article(body="".join(f'<p><a href="http://{n}.example/">x</a></p>' for n in range(hosts)))
        check()
        assert SourceCheck.objects.count() == (hosts if is_kept else 0)

    def test_a_run_ends_in_time_and_the_next_goes_on(
        self, server: Server, check: Callable[..., str], make_article: Make
    ) -> None:
        naming(make_article, "/a", "/b")
        assert "2 left for the next run" in check("--time-limit", "0")
        assert server.asked == []
        check()
        assert len(server.asked) == 2

    def test_hosts_take_turns(self, server: Server, check: Callable[..., str], make_article: Make) -> None:
        urls = ["http://a.example/1", "http://a.example/2", "http://b.example/1", "http://b.example/2"]
        make_article(body="".join(f'<p><a href="{url}">x</a></p>' for url in urls))
        check()
        hosts = [host for _, host, _ in server.asked]
        assert hosts == ["a.example", "b.example", "a.example", "b.example"]

    def test_what_no_page_names_any_more_is_forgotten(
        self, server: Server, check: Callable[..., str], make_article: Make
    ) -> None:
        article = naming(make_article, "/a")
        check()
        article.withdraw(by=None)
        assert "0 addresses" in check()
        assert SourceCheck.objects.count() == 0

    @pytest.mark.parametrize("option", ["--pause=-1", "--time-limit=nan", "--days=x"])
    def test_a_senseless_number_is_refused(self, option: str) -> None:
        with pytest.raises(CommandError):
            call_command("check_sources", option)


@pytest.mark.django_db
class TestTheRow:
    @pytest.mark.parametrize(
        "fields",
        [{"status": "fine"}, {"status": "ok", "failing_since": timezone.now()}, {"status": "gone"}],
    )
    def test_the_database_refuses_what_makes_no_sense(self, fields: dict[str, Any]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            SourceCheck.objects.create(key="x", url=HOST, checked_at=timezone.now(), **fields)

    def test_a_long_address_has_one_row(self) -> None:
        url = f"{HOST}/{'a' * 1500}"
        for status in (Status.OK, Status.GONE):
            SourceCheck.record(url, Outcome(status), timezone.now())
        assert SourceCheck.objects.get(key=key_of(url)).status == Status.GONE
