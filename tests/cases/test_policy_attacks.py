"""What the data base itself refuses of the policy and of being let through, asked by SQL as the application's role (Y16, Y12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from cases.actions.interests import waive_declaration
from cases.actions.policy import NewVersion, acknowledge_policy, put_in_policy, waive_policy
from cases.models import DeclarationWaiver, PolicyAcknowledgement, PolicyVersion, PolicyWaiver
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.database import standing
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("Y16", "Y12")]

READ = "INSERT INTO cases_policyacknowledgement (id, worker_id, version_id, at) VALUES (%s, %s, %s, {when})"
VERSION = (
    "INSERT INTO cases_policyversion (id, number, in_force_on, words, at, by_id, once) "
    "VALUES (%s, %s, {day}, 'Mine.', {when}, %s, %s)"
)
LET_THROUGH = (
    "INSERT INTO {table} (id, worker_id, until_on, reason, at, by_id) "
    "SELECT %s, %s, {until}, reason, {when}, %s FROM {table} LIMIT 1"
)
NOW = "clock_timestamp()"
WAIVERS = ("cases_policywaiver", "cases_declarationwaiver")


def refused_by(who: User, statement: str, *values: Any) -> str:
    """Which rule of the data base refuses it while this worker is signed in."""
    with (
        standing.standing_as(standing.worker(who.id)),
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
    cause: Any = caught.value.__cause__
    return str(cause.diag.constraint_name or cause.diag.message_primary)


@pytest.fixture
def version(cast: Cast) -> PolicyVersion:
    """A version in force since yesterday."""
    moment = clock.now() - timedelta(days=1)
    new = NewVersion("We take nobody's side.", clock.day_of(moment))
    return put_in_policy(by=cast.team.manager, version=new, once=uuid4(), at=moment)


@pytest.fixture
def let_through(cast: Cast) -> None:
    """The caseworker is let through, twice over, by the manager."""
    team, at = cast.team, clock.now()
    for waive in (waive_policy, waive_declaration):
        waive(by=team.manager, worker=team.caseworker, until_on=clock.today(), reason="Ill.", at=at)


@pytest.mark.parametrize("who", ["caseworker", "manager", "administrator"])
def test_nobody_says_that_another_has_read_it(who: str, cast: Cast, version: PolicyVersion) -> None:
    forged = READ.format(when=NOW)
    refusal = refused_by(cast.team.everyone[who], forged, uuid4(), cast.team.colleague.id, version.id)
    assert refusal == "read_by_themselves"
    assert not PolicyAcknowledgement.objects.exists()


@pytest.mark.parametrize("when", [f"{NOW} - interval '3 days'", f"{NOW} + interval '1 hour'"])
def test_nobody_says_it_of_another_day(when: str, cast: Cast, version: PolicyVersion) -> None:
    who = cast.team.caseworker
    assert refused_by(who, READ.format(when=when), uuid4(), who.id, version.id) == "read_by_themselves"


def test_whoever_is_not_signed_in_says_nothing(cast: Cast, version: PolicyVersion) -> None:
    who = cast.team.caseworker
    for asks in (standing.NOBODY, standing.service("sweeps"), standing.service("outbox")):
        with (
            standing.standing_as(asks),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(READ.format(when=NOW), [uuid4(), who.id, version.id])
    assert not PolicyAcknowledgement.objects.exists()


def test_everybody_says_it_for_themselves_and_nobody_takes_it_back(
    cast: Cast, version: PolicyVersion
) -> None:
    who = cast.team.caseworker
    with standing.standing_as(standing.worker(who.id)):
        read = acknowledge_policy(by=who, version=version, at=clock.now())
    for statement in (
        "UPDATE cases_policyacknowledgement SET at = now() WHERE id = %s",
        "DELETE FROM cases_policyacknowledgement WHERE id = %s",
    ):
        assert refused_by(who, statement, read.id)
        assert refused_by(cast.team.manager, statement, read.id)
    assert PolicyAcknowledgement.objects.get().worker == who


@pytest.mark.parametrize("who", ["caseworker", "volunteer", "administrator", "board_member"])
def test_a_version_is_put_in_by_a_manager_and_in_nobody_elses_name(
    who: str, cast: Cast, version: PolicyVersion
) -> None:
    user, forged = cast.team.everyone[who], VERSION.format(day="current_date", when=NOW)
    for named in (user, cast.team.manager):
        assert refused_by(user, forged, uuid4(), 2, named.id, uuid4()) == "by_a_manager"
    rewritten = "UPDATE cases_policyversion SET words = 'Theirs.' WHERE id = %s"
    assert refused_by(cast.team.manager, rewritten, version.id)
    assert PolicyVersion.objects.count() == 1


def test_versions_come_one_after_the_other_and_not_back_dated(cast: Cast, version: PolicyVersion) -> None:
    manager = cast.team.manager
    values = [uuid4(), 2, manager.id, uuid4()]
    earlier = VERSION.format(day="current_date - 400", when=NOW)
    assert refused_by(manager, earlier, *values) == "version_after_version"
    skipped = VERSION.format(day="current_date", when=NOW)
    assert refused_by(manager, skipped, uuid4(), 9, manager.id, uuid4()) == "version_after_version"
    back_dated = VERSION.format(day="current_date", when=f"{NOW} - interval '40 days'")
    assert refused_by(manager, back_dated, *values) == "by_a_manager"
    with standing.standing_as(standing.worker(manager.id)):
        new = NewVersion("We take nobody's side at all.", clock.today())
        assert put_in_policy(by=manager, version=new, once=uuid4(), at=clock.now()).number == 2


@pytest.mark.parametrize("table", WAIVERS)
def test_nobody_but_a_manager_lets_anybody_through(table: str, cast: Cast, let_through: None) -> None:
    team = cast.team
    forged = LET_THROUGH.format(table=table, until="current_date + 9", when=NOW)
    # Whoever was let through may read their own: from that the words are copied.
    for named in (team.caseworker, team.manager):
        for of in (team.caseworker, team.colleague):
            assert refused_by(team.caseworker, forged, uuid4(), of.id, named.id)
    assert refused_by(team.caseworker, forged, uuid4(), team.caseworker.id, team.manager.id) == "by_a_manager"


@pytest.mark.parametrize("table", WAIVERS)
def test_a_manager_lets_others_through_now_and_for_days_to_come(
    table: str, cast: Cast, let_through: None
) -> None:
    team, days = cast.team, "current_date + 9"

    def refusal(of: User, until: str, when: str) -> str:
        forged = LET_THROUGH.format(table=table, until=until, when=when)
        return refused_by(team.manager, forged, uuid4(), of.id, team.manager.id)

    assert refusal(team.manager, days, NOW) == "lets_others_through"
    assert refusal(team.colleague, days, f"{NOW} - interval '5 days'") == "by_a_manager"
    assert refusal(team.colleague, "current_date - 2", NOW) == "lets_others_through"
    model: Any = PolicyWaiver if table == "cases_policywaiver" else DeclarationWaiver
    rewritten = f"UPDATE {table} SET until_on = current_date + 90 WHERE id = %s"
    assert refused_by(team.manager, rewritten, model.objects.get().id)


def test_the_manager_lets_somebody_through_by_the_page(cast: Cast) -> None:
    team = cast.team
    with standing.standing_as(standing.worker(team.manager.id)):
        for waive in (waive_policy, waive_declaration):
            waive(
                by=team.manager,
                worker=team.caseworker,
                until_on=clock.today(),
                reason="Ill.",
                at=clock.now(),
            )
    assert PolicyWaiver.objects.count() == DeclarationWaiver.objects.count() == 1
