"""What editors should look at in the glossary of a language: each list in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from glossary.candidates import candidates
from glossary.models import Mention, Relation, Term, TermRevision
from glossary.woven_pages import present
from portal.editorial.limits import DEFINITION_SCORE_MIN
from portal.editorial.readability import measure
from portal.search.models import Name

SHOWN = 40  # rows of each list
MEASURED = 1500  # definitions of which the readability is worked out, the newest first


@dataclass(frozen=True, slots=True)
class Row:
    """`links` are terms, by title and address in the administration; `note` says what is the matter."""

    links: list[tuple[str, str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    key: str
    title: str | Promise
    help: str | Promise
    rows: list[Row] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        return max(0, self.total - len(self.rows))


def findings(language: str) -> list[Finding]:
    """Every list, the most telling first. Costs some fifteen queries, whatever the size of the glossary."""
    makers: tuple[Callable[[str], Finding], ...] = (
        _ambiguous, _candidates, _dangling, _near_duplicates, _unreviewed, _hard, _unused,
    )  # fmt: skip
    return [make(language) for make in makers]


def _edit(key: int) -> str:
    return reverse("admin:glossary_term_change", args=[key])


def _live(language: str) -> Any:
    return TermRevision.objects.live().in_language(language)


def _titles(language: str, keys: Iterable[int]) -> dict[int, str]:
    return dict(_live(language).filter(page__in=set(keys)).values_list("page_id", "title"))


def _terms(rows: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    return [(title, _edit(key)) for key, title in rows]


def _ambiguous(language: str) -> Finding:
    found = present(language).glossary()[1].ambiguous
    shown = found[:SHOWN]
    titles = _titles(language, (key for one in shown for key in one.keys))
    rows = [Row(_terms((key, titles.get(key, "?")) for key in one.keys), f"“{one.text}”") for one in shown]
    return Finding(
        "ambiguous", _("Words that belong to several terms"),
        _("They are linked nowhere. Take the word away from all terms but one, or link one of them never."),
        rows, len(found),
    )  # fmt: skip


def _candidates(language: str) -> Finding:
    rows = []
    for word, count in candidates(language)[:SHOWN]:
        query = urlencode({"title": word, "language": language})
        pages = ngettext("in %(n)d page", "in %(n)d pages", count) % {"n": count}
        rows.append(Row([(word, f"{reverse('admin:glossary_term_add')}?{query}")], pages))
    return Finding(
        "candidates", _("Words that texts use often and no term explains"),
        _("A suggestion of a machine: learned-looking words first. Each leads to a new term."),
        rows, len(rows),
    )  # fmt: skip


def _dangling(language: str) -> Finding:
    live = set(_live(language).order_by().values_list("page_id", flat=True))
    pairs = Relation.objects.filter(low__language=language).order_by("pk").values_list("pk", "low", "high")
    found = [pk for pk, low, high in pairs if (low in live) != (high in live)]
    rows = []
    for one in Relation.objects.filter(pk__in=found[:SHOWN]).select_related("low", "high").order_by("pk"):
        known, lost = (one.low, one.high) if one.low_id in live else (one.high, one.low)
        rows.append(Row(_terms([(known.pk, known.title), (lost.pk, lost.title)]), str(lost.state.label)))
    return Finding(
        "dangling", _("Related terms that are not public"),
        _("Readers of the first do not see the second."), rows, len(found),
    )  # fmt: skip


def _near_duplicates(language: str) -> Finding:
    now = timezone.now()
    names = Name.objects.filter(language=language, document__kind="term", document__public_from__lte=now)
    names = names.filter(Q(document__public_until=None) | Q(document__public_until__gt=now)).exclude(key="")
    keys = names.values("key").annotate(n=Count("document__object_pk", distinct=True)).filter(n__gt=1)
    shown = list(keys.order_by("key").values_list("key", flat=True)[:SHOWN])
    groups: dict[str, dict[int, str]] = {key: {} for key in shown}
    for key, term, text in names.filter(key__in=shown).values_list("key", "document__object_pk", "text"):
        groups[key].setdefault(term, text)
    return Finding(
        "duplicates", _("Terms that are almost the same"),
        _("Their names differ by an accent, a hyphen or an ending only."),
        [Row(_terms(group.items())) for group in groups.values()], keys.count(),
    )  # fmt: skip


def _unreviewed(language: str) -> Finding:
    today = timezone.localdate()
    found = _live(language).filter(Q(signed_number=None) | Q(review_due_on__lt=today))
    overdue_first = found.order_by(F("review_due_on").asc(nulls_last=True), "sort_key", "pk")
    rows = []
    for key, title, due in overdue_first.values_list("page_id", "title", "review_due_on")[:SHOWN]:
        note = str(_("review was due on %(date)s")) % {"date": date_format(due)} if due else ""
        rows.append(Row(_terms([(key, title)]), note))
    return Finding(
        "unreviewed", _("Public terms without a valid review"),
        _("Those whose review is overdue come first."), rows, found.count(),
    )  # fmt: skip


def _hard(language: str) -> Finding:
    newest = _live(language).order_by("-public_from", "-pk")
    scored = sorted(_scores(newest.values_list("page_id", "title", "summary")[:MEASURED], language))
    rows = [Row(_terms([(key, title)]), f"{score:.0f}") for score, key, title in scored[:SHOWN]]
    return Finding(
        "hard", _("Definitions that are hard to read"),
        _("From 0, very hard, to 100, very easy; the hardest first, of the newest definitions."),
        rows, len(scored),
    )  # fmt: skip


def _scores(rows: Iterable[tuple[int, str, str]], language: str) -> Iterator[tuple[float, int, str]]:
    for key, title, summary in rows:
        readability = measure("", language=language, summary=summary)
        if readability and readability.score < DEFINITION_SCORE_MIN:
            yield readability.score, key, title


def _unused(language: str) -> Finding:
    named = Mention.objects.filter(term=OuterRef("page"))
    found = _live(language).exclude(linking=Term.Linking.NEVER).exclude(Exists(named))
    rows = [Row(_terms([one])) for one in found.by_name().values_list("page_id", "title")[:SHOWN]]
    return Finding(
        "unused", _("Terms that no text names"),
        _("As far as pages were published or read since the term is public."), rows, found.count(),
    )  # fmt: skip
