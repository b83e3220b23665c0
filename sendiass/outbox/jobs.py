"""The clock's and the queue's calls to deliver.

Each may be called twice, late or at once with another: nothing is sent twice.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.conf import settings

from sendiass import clock
from sendiass.audit import acting
from sendiass.outbox import delivery, mailbox, returns, standings
from sendiass.outbox.carriers import notify
from sendiass.outbox.writing import OUTBOX

log = logging.getLogger(__name__)

LONGEST_SWEEP = timedelta(minutes=3)
MOST_PER_SWEEP = 200


@shared_task
def deliver(message_id: str) -> None:
    """Deliver one message just written. The queue carries its id only."""
    with acting(by=OUTBOX):
        delivery.deliver(UUID(message_id), clock=clock.now)


@shared_task
def deliver_waiting() -> None:
    """Deliver everything that is due, and show what a killed worker left behind.

    Makes up for every call that was lost.
    """
    with acting(by=OUTBOX):
        delivery.give_up_lapsed(at=clock.now())
        delivery.deliver_due(clock=clock.now, until=clock.now() + LONGEST_SWEEP, most=MOST_PER_SWEEP)


@shared_task
def fetch_reports() -> None:
    """Fetch what mail servers report of mail that did not arrive. Nothing where no mailbox is set.

    A mailbox that does not answer is asked again next time; nothing is lost, for it keeps what was not read.
    """
    if settings.REPORTS_MAILBOX is None:
        return
    with acting(by=OUTBOX):
        try:
            mailbox.look_through(
                settings.REPORTS_MAILBOX, lambda raw: returns.take_report(raw, at=clock.now())
            )
        except mailbox.MailboxUnreachable as problem:
            log.warning("The mailbox for reports does not answer: %s", problem)


@shared_task
def ask_notify() -> None:
    """Ask GOV.UK Notify what became of what it took, and of what it may have taken. Nothing where it is not set."""
    if (has := notify()) is None:
        return
    with acting(by=OUTBOX):
        standings.ask(has, at=clock.now(), most=MOST_PER_SWEEP)
