"""An interest that meets a case shuts its worker out at once, tells the manager, and tells the worker nothing (Y12)."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.access import who_decides, who_is_available
from cases.actions.agencies import AgencyDetails, add_agency
from cases.actions.casework import allocate, end_allocation, hand_over_case
from cases.actions.conflicts import decide_conflict, judge_conflict, needs_nobody_else, see_to_conflicts
from cases.actions.interests import Connection, declare, declare_interest, end_interest, waive_declaration
from cases.actions.people import PersonDetails, add_person, change_person, remove_from_case
from cases.actions.same_person import link_as_same_person
from cases.actions.workers import say_languages
from cases.choices import (
    CaseRole,
    CaseStatus,
    ConflictGround,
    ConflictState,
    FoundThrough,
    InterestKind,
    Language,
    OrganisationKind,
    SettingType,
)
from cases.emails import CONFLICT_FOUND, EMERGENCY, INTERESTS_DUE
from cases.models import (
    Agency,
    Allocation,
    Case,
    CasePerson,
    Conflict,
    ConflictDecision,
    Declaration,
    HandedOver,
    Interest,
    Meeting,
    ReferralConflict,
    Task,
)
from cases.views.shown import counted
from consent.emails import BREACH_REPORTED, REVIEW_OWED
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.actions import Newcomer, confirm_proposal, propose_role_change
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.database import standing
from sendiass.outbox.models import Message
from tests.cast import Cast, hand_over, joined, new_case, permitted
from tests.meetings import meeting
from tests.referring import referred
from tests.unseen import hide

pytestmark = [pytest.mark.django_db, pytest.mark.clause("Y12")]

BORN = date(2016, 5, 13)


def governor_at(who: User, cast: Cast, **different: Any) -> Interest:
    """They become governor of the Khans' school."""
    connection = Connection(kind=InterestKind.GOVERNOR, agency=cast.primary, **different)
    return declare_interest(by=who, connection=connection, once=uuid4(), at=clock.now())


def friend_of(who: User, given: str, family: str, **different: Any) -> Interest:
    """They say that this person is a friend."""
    connection = Connection(kind=InterestKind.FRIEND, given_names=given, family_name=family, **different)
    return declare_interest(by=who, connection=connection, once=uuid4(), at=clock.now())


def conflict_of(who: User, case: Case) -> Conflict | None:
    found: Conflict | None = Conflict.objects.filter(worker=who, case=case).first()
    return found


def seen_by(who: User) -> set[str]:
    return set(Case.objects.visible_to(who).values_list("reference", flat=True))


def hired(cast: Cast, name: str, role: Role) -> User:
    """Somebody new who has no interests."""
    newcomer = Newcomer(f"{name.lower()}@service.example", f"{name} Voss", role)
    return joined(
        by=cast.team.manager, confirmed_by=cast.team.administrator, newcomer=newcomer, at=clock.now()
    )


def told_of_conflicts() -> set[Any]:
    return set(Message.objects.filter(kind="cases.conflict_found").values_list("subject_id", flat=True))


