"""The front door's directory: which floor answers which address."""

from django.urls import include, path

urlpatterns = [
    path("", include("sendiass.ui.urls")),
    path("", include("sendiass.health.urls")),
    path("", include("sendiass.accounts.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("", include("sendiass.outbox.urls")),
    path("drafts/", include("sendiass.drafts.urls")),
    path("", include("cases.urls")),
    path("", include("consent.urls")),
    path("", include("feedback.urls")),
    path("", include("governance.urls")),
]

handler400 = "sendiass.ui.views.bad_request"
handler403 = "sendiass.ui.views.forbidden"
handler404 = "sendiass.ui.views.not_found"
handler500 = "sendiass.ui.views.server_error"
