"""Articles are found."""

from django.utils.translation import gettext_lazy as _

from articles.models import Article
from portal.editorial.search import PageSource
from portal.search.kinds import Kind, register

register(PageSource(Kind("article", _("article"), _("Articles"), weight=1), Article))
