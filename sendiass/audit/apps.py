"""Names the audit app, and starts the history of every audited model once all models are known."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Readings and the history of changes."""

    name = "sendiass.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        """Connect the audited models."""
        from sendiass.audit import recording

        recording.connect_all()
