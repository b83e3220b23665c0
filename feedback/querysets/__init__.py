"""How feedback is asked for. It decides nothing."""

from feedback.querysets.comments import (
    COMPLAINT_KINDS,
    CommentQuerySet,
    CommentRecordQuerySet,
    ComplaintQuerySet,
)
from feedback.querysets.questionnaires import (
    AnonymousAnswerQuerySet,
    BatchQuerySet,
    ContactRequestQuerySet,
    CriterionQuerySet,
    QuestionnaireQuerySet,
    QuestionQuerySet,
)
from feedback.querysets.views_given import (
    BesideViewQuerySet,
    GivenViewQuerySet,
    ViewsExerciseQuerySet,
    ViewsReleaseQuerySet,
)

__all__ = [
    "COMPLAINT_KINDS",
    "AnonymousAnswerQuerySet",
    "BatchQuerySet",
    "BesideViewQuerySet",
    "CommentQuerySet",
    "CommentRecordQuerySet",
    "ComplaintQuerySet",
    "ContactRequestQuerySet",
    "CriterionQuerySet",
    "GivenViewQuerySet",
    "QuestionQuerySet",
    "QuestionnaireQuerySet",
    "ViewsExerciseQuerySet",
    "ViewsReleaseQuerySet",
]
