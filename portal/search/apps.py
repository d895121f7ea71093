from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from portal.search.indexing import forget
        from portal.search.kinds import sources
        from portal.search.rebuilding import rebuild_if_needed

        autodiscover_modules("search")
        for source in sources():
            post_delete.connect(forget, sender=source.model)
        post_migrate.connect(rebuild_if_needed, sender=self)
