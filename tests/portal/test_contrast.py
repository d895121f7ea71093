"""The colours of the style sheet differ enough, by day and in the dark; axe looks at words only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[2] / "static/css/portal.css").read_text()
COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
GROUNDS = ("paper", "surface", "sand")
TINTS = ("teal-tint", "coral-tint")

WORDS = [
    *((words, ground) for words in ("ink", "text", "muted", "teal", "coral", "danger") for ground in GROUNDS),
    *((words, tint) for words in ("ink", "text", "muted", "teal", "danger") for tint in TINTS),
    ("on-teal", "teal"),
    *(("on-coral", ground) for ground in ("coral", "danger", "gold")),  # the two: heads of urgent boxes
    ("on-deep", "deep"),
    ("on-deep-soft", "deep"),
]
# The border of a field, the ring round what has the keyboard, icons that say something.
SIGNS = [(sign, ground) for sign in ("field-line", "focus", "teal", "coral", "gold") for ground in GROUNDS]


def tokens(scheme: str) -> dict[str, str]:
    """The colours of that scheme: those by day, and in the dark the ones that it changes."""
    day, dark = SHEET.split("@media (prefers-color-scheme: dark) {", 1)
    colours = dict(COLOUR.findall(day))
    return colours | dict(COLOUR.findall(dark.split("\n}", 1)[0])) if scheme == "dark" else colours


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("least", "pairs"), [(4.5, WORDS), (3, SIGNS)], ids=["words", "signs"])
def test_words_and_signs_stand_out(scheme: str, least: float, pairs: list[tuple[str, str]]) -> None:
    colours = tokens(scheme)
    measured = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in measured.items() if ratio < least} == {}


def test_the_dark_has_colours_of_its_own() -> None:
    assert luminance(tokens("dark")["paper"]) < 0.05 < luminance(tokens("light")["paper"])
