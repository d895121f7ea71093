"""What an import makes of good and of bad rows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from comments.models import Discussion
from glossary.importing.limits import NAMES_MAX
from glossary.models import Relation, Term, TermRevision
from portal.editorial.limits import SUMMARY_MAX, TITLE_MAX
from portal.editorial.models import Category, Origin, PageState
from portal.editorial.models.revision import ORIGIN_NOTICES
from tests.conftest import Make, put_live
from tests.glossary.conftest import Import, row

GOOD = [row(1, "antigène"), row(2, "anticorps", see_also=[1])]


def related(title: str) -> set[str]:
    term = Term.objects.get(title=title)
    keys = Relation.objects.of(term).others(term)
    return set(Term.objects.filter(pk__in=keys).values_list("title", flat=True))


def test_each_row_becomes_a_draft(import_file: Import) -> None:
    outcome = import_file(GOOD)
    assert "2 created, 0 changed, 0 unchanged, 0 kept, 0 rejected, 0 published" in outcome.said
    term = Term.objects.get(external_id="2")
    assert (term.title, term.slug, term.summary) == ("anticorps", "anticorps", "Définition 2.")
    assert (term.origin, term.state, term.letter) == (Origin.IMPORT, PageState.DRAFT, "A")
    assert term.discussion.public_from is None
    assert related("anticorps") == {"antigène"}


def test_a_row_with_everything(import_file: Import) -> None:
    everything = row(
        7,
        "œdème",
        domains=["Médecine", "Biologie"],
        kind="exam",
        pronunciation="é-dème",
        synonyms=["enflure", "œdème"],
        variants=[
            {"term": "OD", "type": "Abréviation"},
            {"term": "oedème", "type": "Variante orthographique"},
        ],
        body="<h2>Causes</h2><p onclick='x'>Plusieurs.</p>",
        notes="1. Une note.  2. Une autre.",
        equivalents=[{"term": "oedema", "lang": "en"}],
    )
    outcome = import_file([everything])
    term = Term.objects.get()
    assert (term.kind, term.pronunciation, term.letter) == ("exam", "é-dème", "O")
    assert term.category == Category.objects.get(name="Médecine", slug="medecine", language="fr")
    assert term.body == "<h2>Causes</h2><p>Plusieurs.</p><p>1. Une note.</p><p>2. Une autre.</p>"
    names = [(name.text, name.kind) for name in term.synonyms.all()]
    assert names == [("enflure", "synonym"), ("OD", "abbreviation"), ("oedème", "variant")]
    assert "Not taken over: domains after the first (1 rows), equivalents (1 rows)." in outcome.said


def test_a_live_import_is_public_and_says_that_nobody_reviewed_it(
    import_file: Import, client: Client
) -> None:
    assert import_file([row(1, "antigène", synonyms=["Ag"])], "--live").count("published") == 1
    page = client.get("/fr/glossaire/antigene/").content.decode()
    assert str(ORIGIN_NOTICES[Origin.IMPORT]) in page
    assert "Ag" in page
    assert Discussion.objects.public().count() == 1


@pytest.mark.parametrize(("language", "title"), [("fr", "L'œil  sec"), ("en", 'The "last" one')])
def test_a_live_import_is_published_as_one_term_is(
    import_file: Import, make_term: Make, language: str, title: str
) -> None:
    columns = {"summary": "Trois: « un », deux... l'autre!", "body": "<h2>Un</h2><p>Deux</p>"}
    texts = {"definition": columns["summary"], "body": columns["body"], "synonyms": ["sécheresse"]}
    import_file([row(1, title, **texts)], "--live", "--weave", "--language", language)
    name = " ".join(title.split())
    single = make_term(name, slug="seul", language=language, live=False, **columns)
    single.synonyms.create(text="sécheresse")
    put_live(single)
    own = {"id", "page_id", "slug", "digest", "created_at", "public_from", "published_at"}
    one, other = (
        {name: value for name, value in revision.items() if name not in own}
        for revision in TermRevision.objects.values()
    )
    assert one == other
    assert all(revision.digest == revision.content_digest() for revision in TermRevision.objects.all())


BAD = [
    ({"term": ""}, "no name"),
    ({"term": None}, "no name"),
    ({"term": " \u200b "}, "no name"),
    ({"term": 5.5}, "term: a text is expected, not a number"),
    ({"term": "x" * (TITLE_MAX + 1)}, f"term: {TITLE_MAX + 1} characters, {TITLE_MAX} at most"),
    ({"id": None}, "no id"),
    ({"id": True}, "id: a text is expected, not true or false"),
    ({"definition": "x" * (SUMMARY_MAX + 1)}, f"definition: {SUMMARY_MAX + 1} characters"),
    ({"definition": ["x"]}, "definition: a text is expected, not a list"),
    ({"kind": "plante"}, "kind: 'plante' is none of medical, drug, exam, everyday"),
    ({"synonyms": {"a": 1}}, "synonyms: a list is expected, not an object"),
    ({"synonyms": [["a"]]}, "synonyms: a text is expected, not a list"),
    ({"synonyms": [f"s{n}" for n in range(NAMES_MAX + 1)]}, f"{NAMES_MAX + 1} synonyms and variants"),
    ({"variants": [{"term": "a", "type": 3}]}, "variants: the type is a number"),
    ({"body": "<p>" + "x" * 500_000}, "body: This text is too large"),
    ({"notes": "x" * 30_000}, "notes: 30000 characters, 20000 at most"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD)
def test_one_bad_row_and_nothing_is_written(import_file: Import, bad: dict[str, Any], reason: str) -> None:
    outcome = import_file([*GOOD, row(3) | bad])
    assert "1 errors, 1 rows rejected. Nothing was written." in outcome.refusal
    assert len(outcome.errors) == 1
    assert outcome.errors[0].startswith("error: line 3")
    assert reason in outcome.errors[0]
    assert not Term.objects.exists()
    assert not outcome.rejected.exists()


@pytest.mark.parametrize("longest", [{"term": "x" * TITLE_MAX}, {"definition": "x" * SUMMARY_MAX}])
def test_what_just_fits_is_taken(import_file: Import, longest: dict[str, Any]) -> None:
    assert import_file([row(1) | longest]).count("created") == 1


def test_every_reason_of_every_bad_row_is_told(import_file: Import) -> None:
    outcome = import_file([row(1, definition="x" * 2000, kind="plante"), row(2), "faux", row(2)])
    assert [error.partition(": ")[2].partition(": ")[0] for error in outcome.errors] == [
        "line 1 (id 1)", "line 3", "line 4 (id 2)",
    ]  # fmt: skip
    assert "definition: 2000 characters, 1500 at most; kind: 'plante'" in outcome.errors[0]
    assert "a JSON object is expected" in outcome.errors[1]
    assert "line 2 has the same id" in outcome.errors[2]


def test_a_term_without_definition_may_be_a_draft_but_not_live(import_file: Import) -> None:
    rows = [row(1), row(2, definition=None)]
    assert "line 2 (id 2): no definition" in import_file(rows, "--live").errors[0]
    assert import_file(rows).count("created") == 2


def test_bad_rows_are_put_aside_with_their_reasons(import_file: Import) -> None:
    bad = row(3, "", note="à corriger")
    outcome = import_file([*GOOD, bad], "--skip-invalid")
    assert (outcome.count("created"), outcome.count("rejected")) == (2, 1)
    assert str(outcome.rejected) in outcome.said
    assert json.loads(outcome.rejected.read_text()) == bad | {"rejected": "no name"}
    corrected = json.loads(outcome.rejected.read_text()) | {"term": "cytokine"}
    assert import_file([corrected]).count("created") == 1


def test_a_dead_link_is_an_error_or_is_left_out(import_file: Import) -> None:
    rows = [row(1, see_also=[2, 99]), row(2)]
    strict = import_file(rows)
    assert strict.errors == ["error: line 1 (id 1): see_also leads to 99, which is no term"]
    assert not Term.objects.exists()
    lenient = import_file(rows, "--skip-invalid")
    assert (lenient.count("created"), lenient.count("warnings"), lenient.count("rejected")) == (2, 1, 0)
    assert not lenient.rejected.exists()
    assert Relation.objects.count() == 1


def test_a_link_to_a_rejected_row_is_left_out(import_file: Import) -> None:
    rows = [row(1, see_also=[2]), row(2, definition="")]
    assert len(import_file(rows, "--live").errors) == 1
    outcome = import_file(rows, "--live", "--skip-invalid")
    assert "warning: line 1 (id 1): see_also leads to 2, which is rejected" in outcome.errors


def test_a_link_may_lead_to_a_term_imported_before(import_file: Import) -> None:
    import_file([row(1, "antigène")])
    import_file([row(2, "anticorps", see_also=[1])])
    assert related("anticorps") == {"antigène"}


def test_circles_and_links_to_itself_do_no_harm(import_file: Import) -> None:
    outcome = import_file([row(1, "un", see_also=[1, 2]), row(2, see_also=[3]), row(3, see_also=[1, 2])])
    assert "see_also leads to the term itself" in outcome.errors[0]
    assert outcome.count("links added") == 3
    assert related("un") == {"terme 2", "terme 3"}


def test_namesakes_get_addresses_by_domain_then_by_number(import_file: Import) -> None:
    rows = [
        row(1, "détecteur", domains=["Espace"]),
        row(2, "Detecteur", domains=["Pétrole"]),
        row(3, "détecteur", domains=["Espace"]),
        row(4, "détecteur"),
        row(5, "∞"),
    ]
    outcome = import_file(rows)
    assert "3 of the new terms share a name" in outcome.said
    slugs = dict(Term.objects.values_list("external_id", "slug"))
    assert slugs == {
        "1": "detecteur-espace",
        "2": "detecteur-petrole",
        "3": "detecteur-espace-2",
        "4": "detecteur",
        "5": "5",
    }
    import_file([rows[2], *rows])  # refused: one id twice
    import_file(reversed(rows))
    assert dict(Term.objects.values_list("external_id", "slug")) == slugs


def test_the_address_of_another_term_is_not_taken(import_file: Import, make_term: Make) -> None:
    moved = make_term("Biopsie", slug="biopsie")
    moved.slug = "prelevement"
    moved.save()
    put_live(moved)
    outcome = import_file([row(1, "biopsie", domains=["Médecine"])], "--live")
    assert Term.objects.get(external_id="1").slug == "biopsie-medecine"
    assert "the glossary has a term “biopsie” already" in outcome.errors[0]


def test_a_dry_run_writes_nothing_and_tells_the_same(import_file: Import) -> None:
    rows = [row(1, domains=["Biologie"], see_also=[2, 8]), row(2), row(3, term="")]
    flags = ("--live", "--skip-invalid")
    dry = import_file(rows, *flags, "--dry-run")
    assert not Term.objects.exists()
    assert not Category.objects.exists()
    assert not dry.rejected.exists()
    real = import_file(rows, *flags)
    assert dry.errors == real.errors
    summary = dry.said.splitlines()[-1].removeprefix("Dry run, nothing was written: ")
    assert summary.split(";")[0] == real.said.splitlines()[-1].split(";")[0]


def test_a_dry_run_refuses_what_the_real_one_would(import_file: Import) -> None:
    assert "Nothing was written" in import_file([row(1, term="")], "--dry-run").refusal


def test_markup_entities_and_controls_are_cleaned_away(import_file: Import) -> None:
    import_file(
        [
            row(
                1,
                "lympho\x07cytes&nbsp;T <i>CD8</i>\u202e",
                definition="<p>Plus de 10<sup>9</sup> cellules, p < 0,05 &amp; H<sub>2</sub>O.</p>"
                "<script>alert(1)</script>\r\n<p>Suite\ud800.</p>",
                synonyms=["a <b and c> d", "&lt;b&gt;"],
            )
        ]
    )
    term = Term.objects.get()
    assert term.title == "lymphocytes\u00a0T CD8"
    assert term.summary == "Plus de 10⁹ cellules, p < 0,05 & H₂O.\nSuite."
    assert [name.text for name in term.synonyms.all()] == ["a <b and c> d", "<b>"]


def test_numbered_senses_begin_a_line(import_file: Import) -> None:
    import_file([row(1, definition="1. Un sens.  2. Un autre  sens.")])
    assert Term.objects.get().summary == "1. Un sens.\n2. Un autre sens."


def test_output_is_bounded_and_counts_everything(import_file: Import) -> None:
    outcome = import_file([row(n, term="") for n in range(1200)])
    assert len(outcome.errors) == 1001
    assert outcome.errors[-1] == "error: and 200 more; -v 2 shows them all"
    assert "1200 errors" in outcome.refusal
    assert len(import_file([row(n, term="") for n in range(1200)], "-v", "2").errors) == 1200


def test_five_thousand_rows_cost_few_queries(import_file: Import, django_assert_max_num_queries: Any) -> None:
    rows = [row(n, synonyms=[f"s{n}"], see_also=[(n + 1) % 5000], domains=["A"]) for n in range(5000)]
    with django_assert_max_num_queries(1100):  # about a third of them for the search
        assert import_file(rows, "--live").count("published") == 5000
    with django_assert_max_num_queries(15):
        assert import_file(rows, "--live").count("unchanged") == 5000
