"""Templates lose their indentation on the way to readers, and pages say the same as with it."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client, override_settings

from portal.plain_templates import without_margins
from tests.page_kinds import every_kind

AS_WRITTEN: list[dict[str, Any]] = copy.deepcopy(settings.TEMPLATES)
AS_WRITTEN[0]["OPTIONS"].pop("loaders")
AS_WRITTEN[0]["APP_DIRS"] = True


def rendered(template: str, **values: Any) -> str:
    return str(engines["django"].from_string(without_margins(template)).render(values))


@pytest.mark.alike
@pytest.mark.django_db
def test_every_page_says_the_same_and_keeps_every_gap(client: Client) -> None:
    paths = [kind.path for kind in every_kind() if kind.fields is None and not kind.is_limited]
    sent = {path: client.get(path).content.decode() for path in paths}
    with override_settings(TEMPLATES=AS_WRITTEN):
        written = {path: client.get(path).content.decode() for path in paths}
    assert len(sent) > 30
    assert [path for path in paths if gaps_alike(sent[path]) != gaps_alike(written[path])] == []
    assert sum(map(len, sent.values())) < 0.95 * sum(map(len, written.values()))


def gaps_alike(page: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", page)


def test_what_a_template_is_filled_with_stays_as_it_is() -> None:
    text = "a\n\n    b\n  {% if x %}\n"
    assert rendered("<p>\n    {{ text }}\n</p>\n", text=text) == f"<p>\n{text}\n</p>\n"


def test_indentation_and_empty_lines_go() -> None:
    assert without_margins("<ul>\n  <li>\n\n    a  b\n  </li>\n</ul>\n") == "<ul>\n<li>\na  b\n</li>\n</ul>\n"


def test_a_line_with_a_silent_tag_alone_leaves_no_line() -> None:
    template = "<ul>\n  {% for one in all %}\n    <li>{{ one }}</li>\n  {% endfor %}\n</ul>\n"
    assert rendered(template, all="ab") == "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"


@pytest.mark.parametrize(
    "template",
    [
        "a{% if yes %}\nb\n{% endif %}c",
        "a\n{% if yes %}b{% endif %}\nc",
        "a\n{% if no %}\nb\n{% endif %}\nc",
        "{% if yes %}\n{% if yes %}\nb\n{% endif %}\n{% endif %}\nc",
        "a\n{# one #}\n{# two #}\nb",
        "a\n{% load i18n %}\n{% with b=1 %}\n{{ b }}\n{% endwith %}\nc",
        "a\n{% if yes %}x{% endif %} {% if yes %}y{% endif %}\nb",
    ],
)
def test_no_two_words_meet_that_stood_apart(template: str) -> None:
    values = {"yes": True, "no": False}
    before = str(engines["django"].from_string(template).render(values))
    assert rendered(template, **values).split() == before.split()
    assert bool(rendered(template, **values)[:1].strip()) == bool(before[:1].strip())


@pytest.mark.parametrize(
    "kept",
    [
        "{% blocktranslate %}One\n      two{% endblocktranslate %}",
        "{% blocktranslate count n=1 %}\n  One\n{% plural %}\n  Two\n{% endblocktranslate %}",
        "<pre>\n  a\n    b\n</pre>",
        "<textarea rows=1>\n\n  a</textarea>",
    ],
)
def test_white_space_that_is_part_of_the_words_stays(kept: str) -> None:
    assert without_margins(f"<div>\n  {kept}\n  </div>") == f"<div>\n{kept}\n</div>"


def test_the_spaces_of_french_stay() -> None:
    assert without_margins("a\n\u00a0b\n\u202fc") == "a\n\u00a0b\n\u202fc"
