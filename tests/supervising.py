"""Supervision as it is booked, held and written, for tests that need some."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from governance.actions.people import Above, OnLeave, record_leave, set_supervisor
from governance.actions.records import (
    REFLECTIONS,
    ToDo,
    Written,
    agree_action,
    sign_record,
    write_record,
)
from governance.actions.sessions import Became, Meeting, book_session, say_outcome
from governance.choices import LeaveKind, Outcome, Where
from governance.models import Supervises, SupervisionRecord, SupervisionSession
from sendiass import clock
from sendiass.accounts.models import User
from tests.cast import Cast

REFLECTED = "The school might think we took the family’s side; we left nothing out."


def supervises(cast: Cast, worker: User, supervisor: User | None = None, **different: Any) -> Supervises:
    """This worker is supervised by the manager since a year ago, unless told otherwise."""
    said = {
        "supervisor": supervisor or cast.team.manager,
        "line_manager": cast.team.manager,
        "from_on": clock.today() - timedelta(days=365),
        **different,
    }
    return set_supervisor(
        by=cast.team.manager, worker=worker, above=Above(**said), once=uuid4(), at=clock.now()
    )


def booked(worker: User, *, by: User, in_days: float = 8, at: datetime | None = None) -> SupervisionSession:
    """A session in so many days, booked now."""
    at = at or clock.now()
    meeting = Meeting(at + timedelta(days=in_days), 60, Where.IN_PERSON)
    return book_session(by=by, worker=worker, meeting=meeting, once=uuid4(), at=at)


def held(worker: User, *, by: User, days_ago: int = 1) -> SupervisionSession:
    """A session that was held so many days ago."""
    then = clock.now() - timedelta(days=days_ago)
    session = booked(worker, by=by, in_days=0, at=then)
    became = Became(Outcome.HELD, held_on=clock.day_of(then))
    say_outcome(by=by, session=session, became=became, once=uuid4(), at=then)
    found: SupervisionSession = SupervisionSession.objects.with_people().get(pk=session.pk)
    return found


def wrote(session: SupervisionSession, *, by: User, **different: str) -> SupervisionRecord:
    """The record as it stands next, with its reflection."""
    words = {**dict.fromkeys(REFLECTIONS, REFLECTED), **different}
    return write_record(
        by=by,
        session=session,
        written=Written(words, {"cases": 3}),
        number=session.records.count(),
        once=uuid4(),
        at=clock.now(),
    )


def signed(session: SupervisionSession, *people: User) -> None:
    """These sign the record as it stands."""
    for one in people:
        record = SupervisionRecord.objects.filter(session=session).newest_first()[0]
        sign_record(by=one, session=session, record_id=record.id, at=clock.now())


def supervision_of(cast: Cast) -> dict[str, Any]:
    """One of each thing an address of supervision may name, of the caseworker and the manager."""
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    session = held(worker, by=manager)
    to_do = ToDo("Read chapter 9.", worker, clock.today())
    leave = OnLeave(LeaveKind.HOLIDAY, clock.today(), clock.today() + timedelta(days=3))
    return {
        "worker_id": worker.id,
        "session_id": session.id,
        "action_id": agree_action(by=worker, session=session, to_do=to_do, once=uuid4(), at=clock.now()).id,
        "leave_id": record_leave(by=manager, worker=worker, leave=leave, once=uuid4(), at=clock.now()).id,
    }
