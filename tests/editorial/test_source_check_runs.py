"""Which sources are checked, when, and what their rows say."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.editorial.management.commands.check_sources import Command
from portal.editorial.models import SourceCheck
from portal.editorial.models.checks import key_of
from portal.editorial.source_checks import (
    OFFLINE_HOSTS,
    Checker,
    Outcome,
    Run,
    agent,
    dead_sources,
)
from portal.editorial.source_uses import doi_url, uses_of_sources
from tests.conftest import Make, put_live
from tests.editorial.link_server import HOST, Server

Status = SourceCheck.Status


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
