"""The register of training: recorded, taken back, and told of; and work that went beyond its training (L20, L21, Y28)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from cases.actions.documents import Offered
from cases.actions.idempotency import one_at_a_time, same_each_time
from cases.models import Intervention
from cases.rules import may_open_document
from governance.access.training import (
    may_keep_training,
    needs_of,
    open_above_training,
    open_trained,
    who_is_trained,
    who_keeps_training,
)
from governance.actions.joining import keep_ready_until, no_longer_ready_without
from governance.choices.training import NeedState, ProviderKind
from governance.deadlines.training import Had
from governance.emails.training import tell_above_training, tell_training_due, tell_training_overdue
from governance.models import Certificate, TrainingRecord, WorkAboveTraining
from governance.rules import training as rules
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.actions import record_legal_training, take_back_legal_training
from sendiass.accounts.models import LegalTraining, User
from sendiass.accounts.rules import legal_level
from sendiass.audit import Actor, reading
from sendiass.crypto.errors import Erased, Tampered
from sendiass.files import inspecting, keeping
from sendiass.files.choices import Scan
from sendiass.files.scanning import scanned
from sendiass.profiles import profile
from sendiass.profiles.sections import TrainingNeed

log = logging.getLogger(__name__)

LOOKS_BACK = timedelta(days=60)
"""How far back a sweep looks for work beyond its training: longer than anything stands still, shorter than a history."""


@dataclass(frozen=True, slots=True)
class NewTraining:
    """A training that somebody had. `need` is the key of the profile's training that it meets, or nothing."""

    worker: User
    course: str
    provider_kind: ProviderKind
    held_on: date
    hours: Decimal
    need: str = ""
    provider: str = ""
    legal_level: int | None = None
    expires_on: date | None = None


@transaction.atomic
def record_training(
    *, by: User, new: NewTraining, once: UUID, at: datetime, certificate: Offered | None = None
) -> TrainingRecord:
    """Put a training into the register, and let allocation know of a level of the legal training. Once for each `once`.

    Raises Refused for what was not had yet, for a level there is not, for one's own without its certificate, and for a
    certificate that cannot be kept.
    """
    may_keep_training(by).require()
    rules.may_record_training(
        held_on=new.held_on,
        expires_on=new.expires_on,
        on=clock.day_of(at),
        is_own=new.worker.id == by.id,
        has_certificate=certificate is not None,
    ).require()
    one_at_a_time(once)
    record_id = same_each_time(once, by.id, new.worker.id, "training", new.course, new.held_on)
    earlier: TrainingRecord | None = TrainingRecord.objects.filter(pk=record_id).first()
    if earlier:
        return earlier
    record = _kept(new, key=record_id, by=by, at=at)
    keep_ready_until(by=by, worker=record.worker, at=at)
    if certificate is not None:
        _keep_certificate(certificate, record=record, by=by, at=at)
    return record


@transaction.atomic
def record_all(*, by: User, rows: Sequence[NewTraining], once: UUID, at: datetime) -> int:
    """Put all of these into the register, or none; how many. The same `once` again adds nothing. Raises Refused."""
    for number, row in enumerate(rows):
        record_training(by=by, new=row, once=same_each_time(once, "row", number), at=at)
    return len(rows)


@transaction.atomic
def take_back_training(*, by: User, record: TrainingRecord, reason: str, at: datetime) -> TrainingRecord:
    """It was recorded wrongly: it counts no more and stays readable. The same twice is once.

    Raises Refused without a reason, and where somebody did so before.
    """
    may_keep_training(by).require()
    User.objects.select_for_update().get(pk=record.worker_id)  # as whoever finds them ready does
    held: TrainingRecord = TrainingRecord.objects.select_for_update().get(pk=record.pk)
    if held.withdrawn_by_id == by.pk and held.withdrawn_reason == reason:
        return held
    rules.may_take_back(is_withdrawn=held.withdrawn_at is not None, reason=reason).require()
    if held.counts_below_id is not None:
        take_back_legal_training(by=by, training=LegalTraining.objects.get(pk=held.counts_below_id), at=at)
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = at, by, reason
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    no_longer_ready_without(by=by, worker=held.worker, need=held.need, at=at)
    return held


def content_of(certificate: Certificate) -> bytes:
    """The certificate itself; needs a reading that names its worker. Raises Refused, Tampered and Erased."""
    may_open_document(Scan(certificate.scan)).require()
    return keeping.opened(file_id=certificate.id, key=certificate.file_key)


def remind_of_training(*, by: Actor, at: datetime) -> int:
    """Tell people of training that is due soon or overdue, and those who keep the register of what is overdue. A sweep.

    Each is told once of each due date; what was missed while nothing ran is told when it runs. Returns how many are due.
    """
    due = [
        one
        for one in needs_of(who_is_trained(), on=clock.day_of(at))
        if one.state in (NeedState.DUE_SOON, NeedState.LATE) and one.due_on
    ]
    for one in due:
        about = f"{one.worker.id}:{one.need.key}:{one.due_on}"
        with transaction.atomic():
            if one.due_on:
                tell_training_due(one.worker, label=one.need.label, due=one.due_on, about=about, by=by, at=at)
            if one.state is NeedState.LATE:
                tell_training_overdue(who_keeps_training(), about=about, by=by, at=at)
    return len(due)


