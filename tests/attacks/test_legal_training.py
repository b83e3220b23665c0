"""Tries to give a case to somebody without the legal training it asks for, by every way there is to one (L21)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.access import is_trained_for, legal_level_asked, who_is_available
from cases.actions.casework import NewCase, allocate, change_status, end_allocation, open_new_case
from cases.actions.cover import Away, arrange_cover
from cases.actions.enquiries import Asked, RingBack, take_enquiry
from cases.actions.interventions import Given, log_for_enquiry
from cases.choices import (
    CaseRole,
    CaseStatus,
    Channel,
    HelpKind,
    Issue,
    ReferralSource,
    Stage,
)
from cases.models import Allocation, Case, Enquiry
from governance.actions.joining import find_ready
from governance.actions.training import find_work_above_training, take_back_training
from governance.models import TrainingRecord, WorkAboveTraining
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.actions import Newcomer, enrol
from sendiass.accounts.models import Readiness, User
from sendiass.accounts.roles import Role
from sendiass.database import standing
from tests.attacks.test_interests_at_once import at_once
from tests.cast import Cast, assemble, first_contact, hand_over
from tests.closing import closed_case
from tests.conftest import WorkerDatabases
from tests.governance.test_joining import all_done
from tests.training import SWEEPS, lawyered, worked_at

pytestmark = pytest.mark.clause("L21")


def test_a_case_given_in_the_moment_its_training_is_taken_back_came_first_or_is_refused(
    committed_db: WorkerDatabases,
) -> None:
    for _ in range(4):
        committed_db.renew()
        with transaction.atomic():
            cast = assemble()
            worked_at(4, cast.team.caseworker, cast.khans.case)
            record = lawyered(cast.team.manager, cast.team.colleague)
        gave, took = at_once(
            partial(hand_over, cast, cast.khans.case, cast.team.colleague),
            partial(
                take_back_training, by=cast.team.manager, record=record, reason="Wrong one.", at=clock.now()
            ),
        )
        assert took is None
        assert gave is None or isinstance(gave, Refused), gave
        assert Allocation.objects.filter(worker=cast.team.colleague, case=cast.khans.case).exists() == (
            gave is None
        )


def asks_for_it(cast: Cast) -> Case:
    """The Khans' case, which the caseworker works at level 4."""
    worked_at(4, cast.team.caseworker, cast.khans.case)
    return cast.khans.case


def rang_about_an_appeal(cast: Cast) -> Enquiry:
    """Somebody who rang, for whom work at level 4 was done at once."""
    asked = Asked(
        channel=Channel.HELPLINE_CALL,
        issue=Issue.EXCLUSION,
        who=CaseRole.PARENT_CARER,
        ring_back=RingBack("Rosa Diaz", "+447700900555", "mornings"),
    )
    enquiry = take_enquiry(by=cast.team.colleague, asked=asked, once=uuid4(), at=clock.now())
    work = Given(
        kinds=(HelpKind.SUPPORT,),
        channel=Channel.HELPLINE_CALL,
        level=4,
        minutes=50,
        note="Went through the appeal form.",
        happened_on=clock.today(),
    )
    log_for_enquiry(by=cast.team.colleague, enquiry=enquiry, given=work, once=uuid4(), at=clock.now())
    return enquiry


def opened(cast: Cast, by: User, enquiry: Enquiry, *, take_it: bool) -> Case:
    return open_new_case(
        by=by,
        new=NewCase(Issue.EXCLUSION, Stage.SEN_SUPPORT, ReferralSource.PARENT, take_it, enquiry),
        answers=first_contact(by, on=clock.today()),
        once=uuid4(),
        at=clock.now(),
    )


