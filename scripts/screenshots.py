"""Take the pictures of the README from a running portal with its demonstration content.

make run                                                          in one terminal
.venv/bin/python scripts/screenshots.py ADDRESS NAME PASSWORD     in another, after make test once
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
DESKTOP, PHONE = (1280, 900), (360, 780)
PICTURES = [
    ("home-desktop", DESKTOP, "/fr/"),
    ("article-desktop", DESKTOP, "/fr/articles/comment-agissent-les-inhibiteurs-de-points-de-controle/"),
    ("term-phone", PHONE, "/fr/glossaire/immunotherapie/"),
    ("moderation-phone", PHONE, "/admin/comments/comment/"),
]
COLOURS = 128  # enough for flat colours and text, a third of the size


def sign_in(page: Page, address: str, name: str, password: str) -> None:
    page.goto(f"{address}/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("[type=submit]")


def save(picture: bytes, name: str) -> None:
    with Image.open(BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)


def main(address: str, name: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for picture, (width, height), path in PICTURES:
            page = browser.new_page(viewport={"width": width, "height": height}, locale="fr-FR")
            if path.startswith("/admin/"):
                sign_in(page, address, name, password)
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            save(page.screenshot(), picture)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), *sys.argv[2:4])
