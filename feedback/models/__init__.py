"""The shape of feedback: what is asked of families and others, and what they say."""

from feedback.models.batches import AnonymousAnswer, Batch, ShutAnswer
from feedback.models.questionnaires import Criterion, Question, Questionnaire

__all__ = [
    "AnonymousAnswer",
    "Batch",
    "Criterion",
    "Question",
    "Questionnaire",
    "ShutAnswer",
]
