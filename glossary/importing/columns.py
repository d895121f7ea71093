"""The names under which a file may give the parts of a term."""

from typing import Any

REQUIRED = ("id", "term", "definition")
TAKEN = {
    *REQUIRED, "domains", "kind", "pronunciation", "synonyms", "abbreviations", "variants",
    "name_languages", "see_also", "notes", "body",
}  # fmt: skip
# What an export tells beside that; nothing is taken from it, and nobody has to be told so.
FOR_INFORMATION = {"language", "url", "modified", "reviewed"}
_OTHER_NAMES = {"external_id": "id", "domain": "domains"}


def named(values: dict[str, Any]) -> dict[str, Any]:
    """The values by the names used here. `category` is the domain where no other key gives one."""
    found = {_OTHER_NAMES.get(name, name): value for name, value in values.items()}
    if "category" in found and "domains" not in found:
        found["domains"] = found.pop("category")
    return found
