"""What may be done to a case, decided on plain values alone; who may do it is for `access`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from cases.choices import (
    Agreement,
    CameOfIt,
    CaseRole,
    CaseStatus,
    ContactSafety,
    FamilyViews,
    FirstContactItem,
    GotIt,
    Has,
    HowShared,
    ItemState,
    MeetingKind,
    MeetingPlace,
    MeetingRole,
    MeetingState,
    ProfessionalsViews,
    ReferralSource,
    ReferralState,
    Referrer,
    Relationship,
    TaskRule,
    WhoAsked,
    WhoseBuilding,
    WhyElsewhere,
    WhySetAside,
)
from sendiass.access import Decision, allow, refuse
from sendiass.files.choices import Scan

LOWEST_LEVEL, HIGHEST_LEVEL = 1, 4
EARLIEST_DATE = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Move:
    """One way a case's status may change."""

    verb: str
    needs_reason: bool = False
    by_hand: bool = True

    @property
    def words(self) -> str:
        """As a button says it: "make inactive" → "Make the case inactive"."""
        head, _, rest = self.verb.partition(" ")
        return f"{head.capitalize()} the case {rest}".strip()


CASE_MOVES: Mapping[tuple[CaseStatus, CaseStatus], Move] = MappingProxyType(
    {
        (CaseStatus.WAITING, CaseStatus.OPEN): Move("open", by_hand=False),
        (CaseStatus.WAITING, CaseStatus.CLOSED): Move("close", needs_reason=True, by_hand=False),
        (CaseStatus.OPEN, CaseStatus.INACTIVE): Move("make inactive"),
        (CaseStatus.OPEN, CaseStatus.CLOSED): Move("close", needs_reason=True, by_hand=False),
        (CaseStatus.OPEN, CaseStatus.WAITING): Move("put back on the waiting list", by_hand=False),
        (CaseStatus.INACTIVE, CaseStatus.WAITING): Move("put back on the waiting list", by_hand=False),
        (CaseStatus.CLOSED, CaseStatus.WAITING): Move(
            "reopen for the waiting list", needs_reason=True, by_hand=False
        ),
        (CaseStatus.INACTIVE, CaseStatus.OPEN): Move("resume"),
        (CaseStatus.INACTIVE, CaseStatus.CLOSED): Move("close", needs_reason=True, by_hand=False),
        (CaseStatus.CLOSED, CaseStatus.OPEN): Move("reopen", needs_reason=True),
    }
)
"""Every move there is; what is not in the table is refused. What is not `by_hand` follows from an allocation, or is closing."""

ITEM_CLAUSES: Mapping[FirstContactItem, str] = MappingProxyType(
    {
        FirstContactItem.AIM: "L22",
        FirstContactItem.INFORMATION: "L23",
        FirstContactItem.STATEMENT: "Y15",
        FirstContactItem.AGREEMENT: "L26",
        FirstContactItem.RECORDS_TOLD: "L27",
        FirstContactItem.RECORDS_SENT: "L27",
    }
)
"""The clause each item of first contact keeps."""

DONE_BY_DOING: Mapping[TaskRule, tuple[str, str]] = MappingProxyType(
    {
        TaskRule.FIRST_CONTACT: ("Record it under first contact, and this task is done.", "L23"),
        TaskRule.PASS_ON: ("Write down who in the family was told, and this task is done.", "L25"),
        TaskRule.ADVICE_OPTIONS: ("Write down the options, and this task is done.", "Y10"),
        TaskRule.INTERESTS: ("Declare your interests, or that you have none, and this task is done.", "Y12"),
        TaskRule.POLICY: ("Say that you have read the policy, and this task is done.", "Y16"),
        TaskRule.POST_LETTER: ("Mark the letter as posted or stop it, and this task is done.", "L24"),
    }
)
"""Tasks that no tick finishes: what to do instead, and the clause it keeps."""

