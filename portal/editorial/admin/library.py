"""Admin of what pages share: categories, contributors, settings and texts of the site."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.editorial.models import (
    AboutPage,
    Category,
    Contributor,
    EmergencyNumber,
    SiteSettings,
)


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["name", "language", "description"]
    list_filter = ["language"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Contributor)
class ContributorAdmin(admin.ModelAdmin):
    list_display = ["name", "language", "qualification"]
    list_filter = ["language"]
    search_fields = ["name", "qualification"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["user"]


class EmergencyNumberInline(admin.TabularInline):
    model = EmergencyNumber
    extra = 0


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    list_display = ["language", "site_name", "contact_email", "emergency_checked_on"]
    inlines = [EmergencyNumberInline]
    fieldsets = [
        (None, {"fields": ["language", "site_name", "tagline", "home_intro", "contact_email"]}),
        (_("Glossary"), {"fields": ["woven_scope"]}),
        (_("Discussions"), {"fields": ["notice", "emergency_checked_on"]}),
        (
            _("Community banner"),
            {"fields": ["banner_title", "banner_text", "banner_button", "banner_link", "banner_place"]},
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: SiteSettings | None = None) -> list[str]:
        return ["language"] if obj else []


@admin.register(AboutPage)
class AboutPageAdmin(admin.ModelAdmin):
    list_display = ["key", "language", "updated_at"]
    list_filter = ["language", "key"]
