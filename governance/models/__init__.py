"""The shape of oversight: supervision, training, those who join, and what is written of them."""

from governance.models.file_checks import FileCheck, FileCheckOutcome, FileCheckReply, FileFinding, FileSample
from governance.models.groups import GroupAttendance, GroupSession
from governance.models.joining import (
    Applicant,
    ApplicantCheck,
    ApplicantStep,
    Drive,
    ForgottenApplicant,
    JoiningEntry,
    Leaving,
)
from governance.models.policy import PolicyAdoption, PolicyClause, PolicyEdition
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
from governance.models.training import (
    Certificate,
    GivenSession,
    SessionFeedback,
    TrainingRecord,
    WorkAboveTraining,
)

__all__ = [
    "ActionDone",
    "AgreedAction",
    "Applicant",
    "ApplicantCheck",
    "ApplicantStep",
    "CaseDiscussed",
    "Certificate",
    "Drive",
    "FileCheck",
    "FileCheckOutcome",
    "FileCheckReply",
    "FileFinding",
    "FileSample",
    "FinalRecord",
    "ForgottenApplicant",
    "GivenSession",
    "GroupAttendance",
    "GroupSession",
    "JoiningEntry",
    "Leave",
    "LeaveTakenBack",
    "Leaving",
    "PolicyAdoption",
    "PolicyClause",
    "PolicyEdition",
    "SessionFeedback",
    "SessionOutcome",
    "Supervises",
    "SupervisionNote",
    "SupervisionRecord",
    "SupervisionSession",
    "SupervisionSignature",
    "TrainingRecord",
    "WorkAboveTraining",
]
