"""Links that lead nowhere are told, and pasted addresses become links by identity."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal.demo.loading import load
from portal.editorial.cleaning import clean
from portal.editorial.links import (
    Problem,
    broken_links,
    identify,
    identity_of,
    page_models,
)
from tests.conftest import Make, put_live
from tests.editorial.linking import link, pasted, problems, scheduled, withdrawn

pytestmark = pytest.mark.django_db


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
