"""Asks GOV.UK Notify what became of what it took: it arrived, it came back, a person must look. A sweep; it sends nothing.

A message of which nobody knew whether it left is settled so: Notify has it, or has not, and then it waits to go again.
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sendiass.environment import Notify
from sendiass.outbox import notify, returns
from sendiass.outbox.choices import Channel, State
from sendiass.outbox.models import Message
from sendiass.outbox.rules import Fate, fate_of, may_move

log = logging.getLogger(__name__)


def ask(to: Notify, *, at: datetime, most: int) -> int:
    """Ask about those that left and have not arrived, and those nobody is sure of, the oldest first; how many were settled.

    Stops when Notify does not answer: the next sweep asks again. No row is held while it is asked.
    """
    settled = 0
    for pk in list(
        Message.objects.to_ask_about(at).order_by("claimed_at", "id").values_list("pk", flat=True)[:most]
    ):
        try:
            found = notify.statuses(str(pk), to)
        except notify.NoAnswer as problem:
            log.warning("GOV.UK Notify does not answer: %s", problem)
            break
        settled += _take(pk, found, at)
    return settled


@transaction.atomic
def _take(pk: UUID, found: list[str], at: datetime) -> bool:
    """Whether anything followed from what Notify says."""
    message = Message.objects.select_for_update(of=("self",)).to_ask_about(at).filter(pk=pk).first()
    if message is None:  # a person has decided meanwhile
        return False
    fate = fate_of(found[0], Channel(message.channel)) if found else None
    if message.state == State.UNSURE:
        _settle(message, took_it=fate is not None, at=at)
    if fate is Fate.CAME_BACK:
        return returns.came_back(message.message_id, at=at)
    if fate is Fate.ARRIVED:
        message.delivered_at = at
        message.save(update_fields=["delivered_at"])
    if fate is Fate.FAILED and may_move(Channel(message.channel), State(message.state), State.STUCK):
        message.state, message.sent_at, message.last_error = State.STUCK, None, f"Notify {found[0]}"
        message.save(update_fields=["state", "sent_at", "last_error"])
    return fate is not None and fate is not Fate.UNDER_WAY


def _settle(message: Message, *, took_it: bool, at: datetime) -> None:
    message.state = State.SENT if took_it else State.WAITING
    message.sent_at = message.claimed_at if took_it else None
    message.not_before = message.not_before if took_it else at
    message.save(update_fields=["state", "sent_at", "not_before"])
