"""Who sees and keeps which training, where everyone stands with what their role needs, and the one door to each record."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.access import WORKING_ROLES, who_may_be_allocated
from governance.choices.training import NeedState
from governance.deadlines.training import Had, Need, due_on, state
from governance.models import Certificate, GivenSession, TrainingRecord, WorkAboveTraining
from sendiass import clock
from sendiass.access import NotThere
from sendiass.accounts.access import role_gives
from sendiass.accounts.choices import ProposalKind
from sendiass.accounts.models import AccountProposal, User
from sendiass.accounts.roles import Permission
from sendiass.profiles import profile
from sendiass.profiles.sections import TrainingNeed

may_keep_training = role_gives(Permission.KEEP_TRAINING)
may_have_training = role_gives(Permission.WORK_CASES)
may_give_sessions = role_gives(Permission.GIVE_SESSIONS)

NEW_ROLE = (ProposalKind.CHANGE_OF_ROLE, ProposalKind.REACTIVATION)


@dataclass(frozen=True, slots=True)
class Needed:
    """Where somebody stands with one training that their role needs; `due_on` is None where what they had has no end."""

    worker: User
    need: TrainingNeed
    state: NeedState
    due_on: date | None


def who_is_trained() -> list[User]:
    """Everyone with a live account who works cases: whom the profile's needs are for."""
    return list(who_may_be_allocated())


def needs_of(workers: Collection[User], *, on: date) -> list[Needed]:
    """Where each of these stands with each training that their role needs, the first due first. Two questions.

    Months count from the day on which somebody took up the role they have now.
    """
    since, had = _in_role_since(workers), _had_by(one.id for one in workers)
    found = [
        needed(one, need, since[one.id], had.get((one.id, need.key), []), on=on)
        for one in workers
        for need in profile().training.needs
        if one.role in need.roles
    ]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.worker.name, one.need.key))


def open_trained(*, by: User, account: UUID) -> User:
    """Somebody whose training may be looked at: anyone who works or worked cases, for whoever keeps the register.

    Raises NotThere otherwise.
    """
    found: User | None = User.objects.filter(pk=account, role__in=WORKING_ROLES).first()
    if found is None or not (may_keep_training(by) or found.id == by.id):
        raise NotThere
    return found


def open_training(*, by: User, record_id: UUID) -> TrainingRecord:
    """The one door to a training. Raises NotThere for whoever it is not for."""
    found: TrainingRecord | None = (
        TrainingRecord.objects.visible_to(by).with_people().filter(pk=record_id).first()
    )
    if found is None:
        raise NotThere
    return found


def open_certificate(*, by: User, record_id: UUID) -> Certificate:
    """The certificate of a training. Raises NotThere where there is none, or it is not for them."""
    record = open_training(by=by, record_id=record_id)
    found: Certificate | None = Certificate.objects.filter(record=record).select_related("record").first()
    if found is None:
        raise NotThere
    return found


def open_given_session(*, by: User, session_id: UUID) -> GivenSession:
    """A session that the service gives, for whoever keeps them. Raises NotThere otherwise."""
    found: GivenSession | None = GivenSession.objects.filter(pk=session_id).first()
    if found is None or not may_give_sessions(by):
        raise NotThere
    return found


def open_above_training(*, by: User, key: UUID) -> WorkAboveTraining:
    """Work that went beyond its training, for whoever keeps the register and did not do it themselves. Raises NotThere."""
    found: WorkAboveTraining | None = (
        WorkAboveTraining.objects.not_by(by)
        .select_related("worker", "intervention__case")
        .filter(pk=key)
        .first()
    )
    if found is None or not may_keep_training(by):
        raise NotThere
    return found


def who_keeps_training() -> list[User]:
    """Everyone who is told of training that is overdue, and of work that went beyond it."""
    return list(User.objects.holding(Permission.KEEP_TRAINING).by_name())


def needed(worker: User, need: TrainingNeed, since: date, had: list[Had], *, on: date) -> Needed:
    """Where somebody stands with one training, in the role they have since a day and with what they had of it."""
    asked = Need(since, need.within_months, need.again_after_months)
    soon = profile().training.remind_before_days
    return Needed(worker, need, state(asked, had, on=on, soon_days=soon), due_on(asked, had, on=on))


def _in_role_since(workers: Collection[User]) -> dict[UUID, date]:
    """The day on which each took up the role they have: when a second person confirmed it, or when they joined."""
    since = {one.id: one.joined_on for one in workers}
    changes = AccountProposal.objects.filter(
        person__in=list(since), kind__in=NEW_ROLE, confirmed_at__isnull=False
    )
    for person, at in changes.order_by("confirmed_at").values_list("person_id", "confirmed_at"):
        since[person] = clock.day_of(at)
    return since


def _had_by(workers: Iterable[UUID]) -> dict[tuple[UUID, str], list[Had]]:
    found: dict[tuple[UUID, str], list[Had]] = {}
    records = TrainingRecord.objects.standing().of_workers(workers).exclude(need="")
    for worker, need, held_on, expires_on in records.values_list(
        "worker_id", "need", "held_on", "expires_on"
    ):
        found.setdefault((worker, need), []).append(Had(held_on, expires_on))
    return found
