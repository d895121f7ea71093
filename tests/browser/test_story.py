"""The portal's whole story, played in a browser by a reader, a moderator and an editor."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.editing import add_image, complete, paste, press, publish, send_for_review, sign
from tests.conftest import Make
from tests.editorial.workflow import profile, reviewer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]

WORDS = "Merci pour cette page.\n\nElle m’aide à poser mes questions."
TABLE = """<h2>Les signes</h2><p>Voici un tableau.</p><table><tbody><tr><th>Organe</th><th>Signe</th></tr>
<tr><td>Peau</td><td>Rougeur</td></tr></tbody></table><p>Et la suite du texte.</p>"""


def test_a_comment_waits_for_the_moderator_and_then_shows(
    open_page: Open, open_admin: Open, make_user: Make, make_term: Make
) -> None:
    make_term("Immunothérapie", slug="immunotherapie", summary="Un traitement qui aide les défenses.")
    make_user("moderateur", "Moderators")

    reader = open_page("/fr/glossaire/immunotherapie/", size=PHONE)
    expect(reader.locator("h1")).to_have_text("Immunothérapie")
    reader.fill("#comment-form [name=name]", "Camomille")
    reader.fill("#comment-form [name=text]", "Neuf ici.")
    reader.click("#comment-form [type=submit]")
    expect(reader.locator("#comment-form [name=text]")).to_have_value("Neuf ici.")
    expect(reader.locator("#comment-form [name=text]")).to_have_attribute("aria-invalid", "true")

    reader.fill("#comment-form [name=text]", WORDS)
    reader.click("#comment-form [type=submit]")
    reader.wait_for_url("**/fr/discussions/recu/**")
    receipt = reader.url
    expect(reader.locator("main")).to_contain_text("Elle m’aide")
    reader.goto("/fr/glossaire/immunotherapie/")
    expect(reader.locator("body")).not_to_contain_text("Elle m’aide")

    moderator = open_admin("moderateur", "/admin/comments/comment/", size=PHONE)
    expect(moderator.locator(".rows")).to_contain_text("Elle m’aide")
    moderator.check(".rows input[type=checkbox]")
    moderator.click("[name=action][value=approve]")
    expect(moderator.locator(".rows")).to_contain_text("Elle m’aide")
    moderator.click(".bar--confirm [type=submit]")
    expect(moderator.locator(".messagelist")).to_be_visible()

    reader.reload()
    expect(reader.locator("#discussion .comment")).to_contain_text("Elle m’aide")
    expect(reader.locator("#comments-title")).to_contain_text("1")
    reader.goto("/fr/discussions/")
    expect(reader.locator("main")).to_contain_text("Elle m’aide")
    reader.goto(receipt)
    expect(reader.locator("main")).to_contain_text("Elle m’aide")


def test_an_article_is_written_previewed_published_and_corrected(
    open_page: Open, open_admin: Open, make_user: Make, make_category: Make, tmp_path: Path
) -> None:
    make_category()
    make_user("editrice", "Editors")
    reviewer("relectrice")
    profile(None, "autrice")
    picture = tmp_path / "photo.jpg"
    Image.new("RGB", (640, 400), "teal").save(picture)

    editor = open_admin("editrice", "/admin/articles/article/add/")
    editor.type("[name=title]", "L’œil, reconnaître les effets")
    expect(editor.locator("[name=slug]")).to_have_value("l-oeil-reconnaitre-les-effets")
    expect(editor.locator(".tiptap")).to_have_attribute("aria-label", re.compile("Texte"))
    editor.fill("[name=title]", "Reconnaître les effets")
    editor.fill("[name=summary]", "Un résumé en une phrase.")
    paste(editor, TABLE, last="Et la suite du texte.")
    add_image(editor, picture)
    editor.fill("[name=image_alt]", "Un aplat de couleur")
    editor.click("#questions-group .add-row a")
    editor.fill("[name=questions-0-question]", "Que faire ?")
    editor.fill("[name=questions-0-answer]", "Appeler votre équipe.")
    complete(editor)
    editor.click("[name=_preview]")
    expect(editor.locator("h1")).to_have_text("Reconnaître les effets")
    expect(editor.locator("table")).to_contain_text("Rougeur")

    reader = open_page("/fr/")
    expect(reader.locator("body")).not_to_contain_text("Reconnaître les effets")
    editor.click(".previewbar a")
    send_for_review(editor)
    sign(open_admin("relectrice", "/admin/"), "Reconnaître les effets")
    publish(editor)

    reader.reload()
    reader.click("main a:has-text('Reconnaître les effets')")
    expect(reader.locator("table")).to_contain_text("Rougeur")
    expect(reader.locator("main")).to_contain_text("Appeler votre équipe.")
    expect(reader.locator("img[alt='Un aplat de couleur']").first).to_be_visible()

    editor.fill("[name=title]", "Reconnaître les signes")
    editor.click("[name=_save]")
    reader.reload()
    expect(reader.locator("h1")).to_have_text("Reconnaître les effets")
    editor.click("#result_list a:has-text('Reconnaître les signes')")
    press(editor, "_correct")  # a word: the signature holds
    reader.reload()
    expect(reader.locator("h1")).to_have_text("Reconnaître les signes")
    expect(reader.locator(".made")).to_contain_text("Relectrice")


def test_nothing_needs_a_script(open_page: Open, make_article: Make, make_comment: Make) -> None:
    article: Any = make_article(slug="sans-script")
    make_comment(article.discussion, status="approved")
    reader = open_page("/fr/articles/sans-script/", java_script_enabled=False)
    expect(reader.locator("#discussion .comment")).to_be_visible()
    reader.fill("#comment-form [name=name]", "Camomille")
    reader.fill("#comment-form [name=text]", "Envoyé sans le moindre script.")
    reader.click("#comment-form [type=submit]")
    reader.wait_for_url("**/recu/**")