BEFORE_CLOSING: Mapping[TaskRule, str] = MappingProxyType(
    {TaskRule.PASS_ON: "L25", TaskRule.POST_LETTER: "L24"}
)
"""Tasks that a case cannot close with: what they stand for would be lost with it."""


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What is on record of one item of first contact. `because` says why it is not done yet."""

    item: FirstContactItem
    state: ItemState
    because: str = ""
    agreement: Agreement | None = None
    how: HowShared | None = None
    happened_on: date | None = None
    has_speaker: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class OptionTold:
    """One option laid before a family, as it is about to be written down."""

    words: str
    has_reference: bool
    no_reference_because: str = ""


LEAST_OPTIONS, MOST_OPTIONS = 2, 20

WRITTEN_TO = frozenset({CaseRole.PARENT_CARER, CaseRole.CHILD_OR_YOUNG_PERSON})
"""In which parts someone is written to by itself."""

CAME_THEMSELVES = frozenset({ReferralSource.CHILD, ReferralSource.YOUNG_PERSON})
"""A case that came so is the child's or young person's own."""

OLDER_THAN_THE_CHILD = frozenset(
    {
        Relationship.MOTHER,
        Relationship.FATHER,
        Relationship.PARENT,
        Relationship.ADOPTIVE_PARENT,
        Relationship.GRANDPARENT,
    }
)
"""What one can only be to someone younger."""


def may_move(from_status: CaseStatus, to: CaseStatus, *, reason: str = "") -> Decision:
    """Whether a case may go from one status to another; closing and reopening need a reason."""
    move = CASE_MOVES.get((from_status, to))
    if move is None:
        return refuse(
            f"A case that is {from_status.label.lower()} cannot become {to.label.lower()}.", "case-status"
        )
    if move.needs_reason and not reason.strip():
        return refuse(f"Say why you {move.verb} this case.", "case-status")
    return allow("case-status")


def may_step(from_status: CaseStatus, to: CaseStatus, *, reason: str = "") -> Decision:
    """Whether someone may take a case from one status to another by that alone: it closes with more than a reason."""
    if to is CaseStatus.CLOSED:
        return refuse("Close the case on its own page.", "L30")
    return may_move(from_status, to, reason=reason)


def may_be_moved(status: CaseStatus) -> Decision:
    """Whether there is a move by hand from that status at all."""
    if moves_from(status):
        return allow("case-status")
    return refuse("A case that waits opens when somebody is allocated to it.", "case-status")


def moves_from(status: CaseStatus) -> tuple[CaseStatus, ...]:
    """Where someone may move a case of that status, in the table's order."""
    return tuple(to for (come_from, to), move in CASE_MOVES.items() if come_from is status and move.by_hand)


def may_work_on(status: CaseStatus) -> Decision:
    """Whether work may be added to a case of that status; a closed one is read, and reopened for more."""
    if status is CaseStatus.CLOSED:
        return refuse("This case is closed. Reopen it, saying why, before you add to it.", "case-status")
    return allow("case-status")


def may_tick_off(rule: TaskRule) -> Decision:
    """Whether a task of that rule is done by a tick; one that stands for something on record is done by that."""
    if rule in DONE_BY_DOING:
        return refuse(*DONE_BY_DOING[rule])
    return allow("task")


def may_close(still_open: Iterable[TaskRule]) -> Decision:
    """Whether a case with these tasks open may close."""
    open_rules = set(still_open)
    owed = [rule for rule in BEFORE_CLOSING if rule in open_rules]
    if not owed:
        return allow("case-status")
    named = "; ".join(f"{rule.label[0].lower()}{rule.label[1:]}" for rule in owed)
    return refuse(f"Before you close this case: {named}. It is under To do.", BEFORE_CLOSING[owed[0]])


def may_open_document(scan: Scan) -> Decision:
    """Whether a document may be opened, by what the scanner for viruses said of it."""
    if scan is Scan.INFECTED:
        return refuse(
            "A virus was found in this document, so it cannot be opened. Ask whoever sent it for a clean copy.",
            "documents",
        )
    if scan is Scan.WAITING:
        return refuse(
            "The scanner for viruses has not answered yet. The document can be opened once it has.",
            "documents",
        )
    return allow("documents")


