"""Words of pages lead to the glossary, as far as editors want it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from glossary.models import Term, TermRevision, WovenText
from portal.editorial.cleaning import clean
from portal.editorial.comparing import compare
from portal.editorial.models import SiteSettings
from tests.conftest import Make, put_live

pytestmark = pytest.mark.django_db

BODY = "<p>La biopsie et une biopsie.</p><h2>Suite</h2><p>Encore la biopsie, et encore des biopsies.</p>"
PAGE = "/fr/articles/texte/"


@pytest.fixture
def biopsy(make_term: Make) -> Term:
    term: Term = make_term(
        "Biopsie", slug="biopsie", summary="Un prélèvement de tissu. On l’examine au microscope."
    )
    return term


def page_of(client: Client, path: str = PAGE) -> str:
    return client.get(path).content.decode()


def words(page: str) -> list[str]:
    """Those that lead to a term, in their order."""
    return re.findall(r'<a class="term"[^>]*>([^<]+)</a>', page)


def test_the_first_use_in_each_section_is_a_real_link(
    client: Client, biopsy: Term, make_article: Make
) -> None:
    make_article(slug="texte", body=BODY)
    page = page_of(client)
    link = f'<a class="term" href="/fr/glossaire/biopsie/" data-term="{biopsy.pk}">biopsie</a>'
    assert page.count(link) == 2
    assert page.count("data-term=") == 3  # and the entry of the list


@pytest.mark.parametrize(("scope", "count"), [("section", 2), ("page", 1), ("all", 4)])
def test_the_site_says_which_uses_are_linked(
    client: Client, biopsy: Term, make_article: Make, scope: str, count: int
) -> None:
    make_article(slug="texte", body=BODY)
    SiteSettings.objects.update_or_create(language="fr", defaults={"woven_scope": scope})
    assert len(words(page_of(client))) == count


def test_the_words_explained_are_listed_in_the_order_of_their_use(
    client: Client, biopsy: Term, make_term: Make, make_article: Make
) -> None:
    make_term("Antigène", slug="antigene", summary="Ce que les défenses reconnaissent.")
    make_article(slug="texte", body="<p>Une biopsie montre un antigène.</p>")
    page = page_of(client)
    listed = page[page.index("data-explained") :]
    assert listed.index("Biopsie") < listed.index("Antigène")
    assert "<dd>Un prélèvement de tissu.</dd>" in listed
    assert "On l’examine" not in page


def test_a_page_that_names_no_term_has_neither_list_nor_script(
    client: Client, biopsy: Term, make_article: Make
) -> None:
    make_article(slug="texte", body="<p>Rien.</p>")
    page = page_of(client)
    assert "data-explained" not in page
    assert "terms.js" not in page


def test_a_term_page_explains_the_words_of_its_definition_but_not_itself(
    client: Client, biopsy: Term, make_term: Make
) -> None:
    make_term("Histologie", slug="histologie", summary="L’étude d’une biopsie & de l’histologie.")
    page = page_of(client, "/fr/glossaire/histologie/")
    assert words(page) == ["biopsie"]
    assert "<p>L’étude d’une <a" in page
    assert "&amp; de l’histologie.</p>" in page


def test_a_definition_is_text_whatever_it_holds(client: Client, make_term: Make) -> None:
    make_term("Terme", slug="terme", summary="<script>alert(1)</script> & <!--part--> fin\n\nSuite")
    page = page_of(client, "/fr/glossaire/terme/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;!--part--&gt; fin</p><p>Suite</p>" in page


def test_a_page_can_leave_terms_out(
    client: Client, biopsy: Term, make_term: Make, make_article: Make
) -> None:
    make_term("Antigène")
    make_article(slug="texte", body="<p>Une biopsie, un antigène.</p>", unwoven_terms=[biopsy.pk])
    assert words(page_of(client)) == ["antigène"]


def test_single_words_can_be_left_out_and_stay_so(client: Client, biopsy: Term, make_article: Make) -> None:
    body = "<p>La <span data-unwoven>biopsie</span>, puis une biopsie.</p>"
    article = make_article(slug="texte", body=body)
    assert 'data-unwoven="">biopsie</span>, puis une <a' in page_of(client)
    article.body = article.body.replace("puis", "ensuite")
    article.save()
    put_live(article)
    assert 'data-unwoven="">biopsie</span>, ensuite une <a' in page_of(client)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p><span>a</span></p>", "<p>a</p>"),
        ("<p><span data-unwoven='x' class='y'>a</span></p>", '<p><span data-unwoven="">a</span></p>'),
        ("<p><span><span data-unwoven>a</span> b</span></p>", '<p><span data-unwoven="">a</span> b</p>'),
        ("<span data-unwoven>a <span data-unwoven>b</span></span>", '<span data-unwoven="">a b</span>'),
        ("<p data-unwoven>a</p>", "<p>a</p>"),
    ],
)  # fmt: skip
def test_of_spans_only_the_one_that_means_something_is_kept(typed: str, kept: str) -> None:
    assert clean(typed) == clean(kept)
    assert clean(clean(typed)) == clean(typed)


@pytest.mark.parametrize(("linking", "count"), [("auto", 2), ("exact", 1), ("never", 0)])
def test_a_term_says_how_it_is_linked(
    client: Client, make_term: Make, make_article: Make, linking: str, count: int
) -> None:
    make_term("Biopsie", linking=linking)
    make_article(slug="texte", body="<p>Des biopsies.</p><h2>Suite</h2><p>Une biopsie.</p>")
    assert len(words(page_of(client))) == count


def test_a_form_of_two_terms_is_linked_to_neither(
    client: Client, make_term: Make, make_article: Make
) -> None:
    for title in ("Immunothérapie", "Interprétation"):
        term = make_term(title, live=False)
        term.synonyms.create(text="IT", kind="abbreviation")
        put_live(term)
    make_article(slug="texte", body="<p>L’immunothérapie (IT).</p>")
    assert words(page_of(client)) == ["immunothérapie"]


def test_a_link_that_an_editor_made_counts_as_the_first_use(
    client: Client, biopsy: Term, make_article: Make
) -> None:
    body = f'<p><a href="page:term-{biopsy.pk}">Ce prélèvement</a> est une biopsie.</p>'
    make_article(slug="texte", body=body)
    assert words(page_of(client)) == ["Ce prélèvement"]
    assert "Un prélèvement de tissu." in page_of(client)


def test_a_preview_is_woven_and_nothing_of_it_is_kept(
    sign_in: Make, biopsy: Term, make_article: Make
) -> None:
    article: Article = make_article(slug="texte", body="<p>Une biopsie.</p>", live=False)
    before = WovenText.objects.count()
    page = sign_in(superuser=True).get(f"/admin/articles/article/{article.pk}/preview/").content.decode()
    assert words(page) == ["biopsie"]
    assert WovenText.objects.count() == before


def test_editors_choose_the_terms_to_leave_out(sign_in: Make, biopsy: Term, make_article: Make) -> None:
    article = make_article(live=False)
    page = sign_in("Editors").get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert 'name="unwoven_terms"' in page


def test_a_choice_of_terms_is_kept(sign_in: Make, biopsy: Term, make_article: Make) -> None:
    article = make_article(live=False)
    fields = {"title": article.title, "slug": article.slug, "kind": "explainer", "banner_place": "site"}
    empty = {
        f"{part}-{name}_FORMS": 0
        for part in ("questions", "sources", "contributions")
        for name in ("TOTAL", "INITIAL")
    }
    data = fields | empty | {"unwoven_terms": [biopsy.pk], "_continue": "1"}
    answer = sign_in(superuser=True).post(f"/admin/articles/article/{article.pk}/change/", data)
    assert answer.status_code == 302
    assert Article.objects.get(pk=article.pk).unwoven_terms == [biopsy.pk]


def test_what_was_left_out_is_shown_among_the_differences(biopsy: Term, make_article: Make) -> None:
    article = make_article(unwoven_terms=[])
    drawn = type(article).revision_model().drawn_from
    old = drawn(article)
    article.unwoven_terms = [biopsy.pk]
    [part] = compare(old, drawn(article)).changed
    assert (part.name, "Biopsie" in part.html) == ("unwoven_terms", True)


def test_the_question_of_a_search_engine_is_answered_in_one_sentence(client: Client, biopsy: Term) -> None:
    page = page_of(client, "/fr/glossaire/biopsie/")
    assert 'content="Un prélèvement de tissu."' in page


def test_an_article_costs_two_queries_more_than_its_text(
    client: Client, make_term: Make, make_article: Make, django_assert_num_queries: Any
) -> None:
    for number in range(30):
        make_term(f"Terme{number}", slug=f"t-{number}")
    text = " ".join(f"terme{number}" for number in range(30))
    make_article(slug="texte", body=f"<p>{text}</p>")
    assert len(words(page_of(client))) == 30
    with django_assert_num_queries(6):  # the edition with the woven text, the terms; see test_pages.py
        page_of(client)


def test_what_is_frozen_with_a_term_decides(client: Client, biopsy: Term, make_article: Make) -> None:
    make_article(slug="texte", body="<p>Une biopsie.</p>")
    biopsy.linking = Term.Linking.NEVER
    biopsy.save()
    assert words(page_of(client)) == ["biopsie"]
    assert TermRevision.objects.get().linking == "auto"


def test_key_points_and_answers_are_sections_of_their_own(
    client: Client, biopsy: Term, make_article: Make
) -> None:
    article = make_article(
        slug="texte", live=False, body=BODY, key_points="La biopsie & <b>vous</b>\nUne biopsie encore"
    )
    article.questions.create(question="Une biopsie ?", answer="Une biopsie <i>aide</i>.\n\nDes biopsies.")
    article.questions.create(question="Et après ?", answer="Une autre biopsie.")
    put_live(article)
    page = page_of(client)
    assert words(page) == ["biopsie"] * 5  # the points, two sections of the text, two answers
    assert "</a> &amp; &lt;b&gt;vous&lt;/b&gt;</li><li>Une biopsie encore</li></ul>" in page
    assert "</a> &lt;i&gt;aide&lt;/i&gt;.</p>\n\n<p>Des biopsies.</p>" in page
    assert re.search(r"<h3>Une biopsie\s\?</h3>", page)
    assert "<h2></h2>" not in page


def test_with_one_link_a_page_the_key_points_have_it(
    client: Client, biopsy: Term, make_article: Make
) -> None:
    SiteSettings.objects.update_or_create(language="fr", defaults={"woven_scope": "page"})
    make_article(slug="texte", body=BODY, key_points="Des biopsies")
    assert words(page_of(client)) == ["biopsies"]


def test_a_term_is_not_linked_in_its_own_answers(client: Client, make_term: Make) -> None:
    term = make_term(
        "Biopsie", slug="biopsie", live=False, summary="Un prélèvement.", key_points="Une biopsie"
    )
    term.questions.create(question="Combien ?", answer="Une biopsie, un scanner.")
    put_live(term)
    make_term("Scanner")
    assert words(page_of(client, "/fr/glossaire/biopsie/")) == ["scanner"]
