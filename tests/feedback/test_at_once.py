"""What several do at the same moment: one decision of a complaint stands (L32), and nobody is asked twice (L11)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction

from cases.actions.casework import change_status
from cases.actions.people import Reach, add_contact
from cases.choices import CaseStatus, ContactPointKind, ContactSafety
from cases.models import AskedAtClosing
from feedback.access import who_is_the_team
from feedback.actions.asking_round import ask_the_team
from feedback.actions.batches import open_batches
from feedback.actions.complaints import Step, take_step
from feedback.actions.invitations import INVITER, _after_a_closing
from feedback.choices import Audience, ComplaintStage, ComplaintStep, HowAnswered, Outcome, WhyNotSent
from feedback.models import ComplaintEntry, Invitation
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import acting
from sendiass.database import standing
from sendiass.outbox.models import Message
from tests import cast as stage
from tests.asking import asked
from tests.closing import closed_case
from tests.commenting import stepped, taken_on
from tests.conftest import WorkerDatabases

AT_ONCE, PRESSED = 4, 3


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


@pytest.mark.clause("L11")
def test_pressed_by_several_at_once_each_of_the_team_is_asked_once(committed_db: WorkerDatabases) -> None:
    with transaction.atomic():
        cast = stage.assemble()
        manager, batch = cast.team.manager, asked(Audience.TEAM)
        team = len(who_is_the_team())
    start = threading.Barrier(PRESSED)

    def press(_: int) -> int:
        start.wait()
        try:
            with standing.standing_as(standing.worker(manager.id)):
                return ask_the_team(by=manager, batch=batch, at=clock.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PRESSED) as together:
        numbers = sorted(together.map(press, range(PRESSED)))
    assert numbers == [0] * (PRESSED - 1) + [team]
    assert Message.objects.filter(kind="feedback.team_asked").count() == team


@pytest.mark.clause("L30")
def test_one_person_of_two_closings_is_asked_once_though_two_sweeps_meet(
    committed_db: WorkerDatabases,
) -> None:
    with transaction.atomic():
        cast = stage.assemble()
        worker, family = cast.team.caseworker, cast.khans
        add_contact(
            by=worker,
            case=family.case,
            person=family.parent,
            reach=Reach(ContactPointKind.EMAIL, "khan@family.example", ContactSafety.SAFE),
            at=clock.now(),
        )
        closed_case(by=worker, case=family.case)
        change_status(by=worker, case=family.case, to=CaseStatus.OPEN, reason="More.", at=clock.now())
        closed_case(by=worker, case=family.case, reason="Done again.")
        open_batches(on=clock.today())
    closings = list(AskedAtClosing.objects.filter(person=family.parent).values_list("pk", flat=True))
    assert len(closings) == 2
    start = threading.Barrier(len(closings))

    def sweep(closing: UUID) -> None:
        try:
            with acting(by=INVITER), transaction.atomic():
                start.wait()
                _after_a_closing(closing, clock.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor() as pool:
        list(pool.map(sweep, closings))
    with acting(by=INVITER):
        states = sorted(Invitation.objects.filter(person=family.parent).values_list("state", "because"))
    assert states == [("not_sent", WhyNotSent.ASKED_LATELY), ("sent", "")]
