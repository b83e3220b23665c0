"""Who may do what to an account, and the one door to each. Which case they may see, the floors say."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.models import AccountProposal, User
from sendiass.accounts.roles import Permission, Role

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
