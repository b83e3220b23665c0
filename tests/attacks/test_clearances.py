"""Tries to give a volunteer a case without a clearance: by SQL as the application's role, and in the moment of a withdrawal."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from cases.models import Allocation
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.access import standing_clearance
from sendiass.accounts.actions import give_clearance, withdraw_clearance
from sendiass.accounts.models import User
from tests.attacks.test_gate import committed, put, refused, run
from tests.attacks.test_interests_at_once import at_once
from tests.cast import Cast, assemble, cleared, hand_over
from tests.conftest import WorkerDatabases

pytestmark = pytest.mark.clause("L17")
BACK = "UPDATE cases_allocation SET until_at = NULL WHERE id = %s"


def withdraw(cast: Cast) -> None:
    standing = standing_clearance(cast.team.volunteer)
    assert standing
    withdraw_clearance(by=cast.team.manager, clearance=standing, reason="Away.", at=clock.now())


def allocation(cast: Cast, worker: User, **different: Any) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "case_id": cast.waiting.id,
        "worker_id": worker.id,
        "reason": b"",
        "from_at": clock.now(),
        "by_id": cast.team.manager.id,
        **different,
    }


@pytest.mark.django_db
def test_sql_gives_a_cleared_volunteer_a_case_and_one_without_none(cast: Cast) -> None:
    row = allocation(cast, cast.team.volunteer)
    committed([("cases_allocation", row)])
    withdraw(cast)
    assert refused(partial(put, "cases_allocation", row)) == "cleared_first"
    committed([("cases_allocation", allocation(cast, cast.team.colleague))])


@pytest.mark.django_db
def test_a_day_long_past_does_not_make_an_ended_clearance_count(cast: Cast) -> None:
    ago = clock.now() - timedelta(days=9)
    cleared(cast.team.volunteer, by=cast.team.manager, at=ago, until_on=clock.day_of(ago))
    assert refused(partial(put, "cases_allocation", allocation(cast, cast.team.volunteer))) == "cleared_first"
    early = allocation(cast, cast.team.volunteer, from_at=ago)
    assert refused(partial(put, "cases_allocation", early)) == "cleared_first"


@pytest.mark.django_db
def test_a_case_to_come_asks_for_a_clearance_that_counts_then(cast: Cast) -> None:
    cleared(cast.team.volunteer, by=cast.team.manager, at=clock.now(), until_on=clock.today())
    committed([("cases_allocation", allocation(cast, cast.team.volunteer))])
    tomorrow = allocation(cast, cast.team.volunteer, from_at=clock.now() + timedelta(days=1))
    assert refused(partial(put, "cases_allocation", tomorrow)) == "cleared_first"


@pytest.mark.django_db
def test_an_allocation_is_not_turned_into_theirs_nor_opened_again(cast: Cast) -> None:
    volunteer = cast.team.volunteer
    hand_over(cast, cast.khans.case, volunteer)
    held = Allocation.objects.current().get(worker=volunteer)
    withdraw(cast)
    run("UPDATE cases_allocation SET reason = reason WHERE id = %s", held.id)
    run(
        "UPDATE cases_allocation SET until_at = clock_timestamp(), ended_by_id = %s WHERE id = %s",
        cast.team.manager.id,
        held.id,
    )
    assert refused(partial(run, BACK, held.id)) == "cleared_first"
    others = Allocation.objects.current().get(worker=cast.team.colleague)
    turned = partial(run, "UPDATE cases_allocation SET worker_id = %s WHERE id = %s", volunteer.id, others.id)
    assert refused(turned) == "cleared_first"
    moved = partial(run, "UPDATE cases_allocation SET case_id = %s WHERE id = %s", cast.waiting.id, held.id)
    assert refused(moved) == "cleared_first"


def test_a_case_given_in_the_moment_of_a_withdrawal_came_first_or_is_refused(
    committed_db: WorkerDatabases,
) -> None:
    """Whoever is first: never a case given after the withdrawal, and a refusal is one in words."""
    for _ in range(6):
        committed_db.renew()
        with transaction.atomic():
            cast = assemble()
        gave, withdrew = at_once(
            lambda cast=cast: hand_over(cast, cast.waiting, cast.team.volunteer),  # type: ignore[misc]
            lambda cast=cast: withdraw(cast),  # type: ignore[misc]
        )
        assert withdrew is None
        assert gave is None or isinstance(gave, Refused), gave
        assert Allocation.objects.filter(worker=cast.team.volunteer).exists() == (gave is None)


def test_a_renewal_in_the_same_moment_keeps_nobody_from_a_case(committed_db: WorkerDatabases) -> None:
    for _ in range(6):
        committed_db.renew()
        with transaction.atomic():
            cast = assemble()
        renew = partial(
            give_clearance,
            by=cast.team.manager,
            person=cast.team.volunteer,
            until_on=clock.today(),
            reason="Refresher.",
            at=clock.now(),
        )
        raised = at_once(
            partial(hand_over, cast, cast.waiting, cast.team.volunteer),
            renew,
        )
        assert raised == [None, None]
