"""Translations: begun from a page, kept beside their original, behind it, and when readers are told."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from articles.models import Article
from glossary.models import Term
from portal.editorial.models import Category, Contributor, Significance, TrailEntry
from portal.editorial.translations import behind, major_change_since, untranslated
from tests.conftest import put_live
from tests.editorial.page_forms import address, opened, send
from tests.editorial.workflow import KINDS, account, complete_page, live_page

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(account("editrice", "Editors"))
    return client


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def republished(page: Any, significance: str, **change: Any) -> Any:
    """The original with other words, signed and public again."""
    page = fresh(page)
    for name, value in change.items():
        setattr(page, name, value)
    page.save()
    page.ask_for_review(by=None, significance=significance).sign(by=User.objects.get(username="relectrice"))
    fresh(page).publish(by=None)
    return fresh(page)


def live_translation(original: Any) -> Any:
    copy = original.start_translation("en", by=None)
    copy.title = "Translated"
    copy.save()
    put_live(copy)
    return fresh(copy)


@pytest.mark.parametrize("model", KINDS)
def test_a_translation_begins_with_the_words_of_the_live_revision(model: Any, editor: Client) -> None:
    page = live_page(model)
    page.questions.create(question="Pourquoi ?", answer="Parce que.")
    page = republished(page, Significance.CONTENT)
    page.title = "Pas encore public"
    page.save()
    answer = editor.post(address(page, "translate"), {"language": "en"})
    copy = model.objects.get(language="en")
    assert answer["Location"] == address(copy)
    assert (copy.source_language, copy.source_number) == ("fr", 2)
    assert copy.translation_key == page.translation_key
    assert copy.title == "Page complète 1"
    assert copy.questions.count() == copy.sources.count() == 1
    assert copy.created_by.username == "editrice"
    assert copy.live_revision is None
    assert TrailEntry.objects.about(copy).get().action == "translated"


def test_synonyms_are_translated_too() -> None:
    page = complete_page(Term)
    page.synonyms.create(text="Autre nom", kind="variant")
    copy = page.start_translation("en", by=None)
    assert [(row.text, row.kind) for row in copy.synonyms.all()] == [("Autre nom", "variant")]


def test_a_page_that_is_not_public_is_translated_from_its_latest_revision() -> None:
    page = complete_page()
    page.ask_for_review(by=None)
    copy = page.start_translation("en", by=None)
    assert copy.source_number == 1
    assert page.revisions.count() == 1


def test_category_and_people_are_those_of_the_language() -> None:
    page = live_page()
    category = Category.objects.create(
        language="en", slug="treatment", name="Treatment", translation_key=page.category.translation_key
    )
    french = Contributor.objects.get(slug="autrice")
    english = Contributor.objects.create(
        language="en", slug="author", name="Author", translation_key=french.translation_key
    )
    copy = page.start_translation("en", by=None)
    assert copy.category == category
    assert copy.contributions.get().contributor == english


def test_who_has_no_profile_in_the_language_is_left_out() -> None:
    copy = live_page().start_translation("en", by=None)
    assert copy.category is None
    assert not copy.contributions.exists()
    with pytest.raises(ValidationError) as refused:
        copy.ask_for_review(by=None)
    assert {error.code for error in refused.value.error_list} == {"category", "author"}


def test_an_address_in_use_gets_a_number() -> None:
    page = complete_page(slug="meme")
    Article.objects.create(language="en", title="Other", slug="meme")
    assert page.start_translation("en", by=None).slug == "meme-2"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_has_one_translation_in_a_language(editor: Client, language: str) -> None:
    page = live_page()
    page.start_translation("en", by=None)
    with pytest.raises(ValidationError) as refused:
        page.start_translation(language, by=None)
    assert refused.value.code == "translated"
    before = Article.objects.count()
    assert editor.post(address(page, "translate"), {"language": language}).status_code == 302
    assert Article.objects.count() == before


@pytest.mark.parametrize("language", ["", "xx", "EN", "en\r\nX: 1"])
def test_a_language_made_up_begins_nothing(editor: Client, language: str) -> None:
    page = live_page()
    answer = editor.post(address(page, "translate"), {"language": language})
    assert answer["Location"] == address(page)
    assert Article.objects.count() == 1


def test_the_form_of_a_translation_shows_the_original_and_what_changed_in_it(editor: Client) -> None:
    page = live_page()
    copy = live_translation(page)
    answer = editor.get(address(copy))
    assert f'src="{address(page, "revision", 1)}"' in answer.content.decode()
    assert answer.context["original_change"] is None
    assert 'name="_follow"' not in answer.content.decode()
    republished(page, Significance.CONTENT, title="Un titre nouveau")
    html = editor.get(address(copy)).content.decode()
    assert f'src="{address(page, "revision", 2)}"' in html
    assert "nouveau</ins>" in html
    assert 'name="_follow"' in html
    assert editor.get(address(page)).context["original_page"] is None


def test_a_translation_that_has_followed_is_behind_no_longer(editor: Client) -> None:
    page = live_page()
    copy = live_translation(page)
    republished(page, Significance.CONTENT, title="Un titre nouveau")
    assert list(behind(Article.objects.all())) == [copy]
    send(editor, copy, opened(editor, copy), _follow="1")
    assert fresh(copy).source_number == 2
    assert not behind(Article.objects.all())
    assert TrailEntry.objects.about(copy).first().action == "synced"  # type: ignore[union-attr]


def test_what_has_no_public_original_cannot_follow(editor: Client) -> None:
    page = complete_page()
    copy = page.start_translation("en", by=None)
    for one in (page, copy):
        with pytest.raises(ValidationError) as refused:
            one.follow_original(by=None)
        assert refused.value.code == "no_original"
    send(editor, page, _follow="1")
    assert fresh(copy).source_number == 1


TOLD = [
    (Significance.TYPO, False, False),
    (Significance.CONTENT, True, False),
    (Significance.MAJOR, True, True),
]


@pytest.mark.parametrize("model", KINDS)
@pytest.mark.parametrize(("significance", "is_behind", "are_readers_told"), TOLD)
def test_what_a_change_means_decides_who_is_told(
    model: Any, significance: str, is_behind: bool, are_readers_told: bool, client: Client
) -> None:
    page = live_page(model)
    copy = live_translation(page)
    url = copy.live_revision.get_absolute_url()
    before = client.get(url).content.decode()
    page = republished(page, significance, summary="Un autre résumé.")
    assert bool(behind(model.objects.all())) == is_behind
    assert major_change_since(copy.live_revision) == are_readers_told
    after = client.get(url).content.decode()
    original = page.live_revision.get_absolute_url()
    assert (after.count(f'href="{original}"') > before.count(f'href="{original}"')) == are_readers_told
    assert major_change_since(page.live_revision) is False


def test_readers_are_told_until_the_translation_that_followed_is_public(client: Client) -> None:
    page = live_page()
    copy = live_translation(page)
    republished(page, Significance.MAJOR, summary="Un autre résumé.")
    republished(page, Significance.TYPO, summary="Un autre résumé !")
    assert major_change_since(copy.live_revision)
    copy = fresh(copy)
    copy.follow_original(by=None)
    assert major_change_since(copy.live_revision)
    put_live(copy)
    assert not major_change_since(copy.live_revision)


def test_a_change_that_is_not_public_yet_is_told_to_nobody() -> None:
    page = live_page()
    copy = live_translation(page)
    page.title = "Autre"
    page.save()
    page.ask_for_review(by=None, significance=Significance.MAJOR)
    assert not behind(Article.objects.all())
    assert not major_change_since(copy.live_revision)


def test_a_correction_of_typing_errors_puts_no_translation_behind() -> None:
    page = live_page()
    copy = live_translation(page)
    page.title = "Page compléte 1"
    page.save()
    page.correct(by=None)
    assert not behind(Article.objects.all())
    assert not major_change_since(copy.live_revision)


# What is missing


def test_what_is_live_and_has_no_row_in_a_language_is_missing_there() -> None:
    page, _draft = live_page(), complete_page()
    assert list(untranslated(Article.objects.all(), "en")) == [page]
    assert not untranslated(Article.objects.all(), "fr")
    page.start_translation("en", by=None)
    assert not untranslated(Article.objects.all(), "en")


def test_what_was_withdrawn_is_not_missing() -> None:
    live_page().withdraw(by=None)
    assert not untranslated(Article.objects.all(), "en")


@pytest.mark.parametrize("model", KINDS)
def test_the_list_of_a_language_names_what_is_missing_and_what_is_behind(model: Any, editor: Client) -> None:
    page, missing = live_page(model), live_page(model, title="Sans traduction", slug="sans")
    copy = live_translation(page)
    republished(page, Significance.CONTENT, title="Un titre nouveau")
    answer = editor.get(address(model, "translations"), {"language": "en"})
    assert list(answer.context["missing"]) == [missing]
    assert list(answer.context["behind"]) == [copy]
    html = answer.content.decode()
    assert f'action="{address(missing, "translate")}"' in html
    french = editor.get(address(model, "translations"), {"language": "fr"}).context
    assert (list(french["missing"]), list(french["behind"])) == ([], [])


@pytest.mark.parametrize("query", [{"language": "xx"}, {"page": "x"}, {"page": "-1"}, {"page": "9" * 30}, {}])
def test_a_query_made_up_shows_some_list(editor: Client, query: dict[str, str]) -> None:
    assert editor.get(address(Article, "translations"), query).status_code == 200


def test_a_reader_of_the_list_is_offered_no_start() -> None:
    page, client = live_page(), Client()
    client.force_login(account("relecteur", "Medical reviewers"))
    html = client.get(address(Article, "translations"), {"language": "en"}).content.decode()
    assert str(page) in html
    assert f'action="{address(page, "translate")}"' not in html


def test_the_list_of_many_costs_a_few_queries(editor: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        page = Article.objects.create(title=f"Page {number}", slug=f"page-{number}", summary="Une phrase.")
        put_live(page)
        if number % 2:
            live_translation(page)
    Article.revision_model().objects.filter(language="en").update(source_number=0)
    Article.objects.filter(language="en").update(source_number=0)
    with django_assert_max_num_queries(10):
        answer = editor.get(address(Article, "translations"), {"language": "en"})
    assert len(answer.context["missing"]) == len(answer.context["behind"]) == 30


def test_two_pages_of_one_key_and_language_are_refused_by_the_database() -> None:
    key = uuid.uuid4()
    Article.objects.create(title="Une", slug="une", translation_key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.create(title="Deux", slug="deux", translation_key=key)
