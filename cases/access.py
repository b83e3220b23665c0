"""Who may do what to a case, and the one door to it. It changes nothing and opens nothing sealed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.module_loading import import_string

from cases import conflicts, rules
from cases.choices import (
    Agreement,
    CaseRole,
    CaseStatus,
    ConflictState,
    EnquiryStatus,
    FirstContactItem,
    ItemState,
    Language,
    MeetingState,
    ReferralSource,
    ReferralState,
)
from cases.models import (
    AdviceOption,
    Agency,
    Allocation,
    BreakGlass,
    Case,
    CasePerson,
    Conflict,
    Cover,
    Declaration,
    DeclarationWaiver,
    Document,
    Enquiry,
    EnquiryConflict,
    FirstContactEntry,
    IndependentSource,
    Interest,
    Intervention,
    KeyDate,
    LegalReference,
    Meeting,
    Person,
    PolicyAcknowledgement,
    PolicyVersion,
    PolicyWaiver,
    Referral,
    ReferralConflict,
    SamePerson,
    Speaks,
    StatusChange,
    Task,
    UnusualReading,
    Venue,
)
from cases.querysets import BreakGlassQuerySet
from cases.rules import CAME_THEMSELVES, VersionOwed, may_hold_identity, may_take_cases_by_policy, owed_since
from sendiass import clock
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.access import clearances_of, is_cleared, legal_levels_of, role_gives
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission, Role
from sendiass.accounts.rules import may_work_at
from sendiass.audit import ServicePrincipal
from sendiass.audit.actors import serving
from sendiass.crypto.subjects import KeySubject
from sendiass.database.questions import question
from sendiass.profiles import profile

may_work_cases = role_gives(Permission.WORK_CASES)
may_see_all_cases = role_gives(Permission.SEE_ALL_CASES)
may_allocate = role_gives(Permission.ALLOCATE)
may_take_enquiries = role_gives(Permission.TAKE_ENQUIRIES)
may_open_cases = role_gives(Permission.OPEN_CASES)
may_pause_intake = role_gives(Permission.PAUSE_INTAKE)
may_search = role_gives(Permission.SEARCH)
may_keep_directory = role_gives(Permission.KEEP_DIRECTORY)
may_keep_venues = role_gives(Permission.KEEP_VENUES)
may_keep_library = role_gives(Permission.KEEP_LIBRARY)
may_see_readings = role_gives(Permission.SEE_READINGS)
may_decide_conflicts = role_gives(Permission.DECIDE_CONFLICTS)
may_decide_managers_conflicts = role_gives(Permission.DECIDE_MANAGERS_CONFLICTS)
may_break_glass = role_gives(Permission.BREAK_GLASS)
may_do_duty = role_gives(Permission.DUTY)
may_see_unusual_reading = role_gives(Permission.LOOK_INTO_MANAGERS)
may_cover = role_gives(Permission.COVER)
may_keep_policy = role_gives(Permission.KEEP_POLICY)

CONFLICTS = ServicePrincipal("conflicts")
NOBODY = UUID(int=0)
"""The id of nothing there is, to ask for where there is nothing to ask for."""
FORMS_ABOUT_PEOPLE = ("person-", "contact-", "kin-")
CARD_LASTS = timedelta(minutes=15)
"""How long a duty card lets something be done with its case: as long as a call takes."""
WORKING_ROLES = (Role.CASEWORKER, Role.VOLUNTEER, Role.MANAGER)


def open_case(*, by: User, reference: str) -> Case:
    """The one door to a case. Raises NotThere for an unknown reference and for one that is not theirs, alike."""
    found = cases_called(by=by, reference=reference) if _can_be(reference) else []
    if not found:
        raise NotThere
    return found[0]


@question
def cases_called(*, by: User, reference: str) -> QuerySet[Case]:
    """The case of that reference, if this worker may see it."""
    return Case.objects.visible_to(by).filter(reference=reference)


def open_enquiry(*, by: User, reference: str) -> Enquiry:
    """The door to an enquiry: the intake desk's; once it became a case, only for those who may see that case."""
    may_look = may_take_enquiries(by) and _can_be(reference)
    enquiry: Enquiry | None = (
        Enquiry.objects.visible_to(by).filter(reference=reference).first() if may_look else None
    )
    if enquiry is None:
        raise NotThere
    return enquiry


def open_referral(*, by: User, reference: str) -> Referral:
    """The door to a request from the public form: for those who open cases; once it became one, for those who see that case.

    Raises NotThere for every other, alike.
    """
    found: Referral | None = (
        Referral.objects.visible_to(by).filter(reference=reference).select_related("case").first()
        if _can_be(reference) and may_work_cases(by)
        else None
    )
    if found is None or (found.case_id is None and not may_open_cases(by)):
        raise NotThere
    return found


