"""Discussions handed out as JSON Lines and taken in: whole or not at all, and nothing private by chance."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from comments.exchange.exporting import lines
from comments.exchange.identity import id_of
from comments.limits import TEXT_MAX, TEXT_MIN
from comments.models import Comment, Decision, Discussion
from comments.rendering import MARK
from tests.comments.conftest import address, body
from tests.conftest import Make, put_live

HIDDEN = ["pending", "rejected", "spam", "erased"]
SECRET, NAME, EMAIL = "Xylophone secret du patient.", "Zébulon", "zebulon@exemple.fr"
PRIVATE_KEYS = {"email", "token", "sender_key", "duplicate_key", "reason", "explanation", "decided_at"}


def exported(**options: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(**options)]


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """A file as the command writes it."""

    def write(*options: str) -> Path:
        path = tmp_path / "discussions.jsonl"
        call_command("export_discussions", *options, "--output", str(path), stderr=StringIO())
        return path

    return write


@pytest.fixture
def take_in(tmp_path: Path) -> Callable[..., str]:
    """Import a file, or rows under the first line of one; what the command says."""

    def run(source: Path | list[Any], *options: str, private: bool = True) -> str:
        if isinstance(source, list):
            header = {"format": "portal-discussions", "version": 1, "private": private}
            written = [row if isinstance(row, str) else json.dumps(row) for row in [header, *source]]
            source = tmp_path / "rows.jsonl"
            source.write_text("\n".join(written))
        out = StringIO()
        call_command("import_discussions", str(source), *options, stdout=out, stderr=out)
        return out.getvalue()

    return run


def refused(take_in: Callable[..., str], rows: Any, **options: Any) -> str:
    """Why; and that nothing was stored."""
    before = list(Comment.objects.order_by("pk").values())
    with pytest.raises(CommandError) as error:
        take_in(rows, **options)
    assert list(Comment.objects.order_by("pk").values()) == before
    return str(error.value)


def forget_comments() -> None:
    """As at another portal, which has the same pages."""
    while Comment.objects.exists():
        Comment.objects.filter(answers__isnull=False).delete()
        Comment.objects.filter(replies__isnull=True).delete()
    Discussion.recount(Discussion.objects.values_list("pk", flat=True))


ROW = {
    "id": "7-0123456789abcdef01234567",
    "page": "/fr/articles/comprendre/",
    "parent": None,
    "answers": None,
    "name": "Camomille",
    "text": "Un commentaire d’ailleurs.",
    "state": "approved",
    "origin": "reader",
    "created_at": "2026-01-05T10:00:00+00:00",
}


def row(number: int = 7, **changed: Any) -> dict[str, Any]:
    return ROW | {"id": f"{number}-0123456789abcdef01234567"} | changed


@pytest.fixture
def talk(article: Article, make_comment: Make) -> dict[str, Comment]:
    """A comment in each state, and answers to them."""

    def make(status: str, **fields: Any) -> Comment:
        begun = "pending" if status == "erased" else status
        comment: Comment = make_comment(article.discussion, status=begun, **fields)
        if status == "erased":
            Comment.objects.filter(pk=comment.pk).erase()
        return Comment.objects.get(pk=comment.pk)

    made = {status: make(status, email=EMAIL, sender_key="ab12") for status in ["approved", *HIDDEN]}
    made["answer"] = make("approved", parent=made["approved"], text='=HYPERLINK("x")\nà lui')
    made["answer to it"] = make("approved", parent=made["approved"], answers=made["answer"])
    made["orphan"] = make("approved", parent=made["erased"])
    return made


# Handed out


@pytest.mark.parametrize("status", HIDDEN)
def test_an_export_holds_nothing_that_is_not_approved(
    article: Article, make_comment: Make, status: str
) -> None:
    public = make_comment(article.discussion, status="approved")
    before = list(lines())
    fields = {"text": SECRET, "name": NAME, "email": EMAIL, "parent": public}
    hidden = make_comment(article.discussion, status="pending" if status == "erased" else status, **fields)
    Comment.objects.filter(pk=hidden.pk).update(status=status)
    assert list(lines()) == list(lines(discussions=[article.discussion_id])) == before


def test_an_export_holds_no_address_link_or_fingerprint_unless_it_is_private(
    talk: dict[str, Comment],
) -> None:
    written = "".join(lines())
    for comment in Comment.objects.all():
        assert comment.token not in written
    assert EMAIL not in written
    assert "ab12" not in {value for line in exported() for value in line.values()}
    assert all(not PRIVATE_KEYS & line.keys() for line in exported())
    assert EMAIL in "".join(lines(private=True))


def test_an_export_does_not_tell_that_something_hidden_was_answered(talk: dict[str, Comment]) -> None:
    (orphan,) = [line for line in exported() if line.get("id") == id_of(talk["orphan"])]
    assert orphan["parent"] is None


def test_an_export_holds_the_comments_of_live_pages_only(
    article: Article, make_article: Make, make_comment: Make
) -> None:
    draft = make_article(live=False)
    for page in (article, draft):
        make_comment(page.discussion, status="approved")
    assert {line.get("page") for line in exported()} == {None, address(article)}
    article.withdraw(by=None)
    assert len(exported()) == 1
    assert len(exported(private=True)) == 3


def test_one_discussion_is_exported_by_its_number_or_the_address_of_its_page(
    article: Article, term: Any, make_comment: Make, export: Callable[..., Path]
) -> None:
    for page in (article, term):
        make_comment(page.discussion, status="approved")
    by_number = export("--discussion", str(term.discussion_id)).read_text()
    for url in (address(term), f"https://portail.example{address(term)}?order=newest#discussion"):
        assert export("--page", url).read_text() == by_number
    assert [json.loads(line).get("page") for line in by_number.splitlines()] == [None, address(term)]


@pytest.mark.parametrize(
    "option", [("--page", "/fr/articles/rien/"), ("--page", "x"), ("--page", "/fr/"), ("--discussion", "999")]
)
def test_what_is_not_there_is_not_exported(db: None, export: Callable[..., Path], option: Any) -> None:
    with pytest.raises(CommandError, match="Nothing was written"):
        export(*option)


def test_a_private_export_is_for_its_owner_alone(db: None, export: Callable[..., Path]) -> None:
    assert export().stat().st_mode & 0o777 == 0o644
    assert export("--private").stat().st_mode & 0o777 == 0o600


def test_an_export_costs_a_few_queries_however_many_comments(
    article: Article, make_comment: Make, django_assert_num_queries: Any
) -> None:
    for _ in range(30):
        make_comment(article.discussion, status="approved")
    with django_assert_num_queries(3):  # addresses of articles and of terms; comments
        assert len(exported()) == 31


def test_words_that_a_spreadsheet_would_run_are_only_words(talk: dict[str, Comment]) -> None:
    written = list(lines())
    assert all(line.startswith("{") and line.count("\n") == 1 for line in written)
    assert "=HYPERLINK" in "".join(written)


# Taken in


def test_a_private_file_brings_everything_to_another_portal(
    talk: dict[str, Comment], export: Callable[..., Path], take_in: Callable[..., str], client: Client
) -> None:
    columns = (
        "name", "email", "text", "html", "status", "reason", "explanation", "origin", "created_at",
        "decided_at", "token", "sender_key", "parent__token", "answers__token", "discussion",
    )  # fmt: skip
    before = list(Comment.objects.order_by("created_at").values(*columns))
    path = export("--private")
    words = path.read_text()
    forget_comments()
    assert take_in(path).strip() == f"{len(talk)} added, 0 here already, 0 changed"
    assert list(Comment.objects.order_by("created_at").values(*columns)) == before
    assert export("--private").read_text() == words
    assert Discussion.objects.get(pk=talk["approved"].discussion_id).approved_count == 4
    assert client.get(talk["pending"].get_receipt_url()).status_code == 200


def test_a_public_file_brings_what_is_published_and_answers_stay_answers(
    talk: dict[str, Comment], export: Callable[..., Path], take_in: Callable[..., str]
) -> None:
    path = export()
    words = path.read_text()
    forget_comments()
    take_in(path)
    assert set(Comment.objects.values_list("status", flat=True)) == {"approved"}
    newest = Comment.objects.get(answers__isnull=False)
    assert newest.parent is not None
    assert newest.answers is not None
    assert newest.answers.parent == newest.parent
    assert export().read_text() == words


def test_the_same_file_a_second_time_changes_nothing(
    talk: dict[str, Comment], export: Callable[..., Path], take_in: Callable[..., str]
) -> None:
    path = export("--private")
    for is_foreign in (False, True):
        if is_foreign:
            forget_comments()
            take_in(path)
        before = list(Comment.objects.order_by("pk").values()), Decision.objects.count()
        changed_at = Discussion.objects.get(pk=talk["approved"].discussion_id).changed_at
        assert take_in(path).strip() == f"0 added, {len(talk)} here already, 0 changed"
        assert (list(Comment.objects.order_by("pk").values()), Decision.objects.count()) == before
        assert Discussion.objects.get(pk=talk["approved"].discussion_id).changed_at == changed_at


@pytest.mark.parametrize("change", ["spam", "erased"])
def test_a_file_brings_nothing_back_that_was_taken_back_or_erased_since(
    talk: dict[str, Comment], export: Callable[..., Path], take_in: Callable[..., str], change: str
) -> None:
    path = export("--private")
    comment = Comment.objects.filter(pk=talk["approved"].pk)
    comment.erase() if change == "erased" else comment.decide(change, by=None)
    take_in(path)
    assert comment.get().status == change


def test_what_came_from_a_file_says_so_in_the_log_and_names_nobody(
    article: Article, make_user: Make, take_in: Callable[..., str]
) -> None:
    make_user("moderatrice", "Moderators")
    take_in([row(), row(8, state="pending"), row(9, state="rejected", reason="sale")])
    logged = Decision.objects.order_by("pk").values_list(
        "action", "before", "after", "actor_id", "actor_name"
    )
    assert list(logged) == [
        ("imported", "", status, None, "") for status in ("approved", "pending", "rejected")
    ]
    assert not Comment.objects.filter(decided_by__isnull=False).exists()
    assert Comment.objects.get(status="pending").decided_at is None
    assert Comment.objects.exclude(status="pending").filter(decided_at=None).count() == 0


def test_what_is_taken_in_is_read_at_once_and_only_as_text(
    article: Article, client: Client, take_in: Callable[..., str]
) -> None:
    take_in([row(text="<script>alert(1)</script> et la suite", html="<script>alert(2)</script>")])
    for url in (address(article), reverse("comments:latest")):
        page = body(client.get(url))
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
    assert Discussion.objects.get(pk=article.discussion_id).approved_count == 1
    answer = client.get(reverse("search"), {"q": "suite", "kind": "discussion"})
    assert f"#comment-{Comment.objects.get().pk}" in body(answer)


def test_comments_of_a_draft_wait_with_it(
    make_article: Make, client: Client, take_in: Callable[..., str]
) -> None:
    draft = make_article(live=False, slug="brouillon")
    take_in([row(page="/fr/articles/brouillon/")])
    assert "d’ailleurs" not in body(client.get(reverse("comments:latest")))
    put_live(draft)
    assert "d’ailleurs" in body(client.get(reverse("comments:latest")))


BAD = {
    "no object": '["x"]',
    "no JSON": "{",
    "not UTF-8 surrogate": '{"id": "\\ud800"}',
    "deep": "[" * 90_000,
    "an id of no portal": row(id="7"),
    "an id that is no word": row(id=["7"]),
    "no page": row(page=None),
    "a page that is not here": row(page="/fr/articles/rien/"),
    "a page without discussion": row(page="/fr/discussions/"),
    "a foreign path": row(page="//evil.example/"),
    "no name": row(name=""),
    "an address as name": row(name="moi@exemple.fr"),
    "too short": row(text="x" * (TEXT_MIN - 1)),
    "too long": row(text="x" * (TEXT_MAX + 1)),
    "NUL": row(text="Un commentaire\0 d’ailleurs."),
    "a number as text": row(text={"a": 1}),
    "an unknown state": row(state="public"),
    "no state": row(state=None),
    "rejected without a reason": row(state="rejected"),
    "an unknown reason": row(state="rejected", reason="x"),
    "written tomorrow": row(created_at=(timezone.now() + timedelta(days=1)).isoformat()),
    "never written": row(created_at="hier"),
    "no address": row(email="x"),
    "a token that is none": row(token="../../x"),
    "a parent nowhere": row(parent="9-0123456789abcdef01234567"),
    "an answer without a parent": row(answers="9-0123456789abcdef01234567"),
    "its own parent": row(parent=ROW["id"]),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_one_bad_row_keeps_the_whole_file_out_and_is_named(
    article: Article, take_in: Callable[..., str], bad: Any, capsys: Any
) -> None:
    assert "1 rows cannot be taken in" in refused(take_in, [row(1), bad, row(2)])
    assert not Decision.objects.exists()


def test_every_bad_row_is_named_by_its_line(
    article: Article, tmp_path: Path, take_in: Callable[..., str]
) -> None:
    out = StringIO()
    rows = [
        {"format": "portal-discussions", "version": 1, "private": False},
        row(1),
        row(1),
        row(2, name="x"),
    ]
    path = tmp_path / "bad.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    with pytest.raises(CommandError):
        call_command("import_discussions", str(path), stderr=out)
    told = out.getvalue().splitlines()
    assert [line.split(":")[0] for line in told] == ["line 3", "line 4"]
    assert "twice" in told[0]


@pytest.mark.parametrize("state", HIDDEN)
def test_a_public_file_that_holds_what_is_not_approved_is_refused(
    article: Article, take_in: Callable[..., str], state: str
) -> None:
    assert "cannot be taken in" in refused(take_in, [row(state=state, reason="sale")], private=False)


def test_an_answer_stands_under_the_page_of_what_it_answers_and_not_under_an_answer(
    article: Article, term: Any, take_in: Callable[..., str]
) -> None:
    first, answer = row(1), row(2, parent=row(1)["id"])
    elsewhere = row(3, parent=row(1)["id"], page=address(term))
    too_deep = row(3, parent=answer["id"])
    wrong = row(3, parent=first["id"], answers=first["id"])
    for bad in (elsewhere, too_deep, wrong):
        refused(take_in, [first, answer, bad])
    take_in([first, answer, row(3, parent=first["id"], answers=answer["id"])])
    take_in([row(4, parent=first["id"], answers=answer["id"])])  # what they answer is here already
    assert Comment.objects.filter(parent__imported_id=first["id"]).count() == 3


def test_a_private_link_belongs_to_one_comment(article: Article, take_in: Callable[..., str]) -> None:
    token = "t" * 43
    refused(take_in, [row(1, token=token), row(2, token=token)])
    take_in([row(1, token=token)])
    refused(take_in, [row(2, token=token)])


@pytest.mark.parametrize(
    "first", ["", "{}", "x", '{"format":"portal-discussions","version":2}', '{"format":"else","version":1}']
)
def test_a_file_that_is_none_is_refused(db: None, tmp_path: Path, first: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(f"{first}\n{json.dumps(ROW)}\n")
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_discussions", str(path))


def test_a_line_without_end_is_refused(db: None, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"format":"portal-discussions","version":1}\n{"id":"' + "x" * 300_000)
    with pytest.raises(CommandError, match="Line 2 is longer"):
        call_command("import_discussions", str(path))


def test_a_dry_run_tells_and_writes_nothing(article: Article, take_in: Callable[..., str]) -> None:
    assert "1 added" in take_in([row()], "--dry-run")
    assert not Comment.objects.exists()


def test_a_report_names_each_row_if_asked(article: Article, take_in: Callable[..., str]) -> None:
    take_in([row(1)])
    told = take_in([row(1), row(2)], "-v", "2").splitlines()
    new = Comment.objects.latest("pk")
    assert told[:2] == ["line 2: here already", f"line 3: added as comment {new.pk}"]


# In the administration


def posted(client: Client, comment: Comment) -> Any:
    fields = {"action": "export_discussions", "_selected_action": [comment.pk]}
    return client.post(reverse("admin:comments_comment_changelist"), fields)


def test_moderators_export_the_published_part_of_a_discussion(
    talk: dict[str, Comment], term: Any, make_comment: Make, sign_in: Callable[..., Client]
) -> None:
    make_comment(term.discussion, status="approved")
    answer = posted(sign_in("Moderators"), talk["pending"])
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    written = b"".join(answer.streaming_content).decode()
    assert written == "".join(lines(discussions=[talk["pending"].discussion_id]))
    assert EMAIL not in written


@pytest.mark.parametrize("group", ["Editors", "Medical reviewers"])
def test_others_export_nothing(talk: dict[str, Comment], sign_in: Callable[..., Client], group: str) -> None:
    assert posted(sign_in(group), talk["pending"]).status_code == 403


def test_what_moderators_did_to_a_text_comes_along_and_nothing_of_what_they_removed(
    article: Article,
    make_comment: Make,
    make_user: Make,
    export: Callable[..., Path],
    take_in: Callable[..., str],
) -> None:
    moderator = make_user("Odile", "Moderators")
    comment = make_comment(article.discussion, text=f"{SECRET} Merci !", status="approved")
    comment.redact([(0, len(SECRET))], by=moderator)
    answer = comment.answer("Votre question mérite un appel à votre équipe.", by=moderator)
    comment.pin(by=moderator)
    path = export("--private")
    assert "Xylophone" not in path.read_text()
    for row in (answer, comment):
        Comment.objects.filter(pk=row.pk).delete()
    assert "2 added" in take_in(path)
    taken = Comment.objects.get(parent=None)
    assert taken.text == f"{MARK} Merci !"
    assert 'class="redacted"' in taken.html
    assert (taken.is_pinned, taken.redacted_at is None) == (True, False)
    assert taken.replies.get().author_kind == "staff"
