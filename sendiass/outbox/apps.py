"""Names the outbox app and has its kinds of message checked at start-up."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Messages and their delivery."""

    name = "sendiass.outbox"
    label = "outbox"
    verbose_name = "Outbox"

    def ready(self) -> None:
        from sendiass.outbox import checks  # noqa: F401 - registers itself
