"""Get a page of a kind as a browser gets it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Page

from tests.page_kinds import Kind

SEND = """([address, fields]) => {
  const form = document.createElement("form");
  Object.assign(form, {method: "post", action: address});
  for (const [name, value] of Object.entries(fields)) {
    const field = Object.assign(document.createElement("textarea"), {name, value});
    form.append(field);
  }
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
}"""


def visit(page: Page, kind: Kind, settings: Any) -> None:
    """Go there, or send the fields of the kind to it from a page of the portal that stands open."""
    settings.COMMENT_RATE = (0, 600) if kind.is_limited else None
    if kind.fields is None:
        answer = page.goto(kind.path)
    else:
        address = urljoin(page.url, kind.path)
        if kind.is_from_elsewhere:
            page.goto("about:blank")
        with page.expect_navigation() as sent:
            page.evaluate(SEND, [address, kind.fields])
        answer = sent.value
    assert answer is not None
    assert answer.status == kind.status, kind
