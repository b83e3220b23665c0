"""The addresses that belong to the service as a whole: its start page and what it says of itself."""

from django.urls import path

from sendiass.ui import views

urlpatterns = [
    path("", views.home, name="home"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("theme.css", views.theme_css, name="theme"),
]
