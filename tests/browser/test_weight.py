"""How much a page weighs: what the server that an operator starts sends, as a real browser counts it."""

from __future__ import annotations

import gzip
import re
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.portal.process import Portal

pytestmark = pytest.mark.browser

KB = 1000  # bytes
FIRST_MAX = 60 * KB  # HTML, style sheet, scripts and what these ask for, compressed
SECOND_MAX = 15 * KB  # the same, without what the browser has kept
FONTS_MAX = 45 * KB
MOST_SHIFT = 0.02  # Google calls 0.1 good

ARTICLE = "/fr/articles/effets-secondaires-de-l-immunotherapie/"
PAGES = {
    "home": "/fr/",
    "article": ARTICLE,
    "article with a picture": "/fr/articles/comment-agissent-les-inhibiteurs-de-points-de-controle/",
    "articles": "/fr/articles/",
    "term": "/fr/glossaire/anticorps-monoclonal/",
    "longest term": "/fr/glossaire/immunotherapie/",
    "index": "/fr/glossaire/",
    "discussions": "/fr/discussions/",
    "search": "/fr/recherche/?q=immunothérapie",
}
WALKS = [
    *(("article", name) for name in PAGES if name != "article"),
    ("article with a picture", "article"),
    ("home", "article"),
    ("home", "longest term"),
    ("home", "discussions"),
    ("index", "term"),
    ("search", "longest term"),
]
SCRIPTS_OF_ARTICLES = {"comment", "live", "terms"}

FILES = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map((one) => ({
    address: one.name, sent: one.transferSize ? one.encodedBodySize : 0, whole: one.decodedBodySize,
    blocks: one.renderBlockingStatus === "blocking" && one.entryType === "resource",
  }))"""
SHIFT = """() => new Promise((tell) => new PerformanceObserver((list) =>
  tell(list.getEntries().reduce((sum, one) => sum + one.value, 0))
).observe({type: "layout-shift", buffered: true}) || setTimeout(() => tell(0), 300))"""
IMAGES = """() => [...document.images].map((one) => ({
  source: one.currentSrc || one.src, sized: one.hasAttribute("width") && one.hasAttribute("height"),
  lazy: one.loading === "lazy", seen: one.offsetWidth > 0 && one.getBoundingClientRect().top < innerHeight,
}))"""

# A busy browser has not always been idle once its network is.
HAS_FETCHED_AHEAD = """() => {
  const ahead = navigator.connection?.saveData ? null : document.querySelector("script[data-ahead]");
  const fetched = performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname);
  return !ahead || ahead.dataset.ahead.split(" ").every((address) => fetched.includes(address));
}"""

Fetch = Callable[..., "Visit"]


@dataclass(frozen=True)
class Visit:
    """A page after it has loaded; files are those that it asked for, itself the first."""

    page: Page
    files: list[dict[str, Any]]

    def sent(self, *endings: str) -> int:
        """Compressed bytes of the files whose names end so, or of all but fonts and pictures."""
        if endings:
            return sum(one["sent"] for one in self.files if path(one).endswith(endings))
        return sum(
            one["sent"] for one in self.files if not path(one).endswith(".woff2") and not is_picture(one)
        )

    def scripts(self) -> set[str]:
        """Their names, without the mark of their version."""
        return {path(one).rsplit("/", 1)[1].split(".")[0] for one in self.files if path(one).endswith(".js")}


def path(file: dict[str, Any]) -> str:
    return str(file["address"]).partition("#")[0].partition("?")[0]


def is_picture(file: dict[str, Any]) -> bool:
    return "/media/" in file["address"] or path(file).endswith((".svg", ".png", ".webp", ".jpg"))


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    made = Portal(tmp_path_factory.mktemp("weight") / "data")
    try:
        made.start()
        yield f"http://127.0.0.1:{made.port}"
    finally:
        made.stop()


@pytest.fixture
def fetch(browser: Browser, portal: str) -> Iterator[Fetch]:
    """Open addresses one after the other in a browser that knows nothing yet; the last is what returns."""
    contexts = []

    def open_all(*addresses: str, size: dict[str, int] = PHONE, before: str = "") -> Visit:
        context = browser.new_context(viewport=size, base_url=portal, locale="fr-FR")  # type: ignore[arg-type]
        contexts.append(context)
        context.add_init_script(before)
        page = context.new_page()
        for address in addresses:
            page.goto(address, wait_until="networkidle")
            page.wait_for_function(HAS_FETCHED_AHEAD)
        return Visit(page, page.evaluate(FILES))

    yield open_all
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_is_light(fetch: Fetch, portal: str, name: str) -> None:
    visit = fetch(PAGES[name])
    document = visit.files[0]
    assert 0 < document["sent"] < document["whole"] / 2  # compressed
    assert visit.sent(".css")
    assert visit.sent(".js")
    assert visit.sent() <= FIRST_MAX
    assert 0 < visit.sent(".woff2") <= FONTS_MAX
    assert [one["address"] for one in visit.files if not one["address"].startswith(f"{portal}/")] == []
    blocking = [path(one) for one in visit.files if one["blocks"]]
    assert len(blocking) == 1
    assert blocking[0].endswith(".css")


@pytest.mark.parametrize(("first", "second"), WALKS, ids=" to ".join)
def test_another_page_costs_little(fetch: Fetch, first: str, second: str) -> None:
    visit = fetch(PAGES[first], PAGES[second])
    assert 0 < visit.sent() <= SECOND_MAX
    assert visit.sent(".css", ".woff2") == 0


def test_no_page_of_the_demonstration_is_heavier(portal: str) -> None:
    sizes = {address: len(asked(address)[1]) for address in addresses_in(f"{portal}/sitemap.xml")}
    assert len(sizes) > 100
    assert {address: size for address, size in sizes.items() if size > SECOND_MAX} == {}
    assert max(sizes, key=lambda address: sizes[address]).endswith(PAGES["longest term"])


def addresses_in(sitemap: str) -> list[str]:
    found = re.findall("<loc>(.*?)</loc>", gzip.decompress(asked(sitemap, "gzip")[1]).decode())
    return [one for address in found for one in (addresses_in(address) if ".xml" in address else [address])]


def asked(address: str, accept: str = "gzip, br") -> tuple[str, bytes]:
    """The form of the answer, and the answer in it."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": accept})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return answer.headers.get("Content-Encoding", ""), answer.read()


