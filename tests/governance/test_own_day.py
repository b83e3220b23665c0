"""A worker's day says what supervision, training, the policy and checks of files ask of them, when it is due and only then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.policy import NewVersion, acknowledge_policy, put_in_policy
from governance.access import standings_of
from governance.access.own_day import own_day_of
from governance.access.training import needs_of
from governance.actions.people import Above, OnLeave, record_leave, set_supervisor
from governance.actions.records import ToDo, add_note, agree_action, finish_action
from governance.choices import LeaveKind, NoteKind
from governance.choices.training import NeedState
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.database import standing
from sendiass.profiles import profile
from tests.cast import Cast, logged
from tests.commenting import signed_in
from tests.governance.checking import checked, drawn
from tests.supervising import booked, held, signed, supervises, wrote
from tests.training import had, paper

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L14", "L15", "L16", "L20", "L21", "Y16")]

HEADING = "Your supervision, training and policy"


@pytest.fixture(autouse=True)
def _all_training_was_had(cast: Cast) -> None:
    """Everybody has had what their role needs, so that only what a test is about is due."""
    for worker in (cast.team.caseworker, cast.team.colleague, cast.team.volunteer, cast.team.manager):
        for need in profile().training.needs:
            had(cast.team.manager, worker, need.key, **_own(worker, cast))


def _own(worker: User, cast: Cast) -> dict[str, Any]:
    return {"certificate": paper()} if worker == cast.team.manager else {}


def panel(user: User) -> str:
    """The panel on somebody's day, or nothing."""
    page = signed_in(user).get("/today/").content.decode()
    if HEADING not in page:
        return ""
    after = page[page.index(HEADING) :]
    return after[: after.index("</section>")]


def test_there_is_no_panel_where_nothing_is_due(cast: Cast) -> None:
    supervises(cast, cast.team.caseworker)
    held_and_signed(cast, cast.team.caseworker, days_ago=3)
    assert panel(cast.team.caseworker) == ""
    assert HEADING not in signed_in(cast.team.volunteer).get("/today/").content.decode()


def held_and_signed(cast: Cast, worker: User, *, days_ago: int) -> None:
    session = held(worker, by=cast.team.manager, days_ago=days_ago)
    wrote(session, by=worker)
    signed(session, worker, cast.team.manager)


