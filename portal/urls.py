"""Addresses. The first segment of a reader page is its language; machines and the admin have none."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.utils.translation import pgettext_lazy

from portal.views import about, home, machines, preview, search

about_patterns = (
    [
        path(pgettext_lazy("path", "contributors/<str:slug>/"), about.contributor, name="contributor"),
        path("<str:slug>/", about.about, name="page"),
    ],
    "about",
)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health/live/", machines.live, name="live"),
    path("health/ready/", machines.ready, name="ready"),
    path("robots.txt", machines.robots, name="robots"),
    path("opensearch.xml", machines.opensearch, name="opensearch"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("favicon.ico", machines.favicon, name="favicon"),
    path("look/<str:code>.<slug:digest>.css", machines.look, name="look"),
    path("media/<path:path>", machines.media, name="media"),
    path("api/v1/", include("glossary.api.urls")),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    *i18n_patterns(
        path("", home.home, name="home"),
        path(pgettext_lazy("path", "articles/"), include("articles.urls")),
        path(pgettext_lazy("path", "glossary/"), include("glossary.urls")),
        path(pgettext_lazy("path", "discussions/"), include("comments.urls")),
        path(pgettext_lazy("path", "search/"), search.search, name="search"),
        path(pgettext_lazy("path", "search/suggestions/"), search.suggestions, name="suggestions"),
        path(pgettext_lazy("path", "about/"), include(about_patterns)),
        path(pgettext_lazy("path", "preview/<str:token>/"), preview.shared_preview, name="preview"),
    ),
]
