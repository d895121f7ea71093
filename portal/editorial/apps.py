from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "portal.editorial"
    label = "editorial"
    verbose_name = _("Editorial")

    def ready(self) -> None:
        from portal.background.mails import Kind, register
        from portal.editorial import reminders

        register(Kind(reminders.KIND, _("review that is due")))
