"""Who may do what with what families say, and the one door to each. It changes nothing."""

from __future__ import annotations

from uuid import UUID

from feedback.choices import Audience
from feedback.models import AnonymousAnswer, Batch, ContactRequest
from sendiass.access import NotThere
from sendiass.accounts.access import role_gives
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission, Role

may_read_results = role_gives(Permission.READ_RESULTS)
may_see_results = role_gives(Permission.SEE_RESULTS)
may_keep_questionnaires = role_gives(Permission.KEEP_QUESTIONNAIRES)
may_post_questionnaires = role_gives(Permission.POST_LETTERS)


def open_results(*, by: User, batch_id: UUID) -> Batch:
    """A batch whose answers are out. Raises NotThere otherwise."""
    found: Batch | None = Batch.objects.released().select_related("questionnaire").filter(pk=batch_id).first()
    if found is None or not may_see_results(by):
        raise NotThere
    return found


def open_words(*, by: User, answer_id: UUID) -> AnonymousAnswer:
    """What somebody wrote, for whoever reads it first. Raises NotThere otherwise."""
    found: AnonymousAnswer | None = (
        AnonymousAnswer.objects.in_words()
        .select_related("batch__questionnaire", "question", "read")
        .filter(pk=answer_id)
        .first()
    )
    if found is None or not may_read_results(by):
        raise NotThere
    return found


def open_contact(*, by: User, request_id: UUID) -> ContactRequest:
    """Somebody who wants to be known. Raises NotThere otherwise."""
    found: ContactRequest | None = ContactRequest.objects.waiting_first().filter(pk=request_id).first()
    if found is None or not may_read_results(by):
        raise NotThere
    return found


def open_asked(*, by: User, batch_id: UUID) -> Batch:
    """A batch that takes answers, for whoever posts its paper. Raises NotThere otherwise."""
    found: Batch | None = Batch.objects.open().select_related("questionnaire").filter(pk=batch_id).first()
    if found is None or not may_post_questionnaires(by):
        raise NotThere
    return found


def open_round(*, by: User, batch_id: UUID) -> Batch:
    """A batch of the team or of schools that takes answers, for whoever sends it round. Raises NotThere otherwise."""
    round_of = Batch.objects.open().filter(questionnaire__audience__in=[Audience.TEAM, Audience.SCHOOL])
    found: Batch | None = round_of.select_related("questionnaire").filter(pk=batch_id).first()
    if found is None or not may_keep_questionnaires(by):
        raise NotThere
    return found


def who_is_the_team() -> list[User]:
    """Everyone who works here now, whatever their part; a board member does not."""
    return list(User.objects.active().exclude(role=Role.BOARD_MEMBER).by_name())
