"""Logging what was given, and setting corrections beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from cases import rules
from cases.access import may_correct, may_work_cases
from cases.actions.acknowledgement import has_safe_address
from cases.actions.advice import owe_options, owe_or_release
from cases.actions.dates import add_task
from cases.choices import CaseStatus, Channel, Direction, FirstContactItem, HelpKind, TaskRule, Voice
from cases.models import Case, Enquiry, FirstContactEntry, Intervention, StatusChange, Task
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.database.questions import question


@dataclass(frozen=True, slots=True)
class Given:
    """One piece of information, advice or support, as the worker tells it (L02, L03). Minutes exclude travel."""

    happened_on: date
    channel: Channel
    kinds: tuple[HelpKind, ...]
    level: int
    minutes: int
    note: str
    voice: tuple[Voice, ...] = ()
    direction: Direction | None = None
    travel_minutes: int = 0


@dataclass(frozen=True, slots=True)
class NextTask:
    """What is to be done next, set in the same breath as the work is logged."""

    words: str
    due_on: date


@transaction.atomic
def log_intervention(
    *, by: User, case: Case, given: Given, once: UUID, at: datetime, then: NextTask | None = None
) -> Intervention:
    """Log work on a case, and `then` set its next task. The same `once` twice is one record and one task.

    Advice is never held up by what stands beside it: its options become a task (Y03, Y10).

    Raises Refused for a closed case, a day not yet come, while first-contact items are still owed, and for a
    form sent again with other words: neither is thrown away.
    """
    may_work_cases(by).require()
    case = Case.objects.select_for_update().get(pk=case.pk)
    earlier: Intervention | None = Intervention.objects.filter(by=by, once=once).first()
    if earlier:
        same = earlier.case_id == case.pk and _says(earlier, by=by) == given
        rules.may_send_again(same).require()
        return earlier
    rules.may_log(
        status=CaseStatus(case.status), happened_on=given.happened_on, on=clock.day_of(at)
    ).require()
    rules.may_work_with_owed(owed_before_work(case, on=clock.day_of(at))).require()
    rules.may_set_level(None, given.level).require()
    logged = _write(given, by=by, at=at, once=once, case=case)
    if HelpKind.ADVICE in given.kinds:
        owe_options(by=by, advice=logged, at=at)
    if then:
        add_task(by=by, case=case, worker=None, words=then.words, due_on=then.due_on, at=at)
    _resume(case, by=by, at=at)
    case.last_worked_on = max(case.last_worked_on or given.happened_on, given.happened_on)
    case.save(update_fields=["last_worked_on"])
    return logged


@transaction.atomic
def log_for_enquiry(*, by: User, enquiry: Enquiry, given: Given, once: UUID, at: datetime) -> Intervention:
    """Log what was given to someone who asked, before or without a case."""
    earlier: Intervention | None = Intervention.objects.filter(by=by, once=once).first()
    if earlier:
        return earlier
    rules.may_log(status=CaseStatus.OPEN, happened_on=given.happened_on, on=clock.day_of(at)).require()
    return _write(given, by=by, at=at, once=once, enquiry=enquiry)


@transaction.atomic
def correct_intervention(
    *, by: User, intervention: Intervention, given: Given, reason: str, once: UUID, at: datetime
) -> Intervention:
    """Set a corrected version beside what was logged; both stay readable.

    Raises Refused without a reason, for another's entry, or when someone corrected this version first.
    """
    may_correct(by, intervention).require()
    if not reason.strip():
        refuse("Enter why this is corrected.", "L02").require()
    original = intervention.original or intervention
    with (
        connection.cursor() as cursor
    ):  # the row itself is final and cannot be locked by the application's role
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(original.id)])
    earlier: Intervention | None = Intervention.objects.filter(by=by, once=once).first()
    if earlier:
        rules.may_send_again(_says(earlier, by=by) == given).require()
        return earlier
    newest = Intervention.objects.filter(original=original).order_by("-version").first() or original
    if newest.pk != intervention.pk:
        refuse(
            "This entry has been corrected since you opened it. Look at the newest version first.", "L02"
        ).require()
    rules.may_log(status=CaseStatus.OPEN, happened_on=given.happened_on, on=clock.day_of(at)).require()
    rules.may_set_level(intervention.level, given.level, reason=reason).require()
    corrected = _write(
        given,
        by=by,
        at=at,
        once=once,
        case=original.case,
        enquiry=original.enquiry,
        original=original,
        version=newest.version + 1,
        correction_reason=reason,
    )
    owe_or_release(by=by, corrected=corrected, at=at)
    return corrected


def owed_before_work(case: Case, *, on: date) -> frozenset[FirstContactItem]:
    """First-contact items to be answered before more work: never answered, or put off and now overdue (L23)."""
    answered = set(FirstContactEntry.objects.filter(case=case).values_list("item", flat=True))
    overdue = set(
        Task.objects.open()
        .filter(case=case, rule=TaskRule.FIRST_CONTACT, due_on__lt=on)
        .values_list("item", flat=True)
    )
    can_write = has_safe_address(case)
    return rules.owed_before_work(answered=answered, overdue=overdue, can_write=can_write)


def last_level(case: Case) -> int | None:
    """The level of the case's newest piece of work as it stands now; None before there is any."""
    return next(iter(_newest_level(case=case.pk)), None)


@question
def _newest_level(*, case: UUID) -> QuerySet[Intervention, int]:
    levels = Intervention.objects.filter(case=case).as_they_stand().newest_first()
    newest: QuerySet[Intervention, int] = levels.values_list("level", flat=True)[:1]
    return newest


def _says(logged: Intervention, *, by: User) -> Given:
    """The entry as it was told."""
    with reading(by=by, subjects=[logged.key_subject], purpose="the same form sent again"):
        return Given(
            happened_on=logged.happened_on,
            channel=Channel(logged.channel),
            kinds=tuple(HelpKind(kind) for kind in logged.kinds),
            level=logged.level,
            minutes=logged.minutes,
            note=logged.note,
            voice=tuple(Voice(way) for way in logged.voice),
            direction=Direction(logged.direction) if logged.direction else None,
            travel_minutes=logged.travel_minutes,
        )


def _resume(case: Case, *, by: User, at: datetime) -> None:
    if case.status == CaseStatus.INACTIVE:
        case.status = CaseStatus.OPEN
        case.save(update_fields=["status"])
        StatusChange.objects.create(
            case=case,
            from_status=CaseStatus.INACTIVE,
            to_status=CaseStatus.OPEN,
            reason="Work was logged.",
            at=at,
            by=by,
        )


def _write(given: Given, *, by: User, at: datetime, once: UUID, **where: object) -> Intervention:
    return Intervention.objects.create(
        happened_on=given.happened_on,
        channel=given.channel,
        direction=given.direction or "",
        kinds=list(given.kinds),
        level=given.level,
        minutes=given.minutes,
        travel_minutes=given.travel_minutes,
        voice=list(given.voice),
        note=given.note,
        by=by,
        recorded_at=at,
        once=once,
        **where,
    )
