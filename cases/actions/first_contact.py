"""Records what the first contact settled, and keeps what is owed as tasks (L22, L23, Y15, L26, L27)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases import deadlines, rules
from cases.actions.acknowledgement import acknowledge
from cases.actions.callbacks import forget_all_of
from cases.actions.forgetting import forget_referrals_of
from cases.actions.idempotency import same_each_time
from cases.choices import (
    Agreement,
    CaseRole,
    CaseStatus,
    FirstContactItem,
    HowShared,
    ItemState,
    TaskRule,
)
from cases.models import Aim, Case, CasePerson, FirstContactEntry, Task
from sendiass import clock
from sendiass.access import Decision, refuse
from sendiass.accounts.models import User
from sendiass.outbox.actions import stop_all_about
from sendiass.outbox.choices import CancelReason
from sendiass.profiles import profile


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one item: done (how, when, by whom), or not yet and because.

    `agreement` is the family's yes or no where the item is the agreement; `words` the aim in theirs.
    """

    item: FirstContactItem
    state: ItemState
    because: str = ""
    agreement: Agreement | None = None
    who: CaseRole | None = None
    how: HowShared | None = None
    happened_on: date | None = None
    done_by: User | None = None
    words: str = ""


@transaction.atomic
def record_first_contact(
    *, by: User, case: Case, answers: Sequence[Answer], at: datetime, once: UUID | None = None
) -> list[FirstContactEntry]:
    """Set down what became of these items. The same answers under the same `once` count once.

    *Not yet* makes the item a task due in the profile's days; *done* settles its task.
    Raises Refused when an answer lacks what its item needs, or when the case is closed.
    """
    case = _held_for_work(case)
    key = once or uuid4()
    entries = [_record(by=by, case=case, answer=answer, once=key, at=at) for answer in answers]
    acknowledge(by=by, case=case, at=at)
    return entries


def _record(*, by: User, case: Case, answer: Answer, once: UUID, at: datetime) -> FirstContactEntry:
    entry_id = same_each_time(once, by.id, case.id, answer)
    earlier: FirstContactEntry | None = FirstContactEntry.objects.filter(pk=entry_id).first()
    if earlier:
        return earlier
    _complete(answer, on=clock.day_of(at)).require()
    if answer.item is FirstContactItem.AIM and answer.state is ItemState.DONE:
        whose = answer.who or CaseRole.PARENT_CARER
        record_aim(by=by, case=case, words=answer.words, whose=whose, once=once, at=at)
    if answer.agreement is Agreement.DECLINED:
        forget_all_of(case, at=at)
        forget_referrals_of(case, at=at)
        _stop_holding(case, by=by, at=at)
    if answer.agreement is Agreement.AGREED:
        for task in Task.objects.open().filter(case=case, rule=TaskRule.RECORDS_REFUSED):
            task.withdrawn_at = at
            task.save(update_fields=["withdrawn_at"])
    entry = FirstContactEntry.objects.create(
        id=entry_id,
        case=case,
        item=answer.item,
        state=answer.state,
        because=answer.because,
        agreement=answer.agreement or "",
        who=answer.who or "",
        how=answer.how or "",
        happened_on=answer.happened_on,
        done_by=answer.done_by,
        recorded_at=at,
        recorded_by=by,
    )
    if answer.state is ItemState.DONE:
        settle_owed(by=by, case=case, item=answer.item, at=at)
    else:
        _owe(by=by, case=case, item=answer.item, at=at)
    return entry


def _stop_holding(case: Case, *, by: User, at: datetime) -> None:
    """The family says no after they were named: nothing more leaves or is kept, and erasing them is owed (L26)."""
    people = [part.person for part in CasePerson.objects.present().filter(case=case).select_related("person")]
    if not people:
        return
    stop_all_about([person.key_subject for person in people], because=CancelReason.RECORDS_REFUSED)
    if not Task.objects.open().filter(case=case, rule=TaskRule.RECORDS_REFUSED).exists():
        due_on = deadlines.owed_item_due_on(clock.day_of(at), profile().periods.owed_item_days)
        Task.objects.create(
            case=case, rule=TaskRule.RECORDS_REFUSED, due_on=due_on, created_at=at, created_by=by
        )


def _complete(answer: Answer, *, on: date) -> Decision:
    said = rules.ItemAnswer(
        item=answer.item,
        state=answer.state,
        because=answer.because,
        agreement=answer.agreement,
        how=answer.how,
        happened_on=answer.happened_on,
        has_speaker=answer.done_by is not None,
        words=answer.words,
    )
    return rules.may_answer(said, on=on)


@transaction.atomic
def record_aim(
    *, by: User, case: Case, words: str, whose: CaseRole, at: datetime, once: UUID | None = None
) -> Aim:
    """What the family wants, in their own words; the one before stays readable (L22).

    Raises Refused without words, or when the case is closed.
    """
    if not words.strip():
        refuse("Enter what the family wants, in their own words.", "L22").require()
    _held_for_work(case)
    aim_id = same_each_time(once or uuid4(), by.id, case.id, "aim", whose, words)
    earlier: Aim | None = Aim.objects.filter(pk=aim_id).first()
    return earlier or Aim.objects.create(
        id=aim_id,
        case=case,
        words=words,
        whose=whose,
        said_on=clock.day_of(at),
        recorded_at=at,
        recorded_by=by,
    )


def change_aim(*, by: User, case: Case, words: str, whose: CaseRole, once: UUID, at: datetime) -> None:
    """The family's newest words; the first ones settle that item of first contact (L22)."""
    known = FirstContactEntry.objects.filter(case=case, item=FirstContactItem.AIM, state=ItemState.DONE)
    if known.exists():
        record_aim(by=by, case=case, words=words, whose=whose, once=once, at=at)
    else:
        said = Answer(item=FirstContactItem.AIM, state=ItemState.DONE, who=whose, words=words)
        record_first_contact(by=by, case=case, answers=[said], once=once, at=at)


def _held_for_work(case: Case) -> Case:
    held: Case = Case.objects.select_for_update().get(pk=case.pk)
    rules.may_work_on(CaseStatus(held.status)).require()
    return held


def settle_owed(*, by: User, case: Case, item: FirstContactItem, at: datetime) -> None:
    """The item is done: its task, if one is open, is done too."""
    for task in Task.objects.open().filter(case=case, rule=TaskRule.FIRST_CONTACT, item=item):
        task.done_at, task.done_by = at, by
        task.save(update_fields=["done_at", "done_by"])


def owe_again(*, by: User, case: Case, at: datetime) -> None:
    """A closed case is worked on again: each item put off before is a task again (L22, L23)."""
    for entry in FirstContactEntry.objects.filter(case=case).newest_per_item():
        if entry.state != ItemState.DONE:
            _owe(by=by, case=case, item=FirstContactItem(entry.item), at=at)


def _owe(*, by: User, case: Case, item: FirstContactItem, at: datetime) -> None:
    due_on = deadlines.owed_item_due_on(clock.day_of(at), profile().periods.owed_item_days)
    task = Task.objects.open().filter(case=case, rule=TaskRule.FIRST_CONTACT, item=item).first()
    if task is None:
        Task.objects.create(
            case=case, rule=TaskRule.FIRST_CONTACT, item=item, due_on=due_on, created_at=at, created_by=by
        )
    else:
        task.due_on = due_on
        task.save(update_fields=["due_on"])
