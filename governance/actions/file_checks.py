"""Drawing a sample of case files, writing down what was found, and replying to it (L16 and the clauses looked at)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.access import open_case
from cases.actions.idempotency import one_at_a_time
from cases.models import Intervention
from governance.access.file_checks import files_to_draw_from, is_checked, may_check_files, open_check
from governance.models import FileCheck, FileCheckOutcome, FileCheckReply, FileFinding, FileSample
from governance.rules.file_checks import DIP_SAMPLE, Found, draw, may_draw, may_record_check, may_reply
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose work is looked at, of which days, and how many files."""

    worker: User
    first_on: date
    last_on: date
    size: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in one file, promise by promise and of the whole."""

    found: Sequence[Found]
    words: str = ""
    for_supervision: bool = False


@transaction.atomic
def draw_sample(*, by: User, wanted: Wanted, seed: str, once: UUID, at: datetime) -> FileSample:
    """Draw a worker's files by chance. The same `once` twice is one; the same seed on the same files draws the same.

    Raises Refused for one's own work, for days that make no sense, and where there is nothing to draw from.
    """
    may_check_files(by).require()
    may_draw(
        is_own=wanted.worker.id == by.id,
        works_cases=wanted.worker.holds(Permission.WORK_CASES) or not wanted.worker.is_active,
        first_on=wanted.first_on,
        last_on=wanted.last_on,
        size=wanted.size,
        on=clock.day_of(at),
    ).require()
    one_at_a_time(wanted.worker.id)
    earlier: FileSample | None = FileSample.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    pool = files_to_draw_from(by=by, worker=wanted.worker, first_on=wanted.first_on, last_on=wanted.last_on)
    if not pool:
        refuse("There is nothing of these days that can be drawn.", DIP_SAMPLE).require()
    return _keep(wanted, draw(pool, size=wanted.size, seed=seed), seed, len(pool), by=by, at=at, once=once)


def _keep(
    wanted: Wanted, drawn: Sequence[UUID], seed: str, pool: int, *, by: User, at: datetime, once: UUID
) -> FileSample:
    sample: FileSample = FileSample.objects.create(
        worker=wanted.worker,
        first_on=wanted.first_on,
        last_on=wanted.last_on,
        size=wanted.size,
        seed=seed,
        drawn_from=pool,
        at=at,
        by=by,
        once=once,
    )
    files = Intervention.objects.select_related("case").in_bulk(list(drawn))
    for place, key in enumerate(drawn, start=1):
        FileCheck.objects.create(
            sample=sample,
            case=files[key].case,
            intervention=files[key],
            worker=wanted.worker,
            place=place,
        )
    return sample


@transaction.atomic
def record_check(*, by: User, check: FileCheck, findings: Findings, at: datetime) -> FileCheckOutcome:
    """Write down what was found, once. Raises Refused for one's own work, and where something amiss has no words."""
    may_check_files(by).require()
    one_at_a_time(check.id)
    check = open_check(by=by, check_id=check.id)
    open_case(by=by, reference=check.case.reference)
    may_record_check(
        checker=by.id, worker=check.worker_id, is_done=is_checked(check), found=findings.found
    ).require()
    for one in findings.found:
        FileFinding.objects.create(
            file=check,
            case=check.case,
            worker=check.worker,
            promise=one.promise,
            verdict=one.verdict,
            words=one.words,
            at=at,
            by=by,
        )
    outcome: FileCheckOutcome = FileCheckOutcome.objects.create(
        file=check,
        case=check.case,
        worker=check.worker,
        words=findings.words,
        for_supervision=findings.for_supervision,
        at=at,
        by=by,
    )
    return outcome


@transaction.atomic
def reply_to_check(*, by: User, check: FileCheck, words: str, once: UUID, at: datetime) -> FileCheckReply:
    """Say something to the findings about one's own work. The same `once` twice is one."""
    one_at_a_time(once)
    check = open_check(by=by, check_id=check.id)
    may_reply(who=by.id, worker=check.worker_id, is_done=is_checked(check)).require()
    earlier: FileCheckReply | None = FileCheckReply.objects.filter(once=once, worker=by).first()
    if earlier:
        return earlier
    reply: FileCheckReply = FileCheckReply.objects.create(
        file=check, case=check.case, worker=by, words=words, at=at, once=once
    )
    return reply
