"""The shape of oversight: what is kept of the people who do the work."""

from governance.models.joining import (
    Applicant,
    ApplicantCheck,
    ApplicantStep,
    Drive,
    ForgottenApplicant,
    JoiningEntry,
    Leaving,
)
from governance.models.training import (
    Certificate,
    GivenSession,
    SessionFeedback,
    TrainingRecord,
    WorkAboveTraining,
)

__all__ = [
    "Applicant",
    "ApplicantCheck",
    "ApplicantStep",
    "Certificate",
    "Drive",
    "ForgottenApplicant",
    "GivenSession",
    "JoiningEntry",
    "Leaving",
    "SessionFeedback",
    "TrainingRecord",
    "WorkAboveTraining",
]
