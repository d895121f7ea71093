"""People and complete pages for tests of review and publication."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone

from articles.models import Article
from glossary.models import Term
from portal.editorial.models import Category, Contributor

TEXT = "<h2>Première partie</h2><p>Le corps se défend. Il a des cellules pour cela. Elles vont vite.</p>"


def account(name: str, *groups: str) -> User:
    user = User.objects.create_user(name, password="pour-les-essais", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def profile(user: User | None, slug: str, **fields: Any) -> Contributor:
    standard = {"language": "fr", "name": slug.title(), "qualification": "oncologue, hôpital d’essai"}
    return Contributor.objects.create(slug=slug, user=user, **standard | fields)


def reviewer(name: str = "relectrice") -> User:
    """A medical reviewer who has what it takes to sign French pages."""
    user = account(name, "Medical reviewers")
    profile(user, name)
    return user


def complete_page(model: type[Any] = Article, **fields: Any) -> Any:
    """A working copy in French to which nothing is missing, by an author of her own."""
    number = model.objects.count() + 1
    category, _ = Category.objects.get_or_create(
        language="fr", slug="traitement", defaults={"name": "Traitement"}
    )
    standard: dict[str, Any] = {
        "title": f"Page complète {number}",
        "slug": f"page-complete-{number}",
        "summary": "Un résumé en peu de mots.",
        "body": TEXT,
        "category": category,
        "funding": "Aucun financement extérieur.",
    }
    page = model.objects.create(**standard | fields)
    author = Contributor.objects.filter(slug="autrice").first() or profile(None, "autrice")
    page.contributions.create(contributor=author)
    page.sources.create(
        title="Un guide",
        publisher="Institut",
        url="https://exemple.fr/guide",
        accessed_on=timezone.localdate(),
    )
    return page


def signed_page(model: type[Any] = Article, *, by: User | None = None, **fields: Any) -> Any:
    page = complete_page(model, **fields)
    page.ask_for_review(by=None).sign(
        by=by or User.objects.filter(username="relectrice").first() or reviewer()
    )
    return model.objects.get(pk=page.pk)


def live_page(model: type[Any] = Article, **fields: Any) -> Any:
    page = signed_page(model, **fields)
    page.publish(by=None)
    return model.objects.get(pk=page.pk)


KINDS = [Article, Term]
