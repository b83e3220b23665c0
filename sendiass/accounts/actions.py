"""The only writers of accounts and clearances. Giving access takes two people; taking it away takes a manager, at once.

The data base holds to the same rules by trigger (migration 0002), for whatever does not come through here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from sendiass.access import Decision, allow, refuse
from sendiass.accounts import access, emails, rules
from sendiass.accounts.choices import ProposalKind
from sendiass.accounts.models import AccountEnding, AccountProposal, Clearance, LegalTraining, Readiness, User
from sendiass.accounts.roles import Role
from sendiass.accounts.second_factor import forget_second_factor
from sendiass.audit.actors import Actor
from sendiass.clock import LONDON, day_of


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Someone who is to have an account. The address is kept in lower case."""

    email: str
    name: str
    role: Role


@transaction.atomic
def found_service(
    *, manager: Newcomer, second: Newcomer, at: datetime, invite: bool = True
) -> tuple[User, User]:
    """Make the first two accounts of a fresh service: one proposes from now on, the other confirms.

    Raises Refused when there is any account already.
    """
    _may_found(manager, second).require()
    first, other = (_new_account(newcomer, at) for newcomer in (manager, second))
    if invite:
        emails.invite(user=first, key=f"founding-{first.id}", by=other, at=at)
        emails.invite(user=other, key=f"founding-{other.id}", by=first, at=at)
    return first, other


def _may_found(manager: Newcomer, second: Newcomer) -> Decision:
    if User.objects.exists():
        return refuse("There are accounts already; a manager proposes more of them.", access.TWO_PEOPLE)
    if manager.role != Role.MANAGER or second.role not in (Role.MANAGER, Role.ADMINISTRATOR):
        return refuse("The first two are a manager and someone who may confirm accounts.", access.TWO_PEOPLE)
    if manager.email.lower() == second.email.lower():
        return refuse("The first two accounts belong to two people.", access.TWO_PEOPLE)
    return allow(access.TWO_PEOPLE)


def enrol(*, by: User, confirmed_by: User, newcomer: Newcomer, at: datetime) -> User:
    """Propose and confirm an account in one go, uninvited: for the demonstration and for tests."""
    proposal = propose_account(by=by, newcomer=newcomer, reason="Joins the service", at=at)
    return confirm_proposal(by=confirmed_by, proposal=proposal, at=at, invite=False)


def propose_account(*, by: User, newcomer: Newcomer, reason: str, at: datetime) -> AccountProposal:
    """Propose an account for somebody new. Raises Refused."""
    access.may_propose_accounts(by).require()
    email = newcomer.email.lower()
    if User.objects.filter(email=email).exists():
        refuse("There is an account with this address already.", access.TWO_PEOPLE).require()
    return _propose(
        AccountProposal(kind=ProposalKind.NEW_ACCOUNT, email=email, name=newcomer.name, role=newcomer.role),
        by=by,
        reason=reason,
        at=at,
    )


def propose_role_change(*, by: User, person: User, role: Role, reason: str, at: datetime) -> AccountProposal:
    """Propose another role for someone with an account. Raises Refused."""
    access.may_propose_accounts(by).require()
    if not person.is_active:
        refuse("This account has ended. Propose to open it again instead.", access.TWO_PEOPLE).require()
    if person.role == role:
        refuse("This is their role already.", access.TWO_PEOPLE).require()
    access.may_lose_a_manager(person).require()
    return _propose_about(person, ProposalKind.CHANGE_OF_ROLE, role, by=by, reason=reason, at=at)


def propose_reactivation(*, by: User, person: User, role: Role, reason: str, at: datetime) -> AccountProposal:
    """Propose to open an ended account again, in `role`. Raises Refused."""
    access.may_propose_accounts(by).require()
    if person.is_active:
        refuse("This account is open.", access.TWO_PEOPLE).require()
    return _propose_about(person, ProposalKind.REACTIVATION, role, by=by, reason=reason, at=at)


def propose_second_factor_reset(*, by: User, person: User, reason: str, at: datetime) -> AccountProposal:
    """Propose that someone who lost their device sets up their second step anew. Raises Refused."""
    access.may_propose_accounts(by).require()
    if not person.is_active:
        refuse("This account has ended.", access.TWO_PEOPLE).require()
    kind = ProposalKind.SECOND_FACTOR_RESET
    return _propose_about(person, kind, Role(person.role), by=by, reason=reason, at=at)


@transaction.atomic
def confirm_proposal(*, by: User, proposal: AccountProposal, at: datetime, invite: bool = True) -> User:
    """Confirm what somebody else proposed, and give it effect. Raises Refused.

    The person's sessions end, whatever changed. `invite=False` sends nothing: for people told in another way.
    """
    proposal = _locked(proposal)
    access.may_confirm(by, proposal).require()
    person = User.objects.select_for_update().get(id=proposal.person_id) if proposal.person_id else None
    _still_fits(proposal, person).require()
    proposal.confirmed_by, proposal.confirmed_at = by, at
    proposal.save(update_fields=["confirmed_by", "confirmed_at"])
    person = _give_effect(proposal, person, at)
    if invite and proposal.kind in (ProposalKind.NEW_ACCOUNT, ProposalKind.REACTIVATION):
        emails.invite(user=person, key=emails.invitation_key(proposal), by=by, at=at)
    return person


