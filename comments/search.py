"""Approved comments are found by those who ask for discussions; taken back, they are gone at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, Discussion
from comments.public_pages import discussed_models
from portal.editorial.languages import reverse_in
from portal.search import indexing
from portal.search.kinds import Entry, Kind, register
from portal.search.models import Document

KIND = Kind("discussion", _("discussion"), _("Discussions"), weight=2, is_asked_for=True)


@dataclass(frozen=True)
class PublicState:
    """What the page of a discussion is called while it is public, now or later."""

    title: str
    url: str


class CommentSource:
    """Rows are discussions; each approved comment is a part of one."""

    kind = KIND
    model: type[Model] = Discussion

    def keys(self) -> list[int]:
        discussions = Comment.objects.approved().filter(discussion__public_from__isnull=False)
        return sorted(set(discussions.order_by().values_list("discussion", flat=True)))

    def entries_of(self, keys: Sequence[int]) -> Iterator[Entry]:
        comments = Comment.objects.approved().filter(discussion__in=keys)
        return entries(comments.select_related("discussion").order_by("pk"))


def entries(comments: Iterable[Comment]) -> Iterator[Entry]:
    rows = list(comments)
    states = dict(_states({row.discussion_id for row in rows}))
    for row in rows:
        state, begin = states.get(row.discussion_id), row.discussion.public_from
        if state and begin:
            yield Entry(
                kind=KIND.name,
                object_pk=row.discussion_id,
                part=row.pk,
                language=row.discussion.language,
                url=state.url,
                anchor=row.anchor,
                title=state.title,
                has_named_text=False,
                text=row.text,
                public_from=begin,
                public_until=row.discussion.public_until,
            )


def _states(discussions: Iterable[int]) -> Iterator[tuple[int, PublicState]]:
    """Of pages that are public or will be: as they are now, else as they will be."""
    has_time_left = Q(public_until__isnull=True) | Q(public_until__gt=timezone.now())
    for model in discussed_models():
        revisions = model.revision_model().objects.filter(has_time_left, public_from__isnull=False)
        rows = revisions.filter(**{"page__discussion__in": discussions}).order_by("-public_from")
        columns: list[str] = ["page__discussion", "language", "slug", "title"]
        known = rows.values_list(*columns)
        for discussion, language, slug, title in known:
            yield discussion, PublicState(title, reverse_in(language, model.url_name, slug))


def page_moved(discussion: Discussion) -> None:
    """Let the comments follow the window, address and title of their page, without analysing them anew."""
    known = Document.objects.about(KIND.name, [discussion.pk])
    if not known.exists() and not Comment.objects.approved().filter(discussion=discussion).exists():
        return  # as of most pages when they are published
    state = dict(_states([discussion.pk])).get(discussion.pk)
    if state is None or not known.exists():
        indexing.reindex(discussion)
        return
    known.update(
        public_from=discussion.public_from,
        public_until=discussion.public_until,
        url=state.url,
        title=state.title,
    )


def approved_changed(discussions: Iterable[int]) -> None:
    """Index what was approved since, forget what was taken back, erased or deleted."""
    keys = list(discussions)
    known = set(Document.objects.about(KIND.name, keys).values_list("object_pk", "part"))
    approved = Comment.objects.approved().filter(discussion__in=keys)
    wanted = set(approved.order_by().values_list("discussion", "pk"))
    for key in {key for key, _part in known - wanted}:
        indexing.remove(KIND.name, key, [part for one, part in known - wanted if one == key])
    if new := [part for _key, part in wanted - known]:
        indexing.add(entries(Comment.objects.filter(pk__in=new).select_related("discussion")))


def text_changed(comment: Comment) -> None:
    """Forget the words of an approved comment that has others now, and index these."""
    indexing.remove(KIND.name, comment.discussion_id, [comment.pk])
    approved_changed([comment.discussion_id])


@receiver(post_delete, sender=Comment)
def forget(*, instance: Comment, **kwargs: Any) -> None:
    indexing.remove(KIND.name, instance.discussion_id, [instance.pk])


register(CommentSource())
