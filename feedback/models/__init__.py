"""The shape of feedback: what is asked of families and others, what they say, and what became of it."""

from feedback.models.batches import (
    AnonymousAnswer,
    Batch,
    ContactOutcome,
    ContactRequest,
    ShutAnswer,
    WordsRead,
)
from feedback.models.comments import Comment, CommentAnswer, ForgottenComment
from feedback.models.complaints import Complaint, ComplaintEntry
from feedback.models.invitations import Invitation
from feedback.models.questionnaires import Criterion, Question, Questionnaire, QuestionnaireDraft
from feedback.models.rounds import AskedRound
from feedback.models.translations import Phrase
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
from feedback.models.you_said import PublishedItem, SaidEntry, SaidItem, SaidSource

__all__ = [
    "AnonymousAnswer",
    "AskedRound",
    "Batch",
    "Comment",
    "CommentAnswer",
    "Complaint",
    "ComplaintEntry",
    "ContactOutcome",
    "ContactRequest",
    "Criterion",
    "ForgottenComment",
    "GivenView",
    "Invitation",
    "NamedView",
    "Phrase",
    "PublishedItem",
    "Question",
    "Questionnaire",
    "QuestionnaireDraft",
    "SaidEntry",
    "SaidItem",
    "SaidSource",
    "ShutAnswer",
    "ViewMark",
    "ViewNumber",
    "ViewTranslation",
    "ViewsExercise",
    "ViewsRelease",
    "WithdrawnView",
    "WordsRead",
]
