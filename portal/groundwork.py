"""What exists after migrate: groups, and settings per language. What an operator changes in them stays."""

from typing import Any

from django.apps import apps
from django.conf import settings

VERBS = ("view", "add", "change", "delete")
PAGES = {
    "articles": ("article", "articlequestion", "articlesource", "articlecontribution"),
    "glossary": ("term", "termquestion", "termsource", "termcontribution", "synonym", "relation"),
}
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
        {("articles", "publish_article"), ("glossary", "publish_term")},
    )


def medical_reviewers() -> Names:
    return set().union(*(_permissions(label, models, ("view",)) for label, models in PAGES.items()))


def moderators() -> Names:
    return {("comments", "moderate_comment"), ("comments", "view_comment")}


GROUPS = {"Editors": editors, "Medical reviewers": medical_reviewers, "Moderators": moderators}


def make_groups(*, using: str, **kwargs: Any) -> None:
    """Create the groups that are missing. Receives post_migrate."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    for label in ("articles", "glossary", "comments", "editorial"):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    known = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for name, members in GROUPS.items():
        group, created = Group.objects.using(using).get_or_create(name=name)
        if created:
            group.permissions.set([known[member] for member in members()])


def make_settings(*, using: str, **kwargs: Any) -> None:
    """Create the row of settings of each language, so that editors find it. Receives post_migrate."""
    from portal.editorial.models import SiteSettings

    for language, _ in settings.LANGUAGES:
        SiteSettings.objects.using(using).get_or_create(language=language)
