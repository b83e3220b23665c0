"""Tasks that ask for a permission to be renewed or for its paper: set in time, and done once what they ask is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from cases.actions.people import work_out_school_leaving
from cases.choices import CaseStatus, TaskRule
from cases.models import Case, Person, Task
from consent import deadlines
from consent.access import stops_at, young_person_decides_after
from consent.choices import WhyEnded
from consent.models import PermissionTask, SharingPermission, SignedForm
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import Actor
from sendiass.profiles import profile

RULES = (TaskRule.RENEW_PERMISSION, TaskRule.ASK_YOUNG_PERSON, TaskRule.SIGNED_FORM)


def look_ahead(*, by: Actor, at: datetime) -> None:
    """Ask for permissions to be renewed in time, and end a parent's once the young person decides. A sweep.

    A date of birth that was recorded late, or corrected, stops them too. On a closed case nobody is asked.
    """
    unknown = Person.objects.filter(
        date_of_birth__isnull=False,
        compulsory_school_age_ends_on__isnull=True,
        pk__in=SharingPermission.objects.not_ended().values("about"),
    )
    work_out_school_leaving(by=by, people=list(unknown))
    today = clock.day_of(at)
    by_then = today + timedelta(days=profile().sharing.renew_before_days)
    soon = SharingPermission.objects.stopping_by(
        by_then, end_of_day=deadlines.end_of(by_then), not_before=at
    ).order_by("until_at", "id")
    for permission_id, case_id in list(soon.values_list("id", "case_id")):
        _look_at(permission_id, case_id, on=today, at=at)


@transaction.atomic
def ask(
    permission: SharingPermission,
    *,
    rule: TaskRule,
    due_on: date,
    at: datetime,
    stops_on: date | None = None,
) -> None:
    """Have the case's worker asked, by one task for all of its permissions; the same is asked once."""
    asked = PermissionTask.objects.of_task_not_withdrawn().filter(
        permission=permission, task__rule=rule, stops_on=stops_on
    )
    if asked.exists():
        return
    task = Task.objects.open().filter(case=permission.case_id, rule=rule).first()
    if task is None:
        task = Task.objects.create(case_id=permission.case_id, rule=rule, due_on=due_on, created_at=at)
    elif due_on < task.due_on:
        task.due_on = due_on
        task.save(update_fields=["due_on"])
    PermissionTask.objects.create(
        case_id=permission.case_id, permission=permission, task=task, stops_on=stops_on, asked_at=at
    )


def settle(*, by: User, case: Case, at: datetime) -> None:
    """Tick off what was asked about permissions of this case, once each has what was asked for."""
    open_tasks = list(Task.objects.open().filter(case=case, rule__in=RULES))
    if not open_tasks:
        return
    permissions = list(SharingPermission.objects.of(case).select_related("about"))
    signed = set(SignedForm.objects.filter(case=case).values_list("permission_id", flat=True))
    asked: dict[UUID, set[UUID]] = {}
    for task_id, permission_id in PermissionTask.objects.filter(task__in=open_tasks).values_list(
        "task_id", "permission_id"
    ):
        asked.setdefault(task_id, set()).add(permission_id)
    for task in open_tasks:
        rule = TaskRule(task.rule)
        about = [one for one in permissions if one.id in asked.get(task.id, ())]
        if about and all(_is_settled(one, rule, permissions, signed) for one in about):
            task.done_at, task.done_by = at, by
            task.save(update_fields=["done_at", "done_by"])


@transaction.atomic
def _look_at(permission_id: UUID, case_id: UUID, *, on: date, at: datetime) -> None:
    case = Case.objects.select_for_update().get(pk=case_id)
    permission = (
        SharingPermission.objects.select_for_update(of=("self",))
        .select_related("about")
        .get(pk=permission_id)
    )
    if permission.ended_at is not None:
        return
    stops = stops_at(permission)
    last_day = deadlines.last_day_before(stops)
    if stops <= at:
        permission.ended_at = max(stops, permission.given_at)
        permission.ended_because, permission.ended_words = WhyEnded.OF_AGE, ""
        permission.save(update_fields=["ended_at", "ended_because", "ended_words"])
    others = SharingPermission.objects.of(case).select_related("about")
    if case.status == CaseStatus.CLOSED or _is_renewed(permission, others):
        return
    decides = young_person_decides_after(permission)
    rule = TaskRule.ASK_YOUNG_PERSON if decides else TaskRule.RENEW_PERMISSION
    ask(permission, rule=rule, due_on=max(on, last_day), at=at, stops_on=last_day)


def _is_settled(
    one: SharingPermission, rule: TaskRule, others: Iterable[SharingPermission], signed: set[UUID]
) -> bool:
    if one.ended_at is not None and one.ended_because != WhyEnded.OF_AGE:
        return True
    if rule is TaskRule.SIGNED_FORM:
        return one.id in signed or one.ended_at is not None
    return _is_renewed(one, others)


def _is_renewed(one: SharingPermission, others: Iterable[SharingPermission]) -> bool:
    """Whether a later yes for the same agency and person goes on beyond this one."""
    stops = min(stops_at(one), one.ended_at or stops_at(one))
    return any(
        other.id != one.id
        and (other.agency_id, other.about_id) == (one.agency_id, one.about_id)
        and other.ended_at is None
        and other.given_at >= one.given_at
        and stops_at(other) > stops
        for other in others
    )
