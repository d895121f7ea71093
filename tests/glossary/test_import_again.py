"""What a second import changes, and what it leaves to the editors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from glossary.models import Relation, Synonym, Term, TermRevision
from portal.editorial.models import Category, PageState
from tests.conftest import Make, put_live
from tests.glossary.conftest import Import, row
from tests.glossary.test_import_terms import related

ROWS = [
    row(1, "antigène", synonyms=["Ag"], domains=["Biologie"], see_also=[2, 3]),
    row(2, "anticorps", notes="Une note."),
    row(3, "cytokine", see_also=[2]),
]


def changed(number: int, **columns: object) -> list[dict[str, object]]:
    return [{**one, **columns} if one["id"] == number else one for one in ROWS]


@pytest.mark.parametrize("flags", [(), ("--live",)])
def test_the_same_file_twice_changes_nothing(import_file: Import, flags: tuple[str, ...]) -> None:
    import_file(ROWS, *flags)
    before = list(Term.objects.values()), list(TermRevision.objects.values()), list(Synonym.objects.values())
    outcome = import_file(ROWS, *flags)
    assert "0 created, 0 changed, 3 unchanged, 0 kept, 0 rejected, 0 published" in outcome.said
    after = list(Term.objects.values()), list(TermRevision.objects.values()), list(Synonym.objects.values())
    assert before == after


def test_a_changed_row_changes_its_term(import_file: Import, client: Client) -> None:
    import_file(ROWS, "--live")
    rows = changed(1, term="Zantigène", definition="Nouveau.", synonyms=["AG"], domains=["Médecine"])
    outcome = import_file(rows, "--live")
    assert "0 created, 1 changed, 2 unchanged, 0 kept, 0 rejected, 1 published" in outcome.said
    term = Term.objects.get(external_id="1")
    assert (term.slug, term.letter, term.version, term.state) == ("antigene", "Z", 2, PageState.LIVE)
    assert term.sort_key.startswith("zantigene")
    assert str(term.category) == "Médecine"
    assert [name.text for name in term.synonyms.all()] == ["AG"]
    assert "Nouveau." in client.get("/fr/glossaire/antigene/").content.decode()
    first, second = term.revisions.order_by("number")
    assert (first.public_until, second.number) == (second.public_from, 2)
    assert second.published_at == first.public_from
    assert term.discussion.public_from == first.public_from


def test_a_change_stays_a_draft_unless_it_is_to_be_live(import_file: Import) -> None:
    import_file(ROWS, "--live")
    rows = changed(1, definition="Nouveau.")
    import_file(rows)
    assert Term.objects.get(external_id="1").state == PageState.LIVE_WITH_DRAFT
    assert import_file(rows, "--live").count("published") == 1
    assert Term.objects.get(external_id="1").state == PageState.LIVE


def test_drafts_of_an_import_can_be_made_live_by_the_next(import_file: Import) -> None:
    import_file(ROWS)
    outcome = import_file(ROWS, "--live")
    assert (outcome.count("unchanged"), outcome.count("published")) == (3, 3)
    assert TermRevision.objects.live().count() == 3


def test_what_an_editor_changed_is_kept_and_told(import_file: Import) -> None:
    import_file(ROWS)
    term = Term.objects.get(external_id="1")
    term.summary = "Mieux dit."
    term.save()
    assert import_file(ROWS).count("unchanged") == 3  # the file brings nothing new
    outcome = import_file(changed(1, definition="Nouveau."), "--live")
    assert outcome.errors == ["warning: line 1 (id 1): changed here since the last import, kept as it is"]
    assert (outcome.count("kept"), outcome.count("published")) == (1, 2)
    term.refresh_from_db()
    assert (term.summary, term.state) == ("Mieux dit.", PageState.DRAFT)


def test_a_term_written_here_is_kept(import_file: Import, make_term: Make) -> None:
    term = make_term("Antigène", external_id="1", slug="ecrit-ici")
    outcome = import_file(ROWS)
    assert "line 1 (id 1): written here, kept as it is" in outcome.errors[0]
    term.refresh_from_db()
    assert term.summary == "Une définition."


def test_what_the_file_does_not_speak_of_stays(import_file: Import) -> None:
    import_file(ROWS)
    Term.objects.filter(external_id="1").update(key_points="Un point")
    import_file([{"id": 1, "term": "antigène", "definition": "Plus court."}])
    term = Term.objects.get(external_id="1")
    assert (term.summary, term.key_points, str(term.category)) == ("Plus court.", "Un point", "Biologie")
    assert term.synonyms.count() == 1
    assert related("antigène") == {"anticorps", "cytokine"}


def test_an_empty_value_empties(import_file: Import) -> None:
    import_file(ROWS)
    import_file(changed(1, synonyms=[], domains=[], see_also=None))
    term = Term.objects.get(external_id="1")
    assert (term.category, term.synonyms.count()) == (None, 0)
    assert related("antigène") == set()


def test_a_link_that_the_other_end_still_has_stays(import_file: Import) -> None:
    import_file([row(1, "un", see_also=[2]), row(2, "deux", see_also=[1])])
    outcome = import_file([row(1, "un", see_also=[]), row(2, "deux", see_also=[1])])
    assert (outcome.count("changed"), related("un")) == (1, {"deux"})
    assert import_file([row(1, "un", see_also=[]), row(2, "deux")]).count("unchanged") == 2
    assert import_file([row(2, "deux", see_also=[])]).count("links removed") == 1
    assert related("un") == set()


def test_relations_made_or_taken_away_here_stay_so(import_file: Import, make_term: Make) -> None:
    import_file(ROWS)
    ours, term = make_term("Ici"), Term.objects.get(external_id="1")
    Relation.set_for(term, [ours, Term.objects.get(external_id="2")])
    assert import_file(ROWS).count("changed") == 0
    import_file(changed(1, definition="Nouveau."))
    assert related("antigène") == {"Ici", "anticorps"}


def test_a_link_comes_alive_with_its_target(import_file: Import) -> None:
    import_file([row(1, "un", see_also=[2])], "--skip-invalid")
    term = Term.objects.get()
    term.summary = "Mieux dit."
    term.save()
    outcome = import_file([row(1, "un", see_also=[2]), row(2, "deux")])
    assert (outcome.count("changed"), outcome.count("created")) == (1, 1)
    assert related("un") == {"deux"}
    term.refresh_from_db()
    assert term.summary == "Mieux dit."
    assert import_file([row(1, "un", see_also=[2]), row(2, "deux")]).count("changed") == 0


def test_a_withdrawn_term_is_not_published_again(import_file: Import) -> None:
    import_file(ROWS, "--live")
    Term.objects.get(external_id="1").withdraw(by=None)
    outcome = import_file(changed(1, definition="Nouveau."), "--live")
    assert "warning: line 1 (id 1): withdrawn here, not published again" in outcome.errors
    assert Term.objects.get(external_id="1").state == PageState.WITHDRAWN


def test_a_scheduled_term_is_not_published_before(import_file: Import) -> None:
    import_file(ROWS)
    put_live(Term.objects.get(external_id="1"), at=timezone.now() + timedelta(days=1))
    outcome = import_file(ROWS, "--live")
    assert "warning: line 1 (id 1): scheduled here, not published before" in outcome.errors
    assert outcome.count("published") == 2


def test_an_address_that_another_term_holds_in_public_is_left_to_it(
    import_file: Import, make_term: Make
) -> None:
    import_file([row(1, "biopsie")])
    Term.objects.filter(external_id="1").update(slug="attente")
    holder = make_term("Biopsie", slug="biopsie")
    Term.objects.filter(pk=holder.pk).update(slug="ailleurs")
    Term.objects.filter(external_id="1").update(slug="biopsie")
    outcome = import_file([row(1, "biopsie")], "--live")
    assert "another public term has the address biopsie" in outcome.errors[0]
    assert outcome.count("published") == 0


def test_a_category_reworded_here_is_found_again(import_file: Import) -> None:
    import_file(ROWS)
    Category.objects.update(name="Sciences de la vie")
    import_file([*ROWS, row(4, domains=["Biologie"])])
    assert Category.objects.count() == 1
    assert Term.objects.get(external_id="4").category == Category.objects.get()


def test_a_category_is_found_by_its_name(import_file: Import, make_category: Make) -> None:
    ours = make_category("Biologie", slug="bio")
    import_file(ROWS)
    assert Term.objects.get(external_id="1").category == ours


def test_languages_do_not_meet(import_file: Import) -> None:
    import_file(ROWS)
    outcome = import_file([row(1, "antigen"), row(9, see_also=[3])], "--language", "en", "--skip-invalid")
    assert outcome.count("created") == 2
    assert "see_also leads to 3, which is no term" in outcome.errors[0]
    assert Term.objects.filter(external_id="1").count() == 2


def test_a_draft_that_was_imported_can_be_deleted_and_comes_back(import_file: Import) -> None:
    import_file(ROWS)
    Term.objects.get(external_id="1").delete()
    assert import_file(ROWS).count("created") == 1
    assert related("antigène") == {"anticorps", "cytokine"}
