"""A moderator removes a passage: readers see that, the words are gone everywhere, and it can be undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from time_machine import travel

from articles.models import Article
from comments.audit import Decision
from comments.canonical import canonical
from comments.conflicts import ConflictError
from comments.limits import TEXT_MAX, TEXT_MIN, UNDO_MINUTES
from comments.models import Comment, Original
from comments.redaction import redacted
from comments.rendering import MARK, as_html
from portal.search.models import Document
from tests.conftest import Make

pytestmark = pytest.mark.django_db
Status = Comment.Status

TEXT = "Mon oncologue, le docteur Zygomatique, m’a rassurée."
NAMED = "le docteur Zygomatique"
SPAN = (TEXT.index(NAMED), TEXT.index(NAMED) + len(NAMED))
PAGE = "/fr/articles/comprendre/"


@pytest.fixture
def comment(make_comment: Make, article: Article) -> Comment:
    made: Comment = make_comment(article.discussion, text=TEXT)
    return made


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("abcdefghij", [(2, 4)], f"ab{MARK}efghij"),
        ("abcdefghij", [(0, 10)], MARK),
        ("abcdefghij", [(6, 8), (0, 2)], f"{MARK}cdef{MARK}ij"),
        ("abcdefghij", [(1, 5), (3, 7)], f"a{MARK}hij"),
        ("abc def ghi", [(0, 3), (4, 7)], f"{MARK} ghi"),
        ("abc\ndef ghi", [(0, 3), (4, 7)], f"{MARK}\n{MARK} ghi"),
        ("e\u0301te\u0301 chaud", [(0, 1)], f"{MARK}te\u0301 chaud"),
        (f"ab{MARK}cd", [(1, 4)], f"a{MARK}cd"),
        (f"ab{MARK}cd", [(3, 4)], f"ab{MARK}cd"),
    ],
)
def test_a_mark_takes_the_place_of_what_is_removed(
    text: str, spans: list[tuple[int, int]], expected: str
) -> None:
    assert redacted(text, spans) == expected


@pytest.mark.parametrize("spans", [[], [(0, 0)], [(3, 2)], [(-1, 2)], [(0, 11)], [(0, 2), (9, 12)]])
def test_a_place_outside_of_the_text_is_refused(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(ValidationError) as refused:
        redacted("abcdefghij", spans)
    assert refused.value.code == "bad_span"


def test_a_mark_that_does_not_fit_is_refused(comment: Comment) -> None:
    full = "x" * TEXT_MAX
    assert len(redacted(full, [(0, len(MARK))])) == TEXT_MAX
    with pytest.raises(ValidationError) as refused:
        redacted(full, [(0, len(MARK) - 1)])
    assert refused.value.code == "too_long"


def test_no_author_can_write_the_mark() -> None:
    assert MARK not in canonical(f"Un texte avec {MARK} dedans.")
    assert "redacted" not in as_html(canonical(f"Un texte avec {MARK} dedans."))
    assert "redacted" not in as_html("Un texte avec […] dedans.")


def test_what_is_removed_is_gone_from_every_public_place(client: Client, comment: Comment) -> None:
    comment.decide(Status.APPROVED, by=None)
    assert comment.redact([SPAN], by=None, version=comment.version)
    assert comment.status == Status.APPROVED
    places = [PAGE, "/fr/discussions/", "/fr/discussions/feed/", "/fr/", f"{PAGE}?reply={comment.pk}",
        comment.get_receipt_url(), "/fr/recherche/?q=rassurée&kind=discussion",
    ]  # fmt: skip
    for path in places:
        shown = client.get(path).content.decode()
        assert "Zygomatique" not in shown, path
    assert 'class="redacted"' in client.get(PAGE).content.decode()
    assert "Zygomatique" not in "".join(Document.objects.values_list("text", flat=True))


@pytest.mark.parametrize(("word", "is_found"), [("rassurée", True), ("Zygomatique", False)])
def test_the_search_finds_what_is_left_and_not_what_was_removed(
    client: Client, comment: Comment, word: str, is_found: bool
) -> None:
    comment.decide(Status.APPROVED, by=None)
    comment.redact([SPAN], by=None)
    asked = {"q": word, "kind": "discussion"}
    assert (f"#{comment.anchor}" in client.get("/fr/recherche/", asked).content.decode()) == is_found
    comment.undo(by=None)
    assert f"#{comment.anchor}" in client.get("/fr/recherche/", asked).content.decode()


def test_the_original_is_kept_apart_and_only_the_first(comment: Comment) -> None:
    comment.redact([SPAN], by=None)
    comment.redact([(0, 3)], by=None)
    assert Original.objects.get(comment=comment).text == TEXT


def test_a_redaction_is_on_record_with_who_and_version(comment: Comment, make_user: Make) -> None:
    comment.redact([SPAN], by=make_user("moderatrice", "Moderators"))
    entry = Decision.objects.about(comment).get()
    assert (entry.action, entry.before, entry.after) == ("redacted", "pending", "pending")
    assert (entry.actor_name, entry.version) == ("moderatrice", 2)
    assert "Zygomatique" not in str(Decision.objects.values_list().get())


def test_removing_what_is_removed_already_changes_nothing(comment: Comment) -> None:
    comment.redact([SPAN], by=None)
    at = comment.text.index(MARK)
    assert comment.redact([(at, at + 2)], by=None) is False
    assert Decision.objects.about(comment).count() == 1


def test_a_redaction_of_other_words_than_were_shown_is_refused_and_logged(comment: Comment) -> None:
    seen = comment.version
    comment.rewrite(name="Verveine", text="Un tout autre texte que celui d’avant.")
    with pytest.raises(ConflictError):
        comment.redact([SPAN], by=None, version=seen)
    assert not Original.objects.exists()
    assert Decision.objects.about(comment).first().action == "too-late"  # type: ignore[union-attr]


@pytest.mark.parametrize("status", ["pending", "approved"])
def test_a_redaction_can_be_undone(client: Client, comment: Comment, status: Any) -> None:
    if status == "approved":
        comment.decide(status, by=None)
    comment.redact([SPAN], by=None)
    comment.undo(by=None)
    assert (comment.status, comment.text, comment.redacted_at) == (status, TEXT, None)
    assert ("Zygomatique" in client.get(PAGE).content.decode()) == (status == "approved")
    assert not Original.objects.exists()


def test_undoing_the_second_redaction_leaves_the_first(comment: Comment) -> None:
    comment.redact([SPAN], by=None)
    once = comment.text
    comment.redact([(0, 3)], by=None)
    comment.undo(by=None)
    assert (comment.text, Original.objects.get().text) == (once, TEXT)
    assert comment.redacted_at is not None


def test_undoing_a_later_decision_leaves_the_passage_removed(comment: Comment) -> None:
    comment.redact([SPAN], by=None)
    comment.decide(Status.APPROVED, by=None)
    comment.undo(by=None)
    assert comment.status == Status.PENDING
    assert "Zygomatique" not in comment.text


def test_after_ten_minutes_it_is_too_late_to_undo_a_redaction(comment: Comment) -> None:
    comment.redact([SPAN], by=None)
    assert comment.redacted_at is not None
    with (
        travel(comment.redacted_at + timedelta(minutes=UNDO_MINUTES, seconds=1), tick=False),
        pytest.raises(ValidationError),
    ):
        comment.undo(by=None)


def test_an_author_who_rewrites_takes_the_original_with_them(comment: Comment) -> None:
    comment.redact([SPAN], by=None)
    comment.rewrite(name="Verveine", text="Un tout autre texte que celui d’avant.")
    assert not Original.objects.exists()
    assert comment.redacted_at is None
    assert comment.can_be_undone is False


def test_an_erased_comment_has_no_passage_to_remove(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).erase()
    with pytest.raises(ValidationError):
        comment.redact([(0, 1)], by=None)


@pytest.mark.parametrize(
    ("length", "is_redacted", "is_kept"),
    [
        (TEXT_MIN - 1, False, False),
        (TEXT_MIN, False, True),
        (0, True, False),
        (1, True, True),
        (TEXT_MAX, True, True),
        (TEXT_MAX + 1, True, False),
    ],
)
def test_the_database_keeps_the_length_of_a_redacted_text(
    comment: Comment, length: int, is_redacted: bool, is_kept: bool
) -> None:
    changed = Comment.objects.filter(pk=comment.pk)
    values = {"text": "x" * length, "redacted_at": comment.created_at if is_redacted else None}
    if is_kept:
        assert changed.update(**values) == 1
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        changed.update(**values)


def test_the_original_is_read_with_a_right_of_its_own_and_changed_by_nobody(
    sign_in: Make, comment: Comment
) -> None:
    comment.redact([SPAN], by=None)
    url = reverse("admin:comments_original_change", args=[Original.objects.get().pk])
    assert sign_in("Moderators").get(url).status_code == 403
    reader = sign_in("Editors")
    User.objects.get(username="Editors").user_permissions.add(
        Permission.objects.get(codename="view_original")
    )
    assert "Zygomatique" in reader.get(url).content.decode()
    for client in (reader, sign_in(superuser=True)):
        assert client.post(url, {"text": "Autre chose."}).status_code == 403
        assert client.post(url.replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert Original.objects.get().text == TEXT


def test_no_question_to_the_list_of_originals_tells_their_words(sign_in: Make, comment: Comment) -> None:
    comment.redact([SPAN], by=None)
    client, url = sign_in(superuser=True), reverse("admin:comments_original_changelist")
    assert "Zygomatique" not in client.get(url).content.decode()
    for query in ("text__startswith=Mon", "comment__text__contains=x", "comment__email__startswith=a"):
        assert client.get(f"{url}?{query}").status_code in (302, 400)
