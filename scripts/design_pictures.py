"""Take the pictures of docs/design.md from a portal that is started for them.

.venv/bin/python scripts/design_pictures.py [name ...]    all of them, or those named

As in screenshots.py, the portal keeps its data in a folder of its own, which is thrown away at the end.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, sync_playwright
from screenshots import CHROMIUM, DESKTOP, PHONE, make_ready_for_models, portal, save

ARTICLE = "/fr/articles/effets-secondaires-de-l-immunotherapie/"
FIGURE = "/fr/articles/les-cellules-car-t-etape-par-etape/"
TERM = "/fr/glossaire/immunotherapie/"
PLUM = {"main_colour": "#5b2a86", "accent_colour": "#a8123e", "typeface": "plain"}
COMMENT = "Merci pour ces mots simples. Ma mère les a lus avec moi, le soir, à voix haute."

Take = Callable[[Page], Locator | None]  # prepares the page; what to show of it, or None for the window


def window(page: Page) -> None:
    """What stands first."""


def enlarged(page: Page) -> None:
    page.locator("a.enlarge").click()
    page.locator(".lightbox img").evaluate("image => image.decode()")


def refused(page: Page) -> Locator:
    page.fill("#comment-form textarea", "Merci")
    page.locator("#comment-form [type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    return page.locator("#comment-form")


def receipt(page: Page) -> None:
    page.fill("#comment-form [name=name]", "Camomille")
    page.fill("#comment-form textarea", COMMENT)
    page.locator("#comment-form [type=submit]").first.click()
    page.wait_for_url("**/recu/**")


def part(selector: str) -> Take:
    return lambda page: page.locator(selector).first


PICTURES: list[tuple[str, tuple[int, int], str, str, Take]] = [
    ("design-home-light", DESKTOP, "light", "/fr/", window),
    ("design-home-dark", DESKTOP, "dark", "/fr/", window),
    ("design-article-phone", PHONE, "light", ARTICLE, window),
    ("design-article-phone-dark", PHONE, "dark", ARTICLE, window),
    ("design-definition", (720, 900), "light", TERM, part(".plate")),
    ("design-steps", (720, 900), "light", FIGURE, part(".prose ol")),
    ("design-figure", DESKTOP, "light", FIGURE, enlarged),
    ("design-articles", DESKTOP, "light", "/fr/articles/", window),
    ("design-care", (560, 900), "light", ARTICLE, part("aside[data-care]")),
    ("design-form", (560, 900), "light", TERM, refused),
    ("design-receipt", PHONE, "light", ARTICLE, receipt),
    ("design-not-found", PHONE, "dark", "/fr/nulle-part/", window),
]
THEMED: list[tuple[str, tuple[int, int], str, str, Take]] = [
    ("design-plum-light", DESKTOP, "light", "/fr/", window),
    ("design-plum-dark", DESKTOP, "dark", "/fr/", window),
]


@contextmanager
def browsing() -> Iterator[Browser]:
    found = os.environ.get("PORTAL_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def take(address: str, pictures: list[tuple[str, tuple[int, int], str, str, Take]]) -> None:
    wanted = [one for one in pictures if not sys.argv[1:] or one[0] in sys.argv[1:]]
    with browsing() as browser:
        for name, (width, height), scheme, path, prepare in wanted:
            page = browser.new_page(
                viewport={"width": width, "height": height},
                locale="fr-FR",
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            )
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            shown = prepare(page)
            page.evaluate("document.fonts.ready")
            save((shown or page).screenshot(), name)
            page.close()


def choose_plum() -> None:
    """The look of an imagined association, set as its editors would."""
    from portal.editorial.models import SiteSettings

    row = SiteSettings.objects.get(language="fr")
    for name, value in PLUM.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-design-") as folder:
        os.environ["PORTAL_DATA_DIR"] = folder
        with portal(folder) as address:
            take(address, PICTURES)
            make_ready_for_models()
            choose_plum()
            take(address, THEMED)


if __name__ == "__main__":
    main()
