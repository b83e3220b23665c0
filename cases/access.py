"""Who may do what to a case, and the one door to it. It changes nothing and opens nothing sealed."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from cases import rules
from cases.choices import (
    Agreement,
    CaseRole,
    CaseStatus,
    FirstContactItem,
    ItemState,
    MeetingState,
    ReferralSource,
)
from cases.models import (
    AdviceOption,
    Agency,
    Allocation,
    Case,
    CasePerson,
    Document,
    Enquiry,
    FirstContactEntry,
    IndependentSource,
    Intervention,
    KeyDate,
    LegalReference,
    Meeting,
    Person,
    Referral,
    SamePerson,
    Task,
    Venue,
)
from cases.rules import CAME_THEMSELVES, may_hold_identity
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.access import role_gives
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission, Role
from sendiass.crypto.subjects import KeySubject
from sendiass.database.questions import question

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

FORMS_ABOUT_PEOPLE = ("person-", "contact-", "kin-")
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
    """Everyone who may be given a case, with `cases_now`: how many in hand each has."""
    in_hand = [status for status in CaseStatus if status is not CaseStatus.CLOSED]
    held_now = Q(allocations__until_at__isnull=True, allocations__case__status__in=in_hand)
    found: QuerySet[User] = (
        User.objects.active()
        .filter(role__in=WORKING_ROLES)
        .annotate(cases_now=Count("allocations", filter=held_now))
        .by_name()
    )
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


def _can_be(reference: str) -> bool:
    # The data base cannot even be asked for a text with a NUL in it.
    return "\x00" not in reference
