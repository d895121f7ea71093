"""What an article tells machines of itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from articles.models import ArticleRevision
from portal.editorial.linked_data import Node, Place, crumbs, medical_page, questions


def article_data(article: ArticleRevision, place: Place) -> list[Node]:
    return [medical_page(place, article), *questions(place, article), crumbs(place, article, _("Articles"))]
