"""Words for requests that come by the public form: who sends them, where they stand; words only."""

from django.db.models import TextChoices


class Referrer(TextChoices):
    """Who fills in the public form."""

    PARENT_CARER = "parent_carer", "Parent or carer"
    YOUNG_PERSON = "young_person", "Child or young person"
    PROFESSIONAL = "professional", "Professional, with the family’s yes"


class ReferralState(TextChoices):
    """Where a request stands. The moves between them are a table in `rules`."""

    WAITING = "waiting", "Waiting"
    TAKEN_UP = "taken_up", "Became a case"
    ANSWERED = "answered", "Answered"
    SET_ASIDE = "set_aside", "Set aside"


class WhySetAside(TextChoices):
    """Why nothing follows from a request."""

    NOT_REAL = "not_real", "Not a real request"
    TWICE = "twice", "Sent twice, or their case is open already"
    NOT_WANTED = "not_wanted", "They do not want it any more"
    NOT_REACHED = "not_reached", "They could not be reached"
    NOT_OURS = "not_ours", "Not something this service does"
    OTHER = "other", "Another reason"
