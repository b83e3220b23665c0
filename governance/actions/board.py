"""Who joins and leaves the board, what of them counts, and who chairs (L07, L08, Y21)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from cases.actions.idempotency import one_at_a_time
from governance.access import board as access
from governance.models import ChairRule, ChairTerm, Member, Seat
from governance.rules import board as rules
from governance.rules.board import Facts
from sendiass import clock
from sendiass.access import Decision, allow, refuse
from sendiass.accounts.models import User
from sendiass.profiles import profile

MEMBERSHIP = UUID("0d1d5a4e-4c7f-4a58-9a53-6f3e7b7a2c11")
"""What all that changes the membership waits for: who may chair depends on each of them."""


@dataclass(frozen=True, slots=True)
class Described:
    """Somebody on the board: what they are called, how they are reached, and what of them counts."""

    name: str
    email: str
    facts: Facts
    account: User | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """For whom somebody has a seat, and from when until when."""

    constituency: str
    from_on: date
    until_on: date


def put_in_chair_rule(*, using: str) -> None:
    """Let the data base hold to the profile's rule for the chair (L08, Y21); done as the tables' owner.

    Raises IntegrityError where whoever chairs now does not fit it: their time as chair is ended first.
    """
    must = access.profile_must()
    newest = ChairRule.objects.using(using).order_by("-at").first()
    if newest and (newest.kind, list(newest.parent_constituencies)) == (
        must.kind.value,
        list(must.parent_constituencies),
    ):
        return
    ChairRule.objects.using(using).create(
        kind=must.kind, parent_constituencies=list(must.parent_constituencies), at=clock.now()
    )


@transaction.atomic
def add_member(*, by: User, who: Described, term: Term, once: UUID, at: datetime) -> Member:
    """Put somebody new on the board, with their first seat. The same `once` twice is one."""
    access.may_keep_board(by).require()
    one_at_a_time(MEMBERSHIP)
    earlier: Member | None = Member.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    _may_have_account(who.account).require()
    _may_sit(term, at=at).require()
    member: Member = Member.objects.create(
        name=who.name,
        email=who.email,
        account=who.account,
        is_la_officer=who.facts.is_la_officer,
        is_parent=who.facts.is_parent,
        is_young_person=who.facts.is_young_person,
        at=at,
        by=by,
        once=once,
    )
    _seat(member, term, by=by, once=uuid4(), at=at)
    return member


@transaction.atomic
def change_member(*, by: User, member: Member, who: Described) -> None:
    """Put right what stands of a member. Raises Refused where whoever chairs could no longer."""
    one_at_a_time(MEMBERSHIP)
    member = access.open_member(by=by, member_id=member.id)
    _may_have_account(who.account, of=member).require()
    if access.chair_term_of(member):
        access.may_chair(member, facts=who.facts).require()
    member.name, member.email, member.account = who.name, who.email, who.account
    member.is_la_officer, member.is_parent = who.facts.is_la_officer, who.facts.is_parent
    member.is_young_person = who.facts.is_young_person
    member.save(update_fields=["name", "email", "account", "is_la_officer", "is_parent", "is_young_person"])


@transaction.atomic
def take_seat(*, by: User, member: Member, term: Term, once: UUID, at: datetime) -> Seat:
    """Give a member another term, or a seat of another constituency; the one they hold ends with it.

    The same `once` twice is one. Raises Refused where whoever chairs could no longer.
    """
    one_at_a_time(MEMBERSHIP)
    member = access.open_member(by=by, member_id=member.id)
    earlier: Seat | None = Seat.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    _may_sit(term, at=at).require()
    held = access.seat_of(member)
    today = clock.day_of(at)
    if held and term.from_on > today:
        refuse("They have a seat now. A new term begins today or earlier.", "term-from").require()
    if held and term.from_on < held.from_on:
        refuse("This begins before the seat they have now. Enter a later first day.", "term-from").require()
    if access.chair_term_of(member):
        access.may_chair(member, constituency=term.constituency).require()
    with _looked_at_together():
        if held:
            _end(held, term.from_on, by=by, at=at)
        return _seat(member, term, by=by, once=once, at=at)


@transaction.atomic
def end_seat(*, by: User, member: Member, ended_on: date, at: datetime) -> None:
    """A member leaves the board. Whoever chairs stops chairing first."""
    one_at_a_time(MEMBERSHIP)
    member = access.open_member(by=by, member_id=member.id)
    held = access.seat_of(member)
    if held is None:
        return
    rules.may_end_seat(
        ended_on=ended_on,
        from_on=held.from_on,
        on=clock.day_of(at),
        chairs=access.chair_term_of(member) is not None,
    ).require()
    _end(held, ended_on, by=by, at=at)


@transaction.atomic
def appoint_chair(*, by: User, member: Member, from_on: date, once: UUID, at: datetime) -> ChairTerm:
    """Let a member chair; whoever chaired stops that day. Raises Refused where the profile's rule does not let them."""
    one_at_a_time(MEMBERSHIP)
    member = access.open_member(by=by, member_id=member.id)
    earlier: ChairTerm | None = ChairTerm.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    access.may_chair(member).require()
    if from_on > clock.day_of(at):
        refuse("This is in the future. Enter the day from which they chair.", "from-on").require()
    sits: ChairTerm | None = ChairTerm.objects.sitting().first()
    if sits and sits.member_id == member.id:
        refuse("They chair already.", rules.CHAIR[access.profile_must().kind]).require()
    if sits and from_on < sits.from_on:
        refuse("Somebody else began to chair after that day. Enter a later one.", "from-on").require()
    if sits:
        _end(sits, from_on, by=by, at=at)
    term: ChairTerm = ChairTerm.objects.create(member=member, from_on=from_on, at=at, by=by, once=once)
    return term


