"""Names the floor of governance."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Oversight of the people who do the work."""

    name = "governance"
    label = "governance"
    verbose_name = "Governance"
    default_auto_field = "django.db.models.BigAutoField"
