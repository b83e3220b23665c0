"""Names the app of drafts, and has its settings checked at start-up."""

from django.apps import AppConfig
from django.core import checks


class DraftsConfig(AppConfig):
    name = "sendiass.drafts"
    label = "drafts"
    verbose_name = "Drafts"

    def ready(self) -> None:
        from sendiass.drafts.forms_kept import draft_forms_are_sound

        checks.register(draft_forms_are_sound)