@dataclass(frozen=True, slots=True)
class Premises:
    """What the register knows of a place."""

    whose: WhoseBuilding
    private: Has
    step_free: Has


@dataclass(frozen=True, slots=True)
class Held:
    """Where a meeting is to be, and why it is not at a place that suits everyone."""

    kind: MeetingKind
    place: MeetingPlace
    premises: Premises | None = None
    where: str = ""
    why: WhyElsewhere | None = None
    why_words: str = ""
    who_asked: WhoAsked | None = None


def short_of(premises: Premises) -> tuple[str, ...]:
    """What a place lacks of being neutral, private and accessible, in words; nothing where it lacks nothing (L18)."""
    wants = (
        (premises.whose in (WhoseBuilding.OURS, WhoseBuilding.NEUTRAL), "neutral"),
        (premises.private is Has.YES, "private"),
        (premises.step_free is Has.YES, "accessible"),
    )
    return tuple(word for has, word in wants if not has)


def may_meet_at(held: Held) -> Decision:
    """Whether a meeting may be there (L18). Our own with a family is at a place that is neutral, private and accessible.

    Anywhere else it needs its reason, and who of the family asked. Others choose the place of theirs; online is no place.
    """
    if held.place is MeetingPlace.REGISTER and held.premises is None:
        return refuse("Select the place.", "L18")
    if held.place is MeetingPlace.ELSEWHERE and not held.where.strip():
        return refuse("Enter where it is.", "L18")
    if held.kind is not MeetingKind.OURS or held.place is MeetingPlace.ONLINE:
        return allow("L18")
    lacks = short_of(held.premises) if held.premises else ()
    if held.place is MeetingPlace.REGISTER and not lacks:
        return allow("L18")
    if not (held.why and held.who_asked):
        is_not = f"This place is not known to be {' and '.join(lacks)}. " if lacks else ""
        return refuse(f"{is_not}Say why the meeting is there, and who of the family asked for it.", "L18")
    if held.why is WhyElsewhere.OTHER and not held.why_words.strip():
        return refuse("Enter the reason in words.", "L18")
    return allow("L18")


def may_attend_as(role: MeetingRole, *, because: str = "") -> Decision:
    """Whether a worker may be at a meeting about a family in that role (Y02, Y07)."""
    if role is MeetingRole.DECIDE:
        return refuse("Staff take no part in a decision about a family.", "Y07")
    if role is MeetingRole.OBSERVE and not because.strip():
        return refuse("Say why you are there only to observe.", "Y07")
    return allow("Y02")


@dataclass(frozen=True, slots=True)
class WrittenUp:
    """What happened at a meeting, as it was written down."""

    attended: str
    role_stated: bool
    not_stated_because: str
    family_views: FamilyViews
    family_words: str
    professionals_views: ProfessionalsViews
    professionals_words: str


def may_write_up(state: MeetingState, told: WrittenUp, *, starts_at: datetime, at: datetime) -> Decision:
    """Whether a meeting may be written up so: once, after it began, with the role stated or why not (Y14, Y11)."""
    if state is not MeetingState.PLANNED:
        return refuse(f"This meeting is {state.label.lower()} already.", "meetings")
    if at < starts_at:
        return refuse("This meeting has not begun. Write down what happened once it has.", "dates-make-sense")
    return may_stand(told)


def may_correct_meeting(state: MeetingState, told: WrittenUp, *, reason: str) -> Decision:
    """Whether this may stand as the correction of a meeting: of one that was written up, whole, and with its reason."""
    if state is not MeetingState.HELD:
        return refuse("Only a meeting that was written up is corrected.", "meetings")
    if not reason.strip():
        return refuse("Enter why this is corrected.", "meetings")
    return may_stand(told)


