"""A question is asked in words that were worked out once, and answered as if it had been asked anew each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from cases.actions.dates import add_task
from cases.models import Allocation, Case, CasePerson, Task
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.database.questions import Misasked, question
from tests.cast import Cast


@question
def cases_seen(*, by: User) -> QuerySet[Case]:
    """The cases somebody may see."""
    return Case.objects.visible_to(by).order_by("reference")


@question
def named(*, people: list[UUID]) -> QuerySet[User]:
    """Some who work here."""
    found: QuerySet[User] = User.objects.filter(id__any_of=people).only("name").order_by("email")
    return found


@question
def parts(*, case: UUID) -> QuerySet[CasePerson]:
    """Who is on a case, with who they are."""
    return CasePerson.objects.filter(case=case).select_related("person").order_by("added_at", "id")


@question
def due(*, since: datetime, until: date) -> QuerySet[Task, UUID]:
    """The ids of what was set since a moment and is due until a day."""
    found = Task.objects.filter(created_at__gte=since, due_on__lte=until).order_by("id")
    ids: QuerySet[Task, UUID] = found.values_list("pk", flat=True)
    return ids


@contextmanager
def nothing_worded() -> Iterator[None]:
    """Fails whoever has Django word a statement meanwhile."""

    def word(self: SQLCompiler, *args: object, **kwargs: object) -> object:
        raise AssertionError("a statement was worded anew")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "as_sql", word)
        yield


def test_it_answers_as_django_would(cast: Cast) -> None:
    for person in cast.team.everyone.values():
        assert cases_seen(by=person) == list(cases_seen.asking(by=person))
    assert cases_seen(by=cast.team.caseworker)
    assert cases_seen(by=cast.team.board_member) == []


def test_each_is_asked_by_what_their_role_gives_and_answered_with_their_own(cast: Cast) -> None:
    everyones, hers = cases_seen(by=cast.team.manager), cases_seen(by=cast.team.caseworker)
    assert set(hers) < set(everyones)
    assert cases_seen(by=cast.team.volunteer) != hers


def test_a_person_whose_account_ended_is_not_asked_for_as_before(cast: Cast) -> None:
    manager = cast.team.manager
    assert cases_seen(by=manager)
    manager.is_active = False
    assert cases_seen(by=manager) == []


def test_asked_again_it_is_not_worded_again(cast: Cast) -> None:
    mine, others = cast.khans.case.pk, uuid4()
    first = parts(case=mine)
    with nothing_worded():
        assert parts(case=mine) == first
        assert parts(case=others) == []


def test_its_rows_come_with_what_is_joined_to_them(cast: Cast) -> None:
    found = parts(case=cast.khans.case.pk)
    with CaptureQueriesContext(connection) as asked:
        people = [part.person for part in found]
    assert people
    assert not asked.captured_queries


def test_ids_may_be_many_or_none(cast: Cast) -> None:
    team = list(cast.team.everyone.values())
    assert len(named(people=[one.pk for one in team])) == len(team)
    assert named(people=[team[0].pk]) == [team[0]]
    with nothing_worded(), CaptureQueriesContext(connection) as asked:
        assert named(people=[]) == []
    assert not asked.captured_queries


def test_moments_and_days_stand_where_they_belong(cast: Cast) -> None:
    now, today = clock.now(), clock.today()
    add_task(
        by=cast.team.caseworker,
        case=cast.khans.case,
        words="Ring the school",
        due_on=today,
        worker=cast.team.caseworker,
        once=uuid4(),
        at=now,
    )
    for since in (now - timedelta(days=400), now + timedelta(days=1)):
        for until in (today - timedelta(days=400), today + timedelta(days=400)):
            assert due(since=since, until=until) == list(due.asking(since=since, until=until))
    assert due(since=now - timedelta(days=400), until=today + timedelta(days=400))


def test_a_value_that_decides_the_words_is_refused(cast: Cast) -> None:
    @question
    def of_status(*, status: str) -> QuerySet[Case]:
        return Case.objects.filter(status=status) if status else Case.objects.all()

    @question
    def soon(*, today: date) -> QuerySet[Task]:
        return Task.objects.filter(due_on__gte=today, due_on__lte=today + timedelta(days=14))

    @question
    def forgetful(*, worker: UUID) -> QuerySet[Allocation]:
        return Allocation.objects.all()

    with pytest.raises(Misasked, match="does not carry"):
        forgetful(worker=uuid4())
    with pytest.raises(Misasked, match="worked out"):
        soon(today=clock.today())
    with pytest.raises(Misasked, match="NoneType"):
        named(people=None)  # type: ignore[arg-type]
    assert set(of_status(status="open")) == set(Case.objects.filter(status="open"))


def test_a_value_of_another_type_is_refused(cast: Cast) -> None:
    parts(case=cast.khans.case.pk)
    with pytest.raises(Misasked, match="asked with"):
        parts(case=str(cast.khans.case.pk))  # type: ignore[arg-type]


def test_what_is_prefetched_is_refused(cast: Cast) -> None:
    @question
    def with_allocations(*, case: UUID) -> QuerySet[Case]:
        return Case.objects.filter(pk=case).prefetch_related("allocations")

    with pytest.raises(Misasked, match="prefetched"):
        with_allocations(case=cast.khans.case.pk)


def test_values_are_given_by_name() -> None:
    with pytest.raises(Misasked, match="keyword"):

        @question
        def found(case: UUID) -> QuerySet[Case]:
            return Case.objects.filter(pk=case)
