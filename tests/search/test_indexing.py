"""The index follows what is public, at once."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from articles.models import Article
from comments.models import Comment
from glossary.models import Term
from portal.editorial.models import Category
from portal.search.models import Document, IndexState, Name, Word
from portal.search.rebuilding import rebuild_if_needed
from portal.search.vocabulary import words_of
from tests.conftest import Make, put_live
from tests.search.conftest import titles


def in_engine() -> int:
    """Rows of the engine's own table, where it has one."""
    if connection.vendor != "sqlite":
        return Document.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_fts")
        return int(cursor.fetchone()[0])


def test_a_page_is_found_from_its_minute_on_and_its_successor_from_the_next(make_article: Make) -> None:
    now = timezone.now()
    article: Article = make_article(title="Ancien mot", live=False)
    put_live(article, at=now + timedelta(hours=1))
    article.title = "Nouveau mot"
    article.save()
    assert titles("mot") == []
    with time_machine.travel(now + timedelta(hours=1, seconds=1), tick=False):
        assert titles("mot") == ["Ancien mot"]
        put_live(article, at=now + timedelta(hours=2))
        assert titles("mot") == ["Ancien mot"]
    with time_machine.travel(now + timedelta(hours=2, seconds=1), tick=False):
        assert titles("mot") == ["Nouveau mot"]


def test_what_is_published_again_leaves_nothing_behind(make_term: Make) -> None:
    term: Term = make_term("Perfusion")
    term.title = "Injection"
    term.save()
    assert titles("injection") == []
    put_live(term)
    assert titles("injection") == ["Injection"]
    assert titles("perfusion") == []
    assert not words_of("fr").filter(word="perfusion").exists()
    assert in_engine() == 1


def test_a_withdrawn_page_is_gone_at_once(make_term: Make) -> None:
    term: Term = make_term("Perfusion")
    term.withdraw(by=None)
    assert not Document.objects.exists()
    assert not Name.objects.exists()
    assert in_engine() == 0


def test_a_synonym_counts_from_its_publication(make_term: Make) -> None:
    term: Term = make_term("Effet indésirable")
    term.synonyms.create(text="effet secondaire")
    assert titles('"effet secondaire"') == []
    put_live(term)
    assert titles('"effet secondaire"') == ["Effet indésirable"]


def test_a_deleted_page_is_forgotten(make_term: Make) -> None:
    term: Term = make_term("Perfusion")
    term.revisions.all().delete()
    term.delete()
    assert titles("perfusion") == []


def test_a_category_is_found_under_its_new_name(make_article: Make, make_category: Make) -> None:
    category: Category = make_category("Soins", slug="soins")
    make_article(title="Perfusion", category=category)
    category.name, category.slug = "Traitements", "traitements"
    category.save()
    assert titles("perfusion", category="traitements") == ["Perfusion"]
    assert Document.objects.get().category_name == "Traitements"


@pytest.fixture
def comment(article: Article, make_comment: Make) -> Comment:
    made: Comment = make_comment(article.discussion, status="approved", text="Ma perfusion a duré.")
    return made


def found_comments() -> list[str]:
    return titles("perfusion", kind="discussion")


def test_an_approved_comment_is_found_until_it_is_taken_back(comment: Comment) -> None:
    assert found_comments() == ["Comprendre"]
    comment.decide(Comment.Status.SPAM, by=None)
    assert found_comments() == []
    comment.decide(Comment.Status.APPROVED, by=None)
    assert found_comments() == ["Comprendre"]
    Comment.objects.all().erase()
    assert found_comments() == []
    assert not Document.objects.filter(kind="discussion").exists()


def test_comments_are_found_while_their_page_is_public(comment: Comment, article: Article) -> None:
    article.withdraw(by=None)
    assert found_comments() == []
    article.title = "Comprendre mieux"
    article.save()
    put_live(article)
    assert found_comments() == ["Comprendre mieux"]
    article.title = "Comprendre encore"
    article.save()
    put_live(article)
    assert found_comments() == ["Comprendre encore"]


def test_a_deleted_comment_is_forgotten(comment: Comment) -> None:
    comment.delete()
    assert found_comments() == []


def test_words_of_comments_correct_nobody(comment: Comment) -> None:
    assert not words_of("fr").filter(word="perfusion").exists()


def test_the_index_can_be_made_anew(comment: Comment, make_term: Make) -> None:
    make_term("Perfusion")
    before = set(Word.objects.filter(documents__gt=0).values_list("word", "documents"))
    for _ in range(2):
        out = StringIO()
        call_command("rebuild_search", stdout=out)
        assert "3 of 3" in out.getvalue()
        assert titles("perfusion") == ["Perfusion"]
        assert found_comments() == ["Comprendre"]
        assert in_engine() == Document.objects.count() == 3
        assert set(Word.objects.values_list("word", "documents")) == before


def test_an_upgraded_site_is_indexed_once(make_term: Make) -> None:
    make_term("Perfusion")
    Document.objects.all().delete()
    rebuild_if_needed(using="default")
    assert titles("perfusion") == []  # made by these rules already
    IndexState.objects.update(analysis_version=0)
    rebuild_if_needed(using="default")
    assert titles("perfusion") == ["Perfusion"]


def test_what_is_published_and_withdrawn_is_found_with_the_same_commit(make_term: Make) -> None:
    kept: Term = make_term("Perfusion")
    drafted: Term = make_term("Injection", live=False)
    with transaction.atomic():
        put_live(drafted)
        kept.withdraw(by=None)
        assert (titles("injection"), titles("perfusion")) == (["Injection"], [])
        transaction.set_rollback(True)
    assert (titles("injection"), titles("perfusion")) == ([], ["Perfusion"])
    assert in_engine() == 1
