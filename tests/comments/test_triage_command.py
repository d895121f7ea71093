import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from comments.limits import RAW_MAX
from comments.management.commands.triage import LINE_MAX
from comments.triage.words import WordsError, load


def run(*arguments: str) -> tuple[list[dict[str, Any]], str, str | None]:
    """Printed objects, standard error, and the message with which it ended, if any."""
    out, err, message = io.StringIO(), io.StringIO(), None
    try:
        call_command("triage", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        message = str(error)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), message


def line(text: str, number: Any = 1) -> bytes:
    return json.dumps({"id": number, "language": "fr", "text": text}).encode() + b"\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "comments.jsonl"


def test_each_line_is_answered_in_order(file: Path) -> None:
    file.write_bytes(line("Merci pour cet article", "a") + b"\n" + line("Tél. 06 39 98 21 43", 7))
    answers, errors, message = run(str(file))
    assert answers == [{"id": "a", "signals": {}}, {"id": 7, "signals": {"personal_data": [[5, 19]]}}]
    assert not errors
    assert message is None


def test_spans_count_code_points(file: Path) -> None:
    text = "🙂🙂 é\u0301 dr Martin"
    file.write_bytes(line(text))
    [answer] = run(str(file))[0]
    [[start, end]] = answer["signals"]["carer_name"]
    assert text[start:end] == "dr Martin"


@pytest.mark.parametrize(
    "bad",
    [
        b"{", b"[]", b"null", b"\xff\xfe{}", b'{"id": 1}', b'{"text": 5, "language": "fr"}',
        b'{"text": "a", "language": 3}',
        b"[" * 100_000, line("a" * (RAW_MAX + 1)).strip(), line("a" * 1_000_000).strip(),
        b"a" * (3 * LINE_MAX),
    ],
    ids=range(11),
)  # fmt: skip
def test_a_bad_line_is_reported_by_number_and_the_others_are_answered(file: Path, bad: bytes) -> None:
    file.write_bytes(line("JE VEUX MOURIR", 1) + bad + b"\n" + line("Bravo à toute l'équipe du service", 3))
    answers, errors, message = run(str(file))
    assert [answer["id"] for answer in answers] == [1, 3]
    assert errors.startswith("line 2: ")
    assert message == "1 lines could not be examined."


def test_lone_surrogates_and_nul_are_examined(file: Path) -> None:
    file.write_bytes(b'{"id": "\\ud800", "language": "fr", "text": "dr Martin \\ud800 \\u0000"}\n')
    assert "carer_name" in run(str(file))[0][0]["signals"]


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(b"\xef\xbb\xbf" + line("ok merci"))

    monkeypatch.setattr("sys.stdin", Input)
    assert "little_content" in run("-")[0][0]["signals"]


@pytest.mark.parametrize("arguments", [(), ("/nowhere/comments.jsonl",)])
def test_without_a_readable_file_it_says_so(arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[2]


def own_words(directory: Path, name: str, text: str) -> Path:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_operator_adds_words_and_takes_others_away(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_words(tmp_path / "words", "fr/fraud.txt", "frobnicat*  # ours\n- besoin d'argent\n")
    monkeypatch.setenv("PORTAL_TRIAGE_WORDS", str(tmp_path / "words"))
    file.write_bytes(line("Frobnication à prix d'or") + line("besoin d'argent pour la perruque"))
    first, second = run(str(file))[0]
    assert first["signals"] == {"miracle": [[0, 12]]}
    assert second["signals"] == {}


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("fr/distress.txt", "mourir\n(veux|veut mourir\n", "distress.txt:2: ) is missing"),
        ("fr/distress.txt", "<nothing> mourir\n", "distress.txt:1: there is no list 'nothing'"),
        ("fr/distress.txt", "{40-38}\n", "distress.txt:1: {40-38} is not a range"),
        ("fr/distress.txt", "- no such entry\n", "distress.txt:1: the delivered list has no entry"),
        ("fr/distress.txt", "*\n", "distress.txt:1: it would match anything"),
        ("fr/distress.txt", "mourir?\n", "distress.txt:1: ? has no meaning here"),
        ("fr/distres.txt", "mourir\n", "there is no list of that name"),
        ("de/distress.txt", "sterben\n", "word lists are kept in a folder en or fr"),
    ],
)  # fmt: skip
def test_a_word_list_that_cannot_be_read_names_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, place: str
) -> None:
    own_words(tmp_path, name, text)
    monkeypatch.setenv("PORTAL_TRIAGE_WORDS", str(tmp_path))
    message = run("--check")[2]
    assert message is not None
    assert place in message


def test_the_delivered_words_are_readable(tmp_path: Path) -> None:
    call_command("triage", "--check", stdout=io.StringIO())
    with pytest.raises(WordsError):
        load(tmp_path / "nowhere")
