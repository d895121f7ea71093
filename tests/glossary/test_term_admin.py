"""Editors at the glossary: terms with their synonyms and relations, and who may publish them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils.translation import gettext

from glossary.models import Relation, Term
from portal.editorial.models import Origin, PageState
from tests.conftest import Make

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/glossary/term/"
PARTS = ("synonyms", "questions", "sources", "contributions")


def words(**fields: Any) -> dict[str, Any]:
    standard: dict[str, Any] = {
        "language": "fr",
        "title": "Antigène",
        "slug": "antigene",
        "kind": "medical",
        "linking": "auto",
        "summary": "Ce que reconnaît le système immunitaire.",
        "banner_place": "site",
    }
    for part in PARTS:
        standard |= {f"{part}-TOTAL_FORMS": "0", f"{part}-INITIAL_FORMS": "0"}
    return standard | fields


def synonyms(*texts: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"synonyms-TOTAL_FORMS": str(len(texts))}
    for number, text in enumerate(texts):
        fields |= {f"synonyms-{number}-text": text, f"synonyms-{number}-kind": "abbreviation"}
        fields[f"synonyms-{number}-position"] = str(number)
    return fields


def change(term: Term) -> str:
    return f"{LIST}{term.pk}/change/"


def others(term: Term) -> set[int]:
    return set(Relation.objects.of(term).others(term))


def errors(answer: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = answer.context["adminform"].form.errors
    return found


def test_the_list_costs_as_many_queries_whatever_it_holds(
    sign_in: Make, make_term: Make, make_category: Make, django_assert_num_queries: Any
) -> None:
    for number in range(50):
        make_term(category=make_category(), live=number % 2 == 0)
    client = sign_in("Editors")
    with django_assert_num_queries(7):
        page = client.get(LIST).content.decode()
    assert page.count('class="state state-live"') == 25


def test_a_term_is_found_by_its_synonyms_once(sign_in: Make, make_term: Make) -> None:
    term = make_term("Anticorps", live=False)
    term.synonyms.create(text="immunoglobuline G")
    term.synonyms.create(text="immunoglobuline M")
    make_term("Cytokine", live=False)
    page = sign_in("Editors").get(LIST, {"q": "immunoglobuline"})
    assert [found.title for found in page.context["cl"].result_list] == ["Anticorps"]


def test_a_term_is_added_with_synonyms_and_relations(sign_in: Make, make_term: Make) -> None:
    first, second = make_term(), make_term(live=False)
    fields = words(related=[first.pk, second.pk], **synonyms("Ag", "AG"))
    assert sign_in("Editors").post(f"{LIST}add/", fields).status_code == 302
    term = Term.objects.get(slug="antigene")
    assert [name.text for name in term.synonyms.all()] == ["Ag", "AG"]
    assert others(term) == {first.pk, second.pk}
    assert others(first) == {term.pk}
    assert term.created_by == User.objects.get()


def test_a_term_shows_and_changes_relations_set_at_the_other_end(sign_in: Make, make_term: Make) -> None:
    low, middle, high = (make_term() for _ in range(3))
    Relation.join(low, middle)
    client = sign_in("Editors")
    form = client.get(change(middle)).context["adminform"].form
    assert form.initial["related"] == [low.pk]
    client.post(change(middle), words(related=[high.pk], slug=middle.slug))
    assert (others(middle), others(low)) == ({high.pk}, set())
    client.post(change(middle), words(slug=middle.slug))
    assert not Relation.objects.exists()


def test_a_term_is_not_related_to_itself(sign_in: Make, term: Term) -> None:
    answer = sign_in("Editors").post(change(term), words(related=[term.pk]))
    assert "related" in errors(answer)
    assert not Relation.objects.exists()


@pytest.mark.parametrize("page", ["add/", ""])
def test_a_term_is_not_related_to_one_of_another_language(
    sign_in: Make, term: Term, make_term: Make, page: str
) -> None:
    english = make_term("Antigen", language="en")
    fields = words(related=[english.pk], slug="autre")
    answer = sign_in("Editors").post(f"{LIST}{page}" if page else change(term), fields)
    assert "related" in errors(answer)
    assert not Relation.objects.exists()


def test_the_same_synonym_twice_is_refused_and_kept_in_the_form(sign_in: Make) -> None:
    answer = sign_in("Editors").post(f"{LIST}add/", words(**synonyms("Ag", "Ag")))
    assert answer.status_code == 200
    assert 'value="Ag"' in answer.content.decode()
    assert not Term.objects.exists()


def test_one_identifier_elsewhere_belongs_to_one_term(sign_in: Make, make_term: Make) -> None:
    make_term(external_id="X1")
    client = sign_in("Editors")
    answer = client.post(f"{LIST}add/", words(external_id="X1"))
    assert answer.status_code == 200
    client.post(f"{LIST}add/", words())
    client.post(f"{LIST}add/", words(slug="antigene-2"))
    assert Term.objects.filter(external_id="").count() == 2


def test_the_form_asks_for_a_definition(sign_in: Make) -> None:
    form = sign_in("Editors").get(f"{LIST}add/").context["adminform"].form
    assert form.fields["summary"].label == gettext("Definition")


def with_rights(client: Client, user: User, *names: str) -> Client:
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


def test_publishing_needs_its_own_permission(client: Client, make_user: Make, make_term: Make) -> None:
    term, user = make_term(live=False, origin=Origin.IMPORT), make_user("redactrice")
    chosen = {"action": "publish", "_selected_action": [term.pk]}
    writer = with_rights(client, user, "view_term", "change_term", "add_term")
    page = writer.get(LIST).content.decode()
    assert 'value="publish"' not in page
    writer.post(LIST, chosen)
    assert writer.post(change(term), words(slug=term.slug, _publish="1")).status_code == 403
    assert term.state == PageState.DRAFT
    publisher = with_rights(client, User.objects.get(), "view_term", "change_term", "publish_term")
    publisher.post(LIST, chosen)
    assert term.state == PageState.LIVE


def test_a_reviewer_reads_a_term_but_changes_nothing(sign_in: Make, term: Term, make_term: Make) -> None:
    other = make_term()
    client = sign_in("Medical reviewers")
    assert client.get(change(term)).status_code == 200
    assert client.post(change(term), words(related=[other.pk], title="Autre")).status_code == 403
    term.refresh_from_db()
    assert (term.title, others(term)) == ("Antigène", set())


def test_terms_without_definition_are_named_and_not_published(sign_in: Make, make_term: Make) -> None:
    good = make_term(live=False, origin=Origin.IMPORT)
    empty = make_term("Vide", live=False, summary="", origin=Origin.IMPORT)
    chosen = {"action": "publish", "_selected_action": [good.pk, empty.pk]}
    page = sign_in("Editors").post(LIST, chosen, follow=True).content.decode()
    assert (good.state, empty.state) == (PageState.LIVE, PageState.DRAFT)
    assert "Vide\u00a0: " in page


def test_the_preview_of_a_draft_term_shows_its_parts(sign_in: Make, make_term: Make) -> None:
    draft = make_term("Anticorps", live=False)
    draft.synonyms.create(text="immunoglobuline")
    page = sign_in("Editors").get(f"{LIST}{draft.pk}/preview/").content.decode()
    assert "Anticorps" in page
    assert "immunoglobuline" in page
