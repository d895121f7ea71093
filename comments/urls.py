from django.urls import path
from django.utils.translation import pgettext_lazy

from comments import following_pages, news, permalinks, receipts, reporting, views
from comments.feeds import DiscussionComments, LatestComments

app_name = "comments"
urlpatterns = [
    path("", views.latest, name="latest"),
    path("feed/", LatestComments(), name="feed"),
    path("news/", news.of_site, name="site-news"),
    path(pgettext_lazy("path", "receipt/<str:token>/"), receipts.receipt, name="receipt"),
    path(pgettext_lazy("path", "receipt/<str:token>/withdraw/"), receipts.withdraw, name="withdraw"),
    path(pgettext_lazy("path", "report/<str:number>/"), reporting.report, name="report"),
    path(pgettext_lazy("path", "comment/<str:number>/"), permalinks.permalink, name="permalink"),
    path(pgettext_lazy("path", "following/confirm/<str:token>/"), following_pages.follow, name="follow"),
    path(
        pgettext_lazy("path", "following/team/<str:token>/"),
        following_pages.moderator_mail,
        name="moderator_mail",
    ),
    path(pgettext_lazy("path", "following/<str:token>/"), following_pages.following, name="following"),
    path(pgettext_lazy("path", "following/<str:token>/stop/"), following_pages.unfollow, name="unfollow"),
    path("<str:number>/feed/", DiscussionComments(), name="discussion-feed"),
    path("<str:number>/news/", news.of_discussion, name="news"),
]
