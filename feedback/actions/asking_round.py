"""Sending a questionnaire's address to the whole team, or to schools: the same to all, once each, joined to no answer (L11).

Nothing of any family goes with it: a school is asked what it thinks of the service.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.actions.idempotency import one_at_a_time, same_each_time
from feedback import emails
from feedback.access import may_keep_questionnaires, who_is_the_team
from feedback.choices import Audience, BatchState
from feedback.models import AskedRound, Batch
from feedback.rules import may_ask_round
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.crypto.subjects import SERVICE, KeySubject
from sendiass.outbox import own
from sendiass.outbox.recipients import AddressUnusable, Recipient


@transaction.atomic
def ask_the_team(*, by: User, batch: Batch, at: datetime) -> int:
    """Send it to everyone who works here and was not sent it yet, whoever asks among them; to how many.

    Raises Refused once its period is over, and for a questionnaire that asks somebody else.
    """
    held = _held(batch, Audience.TEAM, by=by, at=at)
    team = who_is_the_team()
    return sum(_send(held, user.email, name=user.name, about=user.key_subject, by=by, at=at) for user in team)


@transaction.atomic
def ask_schools(*, by: User, batch: Batch, addresses: Iterable[str], at: datetime) -> int:
    """Send it to each of these addresses that was not sent it yet; to how many.

    Raises Refused once its period is over, and for a questionnaire that asks somebody else.
    """
    held = _held(batch, Audience.SCHOOL, by=by, at=at)
    return sum(_send(held, one, name="", about=SERVICE, by=by, at=at) for one in addresses)


def not_asked_yet(batch: Batch, addresses: Iterable[str]) -> list[str]:
    """Those of these addresses to which it was not sent, each once, in their order."""
    keys = {_key(batch, one): one for one in reversed(list(addresses))}
    known = set(AskedRound.objects.filter(pk__in=keys).values_list("pk", flat=True))
    return [one for key, one in reversed(keys.items()) if key not in known]


def _held(batch: Batch, audience: Audience, *, by: User, at: datetime) -> Batch:
    may_keep_questionnaires(by).require()
    one_at_a_time(batch.pk)
    held: Batch = Batch.objects.select_related("questionnaire").get(pk=batch.pk)
    is_open = held.state == BatchState.OPEN and held.until_on >= clock.day_of(at)
    may_ask_round(audience, asks=Audience(held.questionnaire.audience), is_open=is_open).require()
    return held


def _send(batch: Batch, address: str, *, name: str, about: KeySubject, by: User, at: datetime) -> bool:
    key = _key(batch, address)
    try:
        to = Recipient.by_email(address=address, name=name)
    except AddressUnusable:
        return False
    if AskedRound.objects.filter(pk=key).exists():
        return False
    AskedRound.objects.create(id=key, batch=batch, asked_at=at, asked_by=by)
    kind = emails.TEAM_ASKED if about != SERVICE else emails.SCHOOL_ASKED
    said = emails.words_of_round(code=batch.code, closes=batch.until_on)
    own.send(kind=kind, to=to, about=about, context=said, key=f"{kind.code}:{key}", by=by, at=at)
    return True


def _key(batch: Batch, address: str) -> UUID:
    return same_each_time(batch.pk, "asked round", address.strip().casefold())
