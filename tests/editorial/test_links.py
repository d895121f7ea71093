"""Links between pages: kept by identity, read as addresses, found from the other end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from articles.models import Article
from portal.editorial.cleaning import clean
from portal.editorial.links import (
    PageLink,
    identity_of,
    linked,
    page_models,
    resolve_links,
    where_linked,
)
from portal.editorial.models import AboutPage, PageState
from portal.editorial.preparing import prepare
from tests.conftest import Make, put_live
from tests.editorial.linking import link, pasted, scheduled, withdrawn
from tests.page_kinds import every_kind

pytestmark = pytest.mark.django_db


class TestIdentity:
    def test_every_kind_of_page_can_be_linked(self) -> None:
        assert list(page_models()) == ["article", "term"]

    @pytest.mark.parametrize("target", ["page:article-12", "page:term-1#s-a_B-9"])
    def test_an_identity_stays_in_a_text(self, target: str) -> None:
        assert clean(pasted(target)) == pasted(target)

    @pytest.mark.parametrize(
        "target",
        [
            "page:",
            "page:article",
            "page:article-",
            "page:article-0",
            "page:article-x",
            "page:Article-1",
            "PAGE:article-1",
            "page://article-1",
            "page:article-1?a",
            "page:article-1#",
            "page:article-1#é",
            "page:article-1&quot;",
            "page:article-1/",
            "pages:article-1",
            "page:-1",
            f"page:article-{'9' * 19}",
            "page:article-1#<b>",
            "page:javascript:alert(1)",
            "/page:article-1\\",
        ],
    )
    def test_nothing_else_of_that_scheme_does(self, target: str) -> None:
        assert "href" not in clean(pasted(target))

    def test_an_identity_is_no_picture(self) -> None:
        assert clean('<img src="page:article-1">') == ""

    def test_linked_pages_are_listed_in_order_with_their_words(self) -> None:
        html = pasted("page:term-3#s-a", "un <em>mot</em>") + pasted("/fr/") + pasted("page:nothing-4", "y")
        assert linked(clean(html)) == [PageLink("term", 3, "s-a", "un mot"), PageLink("nothing", 4, "", "y")]

    def test_publication_keeps_identities(self, term: Any) -> None:
        assert f'href="{identity_of(term)}"' in prepare(clean(link(term)), language="fr").html


class TestReading:
    def test_readers_get_the_present_address(self, term: Any) -> None:
        html = resolve_links(link(term, fragment="#s-debut"))
        assert html == '<p>Un <a href="/fr/glossaire/antigene/#s-debut">mot</a> ici.</p>'

    def test_a_renamed_page_stays_linked(self, article: Any, make_article: Make, client: Client) -> None:
        make_article(slug="qui-mene-la", body=link(article))
        article.slug = "nouveau-nom"
        article.save()
        put_live(article)
        page = client.get("/fr/articles/qui-mene-la/").content.decode()
        assert 'href="/fr/articles/nouveau-nom/">mot</a>' in page

    def test_a_link_to_a_page_that_is_not_live_is_plain_text(self, make_article: Make) -> None:
        targets = [make_article(live=False), withdrawn(make_article()), scheduled(make_article)]
        for target in targets:
            assert resolve_links(link(target, "un <em>mot</em>")) == "<p>Un un <em>mot</em> ici.</p>"

    def test_a_scheduled_page_is_linked_from_its_minute_on(self, make_article: Make) -> None:
        target = scheduled(make_article, slug="bientot")
        at = timezone.now() + timedelta(hours=2)
        assert 'href="/fr/articles/bientot/"' in resolve_links(link(target), moment=at)

    def test_a_page_that_comes_back_is_linked_again(self, make_article: Make) -> None:
        target = withdrawn(make_article(slug="de-retour"))
        put_live(target)
        assert 'href="/fr/articles/de-retour/"' in resolve_links(link(target))

    @pytest.mark.parametrize(
        "target", ["page:article-999999", "page:nothing-1", "page:x", f"page:term-{'9' * 18}"]
    )
    def test_an_identity_of_nothing_is_plain_text(self, target: str) -> None:
        assert resolve_links(pasted(target)) == "<p>mot</p>"

    def test_other_links_and_attributes_stay(self, term: Any) -> None:
        html = (
            f'<p><a class="x" href="{identity_of(term)}" lang="fr">a</a> <a href="/b">b</a> page:term-x</p>'
        )
        resolved = html.replace(identity_of(term), "/fr/glossaire/antigene/")
        assert resolve_links(html) == resolved

    def test_a_page_is_linked_in_its_own_language(self, make_term: Make) -> None:
        term = make_term("Antigen", slug="antigen", language="en")
        assert 'href="/en/glossary/antigen/"' in resolve_links(link(term))

    def test_a_text_costs_a_query_for_each_kind_it_links_to(
        self, make_article: Make, make_term: Make, django_assert_num_queries: Any
    ) -> None:
        html = "".join(link(make()) for make in [make_article] * 20 + [make_term] * 20)
        with django_assert_num_queries(2):
            assert resolve_links(html).count("<a ") == 40
        with django_assert_num_queries(0):
            resolve_links("<p>Rien, <a href='/fr/'>ici</a>.</p>")

    def test_the_banner_keeps_its_place(self, article: Any, make_article: Make, client: Client) -> None:
        make_article(slug="long", body=link(article) * 4)
        page = client.get("/fr/articles/long/").content.decode()
        assert page.count('<div class="prose">') == 2
        assert page.count('href="/fr/articles/comprendre/">mot</a>') == 4

    def test_a_preview_shows_what_readers_would_get(
        self, sign_in: Make, article: Any, make_article: Make
    ) -> None:
        draft = make_article(live=False, body=link(article) + link(withdrawn(make_article())))
        page = sign_in("Editors").get(f"/admin/articles/article/{draft.pk}/preview/").content.decode()
        assert 'href="/fr/articles/comprendre/">mot</a>' in page
        assert "page:" not in page

    @pytest.mark.alike
    def test_no_reader_page_shows_an_identity(self, client: Client, settings: Any) -> None:
        kinds = every_kind()
        for article in Article.objects.all():
            article.body += "".join(link(other) for other in Article.objects.all()) + pasted(
                "page:article-999"
            )
            article.save()
            if article.state != PageState.WITHDRAWN:
                put_live(article)
        more = [
            "/fr/articles/feed/",
            "/fr/discussions/feed/",
            "/sitemap.xml",
            "/fr/recherche/?q=page:article",
        ]
        for path in [kind.path for kind in kinds if kind.fields is None] + more:
            page = client.get(path).content.decode().replace('value="page:article"', "")
            assert "page:article-" not in page, path
            assert "page:term-" not in page, path

    def test_a_text_about_the_site_links_to_pages_too(self, article: Any, client: Client) -> None:
        AboutPage.objects.create(
            language="fr", key="contact", body=link(article) + pasted("page:article-999")
        )
        page = client.get("/fr/a-propos/contact/").content.decode()
        assert 'href="/fr/articles/comprendre/">mot</a>' in page
        assert "page:" not in page


class TestWhereLinked:
    def test_working_copies_and_public_texts_are_found(
        self, article: Any, make_article: Make, make_term: Make
    ) -> None:
        both = make_article(title="B", body=link(article))
        draft = make_term("A", live=False, body=link(article, fragment="#s-a"))
        taken_out = make_article(title="C", body=link(article))
        taken_out.body = ""
        taken_out.save()
        found = [(place.holder, place.in_copy, place.in_public) for place in where_linked(article)]
        assert found == [(both, True, True), (taken_out, False, True), (draft, True, False)]

    def test_earlier_versions_itself_and_longer_numbers_do_not_count(
        self, article: Any, make_article: Make
    ) -> None:
        past = make_article(body=link(article))
        past.body = f'<p><a href="{identity_of(article)}0">x</a></p>'
        past.save()
        put_live(past)
        article.body = link(article)
        article.save()
        assert where_linked(article) == []

    def test_a_scheduled_text_and_a_text_about_the_site_count(self, article: Any, make_article: Make) -> None:
        coming = scheduled(make_article, body=link(article))
        about = AboutPage.objects.create(language="fr", key="contact", body=link(article))
        assert [(place.holder, place.in_public) for place in where_linked(article)] == [
            (coming, True),
            (about, True),
        ]

    def test_its_cost_does_not_grow(
        self, article: Any, make_article: Make, make_term: Make, django_assert_num_queries: Any
    ) -> None:
        for number in range(50):
            (make_article if number % 2 else make_term)(body=link(article))
        with django_assert_num_queries(7):
            assert len([str(place.state.label) for place in where_linked(article)]) == 50

    def test_editors_see_a_list_with_states_and_links(self, article: Any, make_article: Make) -> None:
        draft = make_article(title="<b>Brouillon</b>", live=False, body=link(article))
        html = render_to_string("admin/editorial/_where_linked.html", {"places": where_linked(article)})
        assert f'href="/admin/articles/article/{draft.pk}/change/"' in html
        assert "&lt;b&gt;Brouillon" in html
        assert 'class="state state-draft"' in html
        empty = render_to_string("admin/editorial/_where_linked.html", {"places": []})
        assert "<li" not in empty
