"""The vocabulary of asking for messages; it decides nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sendiass.audit.querysets import AuditedQuerySet
from sendiass.outbox.choices import Channel, Door, State
from sendiass.outbox.rules import LEASE

if TYPE_CHECKING:
    from sendiass.outbox.models import Message  # noqa: F401 - for the type below


class MessageQuerySet(AuditedQuerySet["Message"]):
    """Messages."""

    def by_email(self) -> Self:
        return self.filter(channel=Channel.EMAIL)

    def letters(self) -> Self:
        return self.filter(channel=Channel.POST)

    def of_the_desk(self) -> Self:
        """What whoever posts letters may open: a letter to another agency tells of a case, and its worker posts it."""
        return self.exclude(door=Door.THIRD_PARTY)

    def waiting(self) -> Self:
        return self.filter(state=State.WAITING)

    def due(self, at: datetime) -> Self:
        """Mail that may go now."""
        return self.by_email().waiting().filter(not_before__lte=at)

    def lapsed(self, at: datetime) -> Self:
        """Mail whose attempt can no longer be under way."""
        return self.filter(state=State.BEING_SENT, claimed_at__lt=at - LEASE)

    def needing_a_person(self) -> Self:
        """Mail that nothing but a decision moves."""
        return self.filter(state__in=[State.UNSURE, State.STUCK])

    def returned(self) -> Self:
        """Mail that came back."""
        return self.filter(state=State.RETURNED)

    def tried_again(self) -> Self:
        """Mail that failed at least once and waits for its next attempt."""
        return self.by_email().waiting().filter(attempts__gt=0)
