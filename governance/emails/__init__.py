"""What oversight writes to our own people. It decides nothing."""

from governance.emails.supervision import (
    BOOKED,
    OVERDUE,
    SOON,
    invite,
    remind,
    tell_overdue,
)

__all__ = [
    "BOOKED",
    "OVERDUE",
    "SOON",
    "invite",
    "remind",
    "tell_overdue",
]
