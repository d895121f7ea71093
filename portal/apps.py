from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate, pre_migrate


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal.groundwork import make_groups, make_settings, remember_permissions

        # The last app whose permissions the groups hold.
        pre_migrate.connect(remember_permissions, sender=apps.get_app_config("auth"))
        post_migrate.connect(make_groups, sender=apps.get_app_config("articles"))
        post_migrate.connect(make_settings, sender=apps.get_app_config("articles"))


class PortalAdminConfig(AdminConfig):
    default_site = "portal.admin_site.PortalAdminSite"
