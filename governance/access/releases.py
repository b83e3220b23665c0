"""Who freezes the figures of which reports are made, and what was frozen. It changes nothing (L06, B02)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256

from governance.deadlines.reporting import quarters_of
from governance.models import FrozenCount, FrozenPeriod
from governance.rules.promises import REPORTED
from governance.rules.tables import Counted, Period
from sendiass.accounts.access import role_gives
from sendiass.accounts.roles import Permission
from sendiass.audit import ServicePrincipal
from sendiass.audit.actors import serving

may_make_releases = role_gives(Permission.MAKE_RELEASES)
RELEASES = ServicePrincipal("releases")


class NotFrozen(Exception):
    """A quarter of the period was not frozen yet, or what is kept of one is not what was frozen."""


def frozen_tables(period: Period) -> Sequence[Counted]:
    """Every table that a report can have, added up from the frozen quarters of a period: true figures, for the gate alone.

    Raises NotFrozen, and ValueError for a period that is not made of quarters.
    """
    quarters = quarters_of(period)
    with serving(RELEASES):
        found = list(
            FrozenCount.objects.select_related("frozen").filter(
                frozen__in=FrozenPeriod.objects.within(period)
            )
        )
    if {one.frozen.period for one in found} != set(quarters):
        raise NotFrozen(f"{period} is not frozen whole")
    sums: dict[str, dict[tuple[str, ...], int]] = {table.name: {} for table in REPORTED}
    for one in found:
        if sha256((one.salt + one.content).encode()).hexdigest() != one.frozen.digest:
            raise NotFrozen(f"{one.frozen.period} is not what was frozen")
        for name, cell, number in json.loads(one.content):
            cells = sums[name]
            cells[tuple(cell)] = cells.get(tuple(cell), 0) + number
    return [Counted(table, period, sums[table.name]) for table in REPORTED]
