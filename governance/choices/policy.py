"""Words with a fixed meaning about the policy."""

from __future__ import annotations

from django.db.models import TextChoices


class HeldBy(TextChoices):
    """How the software holds a promise, in words for whoever reads the policy (the register's controls)."""

    PREVENTS = "prevents", "It cannot be broken"
    BLOCKS = "blocks", "The system refuses what would break it"
    REQUIRES = "requires", "Work does not go on without it, or without a recorded reason"
    PROMPTS = "prompts", "The system asks for it in time"
    EVIDENCES = "evidences", "It is on record and reported"


class Reviewed(TextChoices):
    """What a review of the policy came to."""

    STANDS = "stands", "It stays as it is"
    AMENDED = "amended", "It is to be amended"
