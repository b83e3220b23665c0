"""The demonstration is made on any day: what it tells of a year is held to every rule, by the clock of the day it is made."""

from __future__ import annotations

import pytest
from django.db import connection

from cases.choices import CaseStatus, UnusualRule
from cases.models import Case, Conflict, DayLookedThrough, Referral, UnusualReading
from consent.models import Letter
from sendiass import clock
from sendiass.audit import ServicePrincipal, acting
from sendiass.demonstration.caseload import play
from sendiass.demonstration.people import hire
from sendiass.outbox.choices import State

FAMILIES = 57


@pytest.mark.django_db
def test_a_year_ends_today_with_families_at_every_stage_and_letters_on_their_way() -> None:
    with acting(by=ServicePrincipal("demonstration")):
        told = list(play(hire(clock.now()), until=clock.today()))
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # what the data base would say at the end of the transaction
    assert told
    assert Case.objects.count() > FAMILIES
    assert set(Case.objects.values_list("status", flat=True)) == set(CaseStatus)
    assert Referral.objects.waiting().count() == 3
    assert set(Letter.objects.values_list("message__state", flat=True)) == {State.WAITING, State.POSTED}
    unusual = set(UnusualReading.objects.values_list("rule", flat=True))
    assert unusual == set(UnusualRule) - {UnusualRule.BREAK_GLASS}
    assert UnusualReading.objects.filter(worker__role="manager").exists()
    assert DayLookedThrough.objects.count() > 25
    assert Conflict.objects.in_question().exists()
    assert Conflict.objects.to_reallocate().exists()
