"""Take the pictures of the guides from a portal that is started for them, with its demonstration content.

make screenshots                those of the guides for editors, reviewers and moderators
make screenshots ARGS=--all     those of the README too

The portal keeps its data in a folder of its own, which is thrown away at the end.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
DESKTOP, PHONE = (1280, 900), (360, 780)
START_SECONDS = 180
COLOURS = 128  # enough for flat colours and text, a third of the size
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARTICLES = "/admin/articles/article"
COMMENTS = "/admin/comments/comment/"

Picture = tuple[str, tuple[int, int], str]  # its name, pixels of the window, address with #what-to-scroll-to

README: list[Picture] = [
    ("home-desktop", DESKTOP, "/fr/"),
    ("article-desktop", DESKTOP, "/fr/articles/comment-agissent-les-inhibiteurs-de-points-de-controle/"),
    ("term-phone", PHONE, "/fr/glossaire/immunotherapie/"),
    ("moderation-phone", PHONE, f"{COMMENTS}next/"),
]


def guides(keys: dict[str, int]) -> list[Picture]:
    """Addresses of the pages that `screenshot_pages` has made, by what they are called there."""
    notebook = f"{ARTICLES}/{keys['notebook']}"
    return [
        ("desk", DESKTOP, "/admin/"),
        ("article-form", (1280, 1000), f"{ARTICLES}/{keys['draft']}/change/"),
        ("review-desk", (1280, 1150), f"{notebook}/review/{keys['in_review']}/"),
        ("review-decision", (1280, 1120), f"{notebook}/review/{keys['in_review']}/#differences-title"),
        ("review-phone", PHONE, f"{notebook}/review/{keys['in_review']}/"),
        ("history", DESKTOP, f"{notebook}/history/"),
        ("comparison", (1280, 560), f"{notebook}/compare/?from={keys['live']}&to={keys['in_review']}"),
        ("translations", (1280, 700), f"{ARTICLES}/translations/?language=en"),
        ("image-library", (1280, 700), "/admin/editorial/image/"),
    ]


def moderation(keys: dict[str, int]) -> list[Picture]:
    return [
        ("moderation-one", PHONE, f"{COMMENTS}next/"),
        ("moderation-reject", PHONE, f"{COMMENTS}{keys['question']}/change/#reject"),
        ("moderation-list", (1280, 800), COMMENTS),
        ("moderation-figures", (1280, 760), f"{COMMENTS}figures/"),
    ]


@contextmanager
def portal(folder: str) -> Iterator[str]:
    """The address of a portal that keeps its data in that folder."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    log = Path(folder, "start.log")
    with log.open("wb") as words:
        process = subprocess.Popen(  # noqa: S603  (our own command)
            [sys.executable, "manage.py", "start", "--port", str(port)],
            cwd=ROOT,
            stdout=words,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{address}/health/ready/", timeout=5).close()  # noqa: S310
            return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"The portal did not start:\n{log.read_text()}")


def take(address: str, pictures: list[Picture], name: str, password: str) -> None:
    chromium = os.environ.get("PORTAL_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture, (width, height), path in pictures:
            page = browser.new_page(viewport={"width": width, "height": height}, locale="fr-FR")
            if path.startswith("/admin/"):
                sign_in(page, address, name, password)
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            save(page.screenshot(), picture)
            page.close()
        browser.close()


def sign_in(page: Page, address: str, name: str, password: str) -> None:
    page.goto(f"{address}/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("[type=submit]")


def save(picture: bytes, name: str) -> None:
    with Image.open(BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)


def make_ready_for_models() -> None:
    """In the folder that the environment names by now."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()


def main() -> None:
    for name in [name for name in os.environ if name.startswith(("PORTAL_", "DATABASE_", "DJANGO_"))]:
        if name != "PORTAL_CHROMIUM":
            del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="portal-screenshots-") as folder:
        os.environ["PORTAL_DATA_DIR"] = folder
        with portal(folder) as address:
            make_ready_for_models()
            from screenshot_comments import make_comments
            from screenshot_pages import MODERATOR, PASSWORD, USER, make_pages

            take(address, guides(make_pages()), USER, PASSWORD)
            take(address, moderation(make_comments()), MODERATOR, PASSWORD)
            if "--all" in sys.argv:
                take(address, README, MODERATOR, PASSWORD)


if __name__ == "__main__":
    main()
