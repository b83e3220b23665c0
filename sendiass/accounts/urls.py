"""Where accounts are found: one's own start, and the settings pages."""

from django.urls import path

from sendiass.accounts.views import accounts, clearances

app_name = "accounts"
urlpatterns = [
    path("account/start/", accounts.start, name="start"),
    path("account/second-step/", accounts.second_factor, name="second_factor"),
    path("settings/", accounts.settings_index, name="settings"),
    path("settings/roles/", accounts.roles, name="roles"),
    path("settings/accounts/", accounts.account_list, name="account_list"),
    path("settings/accounts/new/", accounts.account_propose, name="account_propose"),
    path("settings/accounts/<uuid:account>/", accounts.account_page, name="account_page"),
    path("settings/accounts/<uuid:account>/end/", accounts.account_deactivate, name="account_deactivate"),
    path("settings/accounts/<uuid:account>/role/", accounts.role_propose, name="role_propose"),
    path(
        "settings/accounts/<uuid:account>/open/", accounts.reactivation_propose, name="reactivation_propose"
    ),
    path(
        "settings/accounts/<uuid:account>/second-step/",
        accounts.second_factor_reset_propose,
        name="second_factor_reset_propose",
    ),
    path("settings/clearances/", clearances.clearance_list, name="clearance_list"),
    path("settings/accounts/<uuid:account>/clearance/", clearances.clearance_give, name="clearance_give"),
    path(
        "settings/accounts/<uuid:account>/clearance/withdraw/",
        clearances.clearance_withdraw,
        name="clearance_withdraw",
    ),
    path("settings/proposals/<uuid:proposal>/", accounts.proposal_page, name="proposal_page"),
    path("settings/proposals/<uuid:proposal>/confirm/", accounts.proposal_confirm, name="proposal_confirm"),
    path("settings/proposals/<uuid:proposal>/decline/", accounts.proposal_decline, name="proposal_decline"),
]
