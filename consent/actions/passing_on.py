"""Writing down what an agency said as owed to the family, and that the family was told (L25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases import access as casework
from cases.actions.dates import owe_task, settle_task
from cases.actions.idempotency import one_at_a_time
from cases.choices import CaseRole, TaskRule
from cases.models import CasePerson, Person, Task
from consent import deadlines, rules
from consent.access import may_withhold
from consent.choices import HowPassedOn, PassOnOutcome, WhyWithheld
from consent.models import Approach, Disclosure, Heard, PassedOn
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.profiles import profile


@dataclass(frozen=True, slots=True)
class Telling:
    """How the family was told: who of them, how, on which day, and what they said to it."""

    told: Person
    how: HowPassedOn
    happened_on: date
    answer: str = ""


@transaction.atomic
def hear(*, by: User, disclosure: Disclosure, words: str, at: datetime) -> Heard:
    """Keep what an agency said in a contact, and owe it to the family: a task with a due date, open until told.

    Raises Refused on a closed case, where nobody would look for the task.
    """
    return _owe(by, disclosure, words, at, disclosure=disclosure)


@transaction.atomic
def hear_unasked(*, by: User, approach: Approach, words: str, at: datetime) -> Heard:
    """The same, of what an agency said when it approached us."""
    return _owe(by, approach, words, at, approach=approach)


@transaction.atomic
def pass_on(*, by: User, heard: Heard, telling: Telling, once: UUID, at: datetime) -> PassedOn:
    """Write down that the family was told what an agency said. The same `once` twice counts once.

    Raises Refused for someone who is not of the family on the case, for a parent whom a child or young person has not
    let into a case of their own, a day that cannot be, or a second time.
    """
    casework.may_work_cases(by).require()
    one_at_a_time(once)
    earlier: PassedOn | None = PassedOn.objects.filter(once=once, recorded_by=by).first()
    if earlier:
        return earlier
    task = _held(heard)
    part: CasePerson | None = (
        CasePerson.objects.present().filter(case=heard.case, person=telling.told).first()
    )
    rules.may_pass_on(
        role=CaseRole(part.role) if part else None,
        told_on=telling.happened_on,
        heard_on=clock.day_of(heard.contact.happened_at),
        on=clock.day_of(at),
    ).require()
    if part:
        casework.may_involve(heard.case, CaseRole(part.role)).require()
    done: PassedOn = PassedOn.objects.create(
        heard=heard,
        case=heard.case,
        outcome=PassOnOutcome.PASSED_ON,
        told=telling.told,
        how=telling.how,
        answer=telling.answer,
        happened_on=telling.happened_on,
        recorded_at=at,
        recorded_by=by,
        once=once,
    )
    settle_task(by=by, task=task, at=at)
    return done


@transaction.atomic
def withhold(*, by: User, heard: Heard, why: WhyWithheld, because: str, once: UUID, at: datetime) -> PassedOn:
    """Decide, as the manager, that the family is not told; the reason stays on record for whoever asks.

    Raises Refused for anyone else, without a reason, or once it is settled.
    """
    may_withhold(by).require()
    one_at_a_time(once)
    earlier: PassedOn | None = PassedOn.objects.filter(once=once, recorded_by=by).first()
    if earlier:
        return earlier
    task = _held(heard)
    if not because.strip():
        refuse("Say why the family is not told.", "L25").require()
    done: PassedOn = PassedOn.objects.create(
        heard=heard,
        case=heard.case,
        outcome=PassOnOutcome.WITHHELD,
        why_withheld=why,
        because=because,
        happened_on=clock.day_of(at),
        recorded_at=at,
        recorded_by=by,
        once=once,
    )
    settle_task(by=by, task=task, at=at)
    return done


def _held(heard: Heard) -> Task:
    """Its task, held until the transaction ends so that nobody settles it meanwhile. Raises Refused once settled."""
    task: Task = Task.objects.select_for_update().get(pk=heard.task_id)
    rules.may_settle_once(PassedOn.objects.filter(heard=heard).exists()).require()
    return task


def _owe(
    by: User, contact: Disclosure | Approach, words: str, at: datetime, **within: Disclosure | Approach
) -> Heard:
    due_on = deadlines.pass_on_due_on(
        clock.day_of(contact.happened_at),
        working_days=profile().sharing.pass_on_working_days,
        bank_holidays=profile().working_days.bank_holidays,
    )
    task = owe_task(
        by=by,
        case=contact.case,
        rule=TaskRule.PASS_ON,
        words=f"Tell the family what {contact.agency.name[:400]} said",
        due_on=due_on,
        at=at,
    )
    return Heard.objects.create(
        **within,
        case=contact.case,
        agency=contact.agency,
        task=task,
        words=words,
        due_on=due_on,
        due_by_rule=deadlines.DUE_BY_RULE,
        recorded_at=at,
        recorded_by=by,
    )
