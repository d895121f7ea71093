"""The moderation desk: what comes next, and what is shown beside a comment."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.limits import LATE_HOURS
from comments.models import Comment, Finding, Report
from tests.comments.conftest import body
from tests.comments.moderating import FIGURES, LIST, NEXT, SECRET, form, press
from tests.conftest import Make

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

# What comes next


def test_the_urgent_one_is_read_first_and_then_the_oldest(moderator: Client, make_sorted: Make) -> None:
    new, old = make_sorted(hours=1), make_sorted(hours=9)
    urgent = make_sorted("Je n’en peux plus, je veux mourir.", hours=0)
    assert moderator.get(NEXT)["Location"] == form(urgent)
    assert press(moderator, urgent, "_approved")["Location"] == f"{form(old)}?decided={urgent.pk}"
    assert press(moderator, old, "_spam")["Location"] == f"{form(new)}?decided={old.pk}"
    assert press(moderator, new, "_approved")["Location"] == f"{NEXT}?decided={new.pk}"
    assert "nothing" in body(moderator.get(NEXT))


def test_who_skips_one_goes_on_behind_it_and_comes_back_to_it_at_the_end(
    moderator: Client, make_sorted: Make
) -> None:
    first, second, third = make_sorted(hours=9), make_sorted(hours=8), make_sorted(hours=7)
    assert press(moderator, second, "_approved")["Location"].startswith(form(third))
    assert press(moderator, third, "_approved")["Location"].startswith(form(first))


def test_next_and_previous_follow_the_queue(moderator: Client, make_sorted: Make) -> None:
    first, second, third = make_sorted(hours=9), make_sorted(hours=8), make_sorted(hours=7)
    context = moderator.get(form(second)).context
    assert (context["previous_url"], context["next_url"]) == (form(first), form(third))
    assert moderator.get(form(first)).context["previous_url"] == ""
    assert moderator.get(form(third)).context["next_url"] == ""


def test_what_comes_next_stays_within_the_filters_of_the_list(moderator: Client, make_sorted: Make) -> None:
    secret, _other, second = make_sorted(SECRET, hours=9), make_sorted(hours=8), make_sorted(SECRET, hours=7)
    query = "?_changelist_filters=signal%3Dpersonal_data"
    answer = press(moderator, secret, "_approved", query=query)
    assert answer["Location"] == f"{form(second)}{query}&decided={secret.pk}"
    answer = press(moderator, second, "_approved", query=query)
    assert answer["Location"] == f"{NEXT}{query}&decided={second.pk}"


@pytest.mark.parametrize("filters", ["email__contains%3D%40", "p%3Dx", "state%3Dx", "%00", "o%3D-9"])
def test_odd_filters_lead_nowhere_else(moderator: Client, make_sorted: Make, filters: str) -> None:
    comment = make_sorted()
    assert moderator.get(f"{NEXT}?_changelist_filters={filters}").status_code in {200, 302, 400}
    assert press(moderator, comment, "_approved", query=f"?_changelist_filters={filters}").status_code in {
        302, 400,
    }  # fmt: skip


def test_the_number_of_queries_does_not_grow_with_the_queue(
    moderator: Client, make_sorted: Make, article: Article, django_assert_max_num_queries: Any
) -> None:
    comment = make_sorted(SECRET, sender_key="abc")
    row = {
        "discussion": article.discussion,
        "name": "Camomille",
        "text": "Un commentaire.",
        "sender_key": "abc",
    }
    Comment.objects.bulk_create(Comment(**row) for _ in range(300))
    moderator.get(form(comment))
    with django_assert_max_num_queries(20):
        page = body(moderator.get(form(comment)))
    assert "301" in page
    with django_assert_max_num_queries(10):
        assert moderator.get(LIST).status_code == 200


def test_the_first_page_leads_to_what_waits_and_to_what_was_reported(
    moderator: Client, make_sorted: Make
) -> None:
    make_sorted("Je n’en peux plus, je veux mourir.")
    Report.take(make_sorted(status="approved"), sender="x", reason="sale", note="")
    page = body(moderator.get(reverse("admin:index")))
    assert f'href="{NEXT}"' in page
    assert f'href="{LIST}?state=reported"' in page


# What is shown


def test_the_words_that_were_noticed_are_marked_with_the_reason(moderator: Client, make_sorted: Make) -> None:
    comment = make_sorted(SECRET)
    found = comment.findings.get(signal="personal_data")
    words = SECRET[found.start : found.end]
    page = body(moderator.get(form(comment)))
    assert f'<mark class="signal signal-personal_data">{words}</mark>' in page
    assert str(found.reason) in page
    assert f'<mark class="signal signal-personal_data">{words}</mark>' in body(moderator.get(LIST))


def test_a_place_that_several_rules_found_is_told_once_with_every_reason(
    moderator: Client, make_sorted: Make
) -> None:
    comment = make_sorted()
    for signal, rule in (
        ("advice", "advice.request"),
        ("urgent", "urgent.sign"),
        ("urgent", "urgent.present"),
    ):
        Finding.objects.create(comment=comment, signal=signal, rule=rule, start=3, end=14)
    (noticed,) = moderator.get(form(comment)).context["signals"]
    assert (noticed.name, noticed.quote, len(noticed.reasons)) == ("urgent", "commentaire", 3)


def test_the_page_its_summary_and_the_answered_words_are_shown(
    moderator: Client, make_sorted: Make, article: Article
) -> None:
    question = make_sorted("La question du début.", status="approved")
    page = body(moderator.get(form(make_sorted(parent=question))))
    for words in ("Comprendre", "Un résumé.", "La question du début."):
        assert words in page


def test_other_comments_of_the_sender_are_shown_without_a_trace_of_who_it_is(
    moderator: Client, make_sorted: Make
) -> None:
    make_sorted("Du même endroit.", sender_key="5e4d3c", status="rejected", email="c@exemple.fr")
    make_sorted("D’ailleurs.", sender_key="777777")
    page = body(moderator.get(form(make_sorted(sender_key="5e4d3c"))))
    assert "Du même endroit." in page
    assert "D’ailleurs." not in page
    assert "5e4d3c" not in page
    assert "c@exemple.fr" not in page


def test_without_a_trace_nothing_is_known_of_others(moderator: Client, make_sorted: Make) -> None:
    make_sorted("D’une autre personne.", sender_key="")
    assert "D’une autre personne." not in body(moderator.get(form(make_sorted(sender_key=""))))


def test_the_counts_tell_what_waits_what_is_urgent_late_and_reported(
    moderator: Client, make_sorted: Make
) -> None:
    make_sorted("Je n’en peux plus, je veux mourir.")
    make_sorted(hours=LATE_HOURS + 1)
    reported = make_sorted(status="approved")
    for sender in ("x", "y"):
        Report.take(reported, sender=sender, reason="sale", note="")
    counts = moderator.get(LIST).context["counts"]
    assert (counts.waiting, counts.urgent, counts.late, counts.reported) == (2, 1, 1, 1)


FILTERS = [
    ("age=late", "late"),
    ("signal=personal_data", "secret"),
    ("state=approved", "public"),
    ("q=ancien", "late"),
]


@pytest.mark.parametrize(("query", "name"), FILTERS)
def test_the_list_is_narrowed_to_what_is_asked_for(
    moderator: Client, make_sorted: Make, query: str, name: str
) -> None:
    found = {
        "late": make_sorted("Un ancien commentaire.", hours=LATE_HOURS + 1),
        "secret": make_sorted(SECRET),
        "public": make_sorted(status="approved"),
    }
    assert [row.comment for row in moderator.get(f"{LIST}?{query}").context["rows"]] == [found[name]]


def test_the_list_is_narrowed_to_a_language_and_to_a_page(
    moderator: Client, make_sorted: Make, make_article: Make, make_comment: Make
) -> None:
    make_sorted()
    english = make_comment(make_article(language="en").discussion)
    for query in ("language=en", f"discussion={english.discussion_id}"):
        assert [row.comment for row in moderator.get(f"{LIST}?{query}").context["rows"]] == [english]


def test_the_figures_stand_in_a_table_beside_the_drawing(
    moderator: Client, make_sorted: Make, django_assert_max_num_queries: Any
) -> None:
    assert '<svg class="chart"' not in body(moderator.get(FIGURES))
    for hours in (1, 2, 30):
        make_sorted(hours=hours).decide(Comment.Status.APPROVED, by=None)
    with django_assert_max_num_queries(10):
        answer = moderator.get(FIGURES)
    lines = answer.context["chart"].lines
    assert sum(line.decided for line in lines) == 3
    assert sum(line.received for line in lines) == 3
    assert "2 h" in {line.median for line in lines}
    assert body(answer).count("<rect") == 2 * 26 + 1  # one is the mark of the site
    assert "style=" not in body(answer).partition("<main")[2].partition("</main")[0]