def open_person(*, by: User, case: Case, person_id: UUID) -> Person:
    """A person present in a case already opened. Raises NotThere otherwise."""
    person: Person | None = Person.objects.filter(
        pk=person_id, parts__case=case, parts__removed_at__isnull=True
    ).first()
    if person is None or not may_work_cases(by):
        raise NotThere
    return person


def open_seen_person(*, by: User, person_id: UUID) -> Person:
    """Someone in any case this worker may see. Raises NotThere for anyone else, known or not."""
    seen = Person.objects.visible_to(by).filter(parts__removed_at__isnull=True)
    person: Person | None = seen.filter(pk=person_id).first() if may_work_cases(by) else None
    if person is None:
        raise NotThere
    return person


@dataclass(frozen=True, slots=True)
class TheirCases:
    """The cases that people are or were in: those one may see by their references, and whether there are others.

    Of the others nothing is said to anybody: it only decides what is left out.
    """

    seen: Mapping[UUID, str]
    parts: tuple[CasePerson, ...]
    are_all: bool


def cases_of(people: Collection[UUID], *, by: User) -> TheirCases:
    """Where these people are or were, as far as this person may see it. Two queries, whatever there is."""
    theirs = CasePerson.objects.of_people(people)
    with serving(CONFLICTS):  # that there are others decides what is left out, and so has to be known
        parts = list(theirs.order_by("added_at", "id"))
        # Asked whether there are parts or not: nobody can tell by the questions a case they may not see from none.
        rows = Case.objects.visible_to(by).of(theirs.order_by().values("case"))
        seen = dict(rows.order_by("reference").values_list("id", "reference"))
    cases = {part.case_id for part in parts}
    return TheirCases(
        seen, tuple(part for part in parts if part.case_id in seen), are_all=len(seen) == len(cases)
    )


def open_person_looked_at(*, by: User, person_id: UUID) -> tuple[Person, TheirCases]:
    """Someone who is or was in a case this person may see, and their cases. Raises NotThere for anyone else.

    Their other records that were linked with this one are looked for too, by links this person may see.
    """
    may_see_readings(by).require()
    person: Person | None = Person.objects.filter(pk=person_id).first()
    links = SamePerson.objects.live().visible_to(by).leading_on_from([person_id])
    records = {person_id} | {end for link in links for end in (link.one_id, link.other_id)}
    theirs = cases_of(records, by=by)
    if person is None or person_id not in {part.person_id for part in theirs.parts}:
        raise NotThere
    return person, theirs


@dataclass(frozen=True, slots=True)
class ToldUnusual:
    """Unusual reading as far as one may know of it: `number` counts what one may see, `cases` are its references."""

    finding: UnusualReading
    number: int
    cases: tuple[tuple[UUID, str], ...]


def unusual_told_to(user: User, findings: Iterable[UnusualReading]) -> list[ToldUnusual]:
    """What this person is told of these: one that is unusual only by a case they may not see is none to them.

    Whoever sees no case by their role is told the numbers alone, from which no case can be known.
    """
    findings = list(findings)
    if not may_see_readings(user):
        return [ToldUnusual(one, one.number, ()) for one in findings]
    wanted = {case for one in findings for case in one.cases}
    # Asked whether there is one or not: nobody can tell by the questions a finding they may not see from none.
    seen = dict(Case.objects.visible_to(user).of(wanted or {NOBODY}).values_list("id", "reference"))
    told = []
    for one in findings:
        counted = [case for case in one.cases if case in seen]
        number = len(counted) if one.cases else one.number
        if number >= one.least:
            cases = sorted({(seen[case], case) for case in counted})
            told.append(ToldUnusual(one, number, tuple((case, reference) for reference, case in cases)))
    return told


def open_unusual_reading(*, by: User, finding_id: UUID) -> ToldUnusual:
    """Unusual reading this person may look into. Raises NotThere for their own, and where they may not know of it."""
    found = UnusualReading.objects.to_be_judged_by(by).filter(pk=finding_id)
    told = unusual_told_to(by, found.select_related("worker", "looked_into__by"))
    if not told:
        raise NotThere
    return told[0]


def may_look_into(user: User, finding: UnusualReading) -> Decision:
    """Whoever sees unusual reading, but nobody their own; a manager's, another manager or the administrator."""
    if finding.worker_id == user.id:
        return refuse("This is your own reading, so somebody else looks into it.", "unusual-reading")
    found = UnusualReading.objects.to_be_judged_by(user).filter(pk=finding.pk)
    if unusual_told_to(user, found):
        return allow("unusual-reading")
    return refuse("Only a manager can look into this.", "unusual-reading")


def open_link(*, by: User, link_id: UUID) -> SamePerson:
    """A link of two records, undone or not, both of which this worker may see. Raises NotThere otherwise."""
    link: SamePerson | None = (
        SamePerson.objects.visible_to(by).filter(pk=link_id).first() if may_work_cases(by) else None
    )
    if link is None:
        raise NotThere
    return link


