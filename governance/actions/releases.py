"""Freezing the quarters of which reports are made (B02, B04, L06)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from governance.access.releases import may_make_releases
from governance.deadlines.reporting import quarters_of
from governance.models import FrozenPeriod
from governance.rules.tables import Period
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User


@transaction.atomic
def freeze(*, by: User, period: Period, at: datetime) -> Sequence[FrozenPeriod]:
    """Freeze the quarters of a period that are not frozen yet; done again, it changes nothing. The earliest first.

    The data base counts and writes. Raises Refused for a period that is not over, ValueError for one not made of quarters.
    """
    may_make_releases(by).require()
    if period.ends_on >= clock.day_of(at):
        refuse("This period is not over yet. Its figures are frozen once it is.", "B02").require()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('frozen periods', 0))")
        frozen = {one.period for one in FrozenPeriod.objects.within(period)}
        for quarter in quarters_of(period):
            if quarter not in frozen:
                cursor.execute("SELECT public.governance_freeze(%s)", [quarter.begins_on])
    return list(FrozenPeriod.objects.within(period))
