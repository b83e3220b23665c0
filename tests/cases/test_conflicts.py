"""An interest that meets a case shuts its worker out at once, tells the manager, and tells the worker nothing (Y12)."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases.access import who_is_available
from cases.actions.casework import allocate, end_allocation, hand_over_case
from cases.actions.conflicts import decide_conflict, judge_conflict, needs_nobody_else, see_to_conflicts
from cases.actions.interests import Connection, declare, declare_interest, end_interest, waive_declaration
from cases.actions.people import PersonDetails, add_person, change_person
from cases.actions.workers import say_languages
from cases.choices import (
    CaseRole,
    CaseStatus,
    ConflictGround,
    ConflictState,
    FoundThrough,
    InterestKind,
    Language,
)
from cases.models import Allocation, Case, Conflict, Declaration, HandedOver, Interest, Task
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.actions import Newcomer
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.database import standing
from sendiass.outbox.models import Message
from tests.cast import Cast, hand_over, joined, permitted
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
    from cases.models import CasePerson, Intervention, Person

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
    free, _ = who_is_available(cast.khans.case, on=clock.today())
    assert free[0].worker == cast.team.volunteer
    assert free[0].shared_languages == (Language.POLISH,)
