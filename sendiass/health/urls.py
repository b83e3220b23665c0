"""Where the host asks after the service's health."""

from django.urls import path

from sendiass.health import views

app_name = "health"
urlpatterns = [
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
]
