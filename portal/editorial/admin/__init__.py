from portal.editorial.admin.forms import PageForm
from portal.editorial.admin.images import ImageAdmin
from portal.editorial.admin.library import (
    AboutPageAdmin,
    CategoryAdmin,
    ContributorAdmin,
    SiteSettingsAdmin,
)
from portal.editorial.admin.pages import PageAdmin, PartInline

__all__ = [
    "AboutPageAdmin",
    "CategoryAdmin",
    "ContributorAdmin",
    "ImageAdmin",
    "PageAdmin",
    "PageForm",
    "PartInline",
    "SiteSettingsAdmin",
]
