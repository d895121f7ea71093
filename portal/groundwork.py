"""What exists after migrate: groups, and settings per language. What an operator changes in them stays."""

from typing import Any

from django.apps import apps
from django.conf import settings

VERBS = ("view", "add", "change", "delete")
PAGES = {
    "articles": ("article", "articlequestion", "articlesource", "articlecontribution"),
    "glossary": ("term", "termquestion", "termsource", "termcontribution", "synonym", "relation"),
}
KINDS = (("articles", "article"), ("glossary", "term"))
LIBRARY = ("category", "contributor", "image", "aboutpage", "emergencynumber")

Names = set[tuple[str, str]]  # of app label and code name


def _permissions(label: str, models: tuple[str, ...], verbs: tuple[str, ...]) -> Names:
    return {(label, f"{verb}_{model}") for model in models for verb in verbs}


def editors() -> Names:
    pages = (_permissions(label, models, VERBS) for label, models in PAGES.items())
    return set().union(
        *pages,
        _permissions("editorial", LIBRARY, VERBS),
        _permissions("editorial", ("sitesettings",), ("view", "change")),
        {(label, f"{verb}_{model}") for label, model in KINDS for verb in ("publish", "correct")},
        {("editorial", "view_trailentry"), ("search", "view_miss")},
    )


def medical_reviewers() -> Names:
    return set().union(
        *(_permissions(label, models, ("view",)) for label, models in PAGES.items()),
        {(label, f"review_{model}") for label, model in KINDS},
        {("editorial", "view_trailentry"), ("editorial", "view_image")},
    )


def moderators() -> Names:
    return {
        *(("comments", f"{verb}_comment") for verb in ("moderate", "answer", "view")),
        *(("comments", f"{verb}_ban") for verb in ("impose", "view")),
        *_permissions("comments", ("cannedanswer",), VERBS),
    }


GROUPS = {"Editors": editors, "Medical reviewers": medical_reviewers, "Moderators": moderators}


# By database: the permissions that there were before a migration began.
_older: dict[str, set[tuple[str, str]]] = {}


def remember_permissions(*, using: str, **kwargs: Any) -> None:
    """Note which permissions there are, to tell later which ones an upgrade brought. Receives pre_migrate."""
    from django.contrib.auth.models import Permission
    from django.db import connections

    has_table = Permission._meta.db_table in connections[using].introspection.table_names()
    _older[using] = set(_known(using)) if has_table else set()


def make_groups(*, using: str, **kwargs: Any) -> None:
    """Create the groups that are missing, and give older ones the permissions that an upgrade brought.

    Any other permission is left as the operator set it. Receives post_migrate.
    """
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group

    for label in ("articles", "glossary", "comments", "editorial", "search"):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    known = _known(using)
    older = _older.pop(using, set(known))
    for name, members in GROUPS.items():
        group, created = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*(known[member] for member in members() if created or member not in older))


def _known(using: str) -> dict[tuple[str, str], Any]:
    from django.contrib.auth.models import Permission

    rows = Permission.objects.using(using).select_related("content_type")
    return {(row.content_type.app_label, row.codename): row for row in rows}


def make_settings(*, using: str, **kwargs: Any) -> None:
    """Create the row of settings of each language, so that editors find it. Receives post_migrate."""
    from portal.editorial.models import SiteSettings

    for language, _ in settings.LANGUAGES:
        SiteSettings.objects.using(using).get_or_create(language=language)
