"""The word lists: comments/triage/words/<language>/<list>.txt, and an operator's directory over them.

One entry a line, # begins a comment. `! entry` is an exception: what overlaps it is no hit. In the
operator's files, entries are added and `- entry` takes the delivered one away. Lists whose name begins
with _ are parts to be named by others, as <_body>, and a list may name those before it in the alphabet.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from comments.triage.linear import BytesPattern, PatternSyntaxError, bytes_pattern
from comments.triage.patterns import PatternError, translate

DELIVERED = Path(__file__).parent / "words"
ENTRY_MAX = 2000  # characters
Entries = dict[str, list[tuple[str, Path, int]]]  # entry, file, line: by the name of the list


class WordsError(ValueError):
    """A word list cannot be used; the message names file and line."""


@dataclass
class WordList:
    """`find` matches the entries, `exceptions` what is none although an entry matches in it."""

    sources: list[str] = field(default_factory=list)
    exception_sources: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)  # those of the sources that an operator added
    silenced: list[str] = field(default_factory=list)  # what an operator took away or excepted

    @cached_property
    def find(self) -> BytesPattern | None:
        return bytes_pattern(self.sources) if self.sources else None

    @cached_property
    def exceptions(self) -> BytesPattern | None:
        return bytes_pattern(self.exception_sources) if self.exception_sources else None

    def spans(self, text: bytes) -> list[tuple[int, int]]:
        """Where the entries stand, in order, exceptions left out."""
        if self.find is None:
            return []
        found = [match.span() for match in self.find.finditer(text)]
        if not found or self.exceptions is None:
            return found
        exceptions = [match.span() for match in self.exceptions.finditer(text)]
        return [span for span in found if not any(overlap(span, other) for other in exceptions)]


Lists = dict[str, WordList]


def plain_words(name: str) -> frozenset[str]:
    """The words of a delivered list without patterns, kept beside the languages' folders."""
    lines = (DELIVERED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines for word in line.split("#", 1)[0].split())


def common_words() -> dict[str, frozenset[str]]:
    """The commonest words of each language that can be told."""
    lines = (DELIVERED / "common_words.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        language, _, words = line.split("#", 1)[0].partition(":")
        if words:
            found[language] = found.get(language, frozenset()) | frozenset(words.split())
    return found


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@dataclass(frozen=True)
class Words:
    """All lists of all languages."""

    languages: dict[str, Lists]

    def check(self) -> int:
        """Compile every list and return the number of entries."""
        count = 0
        for lists in self.languages.values():
            for name, words in lists.items():
                _ = words.find, words.exceptions
                count += (len(words.sources) + len(words.exception_sources)) * (
                    name not in ("own", "silenced")
                )
        return count


@lru_cache(maxsize=8)
def load(directory: Path | None = None) -> Words:
    """The delivered lists with those of the directory. Raises WordsError."""
    languages = sorted(path.name for path in DELIVERED.iterdir() if path.is_dir())
    if directory is not None:
        _check_directory(directory, languages)
    return Words({language: _language(language, directory) for language in languages})


def _check_directory(directory: Path, languages: list[str]) -> None:
    if not directory.is_dir():
        raise WordsError(f"{directory}: there is no such directory")
    for path in sorted(directory.rglob("*.txt")):
        language, name = path.parent.name, path.name
        if language not in languages or path.parent.parent != directory:
            raise WordsError(f"{path}: word lists are kept in a folder {' or '.join(languages)}")
        if not (DELIVERED / language / name).exists():
            known = ", ".join(sorted(file.stem for file in (DELIVERED / language).glob("*.txt")))
            raise WordsError(f"{path}: there is no list of that name; there are {known}")


def _language(language: str, directory: Path | None) -> Lists:
    parts: dict[str, str] = {}
    lists: Lists = {}
    for path in sorted((DELIVERED / language).glob("*.txt")):
        entries = _entries(path)
        if directory is not None and (own := directory / language / path.name).exists():
            entries = _merged(entries, _entries(own))
        lists[path.stem] = words = _word_list(entries, parts)
        parts[path.stem] = "|".join(words.sources)
    return lists | _operators(lists)


def _operators(lists: Lists) -> Lists:
    """What an operator wants found, and not found, whatever the list; parts of other lists apart."""
    whole = [words for name, words in lists.items() if name[0] != "_"]
    return {
        "own": WordList([source for words in whole for source in words.own]),
        "silenced": WordList([source for words in whole for source in words.silenced]),
    }


def _entries(path: Path) -> list[tuple[str, Path, int]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WordsError(f"{path}: it cannot be read as UTF-8 text: {error}") from error
    cut = [(" ".join(line.split("#", 1)[0].split()), path, number) for number, line in enumerate(lines, 1)]
    for entry, _, number in cut:
        if len(entry) > ENTRY_MAX:
            raise WordsError(f"{path}:{number}: an entry has at most {ENTRY_MAX} characters")
    return [line for line in cut if line[0]]


def _merged(
    delivered: list[tuple[str, Path, int]], own: list[tuple[str, Path, int]]
) -> list[tuple[str, Path, int]]:
    known = {entry for entry, _, _ in delivered}
    removed = set()
    for entry, path, number in own:
        if entry.startswith("- "):
            removed.add(entry[2:])
            if entry[2:] not in known:
                raise WordsError(f"{path}:{number}: the delivered list has no entry {entry[2:]!r}")
    return [line for line in delivered if line[0] not in removed] + own


def _word_list(entries: list[tuple[str, Path, int]], parts: dict[str, str]) -> WordList:
    words = WordList()
    for entry, path, number in entries:
        mark = entry[:2] if entry[:2] in ("! ", "- ") else ""
        try:
            source = translate(entry.removeprefix(mark), parts)
            bytes_pattern([source])
        except (PatternError, PatternSyntaxError, UnicodeEncodeError) as error:
            raise WordsError(f"{path}:{number}: {error}: {entry!r}") from error
        if mark != "- ":
            (words.exception_sources if mark else words.sources).append(source)
        if DELIVERED not in path.parents:
            (words.silenced if mark else words.own).append(source)
    return words