@pytest.mark.parametrize("name", ["home", "index", "discussions"])
def test_who_opens_another_page_first_has_the_scripts_of_articles_already(fetch: Fetch, name: str) -> None:
    first = fetch(PAGES[name])
    assert first.scripts() >= SCRIPTS_OF_ARTICLES
    second = fetch(PAGES[name], ARTICLE)
    assert second.scripts() >= SCRIPTS_OF_ARTICLES
    assert second.sent(".js") == 0


def test_who_saves_data_fetches_no_script_ahead(fetch: Fetch) -> None:
    saving = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
    assert not fetch(PAGES["home"], before=saving).scripts() & SCRIPTS_OF_ARTICLES


def test_files_come_in_their_smallest_form(fetch: Fetch) -> None:
    files = fetch(ARTICLE).files
    names = [one["address"] for one in files if path(one).endswith((".css", ".js"))]
    fonts = [one["address"] for one in files if path(one).endswith(".woff2")]
    assert len(names) > 4
    assert {asked(font)[0] for font in fonts} == {""}  # they are compressed in themselves
    assert {asked(name)[0] for name in names} == {"br"}
    assert {asked(name, "gzip")[0] for name in names} == {"gzip"}


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pictures_keep_their_place_and_wait_until_they_are_near(fetch: Fetch, size: dict[str, int]) -> None:
    faults, pictures = [], 0
    for name, address in PAGES.items():
        visit = fetch(address, size=size)
        images = visit.page.evaluate(IMAGES)
        pictures += len(images)
        faults += [f"{name}, no size: {one['source']}" for one in images if not one["sized"]]
        faults += [f"{name}, late: {one['source']}" for one in images[:1] if one["lazy"] and one["seen"]]
        faults += [
            f"{name}, early: {one['source']}" for one in images[1:] if not one["lazy"] and not one["seen"]
        ]
        shift = visit.page.evaluate(SHIFT)
        faults += [f"{name} moves by {shift}"] if shift > MOST_SHIFT else []
    assert pictures
    assert faults == []
