"""Permissions end with the work they were given for: once a case has closed, nobody is told anything more under them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.choices import CaseStatus
from cases.models import Case, StatusChange
from consent.choices import WhyEnded
from consent.models import SharingPermission
from sendiass.outbox.actions import stop_what_waits
from sendiass.outbox.choices import CancelReason
from sendiass.outbox.models import Message


def end_with_their_cases(*, at: datetime) -> int:
    """End each permission whose case has closed since it was written down, as of the closing; how many. A sweep.

    So it is, too, where the case was opened again meanwhile: the family is asked anew (L24).
    """
    found = SharingPermission.objects.whose_work_ended().order_by("id").values_list("id", "case_id")
    return sum(_end(permission, case, at=at) for permission, case in list(found))


@transaction.atomic
def _end(permission_id: UUID, case_id: UUID, *, at: datetime) -> bool:
    case = Case.objects.select_for_update().get(pk=case_id)
    one: SharingPermission = SharingPermission.objects.select_for_update(of=("self",)).get(pk=permission_id)
    closings = StatusChange.objects.filter(case=case, to_status=CaseStatus.CLOSED, at__gte=one.recorded_at)
    closing = closings.order_by("at").first()
    if one.ended_at is not None or closing is None:
        return False
    one.ended_at, one.ended_because, one.ended_words = min(closing.at, at), WhyEnded.CASE_CLOSED, ""
    one.save(update_fields=["ended_at", "ended_because", "ended_words"])
    stop_what_waits(
        Message.objects.filter(disclosure_id__in=one.disclosures.values("id")),
        because=CancelReason.PERMISSION_ENDED,
    )
    return True
