"""Words with a fixed meaning on the floor of feedback."""

from django.db.models import TextChoices


class TranslatedBy(TextChoices):
    """Who made a translation that stands beside a view."""

    HUMAN = "human", "A person"
    MACHINE = "machine", "A machine"
