"""What editors are told about the state of the glossary."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client, RequestFactory
from django.utils import timezone

from glossary.candidates import candidates
from glossary.health import SHOWN, findings
from glossary.models import Relation, Term, TermRevision
from tests.conftest import Make, put_live
from tests.glossary.conftest import Import, row

pytestmark = pytest.mark.django_db

HEALTH = "/admin/glossary/term/health/"
HARD = (
    "Immunomodulation thérapeutique caractérisée par une surexpression transcriptionnelle des récepteurs "
    "inhibiteurs lymphocytaires, indépendamment des thérapeutiques cytotoxiques concomitantes administrées "
    "antérieurement, conformément aux recommandations internationales."
)


def found(key: str, language: str = "fr") -> list[list[str]]:
    [finding] = [one for one in findings(language) if one.key == key]
    return [[title for title, _url in one.links] for one in finding.rows]


def test_editors_see_the_page_and_others_do_not(sign_in: Make, client: Client) -> None:
    answer = sign_in("Editors").get(HEALTH)
    assert answer.status_code == 200
    assert sign_in("Moderators").get(HEALTH).status_code == 403
    assert client.get(HEALTH).status_code == 302


def test_the_list_of_terms_leads_to_it(sign_in: Make) -> None:
    assert f'href="{HEALTH}"' in sign_in("Editors").get("/admin/glossary/term/").content.decode()


def test_forms_of_several_terms_are_told(make_term: Make) -> None:
    for title in ("Immunothérapie", "Interprétation"):
        term = make_term(title, live=False)
        term.synonyms.create(text="IT", kind="abbreviation")
        put_live(term)
    assert found("ambiguous") == [["Immunothérapie", "Interprétation"]]


def test_words_that_texts_use_and_no_term_explains_are_counted(make_article: Make, make_term: Make) -> None:
    make_term("Biopsie")
    for _ in range(3):
        make_article(body="<p>Une biopsie, puis des thrombocytes et du temps pour vous.</p>")
    words = dict(candidates("fr"))
    assert words["thrombocytes"] == 3
    assert not {"biopsie", "temps", "pour", "vous"} & words.keys()


def test_a_candidate_leads_to_a_new_term(make_article: Make, sign_in: Make) -> None:
    for _ in range(2):
        make_article(body="<p>Des thrombocytes.</p>")
    client = sign_in("Editors")
    assert "title=thrombocytes&amp;language=fr" in client.get(HEALTH).content.decode()
    page = client.get("/admin/glossary/term/add/?title=thrombocytes&language=fr").content.decode()
    assert 'value="thrombocytes"' in page


def test_terms_that_no_text_names_are_listed(make_article: Make, make_term: Make) -> None:
    make_term("Biopsie")
    make_term("Scanner")
    make_term("Muet", linking="never")
    make_article(body="<p>Une biopsie.</p>")
    assert found("unused") == [["Scanner"]]


def test_hard_definitions_are_listed(make_term: Make) -> None:
    make_term("Difficile", summary=HARD)
    make_term("Facile", summary="Un petit bout de peau. On le regarde de près. On y voit des cellules. " * 3)
    assert found("hard") == [["Difficile"]]


def test_terms_without_review_or_with_an_overdue_one_are_listed(make_term: Make) -> None:
    make_term("Sans")
    late, fresh = make_term("En retard"), make_term("À jour")
    signature: dict[str, Any] = {
        "signed_number": 1, "signed_at": timezone.now(), "signer_name": "Dr A", "signer_qualification": "B",
    }  # fmt: skip
    today = timezone.localdate()
    for term, days in ((late, -1), (fresh, 1)):
        due = today + timedelta(days=days)
        TermRevision.objects.filter(page=term).update(review="signed", review_due_on=due, **signature)
    assert found("unreviewed") == [["En retard"], ["Sans"]]


def test_relations_to_what_is_not_public_are_listed(make_term: Make) -> None:
    public, draft, other = make_term("Public"), make_term("Brouillon", live=False), make_term("Autre")
    Relation.join(public, draft)
    Relation.join(public, other)
    Relation.join(make_term("A", live=False), make_term("B", live=False))
    assert found("dangling") == [["Public", "Brouillon"]]


def test_near_duplicates_are_listed(make_term: Make) -> None:
    for title in ("Globule blanc", "Globules blancs", "globule-blanc", "Globule rouge"):
        make_term(title)
    [names] = found("duplicates")
    assert set(names) == {"Globule blanc", "Globules blancs", "globule-blanc"}


def test_each_language_has_its_own(make_term: Make) -> None:
    make_term("Scan", language="en")
    assert found("unused", "en") == [["Scan"]]
    assert found("unused") == []


def test_long_lists_are_cut_and_counted(make_term: Make) -> None:
    for number in range(SHOWN + 2):
        make_term(f"Terme{number}")
    [finding] = [one for one in findings("fr") if one.key == "unused"]
    assert (len(finding.rows), finding.total, finding.more) == (SHOWN, SHOWN + 2, 2)


def test_the_page_costs_as_many_queries_whatever_it_holds(
    make_term: Make, make_article: Make, django_assert_max_num_queries: Any
) -> None:
    for number in range(SHOWN + 2):
        term = make_term(f"Terme {number}", summary=HARD)
        Relation.join(term, make_term(f"Brouillon {number}", live=False))
        make_article(body="<p>Des thrombocytes.</p>")
    with django_assert_max_num_queries(18 + SHOWN):  # the state of each term that is not public is a query
        findings("fr")


def test_on_saving_an_editor_is_told_of_a_name_that_another_term_has(make_term: Make) -> None:
    from glossary.admin_health import warn_of_shared_names

    first = make_term("Immunothérapie", live=False)
    first.synonyms.create(text="IT", kind="abbreviation")
    put_live(first)
    second: Term = make_term("Interprétation", live=False)
    second.synonyms.create(text="IT", kind="abbreviation")
    request: Any = RequestFactory().get("/")
    request.session = {}
    from django.contrib.messages.storage.session import SessionStorage

    request._messages = SessionStorage(request)
    warn_of_shared_names(request, second)
    [told] = [str(message) for message in get_messages(request)]
    assert "IT" in told
    assert "Immunothérapie" in told


def test_imported_terms_are_woven_when_the_import_says_so(import_file: Import) -> None:
    import_file([row(1), row(2)], "--live")
    assert set(Term.objects.values_list("linking", flat=True)) == {"never"}
    assert set(TermRevision.objects.live().values_list("linking", flat=True)) == {"never"}
    import_file([row(1)], "--live", "--weave")
    linking = dict(TermRevision.objects.live().values_list("page__external_id", "linking"))
    assert linking == {"1": "auto", "2": "never"}


def test_an_import_leaves_what_an_editor_chose(import_file: Import) -> None:
    import_file([row(1)])
    Term.objects.update(linking="exact")
    import_file([row(1, "autre nom")])
    assert Term.objects.get().linking == "exact"
    assert Term.objects.get().title == "autre nom"


def test_names_of_imported_terms_stand_in_the_index(import_file: Import, client: Client) -> None:
    import_file([row(1, "immunothérapie", synonyms=["biothérapie"])], "--live")
    assert "biothérapie" in client.get("/fr/glossaire/").content.decode()
