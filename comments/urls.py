from django.urls import path
from django.utils.translation import pgettext_lazy

from comments import views
from comments.feeds import LatestComments

app_name = "comments"
urlpatterns = [
    path("", views.latest, name="latest"),
    path("feed/", LatestComments(), name="feed"),
    path(pgettext_lazy("path", "receipt/<str:token>/"), views.receipt, name="receipt"),
]
