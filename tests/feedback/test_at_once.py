"""Two people decide one complaint at the same moment, each in a process of their own: one decision stands (L32)."""

from __future__ import annotations

import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import connections, transaction

from feedback.actions.complaints import Step, take_step
from feedback.choices import ComplaintStage, ComplaintStep, HowAnswered, Outcome
from feedback.models import ComplaintEntry
from sendiass import clock
from sendiass.access import Refused
from sendiass.database import standing
from tests import cast as stage
from tests.commenting import stepped, taken_on
from tests.conftest import WorkerDatabases

AT_ONCE = 4


@pytest.mark.clause("L32")
def test_a_complaint_that_several_decide_at_once_is_decided_once(committed_db: WorkerDatabases) -> None:
    with transaction.atomic():
        cast = stage.assemble()
        complaint = taken_on(cast)
        manager, today = cast.team.manager, clock.today()
        stepped(manager, complaint, ComplaintStep.ACKNOWLEDGED, ComplaintStep.LOOKED_INTO)
    start, said = threading.Barrier(AT_ONCE), []

    def decide(outcome: Outcome) -> None:
        step = decision(outcome, today)
        start.wait()
        try:
            with standing.standing_as(standing.worker(manager.id)):
                take_step(by=manager, comment=complaint.comment, step=step, once=uuid4(), at=clock.now())
            said.append("stands")
        except Refused as refused:
            said.append(refused.decision.reason)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=(outcome,)) for outcome in list(Outcome)[:AT_ONCE]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == [*["It has been decided. Close it, or take it further."] * (AT_ONCE - 1), "stands"]
    entries = ComplaintEntry.objects.filter(complaint=complaint).order_by("number")
    assert [one.stage for one in entries][-1] == ComplaintStage.DECIDED
    assert [one.step for one in entries].count("decided") == 1


def decision(outcome: Outcome, on: date) -> Step:
    return Step(ComplaintStep.DECIDED, "What was found.", outcome, HowAnswered.PHONE, on)
