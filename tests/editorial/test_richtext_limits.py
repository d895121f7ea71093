"""How large and how deep a rich text may be, and that no text is slow to clean."""

import pytest
from django.core.exceptions import ValidationError

from portal.editorial.cleaning import RICH_TEXT_MAX_KB, clean
from portal.editorial.tag_soup import DEPTH_MAX
from tests.yardstick import at_most


def refusal(html: str) -> str | None:
    """The code of the refusal, or None when the text is taken."""
    try:
        clean(html, media_url="/media/")
    except ValidationError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("size", "code"), [(RICH_TEXT_MAX_KB * 1024, None), (RICH_TEXT_MAX_KB * 1024 + 1, "too_large")]
)
def test_a_text_has_a_largest_size(size: int, code: str | None) -> None:
    assert refusal("a" * size) == code


def test_size_is_counted_in_bytes() -> None:
    assert refusal("é" * (RICH_TEXT_MAX_KB * 512 + 1)) == "too_large"


@pytest.mark.parametrize(("depth", "code"), [(DEPTH_MAX, None), (DEPTH_MAX + 1, "too_deep")])
@pytest.mark.parametrize("tag", ["div", "blockquote", "em"])
def test_a_text_has_a_greatest_depth(tag: str, depth: int, code: str | None) -> None:
    assert refusal(f"<{tag}>" * depth + f"</{tag}>" * depth) == code


@pytest.mark.parametrize(
    "hidden",
    [
        "<!--</ul>-->",
        "<script></ul></script>",
        '<a title="</ul>"></a>',
        "</ol>",
        "<svg><!--</ul>--></svg>",
    ],
)
def test_an_end_tag_that_ends_nothing_hides_no_depth(hidden: str) -> None:
    assert refusal(f"<ul>{hidden}" * (DEPTH_MAX + 1)) == "too_deep"


@pytest.mark.parametrize(
    "html", ["<p>a" * 300, "<ul>" + "<li>a" * 300, "<div></div>" * 300, "<img><br>" * 300]
)
def test_a_long_text_is_not_a_deep_one(html: str) -> None:
    assert refusal(html) is None


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<div>" * 80_000,
        "<p" * 100_000,
        "<p>" * 100_000,
        "<" * 200_000,
        "<!--" * 100_000,
        "</" * 100_000,
        '<a =">' * 60_000,
        "<a ='\">' " * 40_000,
        "<script></" * 40_000,
        "<p></p>" * 50_000 + "a",
        "<h2>a</h2>" * 20_000,
        "<em> </em>" * 30_000,
        "<table><tr><th>" * 250,
        "<table>" + "<p>x" * 90_000,
    ],
)
def test_hostile_text_costs_no_more_than_other_text(html: str) -> None:
    with at_most(1):
        refusal(html)


def test_emphasis_repeated_by_the_parser_can_not_swell_a_text() -> None:
    assert refusal("<p>" + "<em>" * 3 + "<strong>" * 3 + "<p>x" * 20_000) == "too_large"
