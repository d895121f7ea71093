"""A walk through a page with the keyboard alone, and what is wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

MOST_STOPS = 400

# Where the focus is, or null at the end of the page. It is marked by an outline or, around the field of a
# search, by a ring; and some of it has to be seen, with nothing lying on it (WCAG 2.4.7 and 2.4.11).
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const isRinged = (element) => {
    const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(element);
    const isOutlined = outlineStyle === "auto" || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
    return isOutlined || boxShadow !== "none";
  };
  const around = [one, ...[".searchbox", ".select2-container", "label"].map((box) => one.closest(box))];
  const drawn = one.querySelector("rect"); // in a map, what is drawn takes the ring
  const isDrawn = drawn && getComputedStyle(drawn).stroke !== "none";
  const isUncovered = (x, y) => {
    const found = document.elementFromPoint(x, y);
    const letsThrough = getComputedStyle(one).pointerEvents === "none";
    const isAround = found?.contains(one) && (letsThrough || found.matches("label, a, summary, main"));
    return found && (one.contains(found) || isAround);
  };
  const isSeen = ({left, top, width, height}) => [0.1, 0.5, 0.9].some((x) =>
    [0.05, 0.5, 0.95].some((y) => isUncovered(left + width * x, top + height * y)));
  const words = one.textContent.trim();
  return {
    what: one.id || one.name || one.getAttribute("href") || words.slice(0, 60) || one.className,
    isMarked: isDrawn || around.some((element) => element && isRinged(element)),
    isSeen: [...one.getClientRects()].some(isSeen),
    isNamed: Boolean(words || one.ariaLabel || one.labels?.length || one.title || one.value
      || one.hasAttribute("aria-labelledby") || one.tagName === "IFRAME"),
    place: [...document.querySelectorAll("*")].indexOf(one),
  };
}"""

Stop = dict[str, Any]


def tab_stops(page: Page, *, key: str = "Tab") -> Iterator[Stop]:
    """Everything that the tabulator leads to, from where the focus is to the end of the page."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUSED)
        if stop is None:
            return
        yield stop
    raise AssertionError("the focus never leaves the page")


def tab_to(page: Page, selector: str, *, key: str = "Tab") -> None:
    """As far as that, along stops that are all marked and seen."""
    for stop in tab_stops(page, key=key):
        assert stop["isMarked"], stop
        assert stop["isSeen"], stop
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is out of reach")


def faults_of_a_walk(page: Page) -> list[str]:
    """No trap, each stop marked, seen and named, in the order of the page; nothing opens by itself."""
    address = page.url
    stops = [*tab_stops(page)]
    faults = [f"{stop['what']}: not {name[2:]}" for stop in stops for name in WANTED if not stop[name]]
    places = [stop["place"] for stop in stops]
    faults += [
        f"{stop['what']}: out of order" for stop, before in zip(stops[1:], places, strict=False)
        if stop["place"] < before
    ]  # fmt: skip
    if page.url != address:
        faults.append(f"the walk has led to {page.url}")
    return faults


WANTED = ("isMarked", "isSeen", "isNamed")