def open_intervention(*, by: User, case: Case, intervention_id: UUID) -> Intervention:
    """An intervention of a case already opened. Raises NotThere otherwise."""
    found: Intervention | None = Intervention.objects.of_case(case.id).filter(pk=intervention_id).first()
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


def open_task(*, by: User, task_id: UUID) -> Task:
    """A task of a case this worker may see, or their own; one already done too. Raises NotThere otherwise."""
    found: Task | None = (
        Task.objects.visible_to(by)
        .filter(pk=task_id, withdrawn_at__isnull=True)
        .select_related("case")
        .first()
    )
    if found is None:
        raise NotThere
    return found


def open_allocation(*, by: User, case: Case, allocation_id: UUID) -> Allocation:
    """Someone's allocation to a case already opened, ended ones too. Raises NotThere otherwise."""
    found: Allocation | None = (
        Allocation.objects.filter(case=case, pk=allocation_id).select_related("worker").first()
    )
    if found is None or not may_allocate(by):
        raise NotThere
    return found


def open_key_date(*, by: User, case: Case, key_date_id: UUID) -> KeyDate:
    """A key date of a case already opened, taken off or not. Raises NotThere otherwise."""
    found: KeyDate | None = KeyDate.objects.filter(case=case, pk=key_date_id).first()
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


def open_document(*, by: User, case: Case, document_id: UUID) -> Document:
    """A document of a case already opened; one taken off it is on record, and no longer there to open."""
    found: Document | None = (
        Document.objects.kept().filter(case=case, pk=document_id).select_related("added_by").first()
    )
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


def open_agency(*, by: User, agency_id: UUID) -> Agency:
    """An entry of the directory, for those who keep it. Raises NotThere otherwise."""
    found: Agency | None = Agency.objects.filter(pk=agency_id).first() if may_keep_directory(by) else None
    if found is None:
        raise NotThere
    return found


def open_venue(*, by: User, venue_id: UUID) -> Venue:
    """A place of the register, for those who keep it. Raises NotThere otherwise."""
    found: Venue | None = Venue.objects.filter(pk=venue_id).first() if may_keep_venues(by) else None
    if found is None:
        raise NotThere
    return found


def open_meeting(*, by: User, case: Case, meeting_id: UUID) -> Meeting:
    """A meeting about a case already opened, whatever became of it. Raises NotThere otherwise."""
    found: Meeting | None = (
        Meeting.objects.of(case)
        .filter(pk=meeting_id)
        .select_related("venue", "worker", "planned_by", "ended_by")
        .first()
    )
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


def open_option(*, by: User, case: Case, option_id: UUID) -> AdviceOption:
    """An option laid before the family of a case already opened. Raises NotThere otherwise."""
    found: AdviceOption | None = AdviceOption.objects.filter(case=case, pk=option_id).first()
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


def who_goes(case: Case, *, by: User) -> list[User]:
    """Who may go to a meeting about this case: whoever plans it, then those who work the case now."""
    held = Allocation.objects.current().filter(case=case).select_related("worker").order_by("from_at", "id")
    return list(dict.fromkeys([by, *(one.worker for one in held)]))


def open_reference(*, by: User, reference_id: UUID) -> LegalReference:
    """An entry of the library in any of its versions, for those who advise. Raises NotThere otherwise."""
    found: LegalReference | None = (
        LegalReference.objects.filter(pk=reference_id).first() if may_work_cases(by) else None
    )
    if found is None:
        raise NotThere
    return found


def open_source(*, by: User, source_id: UUID) -> IndependentSource:
    """An independent source, retired or not, for the one who keeps the list. Raises NotThere otherwise."""
    found: IndependentSource | None = (
        IndependentSource.objects.filter(pk=source_id).first() if may_keep_library(by) else None
    )
    if found is None:
        raise NotThere
    return found


def who_may_be_allocated() -> QuerySet[User]:
    """Everyone who may be given a case."""
    found: QuerySet[User] = User.objects.active().filter(role__in=WORKING_ROLES).by_name()
    return found


def _with_their_cases(workers: QuerySet[User], *, by: User) -> QuerySet[User]:
    """Each with `cases_now`: how many in hand they have, but those that an interest keeps from whoever asks (Y12)."""
    in_hand = [status for status in CaseStatus if status is not CaseStatus.CLOSED]
    held_now = Q(
        allocations__until_at__isnull=True,
        allocations__case__status__in=in_hand,
        allocations__case__id__not_met_by=by.pk,
    )
    found: QuerySet[User] = workers.annotate(cases_now=Count("allocations", filter=held_now))
    return found


def who_has_cases() -> QuerySet[User]:
    """Everyone who works cases, and whoever still has one though their account has ended."""
    held = Allocation.objects.current().filter(worker=OuterRef("pk"))
    found: QuerySet[User] = User.objects.filter(
        Q(is_active=True, role__in=WORKING_ROLES) | Exists(held)
    ).by_name()
    return found


