"""The addresses of drafts."""

from django.urls import path

from sendiass.drafts import views

app_name = "drafts"
urlpatterns = [
    path("token/", views.draft_token, name="draft_token"),
    path("<str:form_key>/", views.draft_save, name="draft_save"),
]
