"""From a drive to a first case, and leaving: nobody is given a case before what comes first is done (L17, Y09)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.casework import allocate
from cases.actions.policy import NewVersion, acknowledge_policy, put_in_policy
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
from governance.actions.training import take_back_training
from governance.choices.joining import ApplicantStage, CheckKind, JoiningItem
from governance.deadlines.training import Had
from governance.models import Applicant, ApplicantStep, TrainingRecord
from governance.rules.joining import OnRegister, longest
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.access import is_cleared
from sendiass.accounts.actions import Newcomer, enrol, give_clearance, say_ready, tell_of_clearances
from sendiass.accounts.emails import CLEARANCE_ENDS
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit import reading
from sendiass.crypto.erasure import is_erased
from sendiass.database import standing
from sendiass.outbox.models import Message
from sendiass.profiles import profile
from tests.cast import Cast, hand_over, without_interests
from tests.governance.test_training import refused_by
from tests.training import SWEEPS, applied, had, looking, taken_on, trained_first

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L17", "Y09", "Y12")]
TICKED = [item for item in JoiningItem if item is JoiningItem.AGREEMENT]


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


def has_read(cast: Cast, who: User) -> None:
    """A version of the policy is in, and they have read it."""
    version = put_in_policy(
        by=cast.team.manager, version=NewVersion("Impartial.", clock.today()), once=uuid4(), at=clock.now()
    )
    acknowledge_policy(by=who, version=version, at=clock.now())


def all_done(cast: Cast, who: User, **training: Any) -> None:
    """All that comes before a first case, by whatever does each thing."""
    trained_first(cast.team.manager, who, **training)
    has_read(cast, who)
    without_interests(who, at=clock.now())
    done(cast, who, *TICKED)


def to_do(cast: Cast, who: User, *, days: int = 0) -> set[JoiningItem]:
    on = clock.today() + timedelta(days=days)
    return set(open_joiner(by=cast.team.manager, account=who.id, on=on).to_do)


def clear(cast: Cast, who: User) -> None:
    give_clearance(by=cast.team.manager, person=who, until_on=None, reason="All done.", at=clock.now())


def test_a_volunteer_is_given_a_case_once_everything_that_comes_first_is_done(
    cast: Cast, newcomer: User
) -> None:
    manager, now = cast.team.manager, clock.now()
    with pytest.raises(Refused, match="not all done"):
        clear(cast, newcomer)
    trained_first(manager, newcomer)
    with pytest.raises(Refused, match="read the impartiality policy") as refused:
        find_ready(by=manager, account=newcomer.id, at=now)
    assert refused.value.decision.rule == "L17"
    has_read(cast, newcomer)
    with pytest.raises(Refused, match="Agreement signed by both"):
        find_ready(by=manager, account=newcomer.id, at=now)
    done(cast, newcomer, *TICKED)
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
    has_read(cast, newcomer)
    shown = client.get(reverse("governance:joiner_page", args=[newcomer.id])).content.decode()
    assert "Not on the register of training" in shown
    assert "All is done" not in shown
    trained_first(cast.team.manager, newcomer)
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


def test_no_tick_stands_for_a_training_nor_for_what_they_say_themselves(cast: Cast, newcomer: User) -> None:
    for item in set(JoiningItem) - {JoiningItem.AGREEMENT}:
        with pytest.raises(Refused) as refused:
            done(cast, newcomer, item)
        assert refused.value.decision.reason
    client = Client()
    client.force_login(cast.team.manager)
    for item in (JoiningItem.POLICY_READ, JoiningItem.INTERESTS_DECLARED):
        address = reverse("governance:joiner_done", args=[newcomer.id, item.value])
        assert client.post(address, {"done_on": "today"}).status_code == 404
    address = reverse("governance:joiner_done", args=[newcomer.id, JoiningItem.SAFEGUARDING.value])
    assert "Record the training" in client.post(address, {"done_on": "today"}).content.decode()
    assert JoiningItem.SAFEGUARDING in to_do(cast, newcomer)


def test_each_training_does_its_own_item(cast: Cast, newcomer: User) -> None:
    for item, need in profile().joining.by_training.items():
        assert JoiningItem(item) in to_do(cast, newcomer)
        had(cast.team.manager, newcomer, need)
        assert JoiningItem(item) not in to_do(cast, newcomer)
    had(cast.team.manager, newcomer, "legal_1")
    assert to_do(cast, newcomer) >= {JoiningItem.AGREEMENT, JoiningItem.POLICY_READ}


def test_a_training_that_ends_stops_new_cases_takes_none_and_the_manager_is_told_once(
    cast: Cast, newcomer: User
) -> None:
    manager, now = cast.team.manager, clock.now()
    all_done(cast, newcomer, expires_on=clock.today() + timedelta(days=60))
    find_ready(by=manager, account=newcomer.id, at=now)
    clear(cast, newcomer)
    hand_over(cast, cast.khans.case, newcomer)

    def told(days: int) -> int:
        for _ in range(2):
            tell_of_clearances(by=SWEEPS, at=now + timedelta(days=days))
        return int(Message.objects.filter(kind=CLEARANCE_ENDS.code, subject_id=manager.id).count())

    assert [told(days) for days in (0, 59, 60, 61, 62, 90)] == [0, 1, 1, 2, 2, 2]
    assert is_cleared(newcomer, on=clock.today() + timedelta(days=60))
    assert not is_cleared(newcomer, on=clock.today() + timedelta(days=61))
    assert JoiningItem.SAFEGUARDING in to_do(cast, newcomer, days=61)
    with pytest.raises(Refused, match="has ended") as refused:
        allocate(by=manager, case=cast.waiting, worker=newcomer, reason="", at=now + timedelta(days=61))
    assert refused.value.decision.rule == "L17"
    assert Allocation.objects.current().filter(worker=newcomer, case=cast.khans.case).exists()
    trained_first(manager, newcomer, at=now + timedelta(days=61))
    assert is_cleared(newcomer, on=clock.today() + timedelta(days=62))


def test_the_manager_s_day_says_that_it_ends_with_a_training(cast: Cast, newcomer: User) -> None:
    all_done(cast, newcomer, expires_on=clock.today())
    find_ready(by=cast.team.manager, account=newcomer.id, at=clock.now())
    clear(cast, newcomer)
    client = Client()
    client.force_login(cast.team.manager)
    assert "A training it rests on ends." in client.get(reverse("cases:today")).content.decode()
    page = client.get(reverse("governance:joiner_page", args=[newcomer.id])).content.decode()
    assert "it counts until" in page
    assert "None" not in page


def test_the_data_base_gives_no_case_once_a_training_has_ended(cast: Cast, newcomer: User) -> None:
    manager, ago = cast.team.manager, clock.now() - timedelta(days=9)
    say_ready(by=manager, person=newcomer, until_on=clock.day_of(ago), at=ago)
    give_clearance(by=manager, person=newcomer, until_on=None, reason="All done.", at=ago)
    statement = (
        "INSERT INTO cases_allocation (id, case_id, worker_id, from_at, by_id, reason) "
        "VALUES (%s, %s, %s, now(), %s, '')"
    )
    refusal = refused_by(statement, uuid4(), cast.waiting.id, newcomer.id, manager.id)
    assert refusal == "ready_on_the_day"


def test_a_training_taken_back_stops_new_cases_unless_another_counts(cast: Cast, newcomer: User) -> None:
    manager = cast.team.manager
    all_done(cast, newcomer)
    again = had(manager, newcomer, "safeguarding")
    find_ready(by=manager, account=newcomer.id, at=clock.now())
    clear(cast, newcomer)
    take_back_training(by=manager, record=again, reason="Recorded twice.", at=clock.now())
    assert is_cleared(newcomer, on=clock.today())
    first = TrainingRecord.objects.standing().get(worker=newcomer, need="safeguarding")
    take_back_training(by=manager, record=first, reason="It was somebody else.", at=clock.now())
    assert not is_cleared(newcomer, on=clock.today())
    assert to_do(cast, newcomer) == {JoiningItem.SAFEGUARDING}
    with pytest.raises(Refused, match="not all done"):
        clear(cast, newcomer)


def test_done_again_means_a_training_had_from_that_day_on(cast: Cast, newcomer: User) -> None:
    manager = cast.team.manager
    all_done(cast, newcomer)
    joiner = open_joiner(by=manager, account=newcomer.id, on=clock.today())
    item = JoiningItem.SAFEGUARDING
    say_to_do_again(by=manager, joiner=joiner, item=item, reason="New procedures.", at=clock.now())
    had(manager, newcomer, "safeguarding")
    assert to_do(cast, newcomer) == {item}
    had(manager, newcomer, "safeguarding", held_on=clock.today())
    assert not to_do(cast, newcomer)
    with pytest.raises(Refused, match="new version"):
        say_to_do_again(by=manager, joiner=joiner, item=JoiningItem.POLICY_READ, reason="x", at=clock.now())


def test_it_is_said_again_after_a_training_in_the_same_words_and_sent_twice_it_is_said_once(
    cast: Cast, newcomer: User
) -> None:
    manager, item = cast.team.manager, JoiningItem.SAFEGUARDING
    all_done(cast, newcomer)
    joiner = open_joiner(by=manager, account=newcomer.id, on=clock.today())
    first, twice = (
        say_to_do_again(by=manager, joiner=joiner, item=item, reason="New procedures.", at=clock.now())
        for _ in range(2)
    )
    assert first == twice
    had(manager, newcomer, "safeguarding", held_on=clock.today())
    assert not to_do(cast, newcomer)
    say_to_do_again(by=manager, joiner=joiner, item=item, reason="New procedures.", at=clock.now())
    assert to_do(cast, newcomer) == {item}


def test_a_new_version_of_the_policy_leaves_them_its_days_and_no_more(cast: Cast, newcomer: User) -> None:
    all_done(cast, newcomer)
    has_read(cast, cast.team.caseworker)
    within = profile().policy_reading.within_days
    assert not to_do(cast, newcomer, days=within)
    assert to_do(cast, newcomer, days=within + 1) == {JoiningItem.POLICY_READ}


days = st.dates(date(2026, 1, 1), date(2026, 3, 1))
register = st.lists(st.tuples(days, st.none() | st.integers(0, 60)), max_size=5)


@given(found=register, on=days, months=st.integers(0, 2))
def test_it_is_done_on_a_day_when_any_training_counts_that_day(
    found: list[tuple[date, int | None]], on: date, months: int
) -> None:
    at = clock.now()
    trainings = [
        Had(held, held + timedelta(days=lasts) if lasts is not None else None)
        for held, lasts in found
        if held <= on
    ]
    best = longest([OnRegister(one, at) for one in trainings], again_after_months=months, again=None)
    counts = any((end := one.until(months)) is None or end >= on for one in trainings)
    assert (best is not None and best.counts(on)) is counts
