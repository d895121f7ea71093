from django.urls import path

from articles import views
from articles.feeds import LatestArticles

app_name = "articles"
urlpatterns = [
    path("", views.article_list, name="list"),
    path("feed/", LatestArticles(), name="feed"),
    path("<str:slug>/", views.article_detail, name="detail"),
]
