"""Tries to give a case in the moment in which its worker's legal training is taken back (L21)."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from cases.models import Allocation
from governance.actions.training import take_back_training
from sendiass import clock
from sendiass.access import Refused
from tests.attacks.test_interests_at_once import at_once
from tests.cast import assemble, hand_over
from tests.conftest import WorkerDatabases
from tests.training import lawyered, worked_at

pytestmark = pytest.mark.clause("L21")


def test_a_case_given_in_the_moment_its_training_is_taken_back_came_first_or_is_refused(
    committed_db: WorkerDatabases,
) -> None:
    for _ in range(4):
        committed_db.renew()
        with transaction.atomic():
            cast = assemble()
            worked_at(4, cast.team.caseworker, cast.khans.case)
            record = lawyered(cast.team.manager, cast.team.colleague)
        gave, took = at_once(
            partial(hand_over, cast, cast.khans.case, cast.team.colleague),
            partial(
                take_back_training, by=cast.team.manager, record=record, reason="Wrong one.", at=clock.now()
            ),
        )
        assert took is None
        assert gave is None or isinstance(gave, Refused), gave
        assert Allocation.objects.filter(worker=cast.team.colleague, case=cast.khans.case).exists() == (
            gave is None
        )
