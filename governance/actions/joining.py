"""From a recruitment drive to a first case, and leaving: applicants, checks, what comes first, who is ready (L17, Y09)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from cases.actions.idempotency import one_at_a_time, same_each_time
from governance.access.joining import (
    Joiner,
    is_met_by,
    joining_of,
    may_be_joined_to,
    may_recruit,
    may_step,
    open_applicant,
    open_joiner,
)
from governance.choices.joining import ApplicantStage, CheckKind, JoiningItem
from governance.models import (
    Applicant,
    ApplicantCheck,
    ApplicantStep,
    Drive,
    ForgottenApplicant,
    JoiningEntry,
    Leaving,
)
from governance.rules import joining as rules
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.access import was_found_ready
from sendiass.accounts.actions import deactivate, say_no_longer_ready, say_ready
from sendiass.accounts.models import User
from sendiass.crypto.erasure import erase
from sendiass.profiles import profile

LOOKS_BACK = timedelta(days=60)
"""How long a sweep looks for a forgetting that was cut short."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What somebody who wants to volunteer says of themselves."""

    name: str
    contact: str
    note: str
    applied_on: date


@dataclass(frozen=True, slots=True)
class Going:
    """How somebody leaves."""

    last_day: date
    reason: str
    things_back: bool
    talked: bool


@transaction.atomic
def open_new_drive(
    *, by: User, title: str, where: str, places: int, opened_on: date, once: UUID, at: datetime
) -> Drive:
    """Begin to look for volunteers. Once for each `once`."""
    may_recruit(by).require()
    one_at_a_time(once)
    key = same_each_time(once, by.id, "drive", title)
    earlier: Drive | None = Drive.objects.filter(pk=key).first()
    if earlier:
        return earlier
    opened: Drive = Drive.objects.create(
        id=key, title=title, where=where, places=places, opened_on=opened_on, opened_at=at, opened_by=by
    )
    return opened


@transaction.atomic
def close_drive(*, by: User, drive: Drive, at: datetime) -> Drive:
    """Nobody new applies; those who have go on. Done again, it changes nothing."""
    may_recruit(by).require()
    held: Drive = Drive.objects.select_for_update().get(pk=drive.pk)
    if held.closed_at is None:
        held.closed_at, held.closed_by = at, by
        held.save(update_fields=["closed_at", "closed_by"])
    return held


@transaction.atomic
def add_applicant(*, by: User, drive: Drive, applied: Applied, once: UUID, at: datetime) -> Applicant:
    """Write down that somebody applied. Once for each `once`. Raises Refused once the drive is closed, and for a day to come."""
    may_recruit(by).require()
    one_at_a_time(once)
    earlier: Applicant | None = Applicant.objects.filter(once=once, recorded_by=by).first()
    if earlier:
        return earlier
    if Drive.objects.select_for_update().get(pk=drive.pk).closed_at is not None:
        refuse("This drive is closed.", rules.RULE).require()
    if applied.applied_on > clock.day_of(at):
        refuse("This is in the future. Enter the day on which they applied.", rules.DATES).require()
    applicant: Applicant = Applicant.objects.create(
        drive=drive,
        name=applied.name,
        contact=applied.contact,
        note=applied.note,
        applied_on=applied.applied_on,
        recorded_at=at,
        recorded_by=by,
        once=once,
    )
    _step(applicant, ApplicantStage.APPLIED, number=1, note="", by=by, at=at)
    return applicant


@transaction.atomic
def move_applicant(
    *, by: User, applicant: Applicant, to: ApplicantStage, note: str, at: datetime
) -> ApplicantStep:
    """Take an applicant on to a stage. Where they are already, nothing changes.

    Raises Refused for a stage that theirs does not lead to, and taken on before what the profile asks for was seen.
    """
    one_at_a_time(applicant.id)
    applicant = open_applicant(by=by, applicant_id=applicant.id)
    newest: ApplicantStep = ApplicantStep.objects.filter(applicant=applicant).order_by("-number")[0]
    if newest.stage == to:
        return newest
    may_step(applicant, to).require()
    return _step(applicant, to, number=newest.number + 1, note=note, by=by, at=at)


