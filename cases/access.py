"""Who may do what to a case, and the one door to it. It changes nothing and opens nothing sealed."""

from __future__ import annotations

from uuid import UUID

from cases.choices import Agreement, FirstContactItem, ItemState
from cases.models import Case, Enquiry, FirstContactEntry, Intervention, Person
from cases.rules import may_hold_identity
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.access import role_gives
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission, Role
from sendiass.crypto.subjects import KeySubject

may_work_cases = role_gives(Permission.WORK_CASES)
may_see_all_cases = role_gives(Permission.SEE_ALL_CASES)
may_allocate = role_gives(Permission.ALLOCATE)
may_take_enquiries = role_gives(Permission.TAKE_ENQUIRIES)
may_open_cases = role_gives(Permission.OPEN_CASES)
may_search = role_gives(Permission.SEARCH)
may_keep_directory = role_gives(Permission.KEEP_DIRECTORY)
may_see_readings = role_gives(Permission.SEE_READINGS)

WORKING_ROLES = (Role.CASEWORKER, Role.VOLUNTEER, Role.MANAGER)


def open_case(*, by: User, reference: str) -> Case:
    """The one door to a case. Raises NotThere for an unknown reference and for one that is not theirs, alike."""
    case: Case | None = Case.objects.visible_to(by).filter(reference=reference).first()
    if case is None:
        raise NotThere
    return case


def open_enquiry(*, by: User, reference: str) -> Enquiry:
    """The door to an enquiry: the intake desk's; once it became a case, only for those who may see that case."""
    enquiry: Enquiry | None = (
        Enquiry.objects.visible_to(by).filter(reference=reference).first() if may_take_enquiries(by) else None
    )
    if enquiry is None:
        raise NotThere
    return enquiry


def open_person(*, by: User, case: Case, person_id: UUID) -> Person:
    """A person present in a case already opened. Raises NotThere otherwise."""
    person: Person | None = Person.objects.filter(
        pk=person_id, parts__case=case, parts__removed_at__isnull=True
    ).first()
    if person is None or not may_work_cases(by):
        raise NotThere
    return person


def open_intervention(*, by: User, case: Case, intervention_id: UUID) -> Intervention:
    """An intervention of a case already opened. Raises NotThere otherwise."""
    found: Intervention | None = Intervention.objects.of_case(case.id).filter(pk=intervention_id).first()
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


def may_correct(user: User, intervention: Intervention) -> Decision:
    """Whoever logged it first, or the manager, may set a correction beside it."""
    logged = intervention.original or intervention
    if logged.by_id == user.id or may_see_all_cases(user):
        return allow("L02")
    return refuse("Only the worker who logged this, or the manager, can correct it.", "L02")


def may_hold_people(case: Case) -> Decision:
    """Whether this case may say who the family is: only while their last answer to records is yes (L26)."""
    newest = FirstContactEntry.objects.filter(
        case=case, item=FirstContactItem.AGREEMENT, state=ItemState.DONE
    ).first()
    return may_hold_identity(Agreement(newest.agreement) if newest else None)


def may_be_allocated(worker: User) -> Decision:
    """Only people who work cases, whose account is live."""
    if not worker.is_active:
        return refuse("This account has ended, so the case cannot be allocated to it.", "role")
    if worker.role not in WORKING_ROLES:
        return refuse("Only caseworkers, volunteers and the manager work cases.", "role")
    return allow("role")


def draft_subject(user: User, rest: str) -> KeySubject:
    """Whose key seals a half-written form about a case; `rest` is `<reference>:<form>`.

    Raises NotThere when the case is not this person's to open.
    """
    return open_case(by=user, reference=rest.partition(":")[0]).key_subject


def enquiry_draft_subject(user: User, rest: str) -> None:
    """A half-written call is sealed under the key of whoever takes it, until it is saved."""
    if not may_take_enquiries(user):
        raise NotThere
