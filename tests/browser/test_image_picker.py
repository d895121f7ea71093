"""An editor finds a picture in the library and puts it into a text, by mouse, finger and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from playwright.sync_api import Page, Route, expect

from articles.models import Article
from portal.editorial.admin.images import CHOICES
from portal.editorial.models import Image
from tests.browser.auditing import faults_in_all_modes
from tests.browser.conftest import DESKTOP, PHONE
from tests.conftest import Make

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]

FINGER = 44  # pixels: what a finger hits
SHIFTS = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().reduce((sum, one) => sum + one.value, 0)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(0), 800);
})"""


def add_image(title: str, colour: str = "teal", size: tuple[int, int] = (1600, 1000)) -> Image:
    content = BytesIO()
    Picture.new("RGB", size, colour).save(content, "PNG")
    file = SimpleUploadedFile("photo.png", content.getvalue())
    return Image.objects.create(title=title, file=file, credit="Le portail", licence="CC BY 4.0")


@pytest.fixture
def lymphocyte() -> Image:
    for number in range(CHOICES + 3):
        row = Image(title=f"Autre {number}", file=f"images/{number}.webp", credit="Nous")
        row.file.storage.save(row.file.name, SimpleUploadedFile("x", b""))
        Image.objects.bulk_create([row])
    return add_image("Un lymphocyte T", "purple")


@pytest.fixture
def edit(open_admin: Open, make_user: Make, article: Article) -> Callable[..., Page]:
    make_user("redactrice", "Editors")

    def open_editor(size: dict[str, int] = DESKTOP, **context: object) -> Page:
        path = f"/admin/articles/article/{article.pk}/change/"
        return open_admin("redactrice", path, size=size, **context)

    return open_editor


def open_dialog(page: Page) -> None:
    page.locator(".tiptap").first.click()
    page.locator(".prose-menubar__button[title=figure]").first.click()
    expect(page.locator(".library")).to_be_visible()


def body() -> str:
    return Article.objects.get().body


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_a_picture_is_searched_chosen_and_put_into_the_text(
    edit: Callable[..., Page], lymphocyte: Image, size: dict[str, int]
) -> None:
    page = edit(size)
    open_dialog(page)
    choices = page.locator(".library__choice")
    expect(choices).to_have_count(CHOICES)
    page.locator(".library input[type=search]").fill("LYMPHOCYTE")
    expect(choices).to_have_count(1)
    box = choices.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= FINGER
    assert page.evaluate("document.querySelector('dialog.has-library').scrollWidth") <= size["width"]
    choices.click()
    address = page.locator("dialog input[name=imageUrl]")
    expect(address).to_have_value(lymphocyte.url)
    expect(page.locator(".library__status")).to_contain_text("Un lymphocyte T")
    page.fill("dialog input[name=altText]", "Une cellule ronde")
    page.click("dialog button[type=submit]")
    expect(page.locator(".tiptap img")).to_have_attribute("src", lymphocyte.url)
    page.click("[name=_continue]")
    expect(page.locator(".messagelist .success").first).to_be_visible()
    assert f'<img src="{lymphocyte.url}" alt="Une cellule ronde">' in body()


