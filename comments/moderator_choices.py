"""Which mail each moderator wants. Whoever has chosen nothing gets all of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.subscriptions import new_token
from portal.editorial.languages import reverse_in
from portal.editorial.site import absolute

GROUP = "Moderators"


class ModeratorChoice(models.Model):
    """Made with the first mail, which holds the link to change it."""

    class Wants(models.TextChoices):
        ALL = "all", _("What is new, each morning, and what waits too long")
        ALERTS = "alerts", _("Only what waits too long")
        NOTHING = "nothing", _("No mail")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    wants = models.CharField(_("Which mail?"), max_length=10, choices=Wants, default=Wants.ALL)
    token = models.CharField(max_length=60, unique=True, default=new_token, editable=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="comments_moderatorchoice_wants", condition=Q(wants__in=["all", "alerts", "nothing"])
            )
        ]

    def __str__(self) -> str:
        return self.get_wants_display()

    @staticmethod
    def of_all() -> list[ModeratorChoice]:
        """Of each moderator who can sign in and has an address."""
        people: Any = get_user_model()._default_manager.filter(is_active=True, groups__name=GROUP)
        people = people.exclude(email="").distinct()
        ModeratorChoice.objects.bulk_create(
            [ModeratorChoice(user=person) for person in people], ignore_conflicts=True
        )
        return list(ModeratorChoice.objects.filter(user__in=people).select_related("user").order_by("pk"))

    @property
    def path(self) -> str:
        return reverse_in(settings.LANGUAGE_CODE, "comments:moderator_mail", self.token)

    @property
    def url(self) -> str:
        return absolute(self.path)
