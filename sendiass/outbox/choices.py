"""The words of the outbox with a fixed meaning."""

from django.db.models import TextChoices


class Door(TextChoices):
    """Who may be written to, and so which module alone may write the message."""

    OWN = "own", "Families, staff and members"
    THIRD_PARTY = "third_party", "Another agency, under a disclosure"
    RELEASES = "releases", "A numbered release"


class Channel(TextChoices):
    """How a message travels."""

    EMAIL = "email", "Email"
    POST = "post", "Letter"
    TEXT = "text", "Text message"


class Carrier(TextChoices):
    """Who brings a message; known once it has been taken in hand."""

    MAIL_SERVER = "mail_server", "The mail server"
    NOTIFY = "notify", "GOV.UK Notify"


class State(TextChoices):
    """Where a message is on its way."""

    WAITING = "waiting", "Waiting"
    BEING_SENT = "being_sent", "Being sent"
    SENT = "sent", "Sent"
    POSTED = "posted", "Posted"
    UNSURE = "unsure", "May have been sent"
    STUCK = "stuck", "Stuck"
    RETURNED = "returned", "Came back"
    CANCELLED = "cancelled", "Stopped"


class CancelReason(TextChoices):
    """Why a person stopped a message. Fixed words: a free note could tell about a family."""

    WRONG_ADDRESS = "wrong_address", "The address is wrong"
    TOLD_ANOTHER_WAY = "told_another_way", "They have been told another way"
    NOT_NEEDED = "not_needed", "It is no longer needed"
    RECORDS_REFUSED = "records_refused", "They said no to records being kept"
    NOT_SAFE = "not_safe", "It is not safe to write to this address"
    PERMISSION_ENDED = "permission_ended", "The family's permission no longer holds"
    CAME_BACK = "came_back", "What was sent to this address came back"


NOT_BY_HAND = frozenset({CancelReason.RECORDS_REFUSED, CancelReason.PERMISSION_ENDED, CancelReason.CAME_BACK})
"""What stops a message by itself, and is nobody's to choose."""
