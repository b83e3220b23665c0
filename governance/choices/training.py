"""Words with a fixed meaning about training and about the sessions that the service gives."""

from __future__ import annotations

from django.db.models import TextChoices


class ProviderKind(TextChoices):
    """Who trains us. One of them alone would be one view alone (L20)."""

    IN_HOUSE = "in_house", "In house"
    SAFEGUARDING_BOARD = "safeguarding_board", "Safeguarding board"
    LOCAL_AUTHORITY = "local_authority", "Local authority"
    NATIONAL_NETWORK = "national_network", "National network"
    IPSEA = "ipsea", "IPSEA"
    OTHER = "other", "Somebody else"


class Audience(TextChoices):
    """For whom the service gives a session (Y20)."""

    FAMILIES = "families", "Families"
    YOUNG_PEOPLE = "young_people", "Children and young people"
    PROFESSIONALS = "professionals", "Professionals"


class Usefulness(TextChoices):
    """What somebody who came says of a session."""

    VERY = "very", "Very useful"
    QUITE = "quite", "Quite useful"
    A_LITTLE = "a_little", "A little useful"
    NOT = "not", "Not useful"


class NeedState(TextChoices):
    """Where somebody stands with one training that their role needs."""

    HAD = "had", "Up to date"
    DUE_SOON = "due_soon", "Due soon"
    TO_COME = "to_come", "Still to have"
    LATE = "late", "Overdue"
