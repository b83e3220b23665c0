"""Who sees to applicants and to what comes before a first case, and the one door to each (L17, Y09). It changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.access import PolicyRead, declared_by, policy_read_by
from governance.choices.joining import ApplicantStage, CheckKind, JoiningItem
from governance.deadlines.training import Had
from governance.models import (
    Applicant,
    ApplicantCheck,
    Drive,
    ForgottenApplicant,
    JoiningEntry,
    Leaving,
    TrainingRecord,
)
from governance.rules import joining as rules
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.access import role_gives, who_needs_a_clearance
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.profiles import profile

may_recruit = role_gives(Permission.RECRUIT)


@dataclass(frozen=True, slots=True)
class Joiner:
    """What comes before somebody's first case: the newest word on each item, and what is still to be done.

    `trained` is the training by which an item is done, or was until it ended; `read` where they stand with the policy.
    """

    worker: User
    entries: dict[JoiningItem, JoiningEntry]
    trained: dict[JoiningItem, rules.Counting]
    read: PolicyRead
    to_do: list[JoiningItem]

    @property
    def until(self) -> date | None:
        """The last day on which all the trainings among it count; None where none of them ends."""
        ends = [one.until for item, one in self.trained.items() if item in profile().joining.required]
        return min((day for day in ends if day is not None), default=None)


def joiners(*, on: date) -> list[Joiner]:
    """Everyone whose role needs a clearance, with what comes before it. As many questions, however many there are."""
    return joining_of(who_needs_a_clearance(), on=on)


def joining_of(workers: Collection[User], *, on: date) -> list[Joiner]:
    """What comes before the first case of each of these."""
    declared, read = declared_by(one.id for one in workers), policy_read_by(workers, on=on)
    register = _register_of(one.id for one in workers)
    newest: dict[UUID, dict[JoiningItem, JoiningEntry]] = {one.id: {} for one in workers}
    said = JoiningEntry.objects.filter(worker__in=list(newest)).newest_of_each()
    for entry in said.select_related("recorded_by"):
        newest[entry.worker_id][JoiningItem(entry.item)] = entry
    found = []
    for one in workers:
        trained = _trained(newest[one.id], register.get(one.id, {}))
        done = {item for item, counting in trained.items() if counting.counts(on)}
        done |= {item for item, entry in newest[one.id].items() if entry.is_done and is_ticked(item)}
        if declared[one.id].may_take_cases(on=on):
            done.add(JoiningItem.INTERESTS_DECLARED)
        if read[one.id].number and read[one.id].may_take_cases(on=on):
            done.add(JoiningItem.POLICY_READ)
        to_do = rules.still_to_do(profile().joining.required, done)
        found.append(Joiner(one, newest[one.id], trained, read[one.id], to_do))
    return found


def is_ticked(item: JoiningItem) -> bool:
    """Whether somebody says of this item that it is done: neither the register of training nor they themselves do."""
    return item not in rules.BY_THEMSELVES and item not in profile().joining.by_training


def is_met_by(item: JoiningItem, need: str) -> bool:
    """Whether a training of that key does this item."""
    return bool(need) and profile().joining.training_for(item) == need


def open_joiner(*, by: User, account: UUID, on: date) -> Joiner:
    """Somebody whose role needs a clearance, for whoever sees to them and for themselves. Raises NotThere otherwise."""
    found = next((one for one in who_needs_a_clearance() if one.id == account), None)
    if found is None or not (may_recruit(by) or found.id == by.id):
        raise NotThere
    return joining_of([found], on=on)[0]


def open_drive(*, by: User, drive_id: UUID) -> Drive:
    """A recruitment drive. Raises NotThere for whoever does not recruit."""
    found: Drive | None = Drive.objects.counted().filter(pk=drive_id).first()
    if found is None or not may_recruit(by):
        raise NotThere
    return found


def open_applicant(*, by: User, applicant_id: UUID) -> Applicant:
    """Somebody who wants to volunteer, while anything can be read of them. Raises NotThere otherwise."""
    found: Applicant | None = (
        Applicant.objects.with_stage()
        .remembered()
        .select_related("drive", "account")
        .filter(pk=applicant_id)
        .first()
    )
    if found is None or not may_recruit(by):
        raise NotThere
    return found


def has_left(*, by: User, account: UUID) -> bool:
    """Whether somebody's leaving is on record already, for whoever sees to it."""
    return bool(may_recruit(by)) and bool(Leaving.objects.filter(worker=account).exists())


def is_forgotten(applicant: Applicant) -> bool:
    """Whether all that was written about them is destroyed."""
    return bool(ForgottenApplicant.objects.filter(applicant=applicant).exists())


def may_step(applicant: Applicant, to: ApplicantStage) -> Decision:
    """Whether an applicant may go on to a stage now; needs `with_stage`."""
    kinds = list(ApplicantCheck.objects.filter(applicant=applicant).values_list("kind", flat=True))
    asked = profile().joining
    return rules.may_move(
        ApplicantStage(applicant.stage or ApplicantStage.APPLIED),
        to,
        references=kinds.count(CheckKind.REFERENCE),
        needed=asked.references,
        lacks_dbs=asked.dbs_check and CheckKind.DBS not in kinds,
    )


def may_be_joined_to(applicant: Applicant, account: User) -> Decision:
    """Whether an account is that of an applicant who was taken on: it is nobody else's, and needs a clearance."""
    if applicant.stage != ApplicantStage.TAKEN_ON:
        return refuse("They have not been taken on.", rules.RULE)
    if account not in who_without_application():
        return refuse("Choose the account of somebody new.", rules.RULE)
    return allow(rules.RULE)


def who_without_application() -> list[User]:
    """Whose account could be that of an applicant: those who need a clearance and belong to no application yet."""
    taken = set(Applicant.objects.filter(account__isnull=False).values_list("account_id", flat=True))
    return [one for one in who_needs_a_clearance() if one.id not in taken]


def _trained(
    entries: dict[JoiningItem, JoiningEntry], register: dict[str, list[rules.OnRegister]]
) -> dict[JoiningItem, rules.Counting]:
    found = {}
    for name, key in profile().joining.by_training.items():
        item, need = JoiningItem(name), profile().training.need(key)
        entry = entries.get(item)
        counting = rules.longest(
            register.get(key, []),
            again_after_months=need.again_after_months if need else 0,
            again=rules.Again(entry.on, entry.recorded_at) if entry and not entry.is_done else None,
        )
        if counting is not None:
            found[item] = counting
    return found


def _register_of(workers: Iterable[UUID]) -> dict[UUID, dict[str, list[rules.OnRegister]]]:
    """The standing trainings of each of these that the profile asks for, by their key. One question."""
    found: dict[UUID, dict[str, list[rules.OnRegister]]] = {}
    records = TrainingRecord.objects.standing().of_workers(workers).exclude(need="").order_by("held_on", "id")
    for one in records.values_list("worker_id", "need", "held_on", "expires_on", "recorded_at"):
        worker, need, held_on, expires_on, recorded_at = one
        on_register = rules.OnRegister(Had(held_on, expires_on), recorded_at)
        found.setdefault(worker, {}).setdefault(need, []).append(on_register)
    return found
