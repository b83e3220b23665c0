"""The roof's addresses. No name of a person is ever in one."""

from django.urls import URLPattern

app_name = "governance"
urlpatterns: list[URLPattern] = []
