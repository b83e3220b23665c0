"""Who is cleared for new cases: the rule by property, the verbs, the pages, and what SQL cannot do (L17)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts import access, actions, rules
from sendiass.accounts.access import clearances_that_end, is_cleared
from sendiass.accounts.actions import (
    Newcomer,
    enrol,
    give_clearance,
    say_ready,
    tell_of_clearances,
    withdraw_clearance,
)
from sendiass.accounts.models import Clearance, User
from sendiass.accounts.roles import MAY, Permission, Role
from sendiass.accounts.rules import Held
from sendiass.audit import ServicePrincipal
from sendiass.outbox.models import Message
from sendiass.profiles import profile
from tests.kernel.accounts.conftest import THEN, People

pytestmark = pytest.mark.clause("L17")
AT = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 10, 1)
SWEEPS = ServicePrincipal("sweeps")


@pytest.fixture
def volunteer(people: People) -> User:
    """Somebody who joined, has done what comes first and is not cleared."""
    joined = enrol(
        by=people.manager,
        confirmed_by=people.administrator,
        newcomer=Newcomer("vic@example.org", "Vic Stone", Role.VOLUNTEER),
        at=THEN,
    )
    say_ready(by=people.manager, person=joined, at=THEN)
    return joined


def clear(
    people: People, who: User, until_on: date | None = None, at: datetime = AT, reason: str = "Induction done"
) -> Clearance:
    return give_clearance(by=people.manager, person=who, until_on=until_on, reason=reason, at=at)


def may_take(who: User, on: date = TODAY) -> bool:
    return bool(is_cleared(User.objects.get(id=who.id), on=on))


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


# The rule. A history: on which days a clearance was given (for so many days, or without an end) or withdrawn.
FIRST = date(2027, 3, 20)  # the clocks change within these days
happenings = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.one_of(
            st.just("withdrawn"),
            st.tuples(st.just("given"), st.none() | st.integers(min_value=0, max_value=9)),
        ),
    ),
    max_size=8,
).map(lambda found: sorted(found, key=lambda one: one[0]))


def held_after(history: list[tuple[int, object]]) -> list[Held]:
    """The clearances as the actions would leave them."""
    held: list[Held] = []
    for day, what in history:
        on = FIRST + timedelta(days=day)
        if held and held[-1].ended_on is None:
            held[-1] = Held(held[-1].given_on, held[-1].until_on, on)
        if isinstance(what, tuple):
            _, days = what
            held.append(Held(on, None if days is None else on + timedelta(days=days)))
    return held


def cleared_days(history: list[tuple[int, object]], until: int) -> Iterator[bool]:
    """The oracle: lives through each day in turn, with a counter of days that are left, and knows no dates."""
    left: float | None = None
    for day in range(until):
        for _, what in (one for one in history if one[0] == day):
            left = None
            if isinstance(what, tuple):
                left = float("inf") if what[1] is None else what[1]
        yield left is not None
        if left is not None:
            left = left - 1 if left > 0 else None


@given(happenings)
def test_whoever_is_cleared_on_a_day_is_who_was_when_one_lives_through_the_days(
    history: list[tuple[int, object]],
) -> None:
    held = held_after(history)
    for day, is_so in enumerate(cleared_days(history, 40)):
        on = FIRST + timedelta(days=day)
        # What was withdrawn later still counted then: the days before are asked of what was known on that day.
        known = [
            Held(one.given_on, one.until_on, one.ended_on if one.ended_on and one.ended_on <= on else None)
            for one in held
        ]
        assert bool(rules.may_take_cases(needs_one=True, held=held, on=on)) == is_so, (day, history)
        assert bool(rules.may_take_cases(needs_one=True, held=known, on=on)) == is_so, (day, history)
        assert rules.may_take_cases(needs_one=False, held=held, on=on)


def test_a_clearance_counts_on_its_first_day_and_on_its_last_and_not_beside_them() -> None:
    one = Held(date(2026, 10, 1), date(2026, 10, 3))
    days = [date(2026, 9, 30) + timedelta(days=number) for number in range(5)]
    assert [one.counts(day) for day in days] == [False, True, True, True, False]


def test_who_has_none_and_whose_has_ended_are_told_apart() -> None:
    ended = rules.may_take_cases(needs_one=True, held=[Held(TODAY, TODAY)], on=TODAY + timedelta(days=1))
    assert "has ended" in ended.reason
    none = rules.may_take_cases(needs_one=True, held=[Held(TODAY, None, TODAY)], on=TODAY)
    assert none.reason == rules.NOT_CLEARED
    assert {ended.rule, none.rule} == {"L17"}


# The verbs.
pytest_db = pytest.mark.django_db


@pytest_db
def test_a_volunteer_is_not_cleared_until_the_manager_says_so(people: People, volunteer: User) -> None:
    assert not may_take(volunteer)
    clear(people, volunteer, until_on=TODAY)
    assert may_take(volunteer)
    assert not may_take(volunteer, TODAY + timedelta(days=1))


@pytest_db
def test_a_role_that_needs_none_is_cleared_and_is_given_none(people: People) -> None:
    assert may_take(people.caseworker)
    with pytest.raises(Refused, match="needs no clearance"):
        clear(people, people.caseworker)


@pytest_db
def test_only_whoever_holds_the_permission_gives_one_and_takes_it_back(
    people: People, volunteer: User
) -> None:
    for by in (people.administrator, people.caseworker, people.board_member, volunteer):
        with pytest.raises(Refused, match="ready for new cases"):
            give_clearance(by=by, person=volunteer, until_on=None, reason="x", at=AT)
    given = clear(people, volunteer)
    for by in (people.administrator, people.caseworker, people.board_member, volunteer):
        with pytest.raises(Refused):
            withdraw_clearance(by=by, clearance=given, reason="x", at=AT)
    assert {role for role in Role if Permission.GIVE_CLEARANCES in MAY[role]} == {Role.MANAGER}


@pytest_db
def test_nobody_clears_themselves(people: People) -> None:
    with pytest.raises(Refused, match="for yourself"):
        clear(people, people.manager)


@pytest_db
@pytest.mark.parametrize(
    ("until_on", "reason", "why"),
    [(TODAY - timedelta(days=1), "x", "today or later"), (None, "  ", "Enter what it rests on")],
)
def test_it_says_what_it_rests_on_and_has_days_to_come(
    people: People, volunteer: User, until_on: date | None, reason: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        clear(people, volunteer, until_on=until_on, reason=reason)


@pytest_db
def test_a_new_one_takes_the_place_of_the_old_and_both_are_kept(people: People, volunteer: User) -> None:
    first = clear(people, volunteer, until_on=TODAY)
    later = AT + timedelta(days=5)
    assert not may_take(volunteer, clock.day_of(later))
    second = clear(people, volunteer, at=later)
    first.refresh_from_db()
    assert (first.replaced_at, first.withdrawn_at) == (later, None)
    assert list(Clearance.objects.standing().of_workers([volunteer.id])) == [second]
    assert may_take(volunteer, clock.day_of(later))


@pytest_db
def test_the_same_said_twice_is_one_clearance(people: People, volunteer: User) -> None:
    assert clear(people, volunteer) == clear(people, volunteer)
    assert Clearance.objects.count() == 1


@pytest_db
def test_a_withdrawal_is_at_once_says_why_and_is_made_once(people: People, volunteer: User) -> None:
    given = clear(people, volunteer)
    with pytest.raises(Refused, match="Enter why"):
        withdraw_clearance(by=people.manager, clearance=given, reason=" ", at=AT)
    withdraw_clearance(by=people.manager, clearance=given, reason="Rests for a year", at=AT)
    assert not may_take(volunteer)
    again = withdraw_clearance(by=people.other_manager, clearance=given, reason="Again", at=AT)
    assert (again.withdrawn_by, again.withdrawn_reason) == (people.manager, "Rests for a year")
    clear(people, volunteer)
    assert may_take(volunteer)


@pytest_db
def test_one_that_another_replaced_is_not_withdrawn(people: People, volunteer: User) -> None:
    old = clear(people, volunteer, until_on=TODAY)
    clear(people, volunteer)
    with pytest.raises(Refused, match="taken its place"):
        withdraw_clearance(by=people.manager, clearance=old, reason="x", at=AT)
    assert may_take(volunteer)


@pytest_db
def test_a_clearance_ends_with_its_account_and_does_not_come_back_with_it(
    people: People, volunteer: User
) -> None:
    given = clear(people, volunteer)
    actions.deactivate(by=people.manager, person=volunteer, reason="Moves away", at=AT)
    given.refresh_from_db()
    assert given.withdrawn_reason == "The account ended."
    proposal = actions.propose_reactivation(
        by=people.manager, person=User.objects.get(id=volunteer.id), role=Role.VOLUNTEER, reason="Back", at=AT
    )
    actions.confirm_proposal(by=people.administrator, proposal=proposal, at=AT, invite=False)
    assert not may_take(volunteer)
    assert Clearance.objects.count() == 1


# The manager is told.
def told_to(person: User) -> int:
    return Message.objects.filter(kind="accounts.clearance_ends", key__endswith=f":{person.id}").count()


@pytest_db
def test_a_clearance_that_ends_is_told_once_before_and_once_after(people: People, volunteer: User) -> None:
    before = profile().clearance.tell_before_days
    last = TODAY + timedelta(days=before + 10)
    clear(people, volunteer, until_on=last)
    ends_at = datetime.combine(last, AT.timetz())
    days = {"too early": -before - 1, "in time": -before, "the day after": 1 - before, "its last day": 0}
    told = {}
    for name, day in (days | {"over": 1, "long over": 30}).items():
        tell_of_clearances(by=SWEEPS, at=ends_at + timedelta(days=day))
        tell_of_clearances(by=SWEEPS, at=ends_at + timedelta(days=day))
        told[name] = told_to(people.manager)
    assert told == {
        "too early": 0,
        "in time": 1,
        "the day after": 1,
        "its last day": 1,
        "over": 2,
        "long over": 2,
    }
    assert told_to(people.other_manager) == 2
    assert told_to(volunteer) == told_to(people.administrator) == 0


@pytest_db
def test_after_a_clock_that_stood_still_it_is_told_as_it_stands_now(people: People, volunteer: User) -> None:
    clear(people, volunteer, until_on=TODAY + timedelta(days=3))
    for _ in range(2):
        tell_of_clearances(by=SWEEPS, at=AT + timedelta(days=60))
    assert told_to(people.manager) == 1
    assert Message.objects.get(key__endswith=f":ended:{people.manager.id}")


@pytest_db
def test_what_was_renewed_withdrawn_or_is_not_needed_is_told_to_nobody(
    people: People, volunteer: User
) -> None:
    clear(people, volunteer, until_on=TODAY + timedelta(days=1))
    clear(people, volunteer)
    withdraw_clearance(
        by=people.manager,
        clearance=clear(people, volunteer, until_on=TODAY + timedelta(days=1)),
        reason="x",
        at=AT,
    )
    assert tell_of_clearances(by=SWEEPS, at=AT + timedelta(days=9)) == 0
    clear(people, volunteer, until_on=TODAY + timedelta(days=1))
    change = actions.propose_role_change(
        by=people.manager, person=volunteer, role=Role.CASEWORKER, reason="Is employed", at=AT
    )
    actions.confirm_proposal(by=people.administrator, proposal=change, at=AT)
    assert tell_of_clearances(by=SWEEPS, at=AT + timedelta(days=9)) == 0
    assert clearances_that_end(on=TODAY + timedelta(days=9)) == []


@pytest_db
def test_the_mail_names_nobody_and_leads_to_the_list(people: People, volunteer: User) -> None:
    from sendiass.outbox.jobs import deliver_waiting

    give_clearance(
        by=people.manager, person=volunteer, until_on=clock.today(), reason="Induction", at=clock.now()
    )
    tell_of_clearances(by=SWEEPS, at=clock.now())
    deliver_waiting()
    sent = [one for one in mail.outbox if one.to == [people.manager.email]]
    assert len(sent) == 1
    assert reverse("accounts:clearance_list") in str(sent[0].body)
    assert volunteer.name not in f"{sent[0].subject}{sent[0].body}"


# The pages.
@pytest_db
def test_the_manager_gives_renews_and_withdraws_on_the_account_s_page(
    people: People, volunteer: User
) -> None:
    manager, page = signed_in(people.manager), reverse("accounts:account_page", args=[volunteer.id])
    give = reverse("accounts:clearance_give", args=[volunteer.id])
    withdraw = reverse("accounts:clearance_withdraw", args=[volunteer.id])
    assert "Not cleared" in manager.get(page).content.decode()
    assert withdraw not in manager.get(page).content.decode()
    assert manager.get(withdraw).status_code == 404
    assert "Enter what it rests on" in manager.post(give, {"until_on": "", "reason": ""}).content.decode()
    past = manager.post(give, {"until_on": "-1", "reason": "x"}).content.decode()
    assert "Last day must be today or in the future" in past
    shown = manager.post(give, {"until_on": "+5", "reason": "Induction of May"}, follow=True).content.decode()
    assert "is cleared for new cases" in shown
    assert "Ends soon" in shown
    assert "Induction of May" in shown
    manager.post(give, {"until_on": "", "reason": "Refresher of June"})
    shown = manager.get(page).content.decode()
    assert "No end" in shown
    assert "another took its place" in shown
    assert "Enter why" in manager.post(withdraw, {"reason": ""}).content.decode()
    shown = manager.post(withdraw, {"reason": "Rests for a year"}, follow=True).content.decode()
    assert "is given no new cases from now on" in shown
    assert "Rests for a year" in shown


@pytest_db
def test_what_a_clearance_rests_on_is_read_by_whoever_gives_them_alone(
    people: People, volunteer: User
) -> None:
    clear(people, volunteer, reason="Induction of May")
    page = reverse("accounts:account_page", args=[volunteer.id])
    assert "Induction of May" in signed_in(people.manager).get(page).content.decode()
    assert "Induction of May" not in signed_in(people.administrator).get(page).content.decode()
    with pytest.raises(NotThere):
        access.open_clearance(by=people.administrator, account=volunteer.id)


@pytest_db
def test_of_a_role_that_needs_none_the_page_says_nothing_and_gives_none(people: People) -> None:
    manager = signed_in(people.manager)
    page = manager.get(reverse("accounts:account_page", args=[people.caseworker.id])).content.decode()
    assert "Clearance" not in page
    assert manager.get(reverse("accounts:clearance_give", args=[people.caseworker.id])).status_code == 403


@pytest_db
def test_the_list_says_of_everyone_who_needs_one_how_it_stands(people: People, volunteer: User) -> None:
    manager, page = signed_in(people.manager), reverse("accounts:clearance_list")
    shown = manager.get(page).content.decode()
    assert volunteer.name in shown
    assert people.caseworker.name not in shown
    assert "Not cleared" in shown
    long_ago = clock.now() - timedelta(days=60)
    clear(people, volunteer, until_on=clock.day_of(long_ago), at=long_ago)
    assert "Ended" in manager.get(page).content.decode()
    clear(people, volunteer, at=clock.now())
    assert "govuk-tag--green" in manager.get(page).content.decode()


@pytest_db
def test_everyone_reads_their_own_among_their_settings(people: People, volunteer: User) -> None:
    page = reverse("accounts:settings")
    assert "You are not cleared for new cases now" in signed_in(volunteer).get(page).content.decode()
    clear(people, volunteer, at=clock.now())
    assert "You are cleared for new cases." in signed_in(volunteer).get(page).content.decode()
    assert "cleared for new cases" not in signed_in(people.caseworker).get(page).content.decode()


# SQL, as the application's role.
GIVEN = (
    "INSERT INTO accounts_clearance (id, worker_id, given_at, given_by_id, until_on, reason, withdrawn_reason)"
    " SELECT gen_random_uuid(), w.id, now(), m.id, NULL, 'x', '' FROM accounts_user w, accounts_user m"
)
ATTACKS: dict[str, tuple[str, str]] = {
    "one's own": (f"{GIVEN} WHERE w.email = 'mo@example.org' AND m.id = w.id", "nobody_clears_themselves"),
    "given by a caseworker": (
        f"{GIVEN} WHERE w.email = 'mo@example.org' AND m.email = 'cem@example.org'",
        "cleared_by_a_manager",
    ),
    "a second beside the first": (
        f"{GIVEN} WHERE w.email = 'vic@example.org' AND m.email = 'mo@example.org'",
        "one_standing_clearance_each",
    ),
    "one that rests on nothing": (
        f"{GIVEN.replace(chr(39) + 'x' + chr(39), chr(39) * 2)}"
        " WHERE w.email = 'mo@example.org' AND m.email = 'rosa@example.org'",
        "clearance_says_what_it_rests_on",
    ),
    "one that ended before it began": (
        f"{GIVEN.replace('NULL', 'date ' + chr(39) + '2020-01-01' + chr(39))}"
        " WHERE w.email = 'mo@example.org' AND m.email = 'rosa@example.org'",
        "clearance_has_days",
    ),
    "a longer time": ("UPDATE accounts_clearance SET until_on = '2099-01-01'", "clearance_is_not_rewritten"),
    "no end": ("UPDATE accounts_clearance SET until_on = NULL", "clearance_is_not_rewritten"),
    "another reason": ("UPDATE accounts_clearance SET reason = 'y'", "clearance_is_not_rewritten"),
    "somebody else's": (
        "UPDATE accounts_clearance SET worker_id = (SELECT id FROM accounts_user WHERE email = 'cem@example.org')",
        "clearance_is_not_rewritten",
    ),
    "withdrawn by nobody": (
        "UPDATE accounts_clearance SET withdrawn_at = now(), withdrawn_reason = 'x'",
        "withdrawn_clearance_says_by_whom_and_why",
    ),
    "withdrawn without a reason": (
        "UPDATE accounts_clearance SET withdrawn_at = now(), withdrawn_by_id = given_by_id",
        "withdrawn_clearance_says_by_whom_and_why",
    ),
    "withdrawn by a caseworker": (
        "UPDATE accounts_clearance SET withdrawn_at = now(), withdrawn_reason = 'x', withdrawn_by_id ="
        " (SELECT id FROM accounts_user WHERE email = 'cem@example.org')",
        "withdrawn_by_a_manager",
    ),
    "withdrawn and replaced": (
        "UPDATE accounts_clearance SET withdrawn_at = now(), withdrawn_reason = 'x',"
        " withdrawn_by_id = given_by_id, replaced_at = now()",
        "clearance_ends_in_one_way",
    ),
    "ended before it was given": (
        "UPDATE accounts_clearance SET replaced_at = given_at - interval '1 day'",
        "clearance_ends_after_it_was_given",
    ),
}


def held_by(statement: str) -> str:
    with (
        pytest.raises(IntegrityError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    cause = refused.value.__cause__
    assert isinstance(cause, psycopg.Error)
    return str(cause.diag.constraint_name)


@pytest_db
@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_clears_nobody_whom_no_manager_cleared(people: People, volunteer: User, attack: str) -> None:
    clear(people, volunteer, until_on=TODAY, at=AT)
    statement, constraint = ATTACKS[attack]
    assert held_by(statement) == constraint


@pytest_db
def test_a_withdrawal_is_not_taken_back_by_sql(people: People, volunteer: User) -> None:
    withdraw_clearance(by=people.manager, clearance=clear(people, volunteer), reason="x", at=AT)
    back = "UPDATE accounts_clearance SET withdrawn_at = NULL, withdrawn_by_id = NULL, withdrawn_reason = ''"
    assert held_by(back) == "clearance_ends_once"


@pytest_db
def test_none_is_removed(people: People, volunteer: User, app_sql: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute("DELETE FROM accounts_clearance")