@transaction.atomic
def record_check(
    *, by: User, applicant: Applicant, kind: CheckKind, number: str, dated_on: date, once: UUID, at: datetime
) -> ApplicantCheck:
    """Keep the date and the number of a reference or a DBS certificate that was seen, and nothing of what it says.

    Once for each `once`. Raises Refused for anything but a number.
    """
    one_at_a_time(once)
    applicant = open_applicant(by=by, applicant_id=applicant.id)
    rules.may_keep_check(kind, number, dated_on=dated_on, on=clock.day_of(at)).require()
    key = same_each_time(once, by.id, applicant.id, kind, number)
    earlier: ApplicantCheck | None = ApplicantCheck.objects.filter(pk=key).first()
    if earlier:
        return earlier
    return ApplicantCheck.objects.create(
        id=key,
        applicant=applicant,
        kind=kind,
        number=number,
        dated_on=dated_on,
        recorded_at=at,
        recorded_by=by,
    )


@transaction.atomic
def join_account(*, by: User, applicant: Applicant, account: User, at: datetime) -> Applicant:
    """Say which account an applicant has who was taken on; the account itself is proposed and confirmed by two. Once."""
    one_at_a_time(applicant.id)
    applicant = open_applicant(by=by, applicant_id=applicant.id)
    if applicant.account_id == account.id:
        return applicant
    may_be_joined_to(applicant, account).require()
    applicant.account = account
    applicant.save(update_fields=["account"])
    return applicant


@transaction.atomic
def say_done(*, by: User, joiner: Joiner, item: JoiningItem, done_on: date, at: datetime) -> JoiningEntry:
    """Say that somebody has done something that comes before a first case. Twice is once.

    Raises Refused for oneself, for a day to come, and for what a training or they themselves do.
    """
    may_recruit(by).require()
    worker = joiner.worker
    rules.may_say_done(
        item,
        is_own=by.id == worker.id,
        by_training=profile().joining.by_training,
        done_on=done_on,
        on=clock.day_of(at),
    ).require()
    earlier = _newest(worker, item)
    if earlier and earlier.is_done and earlier.on == done_on:
        return earlier
    return _entry(worker, item, is_done=True, on=done_on, reason="", by=by, at=at)


@transaction.atomic
def say_to_do_again(
    *, by: User, joiner: Joiner, item: JoiningItem, reason: str, at: datetime
) -> JoiningEntry:
    """Something is to be done again: until then there is no clearance for new cases. Twice is once.

    Raises Refused without a reason.
    """
    may_recruit(by).require()
    User.objects.select_for_update().get(pk=joiner.worker.pk)  # as whoever finds them ready does
    on = clock.day_of(at)
    rules.may_say_to_do_again(item, is_own=by.id == joiner.worker.id, reason=reason).require()
    earlier = _newest(joiner.worker, item)
    (now,) = joining_of([joiner.worker], on=on)
    if earlier and not earlier.is_done and earlier.reason == reason and item in now.to_do:
        return earlier
    said = f"To be done again before new cases: {item.label}."
    say_no_longer_ready(by=by, person=joiner.worker, reason=said, at=at)
    return _entry(joiner.worker, item, is_done=False, on=on, reason=reason, by=by, at=at)


@transaction.atomic
def find_ready(*, by: User, account: UUID, at: datetime) -> User:
    """All that comes before a first case is done: the floor below is told until when, and they may be cleared.

    Raises Refused while anything is left to do, and names it.
    """
    may_recruit(by).require()
    User.objects.select_for_update().get(pk=account)  # what they still count by is not taken back meanwhile
    joiner = open_joiner(by=by, account=account, on=clock.day_of(at))
    rules.may_be_ready(joiner.to_do).require()
    say_ready(by=by, person=joiner.worker, until_on=joiner.until, at=at)
    return joiner.worker


