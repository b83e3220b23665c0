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
    SCALES,
    AnswerGiven,
    Audience,
    BatchState,
    Language,
    Length,
    PhraseState,
    Scale,
    WordsVerdict,
)
from feedback.choices.views_given import (
    TranslatedBy,
)
from feedback.choices.you_said import (
    DecidedBy,
    SaidIn,
    SaidStage,
    SaidStep,
)

__all__ = [
    "SCALES",
    "AnswerGiven",
    "Audience",
    "BatchState",
    "CameBy",
    "CommentKind",
    "ComplaintStage",
    "ComplaintStep",
    "DecidedBy",
    "HowAnswered",
    "InvitationState",
    "Language",
    "Learning",
    "Length",
    "Outcome",
    "PhraseState",
    "SaidIn",
    "SaidStage",
    "SaidStep",
    "Scale",
    "Settling",
    "TranslatedBy",
    "WhyNotSent",
    "WordsVerdict",
]
