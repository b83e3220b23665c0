"""Words with a fixed meaning about accounts."""

from __future__ import annotations

from django.db.models import TextChoices


class ProposalKind(TextChoices):
    """What a proposal asks a second person to confirm."""

    NEW_ACCOUNT = "new_account", "New account"
    CHANGE_OF_ROLE = "change_of_role", "Change of role"
    REACTIVATION = "reactivation", "Account opened again"
    SECOND_FACTOR_RESET = "second_factor_reset", "Lost device: new second step"