def may_stand(told: WrittenUp) -> Decision:
    """Whether this says all of what happened: who was there, the role stated or why not, whose views were put (Y11)."""
    if not told.attended.strip():
        return refuse("Enter who was there.", "meetings")
    if not (told.role_stated or told.not_stated_because.strip()):
        return refuse("Say why you could not state your role at the start.", "Y14")
    if not told.family_words.strip():
        is_not = told.family_views is FamilyViews.NOT_PUT
        return refuse(
            "Say why the family’s views were not put." if is_not else "Enter the family’s views.", "Y11"
        )
    if told.professionals_views is not ProfessionalsViews.NONE_THERE and not told.professionals_words.strip():
        is_not = told.professionals_views is ProfessionalsViews.NOT_HEARD
        return refuse(
            "Say why the professionals’ views were not heard."
            if is_not
            else "Enter the professionals’ views.",
            "Y11",
        )
    return allow("Y14")


def may_change_meeting(state: MeetingState) -> Decision:
    """Whether a meeting may still be changed or cancelled: until it is written up or cancelled, and never after."""
    if state is MeetingState.PLANNED:
        return allow("meetings")
    return refuse(f"This meeting is {state.label.lower()}, so it cannot be changed.", "meetings")


def may_set_level(before: int | None, to: int, *, reason: str = "") -> Decision:
    """Whether an intervention's level, 1 to 4, may become `to`. It may rise; it falls only with a reason."""
    if not LOWEST_LEVEL <= to <= HIGHEST_LEVEL:
        return refuse(f"Choose a level from {LOWEST_LEVEL} to {HIGHEST_LEVEL}.", "intervention-level")
    if before is not None and to < before and not reason.strip():
        return refuse(f"Say why the level goes down from {before} to {to}.", "intervention-level")
    return allow("intervention-level")


def may_answer(answer: ItemAnswer, *, on: date | None = None) -> Decision:
    """Whether an item of first contact may be answered so: *done*, or *not yet, because* (L23).

    Done needs what the item's clause asks: the aim its words, the statement how, when and by whom (Y15),
    the agreement a yes or a no (L26). `on` is the day it is written down, for dates yet to come.
    """
    clause = ITEM_CLAUSES[answer.item]
    if answer.state is ItemState.NOT_YET:
        if not answer.because.strip():
            return refuse(f"Say why this is not done yet: {answer.item.label}.", clause)
        return allow(clause)
    if answer.item is FirstContactItem.AIM and not answer.words.strip():
        return refuse("Enter what the family wants, in their own words.", clause)
    if answer.item is FirstContactItem.AGREEMENT and answer.agreement is None:
        return refuse("Say whether the family agreed to records being kept.", clause)
    if answer.item is FirstContactItem.STATEMENT and not (
        answer.how and answer.happened_on and answer.has_speaker
    ):
        return refuse("Say how and when the statement was shared, and by whom.", clause)
    if answer.happened_on and on:
        return may_have_happened(answer.happened_on, on=on)
    return allow(clause)


def first_contact_owed(
    answers: Iterable[ItemAnswer], *, can_write: bool = True
) -> tuple[FirstContactItem, ...]:
    """The items not done yet, explained or not, in the list's order. Each is a task until done (L23).

    `can_write` is whether there is a safe address: without one nothing in writing is owed (L27).
    """
    done = {answer.item for answer in answers if answer.state is ItemState.DONE}
    return tuple(item for item in _owable(can_write=can_write) if item not in done)


def may_hold_identity(agreement: Agreement | None) -> Decision:
    """Whether anything that says who the family is may be kept (L26): only when they have agreed.

    Without their answer, or with a no, a case holds only what an anonymous enquiry may.
    """
    if agreement is Agreement.AGREED:
        return allow("L26")
    if agreement is Agreement.DECLINED:
        return refuse(
            "The family did not agree to records, so nothing that identifies them can be kept.", "L26"
        )
    return refuse("Ask the family whether records may be kept, before you note who they are.", "L26")


def may_reach(safety: ContactSafety, *, note: str) -> Decision:
    """Whether a way to reach someone may be kept so: what is safe with care says with which care."""
    if safety is ContactSafety.WITH_CARE and not note.strip():
        return refuse("Say what to take care of, such as when to ring.", "safe-contact")
    return allow("safe-contact")


