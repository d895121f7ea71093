"""The counter under the comment form counts what the server counts, whatever is typed or pasted."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from articles.models import Article
from comments.canonical import canonical, visible_length

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]

COUNT = """async ([script, texts]) => {
  const {canonical, lengthOf, visibleLength} = await import(script);
  return texts.map((text) => [canonical(text), lengthOf(canonical(text)), visibleLength(canonical(text))]);
}"""

# What the rule treats apart from plain letters: one or two of each sort.
WHITE = ["\n", "\r\n", "\r", "\u0085", "\u2028", " ", "\t", "\u00a0", "\u202f", "\u3000"]
INVISIBLE = [
    "\u0007",
    "\u009f",
    "\u00ad",
    "\u200b",
    "\ufeff",
    "\u3164",
    "\u115f",
    "\u1160",
    "\u2800",
    "\u2801",
]
DIRECTIONS = ["\u202e", "\u2066", "\u200f", "\U000e0041", "\U000e01f0", "\ufff9", "\u180e", "\u2065"]
MARKS = ["\u0301", "\u0327", "\u20dd", "\u0344", "\ufb2c", "\u200d", "\u200c", "\ufe0f", "\U000e0101"]
COMPOSED = ["👩", "🏽", "é", "Å", "ﬁ", "한", "\U0001d15f"]
SPECIAL = [*WHITE, *INVISIBLE, *DIRECTIONS, *MARKS, *COMPOSED]
LETTERS = ["a", "b", "e", "."]
TEXTS = [
    *("x" * 9, "x" * 2001, "  dix lettres  ", "a         b", "e\u0301" * 2000, "😀" * 2000),
    *("e" + "\u0301" * 30, "a" + "\ufe0f" * 20, "\u2800" * 20, "\u2801\u2800\u2801"),
    *("👩\u200d👩\u200d👧" * 3, "ligne\r\n" * 20, "\n\n\n\na\n\n\n\nb\n \n \n"),
]


def mixtures(number: int) -> list[str]:
    """The same ones at each run."""
    dice = random.Random(1)
    return ["".join(dice.choices(SPECIAL + LETTERS * 4, k=dice.randint(1, 30))) for _ in range(number)]


def test_the_counter_counts_as_the_server_does(open_page: Open, article: Article) -> None:
    page = open_page("/fr/articles/comprendre/")
    script = page.locator("script[src*=comment]").get_attribute("src")
    texts = TEXTS + [f"a{special}{special}b" for special in SPECIAL] + mixtures(3000)
    counted = page.evaluate(COUNT, [script, texts])
    expected = [[kept := canonical(text), len(kept), visible_length(kept)] for text in texts]
    wrong = [
        (ascii(text), told, right)
        for text, told, right in zip(texts, counted, expected, strict=True)
        if told != right
    ]
    assert wrong == []