def find_work_above_training(*, by: Actor, at: datetime) -> int:
    """Note work done at a level that asks for more legal training than its worker had that day, and tell of it. A sweep.

    The work stays logged as it is. Whoever did it is not told of their own. Returns how much was found.
    """
    asked = profile().training.legal_level_for
    levels = [number for number, level in enumerate(asked, start=1) if level]
    recent = Intervention.objects.filter(level__in=levels, recorded_at__gte=at - LOOKS_BACK)
    found = 0
    for one in recent.as_they_stand().select_related("by").order_by("recorded_at", "id"):
        found += _note_if_above(one, asks=asked[one.level - 1], by=by, at=at)
    return found


@transaction.atomic
def see_above_training(*, by: User, key: UUID, what_follows: str, at: datetime) -> WorkAboveTraining:
    """A manager has looked at it and says what follows. Once. Raises NotThere for one's own, and Refused without words."""
    found = open_above_training(by=by, key=key)
    held: WorkAboveTraining = WorkAboveTraining.objects.select_for_update().get(pk=found.pk)
    if held.seen_at is not None:
        return held
    if not what_follows.strip():
        refuse("Enter what follows.", rules.LEVELS).require()
    held.seen_at, held.seen_by, held.what_follows = at, by, what_follows
    held.save(update_fields=["seen_at", "seen_by", "what_follows"])
    return held


def scan_waiting_certificates(*, by: Actor, at: datetime) -> None:
    """Ask the scanner about certificates it gave no answer for; stops when it still gives none."""
    for key in list(Certificate.objects.to_be_scanned().values_list("id", flat=True)):
        with transaction.atomic():
            waiting = Certificate.objects.select_for_update(of=("self",)).select_related("record").get(pk=key)
            if waiting.scan != Scan.WAITING:
                continue
            answer = _scanned_again(waiting, by=by)
            if answer is Scan.WAITING:
                return
            if answer is not None:
                waiting.scan, waiting.scanned_at = answer, at
                waiting.save(update_fields=["scan", "scanned_at"])


def need_met(new: NewTraining) -> TrainingNeed | None:
    """The profile's training that this meets: the one it names, or the one of its legal level."""
    training = profile().training
    if new.need:
        return training.need(new.need)
    levels = (one for one in training.needs if one.legal_level and one.legal_level == new.legal_level)
    return next(levels, None)


def _kept(new: NewTraining, *, key: UUID, by: User, at: datetime) -> TrainingRecord:
    worker = open_trained(by=by, account=new.worker.id)
    need = need_met(new)
    level = (need.legal_level if need else 0) or new.legal_level or None
    below = _let_allocation_know(new, worker, level, need, by=by, at=at) if level else None
    record: TrainingRecord = TrainingRecord.objects.create(
        id=key,
        worker=worker,
        course=new.course,
        need=need.key if need else "",
        provider_kind=new.provider_kind,
        provider=new.provider,
        legal_level=level,
        held_on=new.held_on,
        hours=new.hours,
        expires_on=new.expires_on,
        counts_below=below,
        recorded_at=at,
        recorded_by=by,
    )
    return record


def _let_allocation_know(
    new: NewTraining, worker: User, level: int, need: TrainingNeed | None, *, by: User, at: datetime
) -> LegalTraining:
    rules.may_have_level(level, levels=profile().training.legal_levels).require()
    until_on = Had(new.held_on, new.expires_on).until(need.again_after_months if need else 0)
    return record_legal_training(
        by=by, person=worker, level=level, from_on=new.held_on, until_on=until_on, at=at
    )


def _keep_certificate(offered: Offered, *, record: TrainingRecord, by: User, at: datetime) -> None:
    if offered.problem:
        refuse(offered.problem, inspecting.RULE).require()
    file = inspecting.checked(inspecting.safe_name(offered.name), offered.content)
    scan = scanned(file.content)
    key = same_each_time(record.id, "certificate")
    Certificate.objects.create(
        id=key,
        record=record,
        name=file.name,
        file_key=keeping.keep(file.content, file_id=key),
        kind=file.kind,
        size=len(file.content),
        scan=scan,
        scanned_at=at if scan in (Scan.CLEAN, Scan.INFECTED) else None,
        added_at=at,
        added_by=by,
    )


def _scanned_again(certificate: Certificate, *, by: Actor) -> Scan | None:
    """What the scanner says now; None where the file cannot be opened, and so stays shut."""
    with reading(by=by, subjects=[certificate.key_subject], purpose="scanning for viruses"):
        try:
            return scanned(keeping.opened(file_id=certificate.id, key=certificate.file_key))
        except Erased:
            return None
        except Tampered:
            log.critical("certificate %s was altered in the data base, so it is not scanned", certificate.id)
            return None


@transaction.atomic
def _note_if_above(one: Intervention, *, asks: int, by: Actor, at: datetime) -> bool:
    had = legal_level(
        [held.trained for held in LegalTraining.objects.of_workers([one.by_id])], on=one.happened_on
    )
    if had >= asks:
        return False
    found, is_new = WorkAboveTraining.objects.get_or_create(
        intervention_id=one.original_id or one.id,
        defaults={"worker": one.by, "asked": asks, "had": had, "found_at": at},
    )
    if is_new:
        told = [who for who in who_keeps_training() if who.id != one.by_id]
        tell_above_training(told, about=found.id, by=by, at=at)
    return is_new
