from portal.editorial.admin.library import (
    AboutPageAdmin,
    CategoryAdmin,
    ContributorAdmin,
    ImageAdmin,
    SiteSettingsAdmin,
)
from portal.editorial.admin.pages import PageAdmin, PartInline

__all__ = [
    "AboutPageAdmin",
    "CategoryAdmin",
    "ContributorAdmin",
    "ImageAdmin",
    "PageAdmin",
    "PartInline",
    "SiteSettingsAdmin",
]