def by_data_base(who: User, conflict: Conflict | None) -> bool:
    """Whether the data base shows it to them, under their own identity."""
    assert conflict
    with standing.standing_as(standing.worker(who.id)):
        return Conflict.objects.filter(pk=conflict.pk).exists()


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_whoever_becomes_governor_of_a_school_loses_its_case_the_moment_they_declare_it(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    client = signed_in(worker)
    page = reverse("cases:case_page", args=[case.reference])
    assert client.get(page).status_code == HTTPStatus.OK

    governor_at(worker, cast)

    assert client.get(page).status_code == HTTPStatus.NOT_FOUND
    assert case.reference not in seen_by(worker)
    found = conflict_of(worker, case)
    assert found
    assert found.state == ConflictState.STANDING
    assert found.ground == ConflictGround.AGENCY
    assert found.held
    assert found.shut_at
    assert found.told_at
    assert not Allocation.objects.current().filter(case=case).exists()
    case.refresh_from_db()
    assert case.status == CaseStatus.WAITING


def test_the_manager_is_told_by_mail_that_names_nobody_and_finds_the_case_on_the_list(cast: Cast) -> None:
    governor_at(cast.team.caseworker, cast)
    told = Message.objects.get(kind="cases.conflict_found")
    assert told.subject_id == cast.team.manager.id
    page = signed_in(cast.team.manager).get(reverse("cases:conflict_list")).content.decode()
    needs = next(part for part in page.split("<h2") if "Cases that need somebody else</h2>" in part)
    assert cast.khans.case.reference in needs
    assert cast.team.caseworker.name in needs


def test_giving_the_case_to_somebody_else_is_timed_and_takes_it_off_the_list(cast: Cast) -> None:
    governor_at(cast.team.caseworker, cast)
    later = clock.now() + timedelta(hours=3)
    allocate(
        by=cast.team.manager, case=cast.khans.case, worker=cast.team.colleague, reason="Is free.", at=later
    )
    found = conflict_of(cast.team.caseworker, cast.khans.case)
    assert found
    assert found.reallocated_at == later
    page = signed_in(cast.team.manager).get(reverse("cases:conflict_list")).content.decode()
    assert "No case needs somebody else." in page
    assert "In other hands after 2 hours" in page or "In other hands after 3 hours" in page


def test_nobody_with_an_interest_is_given_the_case_and_nobody_is_told_why(cast: Cast) -> None:
    governor_at(cast.team.colleague, cast)
    with pytest.raises(Refused) as refused:
        hand_over(cast, cast.khans.case, cast.team.colleague)
    assert refused.value.decision.reason == "This worker is not available for this case."
    page = signed_in(cast.team.manager).get(
        reverse("cases:allocation_make", args=[cast.khans.case.reference])
    )
    assert f"Not available: {cast.team.colleague.name}." in page.content.decode()


def test_the_data_base_keeps_them_off_whatever_is_asked_of_it(cast: Cast) -> None:
    governor_at(cast.team.colleague, cast)
    with pytest.raises(IntegrityError, match="not available"), transaction.atomic():
        Allocation.objects.create(
            case=cast.khans.case,
            worker=cast.team.colleague,
            reason="",
            from_at=clock.now(),
            by=cast.team.manager,
        )


def test_a_case_that_comes_to_have_to_do_with_the_school_is_shut_in_the_same_moment(cast: Cast) -> None:
    """The child moves to the school of which a worker is governor already."""
    governor_at(cast.team.colleague, cast)
    ben = cast.taylors.child
    assert cast.taylors.case.reference in seen_by(cast.team.colleague)
    change_person(
        by=cast.team.manager,
        person=ben,
        details=PersonDetails(given_names="Ben", family_name="O'Neil-Taylor", school=cast.primary),
        at=clock.now(),
    )
    assert cast.taylors.case.reference not in seen_by(cast.team.colleague)
    found = conflict_of(cast.team.colleague, cast.taylors.case)
    assert found
    assert found.found_through == FoundThrough.CASE
    assert found.told_at


def test_an_agency_spoken_with_brings_its_former_employee_into_conflict(cast: Cast) -> None:
    worker = cast.team.caseworker
    used_to = Connection(kind=InterestKind.FORMER_EMPLOYEE, agency=cast.authority, until_on=date(2020, 1, 1))
    declare_interest(by=worker, connection=used_to, once=uuid4(), at=clock.now())
    assert conflict_of(worker, cast.khans.case) is None
    permitted(worker, cast.khans, cast.authority, at=clock.now())
    found = conflict_of(worker, cast.khans.case)
    assert found
    assert found.state == ConflictState.STANDING
    assert cast.khans.case.reference not in seen_by(worker)


def test_an_interest_that_has_ended_is_a_question(cast: Cast) -> None:
    governor_at(cast.team.caseworker, cast, until_on=date(2020, 1, 1))
    found = conflict_of(cast.team.caseworker, cast.khans.case)
    assert found
    assert found.state == ConflictState.QUESTION
    assert cast.khans.case.reference in seen_by(cast.team.caseworker)


def test_being_employed_by_the_host_matches_nothing(cast: Cast) -> None:
    connection = Connection(kind=InterestKind.HOST)
    declare_interest(by=cast.team.caseworker, connection=connection, once=uuid4(), at=clock.now())
    assert not Conflict.objects.exists()


def test_the_same_person_is_a_conflict_and_a_similar_name_is_a_question(cast: Cast) -> None:
    friend_of(cast.team.caseworker, "Zahra", "Khan", date_of_birth=BORN)
    same = conflict_of(cast.team.caseworker, cast.khans.case)
    assert same
    assert same.state == ConflictState.STANDING
    assert same.ground == ConflictGround.PERSON

    friend_of(cast.team.volunteer, "Zara", "Kahn")
    alike = conflict_of(cast.team.volunteer, cast.khans.case)
    assert alike
    assert alike.state == ConflictState.QUESTION
    assert alike.ground == ConflictGround.NAME


def test_somebody_of_that_name_born_on_another_day_is_somebody_else(cast: Cast) -> None:
    friend_of(cast.team.caseworker, "Zahra", "Khan", date_of_birth=date(1971, 1, 2))
    assert conflict_of(cast.team.caseworker, cast.khans.case) is None


def test_the_same_number_is_the_same_household(cast: Cast) -> None:
    friend_of(cast.team.caseworker, "Sami", "Other", phone="07700 900123")
    found = conflict_of(cast.team.caseworker, cast.khans.case)
    assert found
    assert found.state == ConflictState.STANDING


def test_a_person_added_later_meets_an_interest_declared_before(cast: Cast) -> None:
    friend_of(cast.team.caseworker, "Mina", "Tolliver")
    add_person(
        by=cast.team.caseworker,
        case=cast.khans.case,
        role=CaseRole.OTHER,
        details=PersonDetails(given_names="Mina", family_name="Toliver"),
        at=clock.now(),
    )
    found = conflict_of(cast.team.caseworker, cast.khans.case)
    assert found
    assert found.state == ConflictState.QUESTION
    assert found.found_through == FoundThrough.CASE


def test_what_was_a_similar_name_becomes_a_conflict_once_it_is_the_same_person(cast: Cast) -> None:
    friend_of(cast.team.colleague, "Samira", "Khan", date_of_birth=date(1985, 2, 1))
    friend_of(cast.team.volunteer, "Łukasz", "Taylor", date_of_birth=date(1980, 3, 4))
    alike = conflict_of(cast.team.volunteer, cast.taylors.case)
    assert alike
    assert alike.state == ConflictState.QUESTION
    decide_conflict(
        by=cast.team.manager,
        conflict=alike,
        to=ConflictState.DISMISSED,
        reason="Says it is another.",
        at=clock.now(),
    )
    change_person(
        by=cast.team.manager,
        person=cast.taylors.parent,
        details=PersonDetails(given_names="Łukasz", family_name="Taylor", date_of_birth=date(1980, 3, 4)),
        at=clock.now(),
    )
    alike.refresh_from_db()
    assert alike.state == ConflictState.STANDING
    assert alike.ground == ConflictGround.PERSON


def test_declaring_looks_the_same_whether_anybody_is_known_or_not(cast: Cast) -> None:
    def declared(family_name: str, once: str) -> tuple[int, str, str]:
        client = signed_in(cast.team.colleague)
        form = {
            "what": "person",
            "person_kind": "neighbour",
            "given_names": "Zahra",
            "family_name": family_name,
            "date_of_birth_day": "13",
            "date_of_birth_month": "5",
            "date_of_birth_year": "2016",
            "once": once,
        }
        sent = client.post(reverse("cases:interest_add"), form)
        assert sent.status_code == HTTPStatus.FOUND, sent.content.decode()
        page = client.get(sent.headers["Location"]).content.decode()
        return sent.status_code, sent.headers["Location"], page.replace(family_name, "X")

    with transaction.atomic():
        known = declared("Khan", str(uuid4()))
        assert conflict_of(cast.team.colleague, cast.khans.case)
        transaction.set_rollback(True)
    unknown = declared("Quirke", str(uuid4()))
    assert not Conflict.objects.filter(worker=cast.team.colleague).exists()

    def without_keys(page: str) -> str:
        import re

        return re.sub(r'[0-9a-f]{8}-[0-9a-f-]{27}|value="[A-Za-z0-9]{64}"', "K", page)

    assert known[:2] == unknown[:2]
    assert without_keys(known[2]) == without_keys(unknown[2])


def test_the_manager_decides_with_a_reason_and_never_their_own(cast: Cast) -> None:
    friend_of(cast.team.colleague, "Zara", "Kahn")
    found = conflict_of(cast.team.colleague, cast.khans.case)
    assert found
    with pytest.raises(Refused, match="why"):
        decide_conflict(
            by=cast.team.manager, conflict=found, to=ConflictState.STANDING, reason=" ", at=clock.now()
        )
    decided = decide_conflict(
        by=cast.team.manager, conflict=found, to=ConflictState.STANDING, reason="It is her.", at=clock.now()
    )
    assert decided.state == ConflictState.STANDING
    assert decided.shut_at
    friend_of(cast.team.manager, "Zara", "Kahn")
    own = conflict_of(cast.team.manager, cast.khans.case)
    assert own
    with pytest.raises(Refused):
        decide_conflict(
            by=cast.team.manager, conflict=own, to=ConflictState.DISMISSED, reason="No.", at=clock.now()
        )


def test_a_managers_own_conflict_shuts_the_manager_out_and_goes_to_the_one_above(cast: Cast) -> None:
    team, case = cast.team, cast.khans.case
    lead = joined(
        by=team.manager,
        confirmed_by=team.administrator,
        newcomer=Newcomer("lena@service.example", "Lena Voss", Role.STRATEGIC_LEAD),
        at=clock.now(),
    )
    governor_at(team.manager, cast)
    assert case.reference not in seen_by(team.manager)
    page = reverse("cases:case_page", args=[case.reference])
    assert signed_in(team.manager).get(page).status_code == HTTPStatus.NOT_FOUND
    assert case.reference not in signed_in(team.manager).get(reverse("cases:conflict_list")).content.decode()
    assert Message.objects.get(kind="cases.conflict_found").subject_id == lead.id

    client = signed_in(lead)
    assert case.reference in client.get(reverse("cases:conflict_list")).content.decode()
    assert client.get(page).status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
    found = conflict_of(team.manager, case)
    assert found
    give = reverse("cases:conflict_allocate", args=[found.id])
    assert team.colleague.name in client.get(give).content.decode()
    sent = client.post(give, {"worker": str(team.colleague.id), "reason": "Is free.", "once": str(uuid4())})
    assert sent.status_code == HTTPStatus.FOUND, sent.content.decode()
    assert Allocation.objects.current().filter(case=case, worker=team.colleague).exists()


def test_taking_an_interest_off_the_list_does_not_open_the_door_again(cast: Cast) -> None:
    interest = governor_at(cast.team.caseworker, cast)
    end_interest(by=cast.team.caseworker, interest=interest, because="Stepped down.", at=clock.now())
    assert cast.khans.case.reference not in seen_by(cast.team.caseworker)
    found = conflict_of(cast.team.caseworker, cast.khans.case)
    assert found
    decide_conflict(
        by=cast.team.manager,
        conflict=found,
        to=ConflictState.LIFTED,
        reason="Left a year ago.",
        at=clock.now(),
    )
    hand_over(cast, cast.khans.case, cast.team.caseworker)
    assert cast.khans.case.reference in seen_by(cast.team.caseworker)


def test_the_manager_may_put_on_record_what_no_list_shows(cast: Cast) -> None:
    judge_conflict(
        by=cast.team.manager,
        case=cast.khans.case,
        worker=cast.team.caseworker,
        reason="She told me on the phone.",
        at=clock.now(),
    )
    assert cast.khans.case.reference not in seen_by(cast.team.caseworker)


def test_whoever_is_left_with_a_case_nobody_needs_to_be_found_for(cast: Cast) -> None:
    hand_over(cast, cast.khans.case, cast.team.colleague)
    governor_at(cast.team.caseworker, cast)
    found = conflict_of(cast.team.caseworker, cast.khans.case)
    assert found
    needs_nobody_else(by=cast.team.manager, conflict=found, at=clock.now())
    found.refresh_from_db()
    assert found.reallocated_at


def test_a_case_nobody_has_is_not_said_to_need_nobody(cast: Cast) -> None:
    governor_at(cast.team.caseworker, cast)
    found = conflict_of(cast.team.caseworker, cast.khans.case)
    assert found
    with pytest.raises(Refused, match="Nobody has this case"):
        needs_nobody_else(by=cast.team.manager, conflict=found, at=clock.now())


def test_without_a_declaration_nobody_is_given_new_cases(cast: Cast) -> None:
    team, at = cast.team, clock.now()
    later = at + timedelta(days=400)
    with pytest.raises(Refused, match="confirmed their interests"):
        allocate(by=team.manager, case=cast.waiting, worker=team.colleague, reason="", at=later)
    waive_declaration(
        by=team.manager,
        worker=team.colleague,
        until_on=clock.day_of(later),
        reason="On leave, is asked on Monday.",
        at=later,
    )
    allocate(by=team.manager, case=cast.waiting, worker=team.colleague, reason="", at=later)


def test_nothing_to_declare_is_a_declaration_and_not_one_with_a_list_that_has_some(cast: Cast) -> None:
    assert Declaration.objects.filter(worker=cast.team.caseworker, nothing=True).exists()
    governor_at(cast.team.caseworker, cast)
    with pytest.raises(Refused, match="on your list"):
        declare(by=cast.team.caseworker, nothing=True, once=uuid4(), at=clock.now())
    declare(by=cast.team.caseworker, nothing=False, once=uuid4(), at=clock.now())


def test_a_conflict_found_by_the_data_base_alone_is_seen_to_by_the_clock(cast: Cast) -> None:
    """As if an action had forgotten to ask: what the data base found when the transaction ended."""
    Interest.objects.create(
        worker=cast.team.caseworker, kind=InterestKind.GOVERNOR, agency=cast.primary, declared_at=clock.now()
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert cast.khans.case.reference not in seen_by(cast.team.caseworker)
    assert see_to_conflicts(by=None, at=clock.now()) == 1
    assert not Allocation.objects.current().filter(case=cast.khans.case).exists()
    assert see_to_conflicts(by=None, at=clock.now()) == 0


@pytest.mark.clause("L12")
def test_with_their_own_identity_the_data_base_shows_them_nothing_of_it(cast: Cast) -> None:
    """Neither the case nor anything of it, nor that there is a conflict."""
    from cases.models import Intervention, Person

    worker, case = cast.team.caseworker, cast.khans.case
    governor_at(worker, cast)
    with standing.standing_as(standing.worker(worker.id)):
        assert not Case.objects.filter(pk=case.id).exists()
        assert not CasePerson.objects.filter(case=case).exists()
        assert not Person.objects.filter(pk=cast.khans.child.id).exists()
        assert not Intervention.objects.filter(case=case).exists()
        assert not Allocation.objects.filter(case=case).exists()
        assert not Task.objects.filter(case=case).exists()
        assert not Conflict.objects.exists()
    with standing.standing_as(standing.NOBODY):
        assert not Case.objects.exists()


def test_ending_the_allocation_of_whoever_is_kept_out_leaves_the_conflict(cast: Cast) -> None:
    hand_over(cast, cast.khans.case, cast.team.colleague)
    governor_at(cast.team.caseworker, cast)
    held = Allocation.objects.current().get(case=cast.khans.case)
    end_allocation(by=cast.team.manager, allocation=held, at=clock.now())
    found = conflict_of(cast.team.caseworker, cast.khans.case)
    assert found
    assert found.state == ConflictState.STANDING


def test_a_case_nobody_here_may_have_goes_to_another_service_on_record(cast: Cast) -> None:
    client, case = signed_in(cast.team.manager), cast.khans.case
    address = reverse("cases:case_hand_over", args=[case.reference])
    form = {"to_service": "Rutland SENDIASS", "reason": "The mother is glad of it."}
    refused = client.post(address, form).content.decode()
    assert "has no conflict with this case, so it need not go elsewhere" in refused
    assert "The mother is glad of it." in refused
    for who in User.objects.active().exclude(pk=cast.team.manager.pk):
        judge_conflict(by=cast.team.manager, case=case, worker=who, reason="A small town.", at=clock.now())
    hide(case, cast.team.manager)
    with standing.standing_as(standing.service("set-up")):
        handed = hand_over_case(
            by=cast.team.manager,
            case=case,
            to_service="Rutland SENDIASS",
            reason="The mother is glad of it.",
            at=clock.now(),
        )
    assert HandedOver.objects.get(pk=handed.pk).case_id == case.id


def test_whoever_speaks_what_the_family_speaks_stands_first_in_the_list(cast: Cast) -> None:
    say_languages(by=cast.team.volunteer, languages=[Language.POLISH], at=clock.now())
    change_person(
        by=cast.team.manager,
        person=cast.khans.parent,
        details=PersonDetails(given_names="Samira", family_name="Khan", spoken_language=Language.POLISH),
        at=clock.now(),
    )
    free, _ = who_is_available(cast.khans.case, by=cast.team.manager, on=clock.today())
    assert free[0].worker == cast.team.volunteer
    assert free[0].shared_languages == (Language.POLISH,)


def test_how_many_cases_somebody_has_leaves_out_those_kept_from_whoever_asks(cast: Cast) -> None:
    """Else a manager could tell by the number that somebody works a case of a school of theirs."""

    def said(who: User) -> dict[User, int]:
        free, _ = who_is_available(cast.waiting, by=who, on=clock.today())
        return {one.worker: one.cases_now for one in free}

    address = reverse("cases:allocation_make", args=[cast.waiting.reference])
    second = hired(cast, "Sioned", Role.MANAGER)
    before = said(cast.team.manager)[cast.team.caseworker]
    hide(cast.khans.case, cast.team.manager)
    assert said(cast.team.manager)[cast.team.caseworker] == before - 1
    assert said(second)[cast.team.caseworker] == before
    with standing.standing_as(standing.worker(cast.team.manager.id)):
        assert said(cast.team.manager)[cast.team.caseworker] == before - 1
    page = signed_in(cast.team.manager).get(address).content.decode()
    now = f"{cast.team.caseworker.role_words.lower()}, {counted(before - 1, 'case', 'cases')}"
    assert f"{cast.team.caseworker.name} ({now})" in page


def test_of_a_case_kept_from_a_manager_another_is_told(cast: Cast) -> None:
    second = hired(cast, "Sioned", Role.MANAGER)
    lead = hired(cast, "Lena", Role.STRATEGIC_LEAD)
    hide(cast.khans.case, second)
    governor_at(cast.team.caseworker, cast)
    assert told_of_conflicts() == {cast.team.manager.id}
    found = conflict_of(cast.team.caseworker, cast.khans.case)
    assert found
    assert who_decides(found) == [cast.team.manager]
    assert not by_data_base(second, found)
    assert not by_data_base(lead, found)


def test_of_a_case_kept_from_every_manager_the_one_above_is_told_and_decides(cast: Cast) -> None:
    lead = hired(cast, "Lena", Role.STRATEGIC_LEAD)
    hide(cast.khans.case, cast.team.manager)
    governor_at(cast.team.caseworker, cast)
    assert told_of_conflicts() == {lead.id}
    found = conflict_of(cast.team.caseworker, cast.khans.case)
    assert found
    assert by_data_base(lead, found)
    assert not by_data_base(cast.team.manager, found)
    page = signed_in(lead).get(reverse("cases:conflict_page", args=[found.id]))
    assert cast.khans.case.reference in page.content.decode()


def test_whoever_shuts_their_own_case_by_what_they_enter_is_told_so_and_led_to_their_day(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    friend_of(worker, "Leo", "Diaz", date_of_birth=date(1980, 5, 13))
    client = signed_in(worker)
    page = f"{reverse('cases:person_add', args=[case.reference])}?role=other"
    born = {"date_of_birth_day": "13", "date_of_birth_month": "5", "date_of_birth_year": "1980"}
    leo = {
        "given_names": "Leo",
        "family_name": "Diaz",
        "kind": "other_relative",
        "has_parental_responsibility": "no",
    }
    sent = client.post(page, {**leo, **born, "once": str(uuid4())})
    assert sent["Location"] == reverse("cases:today")
    shown = client.get(sent["Location"]).content.decode()
    assert "It is saved. What you entered connects this case with an interest you declared" in shown
    assert case.reference not in shown
    assert client.get(reverse("cases:case_page", args=[case.reference])).status_code == HTTPStatus.NOT_FOUND
    assert "It is saved." not in client.get(reverse("cases:today")).content.decode()


def test_of_a_managers_own_another_manager_is_shown_nothing_and_led_nowhere(cast: Cast) -> None:
    second = hired(cast, "Sioned", Role.MANAGER)
    governor_at(second, cast)
    found = conflict_of(second, cast.khans.case)
    assert found
    manager = signed_in(cast.team.manager)
    assert second.name not in manager.get(reverse("cases:conflict_list")).content.decode()
    assert manager.get(reverse("cases:conflict_page", args=[found.id])).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("interest", ["standing", "question"])
def test_a_lead_with_an_interest_in_the_case_neither_learns_of_it_nor_decides_and_another_does(
    interest: str, cast: Cast
) -> None:
    lead, other = (hired(cast, name, Role.STRATEGIC_LEAD) for name in ("Lena", "Ludo"))
    governor_at(lead, cast, until_on=date(2020, 1, 1) if interest == "question" else None)
    about_lead = conflict_of(lead, cast.khans.case)
    assert about_lead
    assert about_lead.state == interest
    assert told_of_conflicts() == {cast.team.manager.id}, "about a lead's own the managers decide"
    governor_at(cast.team.manager, cast)
    assert told_of_conflicts() == {cast.team.manager.id, other.id}
    found = conflict_of(cast.team.manager, cast.khans.case)
    assert found
    assert who_decides(found) == [other]
    for address in ("conflict_page", "conflict_allocate", "conflict_hand_over", "conflict_enough"):
        page = reverse(f"cases:{address}", args=[found.id])
        assert signed_in(lead).get(page).status_code == HTTPStatus.NOT_FOUND
        assert signed_in(lead).post(page, {}).status_code == HTTPStatus.NOT_FOUND
    shown = signed_in(lead).get(reverse("cases:conflict_list")).content.decode()
    assert cast.khans.case.reference not in shown
    assert "Nothing is to be decided." in shown
    assert not by_data_base(lead, found)
    assert by_data_base(other, found)
    with pytest.raises(Refused):
        decide_conflict(by=lead, conflict=found, to=ConflictState.LIFTED, reason="Old.", at=clock.now())


def test_where_nobody_may_decide_it_stays_shut_and_whoever_comes_is_told(cast: Cast) -> None:
    lead = hired(cast, "Lena", Role.STRATEGIC_LEAD)
    hide(cast.khans.case, lead)
    governor_at(cast.team.manager, cast)
    assert told_of_conflicts() == set()
    assert see_to_conflicts(by=None, at=clock.now()) == 0
    assert cast.khans.case.reference not in seen_by(cast.team.manager)
    other = hired(cast, "Ludo", Role.STRATEGIC_LEAD)
    assert see_to_conflicts(by=None, at=clock.now()) == 1
    assert told_of_conflicts() == {other.id}


def test_the_lead_hands_over_a_case_that_nobody_here_may_have(cast: Cast) -> None:
    lead = hired(cast, "Lena", Role.STRATEGIC_LEAD)
    case = cast.khans.case
    governor_at(cast.team.manager, cast)
    found = conflict_of(cast.team.manager, case)
    assert found
    address = reverse("cases:conflict_hand_over", args=[found.id])
    form = {"to_service": "Rutland SENDIASS", "reason": "The mother is glad of it."}
    client = signed_in(lead)
    assert address in client.get(reverse("cases:conflict_list")).content.decode() or not found.held
    assert "so it need not go elsewhere" in client.post(address, form).content.decode()
    assert "Enter" in client.post(address, {"to_service": "", "reason": ""}).content.decode()
    for who in (cast.team.caseworker, cast.team.colleague, cast.team.volunteer):
        hide(case, who)
    assert client.post(address, form).status_code == HTTPStatus.FOUND
    assert HandedOver.objects.get().case_id == case.id
    assert signed_in(cast.team.manager).get(address).status_code == HTTPStatus.FORBIDDEN


def test_a_decision_is_shown_by_the_data_base_only_with_its_conflict(cast: Cast) -> None:
    second = hired(cast, "Sioned", Role.MANAGER)
    judge_conflict(
        by=cast.team.manager, case=cast.khans.case, worker=cast.team.volunteer, reason="Aunt.", at=clock.now()
    )
    with standing.standing_as(standing.worker(second.id)):
        assert ConflictDecision.objects.exists()
    hide(cast.khans.case, second)
    with standing.standing_as(standing.worker(second.id)):
        assert not ConflictDecision.objects.exists()


def test_whom_a_request_is_kept_from_is_not_shown_whom_else_it_is_kept_from(cast: Cast) -> None:
    second = hired(cast, "Sioned", Role.MANAGER)
    governor_at(cast.team.colleague, cast)
    governor_at(second, cast)
    referred(school=cast.primary.name)
    assert {one.worker_id for one in ReferralConflict.objects.all()} >= {second.id, cast.team.colleague.id}
    with standing.standing_as(standing.worker(second.id)):
        assert not ReferralConflict.objects.exists()
    with standing.standing_as(standing.worker(cast.team.manager.id)):
        assert ReferralConflict.objects.exists()


def at_school(cast: Cast, **different: Any) -> None:
    change_person(
        by=cast.team.manager,
        person=cast.khans.child,
        details=PersonDetails(given_names="Zahra Noor", family_name="Khan", **different),
        at=clock.now(),
    )


def test_a_child_who_comes_back_to_the_school_brings_a_lifted_conflict_back(cast: Cast) -> None:
    manager, case = cast.team.manager, cast.khans.case
    governor_at(cast.team.caseworker, cast)
    at_school(cast, school=cast.secondary)
    found = conflict_of(cast.team.caseworker, case)
    assert found
    decide_conflict(by=manager, conflict=found, to=ConflictState.LIFTED, reason="Left.", at=clock.now())
    hand_over(cast, case, cast.team.caseworker)
    assert case.reference in seen_by(cast.team.caseworker)

    at_school(cast, school=cast.primary)

    found = conflict_of(cast.team.caseworker, case)
    assert found
    assert found.state == ConflictState.STANDING
    assert found.reallocated_at is None
    assert case.reference not in seen_by(cast.team.caseworker)


def school(cast: Cast, name: str, **different: Any) -> Agency:
    """Another entry of the directory, as the register or somebody's typing would leave it."""
    found = add_agency(
        by=cast.team.manager,
        details=AgencyDetails(name, OrganisationKind.SCHOOL, False, SettingType.MAINSTREAM_PRIMARY),
        at=clock.now(),
    )
    for field, value in different.items():
        setattr(found, field, value)
    found.save()
    return found


@pytest.mark.parametrize(
    ("called", "entry", "is_met"),
    [
        ("The Oakfield Primary School", {}, True),
        ("Oakfield Primary Academy", {"urn": "148001"}, True),
        ("Learning Together", {"urn": "148001", "postcode": "LE2 0QB"}, True),
        ("Oakfield Juniors", {}, False),
        ("Oakfield Juniors", {"urn": "148001", "postcode": "LE9 9ZZ"}, False),
    ],
)
def test_a_school_that_may_be_the_same_under_another_entry_is_a_question(
    called: str, entry: dict[str, str], is_met: bool, cast: Cast
) -> None:
    """Typed by hand and then in the register; or closed, and open again as an academy under another number."""
    cast.primary.postcode = "LE2 0QB"
    cast.primary.save()
    new = school(cast, called, **entry)
    interest = Connection(kind=InterestKind.GOVERNOR, agency=new)
    declare_interest(by=cast.team.colleague, connection=interest, once=uuid4(), at=clock.now())
    found = conflict_of(cast.team.colleague, cast.khans.case)
    assert (found is not None) is is_met
    if found:
        assert found.state == ConflictState.QUESTION
        assert found.ground == ConflictGround.NAME


def test_two_open_schools_of_the_register_are_two_schools_and_a_closed_one_may_have_become_the_other(
    cast: Cast,
) -> None:
    infants = school(cast, "Oakfield Infants", urn="100001", postcode="LE2 0QB")
    juniors = school(cast, "Oakfield Juniors", urn="100002", postcode="LE2 0QB")
    at_school(cast, school=infants)
    interest = Connection(kind=InterestKind.GOVERNOR, agency=juniors)
    declare_interest(by=cast.team.colleague, connection=interest, once=uuid4(), at=clock.now())
    assert conflict_of(cast.team.colleague, cast.khans.case) is None
    infants.closed_on = clock.today()
    infants.save()
    at_school(cast, school=None)
    at_school(cast, school=infants)
    found = conflict_of(cast.team.colleague, cast.khans.case)
    assert found
    assert found.state == ConflictState.QUESTION
    at_school(cast, school=juniors)
    found.refresh_from_db()
    assert (found.state, found.ground) == (ConflictState.STANDING, ConflictGround.AGENCY)


def test_speaking_with_an_agency_once_more_brings_nothing_back(cast: Cast) -> None:
    permitted(cast.team.caseworker, cast.khans, cast.authority, at=clock.now())
    connection_ = Connection(kind=InterestKind.FORMER_EMPLOYEE, agency=cast.authority)
    declare_interest(by=cast.team.colleague, connection=connection_, once=uuid4(), at=clock.now())
    found = conflict_of(cast.team.colleague, cast.khans.case)
    assert found
    decide_conflict(
        by=cast.team.manager, conflict=found, to=ConflictState.LIFTED, reason="1998.", at=clock.now()
    )
    permitted(cast.team.caseworker, cast.khans, cast.authority, at=clock.now())
    see_to_conflicts(by=None, at=clock.now())
    found.refresh_from_db()
    assert found.state == ConflictState.LIFTED


def test_an_interest_in_one_record_of_somebody_is_one_in_every_record_linked_with_it(cast: Cast) -> None:
    friend_of(cast.team.volunteer, "Samira", "Khan", date_of_birth=date(1985, 2, 1))
    case = new_case(cast.team.manager, at=clock.now())
    again = add_person(
        by=cast.team.manager,
        case=case,
        role=CaseRole.OTHER,
        details=PersonDetails(given_names="Miriam", family_name="Hussain"),
        at=clock.now(),
    )
    assert conflict_of(cast.team.volunteer, case) is None
    link_as_same_person(
        by=cast.team.manager, one=cast.khans.parent, other=again, reason="Married.", at=clock.now()
    )
    found = conflict_of(cast.team.volunteer, case)
    assert found
    assert found.state == ConflictState.STANDING
    assert found.ground == ConflictGround.PERSON


def test_who_was_in_the_case_once_counts_as_well(cast: Cast) -> None:
    part = CasePerson.objects.get(case=cast.khans.case, person=cast.khans.parent)
    remove_from_case(by=cast.team.manager, part=part, at=clock.now())
    friend_of(cast.team.colleague, "Samira", "Khan", date_of_birth=date(1985, 2, 1))
    found = conflict_of(cast.team.colleague, cast.khans.case)
    assert found
    assert found.state == ConflictState.STANDING


def test_meetings_to_come_of_whoever_was_shut_out_go_with_the_case(cast: Cast) -> None:
    case = cast.khans.case
    planned = meeting(cast.team.caseworker, case)
    governor_at(cast.team.caseworker, cast)
    assert not Meeting.objects.of_worker(cast.team.caseworker).exists()
    hand_over(cast, case, cast.team.colleague)
    planned.refresh_from_db()
    assert planned.worker == cast.team.colleague


def test_a_question_about_whoever_becomes_manager_reaches_the_one_above(cast: Cast) -> None:
    lead = hired(cast, "Lena", Role.STRATEGIC_LEAD)
    friend_of(cast.team.colleague, "Zara", "Kahn")
    assert told_of_conflicts() == {cast.team.manager.id}
    change = propose_role_change(
        by=cast.team.manager, person=cast.team.colleague, role=Role.MANAGER, reason="Well.", at=clock.now()
    )
    confirm_proposal(by=cast.team.administrator, proposal=change, at=clock.now(), invite=False)
    assert see_to_conflicts(by=None, at=clock.now()) == 1
    assert told_of_conflicts() == {cast.team.manager.id, lead.id}


def test_mail_to_colleagues_that_is_stuck_does_not_say_what_it_is_about() -> None:
    labels = {kind.label for kind in (CONFLICT_FOUND, EMERGENCY, INTERESTS_DUE, REVIEW_OWED, BREACH_REPORTED)}
    assert labels == {"To a colleague, that something needs them"}


def test_what_nobody_could_be_told_of_is_not_gone_through_with_each_case_that_is_given(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A manager who governs schools, and nobody above them: thousands may wait, and were seen to when they were found."""
    governor_at(cast.team.manager, cast)
    assert Conflict.objects.untold().exists()
    monkeypatch.setattr("cases.querysets.conflicts.LATELY", -timedelta(hours=1))  # all was found long ago
    with CaptureQueriesContext(connection) as asked:
        assert see_to_conflicts(by=cast.team.caseworker, at=clock.now()) == 0
        assert see_to_conflicts(by=None, at=clock.now()) == 0
    assert not [one for one in asked if one["sql"].startswith('SELECT "cases_breakglass"')]
    lead = hired(cast, "Lena", Role.STRATEGIC_LEAD)
    assert see_to_conflicts(by=None, at=clock.now()) == 1
    assert told_of_conflicts() == {lead.id}