def may_correct(user: User, intervention: Intervention) -> Decision:
    """Whoever logged it first, or the manager, may set a correction beside it."""
    logged = intervention.original or intervention
    if logged.by_id == user.id or may_see_all_cases(user):
        return allow("L02")
    return refuse("Only the worker who logged this, or the manager, can correct it.", "L02")


def may_correct_meeting(user: User, meeting: Meeting) -> Decision:
    """Whoever wrote a meeting up, or the manager, may set a correction beside it."""
    if meeting.state != MeetingState.HELD:
        return refuse("Only a meeting that was written up is corrected.", "meetings")
    if meeting.ended_by_id == user.id or may_see_all_cases(user):
        return allow("meetings")
    return refuse("Only the worker who wrote this up, or the manager, can correct it.", "meetings")


def may_hold_people(case: Case) -> Decision:
    """Whether this case may say who the family is: only while their last answer to records is yes (L26)."""
    newest = FirstContactEntry.objects.filter(
        case=case, item=FirstContactItem.AGREEMENT, state=ItemState.DONE
    ).first()
    return may_hold_identity(Agreement(newest.agreement) if newest else None)


def may_close_above(case: Case) -> Decision:
    """Whether the floors above let this case close (settings: CASE_CLOSING); the first that does not gives its reason."""
    for path in settings.CASE_CLOSING:
        decision: Decision = import_string(path)(case)
        if not decision:
            return decision
    return allow("case-status")


def needs_thought_above(case: Case) -> bool:
    """Whether a floor above knows a reason to think twice before somebody on this case is written to."""
    return any(import_string(path)(case) for path in settings.CASE_NEEDS_THOUGHT)


def may_involve(case: Case, role: CaseRole) -> Decision:
    """Whether someone in that part of this case may be told of it: of a child's own, no parent without their yes."""
    source = ReferralSource(case.referral_source)
    if source not in CAME_THEMSELVES:
        return allow("own-case")
    newest = FirstContactEntry.objects.filter(
        case=case, item=FirstContactItem.AGREEMENT, state=ItemState.DONE
    ).first()
    return rules.may_involve(
        role, source=source, agreed=CaseRole(newest.who) if newest and newest.who else None
    )


def may_keep_details(person: Person) -> Decision:
    """Whether more may be kept about someone: while the family of one of their cases says yes to records (L26)."""
    cases = [part.case for part in CasePerson.objects.present().filter(person=person).select_related("case")]
    answers = [may_hold_people(case) for case in cases]
    return next((yes for yes in answers if yes), answers[0] if answers else may_hold_identity(None))


def may_be_allocated(worker: User) -> Decision:
    """Only people who work cases, whose account is live."""
    if not worker.is_active:
        return refuse("This account has ended, so the case cannot be allocated to it.", "role")
    if worker.role not in WORKING_ROLES:
        return refuse("Only caseworkers, volunteers and the manager work cases.", "role")
    return allow("role")


def newest_declaration(worker: User) -> Declaration | None:
    """What somebody said last about whether their list of interests is whole."""
    found: Declaration | None = Declaration.objects.of_worker(worker).first()
    return found


def confirmed_until(worker: User) -> date | None:
    """The last day on which what somebody declared counts; None where they never did."""
    return _counts_until(newest_declaration(worker))


def may_take_cases(worker: User, *, on: date) -> Decision:
    """Whether somebody may be given new cases: what they declared counts (Y12), they are cleared where they need it (L17),
    and they have read the policy (Y16)."""
    return (
        has_declared(worker, on=on)
        and is_cleared(worker, on=on)
        and policy_read_by([worker], on=on)[worker.id].may_take_cases(on=on)
    )


def has_declared(worker: User, *, on: date) -> Decision:
    """Whether what somebody declared counts still, or the manager waived it for now (Y12)."""
    waiver = DeclarationWaiver.objects.of_worker(worker).order_by("-until_on").first()
    return conflicts.may_take_cases(
        confirmed=confirmed_until(worker), waived=waiver.until_on if waiver else None, on=on
    )


@dataclass(frozen=True, slots=True)
class Declared:
    """Until when what somebody declared counts, and until when they are let through without; None for neither."""

    until: date | None
    waived_until: date | None

    def may_take_cases(self, *, on: date) -> Decision:
        """Whether they may be given new cases on that day."""
        return conflicts.may_take_cases(confirmed=self.until, waived=self.waived_until, on=on)


def declared_by(workers: Iterable[UUID]) -> dict[UUID, Declared]:
    """What each of these declared. Two questions, however many there are."""
    ids = list(workers)
    newest = Declaration.objects.filter(worker__id__any_of=ids).order_by("worker", "-at", "id")
    said = {one.worker_id: one for one in newest.distinct("worker")}
    waivers = DeclarationWaiver.objects.filter(worker__id__any_of=ids).values("worker")
    waived = {one["worker"]: one["last"] for one in waivers.annotate(last=Max("until_on")).order_by()}
    return {key: Declared(_counts_until(said.get(key)), waived.get(key)) for key in ids}


