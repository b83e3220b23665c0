"""Putting in a version of the impartiality policy, saying that one has read it, and asking for that (Y16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases import conflicts, emails, rules
from cases.access import PolicyRead, may_keep_policy, policy_in_force, policy_read_by, who_reads_policy
from cases.actions.idempotency import one_at_a_time
from cases.choices import TaskRule
from cases.models import PolicyAcknowledgement, PolicyVersion, PolicyWaiver, Task
from cases.querysets.dates import TaskQuerySet
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal
from sendiass.profiles import profile

SWEEPS = ServicePrincipal("sweeps")
VERSIONS = UUID("6c1f2f0e-6b0d-4b52-9f2e-3c8f64a2b716")
"""Versions are numbered one after another."""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """The words of a version, and from which day it is in force."""

    words: str
    in_force_on: date


@transaction.atomic
def put_in_policy(*, by: User, version: NewVersion, once: UUID, at: datetime) -> PolicyVersion:
    """Put in the next version. The same `once` twice is one. Raises Refused for one older than the one on record."""
    may_keep_policy(by).require()
    one_at_a_time(VERSIONS)
    earlier: PolicyVersion | None = PolicyVersion.objects.filter(once=once).first()
    if earlier:
        return earlier
    newest: PolicyVersion | None = PolicyVersion.objects.newest_first().first()
    rules.may_put_in_policy(
        in_force_on=version.in_force_on, newest=newest.in_force_on if newest else None, words=version.words
    ).require()
    put_in: PolicyVersion = PolicyVersion.objects.create(
        number=newest.number + 1 if newest else 1,
        in_force_on=version.in_force_on,
        words=version.words,
        at=at,
        by=by,
        once=once,
    )
    return put_in


@transaction.atomic
def acknowledge_policy(*, by: User, version: PolicyVersion, at: datetime) -> PolicyAcknowledgement:
    """Say that one has read a version; done again, it changes nothing. Raises Refused for one that another has replaced."""
    one_at_a_time(version.id)
    current = policy_in_force(on=clock.day_of(at))
    if current is not None and version.number < current.number:
        refuse("Another version has taken its place. Read that one.", "Y16").require()
    read, _ = PolicyAcknowledgement.objects.get_or_create(worker=by, version=version, defaults={"at": at})
    if current is None or version.number >= current.number:
        _settle_tasks(by, at=at)
    return read


@transaction.atomic
def waive_policy(*, by: User, worker: User, until_on: date, reason: str, at: datetime) -> PolicyWaiver:
    """Let somebody take new cases until that day though they have not read the policy.

    Raises Refused for oneself, without a reason, and for more days than the profile allows.
    """
    may_keep_policy(by).require()
    conflicts.may_waive(
        until_on=until_on,
        on=clock.day_of(at),
        most_days=profile().policy_reading.longest_waiver_days,
        reason=reason,
        is_own=worker.id == by.id,
        before="they have read it",
        rule="Y16",
    ).require()
    waiver: PolicyWaiver = PolicyWaiver.objects.create(
        worker=worker, until_on=until_on, reason=reason, at=at, by=by
    )
    return waiver


def remind_of_policy(*, at: datetime) -> int:
    """Ask everyone who owes it to read the policy, by a task and by mail. A sweep.

    Each is written to once as it comes into force, once before their days are over and once when they are; of what was
    missed meanwhile only the last. Returns how many owe a reading.
    """
    on = clock.day_of(at)
    current = policy_in_force(on=on)
    if current is None:
        return 0
    workers = list(who_reads_policy())
    read = policy_read_by(workers, on=on)
    owing = [one for one in workers if read[one.id].owed is not None]
    for worker in owing:
        _ask(worker, read[worker.id], current, at=at)
    return len(owing)


@transaction.atomic
def _ask(worker: User, read: PolicyRead, version: PolicyVersion, *, at: datetime) -> None:
    within = profile().policy_reading
    stage = rules.asked_of_policy(
        owed=read.owed,
        within_days=within.within_days,
        before_days=within.remind_before_days,
        on=clock.day_of(at),
    )
    last_day = read.last_day
    if not stage or last_day is None:
        return
    emails.remind_of_policy(
        worker,
        about=f"{version.number}:{stage}",
        last_day=last_day,
        is_over=stage == "over",
        by=SWEEPS,
        at=at,
    )
    if not _tasks(worker).exists():
        Task.objects.create(case=None, worker=worker, rule=TaskRule.POLICY, due_on=last_day, created_at=at)


def _settle_tasks(worker: User, *, at: datetime) -> None:
    for task in _tasks(worker):
        task.done_at, task.done_by = at, worker
        task.save(update_fields=["done_at", "done_by"])


def _tasks(worker: User) -> TaskQuerySet:
    found: TaskQuerySet = Task.objects.open().filter(worker=worker, case__isnull=True, rule=TaskRule.POLICY)
    return found
