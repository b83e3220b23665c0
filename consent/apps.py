"""Names the floor of consent."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Permissions to share and disclosures."""

    name = "consent"
    label = "consent"
    verbose_name = "Consent"
    default_auto_field = "django.db.models.BigAutoField"
