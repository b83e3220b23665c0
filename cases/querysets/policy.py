"""How the policy's versions are asked for, and who has read them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Self
from uuid import UUID

import sendiass.database.lookups  # noqa: F401  `any_of`
from sendiass.audit import AuditedQuerySet


class PolicyVersionQuerySet(AuditedQuerySet[Any]):
    """Versions of the policy."""

    def in_force_by(self, on: date) -> Self:
        """Those in force on that day or before it."""
        return self.filter(in_force_on__lte=on)

    def newest_first(self) -> Self:
        return self.order_by("-number")


class AcknowledgementQuerySet(AuditedQuerySet[Any]):
    """Who has read which."""

    def of_workers(self, ids: Collection[UUID]) -> Self:
        return self.filter(worker__id__any_of=list(ids))


class PolicyWaiverQuerySet(AuditedQuerySet[Any]):
    """Whom the manager let through."""

    def of_workers(self, ids: Collection[UUID]) -> Self:
        return self.filter(worker__id__any_of=list(ids))
