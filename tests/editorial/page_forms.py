"""The form of a page as a browser holds it: what stands in its fields, and what is sent."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

Fields = dict[str, Any]


class _Form(HTMLParser):
    """What a browser would send of the form with that id, without any button."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.fields: Fields = {}
        self.area = self.choice = ""
        self.is_multiple = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "form":
            self.inside = held.get("id") == self.form_id
        elif self.inside and tag in ("input", "textarea", "select", "option"):
            getattr(self, f"_{tag}")(held.get("name") or "", held)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.area:
            text = self.fields[self.area].replace("\r\n", "\n").removeprefix("\n")
            self.fields[self.area], self.area = text.replace("\n", "\r\n"), ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] += data

    def _input(self, name: str, held: dict[str, str | None]) -> None:
        kind = held.get("type") or "text"
        is_off = kind in ("checkbox", "radio") and "checked" not in held
        if name and not is_off and kind not in ("submit", "button", "file", "reset"):
            self.fields[name] = held.get("value") or ("on" if kind == "checkbox" else "")

    def _textarea(self, name: str, held: dict[str, str | None]) -> None:
        self.fields[name], self.area = "", name

    def _select(self, name: str, held: dict[str, str | None]) -> None:
        self.choice, self.is_multiple = name, "multiple" in held
        self.fields[name] = [] if self.is_multiple else ""

    def _option(self, name: str, held: dict[str, str | None]) -> None:
        if "selected" not in held:
            return
        value = held.get("value") or ""
        self.fields[self.choice] = [*self.fields[self.choice], value] if self.is_multiple else value


def address(page: Any, view: str = "change", *more: object) -> str:
    """Of a view of the administration about that page, or about its kind when a model is given."""
    options = page._meta
    about = [] if isinstance(page, type) else [page.pk]
    return reverse(f"admin:{options.app_label}_{options.model_name}_{view}", args=[*about, *more])


def fields_of(page: Any, html: str) -> Fields:
    parser = _Form(f"{page._meta.model_name}_form")
    parser.feed(html)
    assert parser.fields
    return {name: value for name, value in parser.fields.items() if name != "csrfmiddlewaretoken"}


def opened(client: Client, page: Any) -> Fields:
    """The fields of the form as that client gets it now."""
    return fields_of(page, client.get(address(page)).content.decode())


def send(client: Client, page: Any, fields: Any = None, **more: Any) -> Any:
    """Send the form, as opened now unless fields are given, with these changed: a button is one of them."""
    return client.post(address(page), (opened(client, page) if fields is None else fields) | more)


def with_row(fields: Fields, part: str, **values: Any) -> Fields:
    """One row more in a group of rows."""
    number = int(fields[f"{part}-TOTAL_FORMS"])
    blank = {
        re.sub("__prefix__", str(number), name): value
        for name, value in fields.items()
        if name.startswith(f"{part}-__prefix__")
    }
    row = {f"{part}-{number}-{name}": value for name, value in values.items()}
    return fields | blank | row | {f"{part}-TOTAL_FORMS": str(number + 1)}
