"""Setting a correction beside what was written down of a meeting (Y02, Y11, Y14)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases import rules
from cases.access import may_correct_meeting, may_work_cases
from cases.actions.idempotency import one_at_a_time
from cases.choices import MeetingRole, MeetingState
from cases.models import Meeting, MeetingCorrection
from sendiass.access import refuse
from sendiass.accounts.models import User


@transaction.atomic
def correct_meeting(
    *,
    by: User,
    meeting: Meeting,
    seen: int,
    told: rules.WrittenUp,
    role: MeetingRole,
    observes_because: str = "",
    agreed: str = "",
    reason: str,
    once: UUID,
    at: datetime,
) -> MeetingCorrection:
    """Set what happened beside what was written down, put right; both stay readable. The same `once` twice is one.

    `seen` is the version it corrects, counted from 1. Raises Refused for another's, without a reason, for what is
    missing, and when somebody corrected that version first.
    """
    may_work_cases(by).require()
    may_correct_meeting(by, meeting).require()
    one_at_a_time(once)
    earlier: MeetingCorrection | None = MeetingCorrection.objects.filter(once=once, recorded_by=by).first()
    if earlier:
        return earlier
    one_at_a_time(meeting.id)
    rules.may_correct_meeting(MeetingState(meeting.state), told, reason=reason).require()
    rules.may_attend_as(role, because=observes_because).require()
    version = newest_version(meeting)
    if version != seen:
        refuse(
            "This meeting has been corrected since you opened it. Look at the newest version first.",
            "meetings",
        ).require()
    is_observing, was_said = role is MeetingRole.OBSERVE, told.role_stated
    corrected: MeetingCorrection = MeetingCorrection.objects.create(
        case_id=meeting.case_id,
        meeting=meeting,
        version=version + 1,
        reason=reason,
        role=role,
        observes_because=observes_because if is_observing else None,
        attended=told.attended,
        role_stated=was_said,
        not_stated_because=None if was_said else told.not_stated_because,
        family_views=told.family_views,
        family_words=told.family_words,
        professionals_views=told.professionals_views,
        professionals_words=told.professionals_words or None,
        agreed=agreed or None,
        recorded_at=at,
        recorded_by=by,
        once=once,
    )
    return corrected


def newest_version(meeting: Meeting) -> int:
    """How many versions there are of what happened: the first, and its corrections."""
    return 1 + MeetingCorrection.objects.filter(meeting=meeting).count()