def _counts_until(declared: Declaration | None) -> date | None:
    months = profile().interests.confirm_every_months
    return conflicts.confirmed_until(clock.day_of(declared.at), months) if declared else None


def who_may_take_cases(workers: Collection[User], *, on: date) -> set[UUID]:
    """Who of these may be given new cases. As many questions, however many there are."""
    declared, cleared = declared_by(one.id for one in workers), clearances_of(workers)
    read = policy_read_by(workers, on=on)
    return {
        one.id
        for one in workers
        if declared[one.id].may_take_cases(on=on)
        and cleared[one.id].may_take_cases(on=on)
        and read[one.id].may_take_cases(on=on)
    }


@dataclass(frozen=True, slots=True)
class PolicyRead:
    """Which version of the policy somebody has read last, 0 for none; since when they owe a reading; how long let through."""

    number: int = 0
    owed: date | None = None
    waived_until: date | None = None

    @property
    def last_day(self) -> date | None:
        """The last day on which they are given new cases without; None where they owe nothing."""
        return self.owed + timedelta(days=profile().policy_reading.within_days) if self.owed else None

    def may_take_cases(self, *, on: date) -> Decision:
        """Whether they may be given new cases on that day."""
        within = profile().policy_reading.within_days
        return may_take_cases_by_policy(owed=self.owed, within_days=within, waived=self.waived_until, on=on)


def who_reads_policy() -> QuerySet[User]:
    """Everyone who works here; the board agrees the policy, and owes no reading."""
    found: QuerySet[User] = User.objects.active().exclude(role=Role.BOARD_MEMBER).by_name()
    return found


def policy_in_force(*, on: date) -> PolicyVersion | None:
    """The version in force on a day."""
    found: PolicyVersion | None = PolicyVersion.objects.in_force_by(on).newest_first().first()
    return found


def policy_read_by(workers: Collection[User], *, on: date) -> dict[UUID, PolicyRead]:
    """Where each of these stands with the policy. Three questions, however many there are; one where there is no policy."""
    versions = [VersionOwed(one.number, one.owed_from) for one in PolicyVersion.objects.in_force_by(on)]
    if not versions:
        return {one.id: PolicyRead() for one in workers}
    ids = [one.id for one in workers]
    read = dict(
        PolicyAcknowledgement.objects.of_workers(ids)
        .order_by()
        .values_list("worker")
        .annotate(last=Max("version__number"))
    )
    waived = dict(
        PolicyWaiver.objects.of_workers(ids).order_by().values_list("worker").annotate(last=Max("until_on"))
    )
    return {
        one.id: PolicyRead(
            read.get(one.id, 0),
            None
            if one.role == Role.BOARD_MEMBER
            else owed_since(versions, read=read.get(one.id, 0), joined_on=one.joined_on, on=on),
            waived.get(one.id),
        )
        for one in workers
    }


def may_be_given(case: Case, worker: User, *, on: date) -> Decision:
    """Whether this case may be given to this worker. Why somebody is not available is said to nobody (Y12)."""
    return may_be_lent(case, worker) and may_take_cases(worker, on=on)


def deciders(conflicts_: Collection[Conflict]) -> dict[UUID, list[User]]:
    """Who decides about each of these conflicts, by its id; nobody where an interest of their own is in everyone's way.

    The managers whom none keeps from the case; about a manager's own, and where there is no such manager, whom the profile
    names above them: of these nobody whose own interest meets the case, or may (Y12). Three questions, however many there are.
    """
    managers = list(User.objects.holding(Permission.DECIDE_CONFLICTS).by_name())
    leads = list(User.objects.holding(Permission.DECIDE_MANAGERS_CONFLICTS).by_name())
    with serving(CONFLICTS):
        own = Conflict.objects.in_the_way().filter(
            worker__in=[*managers, *leads], case__id__any_of={one.case_id for one in conflicts_}
        )
        # Of two of one person in one case the one that stands counts: it comes after a question.
        states = {
            (case, who): state
            for case, who, state in own.order_by("state").values_list("case_id", "worker_id", "state")
        }
    found = {}
    for one in conflicts_:
        free = [
            who
            for who in managers
            if who.id != one.worker_id and states.get((one.case_id, who.id)) != ConflictState.STANDING
        ]
        above = [who for who in leads if who.id != one.worker_id and (one.case_id, who.id) not in states]
        found[one.id] = above if one.worker.role == Role.MANAGER else free or above
    return found


def who_decides(conflict: Conflict) -> list[User]:
    """Who decides about this conflict, as `deciders`."""
    return deciders([conflict])[conflict.id]


