from django.urls import path, re_path

from glossary.api import views

app_name = "api"
urlpatterns = [
    path("terms/", views.term_list, name="terms"),
    path("terms/suggest/", views.term_suggestions, name="suggest"),
    path("terms/<str:language>/<str:slug>/", views.term_detail, name="term"),
    path("openapi.json", views.description, name="description"),
    # What ends without a slash is led to the address with one, as everywhere.
    re_path(r"^(?:.*/)?$", views.nothing, name="nothing"),
]
