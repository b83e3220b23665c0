"""Delivers mail once in effect; it never sends anything a second time by itself.

A message is claimed, if its door's gate lets it leave at that moment, and the claim committed, before the mail server is
spoken to. A worker killed in between leaves it *being sent*; past its lease it becomes *unsure*, and a person decides.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from sendiass.audit import reading
from sendiass.crypto.errors import KeyUnavailable
from sendiass.environment import Notify
from sendiass.outbox import carriers, emails, gates, notify, parcels
from sendiass.outbox.carriers import carrier_of
from sendiass.outbox.choices import Carrier, Channel, State
from sendiass.outbox.models import Message
from sendiass.outbox.notify import Parcel
from sendiass.outbox.querysets import MessageQuerySet
from sendiass.outbox.rules import Fate, fate_of, may_move, wait_after
from sendiass.outbox.transport import End, Outcome, hand_over
from sendiass.outbox.writing import OUTBOX

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
LAPSED = "AttemptLapsed"
IN_HAND = (State.BEING_SENT, State.UNSURE)


def deliver(message_id: UUID, *, clock: Clock) -> End | None:
    """Deliver this message if it waits and is due; None if there was nothing to do."""
    tried = _deliver_first(Message.objects.filter(pk=message_id), clock)
    return tried[0] if tried else None


def deliver_due(*, clock: Clock, until: datetime, most: int) -> int:
    """Deliver what is due, the longest due first, until a moment or a number is reached; how many were tried.

    Gives up a carrier that can't be reached, or that took a message and never said so: the rest keeps its place
    and its attempts, and a server that hangs leaves one message a sweep to a person, not all of them.
    """
    tried, away = 0, set[Carrier]()
    while tried < most and clock() < until:
        tried_now = _deliver_first(Message.objects.without(away), clock)
        if tried_now is None:
            break
        tried += 1
        end, carrier = tried_now
        if end in (End.NO_LINE, End.UNKNOWN):
            away.add(carrier)
    return tried


def give_up_lapsed(*, at: datetime) -> int:
    """Mark as unsure what a worker took and never finished; how many there were."""
    with transaction.atomic(durable=True):
        lapsed = list(Message.objects.lapsed(at).order_by("claimed_at").select_for_update(skip_locked=True))
        for message in lapsed:
            message.state = State.UNSURE
            message.last_error = LAPSED
            message.save(update_fields=["state", "last_error"])
    return len(lapsed)


def _deliver_first(among: MessageQuerySet, clock: Clock) -> tuple[End, Carrier] | None:
    message = _claim(among, clock())
    if message is None:
        return None
    outcome = _compose_and_hand_over(message)
    _finish(message, outcome, clock())
    if outcome.end is not End.LEFT:
        log.warning("Message %s was not delivered: %s (%s)", message.pk, outcome.end.value, outcome.error)
    return outcome.end, Carrier(message.carrier)


def _claim(among: MessageQuerySet, at: datetime) -> Message | None:
    with transaction.atomic(durable=True):
        waiting = among.due(at).order_by("not_before", "id").select_for_update(skip_locked=True)
        while (message := waiting.first()) is not None:
            if _taken_in_hand(message, at):
                return message
    return None


def _taken_in_hand(message: Message, at: datetime) -> bool:
    """Whether it is being sent now. What its gate stops is cancelled; where the gate fails, a person must look."""
    try:
        with transaction.atomic():
            if because := gates.why_not(message, at):
                message.state, message.cancelled_because = State.CANCELLED, because
                message.save(update_fields=["state", "cancelled_because"])
                return False
            message.state, message.claimed_at = State.BEING_SENT, at
            taker = carrier_of(channel=message.channel, door=message.door, is_discreet=message.is_discreet)
            message.carrier = taker or ""
            message.attempts += 1
            message.save(update_fields=["state", "claimed_at", "carrier", "attempts"])
            return True
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        message.state, message.last_error = State.STUCK, type(error).__name__
        message.save(update_fields=["state", "last_error"])
        log.warning("Message %s was not sent: its gate did not answer (%s)", message.pk, message.last_error)
        return False


def _compose_and_hand_over(message: Message) -> Outcome:
    try:
        hand_it_over = _composed(message)
    except (KeyUnavailable, OperationalError, InterfaceError) as error:  # the key, or a data base, is away
        return Outcome(End.NO_LINE, type(error).__name__)
    except (
        Exception
    ) as error:  # erased, tampered with, a kind no longer known: nothing left, and a person must look
        return Outcome(End.REFUSED, type(error).__name__)
    return hand_it_over()


def _composed(message: Message) -> Callable[[], Outcome]:
    """The message, opened and ready: to be handed over when the reading is closed."""
    with reading(
        by=OUTBOX, subjects=[message.key_subject], purpose="deliver a message", page="outbox:delivery"
    ):
        if message.carrier == Carrier.MAIL_SERVER:
            return partial(hand_over, emails.mail_for(message))
        if (to := carriers.notify()) is None:
            raise LookupError("GOV.UK Notify is not set any more")
        return partial(_by_notify, parcels.parcel_for(message), to, was_tried=bool(message.last_error))


def _by_notify(parcel: Parcel, to: Notify, *, was_tried: bool) -> Outcome:
    """Hand it over, unless an earlier attempt turns out to have been taken: Notify knows it by its reference."""
    if was_tried:
        try:
            took = [fate_of(status, parcel.channel) for status in notify.statuses(parcel.reference, to)]
        except notify.NoAnswer as problem:
            return Outcome(End.NO_LINE, str(problem))
        if took and took[0] is not Fate.FAILED:
            return Outcome(End.LEFT)
    return notify.hand_over(parcel, to)


def _finish(claimed: Message, outcome: Outcome, at: datetime) -> None:
    with transaction.atomic(durable=True):
        message = Message.objects.select_for_update().get(pk=claimed.pk)
        new, not_before = _after(message, outcome, at)
        is_ours = message.claimed_at == claimed.claimed_at and message.state in IN_HAND
        if not is_ours or not may_move(Channel(message.channel), State(message.state), new):
            return  # a person has decided meanwhile, and what they said stands
        message.state = new
        message.not_before = not_before
        message.last_error = outcome.error
        message.sent_at = at if new is State.SENT else None
        message.save(update_fields=["state", "not_before", "last_error", "sent_at"])


def _after(message: Message, outcome: Outcome, at: datetime) -> tuple[State, datetime]:
    """The state the outcome leads to, and when the next attempt may be."""
    if outcome.end is End.LEFT:
        return State.SENT, message.not_before
    if outcome.end is End.REFUSED:
        return State.STUCK, message.not_before
    if outcome.end is End.UNKNOWN:
        return State.UNSURE, message.not_before
    wait = wait_after(message.attempts)
    if wait is None:
        return State.STUCK, message.not_before
    return State.WAITING, at + wait
