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
from feedback.choices.questionnaires import (
    AnswerGiven,
    Audience,
    BatchState,
    Language,
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
    "Language",
    "Learning",
    "Outcome",
    "Settling",
    "TranslatedBy",
]
