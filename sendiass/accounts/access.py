"""Who may do what to an account, the one door to each, and who is ready for new cases. Which case they see, the floors say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts import rules
from sendiass.accounts.models import AccountProposal, Clearance, LegalTraining, Readiness, User
from sendiass.accounts.roles import Permission, Role
from sendiass.profiles import profile

RULE = "role"
TWO_PEOPLE = "two people"


def role_gives(permission: Permission) -> Callable[[User], Decision]:
    """A question for `@page`: does this person's role give `permission`?"""

    def may(user: User) -> Decision:
        if user.holds(permission):
            return allow(RULE)
        return refuse(f"Your role does not let you {permission.label}.", RULE)

    may.__name__ = f"may_{permission.value}"
    return may


may_propose_accounts = role_gives(Permission.PROPOSE_ACCOUNTS)
may_confirm_accounts = role_gives(Permission.CONFIRM_ACCOUNTS)
may_give_clearances = role_gives(Permission.GIVE_CLEARANCES)


def may_have_an_account(user: User) -> Decision:
    """Anyone signed in, whatever their role."""
    return allow(RULE) if user.is_active else refuse("Your account has ended.", RULE)


def may_see_accounts(user: User) -> Decision:
    """Those who propose accounts and those who confirm them."""
    if user.holds(Permission.PROPOSE_ACCOUNTS) or user.holds(Permission.CONFIRM_ACCOUNTS):
        return allow(RULE)
    return refuse("Your role does not let you see who has an account.", RULE)


def may_confirm(user: User, proposal: AccountProposal) -> Decision:
    """A second person: neither the proposer, who still may propose, nor the one concerned."""
    if not (decision := may_confirm_accounts(user)):
        return decision
    if not proposal.is_open:
        return refuse("This proposal has been decided already.", TWO_PEOPLE)
    if proposal.proposed_by_id == user.id:
        return refuse("You proposed this yourself. A second person has to confirm it.", TWO_PEOPLE)
    if proposal.person_id == user.id:
        return refuse("This is about your own account. Somebody else has to confirm it.", TWO_PEOPLE)
    if not proposal.proposed_by.holds(Permission.PROPOSE_ACCOUNTS):
        return refuse(
            "Whoever proposed this no longer may. Decline it and have it proposed anew.", TWO_PEOPLE
        )
    return allow(TWO_PEOPLE)


def may_decline(user: User, proposal: AccountProposal) -> Decision:
    """Anyone who may confirm accounts, though not about themselves; and the proposer may take it back."""
    if not proposal.is_open:
        return refuse("This proposal has been decided already.", TWO_PEOPLE)
    if proposal.proposed_by_id == user.id:
        return may_have_an_account(user)
    if proposal.person_id == user.id:
        return refuse("This is about your own account. Somebody else has to decide it.", TWO_PEOPLE)
    return may_confirm_accounts(user)


def may_deactivate(user: User, person: User) -> Decision:
    """A manager alone, at once: taking access away needs no second person. Never oneself."""
    if not (decision := may_propose_accounts(user)):
        return decision
    if person.id == user.id:
        return refuse("You cannot end your own account. Ask another manager.", TWO_PEOPLE)
    if not person.is_active:
        return refuse("This account has ended already.", RULE)
    return may_lose_a_manager(person)


def may_lose_a_manager(person: User) -> Decision:
    """Whether the service still has a manager when this person is none any more."""
    is_manager = person.is_active and person.role == Role.MANAGER
    if is_manager and not User.objects.active().in_role(Role.MANAGER).exclude(id=person.id).exists():
        return refuse("This is the last manager. Have another manager's account confirmed first.", TWO_PEOPLE)
    return allow(TWO_PEOPLE)


def open_account(*, by: User, account: UUID) -> User:
    """The account for someone who may see accounts. Raises NotThere."""
    found: User | None = User.objects.filter(id=account).first() if may_see_accounts(by) else None
    if found is None:
        raise NotThere
    return found


def open_proposal(*, by: User, proposal: UUID) -> AccountProposal:
    """The proposal for someone who may see accounts. Raises NotThere."""
    proposals = AccountProposal.objects.with_people()
    found: AccountProposal | None = proposals.filter(id=proposal).first() if may_see_accounts(by) else None
    if found is None:
        raise NotThere
    return found


