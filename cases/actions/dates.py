"""Key dates typed in, and tasks set by hand and done."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases import rules
from cases.actions.idempotency import one_at_a_time, same_each_time
from cases.choices import CaseStatus, KeyDateKind, TaskRule
from cases.models import Case, KeyDate, Task
from sendiass.access import refuse
from sendiass.accounts.models import User


@transaction.atomic
def add_key_date(
    *, by: User, case: Case, kind: KeyDateKind, on: date, note: str, at: datetime, once: UUID | None = None
) -> KeyDate:
    """Put a date that matters on the case. The same one under the same `once` counts once.

    Raises Refused for a closed case.
    """
    held = _held(case)
    key_date_id = same_each_time(once or uuid4(), by.id, case.id, "key date", kind, on, note)
    earlier: KeyDate | None = KeyDate.objects.filter(pk=key_date_id).first()
    if earlier:
        return earlier
    rules.may_work_on(CaseStatus(held.status)).require()
    return KeyDate.objects.create(
        id=key_date_id, case=case, kind=kind, on=on, note=note, added_at=at, added_by=by
    )


@transaction.atomic
def remove_key_date(*, by: User, key_date: KeyDate, at: datetime) -> None:
    """Take a date off the case; the row stays and says who did. Done again, it changes nothing."""
    key_date = KeyDate.objects.select_for_update().get(pk=key_date.pk)
    if key_date.removed_at is not None:
        return
    key_date.removed_at, key_date.removed_by = at, by
    key_date.save(update_fields=["removed_at", "removed_by"])


@transaction.atomic
def add_task(
    *,
    by: User,
    case: Case | None,
    worker: User | None,
    words: str,
    due_on: date,
    at: datetime,
    once: UUID | None = None,
) -> Task:
    """Set a task by hand: for a worker, or for whoever works the case.

    The same one under the same `once` counts once. Raises Refused for a task without words, or on a closed case.
    """
    if not words.strip():
        refuse("Enter what is to be done.", "task").require()
    held = _held(case) if case else None
    if once:
        one_at_a_time(once)
    about = (case and case.id, worker and worker.id, words, due_on)
    task_id = same_each_time(once or uuid4(), by.id, "task", *about)
    earlier: Task | None = Task.objects.filter(pk=task_id).first()
    if earlier:
        return earlier
    if held:
        rules.may_work_on(CaseStatus(held.status)).require()
    return Task.objects.create(
        id=task_id,
        case=case,
        worker=worker or (None if case else by),
        rule=TaskRule.BY_HAND,
        words=words,
        due_on=due_on,
        created_at=at,
        created_by=by,
    )


@transaction.atomic
def finish_task(*, by: User, task: Task, at: datetime) -> Task:
    """Tick a task off. One that a rule set is done by doing what it asks, so it is refused here."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.rule == TaskRule.FIRST_CONTACT:
        refuse("Record it under first contact, and this task is done.", "L23").require()
    if task.rule == TaskRule.ADVICE_OPTIONS and task.done_at is None:
        refuse("Write down the options, and this task is done.", "Y10").require()
    if task.done_at is None:
        task.done_at, task.done_by = at, by
        task.save(update_fields=["done_at", "done_by"])
    return task


def _held(case: Case) -> Case:
    locked: Case = Case.objects.select_for_update().get(pk=case.pk)
    return locked
