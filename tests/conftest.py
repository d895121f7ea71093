"""Builders that take only what a test is about, and give everything else a sensible value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from articles.models import Article
from comments.delays import CACHE_KEY
from comments.models import Comment, Discussion
from glossary.models import Term
from portal.editorial.models import Category
from tests.mail_server import Box, MailServer

Make = Callable[..., Any]

# A busy machine is no bug in what is tested.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")

BODY = "<h2>Première partie</h2><p>Un texte pour les essais.</p>"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest test begins first, lest one process wait for the other at the end."""
    items.sort(key=lambda item: "test_what_is_not_public_is_found_nowhere" not in item.name)
    asks = asks_sqlite if connection.vendor == "sqlite" else asks_postgresql
    config.hook.pytest_deselected(items=[item for item in items if not asks(item)])
    items[:] = [item for item in items if asks(item)]


def asks_sqlite(item: pytest.Item) -> bool:
    return not item.get_closest_marker("postgresql")


def asks_postgresql(item: pytest.Item) -> bool:
    """What asks no database, which pytest-django sees to, or comes out alike is left to the run on SQLite."""
    if item.get_closest_marker("alike"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("postgresql")
    return bool(marked or fixtures & {"db", "transactional_db"})


@pytest.fixture(scope="session", autouse=True)
def alone_at_the_end(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Before the test database is dropped, end what servers and threads of the tests left connected to it."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture(scope="session", autouse=True)
def emptied_although_append_only(django_db_setup: None) -> Iterator[None]:
    """SQLite empties tables by DELETE, which the trail refuses: between tests its triggers stand aside."""
    if connection.vendor != "sqlite":
        yield
        return
    operations: Any = type(connection.ops)  # of every connection: a browser's event loop has one of its own
    flush = operations.execute_sql_flush

    def without_triggers(self: Any, statements: Any) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE %s",
                ["%append-only%"],
            )
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            flush(self, statements)
            for _, sql in triggers:
                cursor.execute(sql)

    operations.execute_sql_flush = without_triggers
    yield
    operations.execute_sql_flush = flush


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """As on the site, whatever the machine speaks."""
    with translation.override("fr"):
        yield


@pytest.fixture(autouse=True)
def own_cache() -> None:
    """As on a site where nobody has decided much yet, and somebody has looked already."""
    cache.clear()
    cache.set(CACHE_KEY, None)


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def put_live(page: Any, *, at: datetime | None = None) -> Any:
    """Make the present words public without author, sources and reviewer, which most tests are not about."""
    stored = type(page).objects.get(pk=page.pk)
    revision = stored.revision_model().freeze(stored, by=None)
    stored._make_public(revision, at or timezone.now(), None)
    return revision


@pytest.fixture
def make_category(db: None) -> Make:
    def make(name: str = "Traitement", *, language: str = "fr", slug: str = "traitement") -> Category:
        return Category.objects.get_or_create(language=language, slug=slug, defaults={"name": name})[0]

    return make


@pytest.fixture
def make_article(db: None) -> Make:
    """An article, live unless told otherwise. Its number makes titles and addresses different."""
    made = 0

    def make(*, live: bool = True, **fields: Any) -> Article:
        nonlocal made
        made += 1
        standard: dict[str, Any] = {
            "title": f"Article {made}",
            "slug": f"article-{made}",
            "summary": "Un résumé.",
            "body": BODY,
        }
        article = Article.objects.create(**standard | fields)
        if live:
            put_live(article)
        return article

    return make


@pytest.fixture
def make_term(db: None) -> Make:
    """A term, live unless told otherwise."""
    made = 0

    def make(title: str = "", *, live: bool = True, **fields: Any) -> Term:
        nonlocal made
        made += 1
        standard: dict[str, Any] = {
            "title": title or f"Terme {made}",
            "slug": f"terme-{made}",
            "summary": "Une définition.",
        }
        term: Term = Term.objects.create(**standard | fields)
        if live:
            put_live(term)
        return term

    return make


@pytest.fixture
def article(make_article: Make) -> Article:
    made: Article = make_article(title="Comprendre", slug="comprendre")
    return made


@pytest.fixture
def term(make_term: Make) -> Term:
    made: Term = make_term("Antigène", slug="antigene")
    return made


@pytest.fixture
def make_comment(db: None) -> Make:
    """A comment in a discussion, pending unless told otherwise; approved ones are counted."""

    def make(discussion: Discussion, *, status: str = "pending", **fields: Any) -> Comment:
        standard: dict[str, Any] = {"name": "Camomille", "text": "Un commentaire pour les essais."}
        comment = Comment.objects.create(discussion=discussion, **standard | fields)
        if status != "pending":
            comment.decide(Comment.Status(status), by=None, reason=fields.get("reason", "charter"))
        return comment

    return make


@pytest.fixture
def make_user(db: None) -> Make:
    """A member of staff in these groups; `superuser` may do everything."""

    def make(name: str, *groups: str, superuser: bool = False) -> User:
        rights: dict[str, Any] = {"is_staff": True, "is_superuser": superuser}
        user = User.objects.create_user(name, password="pour-les-essais", **rights)
        user.groups.set(Group.objects.filter(name__in=groups))
        return user

    return make


@pytest.fixture
def sign_in(make_user: Make) -> Callable[..., Client]:
    """A client signed in as a member of these groups."""

    def make(*groups: str, superuser: bool = False) -> Client:
        client = Client()
        client.force_login(make_user("-".join(groups) or "admin", *groups, superuser=superuser))
        return client

    return make


@pytest.fixture
def mail_set_up(settings: Any) -> None:
    """A portal that can send mail, with links to its public address."""
    settings.PUBLIC_URL = "https://portail.exemple"


@pytest.fixture
def mail_server(settings: Any, mail_set_up: None) -> Iterator[MailServer]:
    """The mail server that the portal is set up for. It is down until a test starts it."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield server
    server.stop()


@pytest.fixture
def box(mail_server: MailServer) -> Box:
    """What a mail server that works takes in."""
    return mail_server.start()
