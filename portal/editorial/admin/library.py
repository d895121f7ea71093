"""Admin of what pages share: categories, contributors, settings and texts of the site."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from portal.editorial.admin.beginning import Beginning
from portal.editorial.emergency import shipped_numbers
from portal.editorial.languages import default_language
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
class ContributorAdmin(Beginning):
    list_display = ["name", "language", "qualification"]
    list_filter = ["language"]
    search_fields = ["name", "qualification"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["user"]


class EmergencyNumberInline(admin.TabularInline):
    model = EmergencyNumber
    extra = 0


@admin.register(SiteSettings)
class SiteSettingsAdmin(Beginning):
    list_display = ["language", "site_name", "contact_email", "emergency_checked_on"]
    inlines = [EmergencyNumberInline]
    autocomplete_fields = ["logo"]
    fieldsets = [
        (None, {"fields": ["language", "site_name", "tagline", "home_intro", "contact_email"]}),
        (
            _("Look"),
            {
                "description": _(
                    "What is left blank is as in the first language of the site, or else as the portal "
                    "ships. Each colour is checked: text in it must be readable on the light and on the dark "
                    "pages."
                ),
                "fields": [
                    ("logo", "logo_alt"),
                    ("main_colour", "main_colour_dark"),
                    ("accent_colour", "accent_colour_dark"),
                    "typeface",
                ],
            },
        ),
        (_("Glossary"), {"fields": ["woven_scope"]}),
        (_("Discussions"), {"fields": ["notice", "emergency_checked_on", "shipped_numbers"]}),
        (
            _("Community banner"),
            {"fields": ["banner_title", "banner_text", "banner_button", "banner_link", "banner_place"]},
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: SiteSettings | None = None) -> list[str]:
        return ["language", "shipped_numbers"] if obj else ["shipped_numbers"]

    @admin.display(description=_("emergency numbers while the list below is empty"))
    def shipped_numbers(self, row: SiteSettings | None) -> SafeString:
        """Each with the public service that says so: editors check them there."""
        numbers = shipped_numbers(row.language if row else default_language())
        return format_html_join(
            mark_safe("<br>"),
            '{} – {} (<a href="{}">{}</a>)',
            ((one.number, one.label, one.source, _("source")) for one in numbers),
        )


@admin.register(AboutPage)
class AboutPageAdmin(admin.ModelAdmin):
    list_display = ["key", "language", "updated_at"]
    list_filter = ["language", "key"]
