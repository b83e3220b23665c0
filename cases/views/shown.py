"""How a case, its child and its status stand in one line of a list. It opens nothing and decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from cases.choices import RECORD_ERASED, CaseRole, CaseStatus, FirstContactItem, TaskRule
from cases.models import Allocation, Case, CasePerson, Person, Task
from cases.rules import may_tick_off
from sendiass.accounts.models import User
from sendiass.crypto.errors import Erased
from sendiass.crypto.subjects import KeySubject
from sendiass.database.questions import question
from sendiass.drafts import keeping
from sendiass.profiles.lists import label
from sendiass.ui.parts import Colour, Tag
from sendiass.ui.words import day_of, short_date

Naming = tuple[Iterable[Any], tuple[str, ...]]
"""Rows, and which fields of theirs name workers."""
STATUS_COLOURS: dict[CaseStatus, Colour] = {
    CaseStatus.WAITING: "yellow",
    CaseStatus.OPEN: "green",
    CaseStatus.INACTIVE: "blue",
    CaseStatus.CLOSED: "grey",
}


def status_tag(case: Case) -> Tag:
    """The case's status in a word."""
    status = CaseStatus(case.status)
    return Tag(status.label, STATUS_COLOURS[status])


def task_words(task: Task) -> str:
    """What a task says: its own words, or its rule's; needs a reading of whose it is."""
    if task.rule == TaskRule.FIRST_CONTACT:
        return str(label(FirstContactItem(task.item)))
    if task.rule == TaskRule.ADVICE_OPTIONS:
        return f"{label(TaskRule.ADVICE_OPTIONS)}, advice logged {short_date(task.created_at)}"
    try:
        return task.words or str(label(TaskRule(task.rule)))
    except Erased:
        return RECORD_ERASED


def page_of_task(task: Task, reference: str) -> str:
    """Where a task is done, or what it asks for is found; empty for one that is ticked off and leads nowhere."""
    if task.rule == TaskRule.FIRST_CONTACT:
        return reverse("cases:first_contact_record", args=[reference])
    if task.rule == TaskRule.ADVICE_OPTIONS:
        return reverse("cases:options_record", args=[reference, task.intervention_id])
    above = settings.TASK_PAGES.get(task.rule)
    if above is None:
        return ""
    of_itself = () if may_tick_off(TaskRule(task.rule)) else (task.id,)
    return reverse(above, args=[reference, *of_itself])


def page_of_own_task(task: Task) -> str:
    """Where a task of no case is done; empty for one that is ticked off."""
    pages = {TaskRule.INTERESTS: "cases:interest_list", TaskRule.POLICY: "cases:policy_read"}
    name = pages.get(TaskRule(task.rule))
    return reverse(name) if name else ""


def children_of(cases: Iterable[UUID]) -> dict[UUID, Person]:
    """Each case's child or young person, where one is known; sealed, and with one query."""
    return {part.case_id: part.person for part in _children(cases=list(set(cases)))}


@question
def _children(*, cases: list[UUID]) -> QuerySet[CasePerson]:
    parts = CasePerson.objects.present().in_cases(cases).filter(role=CaseRole.CHILD_OR_YOUNG_PERSON)
    return parts.select_related("person")


def workers_of(cases: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The names of those who work each case now, who had it longest first; with one query."""
    names: dict[UUID, list[str]] = {}
    for allocation in _held(cases=list(set(cases))):
        names.setdefault(allocation.case_id, []).append(allocation.worker.name)
    return names


@question
def _held(*, cases: list[UUID]) -> QuerySet[Allocation]:
    held = Allocation.objects.current().of_cases(cases).select_related("worker")
    return held.order_by("from_at", "id")


def introduce(*naming: Naming) -> None:
    """Give rows the workers that these fields of theirs name, all with one query and each by name alone.

    Joined to every row, a page of a record would fetch a whole account for each of its lines.
    """
    meant = [(row, field) for rows, fields in naming for row in rows for field in fields]
    ids = {getattr(row, f"{field}_id") for row, field in meant} - {None}
    workers = {worker.pk: worker for worker in _named(workers=list(ids))}
    for row, field in meant:
        setattr(row, field, workers.get(getattr(row, f"{field}_id")))


@question
def _named(*, workers: list[UUID]) -> QuerySet[User]:
    found: QuerySet[User] = User.objects.only("id", "name").filter(id__any_of=workers)
    return found


def subjects_of(cases: Iterable[UUID], children: Iterable[Person]) -> list[KeySubject]:
    """Whose keys open what is said of these cases and whom they are about."""
    return [KeySubject("case", case) for case in set(cases)] + [child.key_subject for child in children]


def name_of(person: Person | None) -> str:
    """The name as recorded, else what they are called; empty where nobody is known. Needs a reading."""
    return person.full_name or person.called if person else ""


def how_long(since: date | datetime, *, on: date) -> str:
    """How long ago that was, as one says it: today, 1 day, 13 days, 5 weeks."""
    days = (on - day_of(since)).days
    if days < 1:
        return "Since today"
    if days < 14:
        return f"{days} day{'' if days == 1 else 's'}"
    return f"{days // 7} weeks"


def counted(number: int, one: str, many: str) -> str:
    """ "1 case", "3 cases"."""
    return f"{number:,} {one if number == 1 else many}"


def posted(request: HttpRequest) -> object:
    """What a form is bound to: what was sent, or nothing on a first look."""
    return request.POST if request.method == "POST" else None


def typed(request: HttpRequest) -> keeping.Fields:
    """What was typed into a form that was sent, as a draft keeps it."""
    unkept = ("csrfmiddlewaretoken", "once")
    return {
        name: values if len(values) > 1 else values[0]
        for name, values in request.POST.lists()
        if name not in unkept and values
    }
