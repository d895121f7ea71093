"""A queue of all kinds of comments, for the moderation desk in a browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page

from articles.models import Article
from comments.models import Comment
from comments.sorting import look_at
from tests.conftest import Make

SMALL = {"width": 320, "height": 568}
DESK = "/admin/comments/comment/"
NEXT = f"{DESK}next/"
THANKS = "Merci pour ces mots simples, ma mère les a lus avec moi."
DESPAIR = "Je n’en peux plus, je veux mourir."
NUMBER = "Appelez-moi au 07 83 45 12 69 pour en parler ensemble."
DOSE = "Quelle dose dois-je prendre ce soir ? J’ai oublié mon comprimé."
TEA = "Guérison garantie en trois semaines, commandez sur www.tisane.example !"
NOISE = "Gagnez au casino en ligne, inscription gratuite, bonus immédiat !"
KINDS = [THANKS, DESPAIR, NUMBER, DOSE, TEA, NOISE]
MANY = 20


def make_queue(article: Article, make_comment: Make) -> list[Comment]:
    """MANY that wait, of all kinds, one of them very long and one an answer; looked at by the triage."""
    now = timezone.now()
    first = make_comment(article.discussion, status="approved", text="La question du début.")
    rows = []
    for number in range(MANY):
        fields: dict[str, Any] = {"text": f"{KINDS[number % len(KINDS)]} ({number})", "sender_key": "x"}
        fields["created_at"] = now - timedelta(hours=number)
        if number == 6:
            fields["text"] = "motsansfin" * 180
        if number == 12:
            fields["parent"] = first
        rows.append(make_comment(article.discussion, **fields))
        look_at(rows[-1].pk)
    return rows


def words(page: Page) -> str:
    return page.locator(".sheet > .comment-text").inner_text()


def fresh(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)
