"""Through any history of allocations, cover, emergencies and interests, everyone sees what they should, by any route.

The oracle is a few sets in Python that know nothing of the data base. After each step it is held against the list, the
door, the counts and plain SQL as the application's role; after each history against the pages as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from cases.access import may_be_given, open_case
from cases.actions.casework import allocate, end_allocation
from cases.actions.conflicts import decide_conflict
from cases.actions.dates import add_task
from cases.actions.interests import Connection, declare_interest
from cases.actions.people import PersonDetails, add_person, change_person
from cases.choices import CaseRole, CaseStatus, ConflictState, InterestKind
from cases.models import (
    Allocation,
    BreakGlass,
    Case,
    CasePerson,
    Conflict,
    Cover,
    FirstContactEntry,
    Person,
    StatusChange,
    Task,
)
from cases.search import find, find_case
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.actions import deactivate
from sendiass.accounts.models import User
from sendiass.database import standing
from tests.cast import Cast, new_case

pytestmark = [pytest.mark.django_db, pytest.mark.clause("Y12", "L12")]

WORKERS = ("caseworker", "colleague", "volunteer", "manager")
CASES = ("khans", "taylors", "third")
SCHOOLS = ("primary", "secondary")
RAW = {
    Case: "id",
    CasePerson: "case_id",
    Allocation: "case_id",
    StatusChange: "case_id",
    FirstContactEntry: "case_id",
    Task: "case_id",
    BreakGlass: "case_id",
}
A_DAY = timedelta(days=1)


@dataclass
class Oracle:
    """Who should see what, worked out slowly and by hand."""

    allocated: set[tuple[str, str]] = field(default_factory=set)
    covers: set[tuple[str, str]] = field(default_factory=set)
    emergencies: set[tuple[str, str]] = field(default_factory=set)
    schools: dict[str, set[str]] = field(default_factory=dict)
    goes_to: dict[str, str] = field(default_factory=dict)
    governors: set[tuple[str, str]] = field(default_factory=set)
    lifted: set[tuple[str, str, str]] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    never_allocated: dict[str, str] = field(default_factory=dict)

    def is_shut(self, who: str, case: str) -> bool:
        """Whether an interest keeps them out that nobody has lifted."""
        return any(
            (who, school) in self.governors and (who, case, school) not in self.lifted
            for school in self.schools[case]
        )

    def sees(self, who: str, case: str) -> bool:
        """Whether they should see it."""
        if who in self.ended or self.is_shut(who, case):
            return False
        if who == "manager":
            return True
        held = {name for name, one in self.allocated if one == case}
        covered = {away for coverer, away in self.covers if coverer == who}
        return (
            who in held
            or bool(held & covered)
            or (who, case) in self.emergencies
            or self.never_allocated.get(case) == who
        )

    def moves(self, case: str, school: str) -> None:
        """The child goes there now. What was lifted about that school stands again when they come back to it."""
        if self.goes_to.get(case) != school:
            self.lifted = {one for one in self.lifted if one[1:] != (case, school)}
        self.goes_to[case] = school
        self.schools[case] = self.schools[case] | {school}
        self.shut_out()

    def shut_out(self) -> None:
        """Whoever is shut out holds nothing of the case any more."""
        self.allocated = {(who, case) for who, case in self.allocated if not self.is_shut(who, case)}
        self.emergencies = {(who, case) for who, case in self.emergencies if not self.is_shut(who, case)}


who = st.sampled_from(WORKERS)
worker = st.sampled_from(WORKERS[:3])
case = st.sampled_from(CASES)
school = st.sampled_from(SCHOOLS)


class Histories(RuleBasedStateMachine):
    """One history after another, each undone at its end."""

    cast: ClassVar[Cast]

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.oracle = Oracle(
            allocated={("caseworker", "khans"), ("colleague", "taylors")},
            schools={"khans": {"primary"}, "taylors": {"secondary"}, "third": set()},
            goes_to={"khans": "primary", "taylors": "secondary"},
            never_allocated={"third": "colleague"},
        )
        self.users = {name: User.objects.get(pk=one.pk) for name, one in self.cast.team.everyone.items()}
        self.made: dict[str, Case] = {}
        self.children: dict[str, Person] = {}

    @initialize()
    def begin(self) -> None:
        team, at = self.cast.team, clock.now()
        third = new_case(team.colleague, at=at, take_it=False)
        details = PersonDetails(given_names="Imogen", family_name="Vale")
        child = add_person(
            by=team.colleague, case=third, role=CaseRole.CHILD_OR_YOUNG_PERSON, details=details, at=at
        )
        self.made = {"khans": self.cast.khans.case, "taylors": self.cast.taylors.case, "third": third}
        self.children = {
            "khans": self.cast.khans.child,
            "taylors": self.cast.taylors.child,
            "third": child,
        }
        for one in self.made.values():
            add_task(by=team.manager, case=one, worker=None, words="Ring", due_on=clock.today(), at=at)

    def teardown(self) -> None:
        try:
            if self.made:
                self.pages_agree()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @rule(who=worker, case=case)
    def allocate(self, who: str, case: str) -> None:
        try:
            with transaction.atomic():
                allocate(
                    by=self.users["manager"],
                    case=self.made[case],
                    worker=self.users[who],
                    reason="",
                    at=clock.now(),
                )
        except Refused:
            assert who in self.oracle.ended or self.oracle.is_shut(who, case)
            return
        assert who not in self.oracle.ended
        assert not self.oracle.is_shut(who, case)
        self.oracle.allocated.add((who, case))
        self.oracle.never_allocated.pop(case, None)

    @rule(who=worker, case=case)
    def take_away(self, who: str, case: str) -> None:
        held = Allocation.objects.current().filter(case=self.made[case], worker=self.users[who]).first()
        assert (held is not None) == ((who, case) in self.oracle.allocated)
        if held:
            end_allocation(by=self.users["manager"], allocation=held, at=clock.now())
            self.oracle.allocated.discard((who, case))

    @rule(who=st.sampled_from(WORKERS[:2]), away=worker)
    def cover(self, who: str, away: str) -> None:
        if who == away or who in self.oracle.ended:
            return
        at = clock.now()
        Cover.objects.create(
            worker=self.users[who],
            away=self.users[away],
            from_at=at - A_DAY,
            until_at=at + A_DAY,
            at=at,
            by=self.users["manager"],
        )
        self.oracle.covers.add((who, away))

    @rule()
    def cover_ends(self) -> None:
        for one in Cover.objects.filter(ended_at__isnull=True):
            one.ended_at, one.ended_by = clock.now(), self.users["manager"]
            one.save(update_fields=["ended_at", "ended_by"])
        self.oracle.covers.clear()

    @rule(who=st.sampled_from(WORKERS[:2]), case=case)
    def emergency(self, who: str, case: str) -> None:
        if who in self.oracle.ended or self.oracle.is_shut(who, case):
            return
        at = clock.now()
        BreakGlass.objects.create(
            case=self.made[case],
            worker=self.users[who],
            reason="Today.",
            from_at=at - A_DAY,
            until_at=at + A_DAY,
        )
        self.oracle.emergencies.add((who, case))

    @rule()
    def emergencies_are_over(self) -> None:
        for one in BreakGlass.objects.filter(ended_at__isnull=True):
            one.ended_at = clock.now()
            one.save(update_fields=["ended_at"])
        self.oracle.emergencies.clear()

    @rule(who=who, school=school)
    def becomes_governor(self, who: str, school: str) -> None:
        if (who, school) in self.oracle.governors or who in self.oracle.ended:
            return
        connection = Connection(kind=InterestKind.GOVERNOR, agency=getattr(self.cast, school))
        declare_interest(by=self.users[who], connection=connection, once=uuid4(), at=clock.now())
        self.oracle.governors.add((who, school))
        self.oracle.shut_out()

    @rule(case=case, school=school)
    def child_moves(self, case: str, school: str) -> None:
        details = PersonDetails(
            given_names="Some", family_name=case.title(), school=getattr(self.cast, school)
        )
        change_person(by=self.users["manager"], person=self.children[case], details=details, at=clock.now())
        self.oracle.moves(case, school)

    @precondition(lambda self: self.oracle.governors)
    @rule(data=st.data())
    def conflict_is_lifted(self, data: Any) -> None:
        standing_ones = list(
            Conflict.objects.standing().exclude(worker=self.users["manager"]).order_by("found_at", "id")
        )
        if not standing_ones:
            return
        one = data.draw(st.sampled_from(standing_ones))
        try:
            decide_conflict(
                by=self.users["manager"],
                conflict=one,
                to=ConflictState.LIFTED,
                reason="Left.",
                at=clock.now(),
            )
        except Refused:
            assert self.oracle.is_shut("manager", self._case_of(one.case_id))
            return
        assert not self.oracle.is_shut("manager", self._case_of(one.case_id))
        self.oracle.lifted.add(
            (self._name_of(one.worker_id), self._case_of(one.case_id), self._school_of(one))
        )

    @rule(who=worker)
    def account_ends(self, who: str) -> None:
        if who in self.oracle.ended or len(self.oracle.ended) > 1:
            return
        self.users[who] = deactivate(
            by=self.users["manager"], person=self.users[who], reason="Left.", at=clock.now()
        )
        self.oracle.ended.add(who)

    @invariant()
    def everyone_sees_what_they_should(self) -> None:
        if not self.made:
            return
        for name in (*WORKERS, "board_member", "administrator"):
            user = self.users[name]
            expected = {case for case in CASES if name in WORKERS and self.oracle.sees(name, case)}
            ids = {self.made[case].id for case in expected}
            assert self._listed(user) == expected, name
            with standing.standing_as(standing.worker(user.id)):
                assert self._listed(user) == expected, f"{name}, as themselves"
                for model, column in RAW.items():
                    assert self._plain(model, column) <= ids, (name, model)
                assert self._plain(Case, "id") == ids, name
                assert self._plain(Task, "case_id") == ids, name
                shown = Task.objects.visible_to(user).open().filter(case__isnull=False)
                assert set(shown.values_list("case", flat=True)) == ids, name
                assert set(Task.objects.for_worker(user).values_list("case", flat=True)) - {None} <= ids
                children = {self.children[case].id for case in expected}
                seen = set(
                    Person.objects.filter(pk__in=[one.id for one in self.children.values()]).values_list(
                        "pk", flat=True
                    )
                )
                assert seen == children, name
                for case, made in self.made.items():
                    assert self._opens(user, made) == (case in expected), (name, case)
                assert not Conflict.objects.filter(worker=user).exists()

    def pages_agree(self) -> None:
        """What the pages say, once at the end of each history."""
        for name in WORKERS:
            user = self.users[name]
            if name in self.oracle.ended:
                continue
            client = Client()
            client.force_login(user)
            expected = {case for case in CASES if self.oracle.sees(name, case)}
            page = client.get(reverse("cases:case_list"), {"status": "any"}).content.decode()
            today = client.get(reverse("cases:today")).content.decode()
            for case, made in self.made.items():
                url = reverse("cases:case_page", args=[made.reference])
                assert (url in page) == (case in expected), (name, case)
                assert (client.get(url).status_code == 200) == (case in expected), (name, case)
                assert case in expected or made.reference not in today
                found = client.post(reverse("cases:search"), {"words": made.reference})
                opened = found.status_code == 302 or url in found.content.decode()
                assert opened == (case in expected), (name, case)
                with standing.standing_as(standing.worker(user.id)):
                    assert (find_case(by=user, text=made.reference) is not None) == (case in expected)
                    people = {one.person.id for one in find(by=user, text=made.reference)}
                    assert bool(people) == (case in expected), (name, case)

    def _listed(self, user: User) -> set[str]:
        ids = set(Case.objects.visible_to(user).values_list("pk", flat=True))
        return {case for case, made in self.made.items() if made.id in ids}

    def _plain(self, model: type[Any], column: str) -> set[UUID]:
        """The cases that a statement without any filter finds."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT {column} FROM {model._meta.db_table} WHERE {column} IS NOT NULL")
            found = {key for (key,) in cursor.fetchall()}
        return found & {made.id for made in self.made.values()}

    def _opens(self, user: User, made: Case) -> bool:
        try:
            return open_case(by=user, reference=made.reference).id == made.id
        except NotThere:
            return False

    def _name_of(self, key: UUID) -> str:
        return next(name for name, one in self.users.items() if one.id == key)

    def _case_of(self, key: UUID) -> str:
        return next(name for name, one in self.made.items() if one.id == key)

    def _school_of(self, conflict: Conflict) -> str:
        assert conflict.interest
        return next(one for one in SCHOOLS if getattr(self.cast, one).id == conflict.interest.agency_id)


@contextmanager
def of(cast: Cast) -> Iterator[type[Histories]]:
    """The histories of this cast."""
    yield type("HistoriesOfThisCast", (Histories,), {"cast": cast})


@pytest.mark.clause("Y12")
def test_everyone_sees_what_they_should_through_any_history(cast: Cast) -> None:
    with of(cast) as histories:
        run(
            histories,
            settings=settings(
                max_examples=15,
                stateful_step_count=8,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_what_the_oracle_says_of_an_allocation_the_rule_says_too(cast: Cast) -> None:
    """So that the histories refuse for the reason they mean."""
    assert may_be_given(cast.khans.case, cast.team.colleague, on=clock.today())
    assert CaseStatus(cast.khans.case.status) is CaseStatus.OPEN
