"""What an agency says is owed to the family: due on a day, open until they were told, never closed away (L25, Y11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cases.actions.dates import finish_task
from cases.actions.people import remove_from_case
from cases.choices import CaseRole, CaseStatus, TaskRule
from cases.models import CasePerson, Task
from cases.rules import may_close, may_tick_off
from consent.access import open_heard
from consent.actions.asking import Wanted, ask_for_permission
from consent.actions.passing_on import Telling, pass_on, withhold
from consent.choices import Content, HowPassedOn, PassOnOutcome, Told, Way, WhyWithheld
from consent.deadlines import DUE_BY_RULE, pass_on_due_on
from consent.disclosures import words_to_carry
from consent.models import Disclosure, Heard, PassedOn, SharingPermission
from consent.rules import FAMILY, may_have_spoken, may_pass_on
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.calendar import bank_holidays
from sendiass.profiles import profile
from tests.cast import Cast
from tests.closing import closed_case
from tests.unseen import hide

SAID = "The panel meets on the 9th, and they lean towards a no."
Heard_ = Callable[..., Heard]


@pytest.fixture
def heard(cast: Cast, permitted: Callable[..., SharingPermission], tell: Callable[..., Disclosure]) -> Heard_:
    """The authority says something in a call that the family permitted."""

    def said(**different: object) -> Heard:
        if not SharingPermission.objects.exists():
            permitted(ways=frozenset(Way))
        told: Heard = tell(**{"heard": SAID, **different}).heard
        return told

    return said


def telling(cast: Cast, **different: object) -> Telling:
    usual: dict[str, object] = {
        "told": cast.khans.parent,
        "how": HowPassedOn.PHONE,
        "happened_on": clock.today(),
        "answer": "Thank you for telling me straight.",
    }
    return Telling(**{**usual, **different})  # type: ignore[arg-type]


def passed(cast: Cast, one: Heard, *, by: User | None = None, **different: object) -> PassedOn:
    return pass_on(
        by=by or cast.team.caseworker,
        heard=one,
        telling=telling(cast, **different),
        once=uuid4(),
        at=clock.now(),
    )


def withheld(by: User, one: Heard, because: str = "It would tell him where she lives.") -> PassedOn:
    return withhold(
        by=by, heard=one, why=WhyWithheld.RISK_OF_HARM, because=because, once=uuid4(), at=clock.now()
    )


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        act()
    return found.value.decision.reason


@pytest.mark.django_db
@pytest.mark.clause("L25", "Y11")
def test_what_an_agency_says_is_owed_to_the_family_by_a_day(cast: Cast, heard: Heard_) -> None:
    one = heard()
    task = one.task
    assert (task.rule, task.case_id, task.worker) == (TaskRule.PASS_ON, cast.khans.case.id, None)
    days, holidays = profile().sharing.pass_on_working_days, profile().working_days.bank_holidays
    assert (
        task.due_on == one.due_on == pass_on_due_on(clock.today(), working_days=days, bank_holidays=holidays)
    )
    assert one.due_by_rule == DUE_BY_RULE
    with reading(by=cast.team.caseworker, subjects=[one.key_subject], purpose="test"):
        assert one.words == SAID
        assert task.words == "Tell the family what SEND team said"


@pytest.mark.django_db
@pytest.mark.clause("L25")
def test_each_thing_an_agency_says_is_owed_by_itself(cast: Cast, heard: Heard_) -> None:
    first, second = heard(), heard()
    passed(cast, first)
    assert list(Heard.objects.of(cast.khans.case).to_pass_on()) == [second]
    assert Task.objects.owed_before_closing().get() == second.task


@pytest.mark.django_db
@pytest.mark.clause("L25")
def test_nothing_said_back_owes_nothing(
    permitted: Callable[..., object], tell: Callable[..., Disclosure]
) -> None:
    permitted()
    tell(heard="  ")
    assert not Heard.objects.exists()
    assert not Task.objects.owed_before_closing().exists()


@pytest.mark.django_db
@pytest.mark.clause("L25")
def test_an_answer_is_kept_though_the_family_only_let_us_tell(
    permitted: Callable[..., object], heard: Heard_
) -> None:
    permitted(ways=frozenset({Way.TELL}))
    assert Disclosure.objects.get(heard=heard()).way == Way.TELL


@pytest.mark.django_db
@pytest.mark.clause("L24", "L25")
def test_listening_alone_needs_the_familys_yes_to_hear(
    permitted: Callable[..., object], tell: Callable[..., Disclosure]
) -> None:
    permitted(ways=frozenset({Way.TELL}))
    assert "not for this: hear from them" in refused(lambda: tell(way=Way.HEAR, heard=SAID))
    assert not Heard.objects.exists()
    permitted(ways=frozenset({Way.HEAR}))
    assert refused(lambda: tell(way=Way.HEAR, heard="")) == "Enter what they said."


@pytest.mark.django_db
@pytest.mark.clause("L25", "Y02")
def test_a_contact_says_whether_they_were_told_or_why_not(
    cast: Cast, permitted: Callable[..., object], tell: Callable[..., Disclosure]
) -> None:
    permitted()
    assert refused(lambda: tell(told=Told.NOT_POSSIBLE, because=" ")).startswith(
        "Say why it was not possible"
    )
    assert not Disclosure.objects.exists()
    said = tell(told=Told.NOT_POSSIBLE, because="We got the answering machine.")
    with reading(by=cast.team.caseworker, subjects=[said.key_subject], purpose="test"):
        assert said.not_told_because == "We got the answering machine."


@pytest.mark.django_db
@pytest.mark.clause("L25")
def test_the_family_is_told_once_and_the_task_is_done_with_it(cast: Cast, heard: Heard_) -> None:
    one = heard()
    done = passed(cast, one)
    task = Task.objects.get(pk=one.task_id)
    assert (done.outcome, done.told, task.done_by) == (
        PassOnOutcome.PASSED_ON,
        cast.khans.parent,
        cast.team.caseworker,
    )
    assert "on record already" in refused(lambda: passed(cast, one, how=HowPassedOn.EMAIL))
    assert "on record already" in refused(lambda: withheld(cast.team.manager, one))
    assert PassedOn.objects.get() == done


@pytest.mark.django_db
@pytest.mark.clause("L25")
def test_the_same_form_twice_tells_them_once(cast: Cast, heard: Heard_) -> None:
    one, once = heard(), uuid4()
    first, again = (
        pass_on(by=cast.team.caseworker, heard=one, telling=telling(cast), once=once, at=clock.now())
        for _ in range(2)
    )
    assert first == again


@pytest.mark.django_db
@pytest.mark.clause("L25")
def test_it_is_told_to_the_family_on_the_case_and_when_it_can_have_been(cast: Cast, heard: Heard_) -> None:
    one, day = heard(), timedelta(days=1)
    assert "of the family who is on the case" in refused(lambda: passed(cast, one, told=cast.taylors.parent))
    assert "before you heard it" in refused(lambda: passed(cast, one, happened_on=clock.today() - day))
    assert "in the future" in refused(lambda: passed(cast, one, happened_on=clock.today() + day))
    part = CasePerson.objects.present().get(case=cast.khans.case, person=cast.khans.parent)
    remove_from_case(by=cast.team.caseworker, part=part, at=clock.now())
    assert "of the family who is on the case" in refused(lambda: passed(cast, one))
    assert not PassedOn.objects.exists()
    passed(cast, one, told=cast.khans.child)


@pytest.mark.django_db
@pytest.mark.clause("L25")
def test_a_tick_does_not_tell_anyone(cast: Cast, heard: Heard_) -> None:
    task = heard().task
    assert "who in the family was told" in refused(
        lambda: finish_task(by=cast.team.caseworker, task=task, at=clock.now())
    )
    assert Task.objects.open().filter(pk=task.pk).exists()


@pytest.mark.django_db
@pytest.mark.clause("L25")
def test_a_case_does_not_close_before_the_family_knows(cast: Cast, heard: Heard_) -> None:
    one, case = heard(), cast.khans.case

    def close() -> object:
        return closed_case(by=cast.team.caseworker, case=case, reason="Settled.", at=clock.now())

    assert "Before you close this case: pass on what an agency told us" in refused(close)
    case.refresh_from_db()
    assert case.status == CaseStatus.OPEN
    passed(cast, one)
    close()
    case.refresh_from_db()
    assert case.status == CaseStatus.CLOSED


@pytest.mark.django_db
@pytest.mark.clause("L25")
def test_nothing_is_heard_on_a_closed_case_where_nobody_would_pass_it_on(
    cast: Cast, permitted: Callable[..., object], tell: Callable[..., Disclosure]
) -> None:
    permitted()
    closed_case(by=cast.team.caseworker, case=cast.khans.case, reason="Settled.", at=clock.now())
    assert "closed" in refused(lambda: tell(heard=SAID))
    assert not Disclosure.objects.exists()


@pytest.mark.django_db
@pytest.mark.clause("L25")
def test_only_the_manager_decides_that_they_are_not_told_and_says_why(cast: Cast, heard: Heard_) -> None:
    one = heard()
    assert "Only the manager" in refused(lambda: withheld(cast.team.caseworker, one))
    assert "Say why" in refused(lambda: withheld(cast.team.manager, one, because="  "))
    decided = withheld(cast.team.manager, one)
    assert (decided.outcome, decided.told, decided.recorded_by) == (
        PassOnOutcome.WITHHELD,
        None,
        cast.team.manager,
    )
    assert not Heard.objects.to_pass_on().exists()


@pytest.mark.django_db
@pytest.mark.clause("L25")
def test_what_was_heard_on_another_case_is_not_there(cast: Cast, heard: Heard_) -> None:
    one = heard()
    with pytest.raises(NotThere):
        open_heard(by=cast.team.colleague, case=cast.taylors.case, task_id=one.task_id)
    assert open_heard(by=cast.team.caseworker, case=cast.khans.case, task_id=one.task_id) == one


@pytest.mark.django_db
@pytest.mark.clause("L24")
def test_the_permission_that_is_missing_can_be_asked_for(cast: Cast) -> None:
    wanted = Wanted(cast.authority, [Way.TELL, Way.HEAR], [Content.PLAN, Content.HEALTH])
    once = uuid4()
    for _ in range(2):
        ask_for_permission(
            by=cast.team.caseworker,
            case=cast.khans.case,
            wanted=wanted,
            due_on=clock.today(),
            once=once,
            at=clock.now(),
        )
    task = Task.objects.get(case=cast.khans.case, rule=TaskRule.BY_HAND)
    with reading(by=cast.team.caseworker, subjects=[task.key_subject], purpose="test"):
        assert task.words == (
            "Ask the family whether we may tell them; hear from them: SEND team. "
            "About: EHC assessment and plan; health"
        )
    nothing = Wanted(cast.authority, [], [])
    assert "Choose what" in refused(
        lambda: ask_for_permission(
            by=cast.team.caseworker,
            case=cast.khans.case,
            wanted=nothing,
            due_on=clock.today(),
            once=uuid4(),
            at=clock.now(),
        )
    )


def test_the_longest_list_of_wishes_still_fits_a_task() -> None:
    class Longest:
        name = "An agency with a long name " * 12

    words = Wanted(Longest(), list(Way), list(Content)).words  # type: ignore[arg-type]
    assert len(words) <= 500
    assert words.endswith(" …")


@pytest.mark.clause("Y17")
def test_only_what_is_relayed_carries_that_it_is_the_familys_view() -> None:
    assert {way: words_to_carry(way) for way in Way} == {
        Way.TELL: "",
        Way.HEAR: "",
        Way.INTERMEDIARY: profile().sharing.relayed_words,
    }
    assert "not the views of this service" in profile().sharing.relayed_words


@pytest.mark.clause("L25")
@given(
    way=st.sampled_from(list(Way)),
    told=st.sampled_from(list(Told)),
    because=st.sampled_from(["", "  ", "They rang us."]),
    heard=st.sampled_from(["", " ", "A no."]),
)
def test_a_contact_is_whole_or_refused(way: Way, told: Told, because: str, heard: str) -> None:
    says_why = told is Told.SAID or because.strip() != ""
    says_what = way is not Way.HEAR or heard.strip() != ""
    assert bool(may_have_spoken(way=way, told=told, because=because, heard=heard)) == (says_why and says_what)


days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.clause("L25")
@given(heard_on=days, working_days=st.integers(1, 30), off=st.lists(st.integers(1, 60), max_size=8))
@example(heard_on=date(2026, 11, 27), working_days=1, off=[])  # a Friday
@example(heard_on=date(2028, 2, 28), working_days=1, off=[])  # before a leap day
@example(heard_on=date(2026, 12, 31), working_days=2, off=[1])  # over the turn of a year and its holiday
def test_the_due_date_is_so_many_working_days_later_counted_one_by_one(
    heard_on: date, working_days: int, off: list[int]
) -> None:
    holidays = {heard_on + timedelta(days=ahead) for ahead in off}
    due = pass_on_due_on(heard_on, working_days=working_days, bank_holidays=holidays)
    between = [heard_on + timedelta(days=ahead) for ahead in range(1, (due - heard_on).days + 1)]
    assert due.weekday() < 5
    assert due not in holidays
    closed = holidays | bank_holidays(heard_on.year) | bank_holidays(due.year)
    worked = {day for day in between if day.strftime("%A") not in ("Saturday", "Sunday")}
    assert len(worked - closed) == working_days


@given(first=days, later=st.integers(0, 40), working_days=st.integers(1, 30))
def test_what_is_heard_later_is_never_due_earlier(first: date, later: int, working_days: int) -> None:
    then = first + timedelta(days=later)

    def due(heard_on: date, days: int) -> date:
        return pass_on_due_on(heard_on, working_days=days, bank_holidays=())

    assert due(first, working_days) <= due(then, working_days)
    assert due(first, working_days) < due(first, working_days + 1)


@given(
    role=st.sampled_from([None, *CaseRole]),
    heard_on=days,
    waits=st.integers(-3, 3),
    recorded_after=st.integers(0, 5),
)
def test_only_family_is_told_on_a_day_from_the_hearing_to_today(
    role: CaseRole | None, heard_on: date, waits: int, recorded_after: int
) -> None:
    told_on, on = heard_on + timedelta(days=waits), heard_on + timedelta(days=recorded_after)
    may = may_pass_on(role=role, told_on=told_on, heard_on=heard_on, on=on)
    assert bool(may) == (role in FAMILY and heard_on <= told_on <= on)


@pytest.mark.parametrize("rule", TaskRule)
def test_what_blocks_closing_is_not_ticked_off_either(rule: TaskRule) -> None:
    if not may_close([rule]):
        assert not may_tick_off(rule)
    assert may_close([])


@pytest.mark.clause("Y12")
def test_what_is_overdue_on_a_case_kept_from_the_manager_is_left_out_by_the_question_itself(
    cast: Cast, heard: Heard_
) -> None:
    one = heard()
    late = one.due_on + timedelta(days=1)
    assert list(Heard.objects.visible_to(cast.team.manager).overdue(late)) == [one]
    hide(cast.khans.case, cast.team.manager)
    assert not Heard.objects.visible_to(cast.team.manager).overdue(late).exists()
