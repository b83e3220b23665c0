"""What the data base itself refuses of supervision, asked by SQL as the application's role (L16, Y12; SECURITY 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from governance.actions.groups import Group, record_group
from governance.actions.people import Above, set_supervisor
from governance.actions.records import (
    REFLECTIONS,
    ToDo,
    Written,
    agree_action,
    discuss_case,
    sign_record,
    write_record,
)
from governance.actions.sessions import Became, Meeting, book_session, say_outcome
from governance.choices import Outcome, SessionKind, Where
from governance.models import (
    AgreedAction,
    CaseDiscussed,
    ChairRule,
    FinalRecord,
    GroupAttendance,
    GroupSession,
    Leave,
    SessionOutcome,
    Supervises,
    SupervisionNote,
    SupervisionRecord,
    SupervisionSession,
    SupervisionSignature,
)
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.actions import Newcomer
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.database import standing
from tests.cast import Cast, joined, logged

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L14", "L15", "L16")]

SEALED = (SupervisionRecord, AgreedAction, CaseDiscussed)
"""What is written of a session, and lies sealed."""


@dataclass(frozen=True)
class Held:
    """A session of the caseworker with her colleague that was held and written down; the manager is above her."""

    session: SupervisionSession
    record: SupervisionRecord


@pytest.fixture
def held(cast: Cast) -> Held:
    """She is supervised by her colleague. They spoke about the Khans, whose case only she has."""
    now, team = clock.now(), cast.team
    set_supervisor(
        by=team.manager,
        worker=team.caseworker,
        above=Above(team.colleague, team.manager, clock.today()),
        once=uuid4(),
        at=now,
    )
    session = book_session(
        by=team.colleague,
        worker=team.caseworker,
        meeting=Meeting(now - timedelta(hours=2), 60, Where.IN_PERSON),
        once=uuid4(),
        at=now,
    )
    became = Became(Outcome.HELD, clock.today())
    say_outcome(by=team.colleague, session=session, became=became, once=uuid4(), at=now)
    words = dict.fromkeys(REFLECTIONS, "Nothing of that kind.")
    record = write_record(
        by=team.colleague, session=session, written=Written(words, {}), number=0, once=uuid4(), at=now
    )
    to_do = ToDo("Ask for training.", team.caseworker, clock.today())
    agree_action(by=team.colleague, session=session, to_do=to_do, once=uuid4(), at=now)
    CaseDiscussed.objects.create(
        session=session, case=cast.khans.case, words="Balanced?", at=now, by=team.caseworker, once=uuid4()
    )
    return Held(session, record)


@contextmanager
def as_worker(who: User) -> Iterator[None]:
    """Whatever is asked inside is asked for this person, as on a page of theirs."""
    with standing.standing_as(standing.worker(who.id)):
        yield


def refused(why: str, write: Callable[[], Any]) -> None:
    """The data base says no, and why."""
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        write()


def signature(held: Held, by: User) -> SupervisionSignature:
    row: SupervisionSignature = SupervisionSignature.objects.create(
        session=held.session, record=held.record, at=clock.now(), by=by
    )
    return row


def above_her(cast: Cast, *, supervisor: User, line_manager: User, by: User) -> Supervises:
    row: Supervises = Supervises.objects.create(
        worker=cast.team.caseworker,
        supervisor=supervisor,
        line_manager=line_manager,
        from_on=clock.today(),
        at=clock.now(),
        by=by,
        once=uuid4(),
    )
    return row


def test_what_is_said_is_shown_to_the_two_of_them_and_the_line_manager_alone(cast: Cast, held: Held) -> None:
    another_manager = joined(
        by=cast.team.manager,
        confirmed_by=cast.team.administrator,
        newcomer=Newcomer("second.manager@demo.example", "Second Manager", Role.MANAGER),
        at=clock.now(),
    )
    for reader in (cast.team.caseworker, cast.team.colleague, cast.team.manager):
        with as_worker(reader):
            assert SupervisionRecord.objects.filter(session=held.session).exists()
    for other in (cast.team.volunteer, cast.team.administrator, cast.team.board_member, another_manager):
        with as_worker(other):
            assert not any(model.objects.exists() for model in (*SEALED, SupervisionNote))
    with standing.standing_as(standing.NOBODY):
        of_somebody = [one for one in apps.get_app_config("governance").get_models() if one is not ChairRule]
        assert not any(model._default_manager.exists() for model in of_somebody), "all but the profile's rule"


@pytest.mark.clause("Y12")
def test_whoever_may_not_open_the_case_is_not_shown_that_it_was_talked_about(cast: Cast, held: Held) -> None:
    with as_worker(cast.team.caseworker):
        assert CaseDiscussed.objects.count() == 1
    with as_worker(cast.team.colleague):
        assert SupervisionRecord.objects.exists()
        assert not CaseDiscussed.objects.exists()


def test_nobody_makes_themselves_the_line_manager_to_read_what_was_said(cast: Cast, held: Held) -> None:
    """Row security alone would let such a row in, since it would be shown to whoever it names."""
    me = cast.team.volunteer
    with as_worker(me):
        refused(
            "keeps supervision",
            lambda: above_her(cast, supervisor=cast.team.colleague, line_manager=me, by=me),
        )
        refused(
            "keeps supervision|for themselves|row-level",
            lambda: above_her(cast, supervisor=me, line_manager=cast.team.manager, by=cast.team.manager),
        )
        assert not SupervisionRecord.objects.exists()


def test_nobody_signs_for_the_other_so_one_alone_makes_no_record_final(cast: Cast, held: Held) -> None:
    with as_worker(cast.team.colleague):
        signature(held, cast.team.colleague)
        refused("for themselves", lambda: signature(held, cast.team.caseworker))
        refused("unique|duplicate", lambda: signature(held, cast.team.colleague))
    assert not FinalRecord.objects.exists()
    with as_worker(cast.team.caseworker):
        signature(held, cast.team.caseworker)
    assert FinalRecord.objects.filter(record=held.record).exists()


def test_the_line_manager_reads_and_neither_writes_nor_signs(cast: Cast, held: Held) -> None:
    with as_worker(cast.team.manager):
        refused("two of them", lambda: signature(held, cast.team.manager))


def test_what_both_have_signed_is_closed_to_every_statement(cast: Cast, held: Held) -> None:
    for who in (cast.team.colleague, cast.team.caseworker):
        sign_record(by=who, session=held.session, record_id=held.record.id, at=clock.now())
    intervention = logged(cast.team.caseworker, cast.khans.case)

    def once_more(model: type[Any], **more: Any) -> Callable[[], Any]:
        return lambda: model.objects.create(
            session=held.session, at=clock.now(), by=cast.team.caseworker, once=uuid4(), **more
        )

    reflection = dict.fromkeys(REFLECTIONS, "Something else.")
    with as_worker(cast.team.caseworker):
        refused("Both have signed", once_more(SupervisionRecord, number=2, workload={}, **reflection))
        refused(
            "Both have signed",
            once_more(AgreedAction, owner=cast.team.caseworker, words="More.", due_on=clock.today()),
        )
        refused("Both have signed", once_more(CaseDiscussed, case=cast.khans.case))
        refused(
            "before it is held|Both have signed",
            once_more(CaseDiscussed, case=cast.khans.case, intervention=intervention),
        )
        refused(
            "permission denied",
            lambda: FinalRecord.objects.create(
                id=uuid4(), session=held.session, record=held.record, at=clock.now()
            ),
        )


def test_an_intervention_asks_about_its_own_case_only(cast: Cast, held: Held) -> None:
    session = SupervisionSession.objects.create(
        worker=cast.team.caseworker,
        supervisor=cast.team.colleague,
        kind=SessionKind.AD_HOC,
        where=Where.PHONE,
        starts_at=clock.now() + timedelta(days=1),
        minutes=30,
        at=clock.now(),
        by=cast.team.manager,
        once=uuid4(),
    )
    intervention = logged(cast.team.caseworker, cast.khans.case)
    refused(
        "its own case",
        lambda: CaseDiscussed.objects.create(
            session=session,
            case=cast.taylors.case,
            intervention=intervention,
            at=clock.now(),
            by=cast.team.manager,
            once=uuid4(),
        ),
    )


def test_a_session_is_held_on_a_day_that_has_come_and_the_two_of_them_say_so(cast: Cast, held: Held) -> None:
    session = book_session(
        by=cast.team.colleague,
        worker=cast.team.caseworker,
        meeting=Meeting(clock.now() + timedelta(days=7), 60, Where.VIDEO),
        once=uuid4(),
        at=clock.now(),
    )

    def becomes(by: User, *, days: int) -> Callable[[], Any]:
        return lambda: SessionOutcome.objects.create(
            session=session,
            outcome=Outcome.HELD,
            held_on=clock.today() + timedelta(days=days),
            at=clock.now(),
            by=by,
            once=uuid4(),
        )

    with as_worker(cast.team.colleague):
        refused("a day that has come", becomes(cast.team.colleague, days=2))
    with as_worker(cast.team.manager):
        refused("two of them", becomes(cast.team.manager, days=0))


def test_nobody_joins_a_group_that_met_to_read_its_themes(cast: Cast) -> None:
    met = Group(clock.today(), "Staying on nobody's side.", [cast.team.caseworker])
    group = record_group(by=cast.team.manager, group=met, once=uuid4(), at=clock.now())
    me = cast.team.volunteer
    with as_worker(me):
        refused(
            "keeps supervision",
            lambda: GroupAttendance.objects.create(group_id=group.id, worker=me),
        )
        assert not GroupSession.objects.exists()


def test_nobody_writes_down_leave_for_themselves_in_anothers_name(cast: Cast, held: Held) -> None:
    with as_worker(cast.team.caseworker):
        refused(
            "for themselves",
            lambda: Leave.objects.create(
                worker=cast.team.caseworker,
                kind="holiday",
                first_on=clock.today(),
                last_on=clock.today(),
                at=clock.now(),
                by=cast.team.manager,
                once=uuid4(),
            ),
        )


def test_nothing_that_was_written_is_changed_or_taken_away(cast: Cast, held: Held) -> None:
    for model in apps.get_app_config("governance").get_models():
        table = model._meta.db_table
        changed = [f'UPDATE "{table}" SET id = id'] if getattr(model, "append_only", False) else []
        for change in (f'DELETE FROM "{table}"', f'TRUNCATE "{table}" CASCADE', *changed):
            refused("permission denied|never changed", lambda: run(change))  # noqa: B023 - called at once


def run(statement: str) -> None:
    """A statement as the application's role."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.clause("Y12")
def test_a_case_that_one_of_them_may_not_open_is_not_put_on_the_record(cast: Cast, held: Held) -> None:
    for who in (cast.team.caseworker, cast.team.colleague):
        with pytest.raises(Refused, match="you both may open"):
            discuss_case(
                by=who,
                session=held.session,
                reference=cast.khans.case.reference,
                words="",
                once=uuid4(),
                at=clock.now(),
            )
