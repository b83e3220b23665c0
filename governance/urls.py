"""Where oversight is found: training, and those who join."""

from django.urls import path

app_name = "governance"
urlpatterns: list = []
