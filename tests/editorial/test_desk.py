"""The first page of the administration: what waits for whom."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from articles.models import Article, ArticleRevision
from comments.models import Comment
from glossary.models import Term
from portal.desk import desk_context
from portal.editorial.desk import MONTHS, SHOWN, Tray
from portal.editorial.limits import REMINDER_DAYS
from portal.editorial.models.review import months_after
from portal.search.limits import MISS_SHOWN_FROM
from tests.conftest import Make, put_live
from tests.editorial.page_forms import address
from tests.editorial.workflow import KINDS, account, complete_page, live_page, reviewer, signed_page

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

EDITORS, REVIEWERS, MODERATORS = "Editors", "Medical reviewers", "Moderators"
DESK = reverse("admin:index")


def trays(user: User) -> list[Tray]:
    found: list[Tray] = desk_context(User.objects.get(pk=user.pk))["trays"]
    return found


def waiting(user: User, page: Any) -> list[str]:
    """Where the lines lead on which this page stands, for that person."""
    return [line.url for tray in trays(user) for line in tray.lines if line.text == page.title]


def client_for(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def due(page: Any, days: int) -> Any:
    page.revisions.update(review_due_on=timezone.localdate() + timedelta(days))
    return page


def returned_page(model: Any) -> Any:
    page = complete_page(model)
    page.ask_for_review(by=None).send_back(by=reviewer(f"r{page.pk}"), remarks="À revoir.")
    return page


@pytest.mark.parametrize("model", KINDS)
def test_what_is_in_review_waits_for_reviewers(model: Any) -> None:
    page = complete_page(model)
    page.ask_for_review(by=None)
    assert waiting(reviewer(), page) == [address(page, "review", 1)]
    assert waiting(account("editrice", EDITORS), page) == []
    assert waiting(account("moderatrice", MODERATORS), page) == []


def test_what_was_asked_of_somebody_waits_for_that_person() -> None:
    asked, other = reviewer("demandee"), reviewer("autre")
    page = complete_page()
    page.ask_for_review(by=None, of=asked)
    assert waiting(asked, page)
    assert not waiting(other, page)
    asked.delete()
    assert waiting(other, page)


def test_what_was_decided_or_taken_back_waits_no_longer() -> None:
    physician = reviewer()
    signed, recalled = signed_page(), complete_page()
    recalled.ask_for_review(by=None)
    recalled.recall(by=None)
    assert not waiting(physician, signed)
    assert not waiting(physician, recalled)


@pytest.mark.parametrize("model", KINDS)
@pytest.mark.parametrize("make", [returned_page, signed_page])
def test_what_was_returned_or_signed_waits_for_editors(model: Any, make: Any) -> None:
    page = make(model)
    assert waiting(account("editrice", EDITORS), page) == [address(page)]
    assert waiting(account("moderatrice", MODERATORS), page) == []
    assert waiting(reviewer("lectrice"), page) == []


def test_what_was_published_waits_no_longer() -> None:
    assert not waiting(account("editrice", EDITORS), live_page())


@pytest.mark.parametrize(
    ("days", "waits"), [(-1, True), (0, True), (REMINDER_DAYS[0] - 1, True), (REMINDER_DAYS[0] + 1, False)]
)
def test_overdue_and_soon_due_pages_wait_for_those_who_write_and_who_sign(days: int, waits: bool) -> None:
    page = due(live_page(), days)
    for user in (account("editrice", EDITORS), User.objects.get(username="relectrice")):
        assert bool(waiting(user, page)) == waits
    assert not waiting(account("moderatrice", MODERATORS), page)


def test_a_page_that_was_withdrawn_is_not_due() -> None:
    page = due(live_page(), -1)
    page.withdraw(by=None)
    assert not waiting(account("editrice", EDITORS), page)


@pytest.mark.parametrize("model", KINDS)
def test_translations_behind_wait_for_editors_with_a_list_of_their_language(model: Any) -> None:
    page = live_page(model)
    copy = page.start_translation("en", by=None)
    model.objects.filter(pk=copy.pk).update(source_number=0, title="Behind")
    editor = account("editrice", EDITORS)
    copy.refresh_from_db()
    assert waiting(editor, copy) == [address(copy)]
    assert f"{address(model, 'translations')}?language=en" in [tray.url for tray in trays(editor)]
    assert not waiting(User.objects.get(username="relectrice"), copy)


def test_comments_wait_for_moderators_with_a_number_and_without_their_words(
    make_comment: Make, article: Article
) -> None:
    for status in ("pending", "pending", "approved", "rejected"):
        make_comment(article.discussion, status=status)
    moderator = account("moderatrice", MODERATORS)
    assert [tray.total for tray in trays(moderator)] == [2]
    html = client_for(moderator).get(DESK).content.decode()
    assert "Un commentaire pour les essais" not in html
    assert not [tray for tray in trays(reviewer()) if "comment" in tray.url]


def test_an_empty_desk_says_so() -> None:
    user = account("moderatrice", MODERATORS)
    assert trays(user) == []
    assert 'class="tray__total"' not in client_for(user).get(DESK).content.decode()


def test_a_long_tray_shows_the_first_and_counts_all() -> None:
    for number in range(SHOWN + 3):
        complete_page(title=f"Page {number}").ask_for_review(by=None)
    tray = trays(reviewer())[0]
    assert (tray.total, len(tray.lines)) == (SHOWN + 3, SHOWN)
    assert tray.url.endswith("?state=in-review")


def test_what_a_tray_leads_to_is_there() -> None:
    returned_page(Article)
    signed_page()
    due(live_page(), -1)
    complete_page().ask_for_review(by=None)
    user = User.objects.create_superuser("admin")
    client = client_for(user)
    urls = {tray.url for tray in trays(user)} | {line.url for tray in trays(user) for line in tray.lines}
    assert len(urls) >= 8
    for url in urls:
        assert client.get(url).status_code == 200, url


# The chart


def bars(user: User) -> list[int]:
    return [bar.count for bar in desk_context(user)["due_by_month"]]


def test_the_chart_counts_live_pages_by_the_month_they_are_due_in() -> None:
    with travel("2027-01-31 12:00:00", tick=False):
        user, pages = (
            account("editrice", EDITORS),
            [live_page(Article), live_page(Term), *(live_page() for _ in range(4))],
        )
        for page, day in zip(
            pages,
            ["2027-01-30", "2027-01-31", "2027-02-28", "2027-02-01", "2027-12-31", "2028-01-01"],
            strict=True,
        ):
            page.revisions.update(review_due_on=day)
        withdrawn = live_page()
        withdrawn.revisions.update(review_due_on="2027-02-15")
        withdrawn.withdraw(by=None)
        counts = bars(user)
    assert counts == [1, 1, 2, *[0] * (MONTHS - 3), 1, 1]  # overdue, the months, later


def test_the_chart_is_for_those_who_write_or_sign() -> None:
    live_page()
    assert bars(account("editrice", EDITORS))
    assert bars(User.objects.get(username="relectrice"))
    assert not bars(account("moderatrice", MODERATORS))


def test_the_bars_stay_inside_the_chart_and_are_told_in_words() -> None:
    for months in (0, 3):
        page = live_page()
        page.revisions.update(review_due_on=months_after(timezone.localdate(), months))
    html = client_for(account("editrice", EDITORS)).get(DESK).content.decode()
    chart = html.partition('<ol class="due">')[2].partition("</ol>")[0]
    wide = int(re.findall(r'viewBox="0 0 (\d+)', chart)[0])
    drawn = [int(length) for length in re.findall(r'<rect width="(\d+)"', chart)]
    assert drawn == [wide, wide]  # two months with a page each; the empty ones take no room
    told = re.sub(r"[ \n]+", " ", re.sub(r"<[^>]*>", "", chart))
    assert len(re.findall(r"\w+ \d{4}\u00a0: 1\b", told)) == 2


def test_the_desk_shows_titles_as_they_were_typed() -> None:
    complete_page(title="<script>alert(1)</script>").ask_for_review(by=None)
    html = client_for(reviewer()).get(DESK).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def many(model: Any) -> None:
    """Fifty pages, of which each tray gets some."""
    physician = User.objects.get(username="relectrice")
    for number in range(50):
        page = complete_page(model, title=f"Page {model.__name__} {number}")
        if number % 5 == 0:
            page.start_translation("en", by=None)
        revision = page.ask_for_review(by=None)
        if number % 4 == 0:
            revision.send_back(by=physician, remarks="Non.")
        elif number % 4 == 1:
            revision.sign(by=physician)
        elif number % 4 == 2:
            put_live(page)
            page.revisions.filter(public_from__isnull=False).update(
                review_due_on=timezone.localdate(), signed_number=1, signed_at=timezone.now(),
                signer_name="Relectrice", signer_qualification="oncologue",
            )  # fmt: skip


def test_a_full_desk_costs_as_many_queries_as_a_short_one(
    django_assert_max_num_queries: Any, make_comment: Make, article: Article
) -> None:
    reviewer()
    for model in KINDS:
        many(model)
    for _ in range(20):
        make_comment(article.discussion)
    client = client_for(User.objects.create_superuser("admin"))
    with django_assert_max_num_queries(40):
        html = client.get(DESK).content.decode()
    assert html.count('class="tray__total"') >= 10
    assert ArticleRevision.objects.count() > 50
    assert Comment.objects.count() == 20


def test_editors_see_what_was_looked_for_in_vain_by_several(client: Client) -> None:
    for query, times in (("xylophone", MISS_SHOWN_FROM), ("secret", MISS_SHOWN_FROM - 1)):
        for _ in range(times):
            client.get("/fr/recherche/", {"q": query})
    desk = client_for(account("editrice", EDITORS)).get(DESK).content.decode()
    assert "xylophone" in desk
    assert "secret" not in desk
    assert "xylophone" not in client_for(account("moderatrice", MODERATORS)).get(DESK).content.decode()
