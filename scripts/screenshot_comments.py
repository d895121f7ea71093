"""Comments for the pictures. Nobody wrote them, and nobody is meant."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone, translation
from screenshot_pages import MODERATOR

from articles.models import Article
from comments.models import Comment, Decision
from comments.sorting import look_at

QUESTION = "Quelle dose dois-je prendre ce soir ? J’ai oublié mon comprimé ce matin."
WAITING = [
    ("Jonquille", QUESTION, 3),
    (
        "Capucine",
        "Bonjour, j’ai très mal à la poitrine et j’ai du mal à respirer depuis hier soir. "
        "Mon prochain rendez-vous n’est que dans dix jours.",
        1,
    ),
    ("Bleuet", "J’aimerais en parler avec d’autres familles : bleuet.lin@exemple.fr. Merci d’avance.", 5),
    ("Camomille", "Merci pour ces mots simples. Ma mère les a lus avec moi.", 9),
]
# So many comments, decided after so many hours, in each of the last weeks.
WEEKS = [(9, 12), (14, 20), (11, 9), (18, 30), (22, 26), (16, 14), (12, 8), (15, 10), (20, 16), (13, 7)]


def make_receipt() -> str:
    """The address of the receipt of a comment that waits for a moderator."""
    page = Article.objects.get(language="fr", slug="effets-secondaires-de-l-immunotherapie")
    _name, text, hours = WAITING[-1]
    comment = Comment.objects.get(pk=wait(page, "Camomille", text, hours))
    connection.close()
    with translation.override("fr"):
        return comment.get_receipt_url()


def make_comments() -> dict[str, int]:
    """Keys of the comments that the pictures show, by name."""
    with translation.override("fr"):
        Comment.objects.pending().erase()
        page = Article.objects.filter(language="fr", slug="carnet-de-suivi").get()
        made = {text: wait(page, name, text, hours) for name, text, hours in WAITING}
        for ago, (count, hours) in enumerate(WEEKS):
            decide(page, count, hours, ago)
    connection.close()
    return {"question": made[QUESTION]}


def wait(page: Article, name: str, text: str, hours: int) -> int:
    at = timezone.now() - timedelta(hours=hours)
    comment = Comment.objects.create(discussion=page.discussion, name=name, text=text, created_at=at)
    look_at(comment.pk)
    return comment.pk


def decide(page: Article, count: int, hours: int, weeks_ago: int) -> None:
    """As they were decided then: the log of decisions is only added to."""
    then = timezone.now() - timedelta(weeks=weeks_ago, days=1)
    moderator = User.objects.get(username=MODERATOR)
    for number in range(count):
        sent = then - timedelta(hours=hours * (number + 1) / count * 1.6)
        comment = Comment.objects.create(
            discussion=page.discussion, name="Tilleul", text="Merci, c’est plus clair.", created_at=sent,
            status="spam", decided_at=then, decided_by=moderator,
        )  # fmt: skip
        Decision.objects.create(
            comment_id=comment.pk, discussion_id=page.discussion_id, action="spam", at=then, before="pending",
            after="spam", version=2, actor_id=moderator.pk, actor_name=MODERATOR,
        )  # fmt: skip
