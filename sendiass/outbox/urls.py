"""Addresses of the letters to post and of mail that needs a person."""

from django.urls import path

from sendiass.outbox import views

app_name = "outbox"
urlpatterns = [
    path("settings/letters/", views.letter_list, name="letter_list"),
    path("settings/letters/<uuid:message_id>/letter.pdf", views.letter_pdf, name="letter_pdf"),
    path("settings/letters/<uuid:message_id>/posted/", views.letter_post, name="letter_post"),
    path("settings/letters/<uuid:message_id>/cancel/", views.letter_cancel, name="letter_cancel"),
    path("settings/outbox/", views.mail_list, name="mail_list"),
    path("settings/outbox/<uuid:message_id>/retry/", views.mail_retry, name="mail_retry"),
    path("settings/outbox/<uuid:message_id>/arrived/", views.mail_arrived, name="mail_arrived"),
    path("settings/outbox/<uuid:message_id>/cancel/", views.mail_cancel, name="mail_cancel"),
]
