"""What is answered instead of data, as RFC 9457 has it. In English: programmers read it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse

TITLES = {
    400: "The parameters are not right",
    404: "There is nothing here",
    405: "Only GET and HEAD are possible",
    410: "This term was withdrawn",
}


class Problem(Exception):  # noqa: N818  (as the format is called)
    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.content = {
            "type": "about:blank",
            "title": TITLES[status],
            "status": status,
            "detail": detail,
            **more,
        }

    def response(self) -> HttpResponse:
        content = json.dumps(self.content, ensure_ascii=False)
        return HttpResponse(content, status=self.status, content_type="application/problem+json")


def wrong(parameter: str, detail: str) -> Problem:
    return Problem(400, f"{parameter}: {detail}", parameter=parameter)
