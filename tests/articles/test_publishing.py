"""What publishing, withdrawing and saving do in public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models.deletion import ProtectedError
from django.test import Client
from django.utils import timezone

from articles.models import Article, ArticleRevision
from portal.editorial.models import Origin, PageState
from tests.conftest import Make, put_live


def test_saving_a_draft_changes_nothing_in_public(client: Client, article: Article) -> None:
    article.title = "Un autre titre"
    article.save()
    page = client.get(article.live_revision.get_absolute_url()).content.decode()  # type: ignore[union-attr]
    assert "<h1>Comprendre</h1>" in page
    assert "Un autre titre" not in page
    assert article.state == PageState.LIVE_WITH_DRAFT


def test_publishing_again_shows_the_new_words(client: Client, article: Article) -> None:
    article.title = "Un autre titre"
    article.save()
    put_live(article)
    assert "Un autre titre" in client.get("/fr/articles/comprendre/").content.decode()
    assert article.state == PageState.LIVE


def test_a_draft_is_not_found(client: Client, make_article: Make) -> None:
    make_article(slug="brouillon", live=False)
    assert client.get("/fr/articles/brouillon/").status_code == 404


def test_a_scheduled_page_appears_on_its_minute(client: Client, make_article: Make) -> None:
    article = make_article(slug="bientot", live=False)
    put_live(article, at=timezone.now() + timedelta(hours=1))
    assert article.state == PageState.SCHEDULED
    assert client.get("/fr/articles/bientot/").status_code == 404
    ArticleRevision.objects.update(public_from=timezone.now() - timedelta(seconds=1))
    assert client.get("/fr/articles/bientot/").status_code == 200


def test_a_withdrawn_page_is_gone(client: Client, article: Article) -> None:
    article.withdraw(by=None)
    answer = client.get("/fr/articles/comprendre/")
    assert answer.status_code == 410
    assert "Un texte pour les essais" not in answer.content.decode()
    assert article.state == PageState.WITHDRAWN
    assert "/fr/articles/comprendre/" not in client.get("/fr/articles/").content.decode()


def test_a_withdrawn_page_can_be_published_again(client: Client, article: Article) -> None:
    article.withdraw(by=None)
    put_live(article)
    assert client.get("/fr/articles/comprendre/").status_code == 200


def test_what_is_not_public_cannot_be_withdrawn(make_article: Make) -> None:
    with pytest.raises(ValidationError):
        make_article(live=False).withdraw(by=None)


def test_a_page_without_a_summary_cannot_be_published(make_article: Make) -> None:
    with pytest.raises(ValidationError) as refused:
        make_article(summary=" ", live=False, origin=Origin.IMPORT).publish(by=None)
    assert [error.code for error in refused.value.error_list] == ["no_summary"]


def test_an_address_in_public_use_cannot_be_taken(make_article: Make, article: Article) -> None:
    article.slug = "ailleurs"
    article.save()
    thief = make_article(slug="comprendre", live=False, origin=Origin.IMPORT)
    with pytest.raises(ValidationError) as refused:
        thief.publish(by=None)
    assert [error.code for error in refused.value.error_list] == ["address_in_use"]


def test_an_old_address_leads_to_the_new_one(client: Client, article: Article) -> None:
    article.slug = "mieux-comprendre"
    article.save()
    put_live(article)
    answer = client.get("/fr/articles/comprendre/")
    assert (answer.status_code, answer["Location"]) == (301, "/fr/articles/mieux-comprendre/")


def test_an_address_in_capitals_leads_to_the_page(client: Client, article: Article) -> None:
    answer = client.get("/fr/articles/Comprendre/")
    assert (answer.status_code, answer["Location"]) == (301, "/fr/articles/comprendre/")


def test_the_address_of_a_draft_leads_nowhere(client: Client, article: Article) -> None:
    article.slug = "nouvelle-adresse"
    article.save()
    assert client.get("/fr/articles/nouvelle-adresse/").status_code == 404


def test_a_page_that_was_public_cannot_be_deleted(article: Article) -> None:
    article.withdraw(by=None)
    with pytest.raises(ProtectedError):
        article.delete()
    with pytest.raises(ProtectedError):
        Article.objects.all().delete()


def test_a_draft_is_deleted_with_its_empty_discussion(make_article: Make) -> None:
    article = make_article(live=False)
    discussion = article.discussion
    article.delete()
    assert not type(discussion).objects.filter(pk=discussion.pk).exists()


def test_the_window_of_a_discussion_follows_its_page(article: Article) -> None:
    article.discussion.refresh_from_db()
    assert article.discussion.public_from is not None
    assert article.discussion.public_until is None
    article.withdraw(by=None)
    article.discussion.refresh_from_db()
    assert article.discussion.public_until is not None


def test_a_revision_keeps_what_was_published(article: Article) -> None:
    article.questions.create(question="Pourquoi ?", answer="Parce que.")
    put_live(article)
    article.questions.all().delete()
    live = article.live_revision
    assert live is not None
    assert live.faq == [{"question": "Pourquoi\u202f?", "answer": "Parce que."}]
