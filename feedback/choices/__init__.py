"""Words with a fixed meaning on the floor of feedback."""

from feedback.choices.comments import (
    CameBy,
    CommentKind,
    ComplaintStage,
    ComplaintStep,
    HowAnswered,
    Learning,
    Outcome,
    Settling,
)
from feedback.choices.invitations import InvitationState, WhyNotSent
from feedback.choices.questionnaires import (
    AnswerGiven,
    Audience,
    BatchState,
)
from feedback.choices.views_given import (
    TranslatedBy,
)

__all__ = [
    "AnswerGiven",
    "Audience",
    "BatchState",
    "CameBy",
    "CommentKind",
    "ComplaintStage",
    "ComplaintStep",
    "HowAnswered",
    "InvitationState",
    "Learning",
    "Outcome",
    "Settling",
    "TranslatedBy",
    "WhyNotSent",
]