def keep_ready_until(*, by: User, worker: User, at: datetime) -> None:
    """A training was recorded: whoever was found ready is so for as long as their trainings count now.

    Where one of them was never on the register, nothing is said: it is not known for how long. Whoever records their own
    is told of by somebody else.
    """
    if by.id == worker.id or not was_found_ready(worker):
        return
    (joiner,) = joining_of([worker], on=clock.day_of(at))
    asked = profile().joining
    if all(item in joiner.trained for item in asked.by_training if item in asked.required):
        say_ready(by=by, person=worker, until_on=joiner.until, at=at)


def no_longer_ready_without(*, by: User, worker: User, need: str, at: datetime) -> None:
    """A training was taken back: where an item is undone by that, no new case until it is had; those they have stay.

    Where another training of the same kind counts, it is for as long as that one does.
    """
    if by.id == worker.id or not was_found_ready(worker):
        return
    (joiner,) = joining_of([worker], on=clock.day_of(at))
    undone = [item for item in joiner.to_do if is_met_by(item, need)]
    if undone:
        said = f"The training was taken back, and is had again before new cases: {undone[0].label}."
        say_no_longer_ready(by=by, person=worker, reason=said, at=at)
    else:
        keep_ready_until(by=by, worker=worker, at=at)


@transaction.atomic
def leave(*, by: User, worker: User, going: Going, at: datetime) -> Leaving:
    """Somebody leaves: their account ends with it, and so do their clearance and all they may see. Raises Refused.

    On a day that is still to come they stay until somebody says this on that day.
    """
    may_recruit(by).require()
    if going.last_day > clock.day_of(at):
        refuse("Come back on their last day: with this their account ends.", rules.DATES).require()
    left: Leaving = Leaving.objects.create(
        worker=worker,
        last_day=going.last_day,
        reason=going.reason,
        things_back=going.things_back,
        talked=going.talked,
        recorded_at=at,
        recorded_by=by,
    )
    deactivate(by=by, person=worker, reason="Left the service.", at=at)
    return left


def forget_applicants(*, at: datetime) -> int:
    """Destroy all that was written about those who were not taken on, once its time is over; how many. A sweep.

    That somebody applied stays, as a figure. Finishes any forgetting that was cut short.
    """
    before = at - timedelta(days=profile().joining.not_taken_on_kept_days)
    due = list(Applicant.objects.to_forget(before))
    for applicant in due:
        with transaction.atomic():
            ForgottenApplicant.objects.create(applicant=applicant, forgotten_at=at)
            transaction.on_commit(partial(erase, applicant.key_subject))
    for one in ForgottenApplicant.objects.filter(forgotten_at__gte=at - LOOKS_BACK).select_related(
        "applicant"
    ):
        erase(one.applicant.key_subject)
    return len(due)


def _step(
    applicant: Applicant, stage: ApplicantStage, *, number: int, note: str, by: User, at: datetime
) -> ApplicantStep:
    return ApplicantStep.objects.create(
        applicant=applicant, number=number, stage=stage, note=note, at=at, by=by
    )


def _newest(worker: User, item: JoiningItem) -> JoiningEntry | None:
    """The last word on it, once nobody else is saying one."""
    one_at_a_time(worker.id)
    found: JoiningEntry | None = (
        JoiningEntry.objects.filter(worker=worker, item=item).newest_of_each().first()
    )
    return found


def _entry(
    worker: User, item: JoiningItem, *, is_done: bool, on: date, reason: str, by: User, at: datetime
) -> JoiningEntry:
    entry: JoiningEntry = JoiningEntry.objects.create(
        worker=worker, item=item, is_done=is_done, on=on, reason=reason, recorded_at=at, recorded_by=by
    )
    return entry
