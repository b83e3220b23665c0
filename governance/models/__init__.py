"""The shape of supervision: who supervises whom, sessions, and what is written of them."""

from governance.models.groups import GroupAttendance, GroupSession
from governance.models.records import (
    ActionDone,
    AgreedAction,
    CaseDiscussed,
    FinalRecord,
    SupervisionNote,
    SupervisionRecord,
    SupervisionSignature,
)
from governance.models.supervision import (
    Leave,
    LeaveTakenBack,
    SessionOutcome,
    Supervises,
    SupervisionSession,
)

__all__ = [
    "ActionDone",
    "AgreedAction",
    "CaseDiscussed",
    "FinalRecord",
    "GroupAttendance",
    "GroupSession",
    "Leave",
    "LeaveTakenBack",
    "SessionOutcome",
    "Supervises",
    "SupervisionNote",
    "SupervisionRecord",
    "SupervisionSession",
    "SupervisionSignature",
]
