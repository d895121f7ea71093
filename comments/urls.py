from django.urls import path
from django.utils.translation import pgettext_lazy

from comments import permalinks, receipts, reporting, views
from comments.feeds import LatestComments

app_name = "comments"
urlpatterns = [
    path("", views.latest, name="latest"),
    path("feed/", LatestComments(), name="feed"),
    path(pgettext_lazy("path", "receipt/<str:token>/"), receipts.receipt, name="receipt"),
    path(pgettext_lazy("path", "receipt/<str:token>/withdraw/"), receipts.withdraw, name="withdraw"),
    path(pgettext_lazy("path", "report/<str:number>/"), reporting.report, name="report"),
    path(pgettext_lazy("path", "comment/<str:number>/"), permalinks.permalink, name="permalink"),
]
