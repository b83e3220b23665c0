"""Addresses of what a family permits, and of what was said under it."""

from django.urls import path

from consent.views import asking, capacity, disclosing, passing_on, permissions, sharing, signed_forms

app_name = "consent"
urlpatterns = [
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
    path("cases/<str:reference>/sharing/permissions/ask/", asking.permission_ask, name="permission_ask"),
    path(
        "cases/<str:reference>/sharing/heard/<uuid:task_id>/", passing_on.heard_pass_on, name="heard_pass_on"
    ),
    path(
        "cases/<str:reference>/sharing/heard/<uuid:task_id>/withhold/",
        passing_on.heard_withhold,
        name="heard_withhold",
    ),
]
