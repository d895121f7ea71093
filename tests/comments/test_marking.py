"""Places in a text are marked, and its letters stay what they are."""

from __future__ import annotations

import re

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from comments.marking import marked

TEXT = "Un 😀 mot & <b>deux</b>\nlignes"


def test_the_graver_of_two_signals_that_overlap_is_shown() -> None:
    html = marked("abcdef", [(0, 4, "link"), (2, 6, "urgent")])
    assert html == (
        '<mark class="signal signal-link">ab</mark><mark class="signal signal-urgent">cd</mark>'
        '<mark class="signal signal-urgent">ef</mark>'
    )


def test_places_count_code_points() -> None:
    assert ">mot<" in marked(TEXT, [(5, 8, "link")])


@pytest.mark.parametrize("place", [(0, 0), (5, 5), (8, 5), (100, 200)])
def test_a_place_that_holds_nothing_marks_nothing(place: tuple[int, int]) -> None:
    assert "<mark" not in marked(TEXT, [(*place, "link")])


PLACES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["urgent", "link"])), max_size=5
)


@given(st.text(alphabet="ab é😀\n", max_size=30), PLACES)
def test_without_its_marks_it_is_the_text(text: str, places: list[tuple[int, int, str]]) -> None:
    assert strip_tags(marked(text, places)) == text


def test_markup_in_the_text_is_shown_as_letters() -> None:
    html = marked(TEXT, [(9, 20, "link")])
    assert re.findall(r"<[^>]*>", html) == ['<mark class="signal signal-link">', "</mark>"]
