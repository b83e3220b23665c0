"""Addresses of what families say, and of what became of it."""

from django.urls import URLPattern

app_name = "feedback"
urlpatterns: list[URLPattern] = []