@dataclass(frozen=True, slots=True)
class WhoDecides:
    """Who decides about conflicts, and who about the managers' own: found once for many requests and calls."""

    managers: Sequence[User]
    above: Sequence[User]

    def about(self, worker: User, kept_from: Collection[UUID]) -> list[User]:
        """Who decides whether this worker sees a request or a call, without those whose own interest meets it (Y12)."""
        above = [one for one in self.above if one.id not in kept_from and one.id != worker.id]
        if worker.role == Role.MANAGER:
            return above
        return [one for one in self.managers if one.id not in kept_from and one.id != worker.id] or above


def who_decides_about_requests() -> WhoDecides:
    """Both, in two questions."""
    return WhoDecides(
        list(User.objects.holding(Permission.DECIDE_CONFLICTS).by_name()),
        list(User.objects.holding(Permission.DECIDE_MANAGERS_CONFLICTS).by_name()),
    )


def who_is_above(kept_from: Collection[UUID]) -> list[User]:
    """Who decides about the managers' own conflicts, without those who must not know of this."""
    return [one for one in who_decides_about_requests().above if one.id not in kept_from]


Kept = ReferralConflict | EnquiryConflict


def kept_to_decide(by: User) -> list[Kept]:
    """Requests and calls that wait and are kept from a colleague, where this person decides about that; the oldest first."""
    if not may_see_conflicts(by):
        return []
    who = who_decides_about_requests()
    with serving(CONFLICTS):
        requests = ReferralConflict.objects.still("referral").filter(referral__state=ReferralState.WAITING)
        calls = EnquiryConflict.objects.still("enquiry").filter(enquiry__status=EnquiryStatus.CALLBACK)
        found: list[Kept] = [
            *requests.select_related("referral", "worker", "interest__agency"),
            *calls.select_related("enquiry", "worker", "interest__agency"),
        ]
    kept: dict[UUID, set[UUID]] = {}
    for one in found:
        kept.setdefault(one.asked.id, set()).add(one.worker_id)
    theirs = [one for one in found if by in who.about(one.worker, kept[one.asked.id])]
    return sorted(theirs, key=lambda one: (one.found_at, one.id))


def open_kept(*, by: User, kept_id: UUID) -> Kept:
    """One of those. Raises NotThere otherwise."""
    for one in kept_to_decide(by):
        if one.id == kept_id:
            return one
    raise NotThere


def who_may_have_interests() -> QuerySet[User]:
    """Everyone with a live account: who works here and who sits on the board."""
    found: QuerySet[User] = User.objects.active().by_name()
    return found


def open_worker(*, by: User, account: UUID) -> User:
    """Somebody with a live account, for whoever decides about interests. Raises NotThere otherwise."""
    found: User | None = who_may_have_interests().filter(pk=account).first()
    if found is None or not may_decide_conflicts(by):
        raise NotThere
    return found


def kept_off(case: Case) -> set[UUID]:
    """Who is not to be given this case: an interest of theirs meets it, or may. Why is said to nobody (Y12)."""
    with serving(CONFLICTS):
        return set(Conflict.objects.in_the_way().filter(case=case).values_list("worker_id", flat=True))