@transaction.atomic
def decline_proposal(*, by: User, proposal: AccountProposal, reason: str, at: datetime) -> AccountProposal:
    """Decline what somebody proposed, or take back one's own proposal. Raises Refused."""
    proposal = _locked(proposal)
    access.may_decline(by, proposal).require()
    proposal.declined_by, proposal.declined_at, proposal.decline_reason = by, at, reason
    proposal.save(update_fields=["declined_by", "declined_at", "decline_reason"])
    return proposal


@transaction.atomic
def deactivate(*, by: User, person: User, reason: str, at: datetime) -> User:
    """End an account at once, its sessions and its clearance with it. Raises Refused."""
    # All managers are locked, so that two of them cannot end each other at the same moment and leave none.
    list(User.objects.active().in_role(Role.MANAGER).order_by("id").select_for_update())
    person = User.objects.select_for_update().get(id=person.id)
    access.may_deactivate(User.objects.get(id=by.id), person).require()
    AccountEnding.objects.create(account=person, ended_by=by, ended_at=at, reason=reason)
    person.is_active, person.deactivated_at, person.sessions_ended_at = False, at, at
    person.save(update_fields=["is_active", "deactivated_at", "sessions_ended_at"])
    _end_readiness(person, by=by, at=at)
    if clearance := access.standing_clearance(person):
        _withdraw(clearance, by=by, reason="The account ended.", at=at)
    return person


@transaction.atomic
def give_clearance(*, by: User, person: User, until_on: date | None, reason: str, at: datetime) -> Clearance:
    """Say that somebody is ready for new cases, until and including that day or without an end (L17).

    It takes the place of the one they have; the same again changes nothing. Raises Refused for oneself, for a role
    that needs none, without what it rests on, and for a day that has passed.
    """
    access.may_give_clearances(by).require()
    person = User.objects.select_for_update().get(id=person.id)
    rules.may_give_clearance(
        is_own=person.id == by.id,
        needs_one=person.role in access.roles_to_clear(),
        is_active=person.is_active,
        is_ready=access.is_ready(person, on=day_of(at)),
        until_on=until_on,
        on=day_of(at),
        reason=reason,
    ).require()
    earlier = access.standing_clearance(person)
    if earlier:
        if (earlier.until_on, earlier.reason, earlier.given_by_id) == (until_on, reason, by.id):
            return earlier
        earlier.replaced_at = at
        earlier.save(update_fields=["replaced_at"])
    given: Clearance = Clearance.objects.create(
        worker=person, given_at=at, given_by=by, until_on=until_on, reason=reason
    )
    return given


@transaction.atomic
def withdraw_clearance(*, by: User, clearance: Clearance, reason: str, at: datetime) -> Clearance:
    """Give its holder no new cases from now on; those they have stay theirs. Done again, it changes nothing.

    Raises Refused without a reason, and where another clearance has taken its place.
    """
    access.may_give_clearances(by).require()
    User.objects.select_for_update().get(id=clearance.worker_id)  # as whoever gives one does
    held: Clearance = Clearance.objects.select_for_update().get(id=clearance.id)
    if held.withdrawn_at is not None:
        return held
    rules.may_withdraw_clearance(is_replaced=held.replaced_at is not None, reason=reason).require()
    return _withdraw(held, by=by, reason=reason, at=at)


@transaction.atomic
def say_ready(*, by: User, person: User, at: datetime, until_on: date | None = None) -> Readiness:
    """Say that somebody has done all that comes before a first case, once the floor that keeps it has seen to it (L17).

    It counts until and including that day or without an end; said again for another, that takes its place, and for the
    same it changes nothing. Raises Refused for oneself.
    """
    access.may_give_clearances(by).require()
    person = User.objects.select_for_update().get(id=person.id)
    rules.may_be_cleared(
        is_own=person.id == by.id, needs_one=True, is_active=person.is_active, is_ready=True
    ).require()
    standing: Readiness | None = Readiness.objects.standing().of(person).first()
    if standing and standing.until_on == until_on:
        return standing
    _end_readiness(person, by=by, at=at)
    return Readiness.objects.create(worker=person, until_on=until_on, said_at=at, said_by=by)


@transaction.atomic
def say_no_longer_ready(*, by: User, person: User, reason: str, at: datetime) -> None:
    """Something that comes before a first case is to be done again: the clearance goes with it; the cases they have stay."""
    access.may_give_clearances(by).require()
    person = User.objects.select_for_update().get(id=person.id)
    _end_readiness(person, by=by, at=at)
    if clearance := access.standing_clearance(person):
        _withdraw(clearance, by=by, reason=reason, at=at)


