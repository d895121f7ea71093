from portal.editorial.models.checks import SourceCheck
from portal.editorial.models.content import BannerPlace, Content, Origin
from portal.editorial.models.library import Image
from portal.editorial.models.notes import Presence, PreviewLink, Reminder
from portal.editorial.models.page import Page, PageState
from portal.editorial.models.parts import (
    Contribution,
    ContributionRole,
    FrozenContributor,
    FrozenQuestion,
    FrozenSource,
    Part,
    Question,
    Source,
)
from portal.editorial.models.people import Contributor
from portal.editorial.models.review import Review, Significance
from portal.editorial.models.revision import Revision
from portal.editorial.models.site import (
    AboutKey,
    AboutPage,
    BannerDefault,
    Category,
    EmergencyNumber,
    SiteSettings,
    WovenScope,
)
from portal.editorial.models.trail import TrailEntry

__all__ = [
    "AboutKey",
    "AboutPage",
    "BannerDefault",
    "BannerPlace",
    "Category",
    "Content",
    "Contribution",
    "ContributionRole",
    "Contributor",
    "EmergencyNumber",
    "FrozenContributor",
    "FrozenQuestion",
    "FrozenSource",
    "Image",
    "Origin",
    "Page",
    "PageState",
    "Part",
    "Presence",
    "PreviewLink",
    "Question",
    "Reminder",
    "Review",
    "Revision",
    "Significance",
    "SiteSettings",
    "Source",
    "SourceCheck",
    "TrailEntry",
    "WovenScope",
]
