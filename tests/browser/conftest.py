"""A real browser against a real server: it may ask no other host and may complain of nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1280, "height": 900}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
EXPECTED_REFUSALS = ("403", "404", "409", "410", "413", "422", "429")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, quiet: it may look for nothing on the network by itself."""
    found = os.environ.get("PORTAL_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    return {
        "executable_path": found,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


class Watch:
    """What went wrong on the pages of one test, as the browser saw it."""

    def __init__(self, home: str) -> None:
        self.home = urlsplit(home).netloc
        self.complaints: list[str] = []

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        refused = any(f"status of {code}" in message.text for code in EXPECTED_REFUSALS)
        if message.type in {"error", "warning"} and not refused:
            self.complaints.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host and host != self.home:
            self.complaints.append(f"foreign host: {request.url}")


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a page of the portal in a browser of its own; nothing may be complained of until the test ends."""
    watch = Watch(live_server.url)
    contexts = []

    def open_one(path: str = "/fr/", *, size: dict[str, int] = DESKTOP, **context: Any) -> Page:
        own = browser.new_context(viewport=size, locale="fr-FR", base_url=live_server.url, **context)  # type: ignore[arg-type]
        contexts.append(own)
        own.on("page", watch.follow)
        page = own.new_page()
        page.goto(path)
        return page

    yield open_one
    for own in contexts:
        own.close()
    assert watch.complaints == []


@pytest.fixture
def open_admin(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """As `open_page`, signed in to the administration."""

    def open_one(user: str, path: str, **context: Any) -> Page:
        page = open_page(f"/admin/login/?next={path}", **context)
        page.fill("[name=username]", user)
        page.fill("[name=password]", "pour-les-essais")
        page.click("[type=submit]")
        page.wait_for_url(f"**{path}")
        return page

    return open_one
