"""The shape of feedback: what is asked of families and others, what they say, and what became of it."""

from feedback.models.batches import AnonymousAnswer, Batch, ContactOutcome, ContactRequest, ShutAnswer
from feedback.models.comments import Comment, CommentAnswer
from feedback.models.complaints import Complaint, ComplaintEntry
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
    "Comment",
    "CommentAnswer",
    "Complaint",
    "ComplaintEntry",
    "ContactOutcome",
    "ContactRequest",
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
