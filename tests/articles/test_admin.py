"""Editors at work: lists, forms, preview, and who may do what."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture

from articles.models import Article
from portal.editorial.models import Image, PageState
from tests.conftest import Make

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/articles/article/"
EMPTY_PARTS = {
    f"{part}-{field}": "0"
    for part in ("questions", "sources", "contributions")
    for field in ("TOTAL_FORMS", "INITIAL_FORMS")
}


def words(**fields: Any) -> dict[str, Any]:
    standard = {
        "language": "fr",
        "title": "Comprendre",
        "slug": "comprendre",
        "kind": "explainer",
        "summary": "Un résumé.",
        "body": "<p>Un texte.</p>",
        "banner_place": "site",
    }
    return standard | EMPTY_PARTS | fields


def change(article: Article) -> str:
    return f"{LIST}{article.pk}/change/"


def test_the_list_costs_as_many_queries_whatever_it_holds(
    sign_in: Make, make_article: Make, make_category: Make, django_assert_num_queries: Any
) -> None:
    for number in range(50):
        make_article(category=make_category(), live=number % 2 == 0)
    client = sign_in("Editors")
    with django_assert_num_queries(7):
        page = client.get(LIST).content.decode()
    assert page.count('class="state state-live"') == 25


@pytest.mark.parametrize("state", PageState.values)
def test_the_list_can_be_narrowed_to_a_state(sign_in: Make, make_article: Make, state: str) -> None:
    make_article(live=False)
    make_article()
    make_article().withdraw(by=None)
    corrected = make_article()
    corrected.save()
    page = sign_in("Editors").get(LIST, {"state": state}).content.decode()
    expected = {"draft": 1, "live": 1, "live-draft": 1, "withdrawn": 1, "scheduled": 0}[state]
    assert page.count(f'class="state state-{state}"') == expected


def test_an_editor_writes_and_publishes_in_one_go(sign_in: Make, client: Client) -> None:
    answer = sign_in("Editors").post(f"{LIST}add/", words(_publish="1"))
    assert answer.status_code == 302
    assert "Un texte." in client.get("/fr/articles/comprendre/").content.decode()


def test_saving_publishes_nothing(sign_in: Make, client: Client) -> None:
    sign_in("Editors").post(f"{LIST}add/", words(_save="1"))
    assert Article.objects.get().state == PageState.DRAFT
    assert client.get("/fr/articles/comprendre/").status_code == 404


def test_what_cannot_be_published_is_kept_and_the_reason_is_told(sign_in: Make) -> None:
    answer = sign_in("Editors").post(f"{LIST}add/", words(summary="", _publish="1"), follow=True)
    article = Article.objects.get()
    assert article.state == PageState.DRAFT
    assert article.body == "<p>Un texte.</p>"
    assert 'class="error"' in answer.content.decode()


def test_publishing_needs_its_own_permission(sign_in: Make, article: Article, make_user: Make) -> None:
    client = sign_in("Medical reviewers")
    assert client.get(change(article)).status_code == 200
    client.post(LIST, {"action": "withdraw", "_selected_action": [article.pk]})
    client.post(change(article), words(_withdraw="1"))
    assert article.state == PageState.LIVE


def test_pages_are_published_and_withdrawn_in_bulk_with_a_count(sign_in: Make, make_article: Make) -> None:
    articles = [make_article(live=False) for _ in range(3)]
    client = sign_in("Editors")
    chosen = {"_selected_action": [article.pk for article in articles]}
    page = client.post(LIST, {"action": "publish", **chosen}, follow=True).content.decode()
    assert {article.state for article in articles} == {PageState.LIVE}
    assert "3 pages" in page
    client.post(LIST, {"action": "withdraw", **chosen})
    assert {article.state for article in articles} == {PageState.WITHDRAWN}
    assert LogEntry.objects.count() == 6


def test_an_editor_closes_a_discussion_and_opens_it_again(
    sign_in: Make, client: Client, article: Article
) -> None:
    editor, chosen = sign_in("Editors"), {"_selected_action": [article.pk]}
    comment = {"name": "Camomille", "text": "Une question de plus."}
    editor.post(LIST, {"action": "close_discussions", **chosen})
    assert client.post("/fr/articles/comprendre/", comment).status_code == 403
    editor.post(LIST, {"action": "open_discussions", **chosen})
    assert client.post("/fr/articles/comprendre/", comment).status_code == 303


def test_a_public_page_offers_no_deletion(sign_in: Make, article: Article, make_article: Make) -> None:
    client = sign_in(superuser=True)
    assert client.post(f"{LIST}{article.pk}/delete/", {"post": "yes"}).status_code == 403
    draft = make_article(live=False)
    assert client.post(f"{LIST}{draft.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Article.objects.all()) == [article]


def test_the_preview_shows_the_working_copy_to_staff_only(
    sign_in: Make, client: Client, article: Article
) -> None:
    article.title = "Titre corrigé"
    article.save()
    address = f"{LIST}{article.pk}/preview/"
    answer = sign_in("Editors").get(address)
    assert "Titre corrigé" in answer.content.decode()
    assert answer["Cache-Control"].count("no-store") == 1
    assert client.get(address).status_code == 302
    assert sign_in("Moderators").get(address).status_code == 403
    assert "Titre corrigé" not in client.get("/fr/articles/comprendre/").content.decode()


def test_a_category_of_another_language_is_refused(sign_in: Make, make_category: Make) -> None:
    english = make_category("Treatment", language="en", slug="treatment")
    sign_in("Editors").post(f"{LIST}add/", words(category=english.pk))
    assert not Article.objects.exists()


def test_pasted_scripts_are_cleaned_on_save(sign_in: Make) -> None:
    body = '<p onclick="x()">Bon <script>alert(1)</script><iframe srcdoc="x"></iframe></p>'
    body += '<p><a href="javascript:x">là</a></p>'
    sign_in("Editors").post(f"{LIST}add/", words(body=body))
    saved = Article.objects.get().body
    assert "Bon" in saved
    for bad in ("script", "onclick", "iframe", "javascript", "srcdoc"):
        assert bad not in saved


def picture(kind: str = "JPEG", **more: Any) -> bytes:
    content = BytesIO()
    Picture.new("RGB", (60, 40), "teal").save(content, kind, **more)
    return content.getvalue()


def upload(client: Client, content: bytes, name: str = "photo.jpg") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post("/admin/editorial/image/add/", {"title": "Photo", "file": file, "credit": "Nous"})


def test_an_uploaded_image_loses_where_it_was_taken(sign_in: Make) -> None:
    exif = Picture.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "chez moi"
    assert upload(sign_in("Editors"), picture(exif=exif)).status_code == 302
    image = Image.objects.get()
    assert (image.width, image.height) == (60, 40)
    with image.file.open("rb") as stored, Picture.open(stored) as kept:
        assert kept.format == "WEBP"
        assert not kept.getexif()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("photo.jpg", picture()[:200]),
        ("photo.jpg", b"GIF89a" + b"\0" * 40),
        ("photo.png", b"rien"),
    ],
)
def test_what_is_no_image_is_refused_with_a_word_beside_the_field(
    sign_in: Make, name: str, content: bytes
) -> None:
    answer = upload(sign_in("Editors"), content, name)
    assert answer.status_code == 200
    assert 'class="errorlist"' in answer.content.decode()
    assert not Image.objects.exists()


def test_an_image_is_served_for_a_year(sign_in: Make, client: Client) -> None:
    upload(sign_in("Editors"), picture())
    answer = client.get(Image.objects.get().url)
    b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    answer.close()
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
