"""One discussion for each page, and its counters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Case, Count, F, Max, OuterRef, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.closing import Closable
from comments.public_pages import PublicPage, page_of
from comments.querysets import DiscussionQuerySet
from portal.editorial.languages import default_language, language_choices

if TYPE_CHECKING:
    from comments.models import Comment


class Discussion(Closable):
    """One for each page. It is public while its page is; the window is copied here to be asked alone."""

    language = models.CharField(
        _("language"), max_length=10, choices=language_choices, default=default_language
    )
    public_until = models.DateTimeField(null=True, editable=False)
    approved_count = models.PositiveIntegerField(default=0, editable=False)
    # When what readers see of it last changed; what moderators do with other comments never moves it.
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [Closable.OPEN_IS_NOT_CLOSED]
        indexes = [
            models.Index(fields=["language", "public_from"], name="comments_discussion_public_idx"),
            models.Index(fields=["language", "-changed_at"], name="comments_discussion_change_idx"),
        ]

    def __str__(self) -> str:
        return gettext("Discussion %(number)s") % {"number": self.pk}

    @property
    def page(self) -> PublicPage | None:
        """Its public page, on rows of `with_page()`; None when that is not public."""
        return page_of(self, self.language)

    @classmethod
    @transaction.atomic
    def recount(cls, pks: Iterable[int]) -> None:
        """Compute the counters of these discussions anew from their comments; the search follows."""
        from comments.models import Comment
        from comments.search import approved_changed

        pks = set(pks)
        approved = (
            Comment.objects.approved().filter(discussion=OuterRef("pk")).order_by().values("discussion")
        )
        discussions = cls.objects.filter(pk__in=pks)
        # Locked by a query of its own: the next one then sees what a decision before it has stored.
        list(discussions.select_for_update().order_by("pk").values_list("pk"))
        count = Coalesce(Subquery(approved.annotate(n=Count("pk")).values("n")), 0)
        discussions.update(
            approved_count=count,
            last_approved_at=Subquery(approved.annotate(last=Max("created_at")).values("last")),
            changed_at=Case(When(approved_count=count, then=F("changed_at")), default=timezone.now()),
        )
        approved_changed(pks)

    @classmethod
    def look_changed(cls, comments: Iterable[Comment]) -> None:
        """Of these comments, published ones look otherwise now, though there are as many as before."""
        pks = {comment.discussion_id for comment in comments if comment.status == "approved"}
        if pks:
            cls.objects.filter(pk__in=pks).update(changed_at=timezone.now())
