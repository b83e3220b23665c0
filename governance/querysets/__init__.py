"""How oversight is asked for."""

from governance.querysets.supervision import (
    AgreedActionQuerySet,
    GroupSessionQuerySet,
    LeaveQuerySet,
    OfSupervisionQuerySet,
    SessionQuerySet,
    SupervisesQuerySet,
)

__all__ = [
    "AgreedActionQuerySet",
    "GroupSessionQuerySet",
    "LeaveQuerySet",
    "OfSupervisionQuerySet",
    "SessionQuerySet",
    "SupervisesQuerySet",
]