@pytest.mark.usefixtures("lymphocyte")
def test_the_keyboard_alone_is_enough(edit: Callable[..., Page]) -> None:
    page = edit()
    open_dialog(page)
    page.focus("dialog input[name=imageUrl]")
    page.keyboard.press("Tab")
    page.keyboard.type("autre")
    page.keyboard.press("Enter")  # searches, and does not insert
    choices = page.locator(".library__choice")
    expect(choices.first).to_contain_text("Autre")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    address = page.locator("dialog input[name=imageUrl]")
    first = choices.locator("input").first.get_attribute("value") or "?"
    expect(address).to_have_value(first)
    page.keyboard.press("ArrowDown")
    expect(address).to_have_value(choices.locator("input").nth(1).get_attribute("value") or "?")
    page.keyboard.press("Enter")  # the alternative text is still to be written
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".library__more")).to_be_focused()
    page.keyboard.press("Enter")
    expect(choices).to_have_count(CHOICES + 3)
    expect(choices.nth(CHOICES).locator("input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


def test_an_address_can_be_pasted_when_the_library_does_not_answer(
    edit: Callable[..., Page], lymphocyte: Image
) -> None:
    page = edit()
    page.route("**/choices/**", lambda route: route.fulfill(status=404))
    open_dialog(page)
    expect(page.locator(".library__status")).not_to_be_empty()
    page.fill("dialog input[name=imageUrl]", lymphocyte.url)
    page.click("dialog button[type=submit]")
    expect(page.locator(".tiptap img")).to_have_attribute("src", lymphocyte.url)


def test_a_late_answer_to_an_earlier_search_changes_nothing(
    edit: Callable[..., Page], lymphocyte: Image
) -> None:
    late: list[Route] = []
    page = edit()
    page.route("**/choices/?q=autre**", lambda route: late.append(route))
    open_dialog(page)
    search = page.locator(".library input[type=search]")
    search.fill("autre")
    search.press("Enter")
    search.fill("lymphocyte")
    search.press("Enter")
    expect(page.locator(".library__choice")).to_have_count(1)
    with page.expect_response("**/choices/?q=autre**"):
        late[0].continue_()
    expect(page.locator(".library__choice")).to_have_count(1)
    expect(page.locator(".library__choice")).to_contain_text(lymphocyte.title)


@pytest.mark.usefixtures("lymphocyte")
def test_the_address_of_an_image_is_copied_with_one_click(open_admin: Open, make_user: Make) -> None:
    make_user("redactrice", "Editors")
    page = open_admin(
        "redactrice",
        "/admin/editorial/image/?q=lymphocyte",
        permissions=["clipboard-read", "clipboard-write"],
    )
    offered = page.locator(".copy").inner_text()
    page.click(".copy")
    expect(page.locator(".copy")).not_to_have_text(offered)
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("code.address").inner_text()


def test_the_library_fits_a_phone(open_admin: Open, make_user: Make, lymphocyte: Image) -> None:
    make_user("redactrice", "Editors")
    page = open_admin("redactrice", "/admin/editorial/image/", size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    thumbnail = page.locator(f"img.thumbnail[src='{lymphocyte.thumbnail_url}']")
    thumbnail.scroll_into_view_if_needed()
    assert thumbnail.evaluate("image => image.naturalWidth") == 240


@pytest.mark.parametrize(
    ("size", "density", "loaded"), [(PHONE, 1, 480), (PHONE, 3, 1200), (DESKTOP, 1, 800), (DESKTOP, 2, 1600)]
)
def test_readers_load_a_picture_as_wide_as_they_need_and_nothing_jumps(
    open_page: Open, make_article: Make, size: dict[str, int], density: int, loaded: int
) -> None:
    top, inside, small = add_image("Haut"), add_image("Dedans", "red"), add_image("Petit", "blue", (300, 200))
    text = "<p>Un texte assez long pour les essais.</p>" * 30
    pictures = "".join(
        f'<figure><img src="{image.url}" alt="{image.title}"></figure>{text}' for image in (inside, small)
    )
    make_article(slug="images", body=text + pictures, image=top, image_alt="Haut")
    page = open_page("/fr/articles/images/", size=size, device_scale_factor=density)
    height = page.evaluate("document.documentElement.scrollHeight")
    for image in (top, inside, small):
        shown = page.locator(f"figure img[alt={image.title}]")
        shown.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth", arg=shown.element_handle())
    name = page.locator("img[alt=Dedans]").evaluate("image => image.currentSrc")
    assert name.endswith(".webp" if loaded == 1600 else f"-{loaded}.webp")
    box = page.locator("img[alt=Petit]").bounding_box()
    assert box
    assert box["width"] <= 300
    assert page.evaluate("document.documentElement.scrollHeight") == height
    assert page.evaluate(SHIFTS) < 0.01


def test_the_library_and_the_choice_from_it_have_no_fault_that_axe_can_find(
    edit: Callable[..., Page], lymphocyte: Image, article: Article
) -> None:
    Article.objects.filter(pk=article.pk).update(image=lymphocyte, image_alt="Une cellule ronde")
    page = edit()
    open_dialog(page)
    page.locator(".library__choice").first.click()
    faults = [*faults_in_all_modes(page, "choice")]
    for path in ("", f"{lymphocyte.pk}/change/", f"{lymphocyte.pk}/delete/"):
        page.goto(f"/admin/editorial/image/{path}")
        faults += faults_in_all_modes(page, path)
    assert faults == [], "\n".join(faults)
