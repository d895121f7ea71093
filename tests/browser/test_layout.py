"""Pages keep their shape: on the narrowest phone, with large letters, on paper, whatever stands in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from articles.models import Article
from comments.limits import TEXT_MAX
from comments.models import Comment
from portal.editorial.limits import SHORT_TEXT_MAX, TITLE_MAX
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.visiting import visit
from tests.conftest import Make, put_live
from tests.page_kinds import FIELDS, Kind, address_of, every_kind

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]

NARROW = {"width": 320, "height": 640}  # pixels: 1280 enlarged four times, as WCAG 1.4.10 has it
PAPER = {"width": 670, "height": 1000}  # pixels: A4 within its margins
MOST_SHIFT = 0.02  # Google calls 0.1 good
PICTURE = "/fr/articles/comment-agissent-les-inhibiteurs-de-points-de-controle/"

WIDE_TABLE = f"""<h2>Un tableau</h2>
<table><tbody><tr>{"<th>Organe concerné</th>" * 12}</tr><tr>{"<td>Anticonstitutionnellement</td>" * 12}</tr>
</tbody></table>"""

TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  const isWide = (one) => one.getBoundingClientRect().right > most + 1;
  const wide = [...document.querySelectorAll("body *")].filter(isWide);
  return ["the page is too wide", ...wide.map((one) => one.outerHTML.slice(0, 120))];
}"""

# Words that stick out of a box which cuts them off; what only screen readers get is cut on purpose.
CUT_OFF = """() => {
  const boxes = [...document.querySelectorAll("body *:not(svg, svg *, [aria-hidden=true])")].filter(
    (one) => one.clientWidth > 1 && ["hidden", "clip"].includes(getComputedStyle(one).overflowY));
  const hasWords = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const words = (box) => [...box.querySelectorAll("*")].filter((one) => one.offsetWidth > 1 && hasWords(one));
  const sticksOut = (one, box) => one.right > box.right + 2 || one.bottom > box.bottom + 2;
  return boxes.flatMap((box) => words(box)
    .filter((one) => sticksOut(one.getBoundingClientRect(), box.getBoundingClientRect()))
    .map((one) => "cut off: " + one.outerHTML.slice(0, 120)));
}"""

# Parts of the head of the page that lie on one another.
OVERLAPPING = """() => {
  const parts = [...document.querySelectorAll(".masthead__bar > *")].filter((one) => one.offsetWidth);
  const areas = (part) => [part, ...part.querySelectorAll("*")]
    .filter((one) => one.offsetWidth > 1).map((one) => one.getBoundingClientRect());
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return parts.flatMap((one, index) => parts.slice(index + 1)
    .filter((other) => areas(one).some((a) => areas(other).some((b) => meet(a, b))))
    .map((other) => `${one.className} lies on ${other.className}`));
}"""

# Letters as far apart as WCAG 1.4.12 has it.
SPACED = """() => {
  const spaced = new CSSStyleSheet();
  spaced.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [spaced];
}"""

# Buttons and fields lower than a finger is wide, 44 pixels; what has less than 24 is found by axe.
SMALL = """() => {
  const controls = "button, input:not([type=hidden]), select, textarea, summary, .button, .mainnav a";
  const target = (one) => (one.matches("[type=radio], [type=checkbox]") && one.closest("label")) || one;
  return [...document.querySelectorAll(controls)]
    .filter((one) => one.checkVisibility() && one.offsetWidth > 2 && !one.closest(".field--trap"))
    .filter((one) => target(one).getBoundingClientRect().height < 43.5)
    .map((one) => "small: " + one.outerHTML.slice(0, 120));
}"""

SPOIL = """() => {
  const spoilt = new CSSStyleSheet();
  spoilt.replaceSync(`#small { block-size: 30px; } #wide { inline-size: 500px; }
    #box { block-size: 20px; overflow: hidden; } .brand { position: fixed; inset: 0; }`);
  document.adoptedStyleSheets = [spoilt];
  const main = document.querySelector("main");
  const add = (tag, id, parent = main) => {
    const one = document.createElement(tag);
    Object.assign(one, {id, textContent: "Des mots."});
    parent.append(one);
    return one;
  };
  add("button", "small");
  add("p", "wide");
  const box = add("div", "box");
  for (const id of ["one", "two", "three"]) add("p", id, box);
}"""

# How far a box has been scrolled, once it has; 0 after 300 frames of waiting.
SCROLLED = """(box) => new Promise((tell) => {
  let frames = 0;
  const look = () => box.scrollLeft || ++frames > 300 ? tell(box.scrollLeft) : requestAnimationFrame(look);
  look();
})"""

SUM_SHIFTS = """
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
  }).observe({type: "layout-shift", buffered: true});
"""


def test_every_page_fits_the_narrowest_phone_and_letters_twice_as_large_or_far_apart(
    open_page: Open, settings: Any
) -> None:
    page = open_page()
    faults = []
    for kind in every_kind():
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        visit(page, kind, settings)
        faults += [
            f"{kind}, narrow: {fault}" for script in (TOO_WIDE, SMALL) for fault in page.evaluate(script)
        ]
        page.evaluate(SPACED)
        faults += [f"{kind}, narrow, spaced: {fault}" for fault in broken(page)]
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        faults += [f"{kind}, spaced: {fault}" for fault in broken(page)]
        page.evaluate("document.adoptedStyleSheets = []")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        faults += [f"{kind}, large: {fault}" for fault in broken(page)]
    assert faults == [], "\n".join(faults)


def broken(page: Page) -> list[str]:
    return [fault for script in (TOO_WIDE, CUT_OFF, OVERLAPPING) for fault in page.evaluate(script)]


