"""The desk: the first page of the administration, put together from what each part of the portal knows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.desk import counts
from portal.editorial.desk import Bar, Line, Tray, due_by_month, translations_behind, trays
from portal.editorial.languages import reverse_in
from portal.editorial.source_checks import dead_sources
from portal.mail_desk import failed_mails
from portal.search.misses import misses


def desk_context(user: Any) -> dict[str, Any]:
    """For admin/index.html; each list only for those who may act on it."""
    writes = user.has_perm("articles.change_article") or user.has_perm("glossary.change_term")
    reviews = user.has_perm("articles.review_article") or user.has_perm("glossary.review_term")
    found = [*_comments(user), *failed_mails(user), *trays(user)]
    if writes:
        found += [*translations_behind(user), *_misses(), *_sources()]
    return {"trays": found, "due_by_month": _due() if writes or reviews else []}


def _due() -> list[Bar]:
    bars = due_by_month()
    return bars if any(bar.count for bar in bars) else []


def _comments(user: Any) -> list[Tray]:
    if not user.has_perm("comments.moderate_comment"):
        return []
    found, url = counts(), reverse("admin:comments_comment_changelist")
    urgent = ngettext("%(n)d is urgent", "%(n)d are urgent", found.urgent) % {"n": found.urgent}
    first = Line(
        _("Begin with the first"), reverse("admin:comments_comment_next"), urgent if found.urgent else ""
    )
    waiting = Tray(_("Comments waiting"), found.waiting, [first], url)
    reported = Tray(_("Comments that readers have reported"), found.reported, [], f"{url}?state=reported")
    return [tray for tray in (waiting, reported) if tray.total]


def _misses() -> list[Tray]:
    """What people looked for in vain, in every language; only what was asked for several times."""
    found = [(count, query, code) for code, _name in settings.LANGUAGES for query, count in misses(code)]
    lines = [
        Line(f"{query} ({code})", f"{reverse_in(code, 'search')}?{urlencode({'q': query})}", str(count))
        for count, query, code in sorted(found, reverse=True)[:8]
    ]
    url = reverse("admin:search_miss_changelist")
    return [Tray(_("Searches that found nothing"), len(found), lines, url)] if found else []


def _sources() -> list[Tray]:
    dead = dead_sources()
    lines = [Line(check.url, check.url, check.get_status_display()) for check in dead[:8]]
    return [Tray(_("Sources that no longer answer"), total, lines)] if (total := dead.count()) else []
