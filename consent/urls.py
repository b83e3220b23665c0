"""Addresses of what a family permits, and of what was said under it."""

from django.urls import path

from consent.views import disclosing, interpreters, permissions, sharing

app_name = "consent"
urlpatterns = [
    path("cases/<str:reference>/sharing/", sharing.sharing_page, name="sharing_page"),
    path("cases/<str:reference>/sharing/permissions/add/", permissions.permission_add, name="permission_add"),
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