@pytest.mark.django_db
def test_nobody_keeps_a_case_at_intake_that_began_with_work_they_are_not_trained_for(cast: Cast) -> None:
    team, enquiry = cast.team, rang_about_an_appeal(cast)
    lawyered(team.manager, team.caseworker)
    with pytest.raises(Refused, match=f"{team.caseworker.name} could take it") as refused:
        opened(cast, team.colleague, enquiry, take_it=True)
    assert refused.value.decision.rule == "L21"
    assert not Allocation.objects.of_worker(team.colleague).filter(case__issue=Issue.EXCLUSION).exists()
    case = opened(cast, team.colleague, enquiry, take_it=False)
    assert legal_level_asked(case)
    with pytest.raises(Refused, match="legal training"):
        hand_over(cast, case, team.colleague)
    hand_over(cast, case, team.caseworker)
    assert find_work_above_training(by=SWEEPS, at=clock.now()) == 1
    assert WorkAboveTraining.objects.get().worker == team.colleague


@pytest.mark.django_db
@pytest.mark.parametrize("instead", [True, False])
def test_neither_beside_another_nor_instead_of_them(instead: bool, cast: Cast) -> None:
    case, team = asks_for_it(cast), cast.team
    with pytest.raises(Refused, match="Nobody here could take it now"):
        allocate(
            by=team.manager,
            case=case,
            worker=team.colleague,
            reason="",
            at=clock.now(),
            instead_of_others=instead,
        )
    assert [one.worker for one in Allocation.objects.current().filter(case=case)] == [team.caseworker]


@pytest.mark.django_db
def test_not_by_a_form_that_names_somebody_who_was_not_offered(cast: Cast) -> None:
    case, team = asks_for_it(cast), cast.team
    client = Client()
    client.force_login(team.manager)
    page = reverse("cases:allocation_make", args=[case.reference])
    sent = client.post(page, {"worker": str(team.colleague.id), "reason": "x", "once": str(uuid4())})
    assert sent.status_code == 200
    assert not Allocation.objects.filter(case=case, worker=team.colleague).exists()


@pytest.mark.django_db
def test_not_once_more_after_it_was_taken_back_the_same_day(cast: Cast) -> None:
    case, team = asks_for_it(cast), cast.team
    record = lawyered(team.manager, team.colleague)
    hand_over(cast, case, team.colleague)
    theirs = Allocation.objects.current().get(case=case, worker=team.colleague)
    end_allocation(by=team.manager, allocation=theirs, at=clock.now())
    take_back_training(by=team.manager, record=record, reason="Wrong one.", at=clock.now())
    with pytest.raises(Refused, match="legal training"):
        hand_over(cast, case, team.colleague)


@pytest.mark.django_db
def test_a_last_day_ends_at_midnight_in_england_in_summer_too(cast: Cast) -> None:
    case, team = asks_for_it(cast), cast.team
    last = date(clock.today().year + 1, 6, 30)
    lawyered(team.manager, team.colleague, expires_on=last)
    before = datetime(last.year, 6, 30, 22, 59, tzinfo=UTC)
    assert is_trained_for(case, team.colleague, on=clock.day_of(before))
    after = before + timedelta(minutes=1)
    assert not is_trained_for(case, team.colleague, on=clock.day_of(after))
    free, _ = who_is_available(case, by=team.manager, on=clock.day_of(after))
    assert team.colleague not in [one.worker for one in free]
    with pytest.raises(Refused, match="legal training"):
        allocate(by=team.manager, case=case, worker=team.colleague, reason="", at=after)


@pytest.mark.django_db
def test_a_short_call_after_an_appeal_makes_it_no_easier_case(cast: Cast) -> None:
    case, team = asks_for_it(cast), cast.team
    asked = legal_level_asked(case)
    worked_at(1, team.caseworker, case)
    assert legal_level_asked(case) == asked > 0
    with pytest.raises(Refused, match="legal training"):
        hand_over(cast, case, team.colleague)


