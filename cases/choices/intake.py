"""Words for the intake desk: where an enquiry stands; words only."""

from django.db.models import TextChoices


class EnquiryStatus(TextChoices):
    """Where an enquiry stands."""

    CALLBACK = "callback", "Call back owed"
    ANSWERED = "answered", "Answered"
    BECAME_CASE = "became_case", "Became a case"
    NOT_WANTED = "not_wanted", "Call back no longer wanted"
    FADED = "faded", "Not reached; details forgotten"
