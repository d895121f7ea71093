"""Links from the words of a text to the glossary's terms, set by themselves.

    glossary = build(entries, "fr")
    woven = glossary.weave(html, link="/fr/glossaire/{key}")

Whatever the text, what comes out is the same text with links put in and nothing else changed.
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Literal

from glossary.choosing import Choosing, Place
from glossary.coordination import with_shared_words
from glossary.inflection import inflection_of, without_accents
from glossary.matching import Phrases
from glossary.surfaces import BARE, CAPITALS, EXACTLY, Words
from glossary.woven_markup import JOIN, Mask, is_balanced, mask

Link = Callable[[int, str], str]
Linking = Literal["auto", "exact", "never"]
Scope = Literal["section", "page", "all"]
Choice = Literal["careful", "all"]

_FEMININE_ENDING = re.compile(r",\s?-\w+")  # "coureur, -euse de haies": inflection knows it

SCOPES: tuple[Scope, ...] = ("section", "page", "all")


@dataclass(frozen=True, slots=True)
class Form:
    """Another name of a term; an abbreviation is found only with the capitals it is written with."""

    text: str
    is_abbreviation: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A term. "exact" finds only the forms as given, "never" links none of them."""

    key: int
    name: str
    forms: tuple[Form, ...] = ()
    linking: Linking = "auto"
    accents_optional: bool = False


@dataclass(frozen=True, slots=True)
class Woven:
    html: str
    keys: tuple[int, ...]  # of the terms linked, in the order of their first use


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A form of several terms."""

    text: str
    keys: tuple[int, ...]


def build(entries: Iterable[Entry], language: str) -> Glossary:
    with _without_collecting():
        return Glossary(entries, language)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Millions of objects that all stay: looking for garbage among them took a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Glossary:
    def __init__(self, entries: Iterable[Entry], language: str) -> None:
        self._language = language
        self._phrases = Phrases(inflection_of(language))
        self._keys: list[int] = []
        self._never: set[int] = set()
        kept: set[int] = set()
        for owner, entry in enumerate(entries):
            self._keys.append(entry.key)
            if entry.linking == "never":
                self._never.add(owner)
            if entry.linking != "auto":
                kept.add(owner)
            for text, prefix in _readings(entry):
                self._phrases.add(text, owner, prefix)
        self._choosing = Choosing(language, self._phrases.inflection, len(self._keys))
        # In a small glossary nothing tells which words are rare, and none are everyday ones.
        self._phrases.complete(everyday=self._choosing.everyday, kept=kept)

    @property
    def ambiguous(self) -> tuple[Ambiguity, ...]:
        """Forms that belong to several terms and so are linked to none. Looks at every form."""
        return tuple(
            Ambiguity(text, tuple(self._keys[owner] for owner in owners))
            for text, owners in self._phrases.ambiguous(self._never)
        )

    def weave(
        self,
        html: str,
        *,
        link: Link | str,
        scope: Scope = "section",
        skip: Collection[int] = (),
        own: int | None = None,
        choose: Choice | None = None,
    ) -> Woven:
        """The markup with links to terms in it, and the terms.

        `link` gives the address for a key and the words linked, or is one with "{key}" in it. `skip`
        are terms not to be linked, `own` that of the page. `choose` is "careful" for first uses and
        "all" for every occurrence unless told otherwise; see docs/weaving.md.
        """
        masked = mask(html, self._language)
        words = Words(masked.text)
        places = self._places(html, masked, words, {*skip, own})
        if (choose or ("all" if scope == "all" else "careful")) == "careful":
            places = self._choosing.careful(list(places), words, html, masked)
        if scope != "all":
            places = _firsts(places, masked, scope)
        return _woven(html, list(places), _linker(link))

    def _places(self, html: str, masked: Mask, words: Words, skip: Set[int | None]) -> Iterator[Place]:
        linked = [start for start, _key in masked.linked]
        for found in with_shared_words(self._phrases, words, linked):
            owners = [owner for owner in found.owners if owner not in self._never]
            if len(owners) != 1 or self._keys[owners[0]] in skip or self._choosing.is_shouted(found, words):
                continue
            start, end = words.start(found.first), words.end(found.last)
            if JOIN in masked.text[start:end]:
                start, end = _around(html, masked.text, start, end)
            if start < end:
                yield Place(start, end, self._keys[owners[0]], found.first, found.last)


def _readings(entry: Entry) -> Iterator[tuple[str, str]]:
    """Each form with the way in which it is compared."""
    for form in (Form(entry.name), *entry.forms):
        text = _FEMININE_ENDING.sub("", form.text)
        if form.is_abbreviation:
            yield form.text, CAPITALS
        elif entry.linking == "exact":
            yield text, EXACTLY
            if entry.accents_optional:
                yield without_accents(text), EXACTLY
        else:
            yield text, BARE if entry.accents_optional else ""


def _around(html: str, masked: str, start: int, end: int) -> tuple[int, int]:
    """Those words with the tags that make their elements whole, or (0, 0) if none do."""
    inner = masked[start:end]
    first = end - len(inner.lstrip(JOIN))
    last = start + len(inner.rstrip(JOIN))
    for one, other in ((first, last), (start, last), (first, end), (start, end)):
        if is_balanced(html[one:other]):
            return one, other
    return 0, 0


def _firsts(places: Iterable[Place], masked: Mask, scope: Scope) -> Iterator[Place]:
    """The first use of each term, if it isn't a link already."""

    def section(start: int) -> int:
        return bisect_right(masked.sections, start) if scope == "section" else 0

    used = {(key, section(start)) for start, key in masked.linked}
    for place in places:
        use = place.key, section(place.start)
        if use not in used:
            used.add(use)
            yield place


def _linker(link: Link | str) -> Link:
    """What gives the start tag of a link."""
    if isinstance(link, str):
        tag = f'<a class="term" href="{escape(link)}" data-term="{{key}}">'
        return lambda key, _text: tag.replace("{key}", str(key))
    return lambda key, text: f'<a class="term" href="{escape(link(key, text))}" data-term="{key}">'


def _woven(html: str, places: list[Place], tag: Link) -> Woven:
    parts: list[str] = []
    position = 0
    for place in places:
        surface = html[place.start : place.end]
        parts += (html[position : place.start], tag(place.key, surface), surface, "</a>")
        position = place.end
    parts.append(html[position:])
    return Woven("".join(parts), tuple(dict.fromkeys(place.key for place in places)))
