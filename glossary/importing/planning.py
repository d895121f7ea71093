"""What becomes of each good row, judged by what the glossary holds already. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from glossary.importing.addresses import address_all, taken_addresses
from glossary.importing.checking import Action, Checked, Entry
from glossary.importing.report import Report, place
from glossary.models import ImportedTerm, Term, TermRevision


@dataclass(slots=True)
class Known:
    """A term that has an identifier, and what the last import remembered of it, if there was one."""

    pk: int
    slug: str
    version: int
    imported_version: int | None = None
    checksum: str = ""
    links: list[str] = field(default_factory=list)
    live_version: int | None = None
    was_public: bool = False
    is_scheduled: bool = False


def known_terms(language: str) -> dict[str, Known]:
    """By identifier. Table by table: joins and subqueries go wrong where PostgreSQL has counted none yet."""
    terms = Term.objects.filter(language=language).exclude(external_id="").order_by("pk")
    rows = terms.values_list("external_id", "pk", "slug", "version")
    known = {key: Known(pk, slug, version) for key, pk, slug, version in rows.iterator()}
    by_key = {term.pk: term for term in known.values()}
    _add_last_import(by_key)
    _add_state(by_key)
    return known


def _add_last_import(terms: dict[int, Known]) -> None:
    rows = ImportedTerm.objects.values_list("term_id", "version", "checksum", "links")
    for key, version, checksum, links in rows.iterator():
        if term := terms.get(key):
            term.imported_version, term.checksum, term.links = version, checksum, links


def _add_state(terms: dict[int, Known]) -> None:
    """What `with_state()` says of each."""
    revisions = TermRevision.objects.order_by()
    for key, version in revisions.live().values_list("page_id", "version").iterator():
        if term := terms.get(key):
            term.live_version = version
    for key in revisions.once_public().values_list("page_id", flat=True).iterator():
        if term := terms.get(key):
            term.was_public = True
    for key in revisions.filter(public_from__gt=timezone.now()).values_list("page_id", flat=True):
        if term := terms.get(key):
            term.is_scheduled = True


@dataclass
class Plan:
    entries: dict[str, Entry]  # by identifier, in the order of the file
    known: dict[str, Known]

    def has(self, external_id: str) -> bool:
        return external_id in self.entries or external_id in self.known

    def key_of(self, external_id: str) -> int:
        entry = self.entries.get(external_id)
        return entry.pk if entry else self.known[external_id].pk

    def links_of(self, external_id: str) -> list[str]:
        """The links of that term after this import."""
        entry = self.entries.get(external_id)
        if entry and entry.action is not Action.KEEP:
            return entry.links_now()
        return self.known[external_id].links

    def of(self, *actions: Action) -> Iterator[Entry]:
        return (entry for entry in self.entries.values() if entry.action in actions)


def decide(checked: Checked, language: str, *, live: bool, report: Report) -> Plan:
    plan = Plan(checked.entries, known_terms(language))
    publicly = _open_addresses(language)
    for entry in plan.entries.values():
        _drop_dead_links(entry, plan, checked, report)
        known = plan.known.get(entry.external_id)
        if known:
            _compare(entry, known, report)
        if live:
            entry.publish = _publishable(entry, known, publicly, report)
    _address_new(plan, language, report)
    _count(plan, report)
    return plan


def _named(entry: Entry) -> str:
    return place(entry.line, entry.external_id)


def _drop_dead_links(entry: Entry, plan: Plan, checked: Checked, report: Report) -> None:
    """Keep the links that lead to another term, of the file or of the glossary."""
    for target in entry.links or ():
        words = f"{_named(entry)}: see_also leads to"
        if target == entry.external_id:
            report.warnings.append(f"{words} the term itself, left out")
        elif plan.has(target):
            continue
        elif target in checked.rejected_ids:
            report.lost_links.append(f"{words} {target}, which is rejected")
        else:
            report.dead_links.append(f"{words} {target}, which is no term")
    if entry.links:
        entry.links = [link for link in entry.links if link != entry.external_id and plan.has(link)]


def _compare(entry: Entry, known: Known, report: Report) -> None:
    entry.pk, entry.slug, entry.version = known.pk, known.slug, known.version
    entry.linked = known.links
    if entry.checksum == known.checksum:
        same_links = entry.links is None or set(entry.links) == set(entry.linked)
        entry.action = Action.LEAVE if same_links else Action.RELINK
    elif known.version == known.imported_version:
        entry.action = Action.CHANGE
    else:
        entry.action = Action.KEEP
        since = "changed here since the last import" if known.imported_version else "written here"
        report.warnings.append(f"{_named(entry)}: {since}, kept as it is")


def _open_addresses(language: str) -> dict[str, int]:
    """The pages that hold an address in public, now or soon."""
    held = TermRevision.objects.in_language(language).filter(
        public_from__isnull=False, public_until__isnull=True
    )
    return dict(held.values_list("slug", "page_id"))


def _publishable(entry: Entry, known: Known | None, publicly: dict[str, int], report: Report) -> bool:
    """Whether the import may make the term public: not what editors took back, planned or changed."""
    if known is None:
        return True
    if entry.action is Action.KEEP or known.version != known.imported_version:
        return False
    if entry.action is not Action.CHANGE and known.live_version == known.version:
        return False
    for is_so, reason in (
        (known.was_public and known.live_version is None, "withdrawn here, not published again"),
        (known.is_scheduled, "scheduled here, not published before"),
        (publicly.get(known.slug, known.pk) != known.pk, f"another public term has the address {known.slug}"),
    ):
        if is_so:
            report.warnings.append(f"{_named(entry)}: {reason}")
            return False
    return True


def _address_new(plan: Plan, language: str, report: Report) -> None:
    new = list(plan.of(Action.CREATE))
    wished, taken = {entry.external_id: entry.slug for entry in new}, taken_addresses(language)
    before = {slug for slug in wished.values() if slug in taken}
    address_all(new, taken)
    others = [entry for entry in new if entry.slug != wished[entry.external_id]]
    for entry in others:
        if wished[entry.external_id] in before:
            report.warnings.append(
                f"{_named(entry)}: the glossary has a term “{wished[entry.external_id]}” already; "
                f"this one gets the address “{entry.slug}”"
            )
    if others:
        report.notices.append(
            f"{len(others)} of the new terms share a name; domain or number make up their addresses."
        )


def _count(plan: Plan, report: Report) -> None:
    for entry in plan.entries.values():
        action = Action.CHANGE if entry.action is Action.RELINK else entry.action
        report.counts[action.value] += 1
        report.counts["published"] += entry.publish