def may_have_happened(day: date, *, on: date) -> Decision:
    """Whether something done can bear that date: not after today (`on`), and not before 1900."""
    if day > on:
        return refuse("This date is in the future. Enter the day it happened.", "dates-make-sense")
    if day < EARLIEST_DATE:
        return refuse("This date is too long ago. Check the year.", "dates-make-sense")
    return allow("dates-make-sense")


def may_be_born(day: date, *, on: date) -> Decision:
    """Whether a date of birth can be true on that day."""
    if day > on:
        return refuse("This date of birth is in the future. Check the year.", "dates-make-sense")
    if day < EARLIEST_DATE:
        return refuse("This date of birth is before 1900. Check the year.", "dates-make-sense")
    return allow("dates-make-sense")


def may_be_same_person(*, is_one_record: bool, are_relatives: bool, is_one_erased: bool) -> Decision:
    """Whether two records may be linked as one human being's."""
    if is_one_erased:
        return refuse("What said who they are has been erased, so nobody can say it is them.", "same-person")
    if is_one_record:
        return refuse("This is the same record.", "same-person")
    if are_relatives:
        return refuse(
            "One is the parent or carer of the other, so they cannot be the same person.", "same-person"
        )
    return allow("same-person")


def may_be_told_apart(*, is_one_record: bool, are_linked: bool) -> Decision:
    """Whether two records may be said to be two people's."""
    if is_one_record:
        return refuse("This is the same record.", "same-person")
    if are_linked:
        return refuse(
            "These records are linked as the same person. Undo the link before you say they are two people.",
            "same-person",
        )
    return allow("same-person")


def may_be_parent_of(
    kind: Relationship,
    *,
    child_born: date | None,
    adult_born: date | None,
    child: str = "",
    adult: str = "",
) -> Decision:
    """Whether these can be the dates of birth of a child and of someone who is that to them.

    An unknown date contradicts nothing; a brother, a friend or a partner may be younger. Their names, if
    given, make the refusal say whom it is about.
    """
    if (
        kind not in OLDER_THAN_THE_CHILD
        or child_born is None
        or adult_born is None
        or adult_born < child_born
    ):
        return allow("dates-make-sense")
    older = f"{adult} ({kind.label.lower()})" if adult else f"The {kind.label.lower()}"
    return refuse(
        f"{older} would not be older than {child or 'the child'}. Check both dates of birth.",
        "dates-make-sense",
    )


def may_take_part(role: CaseRole, *, has_child: bool) -> Decision:
    """A case is about one child or young person; a brother or sister has a case of their own."""
    if role is CaseRole.CHILD_OR_YOUNG_PERSON and has_child:
        return refuse(
            "This case already has its child or young person. Open another case for a brother or sister.",
            "one-child",
        )
    return allow("one-child")


def may_allocate_in(status: CaseStatus) -> Decision:
    """Whether a case of that status can be given to a worker."""
    if status is CaseStatus.CLOSED:
        return refuse("This case is closed. Reopen it, saying why, before you allocate it.", "case-status")
    return allow("case-status")


def may_lay(options: Sequence[OptionTold], *, only_because: str, already: int) -> Decision:
    """Whether these may stand as the options of a piece of advice, beside those `already` there (Y03, Y10).

    Each has its words and the law behind it, or why there is none. One alone says why there was no other.
    """
    if not options:
        return refuse("Enter at least one option.", "Y10")
    if already + len(options) > MOST_OPTIONS:
        return refuse(f"Keep to {MOST_OPTIONS} options for one piece of advice.", "Y10")
    for number, option in enumerate(options, already + 1):
        if not option.words.strip():
            return refuse(f"Say what option {number} is.", "Y10")
        if option.has_reference == bool(option.no_reference_because.strip()):
            return refuse(
                f"Give the law or guidance behind option {number}, or say why there is none.", "Y03"
            )
    if already + len(options) < LEAST_OPTIONS and not only_because.strip():
        return refuse("Enter a second option, or say why there was only one.", "Y10")
    if only_because.strip() and already + len(options) >= LEAST_OPTIONS:
        return refuse("There is more than one option. Delete the reason why there was only one.", "Y10")
    return allow("Y10")


