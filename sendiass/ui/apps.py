"""Tells Django of the look, and has its settings checked at start-up."""

from django.apps import AppConfig
from django.core import checks


class UiConfig(AppConfig):
    name = "sendiass.ui"
    label = "ui"
    verbose_name = "Screens"

    def ready(self) -> None:
        from sendiass.ui.checks import navigation_is_sound, panels_are_sound

        checks.register(panels_are_sound)
        checks.register(navigation_is_sound)
