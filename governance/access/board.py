"""Who keeps the board and who sees it, how its seats stand, and the one door to a member (L07, L08). It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from governance.choices.board import ChairRuleKind
from governance.models import ChairRule, ChairTerm, Member, Seat
from governance.rules import board as rules
from governance.rules.board import ChairMust, Facts, Standing
from sendiass.access import Decision, NotThere, refuse
from sendiass.accounts.access import role_gives
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission, Role
from sendiass.profiles import profile

may_keep_board = role_gives(Permission.KEEP_BOARD)
may_see_board = role_gives(Permission.SEE_BOARD)
may_review_board_texts = role_gives(Permission.REVIEW_BOARD_TEXTS)


@dataclass(frozen=True, slots=True)
class Held:
    """One seat that somebody holds, how it stands, and whether they chair."""

    seat: Seat
    standing: Standing
    chairs: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One constituency: who holds its seats, and how many are empty. One that the profile no longer has is not asked for."""

    key: str
    label: str
    held: tuple[Held, ...]
    empty: int
    is_required: bool


@dataclass(frozen=True, slots=True)
class Composition:
    """The board on a day: seats by constituency, whose voice is missing, and what else is amiss."""

    parts: tuple[Part, ...]
    missing: tuple[str, ...]
    chair: Member | None

    @property
    def gaps(self) -> list[str]:
        """All that is to be put right, in words."""
        found = [
            f"{part.label}: {part.empty} {'seat is' if part.empty == 1 else 'seats are'} empty"
            for part in self.parts
            if part.empty and part.is_required
        ]
        for state, said in ((Standing.LAPSED, "term is over"), (Standing.LAPSING, "term ends soon")):
            found += [
                f"{one.seat.member.name}: the {said}"
                for part in self.parts
                for one in part.held
                if one.standing is state
            ]
        return [*found, *self.missing, *([] if self.chair else ["Nobody chairs"])]


def composition(*, on: date) -> Composition:
    """How the board stands on a day. Two questions, however many members there are."""
    group = profile().group
    soon = timedelta(days=group.lapses_before_days)
    chair: ChairTerm | None = ChairTerm.objects.sitting().select_related("member").first()
    seats = list(
        Seat.objects.held().select_related("member", "member__account").order_by("member__name", "id")
    )
    held: dict[str, list[Held]] = {}
    for seat in seats:
        standing = rules.standing_of(seat.until_on, on=on, soon=soon)
        is_chair = chair is not None and chair.member_id == seat.member_id
        held.setdefault(seat.constituency, []).append(Held(seat, standing, is_chair))
    parts = []
    for one in group.constituencies:
        theirs = tuple(held.pop(one.key, ()))
        parts.append(Part(one.key, one.label, theirs, max(0, one.seats - len(theirs)), one.required))
    parts += [
        Part(key, key.replace("_", " ").capitalize(), tuple(rest), 0, False) for key, rest in held.items()
    ]
    missing = rules.missing_voices(facts_of(seat.member) for seat in seats)
    return Composition(tuple(parts), tuple(missing), chair.member if chair else None)


def facts_of(member: Member) -> Facts:
    """What of a member counts."""
    return Facts(member.is_la_officer, member.is_parent, member.is_young_person)


def seat_of(member: Member) -> Seat | None:
    """The seat a member holds, if any."""
    found: Seat | None = Seat.objects.held().filter(member=member).first()
    return found


def chair_term_of(member: Member) -> ChairTerm | None:
    """That a member chairs, if they do."""
    found: ChairTerm | None = ChairTerm.objects.sitting().filter(member=member).first()
    return found


def chair_must() -> ChairMust | None:
    """The rule for the chair as the data base holds to it; None where it holds to none yet."""
    rule = ChairRule.objects.order_by("-at").first()
    return ChairMust(ChairRuleKind(rule.kind), tuple(rule.parent_constituencies)) if rule else None


def profile_must() -> ChairMust:
    """The rule for the chair as the profile says it."""
    group = profile().group
    parents = tuple(sorted(one.key for one in group.constituencies if one.parents))
    return ChairMust(ChairRuleKind(group.chair_rule), parents)


def may_chair(member: Member, *, facts: Facts | None = None, constituency: str = "") -> Decision:
    """Whether a member may chair, or could with other `facts` or for another constituency."""
    must = chair_must()
    if must is None or must != profile_must():
        return refuse(
            "The profile's rule for the chair is not in the data base yet. Run manage.py prepare_database.",
            rules.CHAIR[profile_must().kind],
        )
    seat = None if constituency else seat_of(member)
    return rules.may_chair(
        must, facts or facts_of(member), constituency=constituency or (seat.constituency if seat else None)
    )


def open_member(*, by: User, member_id: UUID) -> Member:
    """A member, past or present, for whoever keeps the board. Raises NotThere otherwise."""
    found: Member | None = Member.objects.select_related("account").filter(pk=member_id).first()
    if found is None or not may_keep_board(by):
        raise NotThere
    return found


def accounts_without_member(*, but: Member | None = None) -> Sequence[User]:
    """Accounts of board members that belong to nobody on the register yet, or to this one."""
    taken = Member.objects.filter(account__isnull=False)
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    free = User.objects.filter(role=Role.BOARD_MEMBER, is_active=True).exclude(
        pk__in=list(taken.values_list("account_id", flat=True))
    )
    return list(free.order_by("name", "id"))


def member_of(user: User) -> Member | None:
    """Who on the register signs in with this account, while they have a seat."""
    found: Member | None = Member.objects.seated().filter(account=user).first()
    return found
