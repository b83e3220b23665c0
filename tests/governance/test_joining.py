"""From a drive to a first case, and leaving: nobody is given a case before what comes first is done (L17, Y09)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Allocation
from governance.access.joining import open_applicant, open_joiner
from governance.actions.joining import (
    Going,
    find_ready,
    forget_applicants,
    join_account,
    leave,
    move_applicant,
    record_check,
    say_done,
    say_to_do_again,
)
from governance.choices.joining import ApplicantStage, CheckKind, JoiningItem
from governance.models import Applicant, ApplicantStep
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.access import is_cleared
from sendiass.accounts.actions import Newcomer, enrol, give_clearance
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit import reading
from sendiass.crypto.erasure import is_erased
from sendiass.database import standing
from sendiass.profiles import profile
from tests.cast import Cast, hand_over, without_interests
from tests.governance.test_training import refused_by
from tests.training import applied, looking, taken_on

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L17", "Y09", "Y12")]
TICKED = [item for item in JoiningItem if item is not JoiningItem.INTERESTS_DECLARED]


@pytest.fixture
def newcomer(cast: Cast) -> User:
    """A volunteer whose account was confirmed, and nothing more."""
    team = cast.team
    newcomer = Newcomer("nadia@service.example", "Nadia Brook", Role.VOLUNTEER)
    return enrol(by=team.manager, confirmed_by=team.administrator, newcomer=newcomer, at=clock.now())


def done(cast: Cast, who: User, *items: JoiningItem) -> None:
    joiner = open_joiner(by=cast.team.manager, account=who.id, on=clock.today())
    for item in items:
        say_done(by=cast.team.manager, joiner=joiner, item=item, done_on=clock.today(), at=clock.now())


def clear(cast: Cast, who: User) -> None:
    give_clearance(by=cast.team.manager, person=who, until_on=None, reason="All done.", at=clock.now())


def test_a_volunteer_is_given_a_case_once_everything_that_comes_first_is_done(
    cast: Cast, newcomer: User
) -> None:
    manager, now = cast.team.manager, clock.now()
    with pytest.raises(Refused, match="not all done"):
        clear(cast, newcomer)
    done(cast, newcomer, *TICKED[:-1])
    with pytest.raises(Refused, match="Agreement signed by both") as refused:
        find_ready(by=manager, account=newcomer.id, at=now)
    assert refused.value.decision.rule == "L17"
    done(cast, newcomer, TICKED[-1])
    with pytest.raises(Refused, match="declared their interests"):
        find_ready(by=manager, account=newcomer.id, at=now)
    without_interests(newcomer, at=now)
    find_ready(by=manager, account=newcomer.id, at=now)
    with pytest.raises(Refused):
        hand_over(cast, cast.waiting, newcomer)
    clear(cast, newcomer)
    hand_over(cast, cast.waiting, newcomer)
    assert Allocation.objects.current().filter(worker=newcomer).exists()


def test_sql_clears_nobody_before_that(cast: Cast, newcomer: User) -> None:
    statement = (
        "INSERT INTO accounts_clearance (id, worker_id, given_at, given_by_id, reason, withdrawn_reason) "
        "VALUES (%s, %s, now(), %s, 'x', '')"
    )
    assert refused_by(statement, uuid4(), newcomer.id, cast.team.manager.id) == "ready_first"
    forged = "INSERT INTO accounts_readiness (id, worker_id, said_at, said_by_id) VALUES (%s, %s, now(), %s)"
    assert refused_by(forged, uuid4(), newcomer.id, cast.team.caseworker.id) == "said_by_a_manager"


def test_what_is_to_be_done_again_stops_new_cases_and_takes_none(cast: Cast) -> None:
    volunteer, manager = cast.team.volunteer, cast.team.manager
    hand_over(cast, cast.khans.case, volunteer)
    joiner = open_joiner(by=manager, account=volunteer.id, on=clock.today())
    say_to_do_again(
        by=manager, joiner=joiner, item=JoiningItem.SAFEGUARDING, reason="New procedures.", at=clock.now()
    )
    assert not is_cleared(volunteer, on=clock.today())
    assert Allocation.objects.current().filter(worker=volunteer, case=cast.khans.case).exists()
    with pytest.raises(Refused):
        clear(cast, volunteer)


def test_nobody_says_it_of_themselves(cast: Cast) -> None:
    volunteer = cast.team.volunteer
    joiner = open_joiner(by=volunteer, account=volunteer.id, on=clock.today())
    with pytest.raises(Refused):
        say_done(
            by=volunteer, joiner=joiner, item=JoiningItem.AGREEMENT, done_on=clock.today(), at=clock.now()
        )


def test_an_applicant_is_taken_on_once_references_and_dbs_were_seen(cast: Cast, newcomer: User) -> None:
    manager = cast.team.manager
    applicant = applied(manager)
    for stage in list(ApplicantStage)[1:4]:
        move_applicant(by=manager, applicant=applicant, to=stage, note="", at=clock.now())
    with pytest.raises(Refused, match="references"):
        move_applicant(by=manager, applicant=applicant, to=ApplicantStage.TAKEN_ON, note="", at=clock.now())
    with pytest.raises(Refused, match="12 digits"):
        record_check(
            by=manager,
            applicant=applicant,
            kind=CheckKind.DBS,
            number="No convictions",
            dated_on=clock.today(),
            once=uuid4(),
            at=clock.now(),
        )
    other = taken_on(manager, applied(manager))
    joined = join_account(by=manager, applicant=other, account=newcomer, at=clock.now())
    assert joined.account == newcomer
    with pytest.raises(Refused):
        join_account(by=manager, applicant=applicant, account=newcomer, at=clock.now())


def test_of_whoever_is_not_taken_on_nothing_can_be_read_once_the_time_is_over(cast: Cast) -> None:
    manager, kept = cast.team.manager, profile().joining.not_taken_on_kept_days
    gone, still, on = (applied(manager) for _ in range(3))
    move_applicant(
        by=manager, applicant=gone, to=ApplicantStage.NOT_TAKEN_ON, note="No time.", at=clock.now()
    )
    taken_on(manager, on)
    assert forget_applicants(at=clock.now() + timedelta(days=kept - 1)) == 0
    assert forget_applicants(at=clock.now() + timedelta(days=kept + 1)) == 1
    assert forget_applicants(at=clock.now() + timedelta(days=kept + 2)) == 0
    assert is_erased(gone.key_subject)
    assert not is_erased(still.key_subject)
    with pytest.raises(NotThere):
        open_applicant(by=manager, applicant_id=gone.id)
    assert Applicant.objects.count() == 3
    with reading(by=manager, subjects=[on.key_subject], purpose="a test"):
        assert open_applicant(by=manager, applicant_id=on.id).name == "Nadia Brook"


def test_applicants_are_the_manager_s_alone_in_the_data_base_too(cast: Cast) -> None:
    applicant = applied(cast.team.manager)
    for who in (cast.team.administrator, cast.team.caseworker, cast.team.volunteer, cast.team.board_member):
        with standing.standing_as(standing.worker(who.id)):
            assert not Applicant.objects.exists()
            assert not ApplicantStep.objects.exists()
        with pytest.raises(NotThere):
            open_applicant(by=who, applicant_id=applicant.id)
    skipped = (
        "INSERT INTO governance_applicantstep (id, applicant_id, number, stage, at, by_id, note) "
        "VALUES (%s, %s, 2, 'taken_on', now(), %s, '')"
    )
    assert refused_by(skipped, uuid4(), applicant.id, cast.team.manager.id) == "applicant_in_order"


def test_whoever_leaves_has_no_account_and_no_clearance_from_that_day(cast: Cast) -> None:
    volunteer, today = cast.team.volunteer, clock.today()
    with pytest.raises(Refused, match="last day"):
        leave(
            by=cast.team.manager,
            worker=volunteer,
            going=Going(today + timedelta(days=1), "", True, True),
            at=clock.now(),
        )
    leave(by=cast.team.manager, worker=volunteer, going=Going(today, "Moves.", True, True), at=clock.now())
    assert not User.objects.get(pk=volunteer.pk).is_active
    assert not is_cleared(volunteer, on=today)


def test_the_manager_brings_somebody_from_a_drive_to_their_first_case_in_the_browser(
    cast: Cast, newcomer: User
) -> None:
    client, today = Client(), clock.today().isoformat()
    client.force_login(cast.team.manager)
    drive = looking(cast.team.manager)
    add = reverse("governance:applicant_add", args=[drive.id])
    said = {
        "name": "Nadia Brook",
        "contact": "07700 900456",
        "note": "",
        "applied_on": "today",
        "once": uuid4(),
    }
    page = client.post(add, said, follow=True)
    assert "Nadia Brook" in page.content.decode()
    without_interests(newcomer, at=clock.now())
    for item in TICKED:
        answer = client.post(
            reverse("governance:joiner_done", args=[newcomer.id, item.value]),
            {"done_on": "today"},
            follow=True,
        )
        assert answer.status_code == 200, today
    shown = client.get(reverse("governance:joiner_page", args=[newcomer.id])).content.decode()
    assert "All is done: go on to clear them" in shown
    ready = client.post(reverse("governance:joiner_ready", args=[newcomer.id]))
    assert ready.url == reverse("accounts:clearance_give", args=[newcomer.id])  # type: ignore[attr-defined]
    client.post(ready.url, {"until_on": "", "reason": "All done."})  # type: ignore[attr-defined]
    assert is_cleared(newcomer, on=clock.today())