def roles_to_clear() -> frozenset[Role]:
    """The roles that need a clearance for new cases, as the profile says."""
    return frozenset(map(Role, profile().clearance.roles))


@dataclass(frozen=True, slots=True)
class Cleared:
    """What counts for whether somebody may be given new cases: whether their role needs a clearance, and the one they have."""

    needs_one: bool
    clearance: Clearance | None

    def may_take_cases(self, *, on: date) -> Decision:
        """Whether they may be given new cases on that day (L17)."""
        held = [self.clearance.held] if self.clearance else []
        return rules.may_take_cases(needs_one=self.needs_one, held=held, on=on)


def clearances_of(workers: Iterable[User]) -> dict[UUID, Cleared]:
    """What counts of each of these. One question, however many there are, and none where no role needs it."""
    everyone, needed = list(workers), roles_to_clear()
    asked = [one.id for one in everyone if one.role in needed]
    standing = Clearance.objects.standing().of_workers(asked).with_people() if asked else ()
    found = {one.worker_id: one for one in standing}
    return {one.id: Cleared(one.role in needed, found.get(one.id)) for one in everyone}


def is_cleared(worker: User, *, on: date) -> Decision:
    """Whether somebody is ready for new cases on that day: their role needs no clearance, or they have one that counts."""
    return clearances_of([worker])[worker.id].may_take_cases(on=on)


def may_give_clearance(user: User, person: User, *, on: date) -> Decision:
    """Whoever gives clearances, to somebody else whose role needs one."""
    return may_give_clearances(user) and rules.may_be_cleared(
        is_own=user.id == person.id,
        needs_one=person.role in roles_to_clear(),
        is_active=person.is_active,
        is_ready=is_ready(person, on=on),
    )


def is_ready(person: User, *, on: date) -> bool:
    """Whether they have done all that comes before a first case, as the floor that keeps it has said, and it counts (L17)."""
    return bool(Readiness.objects.standing().of(person).lasting(on).exists())


def was_found_ready(person: User) -> bool:
    """Whether that was said and stands, though a training among it may have ended since."""
    return bool(Readiness.objects.standing().of(person).exists())


def legal_levels_of(workers: Iterable[User], *, on: date) -> dict[UUID, int]:
    """The highest level of the legal training that each of these has on that day; 0 for none. One question."""
    everyone = [one.id for one in workers]
    held: dict[UUID, list[rules.Trained]] = {one: [] for one in everyone}
    for found in LegalTraining.objects.standing().of_workers(everyone):
        held[found.worker_id].append(found.trained)
    return {key: rules.legal_level(theirs, on=on) for key, theirs in held.items()}


def standing_clearance(person: User) -> Clearance | None:
    """The clearance that was neither withdrawn nor replaced, ended or not."""
    found: Clearance | None = Clearance.objects.standing().of_workers([person.id]).with_people().first()
    return found


def open_clearance(*, by: User, account: UUID) -> Clearance:
    """The standing clearance of somebody, for whoever gives them. Raises NotThere."""
    found = standing_clearance(open_account(by=by, account=account)) if may_give_clearances(by) else None
    if found is None:
        raise NotThere
    return found


def who_gives_clearances() -> list[User]:
    """Everyone who is told of a clearance that ends."""
    return list(User.objects.holding(Permission.GIVE_CLEARANCES).by_name())


def who_needs_a_clearance() -> list[User]:
    """Everyone with a live account whose role needs a clearance for new cases."""
    return list(User.objects.active().filter(role__in=sorted(roles_to_clear())).by_name())


def ends_soon(clearance: Clearance, *, on: date) -> bool:
    """Whether it has ended by that day or ends within the days before which the manager is told."""
    return clearance.last_day is not None and clearance.last_day <= _told_of_by(on)


def clearances_that_end(*, on: date) -> list[Clearance]:
    """Of everyone who needs one: those that have ended, and those that end within the profile's days; the first first."""
    found = Clearance.objects.standing().needed(roles_to_clear()).ending_by(_told_of_by(on))
    return sorted(found.with_people(), key=lambda one: (one.last_day or date.max, one.id))


def _told_of_by(on: date) -> date:
    return on + timedelta(days=profile().clearance.tell_before_days)