def may_close_with(advice_without_options: int) -> Decision:
    """Whether a case can close with that many pieces of advice of which the options are not written down (Y03)."""
    if not advice_without_options:
        return allow("Y10")
    number = "one piece" if advice_without_options == 1 else f"{advice_without_options} pieces"
    return refuse(f"Write down the options of {number} of advice before you close this case.", "Y10")


def may_judge(came_of_it: CameOfIt, *, because: str) -> Decision:
    """Whether that says what came of an aim: it is for the family to judge, and we say why if they have not (L22)."""
    if came_of_it is CameOfIt.NOT_SAID and not because.strip():
        return refuse("Enter why the family has not told you what came of it.", "L22")
    return allow("L22")


def may_close_judged(aims: Iterable[UUID], judged: Iterable[UUID]) -> Decision:
    """Whether a case can close with these aims of it judged: each that stands is, and no other (L22)."""
    if set(aims) == set(judged):
        return allow("L22")
    return refuse("Say for each aim of the family what came of it.", "L22")


def may_close_signposted(told: bool, *, because: str) -> Decision:
    """Whether a case can close: its family was told of an independent source, or it is said why not (Y13)."""
    if told or because.strip():
        return allow("Y13")
    return refuse("Select whom the family was told of, or enter why they were told of nobody.", "Y13")


def may_answer_call(got_it: GotIt | None, *, wanted: str) -> Decision:
    """Whether that says what came of a call: the caller judges, in their words, unless they were not asked (L22)."""
    if got_it is None:
        return refuse("Select whether they got what they wanted, or that they were not asked.", "L22")
    if got_it is not GotIt.NOT_ASKED and not wanted.strip():
        return refuse("Enter what they wanted, or select that they were not asked.", "L22")
    return allow("L22")


def may_log(*, status: CaseStatus, happened_on: date, on: date) -> Decision:
    """Whether work of that day may be logged on `on`, on a case of that status."""
    return may_work_on(status) and may_have_happened(happened_on, on=on)


def may_send_again(is_the_same: bool) -> Decision:
    """Whether a form sent a second time may count as the first: only if it says the same."""
    if is_the_same:
        return allow("once")
    return refuse(
        "This form was saved before, and what it says has changed since. "
        "To put the saved entry right, correct it. To log this as another entry, save again.",
        "once",
    )


def owed_before_work(
    *, answered: Iterable[str], overdue: Iterable[str], can_write: bool
) -> frozenset[FirstContactItem]:
    """First-contact items that more work waits for: never answered, or put off and now past their day (L23)."""
    known, late = set(answered), set(overdue)
    return frozenset(item for item in _owable(can_write=can_write) if item not in known or item in late)


def role_that_came(agreed: CaseRole | None, source: ReferralSource) -> CaseRole:
    """In whose part someone came to us: that of whoever agreed to records, else of whom the case came from (L27)."""
    if agreed and agreed in WRITTEN_TO:
        return agreed
    return CaseRole.CHILD_OR_YOUNG_PERSON if source in CAME_THEMSELVES else CaseRole.PARENT_CARER


def may_involve(role: CaseRole, *, source: ReferralSource, agreed: CaseRole | None) -> Decision:
    """Whether someone in that part may be told of the case, or decide on it.

    A child may have the service's help without a parent (SEND Code of Practice 4.10), a young person anyway. What they
    brought themselves is theirs, until they let a parent in: then the parent has agreed to records.
    """
    is_theirs = source in CAME_THEMSELVES and agreed is not CaseRole.PARENT_CARER
    if role is CaseRole.PARENT_CARER and is_theirs:
        return refuse(
            "They brought this case themselves. Ask them first: no parent is told of it, or decides on it, "
            "without their yes. Once a parent is let in, record the parent's agreement to records.",
            "own-case",
        )
    return allow("own-case")


