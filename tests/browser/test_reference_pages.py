"""Pages of the two shapes that the portal is made for are entered in the administration alone.

The words are about gardens, so that nobody takes them for advice.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from comments.limits import TEXT_MAX, TEXT_MIN
from glossary.models import Term
from tests.browser.editing import (
    add_question,
    choose,
    complete,
    name_page,
    paste,
    publish,
    publish_without_signature,
)
from tests.conftest import Make
from tests.editorial.workflow import profile

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]

NARROW = "\u202f"  # a space that does not break, as French sets before ? ! ;
FULL = "\u00a0"  # the one before :

DEFINITION = (
    "Le jardinage est l'art de cultiver un jardin. Il demande de la terre, de l'eau et du temps. "
    "Il se pratique seul ou à plusieurs, en toute saison."
)
OUTLINE = {
    "Pour commencer": ["Vue d'ensemble", "Une longue histoire"],
    "Comprendre un jardin": ["Que veut dire ce mot ?", "Comment pousse une plante ?"],
    "Les quatre familles": ["Les potagers", "Les vergers", "Les jardins d'agrément", "Les jardins d'hiver"],
    "Où jardiner ?": ["En ville", "À la campagne"],
    "Ce qu'on peut en attendre": ["Les récoltes", "Les déceptions"],
    "Ce qui change": ["Les nouveaux outils", "Les jardins de demain"],
    "Au fil de l'année": [],
    "Pour finir": [],
}
PARAGRAPH = "<p>La terre se travaille au printemps. On sème, puis on arrose : rien ne presse. {}</p>" * 2
QUESTIONS = [
    ("Faut-il un grand terrain ?", "Non : un balcon suffit pour commencer."),
    ("Quand semer ?", "Au printemps, après les dernières gelées."),
    ("Combien d'eau faut-il ?", "Un peu chaque jour, davantage l'été."),
    ("Quels outils choisir ?", "Une bêche, un râteau et un arrosoir."),
    ("Peut-on jardiner à plusieurs ?", "Oui, et les récoltes se partagent."),
]
# In the order of a French dictionary, which reads œ as oe; with their addresses.
RELATED = {"Bêche": "beche", "Œillet": "oeillet", "Olivier": "olivier"}
END = "Et la suite du texte."

# What is missing, and what stands before what it should follow.
OUT_OF_ORDER = """(selectors) => {
  const parts = selectors.map((selector) => document.querySelector(selector));
  const follows = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  return selectors.filter((_, place) => !parts[place]
    || (place && parts[place - 1] && !follows(parts[place - 1], parts[place])));
}"""
TERM_IN_ORDER = [
    *(".skip-link", ".brand", ".badge--category", ".badge--kind", "h1", ".plate__text", ".prose h2"),
    *(".community", ".community ~ .prose h2", ".faq", "#discussion-title", "#discussion .note"),
    *("#comment-form", "#discussion .empty", "#related", ".entry-card"),
]
ARTICLE_IN_ORDER = ["h1", ".prose p", ".prose ol", ".prose ul", "#discussion-title", "#comment-form"]


def outlined() -> str:
    numbers = count(1)
    parts = []
    for title, subtitles in OUTLINE.items():
        parts.append(f"<h2>{title}</h2>{PARAGRAPH.format(next(numbers), next(numbers))}")
        parts += [
            f"<h3>{subtitle}</h3>{PARAGRAPH.format(next(numbers), next(numbers))}" for subtitle in subtitles
        ]
    return "".join(parts) + f"<p>{END}</p>"


def texts(page: Page, selector: str) -> list[str]:
    """As they stand in the page, each space as it is."""
    found: list[str] = page.locator(selector).evaluate_all(
        "(all) => all.map((one) => one.textContent.trim())"
    )
    return found


@pytest.fixture
def editor(open_admin: Open, make_user: Make) -> Page:
    make_user("editrice", "Editors")
    profile(None, "autrice")
    publish_without_signature()
    page = open_admin("editrice", "/admin/editorial/category/add/")
    page.type("[name=name]", "Traitement")
    expect(page.locator("[name=slug]")).to_have_value("traitement")
    page.click("[name=_save]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    return page


def write_banner(editor: Page) -> None:
    editor.goto("/admin/editorial/sitesettings/")
    editor.click("#result_list tbody th a:has-text('Français')")
    editor.fill("[name=banner_title]", "Entre jardiniers")
    editor.fill("[name=banner_text]", "Des voisins échangent leurs graines.\nVenez les lire.")
    editor.fill("[name=banner_button]", "Rejoindre le cercle")
    editor.click("[name=_save]")
    expect(editor.locator(".messagelist .success")).to_be_visible()


def write_term(editor: Page, title: str, slug: str, definition: str) -> None:
    editor.goto("/admin/glossary/term/add/")
    name_page(editor, title, slug)
    editor.fill("[name=summary]", definition)
    complete(editor)


def test_a_term_of_the_full_shape_has_every_part_in_its_place(editor: Page, open_page: Open) -> None:
    write_banner(editor)
    for title, slug in reversed(RELATED.items()):
        write_term(editor, title, slug, f"Ce mot, {title}, se rencontre souvent au jardin.")
        publish(editor)
    write_term(editor, "Jardinage", "jardinage", DEFINITION)
    editor.select_option("[name=kind]", Term.Kind.MEDICAL)
    paste(editor, outlined(), last=END)
    for title in ("Olivier", "Bêche", "Œillet"):
        choose(editor, "related", title)
    for number, (question, answer) in enumerate(QUESTIONS):
        add_question(editor, number, question, answer)
    publish(editor)

    page = open_page("/fr/glossaire/jardinage/")
    check_head_of_the_term(page)
    check_text_of_the_term(page)
    check_discussion(page)
    check_related_terms(page)
    assert page.evaluate(OUT_OF_ORDER, TERM_IN_ORDER) == []


def check_head_of_the_term(page: Page) -> None:
    assert texts(page, "h1") == ["Jardinage"]
    assert texts(page, ".doc__head .badge") == ["Traitement", str(Term.Kind.MEDICAL.label)]
    definition = texts(page, ".plate__text p")
    assert definition == [DEFINITION.replace("'", "’")]
    assert definition[0].count(".") == 3


def check_text_of_the_term(page: Page) -> None:
    def typeset(words: str) -> str:
        return words.replace("'", "’").replace(" ?", f"{NARROW}?").replace(" :", f"{FULL}:")

    assert texts(page, ".doc__body > .prose h2") == [typeset(title) for title in OUTLINE]
    assert len(OUTLINE) == 8
    subtitles = [typeset(subtitle) for subtitles in OUTLINE.values() for subtitle in subtitles]
    assert texts(page, ".doc__body > .prose h3") == subtitles
    assert len(subtitles) == 14
    assert page.locator(".toc a").count() == 22
    banner = page.locator(".community")
    expect(banner.locator("h2")).to_have_text("Entre jardiniers")
    expect(banner.locator("p")).to_have_js_property(
        "innerText", "Des voisins échangent leurs graines.\nVenez les lire."
    )
    expect(banner.get_by_role("link", name="Rejoindre le cercle")).to_have_attribute(
        "href", "/fr/discussions/"
    )
    assert {page.locator(side).count() for side in BESIDE_THE_BANNER} <= {3, 4, 5}
    assert texts(page, ".faq__item h3") == [typeset(question) for question, _ in QUESTIONS]
    assert texts(page, ".faq__item p") == [typeset(answer) for _, answer in QUESTIONS]


BESIDE_THE_BANNER = (".prose:has(~ .community) h2", ".community ~ .prose h2")


def check_discussion(page: Page) -> None:
    notice = page.locator("#discussion .note")
    expect(notice).not_to_be_empty()
    rule = page.locator(".field--textarea .field__help")
    expect(rule).to_contain_text(str(TEXT_MIN))
    expect(rule).to_contain_text(str(TEXT_MAX))
    expect(page.locator("#discussion .empty")).to_be_visible()
    assert page.locator("#discussion .comment").count() == 0


def check_related_terms(page: Page) -> None:
    assert texts(page, ".entry-card h3") == list(RELATED)
    for card, (title, slug) in zip(page.locator(".entry-card").all(), RELATED.items(), strict=True):
        expect(card).to_contain_text(f"Ce mot, {title},")
        expect(card.locator("h3 a")).to_have_attribute("href", f"/fr/glossaire/{slug}/")


ARTICLE = f"""
<p>Un jardin d'hiver garde des plantes au chaud. Il laisse entrer la lumière.</p>
<h2>De quelle façon protège-t-il les plantes ?</h2>
<p>Les vitres retiennent la chaleur ; l'air y reste doux. Les jardiniers parlent d'« effet de serre ».</p>
<p>Au cours d'une journée :</p>
<ol><li>le soleil chauffe le sol ;</li><li>le sol rend sa chaleur pendant la nuit.</li></ol>
<h2>Que peut-on y faire pousser ?</h2>
<p>Les jardiniers peuvent :</p>
<ul><li>garder des agrumes ;</li><li>semer tôt au printemps ;</li><li>élever des boutures ;</li>
<li>faire mûrir des fruits d'ailleurs.</li></ul>
<h2>Combien de soins demande-t-il ?</h2>
<p>Quelle patience il faut ! On arrose peu : une fois par semaine suffit. {END}</p>
"""


def test_an_article_of_questions_has_its_lists_and_its_french_spaces(editor: Page, open_page: Open) -> None:
    editor.goto("/admin/articles/article/add/")
    name_page(editor, "Qu'est-ce qu'un jardin d'hiver ?", "jardin-d-hiver")
    editor.fill("[name=summary]", "Un abri de verre : voilà ce qu'est un jardin d'hiver.")
    complete(editor)
    editor.select_option("[name=kind]", Article.Kind.QUESTION)
    paste(editor, ARTICLE, last=END)
    publish(editor)

    page = open_page("/fr/articles/jardin-d-hiver/")
    assert texts(page, "h1") == [f"Qu’est-ce qu’un jardin d’hiver{NARROW}?"]
    assert texts(page, ".doc__head .lead") == [f"Un abri de verre{FULL}: voilà ce qu’est un jardin d’hiver."]
    headings = texts(page, ".prose h2")
    assert len(headings) == 3
    assert all(heading.endswith(f"{NARROW}?") for heading in headings)
    assert texts(page, ".prose p:has(+ ol)") == [f"Au cours d’une journée{FULL}:"]
    assert texts(page, ".prose p + ol > li") == [
        f"le soleil chauffe le sol{NARROW};", "le sol rend sa chaleur pendant la nuit.",
    ]  # fmt: skip
    assert texts(page, ".prose p:has(+ ul)") == [f"Les jardiniers peuvent{FULL}:"]
    assert len(texts(page, ".prose p + ul > li")) == 4
    check_french_spaces(" ".join(texts(page, ".doc__body > .prose")))
    assert page.evaluate(OUT_OF_ORDER, ARTICLE_IN_ORDER) == []


def check_french_spaces(words: str) -> None:
    assert f"d’«{NARROW}effet de serre{NARROW}»" in words
    assert f"Quelle patience il faut{NARROW}!" in words
    assert f"On arrose peu{FULL}:" in words
    assert not any(f" {mark}" in words for mark in "?!;:»")
    assert "'" not in words
