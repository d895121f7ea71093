"""Links between pages: kept by identity, read as addresses, refused when dead, found from the other end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from articles.models import Article
from portal.demo.loading import load
from portal.editorial.cleaning import clean
from portal.editorial.links import (
    PageLink,
    Problem,
    broken_links,
    identify,
    identity_of,
    linked,
    page_models,
    resolve_links,
    where_linked,
)
from portal.editorial.models import AboutPage, PageState
from portal.editorial.preparing import prepare
from tests.conftest import Make, put_live
from tests.page_kinds import every_kind

pytestmark = pytest.mark.django_db


def link(target: Any, words: str = "mot", fragment: str = "") -> str:
    return f'<p>Un <a href="{identity_of(target)}{fragment}">{words}</a> ici.</p>'


def pasted(address: str, words: str = "mot") -> str:
    return f'<p><a href="{address}">{words}</a></p>'


def withdrawn(page: Any) -> Any:
    page.withdraw(by=None)
    return page


def scheduled(make: Make, **fields: Any) -> Any:
    page = make(live=False, **fields)
    put_live(page, at=timezone.now() + timedelta(hours=1))
    return page


def problems(html: str, language: str = "fr", **options: Any) -> list[Problem]:
    return [found.problem for found in broken_links(clean(html), language, **options)]


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


class TestBrokenLinks:
    def test_a_link_to_a_live_or_scheduled_page_is_good(self, article: Any, make_term: Make) -> None:
        assert problems(link(article) + link(scheduled(make_term), fragment="#s-a")) == []

    def test_a_dead_link_is_told_with_its_words_and_the_title_of_its_target(self, make_article: Make) -> None:
        target = make_article(title="Brouillon", live=False)
        (found,) = broken_links(link(target, "un <em>mot</em>"), "fr")
        assert (found.text, found.target, found.problem) == ("un mot", "Brouillon", Problem.NOT_PUBLIC)
        assert found.reason == str(Problem.NOT_PUBLIC.label)

    def test_a_link_to_a_withdrawn_or_missing_page_is_dead(self, make_article: Make) -> None:
        html = link(withdrawn(make_article())) + pasted("page:article-999999") + pasted("page:nothing-1")
        assert problems(html) == [Problem.NOT_PUBLIC, Problem.MISSING, Problem.MISSING]

    def test_a_page_of_another_language_is_not_linked(self, make_term: Make) -> None:
        term = make_term("Antigen", slug="antigen", language="en")
        html = link(term) + pasted("/en/glossary/antigen/")
        assert problems(html) == [Problem.LANGUAGE, Problem.LANGUAGE]
        assert problems(html, "en") == []

    @pytest.mark.parametrize(
        "address",
        [
            "/fr/articles/nulle-part/",
            "/fr/articles/brouillon/#s-a",
            "/fr/articles/retire/?a=1",
            "/nulle-part/",
            "https://portail.example/fr/articles/nulle-part/",
            "HTTP://Portail.example/fr/nulle-part",
            "/fr/nulle",
            "/admin/articles/article/1/change/",
            "https://portail.example/admin/",
            "/fr/glossaire/comprendre/",
        ],
    )
    def test_a_pasted_address_of_ours_that_leads_nowhere_is_dead(
        self, address: str, article: Any, make_article: Make, settings: Any
    ) -> None:
        settings.PUBLIC_URL = "https://portail.example"
        make_article(slug="brouillon", live=False)
        withdrawn(make_article(slug="retire"))
        assert problems(pasted(address)) == [Problem.NOWHERE]

    @pytest.mark.parametrize(
        "address",
        [
            "/fr/articles/comprendre/",
            "/fr/articles/comprendre",
            "/fr/articles/COMPRENDRE/?comments=2#a",
            "/",
            "/fr/",
            "/fr/glossaire/",
            "/fr/articles/feed/",
            "/media/images/a.png",
            "/static/img/logo.svg",
            "#s-titre",
            "https://ailleurs.example/fr/articles/nulle-part/",
            "https://[::1",
            "mailto:a@b.fr",
            "tel:15",
            "https://portail.example",
            "https://portail.example/fr/articles/comprendre/",
            "/fr/a-propos/contact/",
        ],
    )
    def test_every_other_address_is_good(self, address: str, article: Any, settings: Any) -> None:
        settings.PUBLIC_URL = "https://portail.example"
        assert problems(pasted(address)) == []

    def test_a_link_needs_words_or_an_image(self) -> None:
        empty = pasted("https://a.example", " <em></em>&nbsp;") + pasted("/fr/", '<img src="/media/a.png">')
        assert problems(empty) == [Problem.WORDLESS]

    def test_a_page_may_link_to_itself_before_it_is_public(self, make_article: Make) -> None:
        draft = make_article(live=False)
        assert problems(link(draft), page=draft) == []

    def test_a_text_costs_a_query_for_each_kind_it_links_to(
        self, make_article: Make, make_term: Make, django_assert_num_queries: Any
    ) -> None:
        html = "".join(link(make()) for make in [make_article] * 20 + [make_term] * 20)
        with django_assert_num_queries(2):
            assert broken_links(html, "fr") == []

    def test_a_page_with_a_dead_link_cannot_be_published(self, make_article: Make) -> None:
        from portal.editorial.checklist import reasons_against

        page = make_article(live=False, body=link(withdrawn(make_article()), "ce mot"))
        reasons = reasons_against(page, page.revision_model().drawn_from(page))
        assert any("ce mot" in str(reason) for reason in reasons)

    def test_the_demonstration_has_no_dead_link(self) -> None:
        load(lambda words: None)
        bodies = [page for model in page_models().values() for page in model.objects.all()]
        assert len(bodies) > 10
        assert [found for page in bodies for found in broken_links(page.body, page.language)] == []


class TestPastedAddresses:
    @pytest.mark.parametrize(
        ("address", "rest"),
        [
            ("/fr/articles/comprendre/", ""),
            ("/fr/articles/comprendre", ""),
            ("/fr/articles/Comprendre/#s-a", "#s-a"),
            ("https://portail.example/fr/articles/comprendre/#s-a", "#s-a"),
            ("http://PORTAIL.example/fr/articles/comprendre/", ""),
            ("http://localhost:8000/fr/articles/comprendre/", ""),
        ],
    )
    def test_the_address_of_a_live_page_becomes_its_identity(
        self, address: str, rest: str, article: Any, settings: Any
    ) -> None:
        settings.PUBLIC_URL = "https://portail.example"
        assert identify(pasted(address)) == pasted(identity_of(article) + rest)

    def test_an_old_address_does_too(self, article: Any) -> None:
        article.slug = "nouveau-nom"
        article.save()
        put_live(article)
        assert identify(pasted("/fr/articles/comprendre/")) == pasted(identity_of(article))

    def test_an_address_means_the_page_that_is_there_now(self, article: Any, make_article: Make) -> None:
        article.slug = "nouveau-nom"
        article.save()
        put_live(article)
        other = make_article(slug="comprendre")
        assert identify(pasted("/fr/articles/comprendre/")) == pasted(identity_of(other))

    @pytest.mark.parametrize(
        "address",
        [
            "/fr/articles/comprendre/?comments=2#comment-1",
            "/fr/articles/comprendre/#%C3%A9",
            "/fr/articles/retire/",
            "/en/articles/comprendre/",
            "/fr/articles/",
            "https://ailleurs.example/fr/articles/comprendre/",
            "/fr/glossaire/comprendre/",
            "#s-a",
            "mailto:a@b.fr",
        ],
    )
    def test_any_other_address_stays(self, address: str, article: Any, make_article: Make) -> None:
        withdrawn(make_article(slug="retire"))
        html = clean(pasted(address))
        assert identify(html) == html

    def test_a_pattern_of_hosts_makes_no_other_site_ours(self, article: Any, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["*", ".example"]
        html = pasted("https://ailleurs.example/fr/articles/comprendre/")
        assert identify(html) == html

    def test_it_costs_two_queries_for_each_kind(
        self, make_article: Make, make_term: Make, django_assert_num_queries: Any
    ) -> None:
        pages = [make() for make in [make_article] * 10 + [make_term] * 10]
        html = "".join(pasted(page.live_revision.get_absolute_url()) for page in pages)
        with django_assert_num_queries(4):
            assert identify(html).count("page:") == 20
        with django_assert_num_queries(0):
            identify(pasted("https://ailleurs.example/"))

    def test_saving_a_page_identifies_what_was_pasted(self, article: Any, make_article: Make) -> None:
        page = make_article(live=False, body="<p><a href='/fr/articles/comprendre/'>mot</a></p>")
        page.refresh_from_db()
        assert page.body == pasted(identity_of(article))

    def test_a_pasted_address_survives_a_new_name(
        self, article: Any, make_article: Make, client: Client
    ) -> None:
        make_article(slug="qui-mene-la", body=pasted("/fr/articles/comprendre/"))
        article.slug = "nouveau-nom"
        article.save()
        put_live(article)
        assert (
            'href="/fr/articles/nouveau-nom/">mot</a>'
            in client.get("/fr/articles/qui-mene-la/").content.decode()
        )


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