@transaction.atomic
def end_chair(*, by: User, member: Member, ended_on: date, at: datetime) -> None:
    """A member stops chairing."""
    one_at_a_time(MEMBERSHIP)
    member = access.open_member(by=by, member_id=member.id)
    term = access.chair_term_of(member)
    if term is None:
        return
    if not term.from_on <= ended_on <= clock.day_of(at):
        refuse("Enter a day since they began to chair, and not in the future.", "ended-on").require()
    _end(term, ended_on, by=by, at=at)


@contextmanager
def _looked_at_together() -> Iterator[None]:
    """The data base looks at who chairs after both: one who chairs goes from one seat to the next."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS chair_fits_the_rule DEFERRED")
        yield
        cursor.execute("SET CONSTRAINTS chair_fits_the_rule IMMEDIATE")


def _may_sit(term: Term, *, at: datetime) -> Decision:
    group = profile().group
    if term.constituency not in {one.key for one in group.constituencies}:
        return refuse("Select a constituency of this group.", "constituency")
    return rules.may_take_seat(
        from_on=term.from_on, until_on=term.until_on, on=clock.day_of(at), years=group.term_years
    )


def _may_have_account(account: User | None, *, of: Member | None = None) -> Decision:
    if account is None or account in access.accounts_without_member(but=of):
        return allow(rules.SEATS)
    return refuse("Choose an account of a member that belongs to nobody else.", "account")


def _seat(member: Member, term: Term, *, by: User, once: UUID, at: datetime) -> Seat:
    seat: Seat = Seat.objects.create(
        member=member,
        constituency=term.constituency,
        from_on=term.from_on,
        until_on=term.until_on,
        at=at,
        by=by,
        once=once,
    )
    return seat


def _end(row: Seat | ChairTerm, ended_on: date, *, by: User, at: datetime) -> None:
    row.ended_on, row.ended_at, row.ended_by = ended_on, at, by
    row.save(update_fields=["ended_on", "ended_at", "ended_by"])
