"""How feedback is asked for. It decides nothing."""

from feedback.querysets.comments import (
    COMPLAINT_KINDS,
    CommentQuerySet,
    CommentRecordQuerySet,
    ComplaintQuerySet,
)
from feedback.querysets.invitations import InvitationQuerySet
from feedback.querysets.questionnaires import (
    AnonymousAnswerQuerySet,
    AskedRoundQuerySet,
    BatchQuerySet,
    ContactRequestQuerySet,
    CriterionQuerySet,
    PhraseQuerySet,
    QuestionnaireDraftQuerySet,
    QuestionnaireQuerySet,
    QuestionQuerySet,
    WordsReadQuerySet,
    asked_in,
)
from feedback.querysets.views_given import (
    BesideViewQuerySet,
    GivenViewQuerySet,
    ViewsExerciseQuerySet,
    ViewsReleaseQuerySet,
)
from feedback.querysets.you_said import (
    PublishedItemQuerySet,
    SaidItemQuerySet,
    SaidRecordQuerySet,
)

__all__ = [
    "COMPLAINT_KINDS",
    "AnonymousAnswerQuerySet",
    "AskedRoundQuerySet",
    "BatchQuerySet",
    "BesideViewQuerySet",
    "CommentQuerySet",
    "CommentRecordQuerySet",
    "ComplaintQuerySet",
    "ContactRequestQuerySet",
    "CriterionQuerySet",
    "GivenViewQuerySet",
    "InvitationQuerySet",
    "PhraseQuerySet",
    "PublishedItemQuerySet",
    "QuestionQuerySet",
    "QuestionnaireDraftQuerySet",
    "QuestionnaireQuerySet",
    "SaidItemQuerySet",
    "SaidRecordQuerySet",
    "ViewsExerciseQuerySet",
    "ViewsReleaseQuerySet",
    "WordsReadQuerySet",
    "asked_in",
]