def test_a_session_stands_there_from_a_week_before_for_both(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    held_and_signed(cast, worker, days_ago=3)
    session = booked(worker, by=manager, in_days=8)
    address = reverse("governance:session_page", args=[session.pk])
    assert panel(worker) == panel(manager) == ""
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert f"Supervision with {manager.name}" in panel(worker)
        assert "in 6 days" in panel(worker)
        assert f"Supervision of {worker.name}" in panel(manager)
        assert address in panel(worker)
        assert address in panel(manager)
        agenda = reverse("governance:session_step", args=[session.pk, "agenda"])
        assert agenda in panel(worker)
        assert agenda not in panel(manager)
        at = clock.now()
        add_note(by=worker, session=session, kind=NoteKind.AGENDA, words="The Khans", once=uuid4(), at=at)
        assert agenda not in panel(worker)
    with time_machine.travel(clock.now() + timedelta(days=9)):
        assert "Say whether supervision with" in panel(worker)
    assert panel(cast.team.colleague) == ""


def test_supervision_that_is_not_booked_is_said_when_it_is_due_soon_and_how_late_it_is(cast: Cast) -> None:
    worker = cast.team.caseworker
    supervises(cast, worker)
    held_and_signed(cast, worker, days_ago=30)
    address = reverse("governance:worker_page", args=[worker.pk])
    assert address not in panel(worker)
    with time_machine.travel(clock.now() + timedelta(days=10)):
        assert "Book your supervision" in panel(worker)
        assert "due in 2 days" in panel(worker)
        assert address in panel(worker)
        assert "1 person" not in panel(cast.team.manager)
    with time_machine.travel(clock.now() + timedelta(days=15)):
        assert "3 days late" in panel(worker)
        assert "Supervision of 1 person" in panel(cast.team.manager)
        booked(worker, by=worker, in_days=20)
        assert "is booked for" in panel(worker)
        assert "Supervision of 1 person" not in panel(cast.team.manager)


def test_what_the_two_agreed_stands_there_until_it_is_done(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    session = held(worker, by=manager, days_ago=3)
    soon, later = (
        agree_action(
            by=worker,
            session=session,
            to_do=ToDo("Read chapter 9 about Samira.", worker, clock.today() + timedelta(days=days)),
            once=uuid4(),
            at=clock.now(),
        )
        for days in (4, 30)
    )
    assert later
    shown = panel(worker)
    assert "1 thing you agreed in supervision to do" in shown
    assert "Samira" not in shown
    assert reverse("governance:session_page", args=[session.pk]) in shown
    assert "you agreed" not in panel(manager)
    finish_action(by=worker, session=session, action_id=soon.id, at=clock.now())
    assert "you agreed" not in panel(worker)


def test_a_record_stands_there_for_whoever_is_to_write_and_to_sign_it(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    session = held(worker, by=manager, days_ago=1)
    assert f"Write the record of supervision of {worker.name}" in panel(manager)
    assert panel(worker) == ""
    wrote(session, by=manager)
    for one in (worker, manager):
        assert reverse("governance:session_step", args=[session.pk, "sign"]) in panel(one)
    signed(session, manager)
    assert "Sign the record" not in panel(manager)
    assert "Sign the record" in panel(worker)
    wrote(session, by=manager, wellbeing="Well.")  # a signature is under the record as it stood
    assert "Sign the record" in panel(manager)
    signed(session, worker, manager)
    assert panel(worker) == panel(manager) == ""


def test_training_stands_there_when_it_lapses_soon_and_for_the_manager_when_it_has(cast: Cast) -> None:
    worker = cast.team.caseworker
    assert panel(worker) == ""
    due = min(one.due_on for one in needs_of([worker], on=clock.today()) if one.due_on)
    with time_machine.travel(clock.now() + (due - clock.today()) - timedelta(days=3)):
        assert "Training: " in panel(worker)
        assert "due in 3 days" in panel(worker)
        assert reverse("governance:training_own") in panel(worker)
    with time_machine.travel(clock.now() + (due - clock.today()) + timedelta(days=3)):
        assert "3 days late" in panel(worker)
        assert "Training of " in panel(cast.team.manager)


def test_the_policy_stands_there_with_the_days_left_until_it_is_read(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    new = NewVersion("We are impartial, and more so.", clock.today())
    version = put_in_policy(by=manager, version=new, once=uuid4(), at=clock.now())
    within = profile().policy_reading.within_days
    assert f"{within} days left" in panel(worker)
    assert reverse("cases:policy_read") in panel(worker)
    with time_machine.travel(clock.now() + timedelta(days=within)):
        assert "today is the last day" in panel(worker)
    with time_machine.travel(clock.now() + timedelta(days=within + 1)):
        assert "no new cases until then" in panel(worker)
    acknowledge_policy(by=worker, version=version, at=clock.now())
    assert panel(worker) == ""


def test_a_manager_is_told_of_files_that_were_drawn_and_not_of_their_own(cast: Cast) -> None:
    logged(cast.team.caseworker, cast.khans.case)
    drawn(cast, size=20)
    assert "drawn" in panel(cast.team.manager)
    assert panel(cast.team.caseworker) == ""
    check = checked(cast)
    assert reverse("governance:check_page", args=[check.pk]) in panel(cast.team.caseworker)


def test_the_day_agrees_with_the_pages_of_supervision_and_of_training(cast: Cast) -> None:
    worker = cast.team.caseworker
    supervises(cast, worker)
    away = OnLeave(LeaveKind.HOLIDAY, clock.today(), clock.today() + timedelta(days=6))
    record_leave(by=cast.team.manager, worker=worker, leave=away, once=uuid4(), at=clock.now())
    for _ in range(2):
        with standing.standing_as(standing.worker(worker.pk)):
            day = own_day_of(worker, at=clock.now())
        assert day.due == standings_of([worker])[0].due
        pressing = (NeedState.LATE, NeedState.DUE_SOON)
        needs = [one for one in needs_of([worker], on=clock.today()) if one.state in pressing]
        assert [one.need.key for one in day.needs] == [one.need.key for one in needs]
        held_and_signed(cast, worker, days_ago=20)


def test_all_of_it_is_one_question_however_much_there_is(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    for one in (worker, cast.team.colleague, cast.team.volunteer):
        supervises(cast, one)
        held_and_signed(cast, one, days_ago=90)
        held(one, by=manager, days_ago=50)
        booked(one, by=manager, in_days=2)
    for user in (worker, manager):
        with standing.standing_as(standing.worker(user.pk)), CaptureQueriesContext(connection) as asked:
            assert own_day_of(user, at=clock.now()).sessions
        assert sum(query["sql"].startswith("SELECT") for query in asked) == 1


def test_nothing_is_due_for_whom_nobody_supervises_any_more(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    held_and_signed(cast, worker, days_ago=90)
    assert "Book your supervision" in panel(worker)
    nobody = Above(None, manager, clock.today())
    set_supervisor(by=manager, worker=worker, above=nobody, once=uuid4(), at=clock.now())
    assert panel(worker) == ""
    assert "overdue, not booked" not in panel(manager)