def shut_out(case: Case) -> set[UUID]:
    """Whom an interest keeps out of this case; not those about whom it is still a question."""
    with serving(CONFLICTS):
        return set(Conflict.objects.standing().filter(case=case).values_list("worker_id", flat=True))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be given a case: how many they have in hand, and what they speak that the family does."""

    worker: User
    cases_now: int
    shared_languages: tuple[Language, ...]


def who_is_available(case: Case, *, by: User, on: date) -> tuple[list[Candidate], list[User]]:
    """Who may be given this case, and who is not available; of these nobody is told why.

    First whoever speaks what the family does where that is not English, then who has the fewest cases in hand, as far as
    `by` may know of them.
    """
    with serving(CONFLICTS):
        everyone = list(_with_their_cases(who_may_be_allocated(), by=by))
        spoken = _languages_of(case)
    free = _free_for(case, everyone, on=on)
    speak = dict(Speaks.objects.filter(worker__in=free).values_list("worker_id", "languages"))
    candidates = [
        Candidate(
            one,
            one.cases_now,  # type: ignore[attr-defined]
            tuple(sorted(spoken & set(map(Language, speak.get(one.id, ()))))),
        )
        for one in free
    ]
    candidates.sort(key=lambda one: (-len(one.shared_languages), one.cases_now, one.worker.name))
    return candidates, [one for one in everyone if one not in free]


def _free_for(case: Case, workers: Sequence[User], *, on: date) -> list[User]:
    """Who of these is available and has the legal training that the case asks for."""
    kept, may_take = kept_off(case), who_may_take_cases(workers, on=on)
    free = [one for one in workers if one.id not in kept and one.id in may_take]
    asks = legal_level_asked(case)
    levels = legal_levels_of(free, on=on) if asks else {}
    return [one for one in free if levels.get(one.id, asks) >= asks]


def legal_level_asked(case: Case) -> int:
    """The level of the legal training that a case asks of its worker: the highest that any of its work asks for (L21).

    What was done for the enquiry that it began with is work on it. Reopened, it asks by the work done since, once there is
    any.
    """
    asked = profile().training.legal_level_for
    if not any(asked):
        return 0
    with serving(CONFLICTS):
        began_with = Enquiry.objects.filter(case=case).values_list("id", flat=True)
        work = Intervention.objects.of_records(case.id, began_with).as_they_stand()
        back = StatusChange.objects.filter(case=case, from_status=CaseStatus.CLOSED).order_by("-at")
        done = list(
            work.annotate(back=Subquery(back.values("at")[:1])).values_list("level", "recorded_at", "back")
        )
    since = [level for level, at, back_at in done if back_at is None or at >= back_at]
    return max((asked[level - 1] for level in since or [one[0] for one in done]), default=0)


def is_trained_for(case: Case, worker: User, *, on: date) -> Decision:
    """Whether a worker has the legal training that a case asks for; a refusal says who could take it instead (L21)."""
    asks = legal_level_asked(case)
    has = legal_levels_of([worker], on=on)[worker.id] if asks else 0
    others = _free_for(case, list(who_may_be_allocated()), on=on) if has < asks else []
    return may_work_at(asks=asks, has=has, who=worker.name, others=[one.name for one in others])


def _languages_of(case: Case) -> set[Language]:
    """What the family speaks or signs, but English."""
    people = CasePerson.objects.present().filter(case=case).exclude(person__spoken_language="")
    found = {Language(one) for one in people.values_list("person__spoken_language", flat=True)}
    return found - {Language.ENGLISH}


def may_be_lent(case: Case, worker: User) -> Decision:
    """Whether this case of a colleague may be shown to this worker at all: none of theirs meets it, or may (Y12)."""
    with serving(CONFLICTS):
        if Conflict.objects.in_the_way().filter(case=case, worker=worker).exists():
            return refuse(conflicts.NOT_AVAILABLE, "Y12")
    return allow("Y12")


def who_may_cover(*, on: date) -> list[User]:
    """Everyone whose role lets them look after a colleague's cases, and who may be given cases at all (Y12)."""
    everyone = list(User.objects.holding(Permission.COVER).by_name())
    may_take = who_may_take_cases(everyone, on=on)
    return [one for one in everyone if one.id in may_take]


def who_may_be_away() -> QuerySet[User]:
    """Everyone who works cases: a volunteer's are covered, too."""
    found: QuerySet[User] = User.objects.holding(Permission.WORK_CASES).by_name()
    return found


def not_lent_by(cover: Cover, *, by: User) -> list[Case]:
    """Which of the cases in hand that a cover means are not covered by it, nor by another in that time; never why (Y12).

    Only those that `by` may see.
    """
    with serving(CONFLICTS):
        held = Allocation.objects.current().of_worker(cover.away).values("case")
        kept = Conflict.objects.in_the_way().filter(worker=cover.worker, case=OuterRef("pk"))
        other = Cover.objects.meeting(cover.from_at, cover.until_at).filter(
            away=cover.away, case=OuterRef("pk")
        )
        found = Case.objects.visible_to(by).in_hand().filter(pk__in=held)
        if cover.case_id:
            found = found.filter(pk=cover.case_id)
        return list(found.filter(Exists(kept), ~Exists(other.exclude(pk=cover.pk))).order_by("reference"))


def open_cover(*, by: User, cover_id: UUID) -> Cover:
    """A cover, ended or not, for whoever arranges it. Raises NotThere otherwise."""
    found: Cover | None = (
        Cover.objects.visible_to(by).filter(pk=cover_id).select_related("worker", "away", "case").first()
        if may_allocate(by)
        else None
    )
    if found is None:
        raise NotThere
    return found


def card_of(case: Case, *, by: User) -> str:
    """What a duty card carries of its case: good for who was shown it, and for the length of a call."""
    return _card_signer(by).sign(str(case.pk))


def open_by_card(*, by: User, card: str) -> Case:
    """The case of a duty card that this worker was shown. Raises NotThere for anybody else's card and an old one.

    So it does once the case is closed, or an interest of theirs meets it: whatever the card said before.
    """
    if not may_do_duty(by):
        raise NotThere
    try:
        case = UUID(_card_signer(by).unsign(card, max_age=CARD_LASTS))
    except (BadSignature, ValueError) as error:
        raise NotThere from error
    with serving(CONFLICTS):
        found: Case | None = Case.objects.in_hand().filter(pk=case).first()
    if found is None or not may_be_lent(found, by):
        raise NotThere
    return found


def _card_signer(worker: User) -> TimestampSigner:
    return TimestampSigner(salt=f"cases.duty card:{worker.pk}")


def may_open(case: Case, by: User) -> Decision:
    """Whether this worker may open this case by what they have been given."""
    if Case.objects.visible_to(by).filter(pk=case.pk).exists():
        return allow("role")
    return refuse("This case is not yours to open.", "role")


