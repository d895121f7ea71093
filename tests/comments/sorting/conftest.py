"""A comment of somebody in despair, looked at by the triage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from articles.models import Article
from comments.limits import UNDO_MINUTES
from comments.models import Comment
from comments.sorting import look_at
from tests.conftest import Make

Commits = Callable[..., Any]

DISTRESS = "Je n’en peux plus, je veux mourir, à quoi bon continuer ainsi."
PHONE = "Appelez-moi au 06 39 98 21 43 pour en parler ensemble."
CALM = "Merci beaucoup pour cet article, il m’a aidée à comprendre mon traitement."
OVER = timedelta(minutes=UNDO_MINUTES, seconds=1)


def found(comment: Comment) -> set[str]:
    return set(comment.findings.values_list("signal", flat=True))


@pytest.fixture
def desperate(make_comment: Make, article: Article) -> Comment:
    comment: Comment = make_comment(article.discussion, text=DISTRESS)
    look_at(comment.pk)
    comment.refresh_from_db()
    return comment
