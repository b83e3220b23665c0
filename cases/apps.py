"""Names the ground floor, and checks at start-up that a profile's lists name entries that exist."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class CasesConfig(AppConfig):
    """Casework."""

    name = "cases"
    label = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        """Register the check of the profile's lists."""
        register(profile_lists_exist)


def profile_lists_exist(**_: Any) -> list[CheckMessage]:
    """A profile can hide or relabel only what is there."""
    from cases.choices import ALL
    from sendiass.profiles.lists import faults

    return [Error(fault, id="cases.E001") for fault in faults(ALL)]
