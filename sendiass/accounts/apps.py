"""Names the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts and roles."""

    name = "sendiass.accounts"
    label = "accounts"
    verbose_name = "Accounts"
