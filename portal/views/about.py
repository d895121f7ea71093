"""The legal and other texts about the site, and the profiles of those who write."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from articles.models import ArticleRevision
from comments.limits import BAN_DAYS_MAX, CHARTER_VERSION
from comments.retention import rules
from glossary.models import TermRevision
from portal.accessibility.statement import statement
from portal.background.letters import mail_is_set_up
from portal.editorial.alternates import alternates_of
from portal.editorial.linked_data import profile
from portal.editorial.links import resolve_links
from portal.editorial.models import AboutKey, AboutPage, Contributor
from portal.editorial.preparing import prepare
from portal.editorial.site import Site, about_slug, about_url
from portal.editorial.typography import typeset

PAGES_OF_A_CONTRIBUTOR = 50
SHIPPED = ("fr", "en")  # languages of the texts in templates/about


@require_safe
def about(request: HttpRequest, slug: str) -> HttpResponse:
    language = translation.get_language() or ""
    key = next((key for key in AboutKey if about_slug(language, key) == slug), None)
    if key is None:
        raise Http404
    site = Site(language)
    urls = {alternate.code: about_url(alternate.code, key) for alternate in alternates_of(language, {})}
    body, written_in = _body(language, key, site)
    context = {
        "title": capfirst(key.label),
        "site": site,
        "alternates": alternates_of(language, urls),
        "body": body,
        "written_in": written_in,
    }
    return render(request, "portal/about_page.html", context)


def _body(language: str, key: AboutKey, site: Site) -> tuple[SafeString, str]:
    """The editors' own text if they wrote one, else what ships with the portal; and its language."""
    own = AboutPage.objects.filter(language=language, key=key).first()
    written_in = language if own or language in SHIPPED else SHIPPED[0]
    has_mail = mail_is_set_up()
    with translation.override(written_in):
        kept = [rule for rule in rules() if has_mail or not rule.is_about_mail]
        shipped = {
            "site": site, "retention": kept, "has_mail": has_mail, "ban_days": BAN_DAYS_MAX,
            "charter_version": CHARTER_VERSION, "found": partial(statement, written_in),
        }  # fmt: skip
        html = own.body if own else _clean_of(render_to_string(f"about/{written_in}/{key}.html", shipped))
        prepared = resolve_links(prepare(html, language=written_in).html)
    return mark_safe(prepared), written_in  # noqa: S308  (cleaned on save, or shipped)


def _clean_of(rendered: str) -> str:
    """With no other entity than clean markup has: templates write one for apostrophes."""
    return rendered.replace("&#x27;", "'")


@require_safe
def contributor(request: HttpRequest, slug: str) -> HttpResponse:
    language = translation.get_language() or ""
    person = get_object_or_404(Contributor, language=language, slug=slug)
    others = Contributor.objects.filter(translation_key=person.translation_key)
    shown: dict[str, Any] = {
        "name": person.name,
        "qualification": typeset(person.qualification, language),
        "bio": typeset(person.bio, language),
    }
    context: dict[str, Any] = {
        "contributor": shown,
        "linked_data": partial(profile, **shown),
        "alternates": alternates_of(language, {other.language: other.get_absolute_url() for other in others}),
        "pages": _pages_by(person),
    }
    if not context["pages"]:
        raise Http404  # whoever has written nothing that is public is not public either
    return render(request, "portal/about_contributor.html", context)


def _pages_by(person: Contributor) -> list[ArticleRevision | TermRevision]:
    found: list[ArticleRevision | TermRevision] = []
    for model in (ArticleRevision, TermRevision):
        live = model.objects.live().in_language(person.language)
        rows = live.annotate(people=Cast("contributor_rows", TextField()))
        theirs = rows.filter(Q(people__contains=f'"slug": "{person.slug}"') | Q(signer_slug=person.slug))
        shown = theirs.select_related("category", "image").newest_first()[:PAGES_OF_A_CONTRIBUTOR]
        found += [row for row in shown if person.slug in _people_of(row)]
    return found


def _people_of(revision: ArticleRevision | TermRevision) -> set[str]:
    """Addresses of those who wrote or signed what is public."""
    return {revision.signer_slug, *(entry["slug"] for entry in revision.contributor_rows)}
