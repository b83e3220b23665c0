"""Who may check case files, which files a sample is drawn from, and the one door to a check. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.access import who_has_cases
from cases.models import Intervention
from cases.querysets.seeing import visible
from governance.models import FileCheck, FileSample
from sendiass.access import NotThere
from sendiass.accounts.access import role_gives
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission

may_check_files = role_gives(Permission.CHECK_FILES)
may_have_files_checked = role_gives(Permission.WORK_CASES)


def whose_files(by: User) -> list[User]:
    """Whose files this person may draw from: everyone who works cases but themselves."""
    return list(who_has_cases().exclude(pk=by.pk))


def files_to_draw_from(*, by: User, worker: User, first_on: date, last_on: date) -> Sequence[UUID]:
    """The interventions of a worker in those days that may be drawn: never checked, and of no case that may conflict.

    Neither the checker nor the worker has an interest that meets the case, or may (Y12): the worker is to reply. Of
    corrections the first version counts, since the work is whose it was.
    """
    drawn = FileCheck.objects.values("intervention")
    found: QuerySet[Intervention] = Intervention.objects.filter(
        by=worker, case__isnull=False, original__isnull=True, happened_on__range=(first_on, last_on)
    )
    free = visible(found, by, "case__id").filter(
        case__id__not_kept_from=by.pk, case__id__not_met_by=worker.pk
    )
    return list(free.exclude(pk__in=drawn).order_by("id").values_list("pk", flat=True))


def open_sample(*, by: User, sample_id: UUID) -> FileSample:
    """A sample, for whoever checks files. Raises NotThere otherwise, and for a sample of one's own work."""
    found: FileSample | None = (
        FileSample.objects.filter(pk=sample_id).exclude(worker=by).select_related("worker", "by").first()
        if may_check_files(by)
        else None
    )
    if found is None:
        raise NotThere
    return found


def open_check(*, by: User, check_id: UUID) -> FileCheck:
    """A file drawn to be checked: for whoever checks files, and once it is checked for whose work it is.

    Raises NotThere for anybody else, and for a case they may not see.
    """
    found: FileCheck | None = (
        FileCheck.objects.visible_to(by)
        .filter(~Q(worker=by) | Q(outcome__isnull=False))
        .filter(pk=check_id)
        .select_related("case", "worker", "sample", "outcome", "outcome__by")
        .first()
    )
    if found is None:
        raise NotThere
    return found


def is_checked(check: FileCheck) -> bool:
    """Whether findings are on record."""
    return hasattr(check, "outcome")
