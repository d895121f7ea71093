"""What a text needs before it is signed or published: each point lacking in one page, there in another."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from articles.models import Article
from glossary.models import Term
from portal.editorial.checklist import CHECKS, UNREVIEWED, checklist
from portal.editorial.models import Image, Origin, PageState, SiteSettings
from tests.conftest import put_live
from tests.editorial.page_forms import address, fields_of, opened, send
from tests.editorial.workflow import KINDS, TEXT, account, complete_page, profile, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

Change = Callable[[Any], Any]

HARD = (
    "<p>L’immunohistochimie caractérise exhaustivement l’hétérogénéité intratumorale, conditionnant "
    "vraisemblablement l’individualisation thérapeutique ultérieure indépendamment des caractéristiques "
    "anatomopathologiques préalablement déterminées.</p>"
)
TABLE = "<table><tbody><tr>{}</tr></tbody></table>"


def fields(**values: Any) -> Change:
    def change(page: Any) -> None:
        for name, value in values.items():
            setattr(page, name, value)
        page.save()

    return change


def more(html: str) -> Change:
    """That markup after the text."""
    return fields(body=TEXT + html)


def source(**values: Any) -> Change:
    return lambda page: page.sources.update(**values)


def picture(**values: Any) -> Image:
    standard = {"title": "Cellule", "file": "images/cellule.webp", "credit": "Nous", "licence": "CC BY 4.0"}
    return Image.objects.bulk_create([Image(**standard | values)])[0]


def illustrated(*, alt: str = "Une cellule", is_decorative: bool = False, **values: Any) -> Change:
    def change(page: Any) -> None:
        fields(image=picture(**values), image_alt=alt, image_is_decorative=is_decorative)(page)

    return change


def with_picture(markup: str, **values: Any) -> Change:
    def change(page: Any) -> None:
        more(markup.format(picture(**values).url))(page)

    return change


def linked(
    *, kind: str = "term", language: str = "fr", is_live: bool = True, words: str = "un mot"
) -> Change:
    def change(page: Any) -> None:
        model: Any = {"term": Term, "article": Article}[kind]
        other = model.objects.create(title="Mot", slug="mot", summary="Un mot.", language=language)
        if is_live:
            put_live(other)
        more(f'<p><a href="page:{kind}-{other.pk}">{words}</a></p>')(page)

    return change


def author(**values: Any) -> Change:
    def change(page: Any) -> None:
        page.contributions.all().delete()
        page.contributions.create(contributor=profile(None, "une-autre", **values))

    return change


def editor_only(page: Any) -> None:
    page.contributions.update(role="editor")


def second_author(page: Any) -> None:
    page.contributions.create(contributor=profile(None, "une-autre", qualification=" "))


LACKS: list[tuple[str, Change]] = [
    ("no_summary", fields(summary="")),
    ("no_summary", fields(summary=" \n ")),
    ("links", more('<p><a href="page:term-999">un mot</a></p>')),
    ("links", linked(is_live=False)),
    ("links", linked(language="en")),
    ("links", linked(words="")),
    ("links", more('<p><a href="/fr/articles/nulle-part/">là</a></p>')),
    ("category", fields(category=None)),
    ("author", lambda page: page.contributions.all().delete()),
    ("author", editor_only),
    ("author", author(qualification=" ")),
    ("author", second_author),
    ("sources", lambda page: page.sources.all().delete()),
    ("sources", source(publisher="")),
    ("sources", source(url="", doi="")),
    ("sources", source(accessed_on=None)),
    ("funding", fields(funding="")),
    ("funding", fields(funding="  ")),
    ("image", illustrated(alt="")),
    ("image", illustrated(alt="  ")),
    ("image", illustrated(credit=" ")),
    ("image", illustrated(licence="")),
    ("body_images", with_picture('<p><img src="{}"></p>')),
    ("body_images", with_picture('<p><img src="{}" alt="Une cellule"></p>', credit="")),
    ("body_images", with_picture('<p><img src="{}" alt="Une cellule"></p>', licence=" ")),
    ("body_images", more('<p><img src="/media/images/inconnue.webp" alt="Une cellule"></p>')),
    ("headings", more("<h4>Trop bas</h4><p>Un mot.</p>")),
    ("headings", fields(body="<h3>Sans titre au-dessus</h3><p>Un mot.</p>")),
    ("headings", more("<h2> </h2><p>Un mot.</p>")),
    ("tables", more(TABLE.format("<td>1</td><td>2</td>"))),
    ("tables", more(TABLE.format("<th>A</th>") + TABLE.format("<td>1</td>"))),
    ("tables", more("<table><thead><tr><td>1</td></tr></thead></table>")),
    ("readability", fields(body=HARD)),
    ("readability", fields(body=HARD, readability_reason="  ")),
]
HAS: list[tuple[str, Change]] = [
    ("no_summary", fields(summary="Un résumé.")),
    ("links", linked()),
    ("links", linked(kind="article")),
    (
        "links",
        more('<p><a href="https://exemple.fr/">ailleurs</a>, <a href="mailto:x@exemple.fr">ici</a></p>'),
    ),
    ("category", lambda page: None),
    ("author", author()),
    ("sources", source(url="", doi="10.1056/NEJMoa1003466")),
    ("funding", fields(funding="Aucun.")),
    ("image", fields(image=None)),
    ("image", illustrated()),
    ("image", illustrated(alt="", is_decorative=True)),
    ("body_images", with_picture('<p><img src="{}" alt="Une cellule"></p>')),
    ("body_images", with_picture('<p><img src="{}" alt=""></p>')),
    (
        "headings",
        more("<h3>Plus bas</h3><p>Un mot.</p><h4>Encore</h4><p>Un mot.</p><h2>En haut</h2><p>Un.</p>"),
    ),
    ("tables", more(TABLE.format("<th>A</th><td>1</td>"))),
    ("tables", more("<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>")),
    ("readability", fields(body=HARD, readability_reason="Un compte rendu, cité tel quel.")),
    ("readability", fields(body="<p>Court.</p>", summary="Court.")),
]


def named(case: Any) -> str:
    return case if isinstance(case, str) else ""


def codes(refused: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    return {error.code or "" for error in refused.value.error_list}


@pytest.mark.parametrize("cases", [LACKS, HAS])
def test_every_point_of_the_list_has_a_case(cases: list[tuple[str, Change]]) -> None:
    assert {code for code, _change in cases} == {code for code, *_ in CHECKS}


def test_every_point_has_a_code_of_its_own_and_leads_to_a_field_that_there_is(client: Any) -> None:
    assert len({code for code, *_ in CHECKS}) == len(CHECKS)
    for model in KINDS:
        page = complete_page(model)
        form = client_of_an_editor(client).get(address(page)).context
        names = {
            *form["adminform"].form.fields,
            *(inline.formset.prefix for inline in form["inline_admin_formsets"]),
        }
        assert {field for _code, _label, field, _check in CHECKS} <= names


def client_of_an_editor(client: Any) -> Any:
    client.force_login(User.objects.filter(username="editrice").first() or account("editrice", "Editors"))
    return client


@pytest.mark.parametrize("model", KINDS)
@pytest.mark.parametrize(("code", "change"), LACKS, ids=named)
def test_what_lacks_a_point_is_neither_sent_for_review_nor_published(
    model: Any, code: str, change: Change
) -> None:
    page = complete_page(model)
    change(page)
    with pytest.raises(ValidationError) as refused:
        page.ask_for_review(by=None)
    assert codes(refused) == {code}
    assert not page.revisions.exists()
    SiteSettings.objects.update(needs_signature=False)
    with pytest.raises(ValidationError) as refused:
        page.publish(by=None)
    assert codes(refused) == {code}
    assert page.states() == [PageState.DRAFT]


@pytest.mark.parametrize("model", KINDS)
@pytest.mark.parametrize(("code", "change"), HAS, ids=named)
def test_what_has_every_point_is_signed_and_published(model: Any, code: str, change: Change) -> None:
    page = complete_page(model)
    change(page)
    page.ask_for_review(by=None).sign(by=reviewer())
    page.publish(by=None)
    assert page.states() == [PageState.LIVE]


@pytest.mark.parametrize("model", KINDS)
def test_every_reason_is_told_at_once(model: Any) -> None:
    page = model.objects.create(title="Vide", slug="vide")
    with pytest.raises(ValidationError) as refused:
        page.ask_for_review(by=None)
    assert codes(refused) == {"no_summary", "category", "author", "sources", "funding"}
    assert all(str(message) for message in refused.value.messages)


def test_a_definition_alone_is_measured_as_a_definition() -> None:
    page = complete_page(Term, body="", summary=" ".join([HARD[3:-4]] * 3))
    with pytest.raises(ValidationError) as refused:
        page.ask_for_review(by=None)
    assert codes(refused) == {"readability"}


def test_a_signed_text_is_not_published_once_a_page_it_links_to_is_gone() -> None:
    page = complete_page()
    linked()(page)
    page.ask_for_review(by=None).sign(by=reviewer())
    Term.objects.get().withdraw(by=None)
    with pytest.raises(ValidationError) as refused:
        page.publish(by=None)
    assert codes(refused) == {"links"}


@pytest.mark.parametrize("origin", [Origin.IMPORT, Origin.DEMO])
def test_what_says_that_nobody_reviewed_it_needs_the_first_points_only(origin: str) -> None:
    bare = Term.objects.create(title="Vide", slug="vide", summary="Une phrase.", origin=origin)
    assert [item.code for item in checklist(bare, bare.revision_model().drawn_from(bare))] == [
        code for code, *_ in CHECKS[:UNREVIEWED]
    ]
    bare.publish(by=None)
    page = Term.objects.create(title="Lien", slug="lien", origin=origin)
    with pytest.raises(ValidationError) as refused:
        page.publish(by=None)
    assert codes(refused) == {"no_summary"}


@pytest.mark.parametrize(("code", "change"), LACKS, ids=named)
def test_the_form_shows_what_is_missing_with_a_link_to_its_field(
    client: Any, code: str, change: Change
) -> None:
    page = complete_page()
    change(page)
    html = client_of_an_editor(client).get(address(page)).content.decode()
    field = next(field for name, _label, field, _check in CHECKS if name == code)
    assert html.count("checks__item--unmet") == 1
    assert f'data-field="{field}"' in html
    assert fields_of(page, html)


def test_a_complete_page_misses_nothing_on_its_form(client: Any) -> None:
    html = client_of_an_editor(client).get(address(complete_page())).content.decode()
    assert html.count('class="checks__item"') == len(CHECKS)
    assert "checks__item--unmet" not in html


def test_the_list_costs_a_few_queries_however_long_the_text(django_assert_max_num_queries: Any) -> None:
    page = complete_page()
    linked()(page)
    page.body = page.body * 50
    page.save()
    for number in range(30):
        page.sources.create(title=f"Guide {number}", publisher="Institut", url="https://exemple.fr/")
    with django_assert_max_num_queries(16):
        checklist(page, page.revision_model().drawn_from(page))


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_form_is_not_told_that_everything_is_there(sign_in: Any, kind: type[Any]) -> None:
    page, client = complete_page(kind), sign_in("Editors")
    sent = opened(client, page)
    assert sum_of(client.get(address(page)).content.decode()) == [False]
    answer = send(client, page, sent, title="")
    assert answer.status_code == 200
    assert sum_of(answer.content.decode()) == [True]
    typed = client.post(address(page, "draft"), sent | {"title": ""}).json()["checklist"]
    assert sum_of(typed) == [True]


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_form_is_checked_as_it_was_typed(sign_in: Any, kind: type[Any]) -> None:
    page, client = complete_page(kind), sign_in("Editors")
    answer = send(client, page, title="", funding="")
    assert [item.code for item in answer.context["checks"]["items"] if not item.is_met] == ["funding"]


def sum_of(html: str) -> list[bool]:
    """Of each line that sums the list up, whether it says that something is missing."""
    return ["unmet" in classes for classes in re.findall(r'class="(checks__sum[^"]*)"', html)]
