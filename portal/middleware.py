"""What stands around every request."""

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)
RETRY_SECONDS = 30


class without_nul:  # noqa: N801  (Django's style for function-like middleware)
    """Drop NUL from addresses: it means nothing, and PostgreSQL fails on a query that holds it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "")
        request.path_info = request.path_info.replace("\0", "")
        return self.get_response(request)


class unavailable_database:  # noqa: N801  (Django's style for function-like middleware)
    """Answer 503 instead of 500 while the database cannot be reached or stays locked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError):
            return None
        logger.error("The database does not answer: %s", type(error).__name__)
        # Whoever was sending a text gets it back, to copy or to send again.
        kept = request.POST.get("text", "") if request.method == "POST" else ""
        response = HttpResponse(render_to_string("503.html", {"kept_text": kept}), status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
        response["Cache-Control"] = "no-store"
        return response
