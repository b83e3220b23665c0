"""Names the keystore app."""

from django.apps import AppConfig


class KeystoreConfig(AppConfig):
    """Wrapped keys, which live in a data base of their own."""

    name = "sendiass.crypto"
    label = "keystore"
    verbose_name = "Keys"
