"""Which rules a language has. Any other gets those of `Analyser`; `register` adds more."""

from __future__ import annotations

from portal.search.analysis import Analyser
from portal.search.languages.english import English
from portal.search.languages.french import French
from portal.search.languages.spanish import Spanish

_default = Analyser()
_registered: dict[str, Analyser] = {}


def register(language: str, analyser: Analyser) -> None:
    _registered[language] = analyser


def analyser_of(language: str) -> Analyser:
    """The rules of the language; of "fr" for "fr-ca" too."""
    code = language.lower()
    return _registered.get(code) or _registered.get(code.partition("-")[0]) or _default


register("fr", French())
register("en", English())
register("es", Spanish())