def test_each_of_these_checks_sees_what_is_wrong(open_page: Open) -> None:
    page = open_page(size=NARROW)
    page.evaluate(SPOIL)
    faults = [*broken(page), *page.evaluate(SMALL)]
    for words in ("the page is too wide", "cut off: ", " lies on ", 'id="small"'):
        assert any(words in fault for fault in faults), words


@pytest.fixture
def hostile(make_article: Make, make_category: Make, make_comment: Make) -> Article:
    """An article whose every word is as long as may be, and comments to match."""
    word = "anticonstitutionnel" * 20
    article: Article = make_article(
        title=word[:TITLE_MAX],
        slug="long",
        summary=word,
        key_points=word,
        body=f"<h2>{word}</h2><p>{word}</p><ul><li>{word}</li></ul><h3>{word}</h3>{WIDE_TABLE}",
        category=make_category(word[:SHORT_TEXT_MAX]),
        funding=word[:SHORT_TEXT_MAX],
        live=False,
    )
    article.questions.create(question=word[:SHORT_TEXT_MAX], answer=word)
    article.sources.create(title=word[:SHORT_TEXT_MAX], publisher=word[:SHORT_TEXT_MAX])
    put_live(article)
    first = make_comment(article.discussion, status="approved", name="M" * 50, text="x" * TEXT_MAX)
    make_comment(article.discussion, status="approved", name="W" * 50, text="W" * TEXT_MAX, parent=first)
    return article


def test_long_words_break_instead_of_widening_the_page(
    open_page: Open, hostile: Article, settings: Any
) -> None:
    page, path = open_page(size=NARROW), address_of(hostile)
    reply = Comment.objects.exclude(parent=None).get()
    places = [
        "/fr/",
        "/fr/articles/",
        path,
        f"{path}?reply={reply.pk}",
        "/fr/discussions/",
        "/fr/recherche/?q=anti",
    ]
    kinds = [
        *(
            Kind(place, place)
            for place in [*places, f"/fr/recherche/?q={'x' * 200}", reply.get_receipt_url()]
        ),
        Kind("refused", path, 422, {**FIELDS, "name": "x" * 2000, "text": "x" * (TEXT_MAX + 1)}),
    ]
    for kind in kinds:
        visit(page, kind, settings)
        assert page.evaluate(TOO_WIDE) == [], kind


def test_a_moderator_reads_a_long_word_on_a_phone(
    open_admin: Open, make_user: Make, hostile: Article
) -> None:
    make_user("moderateur", "Moderators")
    page = open_admin("moderateur", "/admin/comments/comment/?state=all", size=PHONE)
    assert page.evaluate(TOO_WIDE) == []
    page.click(".row h2 a >> nth=0")
    page.wait_for_url("**/change/**")
    assert page.evaluate(TOO_WIDE) == []


def test_line_breaks_without_end_take_no_more_room_than_a_few(
    open_page: Open, article: Article, client: Client
) -> None:
    text = "\r\n" * 500 + ("\r\n" * 100).join("dix lettres") + "\r\n" * 500
    client.post(address_of(article), {**FIELDS, "text": text})
    Comment.objects.get().decide(Comment.Status.APPROVED, by=None)
    page = open_page(address_of(article), size=NARROW)
    box = page.locator(".comment__text").bounding_box()
    assert box is not None
    assert box["height"] < NARROW["height"]


def test_a_wide_table_scrolls_within_itself(open_page: Open, make_article: Make) -> None:
    page = open_page(address_of(make_article(body=WIDE_TABLE)), size=NARROW)
    assert page.evaluate(TOO_WIDE) == []
    table = page.locator(".table-scroll")
    assert table.evaluate("(box) => box.scrollWidth > 2 * box.clientWidth")
    table.focus()
    page.keyboard.press("ArrowRight")
    assert table.evaluate(SCROLLED) > 0


def test_a_list_that_goes_on_counts_on(open_page: Open, make_article: Make) -> None:
    body = "<ol><li>un</li><li>deux</li></ol><p>Puis :</p><ol start='3'><li>trois</li></ol>"
    page = open_page(address_of(make_article(body=body)))
    # Of the browser's counters, the one that knows where a list starts.
    number = "(item) => getComputedStyle(item, '::before').content"
    assert page.locator(".prose ol[start='3'] > li").evaluate(number) == "counter(list-item)"


def test_paper_gets_the_text_and_nothing_to_press(open_page: Open) -> None:
    every_kind()
    page = open_page("/fr/articles/tout/", size=PAPER)
    page.emulate_media(media="print")
    for useless in ("nav", "form", "button", ".skip-link", ".community", ".tools"):
        assert page.locator(f"{useless} >> visible=true").count() == 0, useless
    for part in ("h1", ".lead", ".keypoints", ".prose p", "figure img", "table", ".faq", ".made"):
        expect(page.locator(part).first).to_be_visible()
    expect(page.locator(".faq p").last).to_be_visible()
    expect(page.locator("body")).to_contain_text("Le même titre, pour finir.")
    assert page.evaluate(TOO_WIDE) == []
    page.goto("/fr/glossaire/immunotherapie/")
    for part in ("h1", ".plate", ".prose p", ".faq", ".made"):
        expect(page.locator(part).first).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_moves_while_a_page_loads(open_page: Open, size: dict[str, int]) -> None:
    every_kind()
    page = open_page("about:blank", size=size)
    page.add_init_script(SUM_SHIFTS)
    for path in ("/fr/", PICTURE, "/fr/glossaire/immunotherapie/"):
        page.goto(path)
        assert page.evaluate("[...document.images].filter((one) => !one.width || !one.height).length") == 0
        for _screen in range(6):
            page.mouse.wheel(0, size["height"])
            page.wait_for_timeout(60)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.shift") < MOST_SHIFT, path
