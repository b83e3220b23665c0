"""Plays a year of supervision: held, missed, moved and overdue ones, one to come, and the group's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from cases.models import Case
from governance.actions.groups import Group, NamesSomebody, record_group
from governance.actions.people import Above, OnLeave, record_leave, set_supervisor
from governance.actions.records import (
    ToDo,
    Written,
    add_note,
    agree_action,
    discuss_case,
    finish_action,
    sign_record,
    write_record,
)
from governance.actions.sessions import Became, Meeting, book_session, move_session, say_outcome
from governance.choices import LeaveKind, NoteKind, Outcome, Where
from governance.models import SupervisionSession
from governance.reports import workload
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.demonstration.people import Team

REFLECTION = {
    "whose_side": "At one annual review it might have looked as if we took the school's side: we had agreed the dates "
    "with them first. From now on we ask the family first.",
    "left_out": "Mediation was mentioned late in one case. It is on the list of options now.",
    "inadvisable": "One family asks for a placement that is unlikely to be named. We said so once, and then helped them "
    "to put their case as well as it can be put.",
    "pressure": "An officer asked whether a family could be persuaded to wait. The answer was no.",
}
ALSO = {
    "wellbeing": "Well. Two hard phone calls in a week were talked over.",
    "workload_words": "Heavy before half term; two tasks moved.",
    "partiality": "",
    "learning": "The course on exclusions in the new year.",
}
HELD_AGO: tuple[tuple[int, ...], ...] = (
    (330, 290, 249, 206, 165, 122, 80, 36),
    (318, 276, 230, 190, 141, 98, 55),
    (300, 258, 215, 172, 128, 86, 51),
)
"""How many days ago each caseworker had theirs: one is nearly due, two are overdue."""
VOLUNTEERS = (310, 280, 251, 219, 190, 158, 128, 99, 66, 38)


def supervise(team: Team, *, lead: User, once: Callable[[], UUID]) -> None:
    """Everybody has a supervisor; the first caseworker supervises the volunteer."""
    at = clock.now()
    began = clock.day_of(at) - timedelta(days=365)
    above = [(one, team.manager, team.manager) for one in team.caseworkers]
    above += [(team.volunteer, team.caseworkers[0], team.manager), (team.manager, lead, lead)]
    for worker, supervisor, line_manager in above:
        set_supervisor(
            by=team.manager if worker.pk != team.manager.pk else lead,
            worker=worker,
            above=Above(supervisor, line_manager, began),
            once=once(),
            at=at,
        )
    for worker, days in zip(team.caseworkers, HELD_AGO, strict=False):
        _a_year(worker, team.manager, days, once=once, at=at)
    _a_year(team.volunteer, team.caseworkers[0], VOLUNTEERS, once=once, at=at)
    _lately(team, once=once, at=at)


def _a_year(
    worker: User, supervisor: User, days: tuple[int, ...], *, once: Callable[[], UUID], at: datetime
) -> None:
    for ago in days:
        then = _at_ten(at - timedelta(days=ago))
        session = _booked(worker, then, by=supervisor, once=once, at=then)
        became = Became(Outcome.HELD, held_on=clock.day_of(then))
        say_outcome(by=supervisor, session=session, became=became, once=once(), at=then)
        write_record(
            by=worker,
            session=session,
            written=Written({**ALSO, **REFLECTION}, workload(worker, on=clock.day_of(then))),
            number=0,
            once=once(),
            at=then,
        )
        record = session.records.get()
        signers = (worker, supervisor) if ago > 50 else (worker,)
        for one in signers:
            sign_record(by=one, session=session, record_id=record.pk, at=then)


def _lately(team: Team, *, once: Callable[[], UUID], at: datetime) -> None:
    """One to come with an agenda and something carried over, one moved, one missed, leave, and the group's."""
    first, second, third = team.caseworkers[:3]
    last = SupervisionSession.objects.of_workers([first.pk]).newest_first()[0]
    for words, days in (("Ask IPSEA for the course on exclusions.", 5), ("Read the new guidance.", -3)):
        to_do = ToDo(words, first, clock.day_of(at) + timedelta(days=days))
        agree_action(by=first, session=last, to_do=to_do, once=once(), at=last.starts_at)
    theirs = next(iter(Case.objects.allocated_to(first).order_by("reference")), None)
    if theirs is not None:
        discuss_case(
            by=first,
            session=last,
            reference=theirs.reference,
            words="What the family wants, and what we had assumed they want.",
            once=once(),
            at=last.starts_at,
        )
    to_come = _booked(first, _at_ten(at + timedelta(days=5)), by=team.manager, once=once, at=at)
    for one, words in ((first, "The tribunal in January."), (team.manager, "Cover over the holidays.")):
        add_note(by=one, session=to_come, kind=NoteKind.AGENDA, words=words, once=once(), at=at)
    done = last.agreed.due_first()[1]
    finish_action(by=first, session=to_come, action_id=done.pk, at=at)
    ill = _booked(second, _at_ten(at - timedelta(days=9)), by=team.manager, once=once, at=at)
    missed = Became(Outcome.WORKER_ILL, reason="A cold.")
    say_outcome(by=team.manager, session=ill, became=missed, once=once(), at=at)
    away = OnLeave(
        LeaveKind.HOLIDAY, clock.day_of(at) - timedelta(days=30), clock.day_of(at) - timedelta(days=24)
    )
    record_leave(by=team.manager, worker=third, leave=away, once=once(), at=at)
    planned = _booked(third, _at_ten(at + timedelta(days=1)), by=team.manager, once=once, at=at)
    move_session(
        by=third,
        session=planned,
        meeting=Meeting(_at_ten(at + timedelta(days=4)), 60, Where.VIDEO),
        reason="An appeal hearing is on that day.",
        once=once(),
        at=at,
    )
    _group(team, once=once, at=at)


def _group(team: Team, *, once: Callable[[], UUID], at: datetime) -> None:
    themes = "Saying what the law says when it is not what somebody hopes. Noticing a leading question."
    group = Group(clock.day_of(at) - timedelta(days=40), themes, [team.volunteer])
    try:
        record_group(by=team.manager, group=group, once=once(), at=at)
    except NamesSomebody:
        return  # the names are not indexed yet where the year is loaded for the first time


def _booked(
    worker: User, starts_at: datetime, *, by: User, once: Callable[[], UUID], at: datetime
) -> SupervisionSession:
    meeting = Meeting(starts_at, 60, Where.IN_PERSON)
    return book_session(by=by, worker=worker, meeting=meeting, once=once(), at=at)


def _at_ten(moment: datetime) -> datetime:
    day = clock.day_of(moment)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(10), UTC)