@pytest.mark.django_db
def test_reopened_it_asks_by_what_was_done_before_until_there_is_work_since(cast: Cast) -> None:
    case, team = closed(cast), cast.team
    lawyered(team.manager, team.caseworker)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        reopened(case, team.caseworker)
        assert legal_level_asked(case)
        worked_at(1, team.caseworker, case)
        assert not legal_level_asked(case)


@pytest.mark.django_db
def test_reopening_gives_it_to_nobody(cast: Cast) -> None:
    case, team = asks_for_it(cast), cast.team
    theirs = Allocation.objects.current().get(case=case)
    end_allocation(by=team.manager, allocation=theirs, at=clock.now())
    case.refresh_from_db()
    closed_case(by=team.manager, case=case)
    again = change_status(by=team.manager, case=case, to=CaseStatus.OPEN, reason="Back.", at=clock.now())
    assert again.status == CaseStatus.WAITING
    with pytest.raises(Refused, match="legal training"):
        hand_over(cast, again, team.colleague)


@pytest.mark.django_db
def test_cover_is_for_days_and_asks_for_no_level_and_what_is_done_meanwhile_is_told(cast: Cast) -> None:
    case, team = asks_for_it(cast), cast.team
    away = Away(team.caseworker, clock.today(), clock.today(), case)
    assert arrange_cover(by=team.manager, away=away, worker=team.colleague, once=uuid4(), at=clock.now())
    assert not Allocation.objects.filter(case=case, worker=team.colleague).exists()
    worked_at(4, team.colleague, case)
    find_work_above_training(by=SWEEPS, at=clock.now())
    assert WorkAboveTraining.objects.filter(worker=team.colleague).exists()


def closed(cast: Cast) -> Case:
    """The Khans' case asks for the legal training, and is closed; the caseworker has it still."""
    case = asks_for_it(cast)
    closed_case(by=cast.team.manager, case=case)
    return case


def reopened(case: Case, by: User) -> Case:
    """They are back."""
    with standing.standing_as(standing.worker(by.id)):
        return change_status(by=by, case=case, to=CaseStatus.OPEN, reason="Back.", at=clock.now())


@pytest.mark.django_db
def test_nobody_reopens_for_themselves_what_they_could_not_be_given(cast: Cast) -> None:
    case, team = closed(cast), cast.team
    with pytest.raises(Refused, match="Ask the manager to reopen it") as refused:
        reopened(case, team.caseworker)
    assert refused.value.decision.rule == "L21"
    assert reopened(case, team.manager).status == CaseStatus.WAITING
    assert not Allocation.objects.current().filter(case=case).exists()


@pytest.mark.django_db
def test_whoever_could_be_given_it_reopens_it_and_has_it(cast: Cast) -> None:
    case, team = closed(cast), cast.team
    lawyered(team.manager, team.caseworker)
    assert reopened(case, team.caseworker).status == CaseStatus.OPEN
    assert Allocation.objects.current().get(case=case).worker == team.caseworker


@pytest.mark.clause("L17")
def test_nobody_is_found_ready_by_a_training_that_is_taken_back_in_that_moment(
    committed_db: WorkerDatabases,
) -> None:
    for _ in range(4):
        committed_db.renew()
        with transaction.atomic():
            cast = assemble()
            manager = cast.team.manager
            newcomer = enrol(
                by=manager,
                confirmed_by=cast.team.administrator,
                newcomer=Newcomer("nadia@service.example", "Nadia Brook", Role.VOLUNTEER),
                at=clock.now(),
            )
            all_done(cast, newcomer)
            record = TrainingRecord.objects.filter(worker=newcomer).earliest("id")
        found, took = at_once(
            partial(find_ready, by=manager, account=newcomer.id, at=clock.now()),
            partial(take_back_training, by=manager, record=record, reason="Wrong one.", at=clock.now()),
        )
        assert took is None
        assert found is None or isinstance(found, Refused), found
        assert not Readiness.objects.standing().filter(worker=newcomer).exists()
