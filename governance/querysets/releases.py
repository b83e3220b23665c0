"""Questions about what was frozen for reports."""

from __future__ import annotations

from typing import Any, Self

from governance.rules.tables import Period
from sendiass.audit import AuditedQuerySet


class FrozenPeriodQuerySet(AuditedQuerySet[Any]):
    """Quarters as they were frozen."""

    def within(self, period: Period) -> Self:
        """Those that lie within a period, the earliest first."""
        return self.filter(begins_on__gte=period.begins_on, ends_on__lte=period.ends_on).order_by("begins_on")
