"""How oversight is asked for."""

from governance.querysets.supervision import (
    AgreedActionQuerySet,
    GroupSessionQuerySet,
    LeaveQuerySet,
    RecordQuerySet,
    SessionQuerySet,
    SupervisesQuerySet,
)

__all__ = [
    "AgreedActionQuerySet",
    "GroupSessionQuerySet",
    "LeaveQuerySet",
    "RecordQuerySet",
    "SessionQuerySet",
    "SupervisesQuerySet",
]
