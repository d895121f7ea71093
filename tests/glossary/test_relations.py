"""Related terms: what the database refuses, whoever writes, and what the model does before."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from glossary.models import Relation, Term
from tests.conftest import Make


class Terms(NamedTuple):
    low: Term
    high: Term
    third: Term
    english: Term


@pytest.fixture
def terms(make_term: Make) -> Terms:
    return Terms(*(make_term(live=False, language=code) for code in ("fr", "fr", "fr", "en")))


@pytest.fixture
def relation(terms: Terms) -> Relation:
    return Relation.join(terms.low, terms.high)


def sql(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def by_orm(low: Term, high: Term) -> None:
    Relation.objects.create(low=low, high=high)


def in_bulk(low: Term, high: Term) -> None:
    Relation.objects.bulk_create([Relation(low=low, high=high)])


def by_sql(low: Term, high: Term) -> None:
    sql("INSERT INTO glossary_relation (low_id, high_id) VALUES (%s, %s)", low.pk, high.pk)


def update_by_orm(low: Term, high: Term) -> None:
    Relation.objects.update(low=low, high=high)


def update_by_sql(low: Term, high: Term) -> None:
    sql("UPDATE glossary_relation SET low_id = %s, high_id = %s", low.pk, high.pk)


Door = Callable[[Term, Term], None]
INSERTS = [by_orm, in_bulk, by_sql]
UPDATES = [update_by_orm, update_by_sql]


def refused(door: Door, low: Term, high: Term) -> bool:
    """Whether the database refuses it; what is accepted is undone."""
    try:
        with transaction.atomic():
            door(low, high)
            transaction.set_rollback(True)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("door", INSERTS)
def test_two_terms_of_one_language_can_be_related(door: Door, terms: Terms) -> None:
    assert not refused(door, terms.low, terms.high)


@pytest.mark.parametrize("door", UPDATES)
def test_a_relation_can_be_moved_to_another_term(door: Door, terms: Terms, relation: Relation) -> None:
    assert not refused(door, terms.low, terms.third)


@pytest.mark.parametrize("door", [*INSERTS, *UPDATES])
def test_no_term_is_related_to_itself(door: Door, terms: Terms, relation: Relation) -> None:
    assert refused(door, terms.third, terms.third)


@pytest.mark.parametrize("door", INSERTS)
def test_no_two_terms_are_related_twice(door: Door, terms: Terms, relation: Relation) -> None:
    assert refused(door, terms.low, terms.high)
    assert refused(door, terms.high, terms.low)


@pytest.mark.parametrize("door", UPDATES)
def test_no_relation_becomes_another(door: Door, terms: Terms) -> None:
    Relation.join(terms.low, terms.third)
    Relation.join(terms.low, terms.high)
    assert refused(door, terms.low, terms.high)


@pytest.mark.parametrize("door", [*INSERTS, *UPDATES])
def test_no_relation_is_stored_the_other_way_round(door: Door, terms: Terms) -> None:
    Relation.join(terms.low, terms.third)
    assert refused(door, terms.high, terms.low)


@pytest.mark.parametrize("door", [*INSERTS, *UPDATES])
def test_no_term_is_related_to_one_of_another_language(door: Door, terms: Terms, relation: Relation) -> None:
    assert refused(door, terms.low, terms.english)


def language_by_orm(term: Term) -> None:
    Term.objects.filter(pk=term.pk).update(language="en")


def language_by_save(term: Term) -> None:
    term.language = "en"
    term.save()


def language_by_sql(term: Term) -> None:
    sql("UPDATE glossary_term SET language = 'en' WHERE id = %s", term.pk)


@pytest.mark.parametrize("change", [language_by_orm, language_by_save, language_by_sql])
def test_a_related_term_keeps_its_language(
    change: Callable[[Term], None], terms: Terms, relation: Relation
) -> None:
    for end in (terms.low, terms.high):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(end)
    change(terms.third)
    terms.third.refresh_from_db()
    assert terms.third.language == "en"


def test_joining_has_no_direction_and_no_repetition(terms: Terms) -> None:
    first = Relation.join(terms.high, terms.low)
    assert (first.low, first.high) == (terms.low, terms.high)
    assert Relation.join(terms.low, terms.high) == first


def test_joining_says_why_it_cannot(terms: Terms) -> None:
    for other, code in ((terms.low, "itself"), (terms.english, "language")):
        with pytest.raises(ValidationError) as refusal:
            Relation.join(terms.low, other)
        assert refusal.value.code == code


def others(term: Term) -> set[int]:
    return set(Relation.objects.of(term).others(term))


def test_setting_relations_leaves_those_of_other_terms(terms: Terms) -> None:
    Relation.join(terms.low, terms.third)
    Relation.set_for(terms.high, [terms.low, terms.third])
    assert others(terms.high) == {terms.low.pk, terms.third.pk}
    Relation.set_for(terms.high, [terms.third])
    assert others(terms.high) == {terms.third.pk}
    assert others(terms.low) == {terms.third.pk}
    Relation.set_for(terms.high, [])
    assert others(terms.high) == set()
    assert Relation.objects.count() == 1


def test_a_refused_setting_changes_nothing(terms: Terms, relation: Relation) -> None:
    with pytest.raises(ValidationError):
        Relation.set_for(terms.low, [terms.third, terms.english])
    assert others(terms.low) == {terms.high.pk}


def test_relations_go_with_a_deleted_draft(terms: Terms, relation: Relation) -> None:
    terms.high.delete()
    assert not Relation.objects.exists()
