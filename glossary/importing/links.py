"""Relations between terms brought in line with the links of a file.

A link is compared with what the last import saw, not with the relations there are: those that editors
made or took away stay as they left them.
"""

from __future__ import annotations

from dataclasses import dataclass

from glossary.importing.batches import BATCH, batched
from glossary.importing.checking import Action
from glossary.importing.planning import Plan
from glossary.models import Relation

Pair = tuple[int, int]  # keys of two terms, the smaller first


@dataclass(frozen=True)
class LinkChanges:
    added: list[Pair]
    removed: list[int]  # keys of relations

    def write(self) -> None:
        new = (Relation(low_id=low, high_id=high) for low, high in self.added)
        Relation.objects.bulk_create(new, batch_size=BATCH)
        for keys in batched(self.removed):
            Relation.objects.filter(pk__in=keys).delete()


def link_changes(plan: Plan) -> LinkChanges:
    """What is to be related and what no longer, once every new term has its key."""
    wanted, unwanted = _wanted(plan), _unwanted(plan)
    if not (wanted or unwanted):
        return LinkChanges([], [])
    pairs = Relation.objects.values_list("low_id", "high_id", "pk")
    existing = {(low, high): pk for low, high, pk in pairs.iterator()}
    return LinkChanges(
        added=sorted(wanted - existing.keys()),
        removed=sorted(existing[pair] for pair in unwanted - wanted if pair in existing),
    )


def _wanted(plan: Plan) -> set[Pair]:
    return {
        _pair(entry.pk, plan.key_of(target))
        for entry in plan.of(Action.CREATE, Action.CHANGE, Action.RELINK)
        for target in set(entry.links or ()) - set(entry.linked)
    }


def _unwanted(plan: Plan) -> set[Pair]:
    return {
        _pair(entry.pk, plan.key_of(target))
        for entry in plan.of(Action.CHANGE, Action.RELINK)
        for target in set(entry.linked) - set(entry.links_now())
        if plan.has(target) and entry.external_id not in plan.links_of(target)
    }


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)
