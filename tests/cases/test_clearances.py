"""Nobody whose role needs a clearance is given a new case without one; what they have stays theirs (L17)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.access import may_be_given, who_is_available, who_may_cover
from cases.actions.casework import allocate
from cases.actions.cover import Away, arrange_cover
from cases.models import Allocation, Case
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts import access as accounts_access
from sendiass.accounts.access import standing_clearance
from sendiass.accounts.actions import withdraw_clearance
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.profiles import profile
from tests.cast import Cast, cleared, hand_over, new_case

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L17")]


def withdraw(cast: Cast, who: User) -> None:
    """The manager withdraws the clearance they have."""
    standing = standing_clearance(who)
    assert standing
    withdraw_clearance(by=cast.team.manager, clearance=standing, reason="Away for a year.", at=clock.now())


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def caseworkers_need_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service whose caseworkers need a clearance, too."""
    section = profile().clearance.model_copy(update={"roles": ("volunteer", "caseworker")})
    chosen = profile().model_copy(update={"clearance": section})
    monkeypatch.setattr(accounts_access, "profile", lambda: chosen)


def test_a_cleared_volunteer_is_given_a_case(cast: Cast) -> None:
    hand_over(cast, cast.khans.case, cast.team.volunteer)
    assert cast.khans.case in Case.objects.visible_to(cast.team.volunteer)


def test_without_a_clearance_a_volunteer_is_given_none_and_the_manager_reads_why(cast: Cast) -> None:
    withdraw(cast, cast.team.volunteer)
    with pytest.raises(Refused, match="no clearance for new cases") as refused:
        hand_over(cast, cast.khans.case, cast.team.volunteer)
    assert refused.value.decision.rule == "L17"
    assert not Allocation.objects.of_worker(cast.team.volunteer).exists()


def test_one_that_has_ended_stops_new_cases_and_not_running_ones(cast: Cast) -> None:
    team = cast.team
    cleared(team.volunteer, by=team.manager, at=clock.now(), until_on=clock.today())
    hand_over(cast, cast.khans.case, team.volunteer)
    later = clock.now() + timedelta(days=1)
    with pytest.raises(Refused, match="has ended"):
        allocate(by=team.manager, case=cast.waiting, worker=team.volunteer, reason="", at=later)
    withdraw(cast, team.volunteer)
    assert cast.khans.case in Case.objects.visible_to(team.volunteer)
    page = signed_in(team.volunteer).get(reverse("cases:case_page", args=[cast.khans.case.reference]))
    assert page.status_code == 200
    running = Allocation.objects.current().get(worker=team.volunteer)
    running.until_at, running.ended_by = clock.now(), team.manager
    running.save(update_fields=["until_at", "ended_by"])


def test_the_suggestion_says_not_available_and_nothing_of_why(cast: Cast) -> None:
    page = reverse("cases:allocation_make", args=[cast.waiting.reference])
    manager = signed_in(cast.team.manager)
    assert "Not available:" not in manager.get(page).content.decode()
    withdraw(cast, cast.team.volunteer)
    free, others = who_is_available(cast.waiting, by=cast.team.manager, on=clock.today())
    assert cast.team.volunteer not in [one.worker for one in free]
    assert others == [cast.team.volunteer]
    shown = manager.get(page).content.decode()
    assert f"Not available: {cast.team.volunteer.name}." in shown
    assert "clearance" not in shown.lower()
    sent = manager.post(
        page, {"worker": str(cast.team.volunteer.id), "reason": "x", "once": str(uuid4())}
    ).content.decode()
    assert "clearance" not in sent.lower()
    assert not Allocation.objects.of_worker(cast.team.volunteer).exists()


def test_the_list_asks_as_often_for_many_workers_as_for_few(cast: Cast) -> None:
    for who in (cast.team.volunteer, cast.team.caseworker):
        single = bool(may_be_given(cast.waiting, who, on=clock.today()))
        assert single == (
            who
            in [
                one.worker
                for one in who_is_available(cast.waiting, by=cast.team.manager, on=clock.today())[0]
            ]
        )


def test_whoever_needs_one_takes_no_case_of_their_own_and_covers_none(
    cast: Cast, caseworkers_need_one: None
) -> None:
    team, at = cast.team, clock.now()
    with pytest.raises(Refused, match="no clearance"):
        new_case(team.colleague, at=at)
    away = Away(team.caseworker, clock.today(), clock.today())
    with pytest.raises(Refused, match="no clearance"):
        arrange_cover(by=team.manager, away=away, worker=team.colleague, once=uuid4(), at=at)
    assert who_may_cover(on=clock.today()) == [team.manager]
    assert new_case(team.colleague, at=at, take_it=False)
    cleared(team.colleague, by=team.manager, at=at)
    assert new_case(team.colleague, at=at)
    assert arrange_cover(by=team.manager, away=away, worker=team.colleague, once=uuid4(), at=at)
    assert who_may_cover(on=clock.today()) == [team.colleague, team.manager]


def test_it_stands_on_the_manager_s_day_until_it_is_renewed(cast: Cast) -> None:
    team, page = cast.team, reverse("cases:today")
    heading = "Clearances for new cases"
    assert heading not in signed_in(team.manager).get(page).content.decode()
    last = clock.today() + timedelta(days=profile().clearance.tell_before_days)
    cleared(team.volunteer, by=team.manager, at=clock.now(), until_on=last)
    shown = signed_in(team.manager).get(page).content.decode()
    assert heading in shown
    assert f"{team.volunteer.name}</bdi>: the clearance ends soon" in shown
    for who in (team.caseworker, team.volunteer):
        assert heading not in signed_in(who).get(page).content.decode()
    cleared(team.volunteer, by=team.manager, at=clock.now(), reason="Refresher.")
    assert heading not in signed_in(team.manager).get(page).content.decode()


def test_one_that_has_ended_is_late_on_the_manager_s_day(cast: Cast) -> None:
    team, ago = cast.team, clock.now() - timedelta(days=9)
    cleared(team.volunteer, by=team.manager, at=ago, until_on=clock.day_of(ago))
    shown = signed_in(team.manager).get(reverse("cases:today")).content.decode()
    assert "the clearance has ended" in shown
    withdraw(cast, team.volunteer)
    assert (
        "the clearance has ended" not in signed_in(team.manager).get(reverse("cases:today")).content.decode()
    )


def test_a_change_of_role_asks_for_one_that_the_old_role_did_not_need(cast: Cast) -> None:
    from sendiass.accounts.actions import confirm_proposal, propose_role_change

    team, at = cast.team, clock.now()
    change = propose_role_change(
        by=team.manager, person=team.colleague, role=Role.VOLUNTEER, reason="Retires, and stays.", at=at
    )
    colleague = confirm_proposal(by=team.administrator, proposal=change, at=at)
    with pytest.raises(Refused, match="no clearance"):
        hand_over(cast, cast.khans.case, colleague)
    cleared(colleague, by=team.manager, at=at)
    hand_over(cast, cast.khans.case, colleague)
