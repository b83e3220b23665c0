"""Addresses of what a family permits, and of what was said under it."""

from django.urls import path

from consent.views import disclosing, liaison, permissions, sharing

app_name = "consent"
urlpatterns = [
    path("liaison/", liaison.liaison_list, name="liaison_list"),
    path("liaison/add/<str:kind>/", liaison.liaison_add, name="liaison_add"),
    path("liaison/<uuid:entry_id>/", liaison.liaison_page, name="liaison_page"),
    path("liaison/<uuid:entry_id>/correct/", liaison.liaison_correct, name="liaison_correct"),
    path("liaison/<uuid:entry_id>/review/", liaison.liaison_review, name="liaison_review"),
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
]
