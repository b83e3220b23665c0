"""The shape of feedback: what is asked of families and others, and what they say."""

from feedback.models.batches import AnonymousAnswer, Batch, ShutAnswer
from feedback.models.questionnaires import Criterion, Question, Questionnaire
from feedback.models.views_given import (
    GivenView,
    NamedView,
    ViewMark,
    ViewNumber,
    ViewsExercise,
    ViewsRelease,
    ViewTranslation,
    WithdrawnView,
)

__all__ = [
    "AnonymousAnswer",
    "Batch",
    "Criterion",
    "GivenView",
    "NamedView",
    "Question",
    "Questionnaire",
    "ShutAnswer",
    "ViewMark",
    "ViewNumber",
    "ViewTranslation",
    "ViewsExercise",
    "ViewsRelease",
    "WithdrawnView",
]
