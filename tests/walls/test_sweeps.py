"""The wall of the sweeps: what the clock calls writes in transactions of its own, for no request stands round it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections, models

from cases.models import BegunReferral, CallBack
from consent.actions.permissions import end_permission
from consent.choices import WhyEnded
from consent.models import Letter, LetterTask, SharingPermission
from sendiass import clock
from sendiass.audit import recording
from sendiass.audit.errors import Unaudited
from sendiass.drafts import keeping
from sendiass.drafts.models import Draft
from sendiass.outbox.choices import State
from sendiass.outbox.models import Message
from sendiass.schedule import SCHEDULE
from tests.cast import Cast, lettered, permitted
from tests.referring import half_written
from tests.walls.test_pages_by_role import things_of
from tests.walls.test_schedule import jobs

pytestmark = pytest.mark.django_db
OF_ANOTHER_WALL = {"sendiass.audit.jobs.seal_new_entries", "sendiass.audit.jobs.seal_what_was_missed"}
"""They write the chain over a connection of their own (tests/kernel/audit)."""


@pytest.fixture
def only_own_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own transaction counts as none."""

    def need_one_within(model: type[models.Model], using: str) -> None:
        if not connections[using].savepoint_ids:
            raise Unaudited(f"{model._meta.label} is changed outside a transaction")

    monkeypatch.setattr(recording, "_need_transaction", need_one_within)


@pytest.fixture
def things(cast: Cast) -> dict[str, Any]:
    """One of each, and of what a sweep takes up: a letter whose yes has ended, a draft, a call, a request begun."""
    found = things_of(cast)
    worker = cast.team.caseworker
    keeping.keep(owner=worker, form_key=found["form_key"], fields={"note": "Half."}, at=clock.now())
    half_written()
    permission = SharingPermission.objects.get(pk=found["permission_id"])
    end_permission(
        by=worker, permission=permission, because=WhyEnded.TAKEN_BACK, how=None, words="", at=clock.now()
    )
    return found


def sweep() -> Iterator[str]:
    """Run every job of the clock once."""
    for name, job in jobs().items():
        if name in {entry["task"] for entry in SCHEDULE.values()} - OF_ANOTHER_WALL:
            job()
            yield name


def test_what_the_clock_calls_needs_no_transaction_of_others(
    things: dict[str, Any], only_own_transactions: None
) -> None:
    letter = Letter.objects.get(pk=things["letter_id"])
    assert len(list(sweep())) == len(SCHEDULE) - len(OF_ANOTHER_WALL)
    assert Message.objects.get(pk=letter.message_id).state == State.CANCELLED
    assert letter.task
    letter.task.refresh_from_db()
    assert letter.task.withdrawn_at
    with time_machine.travel(clock.now() + timedelta(days=400)):
        list(sweep())
    assert not CallBack.objects.filter(forgotten_at=None).exists()
    assert not Draft.objects.exists()
    assert not BegunReferral.objects.exists()


def test_a_letter_that_is_tried_again_takes_its_task_with_it(cast: Cast, only_own_transactions: None) -> None:
    worker, at = cast.team.caseworker, clock.now()
    letter = lettered(worker, permitted(worker, cast.khans, cast.authority, at=at), by_mail=True)
    message = Message.objects.filter(pk=letter.message_id).unaudited_because("as if mail had fallen")
    message.update(state=State.STUCK)
    list(sweep())
    task = LetterTask.objects.get(letter=letter).task
    assert task
    message.update(state=State.WAITING, not_before=at + timedelta(days=1))
    list(sweep())
    task.refresh_from_db()
    assert task.withdrawn_at
