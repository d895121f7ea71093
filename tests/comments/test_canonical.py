"""The form in which comments and names are measured and stored: comments.canonical."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.canonical import CanonicalError, canonical, canonical_name, looks_like_address, visible_length
from comments.limits import MARKS_MAX, NAME_MAX, NAME_MIN, RAW_MAX, TEXT_MAX, TEXT_MIN
from tests.yardstick import at_most

ACUTE = "\u0301"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
CPU_LIMIT = 0.2  # seconds
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
FILLERS = "\u200b\u2060\ufeff\u00ad\u3164\u115f\uffa0"
CONTROLS = "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 32), *range(127, 133), *range(134, 160)]))
TAGS = "".join(map(chr, range(0xE0000, 0xE0080)))
LINE_BREAKS = ["\r\n", "\r", "\n", "\x85", "\u2028", "\u2029"]
AWKWARD = (
    "\u0300\u0344\u0345\u0327\u20e3\ufe0f\u200d\u200c\u1161\u11a8\u1100 \t\n\r\u00a0\u3000\u2028\u2800\u2813"
)
TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), st.sampled_from(AWKWARD))
    | st.sampled_from(BIDI + FILLERS + CONTROLS + "\ufb2c\u0f73\u1f82a")
)


def is_long_enough(text: str) -> bool:
    return visible_length(canonical(text)) >= TEXT_MIN


def is_short_enough(text: str) -> bool:
    return len(canonical(text)) <= TEXT_MAX


def longest_run_of_marks(text: str) -> int:
    longest = run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char).startswith("M") else 0
        longest = max(longest, run)
    return longest


@pytest.mark.parametrize(("length", "accepted"), [(TEXT_MIN - 1, False), (TEXT_MIN, True)])
def test_a_text_needs_ten_letters(length: int, accepted: bool) -> None:
    assert is_long_enough("a" * length) is accepted
    assert is_long_enough("\U0001f600" * length) is accepted


@pytest.mark.parametrize(("length", "accepted"), [(TEXT_MAX, True), (TEXT_MAX + 1, False)])
@pytest.mark.parametrize("char", ["a", "é", "e" + ACUTE, "\U0001f600"])
def test_accents_and_emoji_count_like_any_letter_towards_the_maximum(
    char: str, length: int, accepted: bool
) -> None:
    assert is_short_enough(char * length) is accepted
    assert len(canonical(char * length)) == length


def test_a_line_break_counts_one_however_the_browser_sends_it() -> None:
    text = "\r\n".join(["a" * 94] * 20 + ["a" * 99])
    assert canonical(text) == text.replace("\r\n", "\n")
    assert len(canonical(text)) == 1999


@pytest.mark.parametrize("line_break", LINE_BREAKS)
def test_every_kind_of_line_break_becomes_a_line_feed(line_break: str) -> None:
    assert canonical(f"a{line_break}b") == "a\nb"


def test_space_around_the_text_is_not_stored() -> None:
    assert canonical(" " * 25 + "a" * TEXT_MAX + " " * 25) == "a" * TEXT_MAX


def test_space_at_line_ends_goes_and_indentation_stays() -> None:
    assert canonical("one \t\u00a0\n  two\n") == "one\n  two"


@pytest.mark.parametrize("breaks", [3, 4, 2000])
def test_many_line_breaks_become_one_empty_line(breaks: int) -> None:
    assert canonical("one" + "\n \t" * breaks + "two") == "one\n\n \ttwo"


def test_two_thousand_line_breaks_do_not_lengthen_ten_letters() -> None:
    assert canonical("\n" * 1000 + "abcde" + "\r\n" * 1000 + "fghij") == "abcde\n\nfghij"


@pytest.mark.parametrize("text", ["", " " * 10, "\u00a0" * 20, "\u3000" * 20, "\n" * 20, "\t " * 20])
@pytest.mark.parametrize("filler", ["", *FILLERS, "\u2800", *BIDI])
def test_a_text_of_nothing_visible_is_empty(text: str, filler: str) -> None:
    assert canonical(text + filler * 20) == ""


@pytest.mark.parametrize(
    "char", "\u200d\u200c\u034f\u1160\u17b4\u180e\u2061\u206a\ufe0f\U000e0100\U0001f3fb\U0001d159"
)
def test_characters_without_ink_do_not_make_a_comment(char: str) -> None:
    assert not is_long_enough(char * 20)
    assert not is_long_enough("a" + f" {char}" * 20 + "b")
    assert not is_long_enough("123456789 " + char)


@pytest.mark.parametrize("text", ["a" + " " * 9 + "b", "e" + ACUTE * 30, "a" + "\ufe0f" * 20, FAMILY * 2])
def test_padding_does_not_make_a_short_text_long_enough(text: str) -> None:
    assert not is_long_enough(text)


def test_three_family_emoji_are_a_comment_and_stay_whole() -> None:
    assert canonical(FAMILY * 3) == FAMILY * 3
    assert is_long_enough(FAMILY * 3)


def test_a_skin_tone_and_a_coloured_heart_count_once() -> None:
    assert visible_length("\U0001f44d\U0001f3fd\u2764\ufe0f") == 2


def test_a_run_of_white_space_counts_one() -> None:
    assert visible_length("a \n\t\u00a0b") == 3


def test_a_mark_repeated_sixty_times_is_kept_four_times() -> None:
    before, after = "Bonjour x", " et merci beaucoup"
    assert canonical(before + "\u0321" * 60 + after) == before + "\u0321" * MARKS_MAX + after


@pytest.mark.parametrize(
    "text", ["x" + "\u0344" * 9, "\ufb2c" + "\u0323" * 9, "x" + (ACUTE * 4 + "\u200d") * 9]
)
def test_no_disguise_stacks_more_than_four_marks(text: str) -> None:
    assert longest_run_of_marks(canonical(text).replace("\u200d", "")) == MARKS_MAX


def test_accents_are_composed_and_typography_is_kept() -> None:
    assert (
        canonical("e" + ACUTE + " m² ½ µ ﬁ … «\u202f1\u00a0mg\u202f»")
        == "é m² ½ µ ﬁ … «\u202f1\u00a0mg\u202f»"
    )


@pytest.mark.parametrize(
    "dropped", [CONTROLS, BIDI, FILLERS, TAGS], ids=["controls", "bidi", "fillers", "tags"]
)
def test_invisible_characters_are_dropped_inside_words(dropped: str) -> None:
    assert [char for char in dropped if canonical(f"ab{char}cd") != "abcd"] == []


def test_the_joiners_that_languages_need_are_kept() -> None:
    assert canonical("می\u200cخواهم क्\u200dष") == "می\u200cخواهم क्\u200dष"


def test_the_braille_space_is_kept_between_braille_letters_only() -> None:
    assert canonical("⠓⠑\u2800\u2800⠇ a\u2800b \u2800⠓\u2800") == "⠓⠑\u2800\u2800⠇ ab ⠓"
    assert visible_length("⠓\u2800\u2800⠇") == 3


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "]]>", "{{7*7}}", "{% load x %}", "=HYPERLINK(1)", "-->"]
)
def test_markup_is_ordinary_text(text: str) -> None:
    assert canonical(text) == canonical_name(text) == text


def test_a_nul_is_refused() -> None:
    with pytest.raises(CanonicalError) as caught:
        canonical("before\0after")
    assert caught.value.code == "nul"


@pytest.mark.parametrize("surrogate", ["\ud800", "\ude00\ud83d"])
def test_a_lone_surrogate_is_refused(surrogate: str) -> None:
    with pytest.raises(CanonicalError) as caught:
        canonical(f"before {surrogate} after")
    assert caught.value.code == "surrogate"


def test_the_mark_of_a_badly_encoded_letter_is_kept() -> None:
    assert canonical("d\ufffdj\ufffd vu") == "d\ufffdj\ufffd vu"


def test_more_than_twenty_thousand_characters_are_refused_whatever_they_are() -> None:
    assert canonical(" " * RAW_MAX) == ""
    for text in (" " * (RAW_MAX + 1), "\0" * (RAW_MAX + 1)):
        with pytest.raises(CanonicalError) as caught:
            canonical(text)
        assert caught.value.code == "too_long_raw"


def test_over_a_million_marks_are_refused_at_once() -> None:
    with at_most(CPU_LIMIT), pytest.raises(CanonicalError):
        canonical(ACUTE * 1_200_000)


@pytest.mark.parametrize(
    "text",
    ["\ufb2c" * RAW_MAX, "\u0327\u0301\u0323\u0345" * (RAW_MAX // 4), "\u2813\u2800" * (RAW_MAX // 2)],
    ids=["letters that come apart", "mixed marks", "braille"],
)
def test_the_longest_awkward_text_is_settled_at_once(text: str) -> None:
    with at_most(CPU_LIMIT):
        is_short_enough(text)


@given(TEXTS)
def test_a_stored_text_is_not_altered_by_a_second_pass(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    assert canonical_name(canonical_name(text)) == canonical_name(text)


@given(TEXTS)
def test_a_stored_text_has_nothing_forbidden(text: str) -> None:
    once = canonical(text)
    assert not set(once) & set(CONTROLS + BIDI + FILLERS + TAGS + "\r\x85\u2028\u2029")
    assert once == once.strip() == unicodedata.normalize("NFC", once)
    assert "\n\n\n" not in once
    assert all(line == line.rstrip() for line in once.split("\n"))
    assert longest_run_of_marks(once) <= MARKS_MAX


@given(TEXTS)
def test_nothing_is_added_to_a_text(text: str) -> None:
    assert visible_length(canonical(text)) <= len(canonical(text)) <= len(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize("line_break", [*LINE_BREAKS, "\t", " \n\n "])
def test_a_name_is_one_line(line_break: str) -> None:
    assert canonical_name(f" Marie{line_break}Bcc: x ") == "Marie Bcc: x"


@pytest.mark.parametrize("control", ["\u202e", "\u2066"])
def test_a_name_cannot_turn_the_direction_of_the_page(control: str) -> None:
    assert canonical_name(f"{control}Marie{control}") == canonical(f"{control}Marie{control}") == "Marie"


def test_a_name_is_measured_by_what_is_seen() -> None:
    assert visible_length(canonical_name("\u200d".join("é" * NAME_MAX))) == NAME_MAX
    assert visible_length(canonical_name("a" + ACUTE * 9 + "\u200d" * 9)) < NAME_MIN


@given(TEXTS)
def test_a_name_never_holds_a_line_break_or_a_double_space(text: str) -> None:
    name = canonical_name(text)
    assert name == " ".join(name.split())


ADDRESSES = [
    "marie@exemple.fr",
    "Marie marie@exemple",
    "http://x",
    "HTTPS://exemple.fr/a",
    "www.exemple.zz",
    "Exemple.FR",
]
ADDRESSES += [
    "voir exemple.co.uk, merci",
    "t.me/marie",
    "exem\u200dple\u2061.com",
    "ｅｘｅｍｐｌｅ．ｃｏｍ",
    "exemple。com",
    "a＠b",
]
NAMES = [
    "Marie",
    "J.-P. Martin",
    "marie.martin",
    "Dr.Paul",
    "M. Dupont",
    "@marie",
    "Marie @ Lyon",
    "Léa 3.5",
    "L'été",
    "J.C.",
]


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_in_a_name_is_recognised(name: str) -> None:
    assert looks_like_address(canonical_name(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_with_dots_or_signs_is_no_address(name: str) -> None:
    assert not looks_like_address(canonical_name(name))
