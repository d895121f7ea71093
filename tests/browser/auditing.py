"""What axe-core and a few checks of ours find on a page, in each of the ways in which people see it.

A page is loaded once; only the window, the colours and the wish for stillness change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page

from tests.browser.conftest import DESKTOP

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": LEVELS}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
NARROW = {"width": 320, "height": 640}  # pixels: 1280 enlarged four times, as WCAG 1.4.10 has it
ZOOM = 2

Colours = Literal["light", "dark"]


@dataclass(frozen=True)
class Mode:
    """One way to see a page; `rules` are those of axe that may find something which another way hides."""

    name: str
    size: dict[str, int]
    zoom: int = 1
    colours: Colours = "light"
    is_forced: bool = False  # the colours are those of the system, as with Windows' high contrast
    is_still: bool = False  # the system asks for as little motion as possible
    rules: dict[str, Any] = field(default_factory=lambda: ALL)

    def __str__(self) -> str:
        return self.name


MODES = (
    Mode("1280 px", DESKTOP),
    Mode("320 px", NARROW),
    Mode("200 %, dark", DESKTOP, zoom=ZOOM, colours="dark", is_still=True),
    Mode("320 px, forced colours, still", NARROW, is_forced=True, is_still=True, rules=COLOURS),
)

axe = Axe()
_sessions: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()  # what is set lasts as long as they do

# axe cannot tell the contrast of words on the shadow that says that a table scrolls. And it asks for the fill
# of letters, which Chromium tells as it was before the system forced its colours, unlike their colour.
PREPARE = """() => {
  const plain = new CSSStyleSheet();
  plain.replaceSync(".table-scroll { background: none !important; }");
  document.adoptedStyleSheets.push(plain);
  const style = CSSStyleDeclaration.prototype, tell = style.getPropertyValue;
  style.getPropertyValue = function (name) {
    return tell.call(this, name === "-webkit-text-fill-color" ? "color" : name);
  };
}"""

RUN = """async (options) => {
  const found = await axe.run(options);
  return {
    passes: found.passes.length,
    faults: found.violations.flatMap(({id, nodes}) => nodes.map((node) =>
      `${id}: ${node.target} ${node.html.slice(0, 150)} ${node.failureSummary.slice(0, 300)}`)),
  };
}"""

# Only the window as wide as a phone may not be scrolled sideways; a wide table scrolls within itself.
TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  const isWide = (one) => one.getBoundingClientRect().right > most + 1;
  const wide = [...document.querySelectorAll("body *")].filter(isWide);
  return ["the page is too wide", ...wide.map((one) => "too wide: " + one.outerHTML.slice(0, 120))];
}"""

# What is still fading in has not its colours yet.
SETTLED = """() => Promise.allSettled(document.getAnimations().map((one) => one.finished))"""

MOVING = """() => [document.documentElement, ...document.querySelectorAll("body *")]
  .filter((one) => {
    const {animationName, scrollBehavior, transitionDuration} = getComputedStyle(one);
    const isMoving = animationName !== "none" || transitionDuration.split(", ").some((time) => time !== "0s");
    return isMoving || scrollBehavior === "smooth";
  })
  .map((one) => "moves: " + one.cloneNode().outerHTML.slice(0, 120))"""

# Where backgrounds are all alike, only its border, or a line below, tells a field or a button from words.
WITHOUT_EDGE = """() => {
  const withoutBox = "[type=hidden], [type=checkbox], [type=radio], [type=image]";
  const controls = `input:not(${withoutBox}), textarea, select, button`;
  const hasEdge = (one) => {
    const style = getComputedStyle(one);
    const hasBorder = ["Top", "Bottom"].every((side) =>
      parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none"
      && style[`border${side}Color`] !== style.backgroundColor);
    return hasBorder || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  };
  const isLikeALink = (one) => getComputedStyle(one).textDecorationLine.includes("underline");
  return [...document.querySelectorAll(controls)]
    .filter((one) => one.checkVisibility() && one.offsetWidth > 2 && !one.closest("[aria-hidden=true]"))
    .filter((one) => !hasEdge(one) && !isLikeALink(one) && !hasEdge(one.parentElement))
    .map((one) => "without an edge: " + one.outerHTML.slice(0, 120));
}"""


def faults_in_all_modes(
    page: Page, where: str, *, enter: Callable[[Page], None] | None = None
) -> Iterator[str]:
    """`enter` brings the page into the state that is meant, again in each mode."""
    for mode in MODES:
        see(page, mode)
        if enter is not None:
            enter(page)
        yield from faults_in(page, mode, where)
    see(page, MODES[0])


def see(page: Page, mode: Mode) -> None:
    """Zoomed to 200 %, a window is half as many pixels wide, each of them twice as large."""
    if page not in _sessions:
        _sessions[page] = page.context.new_cdp_session(page)
    size = {side: pixels // mode.zoom for side, pixels in mode.size.items()}
    metrics = {**size, "deviceScaleFactor": mode.zoom, "mobile": False}
    _sessions[page].send("Emulation.setDeviceMetricsOverride", metrics)
    page.emulate_media(
        color_scheme=mode.colours,
        forced_colors="active" if mode.is_forced else "none",
        reduced_motion="reduce" if mode.is_still else "no-preference",
    )


def faults_in(page: Page, mode: Mode, where: str) -> Iterator[str]:
    page.evaluate(SETTLED)
    scripts = [script for script, is_for in CHECKS.items() if is_for(mode)]
    found = [fault for script in scripts for fault in page.evaluate(script)]
    for fault in [*found, *axe_faults(page, where, mode.rules)]:
        yield f"{mode}, {where}: {fault}"


CHECKS: dict[str, Callable[[Mode], bool]] = {
    TOO_WIDE: lambda mode: mode.size == NARROW or mode.zoom > 1,
    MOVING: lambda mode: mode.is_still,
    WITHOUT_EDGE: lambda mode: mode.is_forced,
}


def axe_faults(page: Page, where: str, rules: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.axe_script)
        page.evaluate(PREPARE)
    # The policy forbids to preload.
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate(RUN, options)
    assert found["passes"], f"axe found nothing to look at: {where}"
    faults: list[str] = found["faults"]
    return faults
