"""Where accounts are found: one's own start, and the settings pages."""

from django.urls import path

from sendiass.accounts import views

app_name = "accounts"
urlpatterns = [
    path("account/start/", views.start, name="start"),
    path("account/second-step/", views.second_factor, name="second_factor"),
    path("settings/", views.settings_index, name="settings"),
    path("settings/roles/", views.roles, name="roles"),
    path("settings/accounts/", views.account_list, name="account_list"),
    path("settings/accounts/new/", views.account_propose, name="account_propose"),
    path("settings/accounts/<uuid:account>/", views.account_page, name="account_page"),
    path("settings/accounts/<uuid:account>/end/", views.account_deactivate, name="account_deactivate"),
    path("settings/accounts/<uuid:account>/role/", views.role_propose, name="role_propose"),
    path("settings/accounts/<uuid:account>/open/", views.reactivation_propose, name="reactivation_propose"),
    path(
        "settings/accounts/<uuid:account>/second-step/",
        views.second_factor_reset_propose,
        name="second_factor_reset_propose",
    ),
    path("settings/proposals/<uuid:proposal>/", views.proposal_page, name="proposal_page"),
    path("settings/proposals/<uuid:proposal>/confirm/", views.proposal_confirm, name="proposal_confirm"),
    path("settings/proposals/<uuid:proposal>/decline/", views.proposal_decline, name="proposal_decline"),
]
