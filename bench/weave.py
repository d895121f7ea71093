"""What the linking of terms finds, and how fast: make bench-weave DATA=FOLDER

Compared with the links that the editors of the US National Cancer Institute set by hand, with a
plain longest match beside it, and with the French sentences of the tests. Nothing of DATA is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from weave_speed import speed_tables

from glossary.weaving import Entry, Form, Glossary, Scope, build

LANGUAGES = ("en", "es")
HALVES = ("tuned", "other")
SENTENCES = Path(__file__).parent.parent / "tests/glossary/weaving"

_EDITORS = re.compile(r'<a class="definition"[^>]*?\bid=(?:CDR0*)?(\d+)[^>]*>(.*?)</a>', re.DOTALL)
_OURS = re.compile(r'<a class="term" href="" data-term="(\d+)">(.*?)</a>', re.DOTALL)
_PIECES = re.compile(r"<(/?)(\w+)[^>]*>|([^<]+)")
_TOKEN = re.compile(r"(?:\w|&#?\w+;)+|[^\w\s]")

Span = tuple[int, int, int]  # start, end, term
Names = dict[str, list[int]]
Weaver = Callable[[str], list[Span]]


@dataclass(frozen=True)
class Page:
    language: str
    html: str  # without the editors' links
    links: frozenset[Span]


@dataclass
class Score:
    right: int = 0
    ours: int = 0
    theirs: int = 0

    def __str__(self) -> str:
        precision, recall = self.right / max(self.ours, 1), self.right / max(self.theirs, 1)
        f1 = 2 * self.right / max(self.ours + self.theirs, 1)
        return f"{precision:9.3f} {recall:7.3f} {f1:7.3f}   {self.right} of {self.ours}, {self.theirs}"


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")


def read_names(data: Path, language: str) -> Names:
    rows = json.loads((data / "nci_glossifier_names.json").read_text())
    found = {
        name: [int(key) for key, languages in terms.items() if language in languages]
        for name, terms in rows.items()
    }
    return {name: keys for name, keys in found.items() if keys}


def glossary_of(names: Names, language: str) -> Glossary:
    forms: dict[int, list[str]] = defaultdict(list)
    for name, keys in names.items():
        for key in keys:
            forms[key].append(name)
    return build(
        [Entry(key, first, tuple(map(Form, more))) for key, (first, *more) in forms.items()], language
    )


def read_pages(data: Path) -> Iterator[Page]:
    for line in (data / "pdq_patient_pages_with_links.jsonl").read_text().splitlines():
        page = json.loads(line)
        html = "".join(f"<h2>{escape(part['title'] or '')}</h2>{part['html']}" for part in page["sections"])
        bare, links = without_links(html, _EDITORS, key=1, text=2)
        yield Page(page["lang"], bare, frozenset(links))


def without_links(html: str, pattern: re.Pattern[str], *, key: int, text: int) -> tuple[str, list[Span]]:
    parts, links, position, length = [], [], 0, 0
    for match in pattern.finditer(html):
        parts += [html[position : match.start()], match[text]]
        start = length + match.start() - position
        length = start + len(match[text])
        position = match.end()
        links.append((start, length, int(match[key])))
    return "".join([*parts, html[position:]]), links


def halved(pages: list[Page]) -> dict[str, list[Page]]:
    """Every second page of each language was left alone while the rules were made.

    A page on which the editors set no link at all doesn't count.
    """
    by_language = [[page for page in pages if page.language == code] for code in LANGUAGES]
    return {
        half: [page for pages in by_language for page in pages[index::2] if page.links]
        for index, half in enumerate(HALVES)
    }


def ours(glossary: Glossary, scope: Scope) -> Weaver:
    return lambda html: without_links(glossary.weave(html, link="", scope=scope).html, _OURS, key=1, text=2)[
        1
    ]


def plain_match(names: Names, *, once: bool, breaks: tuple[str, ...] = ()) -> Weaver:
    """The longest name in lower case at each place outside links and headings; by section where told."""
    longest = max(len(_TOKEN.findall(name)) for name in names)

    def weave(html: str) -> list[Span]:
        links: list[Span] = []
        used: set[int] = set()
        for offset, text, begins in _texts(html, breaks):
            if begins:
                used.clear()
            for start, end, key in _longest_names(text, names, longest):
                if not (once and key in used):
                    used.add(key)
                    links.append((offset + start, offset + end, key))
        return links

    return weave


def _texts(html: str, breaks: tuple[str, ...]) -> Iterator[tuple[int, str, bool]]:
    inside, begins = "", False
    for match in _PIECES.finditer(html):
        name = (match[2] or "").lower()
        if not inside and match[3]:
            yield match.start(), match[3], begins
            begins = False
        if name in breaks and not match[1]:
            begins = True
        if name in {"a", "h1", "h2", "h3", "h4", "h5", "h6"}:
            inside = "" if match[1] else name


def _longest_names(text: str, names: Names, longest: int) -> Iterator[Span]:
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    index = 0
    while index < len(tokens):
        for last in range(min(len(tokens), index + longest) - 1, index - 1, -1):
            start, end = tokens[index][0], tokens[last][1]
            keys = names.get(" ".join(unescape(text[start:end]).lower().split()), [])
            if len(keys) == 1:
                yield start, end, keys[0]
                index = last
                break
        index += 1


def score(pages: list[Page], weave: Weaver) -> Score:
    result = Score()
    for page in pages:
        links = set(weave(page.html))
        result.right += len(links & page.links)
        result.ours += len(links)
        result.theirs += len(page.links)
    return result


class Misses:
    """Why links of the editors are missed when every occurrence is linked."""

    def __init__(self, pages: list[Page], names: Names, glossary: Glossary) -> None:
        self.glossary = glossary
        self.named = {key for keys in names.values() for key in keys}
        self.meanings: dict[str, set[int]] = defaultdict(set)  # the terms that the editors link words to
        for page in pages:
            for link in page.links:
                self.meanings[words_of(page, link)].add(link[2])

    def kind(self, page: Page, link: Span, found: list[Span]) -> str:
        start, end, key = link
        words = words_of(page, link)
        if key not in self.named:
            return "the term has no name in the language"
        if any(span[:2] == (start, end) for span in found):
            return "the same words are a name of another term"
        if any(span[0] <= start and end <= span[1] for span in found):
            alone = ours(self.glossary, "all")(page.html[start:end])
            is_form = (0, end - start, key) in alone
            return "inside a longer name, " + ("a form of the term" if is_form else "no form of the term")
        if words.strip(".,;:()[] ") != words:
            return "punctuation in the link"
        if len(self.meanings[words]) > 1:
            return "the editors link the same words to several terms"
        return "the glossary has no such name for the term"


def words_of(page: Page, link: Span) -> str:
    return " ".join(unescape(page.html[link[0] : link[1]]).lower().split())


def tell_accuracy(data: Path, halves: list[str], shown: int) -> None:
    pages = list(read_pages(data))
    for language in LANGUAGES:
        names = read_names(data, language)
        glossary = glossary_of(names, language)
        parts = {half: [page for page in halved(pages)[half] if page.language == language] for half in halves}
        misses = Misses([page for page in pages if page.language == language], names, glossary)
        if len(parts) > 1:
            parts["both"] = [page for part in parts.values() for page in part]
        for half, part in parts.items():
            _tell_half(f"{language}, {half}: {len(part)} pages", part, names, glossary)
            _tell_misses(part, misses, shown)


def _tell_half(heading: str, pages: list[Page], names: Names, glossary: Glossary) -> None:
    say(f"\n{heading:42} precision  recall      F1   right of ours, theirs")
    rows: list[tuple[str, Weaver]] = [
        ("every occurrence, plain longest match", plain_match(names, once=False)),
        ("every occurrence, ours", ours(glossary, "all")),
        ("first by chapter (h2), plain", plain_match(names, once=True, breaks=("h2",))),
        ("first by section (h2, h3), plain", plain_match(names, once=True, breaks=("h2", "h3"))),
        ("first by section, ours", ours(glossary, "section")),
        ("first on the page, ours", ours(glossary, "page")),
    ]
    for name, weave in rows:
        say(f"  {name:40}{score(pages, weave)}")


def _tell_misses(pages: list[Page], misses: Misses, shown: int) -> None:
    weave = ours(misses.glossary, "all")
    kinds: Counter[str] = Counter()
    examples: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        found = weave(page.html)
        for link in sorted(page.links - set(found)):
            kind = misses.kind(page, link, found)
            kinds[kind] += 1
            examples[kind].append(words_of(page, link))
    for kind, number in kinds.most_common():
        words = ", ".join(list(dict.fromkeys(examples[kind]))[:shown])
        say(f"  missed {number:3}: {kind} ({words})")


def tell_sentences(halves: list[str]) -> None:
    rows = json.loads((SENTENCES / "french_terms.json").read_text())
    glossary = build(map(french_entry, range(len(rows)), rows), "fr")
    say("\nFrench sentences, every occurrence")
    for half, name in (("tuned", "open"), ("other", "held")):
        if half in halves:
            lines = (SENTENCES / f"french_{name}.jsonl").read_text().splitlines()
            failed = [
                row for row in map(json.loads, lines) if marked(glossary, rows, row["text"]) != row["text"]
            ]
            say(f"  {name}: {len(lines) - len(failed)} of {len(lines)}")
            for row in failed:
                say(f"    {row['id']} ({row['kind']}): {marked(glossary, rows, row['text'])}")


def french_entry(key: int, row: dict) -> Entry:
    forms = tuple(Form(form["text"], form["kind"] == "abbreviation") for form in row["synonyms"])
    linking = "never" if row.get("never") else "exact" if row.get("only_forms") else "auto"
    return Entry(key, row["name"], forms, linking, bool(row.get("accents_optional")))  # type: ignore[arg-type]


def marked(glossary: Glossary, rows: list[dict], text: str) -> str:
    bare = re.sub(r"\[\[(.*?)\|.*?\]\]", r"\1", text, flags=re.DOTALL)
    woven = glossary.weave(bare, link="", scope="all").html
    return _OURS.sub(lambda match: f"[[{match[2]}|{rows[int(match[1])]['name']}]]", woven)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--half", choices=HALVES, help="one half of the pages and sentences only")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--misses", type=int, default=6, help="how many of each kind are shown")
    options = parser.parse_args()
    halves = [options.half] if options.half else list(HALVES)
    try:
        tell_accuracy(options.data, halves, options.misses)
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    tell_sentences(halves)
    if not options.no_speed:
        say(f"\nLoad of the machine at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        for line in speed_tables(random.Random(7)):  # noqa: S311
            say(line)


if __name__ == "__main__":
    main()
