"""Who writes a telephone number, an address or a personal number is asked first, and may insist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from comments.models import Comment
from comments.nudging import AROUND, PASSAGES_MAX, revealed
from comments.triage import personal
from tests.comments.conftest import FORM, TEXT, Post, body, codes, kept, stored
from tests.conftest import Make

PHONE = "06 39 98 12 34"
TELLS = f"Appelez-moi au {PHONE} ou passez me voir."
REVEALING = {
    "telephone": (TELLS, PHONE),
    "telephone with dots": ("Voici mon numéro 06.39.98.12.34 pour parler.", "06.39.98.12.34"),
    "e-mail": ("Écrivez à jeanne.dupont@exemple.fr si vous voulez.", "jeanne.dupont@exemple.fr"),
    "disguised e-mail": (
        "Écrivez à jeanne arobase exemple point fr, merci.",
        "jeanne arobase exemple point fr",
    ),
    "social security": ("Mon numéro : 2 85 05 78 006 084 36, que faire ?", "2 85 05 78 006 084 36"),
    "home": ("J’habite 12 rue des Lilas à côté du parc.", "12 rue des Lilas"),
}
HARMLESS = [
    TEXT,
    "Le 15 ou le 3114 répondent jour et nuit, le 112 aussi.",
    "J’ai eu 4 cures de 200 mg en 2024, puis 12 semaines de pause.",
    "Rendez-vous le 12/03/2026 à 14 h 30 pour le scanner.",
]


def quoted(answer: Any) -> list[str]:
    return [passage.found for passage in answer.context["comment_form"].nudge.passages]


def insisting(answer: Any) -> str:
    found = re.search(r'<button[^>]* name="anyway" value="([^"]+)"', body(answer))
    assert found
    return found[1]


@pytest.mark.parametrize(("text", "passage"), REVEALING.values(), ids=REVEALING)
def test_personal_data_are_quoted_before_anything_is_stored(post: Post, text: str, passage: str) -> None:
    answer = post(text=text)
    assert answer.status_code == 422
    assert passage in " ".join(quoted(answer))
    assert f"<mark>{quoted(answer)[0]}</mark>" in body(answer)
    assert kept(answer) == text
    assert codes(answer) == {}
    assert stored() == []


@pytest.mark.parametrize("text", HARMLESS)
def test_what_tells_nothing_is_taken_at_once(post: Post, text: str) -> None:
    assert post(text=text).status_code == 303


def test_the_question_stands_where_errors_stand_and_is_read_out(post: Post) -> None:
    page = body(post(text=TELLS))
    assert re.search(r'<div[^>]*id="problems"[^>]*role="alert"', page)
    assert page.count('id="problems"') == 1


def test_the_key_enter_does_not_insist(post: Post) -> None:
    buttons = re.findall(
        r'<button[^>]*type="submit"[^>]*>', body(post(text=TELLS)).partition('id="comment-form"')[2]
    )
    assert "anyway" not in buttons[0]  # a browser presses the first one
    assert "anyway" in buttons[1]


def test_who_insists_is_heard(post: Post) -> None:
    answer = post(text=TELLS)
    assert post(text=TELLS, anyway=insisting(answer)).status_code == 303
    assert stored() == [TELLS]


def test_insisting_holds_for_the_very_text_however_the_browser_sends_it(post: Post) -> None:
    anyway = insisting(post(text=f"{TELLS}\r\nMerci."))
    assert post(text=f"  {TELLS}\nMerci.  ", anyway=anyway).status_code == 303


def test_another_text_is_asked_about_anew(post: Post) -> None:
    anyway = insisting(post(text=TELLS))
    answer = post(text=f"{TELLS} Le soir.", anyway=anyway)
    assert answer.status_code == 422
    assert quoted(answer) == [PHONE]
    assert insisting(answer) != anyway


def test_a_text_that_was_mended_is_taken(post: Post) -> None:
    anyway = insisting(post(text=TELLS))
    assert post(text="Passez donc me voir.", anyway=anyway).status_code == 303


@pytest.mark.parametrize("anyway", ["", "1", "true", "é\0", "x" * 5000])
def test_nobody_can_guess_the_word_to_insist_with(post: Post, anyway: str) -> None:
    assert post(text=TELLS, anyway=anyway).status_code == 422


def test_insisting_excuses_nothing_else(post: Post) -> None:
    anyway = insisting(post(text=TELLS))
    assert codes(post(text=TELLS, name="", anyway=anyway)) == {"name": ["required"]}


def test_an_unfit_comment_is_not_asked_about_as_well(post: Post) -> None:
    assert post(text=TELLS, name="").context["comment_form"].nudge is None


def test_the_quotation_is_short_and_shown_as_text(post: Post) -> None:
    text = f"{'Bonjour à vous. ' * 30}<b>Appelez</b> {PHONE} <i>vite</i>. {'Merci encore. ' * 30}"
    answer = post(text=text)
    (passage,) = answer.context["comment_form"].nudge.passages
    assert len(passage.before) + len(passage.after) < 3 * AROUND
    assert "&lt;i&gt;vite" in body(answer)
    assert "<i>vite" not in body(answer)


def test_a_long_list_of_numbers_is_not_quoted_whole(post: Post) -> None:
    text = " ; puis ".join(f"06 39 98 12 {number}" for number in range(10, 10 + 2 * PASSAGES_MAX))
    assert len(quoted(post(text=text))) <= PASSAGES_MAX


# A rule that fails never costs a comment


def test_a_crash_of_the_rules_neither_loses_nor_blocks_a_comment(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def crash(folded: Any) -> Any:
        raise ValueError(TELLS)

    monkeypatch.setattr(personal, "personal_data", crash)
    assert post(text=TELLS).status_code == 303
    assert stored() == [TELLS]
    assert "ValueError" in caplog.text
    assert PHONE not in caplog.text


def test_an_unreadable_word_list_neither_loses_nor_blocks_a_comment(
    post: Post, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "distress.txt").write_bytes(b"(((\xff")
    settings.TRIAGE_WORDS = str(tmp_path)
    assert post().status_code == 303
    assert post(text=TELLS).status_code == 422


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "é" * 20_000, "1 " * 10_000, "\u0301" * 500])
def test_no_text_makes_the_rules_fail(text: str) -> None:
    assert isinstance(revealed(text), list)


# On the page of the author's own comment


def test_a_change_is_asked_about_like_a_new_comment(
    client: Client, article: Article, make_comment: Make
) -> None:
    comment = make_comment(article.discussion)
    words = {"name": "Camomille", "text": TELLS}
    answer: Any = client.post(comment.get_receipt_url(), words)
    assert answer.status_code == 422
    assert f"<mark>{PHONE}</mark>" in body(answer)
    assert Comment.objects.get().text != TELLS
    again = client.post(comment.get_receipt_url(), words | {"anyway": insisting(answer)})
    assert again.status_code == 303
    assert Comment.objects.get().text == TELLS


def test_the_question_comes_without_a_browser_too(client: Client, article: Article) -> None:
    data = f"name=Camomille&text={TELLS.replace(' ', '+')}".encode()
    assert client.generic("POST", "/fr/articles/comprendre/", data, FORM).status_code == 422