@transaction.atomic
def record_legal_training(
    *, by: User, person: User, level: int, from_on: date, until_on: date | None, at: datetime
) -> LegalTraining:
    """Let allocation know of a level of the legal training, as the register of training has it (L21)."""
    person = User.objects.select_for_update().get(id=person.id)
    return LegalTraining.objects.create(
        worker=person, level=level, from_on=from_on, until_on=until_on, recorded_at=at, recorded_by=by
    )


@transaction.atomic
def take_back_legal_training(*, by: User, training: LegalTraining, at: datetime) -> None:
    """It counts no more from today on. Done again, it changes nothing."""
    User.objects.select_for_update().get(id=training.worker_id)  # as whoever allocates a case does
    held: LegalTraining = LegalTraining.objects.select_for_update().get(id=training.id)
    if held.ended_at is None:
        held.ended_at, held.ended_by = at, by
        held.save(update_fields=["ended_at", "ended_by"])


def tell_of_clearances(*, by: Actor, at: datetime) -> int:
    """Tell those who give them of clearances that end soon and that have ended, once each by mail. A sweep.

    What was missed while nothing ran is told as it stands now. Returns how many clearances there are to tell of.
    """
    on = day_of(at)
    ending = access.clearances_that_end(on=on)
    for clearance in ending:
        with transaction.atomic():
            emails.tell_of_clearance(
                clearance,
                has_ended=not clearance.held.counts(on),
                to=access.who_gives_clearances(),
                by=by,
                at=at,
            )
    return len(ending)


def _end_readiness(person: User, *, by: User, at: datetime) -> None:
    for standing in Readiness.objects.standing().of(person).select_for_update():
        standing.ended_at, standing.ended_by = at, by
        standing.save(update_fields=["ended_at", "ended_by"])


def _withdraw(clearance: Clearance, *, by: User, reason: str, at: datetime) -> Clearance:
    clearance.withdrawn_at, clearance.withdrawn_by, clearance.withdrawn_reason = at, by, reason
    clearance.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return clearance


def _propose_about(
    person: User, kind: ProposalKind, role: Role, *, by: User, reason: str, at: datetime
) -> AccountProposal:
    return _propose(
        AccountProposal(kind=kind, person=person, email=person.email, name=person.name, role=role),
        by=by,
        reason=reason,
        at=at,
    )


def _propose(proposal: AccountProposal, *, by: User, reason: str, at: datetime) -> AccountProposal:
    waiting = refuse("A proposal about this person is waiting already.", access.TWO_PEOPLE)
    if AccountProposal.objects.open().filter(email=proposal.email).exists():
        waiting.require()
    proposal.proposed_by, proposal.proposed_at, proposal.reason = by, at, reason
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as error:
        # Somebody proposed the same between our look and now.
        if "one_open_proposal_per_email" not in str(error):
            raise
        waiting.require()
    return proposal


def _locked(proposal: AccountProposal) -> AccountProposal:
    """The proposal as it stands, held until the transaction ends: of two decisions one comes first."""
    held: AccountProposal = (
        AccountProposal.objects.select_for_update(of=("self",)).with_people().get(id=proposal.id)
    )
    return held


def _still_fits(proposal: AccountProposal, person: User | None) -> Decision:
    """Whether what was proposed can still be done, days later."""
    if person is None:
        if User.objects.filter(email=proposal.email).exists():
            return refuse("There is an account with this address already.", access.TWO_PEOPLE)
        return allow(access.TWO_PEOPLE)
    if person.is_active == (proposal.kind == ProposalKind.REACTIVATION):
        return refuse("The account has been ended or opened since. Decline this proposal.", access.TWO_PEOPLE)
    if proposal.kind == ProposalKind.CHANGE_OF_ROLE and proposal.role != Role.MANAGER:
        return access.may_lose_a_manager(person)
    return allow(access.TWO_PEOPLE)


def _give_effect(proposal: AccountProposal, person: User | None, at: datetime) -> User:
    if person is None:
        return _new_account(Newcomer(proposal.email, proposal.name, Role(proposal.role)), at)
    person.sessions_ended_at = at
    if proposal.kind == ProposalKind.SECOND_FACTOR_RESET:
        forget_second_factor(person)
        proposal.used_at = at
        proposal.save(update_fields=["used_at"])
    else:
        person.role, person.is_active, person.deactivated_at = proposal.role, True, None
    if proposal.kind == ProposalKind.REACTIVATION:
        # Whoever comes back after months sets a new password from the invitation.
        person.set_unusable_password()
        forget_second_factor(person)
    person.save()
    return person


def _new_account(newcomer: Newcomer, at: datetime) -> User:
    user = User(
        email=newcomer.email.lower(),
        name=newcomer.name,
        role=newcomer.role,
        joined_on=at.astimezone(LONDON).date(),
    )
    user.set_unusable_password()
    user.save(force_insert=True)
    return user
