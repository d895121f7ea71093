"""People and pages for the pictures of the guides, made by the steps that the administration takes.

The words are about keeping a notebook, so that nobody takes them for advice.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.db import connection
from django.utils import timezone, translation

from articles.models import Article
from portal.editorial.models import Category, Contributor, Significance

USER, MODERATOR, PASSWORD = "claire.martin", "moderation", secrets.token_urlsafe(16)
SUMMARY = "Un carnet aide à garder le fil entre deux rendez-vous. Voici comment le tenir."
BODY = """<h2>Que noter ?</h2>
<p>Notez la date, puis ce que vous avez senti ce jour-là. Quelques mots suffisent.</p>
<h2>À qui le montrer ?</h2><p>Prenez le carnet avec vous. Votre équipe le lit volontiers.</p>"""
LONG = """<p>Le carnet, que vous tenez seul ou que quelqu’un tient avec vous quand la fatigue est là, peut
être un cahier, une application de téléphone ou une simple feuille pliée en quatre dans la poche.</p>"""
CORRECTED = BODY.replace(
    "Quelques mots suffisent.",
    "Quelques mots suffisent. Notez aussi l’heure : elle aide à voir ce qui revient.",
)
REMARKS = "Dites aussi de noter l’heure : c’est ce que nous demandons en premier."


def make_pages() -> dict[str, int]:
    """Keys and numbers of what the pictures show, by name."""
    with translation.override("fr"):
        people = make_people()
        made = make_notebook(*people)
        made["draft"] = make_draft(people[0]).pk
        make_others(*people)
    connection.close()
    return made


def make_people() -> tuple[User, User]:
    """An editor, who signs in for the pictures and also reviews what others write; and a reviewer."""
    editor = account(USER, "Claire", "Martin", "Editors", "Medical reviewers")
    account(MODERATOR, "", "", "Moderators")
    doctor = account("s.benali", "Samia", "Benali", "Medical reviewers")
    profile(editor, "Claire Martin", "rédactrice en santé")
    profile(doctor, "Dre Samia Benali", "oncologue, hôpital de la démonstration")
    return editor, doctor


def account(name: str, first: str, last: str, *groups: str) -> User:
    user = User.objects.create_user(name, password=PASSWORD, first_name=first, last_name=last, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def profile(user: User, name: str, qualification: str) -> None:
    slug = name.lower().replace(" ", "-")
    Contributor.objects.create(language="fr", name=name, slug=slug, qualification=qualification, user=user)


def write(title: str, slug: str, by: User, **fields: str) -> Article:
    page = Article.objects.create(
        title=title,
        slug=slug,
        category=Category.objects.filter(language="fr").first(),
        created_by=by,
        changed_by=by,
        **{"summary": SUMMARY, "body": BODY, "funding": "Aucun financement extérieur."} | fields,
    )
    page.contributions.create(contributor=Contributor.objects.get(language="fr", user=by))
    return page


def add_source(page: Article) -> None:
    page.sources.create(
        title="Tenir un carnet de suivi",
        publisher="Institut de la démonstration",
        url="https://www.example.org/carnet",
        accessed_on=timezone.localdate(),
    )


def make_notebook(editor: User, doctor: User) -> dict[str, int]:
    """A page that was returned once, is live and translated, and waits for its second signature."""
    page = write("Tenir un carnet de suivi", "carnet-de-suivi", editor)
    add_source(page)
    page.ask_for_review(by=editor, note="Première version").send_back(by=doctor, remarks=REMARKS)
    live(page, editor, doctor)
    page.start_translation("en", by=editor)
    page.body, page.summary = CORRECTED, f"{SUMMARY} Il ne remplace pas vos questions."
    page.save()
    live(page, editor, doctor, significance=Significance.MAJOR)
    page.body = CORRECTED.replace("Prenez le carnet avec vous.", "Prenez le carnet avec vous à chaque fois.")
    page.summary = f"{SUMMARY} Il ne remplace pas les questions que vous posez."
    page.save()
    waiting = page.ask_for_review(by=editor, note="Relu avec une association : plus précis.")
    return {"notebook": page.pk, "live": waiting.number - 1, "in_review": waiting.number}


def live(page: Article, editor: User, doctor: User, significance: str = Significance.CONTENT) -> None:
    revision = page.ask_for_review(by=editor, note="L’heure est dite.", significance=significance)
    revision.sign(by=doctor, due_on=timezone.localdate() + timedelta(days=50))
    page.publish(by=editor)


def make_draft(editor: User) -> Article:
    """A page to which something is missing."""
    page = write("Choisir son carnet", "choisir-son-carnet", editor, body=BODY + LONG, funding="")
    page.sources.create(title="Papier ou téléphone ?", publisher="Institut de la démonstration")
    return page


def make_others(editor: User, doctor: User) -> None:
    """Something in each tray of the desk."""
    signed = write("Ranger ses papiers", "ranger-ses-papiers", editor)
    add_source(signed)
    signed.ask_for_review(by=editor).sign(by=doctor)
    returned = write("Relire ses notes", "relire-ses-notes", editor)
    add_source(returned)
    returned.ask_for_review(by=editor).send_back(by=doctor, remarks="Dites à quel moment.")
    asked = write("Parler de ses notes", "parler-de-ses-notes", editor)
    add_source(asked)
    asked.ask_for_review(by=editor, of=editor)
