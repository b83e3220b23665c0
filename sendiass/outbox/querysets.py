"""The vocabulary of asking for messages; it decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from sendiass.audit.querysets import AuditedQuerySet
from sendiass.outbox.carriers import carried_by
from sendiass.outbox.choices import Carrier, Channel, Door, State
from sendiass.outbox.rules import ASKED_FOR, LEASE

if TYPE_CHECKING:
    from sendiass.outbox.models import Message  # noqa: F401 - for the type below


class MessageQuerySet(AuditedQuerySet["Message"]):
    """Messages."""

    def by_themselves(self) -> Self:
        """Those that leave without anybody's hand."""
        return self.filter(carried_by(Carrier.MAIL_SERVER) | carried_by(Carrier.NOTIFY))

    def of_the_outbox(self) -> Self:
        """What the desk decides about where it does not go: mail, texts, and letters that were to be printed for us."""
        return self.exclude(channel=Channel.POST, carrier="")

    def letters(self) -> Self:
        return self.filter(channel=Channel.POST)

    def of_the_desk(self) -> Self:
        """What whoever posts letters may open: a letter to another agency tells of a case, and its worker posts it."""
        return self.exclude(door=Door.THIRD_PARTY)

    def for_the_post(self) -> Self:
        """Letters for somebody to print and post: those that nobody prints for us, and those whom the printers refused."""
        by_hand = self.letters().waiting().exclude(carried_by(Carrier.NOTIFY))
        return by_hand | self.letters().filter(state=State.STUCK)

    def waiting(self) -> Self:
        return self.filter(state=State.WAITING)

    def due(self, at: datetime) -> Self:
        """What may go by itself now."""
        return self.by_themselves().waiting().filter(not_before__lte=at)

    def without(self, carriers: Iterable[Carrier]) -> Self:
        """What none of these would bring."""
        found = self
        for carrier in carriers:
            found = found.exclude(carried_by(carrier))
        return found

    def to_ask_about(self, at: datetime) -> Self:
        """What GOV.UK Notify may say something new of: it keeps a message for seven days."""
        asked = self.filter(carrier=Carrier.NOTIFY, delivered_at__isnull=True, claimed_at__gt=at - ASKED_FOR)
        return asked.filter(Q(state=State.SENT) | Q(state=State.UNSURE, claimed_at__lt=at - LEASE))

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
        """What failed at least once and waits for its next attempt."""
        return self.by_themselves().waiting().filter(attempts__gt=0)
