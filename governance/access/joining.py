"""Who sees to applicants and to what comes before a first case, and the one door to each (L17, Y09). It changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.access import declared_by
from governance.choices.joining import ApplicantStage, CheckKind, JoiningItem
from governance.models import Applicant, ApplicantCheck, Drive, ForgottenApplicant, JoiningEntry, Leaving
from governance.rules import joining as rules
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.access import role_gives, who_needs_a_clearance
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.profiles import profile

may_recruit = role_gives(Permission.RECRUIT)


@dataclass(frozen=True, slots=True)
class Joiner:
    """What comes before somebody's first case: the newest word on each item, and what is still to be done."""

    worker: User
    entries: dict[JoiningItem, JoiningEntry]
    has_declared: bool
    to_do: list[JoiningItem]


def joiners(*, on: date) -> list[Joiner]:
    """Everyone whose role needs a clearance, with what comes before it. Three questions, however many there are."""
    return joining_of(who_needs_a_clearance(), on=on)


def joining_of(workers: Collection[User], *, on: date) -> list[Joiner]:
    """What comes before the first case of each of these."""
    declared = declared_by(one.id for one in workers)
    newest: dict[UUID, dict[JoiningItem, JoiningEntry]] = {one.id: {} for one in workers}
    said = JoiningEntry.objects.filter(worker__in=list(newest)).newest_of_each()
    for entry in said.select_related("recorded_by"):
        newest[entry.worker_id][JoiningItem(entry.item)] = entry
    return [
        _joiner(one, newest[one.id], has_declared=bool(declared[one.id].may_take_cases(on=on)))
        for one in workers
    ]


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


def _joiner(worker: User, entries: dict[JoiningItem, JoiningEntry], *, has_declared: bool) -> Joiner:
    done = {str(item): entry.is_done for item, entry in entries.items()}
    to_do = rules.still_to_do(profile().joining.required, done, has_declared=has_declared)
    return Joiner(worker, entries, has_declared, to_do)
