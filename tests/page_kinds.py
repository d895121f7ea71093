"""A page of every kind that readers get, for tests of what all of them keep: markup, access, layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, ArticleQuestion, ArticleSource
from comments.limits import BODY_MAX, PER_PAGE, TEXT_MIN
from comments.models import Comment, Discussion, ModeratorChoice, Subscription
from glossary.models import Term
from portal.demo.loading import load
from portal.editorial.models import Category, Contributor, Image, PreviewLink
from portal.editorial.previewing import shared_preview_url
from portal.editorial.site import about_links
from tests.conftest import put_live

FIELDS = {"name": "Camomille", "email": "", "text": "Un commentaire pour les essais.", "parent": ""}
REVEALING = "Appelez-moi au 06 39 98 12 34, ou écrivez à camomille@exemple.fr <b>vite</b>."
TOO_SHORT = "x" * (TEXT_MIN - 1)

# Every element that editors may use, and each way to nest them that the editor offers.
EVERYTHING = """
<p>Un début avec <strong>du gras</strong>, <em>de l’italique</em>, CO<sub>2</sub>, m<sup>2</sup>,
<code>a &lt; b</code>,<br>un <a href="https://www.example.org/">lien vers ailleurs</a>,
un <a href="/fr/glossaire/">lien d’ici</a>, une <a href="mailto:equipe@example.org">adresse</a>
et un <a href="tel:112">numéro</a>.</p>
<h2>Des étapes</h2><p>Elles se suivent :</p>
<ol><li><p>la première ;</p><ul><li>un détail ;</li><li>un autre.</li></ul></li><li>la deuxième.</li></ol>
<p>Puis :</p><ol start="3"><li>la troisième.</li></ol>
<h3>Une citation</h3><blockquote><p>« Prenez votre temps. »</p></blockquote><hr>
<aside data-care="emergency"><h3>Un appel</h3><p>Tout de suite, si :</p><ul><li>cela ;</li></ul></aside>
<aside data-care="today"><p>Le jour même.</p></aside>
<h2>Un tableau</h2><table><caption>Les signes à connaître</caption>
<thead><tr><th scope="col">Organe</th><th colspan="2">Signes</th></tr></thead>
<tbody><tr><th rowspan="2">Peau</th><td>Rougeur</td><td>Démangeaison</td></tr>
<tr><td>Sécheresse</td><td>Taches</td></tr>
<tr><th>Intestin</th><td>Diarrhée</td><td></td></tr></tbody></table>
<h3>Un autre tableau</h3><table><tbody><tr><td>Sans</td><td>en-tête</td></tr></tbody></table>
<h4>Une image</h4><figure><img src="{image}" alt="Un schéma" width="640" height="480">
<figcaption>Le schéma.</figcaption></figure>
<h2>Une image</h2><p><img src="{image}" alt=""></p><h2>Une image</h2><p>Le même titre, pour finir.</p>
"""


@dataclass(frozen=True)
class Kind:
    """How to get one page: `fields` are posted to it; `is_limited` stands for too many posts before."""

    name: str
    path: str
    status: int = 200
    fields: dict[str, str] | None = None
    is_limited: bool = False
    is_from_elsewhere: bool = False  # posted by a page of another site

    def __str__(self) -> str:
        return self.name


EMPTY_PLACES = [
    Kind("home of an empty site", "/fr/"),
    Kind("no article yet", "/fr/articles/"),
    Kind("no term yet", "/fr/glossaire/"),
    Kind("no discussion yet", "/fr/discussions/"),
]


def every_kind() -> list[Kind]:
    """Fill the site with the demonstration and with what that lacks; return a page of each kind."""
    load(lambda words: None)
    article = make_everything()
    comments = make_thread(article)
    path = address_of(article)
    withdrawn = Article.objects.create(title="Retiré", slug="retire", summary="Un résumé.")
    put_live(withdrawn)
    withdrawn.withdraw(by=None)
    bare = Term.objects.create(title="Mot nu", slug="mot-nu", summary="Une définition.")
    put_live(bare)
    Discussion.objects.filter(pk=bare.discussion_id).update(is_open=False)
    closed = Term.objects.create(title="Mot clos", slug="mot-clos", summary="Une définition.")
    put_live(closed)
    Discussion.objects.filter(pk=closed.discussion_id).update(closes_at=timezone.now())
    crowded = make_crowd()
    return [
        *_places(),
        Kind("article with everything", path),
        Kind("article, replying to a comment", f"{path}?reply={comments['approved'].pk}"),
        Kind(
            "article with a picture", "/fr/articles/comment-agissent-les-inhibiteurs-de-points-de-controle/"
        ),
        Kind("article with a discussion", "/fr/articles/effets-secondaires-de-l-immunotherapie/"),
        Kind("term", "/fr/glossaire/immunotherapie/"),
        Kind("term in English", "/en/glossary/immunotherapy/"),
        Kind("bare term, closed discussion", "/fr/glossaire/mot-nu/"),
        Kind("second page of comments", f"{crowded}?comments=2"),
        Kind("second page of discussions", "/fr/discussions/?page=2"),
        *(Kind(f"receipt, {status}", comment.get_receipt_url()) for status, comment in comments.items()),
        Kind(
            "receipt, change refused", comments["pending"].get_receipt_url(), 422, {"name": "x", "text": "x"}
        ),
        Kind("report", reverse("comments:report", args=[comments["approved"].pk])),
        Kind(
            "report refused", reverse("comments:report", args=[comments["approved"].pk]), 422, {"note": "x"}
        ),
        Kind("reported", reverse("comments:report", args=[comments["approved"].pk]), 200, {"reason": "sale"}),
        Kind("comment withdrawn by its author", withdrawal_of(article), 200, {}),
        Kind("working copy, by its private link", private_link_to(bare)),
        *_following(comments["approved"]),
        Kind("not found", "/fr/nulle-part/", 404),
        Kind("withdrawn", "/fr/articles/retire/", 410),
        Kind("comment refused", path, 422, {**FIELDS, "name": "", "email": "non", "text": TOO_SHORT}),
        Kind("reply refused", path, 422, {**FIELDS, "parent": "999999"}),
        Kind("comment too large", path, 413, {**FIELDS, "text": "x" * BODY_MAX}),
        Kind("comment from elsewhere", path, 403, FIELDS, is_from_elsewhere=True),
        Kind("comment in a closed discussion", "/fr/glossaire/mot-nu/", 403, FIELDS),
        Kind("comment with personal data", path, 422, {**FIELDS, "text": REVEALING}),
        Kind(
            "receipt, change with personal data",
            comments["pending"].get_receipt_url(),
            422,
            {**FIELDS, "text": REVEALING},
        ),
        Kind("discussion closed on a date", "/fr/glossaire/mot-clos/"),
        Kind("too many comments", path, 429, FIELDS, is_limited=True),
    ]


def _following(comment: Comment) -> list[Kind]:
    """Mail about answers: to be confirmed, confirmed, stopped; and the choice of a moderator."""
    asked = Subscription.ask(comment, "camomille@exemple.fr")
    active = Subscription.ask(comment, "tilleul@exemple.fr")
    stopped = Subscription.ask(comment, "verveine@exemple.fr")
    assert asked
    assert active
    assert stopped
    Subscription.confirm(active.new_confirmation(), scope="thread", pace="daily")
    Subscription.confirm(stopped.new_confirmation(), scope="thread", pace="daily")
    user = get_user_model().objects.create(username="modo")
    choice = ModeratorChoice.objects.create(user=user)
    confirm = reverse("comments:follow", args=[asked.new_confirmation()])
    return [
        Kind("mail about answers, to be confirmed", confirm),
        Kind("mail about answers, choice refused", confirm, 422, {"scope": "x"}),
        Kind("mail about answers, sent from elsewhere", confirm, 403, {}, is_from_elsewhere=True),
        Kind("mail about answers", Subscription.objects.get(pk=active.pk).path),
        Kind("mail about answers, stopped", reverse("comments:unfollow", args=[stopped.token]), 200, {}),
        Kind("mail about answers, old link", reverse("comments:follow", args=["rien"]), 404),
        Kind("receipt, asked for mail", comment.get_receipt_url()),
        Kind("mail to moderators", choice.path),
        Kind("mail to moderators refused", choice.path, 422, {"wants": "x"}),
    ]


def _places() -> list[Kind]:
    return [
        Kind("home", "/fr/"),
        Kind("home in English", "/en/"),
        Kind("articles", "/fr/articles/"),
        Kind("articles of a category", "/fr/articles/?category=traitement"),
        Kind("glossary", "/fr/glossaire/"),
        Kind("letter of the glossary", "/fr/glossaire/?letter=A"),
        Kind("letter without a term", "/fr/glossaire/?letter=Z"),
        Kind("discussions", "/fr/discussions/"),
        Kind("search", "/fr/recherche/"),
        Kind("search with results", "/fr/recherche/?q=immunothérapie"),
        Kind("search without results", "/fr/recherche/?q=xylophone+<b>"),
        Kind("search, a word misspelt", "/fr/recherche/?q=imunothérapie"),
        *(Kind(f"about: {link.key}", link.url) for link in about_links("fr")),
        Kind("about: charter in English", "/en/about/charter/"),
        Kind("about: accessibility in English", "/en/about/accessibility/"),
        Kind("contributor", "/fr/a-propos/contributeurs/essai/"),
    ]


def make_everything() -> Article:
    """An article that has every part an article can have, beside the demonstration."""
    picture = Image.objects.all()[0]
    article = Article.objects.create(
        title="Tout ce qu’une page peut porter",
        slug="tout",
        summary="Un résumé.",
        category=Category.objects.get(language="fr", slug="traitement"),
        body=EVERYTHING.format(image=picture.url),
        key_points="Un point.\nUn autre point.",
        image=picture,
        image_alt="Deux schémas côte à côte",
        image_caption="La légende.",
        funding="Aucun.",
    )
    person = Contributor.objects.create(
        name="Essai", slug="essai", qualification="Pour les essais", bio="Écrit.\n\nRelit."
    )
    article.contributions.create(contributor=person)
    ArticleQuestion.objects.create(
        page=article, question="Une question ?", answer="Une réponse.\n\nEt sa suite."
    )
    ArticleSource.objects.create(
        page=article, title="Une source", url="https://www.example.org/", publisher="Elle"
    )
    ArticleSource.objects.create(page=article, title="Une autre", doi="10.1000/182<3>&")
    put_live(article)
    return article


def make_thread(article: Article) -> dict[str, Comment]:
    """A comment in each state, and a reply to the approved one."""
    states = ("pending", "approved", "rejected", "spam")
    comments = {status: make_comment(article.discussion, status) for status in states}
    make_comment(article.discussion, "approved", name="<b>Tilleul</b>", parent=comments["approved"])
    return comments


def make_crowd() -> str:
    """More comments than one page shows, older than all others; return the address of their page."""
    term = Term.objects.create(title="Mot bavard", slug="mot-bavard", summary="Une définition.")
    put_live(term)
    old = {
        "status": "approved",
        "html": "<p>Un vieux mot.</p>",
        "created_at": timezone.now() - timedelta(days=400),
    }
    row = {"discussion": term.discussion, "name": "Camomille", "text": "Un vieux mot."}
    Comment.objects.bulk_create(Comment(**row | old) for _ in range(PER_PAGE + 1))
    Discussion.recount([term.discussion.pk])
    return address_of(term)


def make_comment(discussion: Discussion, status: str, **fields: Any) -> Comment:
    text = "Un essai.\nUne ligne.\n\nUn paragraphe : <img src='https://ailleurs.example/x.png' onerror='x()'>"
    words = {"name": "Camomille", "text": text}
    comment = Comment.objects.create(discussion=discussion, **words | fields)
    if status != Comment.Status.PENDING:
        comment.decide(Comment.Status(status), by=None, reason=Comment.Reason.CHARTER)
    return comment


def withdrawal_of(article: Article) -> str:
    return reverse("comments:withdraw", args=[make_comment(article.discussion, "pending").token])


def private_link_to(page: Article | Term) -> str:
    """By which somebody without an account reads what is not public yet."""
    _link, token = PreviewLink.make(page, by=get_user_model().objects.create(username="redaction"))
    return shared_preview_url(page, token)


def address_of(page: Article | Term) -> str:
    live = page.live_revision
    assert live is not None
    return live.get_absolute_url()
