"""What readers would get: of a form as it is typed, of a revision in a frame, by a private link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from articles.models import Article, ArticleRevision
from glossary.models import Relation, Synonym, Term
from portal.editorial.languages import reverse_in
from portal.editorial.limits import PREVIEW_DAYS
from portal.editorial.models import Category, Contributor, PreviewLink
from tests.editorial.page_forms import Fields, address, fields_of, opened, with_row
from tests.editorial.workflow import KINDS, account, complete_page, live_page

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(account("editrice", "Editors"))
    return client


def blank(client: Client, model: Any) -> Fields:
    """The fields of the form of a new page."""
    return fields_of(model, client.get(address(model, "add")).content.decode())


def draft(client: Client, page: Any, fields: Fields, **more: Any) -> dict[str, str]:
    """What the server answers to a form while somebody types; a model in place of a page is a new one."""
    name = "draft_new" if isinstance(page, type) else "draft"
    answer = client.post(address(page, name), fields | {"wants": "preview"} | more)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found: dict[str, str] = answer.json()
    return found


def unmet(answer: dict[str, str]) -> int:
    return answer["checklist"].count("checks__item--unmet")


# While somebody types


@pytest.mark.parametrize("model", KINDS)
def test_the_list_and_the_preview_follow_words_that_are_not_saved(model: Any, editor: Client) -> None:
    page = complete_page(model)
    fields = opened(editor, page)
    assert unmet(draft(editor, page, fields)) == 0
    answer = draft(editor, page, fields, title="Pas encore enregistré", funding="", category="")
    assert "<h1>Pas encore enregistré</h1>" in answer["preview"]
    assert unmet(answer) == 2
    assert 'data-field="funding"' in answer["checklist"]
    page.refresh_from_db()
    assert (page.title, page.version) == ("Page complète 1", 1)
    assert not page.revisions.exists()


def test_rows_that_are_not_saved_are_in_the_preview(editor: Client) -> None:
    page = complete_page(Term)
    fields = with_row(opened(editor, page), "questions", question="Ça fait mal ?", answer="Non.")
    fields = with_row(fields, "synonyms", text="Autre nom", kind="synonym")
    fields = with_row(fields, "sources", title="Un second guide")
    answer = draft(editor, page, fields)
    for words in ("Ça fait mal", "Autre nom", "Un second guide", "Un guide"):
        assert words in answer["preview"]
    assert unmet(answer) == 1
    assert not page.questions.exists()
    assert not Synonym.objects.exists()


def test_rows_marked_for_deletion_and_rows_changed_are_shown_so(editor: Client) -> None:
    page = complete_page()
    fields = with_row(opened(editor, page), "sources", title="Un second guide")
    answer = draft(editor, page, fields, **{"sources-0-DELETE": "on"})
    assert "Un guide" not in answer["preview"]
    answer = draft(editor, page, opened(editor, page), **{"sources-0-title": "Guide corrigé"})
    assert "Guide corrigé" in answer["preview"]
    assert page.sources.get().title == "Un guide"


@pytest.mark.parametrize("model", KINDS)
def test_a_page_that_was_never_saved_has_a_list_and_a_preview(model: Any, editor: Client) -> None:
    Contributor.objects.create(slug="autrice", name="Autrice", qualification="oncologue")
    category = Category.objects.create(name="Traitement", slug="traitement")
    fields = with_row(blank(editor, model), "contributions", contributor=str(Contributor.objects.get().pk))
    fields = with_row(fields, "questions", question="Pourquoi ?", answer="Parce que.")
    told = {"title": "Nouveau", "slug": "nouveau", "summary": "Un résumé.", "body": "<p>Un texte.</p>"}
    answer = draft(editor, model, fields, category=str(category.pk), **told)
    assert "<h1>Nouveau</h1>" in answer["preview"]
    assert "Parce que." in answer["preview"]
    assert unmet(answer) == 2  # sources, funding
    assert not model.objects.exists()


@pytest.mark.parametrize("model", KINDS)
def test_an_empty_form_of_a_new_page_is_answered(model: Any, editor: Client) -> None:
    answer = draft(editor, model, blank(editor, model))
    assert unmet(answer) == 5
    assert "preview" in answer


BROKEN: list[Fields] = [
    {"title": ""},
    {"title": "x" * 5000},
    {"slug": ""},
    {"slug": "pas d’espace"},
    {"slug": "/../x"},
    {"language": "xx"},
    {"language": "en"},
    {"category": "999999"},
    {"category": "x"},
    {"kind": "rien"},
    {"banner_place": "ailleurs"},
    {"image": "x"},
    {"image": "999999"},
    {"body": "<h2>Sans fin"},
    {"body": "<h2 id=x onclick='x()'>A</h2><h3><h4></h3></h2><table><td>"},
    {"body": "<div>" * 3000},
    {"body": "<p>" + "x" * 500_000},
    {"body": '<p><a href="page:term-99999999999999999">là</a><a href="page:rien-1">ici</a></p>'},
    {"body": "\x00\x0b\ud7ff\u202e"},
    {"summary": "x" * 5000},
    {"base_version": "x"},
    {"overwrite": "9" * 40},
    {"publish_at": "hier"},
    {"asked_of": "999"},
    {"significance": "énorme"},
    {"questions-TOTAL_FORMS": "x"},
    {"questions-TOTAL_FORMS": "-1"},
    {"questions-TOTAL_FORMS": "999999999"},
    {"questions-INITIAL_FORMS": "5"},
    {"sources-0-accessed_on": "hier"},
    {"sources-0-url": "javascript:alert(1)"},
    {"sources-0-position": "x"},
    {"sources-0-position": "9" * 30},
    {"sources-0-id": "999999"},
    {"sources-0-id": "x"},
    {"contributions-0-contributor": ""},
    {"contributions-0-contributor": "999999"},
    {"contributions-0-role": "roi"},
    {"related": "x"},
]


@pytest.mark.parametrize("model", KINDS)
def test_a_form_however_broken_is_answered(model: Any, editor: Client) -> None:
    page = complete_page(model)
    stored, new = opened(editor, page), blank(editor, model)
    new = with_row(with_row(new, "sources", title="Guide"), "contributions")
    for broken in BROKEN:
        for where, fields in ((page, stored), (model, new)):
            assert set(draft(editor, where, fields | broken)) == {"checklist", "preview"}, broken
    assert draft(editor, page, {})
    assert draft(editor, model, {})
    assert model.objects.get().version == page.version


# Of a key that is no number, Django's own field of an autocompletion makes a server error.
OF_DJANGO = [{"category": "x"}, {"image": "x"}, {"related": "x"}]


@pytest.mark.parametrize("model", KINDS)
def test_saving_a_form_however_broken_is_an_answer_too(model: Any, editor: Client) -> None:
    page = complete_page(model)
    stored, new = opened(editor, page), blank(editor, model) | {"title": "Nouveau", "slug": "nouveau"}
    for broken in BROKEN:
        if broken not in OF_DJANGO:
            for where, fields in ((address(page), stored), (address(model, "add"), new)):
                with transaction.atomic():
                    status = editor.post(where, fields | broken).status_code
                    transaction.set_rollback(True)
                assert status in (200, 302), broken


def test_scripts_never_reach_a_preview(editor: Client) -> None:
    page = complete_page()
    bad = '<p onclick="x()">Bon<script>alert(1)</script><img src="//evil/x" onerror="x()"></p>'
    answer = draft(editor, page, opened(editor, page), body=bad, title="<script>alert(2)</script>")
    for words in ("alert(1)", "onclick", "onerror", "//evil", "<script>alert(2)"):
        assert words not in answer["preview"]
    assert "Bon" in answer["preview"]


def test_the_preview_frame_runs_no_scripts(editor: Client) -> None:
    html = editor.get(address(complete_page())).content.decode()
    frame = html.partition("data-preview hidden")[2].partition("</section>")[0]
    assert 'sandbox="allow-same-origin"' in frame
    assert "allow-scripts" not in html


def test_the_list_has_no_preview_unless_asked_for(editor: Client) -> None:
    page = complete_page()
    assert set(draft(editor, page, opened(editor, page), wants="")) == {"checklist"}


@pytest.mark.parametrize("group", ["", "Medical reviewers", "Moderators"])
def test_only_who_writes_asks_for_drafts(group: str) -> None:
    page, client = complete_page(), Client()
    if group:
        client.force_login(account("autre", group))
    for url in (address(page, "draft"), address(Article, "draft_new")):
        assert client.post(url, {"title": "x"}).status_code == (403 if group else 302)


def test_the_list_costs_as_many_queries_whatever_is_typed(
    editor: Client, django_assert_max_num_queries: Any, make_term: Any
) -> None:
    page = complete_page(Term)
    for _ in range(20):
        Relation.join(page, make_term())
        page.questions.create(question="Pourquoi ?", answer="Parce que.")
        page.sources.create(title="Guide")
    fields, rows = opened(editor, page), 42
    with django_assert_max_num_queries(34 + rows):  # Django asks for each stored row once
        draft(editor, page, fields, title="Autre")


# In a frame of the administration, and nowhere else


@pytest.mark.parametrize("model", KINDS)
def test_only_what_readers_get_may_stand_in_a_frame_of_ours(model: Any, editor: Client) -> None:
    page = live_page(model)
    for name, more in (("preview", ()), ("revision", (1,))):
        answer = editor.get(address(page, name, *more))
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
        assert "script-src 'self'" in answer["Content-Security-Policy"]
    for name, more in (("change", ()), ("history", ()), ("review", (1,))):
        answer = editor.get(address(page, name, *more))
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    public = Client().get(page.live_revision.get_absolute_url())
    assert public["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in public["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["review", "change"])
def test_the_frames_beside_a_page_are_allowed_to_it(name: str, editor: Client) -> None:
    page = live_page()
    url = address(page, name, *((1,) if name == "review" else ()))
    policy = editor.get(url)["Content-Security-Policy"]
    assert "frame-src 'self'" in policy or "child-src 'self'" in policy


def test_a_preview_says_what_it_is_and_is_for_no_search_engine(editor: Client) -> None:
    page = complete_page()
    answer = editor.get(address(page, "preview"))
    html = answer.content.decode()
    assert 'class="previewbar"' in html
    assert '<meta name="robots" content="noindex' in html
    assert address(page) in html
    assert "no-store" in answer["Cache-Control"]


def test_a_preview_speaks_the_language_of_its_page(editor: Client) -> None:
    page = live_page()
    copy = page.start_translation("en", by=None)
    html = editor.get(address(copy, "preview")).content.decode()
    assert '<html lang="en"' in html


# The private link


def link(page: Any) -> tuple[PreviewLink, str]:
    made, token = PreviewLink.make(page, by=account(f"partageuse-{PreviewLink.objects.count()}"))
    return made, reverse_in(page.language, "preview", token)


@pytest.mark.parametrize("model", KINDS)
def test_whoever_has_the_link_reads_the_working_copy_without_account(model: Any, client: Client) -> None:
    page = complete_page(model)
    _made, url = link(page)
    answer = client.get(url)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "<h1>Page complète 1</h1>" in html
    assert "/admin/" not in html
    assert not answer.cookies
    assert "noindex" in answer["X-Robots-Tag"]
    assert {"no-store", "private"} <= {word.strip() for word in answer["Cache-Control"].split(",")}
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Frame-Options"] == "DENY"
    page.title = "Écrit depuis"
    page.save()
    assert "<h1>Écrit depuis</h1>" in client.get(url).content.decode()


def test_the_link_shows_nothing_to_search_engines_and_counts_nowhere(client: Client) -> None:
    page = complete_page()
    _made, url = link(page)
    assert '<meta name="robots" content="noindex' in client.get(url).content.decode()
    assert client.get("/fr/articles/page-complete-1/").status_code == 404
    for public in ("/sitemap.xml", "/fr/articles/", "/fr/"):
        assert "Page complète" not in client.get(public).content.decode()


@pytest.mark.parametrize(("seconds", "status"), [(-5, 200), (5, 404)])
def test_the_link_holds_for_some_days(client: Client, seconds: int, status: int) -> None:
    _made, url = link(complete_page())
    with travel(timezone.now() + timedelta(days=PREVIEW_DAYS, seconds=seconds), tick=False):
        answer = client.get(url)
    assert answer.status_code == status
    assert ("Page complète" in answer.content.decode()) == (status == 200)
    assert "no-store" in answer["Cache-Control"]


def test_a_link_that_was_ended_holds_no_longer_and_others_do(client: Client) -> None:
    page, other = complete_page(), complete_page()
    urls = [link(page)[1], link(page)[1], link(other)[1]]
    assert PreviewLink.end(page) == 2
    assert PreviewLink.end(page) == 0
    assert [client.get(url).status_code for url in urls] == [404, 404, 200]


def test_the_links_of_an_article_are_not_those_of_a_term(client: Client) -> None:
    article, term = complete_page(Article), complete_page(Term)
    url = link(term)[1]
    PreviewLink.objects.create(
        kind="article",
        page_id=term.pk,
        token_hash="x",
        created_by=account("autre"),
        expires_at=timezone.now() + timedelta(1),
    )
    article.pk = term.pk
    assert PreviewLink.end(article) == 1
    assert client.get(url).status_code == 200


def test_a_link_opens_in_the_language_of_its_page_only(client: Client) -> None:
    page = complete_page()
    _made, token = PreviewLink.make(page, by=account("partageuse"))
    assert client.get(reverse_in("fr", "preview", token)).status_code == 200
    assert client.get(reverse_in("en", "preview", token)).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 43, "é", "%00", "a" * 3000])
def test_a_guessed_link_is_not_found(client: Client, token: str) -> None:
    link(complete_page())
    answer = client.get(f"/fr/{reverse_in('fr', 'preview', 'x').split('/')[2]}/{token}/")
    assert answer.status_code in (400, 404)


def test_the_token_is_kept_nowhere(editor: Client, client: Client) -> None:
    page = complete_page()
    answer = editor.post(address(page, "share"), follow=True)
    told = answer.content.decode()
    prefix = reverse_in("fr", "preview", "TOKEN").partition("TOKEN")[0]
    token = told.partition(prefix)[2].partition("/")[0]
    assert len(token) >= 43
    assert client.get(reverse_in("fr", "preview", token)).status_code == 200
    stored = PreviewLink.objects.get()
    assert token not in str(vars(stored))
    assert client.get(reverse_in("fr", "preview", stored.token_hash)).status_code == 404
    assert token not in editor.get(address(page)).content.decode()
    assert editor.get(address(page)).context["shared_links"] == 1


def test_a_link_is_ended_from_the_form(editor: Client, client: Client) -> None:
    page = complete_page()
    _made, url = link(page)
    editor.post(address(page, "share"), {"_end": "1"})
    assert client.get(url).status_code == 404
    assert editor.get(address(page)).context["shared_links"] == 0


def test_a_link_to_a_page_that_was_deleted_is_not_found(client: Client) -> None:
    page = complete_page()
    _made, url = link(page)
    page.contributions.all().delete()
    page.delete()
    assert client.get(url).status_code == 404


def test_a_private_link_takes_no_posts(client: Client) -> None:
    _made, url = link(complete_page())
    assert client.post(url, {"name": "x", "text": "y"}).status_code in (403, 405)
    assert client.head(url).status_code == 200


def test_a_shared_draft_offers_no_comments(client: Client) -> None:
    page = live_page()
    html = client.get(link(page)[1]).content.decode()
    assert '<form method="post"' not in html
    assert ArticleRevision.objects.count() == 1
    assert reverse("admin:index") not in html


def test_the_longest_sentences_are_marked_while_one_writes_and_for_nobody_else(editor: Client) -> None:
    page = complete_page()
    long = "Ce traitement aide le corps " + "et encore le corps " * 10 + "à se défendre."
    typed = draft(editor, page, opened(editor, page), body=f"<p>{long} Il agit. Il dure.</p>")
    assert 'class="long-sentence"' in typed["preview"]
    page.body = f"<p>{long} Il agit. Il dure.</p>"
    page.save()
    shown = editor.get(address(page, "preview")).content.decode()
    assert "Ce traitement aide" in shown
    assert "long-sentence" not in shown
