"""The list of articles in the admin: states, filters, and its cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Article, ArticleRevision
from comments.models import Discussion
from portal.editorial.models import PageState
from tests.articles.test_admin import LIST, change
from tests.conftest import Make, put_live
from tests.editorial.workflow import complete_page, live_page, signed_page

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def test_the_list_costs_as_many_queries_whatever_it_holds(
    sign_in: Make, make_article: Make, make_category: Make, django_assert_num_queries: Any
) -> None:
    for number in range(50):
        make_article(category=make_category(), live=number % 2 == 0)
    client = sign_in("Editors")
    with django_assert_num_queries(7):
        page = client.get(LIST).content.decode()
    assert page.count('class="state state-live"') == 25


def one_of_each_state(make_article: Make) -> None:
    """Several of them in two or three at once."""
    make_article(live=False)
    make_article()
    make_article().withdraw(by=None)
    make_article().save()
    put_live(make_article(live=False), at=timezone.now() + timedelta(hours=1))
    complete_page().ask_for_review(by=None)
    live_page().save()
    physician = User.objects.get(username="relectrice")
    complete_page().ask_for_review(by=None).send_back(by=physician, remarks="À revoir.")
    signed_page()
    edited_after_the_signature = signed_page()
    edited_after_the_signature.save()
    overdue = live_page()
    overdue.revisions.update(review_due_on=timezone.localdate() - timedelta(1))
    overdue.ask_for_review(by=None).send_back(by=physician, remarks="À revoir encore.")
    scheduled_again = live_page()
    scheduled_again.save()
    put_live(scheduled_again, at=timezone.now() + timedelta(days=1))
    withdrawn = live_page()
    withdrawn.withdraw(by=None)
    withdrawn.save()
    withdrawn.ask_for_review(by=None).sign(by=physician)
    recalled = complete_page()
    recalled.ask_for_review(by=None)
    recalled.recall(by=None)


def test_the_list_is_narrowed_to_just_the_pages_that_show_a_state(sign_in: Make, make_article: Make) -> None:
    one_of_each_state(make_article)
    editors = sign_in("Editors")
    states = {article.pk: article.states() for article in Article.objects.all()}
    for state in PageState:
        answer = editors.get(LIST, {"state": state.value})
        expected = {pk for pk, held in states.items() if state in held}
        assert {article.pk for article in answer.context["cl"].result_list} == expected, state
        assert answer.content.decode().count(f'class="state state-{state}"') == len(expected) >= 1, state
    assert {PageState.LIVE, PageState.OVERDUE, PageState.RETURNED} in map(set, states.values())


def test_a_state_made_up_narrows_nothing(sign_in: Make, article: Article) -> None:
    answer = sign_in("Editors").get(LIST, {"state": "publie"})
    assert list(answer.context["cl"].result_list) == [article]


@pytest.mark.parametrize("state", PageState)
def test_the_form_shows_every_state(sign_in: Make, make_article: Make, state: PageState) -> None:
    one_of_each_state(make_article)
    article = next(article for article in Article.objects.all() if state in article.states())
    html = sign_in("Editors").get(change(article)).content.decode()
    shown = html.partition('class="page-state"')[2].partition("</p>")[0]
    assert [f'class="state state-{held}"' in shown for held in article.states()] == [True] * len(
        article.states()
    )
    assert shown.count("<span") == len(article.states())


def test_ten_thousand_pages_open_in_bounded_queries(
    sign_in: Make, make_article: Make, django_assert_max_num_queries: Any
) -> None:
    discussions = Discussion.objects.bulk_create(Discussion() for _ in range(10_000))
    articles = [
        Article(title=f"Page {n}", slug=f"page-{n}", discussion=discussion, version=1)
        for n, discussion in enumerate(discussions)
    ]
    for one in articles:
        one.derive()
    stored = Article.objects.bulk_create(articles)
    ArticleRevision.objects.bulk_create(
        ArticleRevision(
            page=one, number=1, version=1, title=one.title, slug=one.slug, html="", search_text="",
            public_from=timezone.now(), sort_key=one.sort_key,
        )
        for one in stored[::2]
    )  # fmt: skip
    client = sign_in("Editors")
    for query in ({}, {"state": "live"}, {"state": "draft"}, {"q": "page 77"}, {"p": "100"}):
        with django_assert_max_num_queries(8):
            answer = client.get(LIST, query)
        assert answer.status_code == 200
        assert 0 < len(answer.context["cl"].result_list) <= 50
