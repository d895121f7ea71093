"""Take the pictures of docs/screenshots from a portal that is started for them, with its demonstration.

make screenshots                    all of them
make screenshots ARGS='home desk'   those whose names begin so

Pages of readers and screens of the administration come four times, as `home-phone-dark`; the pictures of
single steps, which only the guides show, come once. The portal keeps its data in a folder of its own, which
is thrown away at the end.
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
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import django
from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
DESKTOP, PHONE = (1280, 900), (360, 780)
SIZES = {"phone": PHONE, "desktop": DESKTOP}
START_SECONDS = 400
COLOURS = (256, 128, 64, 32)  # with fewer, what is rare on a page changes its colour first
MOST_BYTES = 60_000  # of a picture; one with more gets fewer colours
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARTICLES = "/admin/articles/article"
COMMENTS = "/admin/comments/comment/"
ARTICLE = "/fr/articles/effets-secondaires-de-l-immunotherapie/"

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@dataclass(frozen=True)
class Picture:
    """One address in one window; `typed` goes into the fields of the comment form, which is then sent."""

    name: str
    path: str  # with #what-to-scroll-to
    size: tuple[int, int] = DESKTOP  # pixels
    scheme: Scheme = "light"
    typed: dict[str, str] = field(default_factory=dict)


def four(name: str, path: str, **more: Any) -> list[Picture]:
    return [
        Picture(f"{name}-{size}-{scheme}", path, pixels, scheme, **more)
        for size, pixels in SIZES.items()
        for scheme in SCHEMES
    ]


def readers(receipt: str) -> list[Picture]:
    return [
        *four("home", "/fr/"),
        *four("articles", "/fr/articles/"),
        *four("article", ARTICLE),
        *four("glossary", "/fr/glossaire/"),
        *four("term", "/fr/glossaire/immunotherapie/"),
        *four("search", "/fr/recherche/?q=effets+immunothérapie"),
        *four("search-nothing", "/fr/recherche/?q=xylophone"),
        *four("discussions", "/fr/discussions/"),
        *four("comment-refused", ARTICLE, typed={"name": "", "text": "Merci"}),
        *four("receipt", receipt),
        *four("accessibility", "/fr/a-propos/accessibilite/"),
        *four("not-found", "/fr/nulle-part/"),
    ]


def editing(keys: dict[str, int]) -> list[Picture]:
    """Addresses of the pages that `screenshot_pages` has made, by what they are called there."""
    notebook = f"{ARTICLES}/{keys['notebook']}"
    review = f"{notebook}/review/{keys['in_review']}/"
    return [
        *four("desk", "/admin/"),
        *four("article-form", f"{ARTICLES}/{keys['draft']}/change/"),
        *four("review", review),
        *four("image-library", "/admin/editorial/image/"),
        Picture("review-decision", f"{review}#differences-title", (1280, 1120)),
        Picture("history", f"{notebook}/history/"),
        Picture("comparison", f"{notebook}/compare/?from={keys['live']}&to={keys['in_review']}", (1280, 560)),
        Picture("translations", f"{ARTICLES}/translations/?language=en", (1280, 700)),
    ]


def moderation(keys: dict[str, int]) -> list[Picture]:
    return [
        *four("moderation-list", COMMENTS),
        *four("moderation-one", f"{COMMENTS}next/"),
        Picture("moderation-reject", f"{COMMENTS}{keys['question']}/change/#reject", PHONE),
        Picture("moderation-figures", f"{COMMENTS}figures/", (1280, 760)),
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


def take(address: str, pictures: list[Picture], name: str = "", password: str = "") -> None:
    """Signed in, where a name is given."""
    chromium = os.environ.get("PORTAL_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for (width, height), scheme in sorted({(one.size, one.scheme) for one in pictures}):
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme,
                reduced_motion="reduce", locale="fr-FR", base_url=address,
            )  # fmt: skip
            page = context.new_page()
            if name:
                sign_in(page, name, password)
            for picture in [one for one in pictures if (one.size, one.scheme) == ((width, height), scheme)]:
                show(page, picture)
                save(page.screenshot(), picture.name)
            context.close()
        browser.close()


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("[type=submit]")
    page.wait_for_load_state("networkidle")


def show(page: Page, picture: Picture) -> None:
    page.goto(picture.path)
    if picture.typed:
        for name, words in picture.typed.items():
            page.fill(f"#comment-form [name={name}]", words)
        page.locator("#comment-form [type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")


def save(picture: bytes, name: str) -> None:
    with Image.open(BytesIO(picture)) as image:
        for colours in COLOURS:
            file = BytesIO()
            image.convert("RGB").quantize(colours).save(file, "PNG", optimize=True)
            if file.tell() <= MOST_BYTES:
                break
    (FOLDER / f"{name}.png").write_bytes(file.getvalue())


def make_ready_for_models() -> None:
    """In the folder that the environment names by now."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()


def wanted(pictures: list[Picture]) -> list[Picture]:
    return [one for one in pictures if not sys.argv[1:] or one.name.startswith(tuple(sys.argv[1:]))]


def main() -> None:
    for name in [name for name in os.environ if name.startswith(("PORTAL_", "DATABASE_", "DJANGO_"))]:
        if name != "PORTAL_CHROMIUM":
            del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="portal-screenshots-") as folder:
        os.environ["PORTAL_DATA_DIR"] = folder
        with portal(folder) as address:
            make_ready_for_models()
            from screenshot_comments import make_comments, make_receipt
            from screenshot_pages import MODERATOR, PASSWORD, USER, make_pages

            # Readers first, who see the demonstration and nothing that was made for the guides.
            take(address, wanted(readers(make_receipt())))
            take(address, wanted(editing(make_pages())), USER, PASSWORD)
            take(address, wanted(moderation(make_comments())), MODERATOR, PASSWORD)


if __name__ == "__main__":
    main()