def who_reviews(case: Case) -> list[User]:
    """Who looks at an emergency: the managers who may see the case, and where there is none whoever is above them.

    Of these nobody whose own interest meets the case, or may (Y12).
    """
    with serving(CONFLICTS):
        own = Conflict.objects.filter(case=case)
        shut, kept = own.standing().values("worker"), own.in_the_way().values("worker")
        managers = User.objects.holding(Permission.DECIDE_CONFLICTS).exclude(pk__in=shut).by_name()
        leads = User.objects.holding(Permission.DECIDE_MANAGERS_CONFLICTS).exclude(pk__in=kept).by_name()
        return list(managers) or list(leads)


def emergencies_for(user: User) -> BreakGlassQuerySet:
    """The emergencies that this person looks at. Ask within `serving(CONFLICTS)`: whoever is above the managers sees no case."""
    found: BreakGlassQuerySet = BreakGlass.objects.all()
    if user.holds(Permission.DECIDE_CONFLICTS):
        return found.visible_to(user).exclude(worker=user)
    if user.holds(Permission.DECIDE_MANAGERS_CONFLICTS):
        return found.without_a_manager().not_kept_from(user).exclude(worker=user)
    return found.none()


def open_emergency(*, by: User, emergency_id: UUID) -> BreakGlass:
    """An emergency that this person looks at. Raises NotThere otherwise."""
    with serving(CONFLICTS):
        found: BreakGlass | None = (
            emergencies_for(by)
            .filter(pk=emergency_id)
            .select_related("worker", "case", "reviewed_by")
            .first()
        )
    if found is None:
        raise NotThere
    return found


def may_see_conflicts(user: User) -> Decision:
    """Those who decide about conflicts, a manager's own among them."""
    if user.holds(Permission.DECIDE_CONFLICTS) or user.holds(Permission.DECIDE_MANAGERS_CONFLICTS):
        return allow("Y12")
    return refuse("Your role does not let you see conflicts of interest.", "Y12")


def may_see_emergencies(user: User) -> Decision:
    """Those who look at cases that were opened in an emergency."""
    if user.holds(Permission.DECIDE_CONFLICTS) or user.holds(Permission.DECIDE_MANAGERS_CONFLICTS):
        return allow("break-glass")
    return refuse("Your role does not let you see emergencies.", "break-glass")


def may_decide_conflict(user: User, conflict: Conflict) -> Decision:
    """Whether this person decides about this conflict."""
    if user in who_decides(conflict):
        return allow("Y12")
    return refuse("Somebody else decides about this.", "Y12")


def open_conflict(*, by: User, conflict_id: UUID) -> Conflict:
    """A conflict that this person decides about. Raises NotThere otherwise."""
    found: Conflict | None = (
        Conflict.objects.visible_to(by)
        .filter(pk=conflict_id)
        .select_related("worker", "interest__agency")
        .first()
    )
    if found is None or not may_decide_conflict(by, found):
        raise NotThere
    with serving(
        CONFLICTS
    ):  # whoever decides about a manager's own sees nothing of the case but what it is called
        found.case = Case.objects.get(pk=found.case_id)
    return found


def open_interest(*, by: User, interest_id: UUID) -> Interest:
    """One of one's own interests. Raises NotThere for anybody else's, and for one taken off the list."""
    found: Interest | None = Interest.objects.live().of_worker(by).filter(pk=interest_id).first()
    if found is None:
        raise NotThere
    return found


def draft_subject(user: User, rest: str) -> KeySubject:
    """Whose key seals a half-written form about a case; `rest` is `<reference>:<form>`.

    What is typed about a person is sealed under that person's key, so that it goes with them. Raises NotThere
    when the case is not this person's to open, Refused while nobody may be named there.
    """
    reference, _, form = rest.partition(":")
    case = open_case(by=user, reference=reference)
    if not form.startswith(FORMS_ABOUT_PEOPLE):
        return case.key_subject
    may_hold_people(case).require()
    person = _person_of_form(case, form.partition("-")[2])
    return person.key_subject if person else case.key_subject


def _person_of_form(case: Case, named: str) -> Person | None:
    try:
        wanted = UUID(named)
    except ValueError:
        return None
    about = Q(pk=wanted) | Q(contact_points=wanted)
    person: Person | None = Person.objects.filter(
        about, parts__case=case, parts__removed_at__isnull=True
    ).first()
    return person


def enquiry_draft_subject(user: User, rest: str) -> None:
    """A half-written call is sealed under the key of whoever takes it, until it is saved."""
    if not may_take_enquiries(user):
        raise NotThere


def interest_draft_subject(user: User, rest: str) -> None:
    """A half-written interest is sealed under the key of whose it is, until it is saved."""
    if rest != "new" or not user.is_active:
        raise NotThere


def _can_be(reference: str) -> bool:
    # The data base cannot even be asked for a text with a NUL in it.
    return "\x00" not in reference
