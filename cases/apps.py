"""Names the ground floor."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Casework."""

    name = "cases"
    label = "cases"
    verbose_name = "Cases"