def may_work_with_owed(owed: frozenset[FirstContactItem]) -> Decision:
    """Whether more work may be logged while these first-contact items are owed."""
    if owed:
        named = "; ".join(item.label for item in FirstContactItem if item in owed)
        return refuse(f"First contact still owes an answer: {named}.", "L23")
    return allow("L23")


def _owable(*, can_write: bool) -> tuple[FirstContactItem, ...]:
    return tuple(item for item in FirstContactItem if can_write or item is not FirstContactItem.RECORDS_SENT)


REFERRAL_MOVES: Mapping[ReferralState, frozenset[ReferralState]] = MappingProxyType(
    {
        ReferralState.WAITING: frozenset(
            {ReferralState.TAKEN_UP, ReferralState.ANSWERED, ReferralState.SET_ASIDE}
        ),
        ReferralState.TAKEN_UP: frozenset(),
        ReferralState.ANSWERED: frozenset(),
        ReferralState.SET_ASIDE: frozenset(),
    }
)
"""Every move of a request from the public form; a migration holds the same table."""


def may_begin_referral(who: Referrer, *, has_yes: bool, is_paused: bool) -> Decision:
    """Whether somebody may begin the public form: not while intake is closed, a professional only with the family's yes."""
    if is_paused:
        return refuse("We cannot take new requests just now.", "L28")
    if has_yes is not (who is Referrer.PROFESSIONAL):
        return refuse("Only with the family’s yes can somebody else ask for them.", "L26")
    return allow("L28")


def may_settle_referral(
    state: ReferralState, to: ReferralState, *, why: WhySetAside | None = None, words: str = ""
) -> Decision:
    """Whether a request may come to that end: once, and what ends without a case says why."""
    if to not in REFERRAL_MOVES[state]:
        return refuse(f"This request is settled already: {state.label.lower()}.", "referrals")
    if to is ReferralState.SET_ASIDE and why is None:
        return refuse("Select why nothing follows from it.", "referrals")
    if to is ReferralState.SET_ASIDE and why is WhySetAside.OTHER and not words.strip():
        return refuse("Enter the reason in words.", "referrals")
    if to is ReferralState.ANSWERED and not words.strip():
        return refuse("Enter why no case is needed.", "referrals")
    return allow("referrals")


@dataclass(frozen=True, slots=True)
class VersionOwed:
    """A version of the policy by its number, and from when everybody owes its reading."""

    number: int
    from_on: date


AskedOfPolicy = Literal["", "to read", "soon", "over"]


def owed_since(versions: Iterable[VersionOwed], *, read: int, joined_on: date, on: date) -> date | None:
    """Since when somebody has owed their reading of the policy; None where they owe none.

    `read` is the newest number they have read, 0 for none: whoever has read one owes none before it. Nobody owes a
    version for days before they joined.
    """
    days = [max(one.from_on, joined_on) for one in versions if one.number > read and one.from_on <= on]
    return min(days, default=None)


def may_take_cases_by_policy(
    *, owed: date | None, within_days: int, waived: date | None, on: date
) -> Decision:
    """Whether somebody may be given new cases: they have read the policy, have days left to, or are let through (Y16)."""
    if owed is None or on <= owed + timedelta(days=within_days):
        return allow("Y16")
    if waived is not None and on <= waived:
        return allow("Y16")
    return refuse("They have not read the impartiality policy that is in force.", "Y16")


def asked_of_policy(*, owed: date | None, within_days: int, before_days: int, on: date) -> AskedOfPolicy:
    """What somebody who owes a reading is to be reminded of by now; what was missed before is not made up for."""
    if owed is None:
        return ""
    last = owed + timedelta(days=within_days)
    if on > last:
        return "over"
    return "soon" if on >= last - timedelta(days=before_days) else "to read"


def may_put_in_policy(*, in_force_on: date, newest: date | None, words: str) -> Decision:
    """Whether a version may be put in: with its words, and in force no earlier than the one before it."""
    if not words.strip():
        return refuse("Enter the words of the policy.", "Y16")
    if newest is not None and in_force_on < newest:
        return refuse("This is before the version on record came into force.", "dates-make-sense")
    return allow("Y16")
