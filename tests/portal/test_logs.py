"""The log tells where something went wrong, and holds no word of a commenter and no private address."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from articles.models import Article
from portal.logs import Discreet
from tests.comments.conftest import address, fields
from tests.conftest import Make

NAME, EMAIL, TEXT = "Zygomatique", "zygomatique@exemple.fr", "Je vais mal et je ne dors plus."
SAID = f"Failing row contains (1, {NAME}, {EMAIL}, {TEXT})."


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the handler of the settings writes, in their format."""
    handler: Any = logging.getLogger("django").handlers[0]
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@contextmanager
def refusing_comments() -> Iterator[None]:
    """The database refuses each comment and repeats its words, as PostgreSQL does of its own accord."""
    if connection.vendor == "postgresql":
        refuse = f"ALTER TABLE comments_comment ADD CONSTRAINT refused CHECK (name <> '{NAME}') NOT VALID"
        forgive = "ALTER TABLE comments_comment DROP CONSTRAINT refused"
    else:
        refuse = (
            "CREATE TRIGGER refused BEFORE INSERT ON comments_comment"
            f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )
        forgive = "DROP TRIGGER refused"
    with connection.cursor() as cursor:
        cursor.execute(refuse)
    yield
    with connection.cursor() as cursor:
        cursor.execute(forgive)


@pytest.mark.django_db(transaction=True)
def test_what_the_database_repeats_of_a_refused_comment_stays_out_of_the_log(
    article: Article, log: io.StringIO
) -> None:
    client = Client(raise_request_exception=False)
    with refusing_comments():
        answer = client.post(address(article), fields(name=NAME, email=EMAIL, text=TEXT))
    assert answer.status_code == 500
    for word in (NAME, EMAIL, "je ne dors plus", "Failing row"):
        assert word not in log.getvalue(), word
    assert "IntegrityError" in log.getvalue()
    assert 'posting.py", line' in log.getvalue()


@pytest.mark.django_db
def test_no_private_address_is_in_the_log(
    client: Client, article: Article, make_comment: Make, log: io.StringIO
) -> None:
    comment = make_comment(article.discussion)
    assert client.post(comment.get_receipt_url(), {"name": "", "text": ""}).status_code == 422
    assert client.get("/fr/discussions/recu/" + comment.token[::-1] + "/").status_code == 404
    assert comment.token not in log.getvalue()
    assert comment.token[::-1] not in log.getvalue()
    assert log.getvalue().count("/fr/discussions/recu/…/") == 2


def test_an_error_is_told_with_what_led_to_it_and_none_of_their_messages() -> None:
    try:
        try:
            raise ValueError(TEXT)
        except ValueError as error:
            raise KeyError(EMAIL) from error
    except KeyError as error:
        record = logging.LogRecord("essai", logging.ERROR, "", 0, "Un essai", (), (KeyError, error, None))
    lines = Discreet("%(message)s").format(record).splitlines()
    assert lines[0] == "Un essai"
    assert [line for line in lines if not line.startswith(" ")][1:] == [
        "Traceback (most recent call last):", "builtins.ValueError", "Then:",
        "Traceback (most recent call last):", "builtins.KeyError",
    ]  # fmt: skip
    assert any("test_logs.py" in line for line in lines)
    assert TEXT not in str(lines)
    assert EMAIL not in str(lines)
