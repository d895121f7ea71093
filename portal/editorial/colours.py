"""Colours as "#rrggbb": how much two contrast as WCAG 2 measures it, and shades that can be read."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FORM = re.compile(r"#[0-9a-f]{6}")
_STEPS = 100  # of the way to black or white, tried one by one
_LINEAR_BELOW = 0.04045  # of sRGB; the formula is that of WCAG 2.2, "relative luminance"

Rgb = tuple[int, int, int]


def is_colour(text: str) -> bool:
    return bool(_FORM.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21, black on white."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def least_contrast(colour: str, grounds: Sequence[str]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def mixed(colour: str, other: str, share: float) -> str:
    """The colour with that share, 0 to 1, of the other in it."""
    pairs = zip(_rgb(colour), _rgb(other), strict=True)
    return "#" + "".join(f"{round(mine + (theirs - mine) * share):02x}" for mine, theirs in pairs)


def readable(colour: str, grounds: Sequence[str], least: float, *, towards: str) -> str:
    """The colour, or the nearest shade on its way to black or white that contrasts enough with each."""
    for step in range(_STEPS):
        shade = mixed(colour, towards, step / _STEPS)
        if least_contrast(shade, grounds) >= least:
            return shade
    return towards


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _LINEAR_BELOW else float(((channel + 0.055) / 1.055) ** 2.4)
