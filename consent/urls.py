"""Addresses of what a family permits, and of what was said under it."""

from django.urls import path

from consent.views import (
    approaches,
    asking,
    breaches,
    capacity,
    disclosing,
    interpreters,
    letters,
    liaison,
    passing_on,
    permissions,
    safeguarding,
    sharing,
    signed_forms,
)

app_name = "consent"
urlpatterns = [
    path("liaison/", liaison.liaison_list, name="liaison_list"),
    path("liaison/add/<str:kind>/", liaison.liaison_add, name="liaison_add"),
    path("liaison/<uuid:entry_id>/", liaison.liaison_page, name="liaison_page"),
    path("liaison/<uuid:entry_id>/correct/", liaison.liaison_correct, name="liaison_correct"),
    path("liaison/<uuid:entry_id>/review/", liaison.liaison_review, name="liaison_review"),
    path("cases/<str:reference>/sharing/", sharing.sharing_page, name="sharing_page"),
    path("cases/<str:reference>/sharing/permissions/add/", permissions.permission_add, name="permission_add"),
    path("cases/<str:reference>/sharing/capacity/add/", capacity.capacity_add, name="capacity_add"),
    path(
        "cases/<str:reference>/sharing/permissions/<uuid:permission_id>/form/",
        signed_forms.signed_form_add,
        name="signed_form_add",
    ),
    path(
        "cases/<str:reference>/sharing/permissions/<uuid:permission_id>/end/",
        permissions.permission_end,
        name="permission_end",
    ),
    path(
        "cases/<str:reference>/sharing/permissions/<uuid:permission_id>/said/",
        disclosing.disclosure_add,
        name="disclosure_add",
    ),
    path(
        "cases/<str:reference>/sharing/permissions/<uuid:permission_id>/letter/",
        letters.letter_write,
        name="letter_write",
    ),
    path(
        "cases/<str:reference>/sharing/permissions/<uuid:permission_id>/letter/look/",
        letters.letter_preview,
        name="letter_preview",
    ),
    path(
        "cases/<str:reference>/sharing/permissions/<uuid:permission_id>/letter/look/letter.pdf",
        letters.letter_preview_pdf,
        name="letter_preview_pdf",
    ),
    path("cases/<str:reference>/sharing/letters/<uuid:letter_id>/", letters.letter_page, name="letter_page"),
    path(
        "cases/<str:reference>/sharing/letters/<uuid:letter_id>/letter.pdf",
        letters.letter_paper,
        name="letter_paper",
    ),
    path(
        "cases/<str:reference>/sharing/letters/<uuid:letter_id>/posted/",
        letters.letter_post,
        name="letter_post",
    ),
    path(
        "cases/<str:reference>/sharing/letters/<uuid:letter_id>/again/",
        letters.letter_again,
        name="letter_again",
    ),
    path(
        "cases/<str:reference>/sharing/letters/<uuid:letter_id>/came/",
        letters.letter_came,
        name="letter_came",
    ),
    path(
        "cases/<str:reference>/sharing/letters/<uuid:letter_id>/stop/",
        letters.letter_stop,
        name="letter_stop",
    ),
    path(
        "cases/<str:reference>/sharing/letters/to-post/<uuid:task_id>/",
        letters.letter_to_post,
        name="letter_to_post",
    ),
    path("cases/<str:reference>/sharing/permissions/ask/", asking.permission_ask, name="permission_ask"),
    path("cases/<str:reference>/sharing/heard/add/", approaches.approach_add, name="approach_add"),
    path(
        "cases/<str:reference>/sharing/heard/<uuid:task_id>/", passing_on.heard_pass_on, name="heard_pass_on"
    ),
    path(
        "cases/<str:reference>/sharing/heard/<uuid:task_id>/withhold/",
        passing_on.heard_withhold,
        name="heard_withhold",
    ),
    path("cases/<str:reference>/safeguarding/", safeguarding.safeguarding_page, name="safeguarding_page"),
    path("cases/<str:reference>/safeguarding/add/", safeguarding.safeguarding_add, name="safeguarding_add"),
    path(
        "cases/<str:reference>/safeguarding/<uuid:safeguarding_id>/complete/",
        safeguarding.safeguarding_complete,
        name="safeguarding_complete",
    ),
    path(
        "cases/<str:reference>/safeguarding/<uuid:safeguarding_id>/review/",
        safeguarding.safeguarding_review,
        name="safeguarding_review",
    ),
    path(
        "cases/<str:reference>/safeguarding/<uuid:safeguarding_id>/breach/",
        safeguarding.breach_enter,
        name="breach_enter",
    ),
    path("safeguarding/", safeguarding.safeguarding_register, name="safeguarding_register"),
    path("breaches/", breaches.breach_register, name="breach_register"),
    path("breaches/report/", breaches.breach_report, name="breach_report"),
    path("breaches/<uuid:breach_id>/", breaches.breach_page, name="breach_page"),
    path("breaches/<uuid:breach_id>/<str:step>/", breaches.breach_step, name="breach_step"),
    path("cases/<str:reference>/interpreters/book/", interpreters.interpreter_book, name="interpreter_book"),
    path(
        "cases/<str:reference>/interpreters/<uuid:booking_id>/",
        interpreters.interpreter_know,
        name="interpreter_know",
    ),
    path(
        "cases/<str:reference>/interpreters/<uuid:booking_id>/cancel/",
        interpreters.interpreter_cancel,
        name="interpreter_cancel",
    ),
]
