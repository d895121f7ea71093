from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Discussions")

    def ready(self) -> None:
        from comments import following, moderator_mail, notices
        from portal.background.mails import Kind, register

        register(Kind(following.CONFIRM, _("asks to confirm"), following.is_wanted))
        register(Kind(notices.NOTICE, _("new comments, to a subscriber"), notices.is_wanted))
        register(Kind(moderator_mail.DIGEST, _("what is new, to a moderator"), moderator_mail.is_wanted))
        register(Kind(moderator_mail.ALERT, _("what waits, to a moderator"), moderator_mail.is_wanted))
