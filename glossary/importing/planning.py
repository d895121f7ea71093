"""What becomes of each good row, judged by what the glossary holds already. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from glossary.identity import key_in, urn
from glossary.importing import standing
from glossary.importing.addresses import address_all, taken_addresses
from glossary.importing.batches import batched
from glossary.importing.checking import Action, Checked, Entry
from glossary.importing.report import Report, place
from glossary.models import ImportedTerm, Term, TermRevision


@dataclass(slots=True)
class Known:
    """A term that is there, and what the last import remembered of it, if there was one."""

    pk: int
    id: str  # the identifier it came with, or else its own
    slug: str
    version: int
    imported_version: int | None = None
    checksum: str = ""
    links: list[str] = field(default_factory=list)
    live_version: int | None = None
    was_public: bool = False
    is_scheduled: bool = False


def known_terms(language: str) -> dict[str, Known]:
    """By identifier, and by that of its own where a term came with another.

    Table by table: joins and subqueries go wrong where PostgreSQL has counted none yet.
    """
    terms = Term.objects.filter(language=language).order_by("pk")
    rows = terms.values_list("translation_key", "external_id", "pk", "slug", "version")
    known: dict[str, Known] = {}
    by_key: dict[int, Known] = {}
    for key, external_id, pk, slug, version in rows.iterator():
        term = by_key[pk] = Known(pk, external_id or urn(key), slug, version)
        known[urn(key)] = known[term.id] = term
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
    public: set[int] = field(default_factory=set)  # keys of live terms

    def name_of(self, identifier: str) -> str:
        known = self.known.get(identifier)
        if known is None and (key := key_in(identifier)):
            identifier = urn(key)
            known = self.known.get(identifier)
        return known.id if known else identifier

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
    _name_alike(plan, report)
    checked.entries = plan.entries
    for entry in plan.entries.values():
        _drop_dead_links(entry, plan, checked, report)
    _compare_all(plan, report)
    if live:
        publicly = _open_addresses(language)
        for entry in plan.entries.values():
            entry.publish = _publishable(entry, plan.known.get(entry.external_id), publicly, report)
    _address_new(plan, language, report)
    _count(plan, report)
    return plan


def _named(entry: Entry) -> str:
    return place(entry.line, entry.external_id)


def _name_alike(plan: Plan, report: Report) -> None:
    """Let rows and links call each term by one identifier, whichever of the two the file has."""
    entries: dict[str, Entry] = {}
    for entry in plan.entries.values():
        entry.external_id = plan.name_of(entry.external_id)
        if entry.links is not None:
            entry.links = list(dict.fromkeys(map(plan.name_of, entry.links)))
        first = entries.setdefault(entry.external_id, entry)
        if first is not entry:
            message = _("%(place)s: the same term as on line %(line)d")
            report.errors.append(message % {"place": _named(entry), "line": first.line})
    plan.entries = entries


def _drop_dead_links(entry: Entry, plan: Plan, checked: Checked, report: Report) -> None:
    """Keep the links that lead to another term, of the file or of the glossary."""
    for target in entry.links or ():
        told = {"place": _named(entry), "target": target}
        if target == entry.external_id:
            report.warnings.append(_("%(place)s: see_also leads to the term itself, left out") % told)
        elif plan.has(target):
            continue
        elif target in checked.rejected_ids:
            report.lost_links.append(_("%(place)s: see_also leads to %(target)s, which is rejected") % told)
        else:
            report.dead_links.append(_("%(place)s: see_also leads to %(target)s, which is no term") % told)
    if entry.links:
        entry.links = [link for link in entry.links if link != entry.external_id and plan.has(link)]


def _compare_all(plan: Plan, report: Report) -> None:
    """Those rows that say something else than at the last import, with the terms as they stand now."""
    differing = [
        (entry, known)
        for entry in plan.entries.values()
        if (known := plan.known.get(entry.external_id)) and not _is_as_imported(entry, known)
    ]
    plan.public = {known.pk for known in plan.known.values() if known.live_version is not None}
    for batch in batched(differing):
        keys = [known.pk for _entry, known in batch]
        edited = [known.pk for _entry, known in batch if known.version != known.imported_version]
        now = Now(standing.copies(keys), standing.live(edited), standing.related(keys))
        for entry, known in batch:
            entry.action = _action(entry, known, plan, now)
            if entry.action is Action.KEEP:
                report.warnings.append(_kept(entry, known))


@dataclass(frozen=True, slots=True)
class Now:
    """Some of the terms, by their keys."""

    copies: dict[int, standing.Standing]
    live: dict[int, standing.Standing]
    related: dict[int, set[int]]


def _is_as_imported(entry: Entry, known: Known) -> bool:
    entry.pk, entry.slug, entry.version = known.pk, known.slug, known.version
    entry.linked, entry.action = known.links, Action.LEAVE
    same_links = entry.links is None or set(entry.links) == set(entry.linked)
    return entry.checksum == known.checksum and same_links


def _action(entry: Entry, known: Known, plan: Plan, now: Now) -> Action:
    """A term that is not as the last import left it is not touched, but for its links."""
    relinked = Action.LEAVE if _has_links(entry, plan, now) else Action.RELINK
    if entry.checksum == known.checksum:
        return relinked
    entry.changes = now.copies[known.pk].changes(entry)
    if known.version == known.imported_version:
        return Action.CHANGE if entry.changes else relinked
    public = now.live.get(known.pk)
    says_nothing_new = not entry.changes or (public is not None and not public.changes(entry))
    if not says_nothing_new or (relinked is Action.RELINK and known.imported_version is None):
        return Action.KEEP
    return relinked


def _has_links(entry: Entry, plan: Plan, now: Now) -> bool:
    """Whether the relations are those of the row: as imported, as they are now, or as readers see them."""
    if entry.links is None or set(entry.links) == set(entry.linked):
        return True
    wanted, there = {plan.key_of(link) for link in entry.links}, now.related.get(entry.pk, set())
    return wanted == there or (entry.pk in plan.public and wanted == there & plan.public)


def _kept(entry: Entry, known: Known) -> str:
    if known.imported_version:
        return _("%(place)s: changed here since the last import, kept as it is") % {"place": _named(entry)}
    return _("%(place)s: written here, kept as it is") % {"place": _named(entry)}


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
        (
            known.was_public and known.live_version is None,
            _("%(place)s: withdrawn here, not published again"),
        ),
        (known.is_scheduled, _("%(place)s: scheduled here, not published before")),
        (
            publicly.get(known.slug, known.pk) != known.pk,
            _("%(place)s: another public term has the address %(slug)s"),
        ),
    ):
        if is_so:
            report.warnings.append(reason % {"place": _named(entry), "slug": known.slug})
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
            message = _(
                "%(place)s: the glossary has a term “%(wished)s” already; "
                "this one gets the address “%(slug)s”"
            )
            told = {"place": _named(entry), "wished": wished[entry.external_id], "slug": entry.slug}
            report.warnings.append(message % told)
    if others:
        message = _("%(n)d of the new terms share a name; domain or number make up their addresses.")
        report.notices.append(message % {"n": len(others)})


def _count(plan: Plan, report: Report) -> None:
    for entry in plan.entries.values():
        action = Action.CHANGE if entry.action is Action.RELINK else entry.action
        report.counts[action.value] += 1
        report.counts["published"] += entry.publish
