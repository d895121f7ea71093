from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from articles.models import ArticleRevision
from articles.views import category_links
from comments.models import Comment
from comments.views import said
from glossary.models import TermRevision
from portal.editorial.linked_data import home_data

ARTICLES = 7
TERMS = 6
COMMENTS = 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    language = translation.get_language() or ""
    comments = Comment.objects.on_public_pages(language).approved().with_page().newest_first()
    context = {
        "articles": list(
            ArticleRevision.objects.live().in_language(language).for_lists().newest_first()[:ARTICLES]
        ),
        "terms": list(TermRevision.objects.live().in_language(language).for_lists().newest_first()[:TERMS]),
        "categories": category_links(language),
        "comments": said(comments[:COMMENTS]),
        "linked_data": home_data,
    }
    return render(request, "portal/home.html", context)
