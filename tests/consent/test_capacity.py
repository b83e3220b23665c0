"""Whether a young person could make one decision on one day: who records it of whom, and what leans on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.people import Kinship, relate
from cases.choices import ParentalResponsibility, TaskRule
from cases.choices import Relationship as RelationshipKind
from cases.models import Task
from consent.actions.capacity import Assessed, record_capacity
from consent.choices import CapacityOutcome, PartOfDeciding, Standing, WhyEnded
from consent.models import CapacityDecision, Disclosure, SharingPermission
from consent.rules import Found, Giver, found_by, may_give, may_rely_on
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from tests.cast import Cast
from tests.closing import closed_case
from tests.consent.conftest import born_eighteen_years_ago, found, judged
from tests.consent.test_sharing_pages import a_yes, get, post, signed_in

pytestmark = pytest.mark.clause("L24")
Permitted = Callable[..., SharingPermission]
INSTEAD = {"standing": Standing.ALTERNATIVE_PERSON}
WEIGH = PartOfDeciding.WEIGH


def reason(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.decision.reason


@pytest.mark.django_db
class TestRecording:
    """What is kept, and of whom."""

    def test_it_keeps_each_part_with_what_was_seen_and_says_what_follows(self, cast: Cast) -> None:
        born_eighteen_years_ago(cast)
        decision = found(cast, WEIGH)
        assert decision.outcome == CapacityOutcome.CANNOT_DECIDE
        with reading(by=cast.team.caseworker, subjects=[decision.key_subject], purpose="test"):
            assert decision.unable == ["weigh"]
            assert decision.weigh == "Shown with pictures, twice."
            assert decision.because_of == "A learning disability."

    def test_a_child_is_not_judged(self, cast: Cast) -> None:
        assert "over compulsory school age" in reason(lambda: found(cast))
        assert not CapacityDecision.objects.exists()

    def test_nobody_is_judged_for_a_day_on_which_they_were_a_child(self, cast: Cast) -> None:
        ended = cast.khans.child
        born_eighteen_years_ago(cast)
        ended.refresh_from_db()
        day = ended.compulsory_school_age_ends_on
        assert day
        assert "over compulsory school age" in reason(lambda: found(cast, decided_on=day))
        found(cast, decided_on=day + timedelta(days=1))

    def test_a_parent_is_not_judged(self, cast: Cast) -> None:
        assert "only of the young person" in reason(lambda: found(cast, person=cast.khans.parent))

    def test_another_familys_young_person_is_not_judged_here(self, cast: Cast) -> None:
        born_eighteen_years_ago(cast)
        assert "only of the young person" in reason(lambda: found(cast, person=cast.taylors.child))

    @pytest.mark.parametrize(
        ("different", "said"),
        [
            ({"seen": {WEIGH: "Not really."}}, "each of the four parts"),
            ({"evidence": " "}, "how they were helped"),
            ({"assessed_by": ""}, "who judged it"),
            ({"because_of": " "}, "Without one they decide"),
            ({"review_on": None}, "looked at again"),
            ({"review_on": date(2000, 1, 1)}, "looked at again"),
        ],
    )
    def test_one_that_is_not_whole_is_refused(self, cast: Cast, different: dict[str, Any], said: str) -> None:
        born_eighteen_years_ago(cast)
        assert said in reason(lambda: found(cast, WEIGH, **different))

    def test_the_same_form_twice_is_one_decision(self, cast: Cast) -> None:
        born_eighteen_years_ago(cast)
        once, assessed = uuid4(), Assessed(cast.authority, "Whether to speak with them.", judged())
        for _ in range(2):
            record_capacity(
                by=cast.team.caseworker,
                case=cast.khans.case,
                person=cast.khans.child,
                assessed=assessed,
                once=once,
                at=clock.now(),
            )
        assert CapacityDecision.objects.count() == 1

    def test_a_closed_case_takes_none(self, cast: Cast) -> None:
        born_eighteen_years_ago(cast)
        closed_case(by=cast.team.caseworker, case=cast.khans.case, reason="x", at=clock.now())
        assert "closed" in reason(lambda: found(cast))


@pytest.mark.django_db
class TestLeaningOnOne:
    """Someone else's yes for a young person."""

    def test_it_needs_a_decision_that_they_cannot_decide_this(self, cast: Cast, permitted: Permitted) -> None:
        born_eighteen_years_ago(cast)
        assert "cannot decide this" in reason(lambda: permitted(**INSTEAD))
        able = found(cast)
        assert "cannot decide this" in reason(lambda: permitted(capacity=able, **INSTEAD))
        unable = found(cast, WEIGH)
        last_day = clock.today() + timedelta(days=30)
        assert permitted(capacity=unable, last_day=last_day, **INSTEAD).capacity == unable

    def test_a_decision_about_another_agency_does_not_carry_it(
        self, cast: Cast, permitted: Permitted
    ) -> None:
        born_eighteen_years_ago(cast)
        other = found(cast, WEIGH, agency=cast.primary)
        assert "another agency" in reason(lambda: permitted(capacity=other, **INSTEAD))

    def test_an_earlier_decision_carries_it_no_more(self, cast: Cast, permitted: Permitted) -> None:
        born_eighteen_years_ago(cast)
        old, _new = found(cast, WEIGH), found(cast, PartOfDeciding.SAY)
        assert "a newer decision" in reason(lambda: permitted(capacity=old, **INSTEAD))

    def test_it_lasts_no_longer_than_until_it_is_looked_at_again(
        self, cast: Cast, permitted: Permitted
    ) -> None:
        born_eighteen_years_ago(cast)
        review_on = clock.today() + timedelta(days=10)
        unable = found(cast, WEIGH, review_on=review_on)
        too_long = review_on + timedelta(days=1)
        assert "last too long" in reason(lambda: permitted(capacity=unable, last_day=too_long, **INSTEAD))
        permitted(capacity=unable, last_day=review_on, **INSTEAD)

    def test_found_able_later_what_leaned_on_it_stops_at_once_and_they_are_asked(
        self, cast: Cast, permitted: Permitted, tell: Callable[..., Disclosure]
    ) -> None:
        born_eighteen_years_ago(cast)
        permission = permitted(capacity=found(cast, WEIGH), **INSTEAD)
        tell()
        found(cast)
        permission.refresh_from_db()
        assert permission.ended_because == WhyEnded.OF_AGE
        assert "no permission for this agency that holds" in reason(tell)
        assert Disclosure.objects.count() == 1
        task = Task.objects.open().get(case=cast.khans.case)
        assert task.rule == TaskRule.ASK_YOUNG_PERSON
        own = {"given_by": cast.khans.child, "standing": Standing.FOR_THEMSELVES, "given_at": clock.now()}
        permitted(last_day=clock.today() + timedelta(days=1), **own)
        task.refresh_from_db()
        assert task.done_at, "asked, they said yes, though for a shorter time"

    def test_found_unable_again_what_leaned_on_it_goes_on_to_its_day(
        self, cast: Cast, permitted: Permitted, tell: Callable[..., Disclosure]
    ) -> None:
        born_eighteen_years_ago(cast)
        permitted(capacity=found(cast, WEIGH), **INSTEAD)
        found(cast, WEIGH)
        tell()

    def test_written_down_late_an_older_finding_stops_nothing(
        self, cast: Cast, permitted: Permitted, tell: Callable[..., Disclosure]
    ) -> None:
        born_eighteen_years_ago(cast)
        permitted(capacity=found(cast, WEIGH), **INSTEAD)
        found(cast, decided_on=clock.today() - timedelta(days=20))
        tell()

    def test_a_deputy_or_attorney_needs_no_parental_responsibility(
        self, cast: Cast, permitted: Permitted
    ) -> None:
        born_eighteen_years_ago(cast)
        unable = found(cast, WEIGH)
        permitted(capacity=unable, **INSTEAD)
        with reading(by=cast.team.caseworker, subjects=[cast.khans.child.key_subject], purpose="test"):
            relate(
                by=cast.team.caseworker,
                child=cast.khans.child,
                adult=cast.khans.parent,
                kinship=Kinship(RelationshipKind.REPRESENTATIVE, ParentalResponsibility.NO),
                at=clock.now(),
            )
        assert permitted(capacity=unable, **INSTEAD).standing == Standing.ALTERNATIVE_PERSON


DAY = date(2028, 2, 29)


def test_who_may_give_is_one_table() -> None:
    """Every way the facts can stand, against the law said once more, as a list of who may."""
    for own, child, care, of_age, represents, another, outcome, standing in product(
        *[(False, True)] * 6, (None, *CapacityOutcome), Standing
    ):
        giver = Giver(
            standing=standing,
            is_the_one_it_is_about=own,
            has_care=care,
            about_born=date(2010, 1, 1) if of_age else date(2020, 1, 1),
            about_is_child_of_case=child,
            capacity=Found(outcome, DAY, DAY) if outcome else None,
            represents=represents,
            another_represents=another,
        )
        may = (
            (standing == "for_themselves" and own)
            or (standing == "parent_of_child" and not own and child and care and not of_age)
            or (
                standing == "alternative_person"
                and not own
                and child
                and of_age
                and outcome == "cannot_decide"
                and (represents or (care and not another))
            )
        )
        assert bool(may_give(giver, on=DAY)) == may, giver


@given(
    decided_on=st.dates(date(2023, 1, 1), date(2029, 12, 31)),
    lasts=st.none() | st.integers(0, 500),
    on=st.integers(-400, 900),
)
def test_it_is_relied_on_from_its_day_to_its_review_and_on_no_other(
    decided_on: date, lasts: int | None, on: int
) -> None:
    days = set() if lasts is None else {decided_on + timedelta(days=day) for day in range(lasts + 1)}
    day = decided_on + timedelta(days=on)
    review_on = None if lasts is None else decided_on + timedelta(days=lasts)
    assert bool(may_rely_on(Found(CapacityOutcome.CANNOT_DECIDE, decided_on, review_on), on=day)) == (
        day in days
    )


@given(st.frozensets(st.sampled_from(PartOfDeciding)))
def test_one_part_that_cannot_be_done_is_enough(unable: frozenset[PartOfDeciding]) -> None:
    outcome = found_by(judged(*unable))
    assert outcome == (CapacityOutcome.CANNOT_DECIDE if unable else CapacityOutcome.CAN_DECIDE)


def what_was_seen(cast: Cast, *unable: PartOfDeciding, **different: object) -> dict[str, object]:
    typed: dict[str, object] = {
        "once": str(uuid4()),
        "agency": str(cast.authority.id),
        "decision": "Whether we may tell the SEND team about her needs.",
        "decided_on": "today",
        "assessed_by": "Dr Shah",
        "evidence": "With pictures, twice.",
        "because_of": "A learning disability." if unable else "",
        "review_on": "+60" if unable else "",
    }
    for part in PartOfDeciding:
        typed[f"can_{part.value}"] = "no" if part in unable else "yes"
        typed[f"seen_{part.value}"] = f"Seen of it: {part.value}."
    return typed | different


@pytest.mark.django_db
class TestThePages:
    """It is offered where it is needed, and used from there."""

    def test_a_parents_yes_for_a_young_person_leads_to_it_and_back_with_what_was_typed(
        self, cast: Cast
    ) -> None:
        worker, case = cast.team.caseworker, cast.khans.case
        born_eighteen_years_ago(cast)
        html = post(worker, case, "permissions/add/", a_yes(cast)).content.decode()
        assert "Record first who found" in html
        led = re.search(r'href="/cases/[^/]+/sharing/(capacity/add/\?agency=[^"]+)"', html)
        assert led
        assert (
            "selected>SEND team"
            in signed_in(worker).get(f"/cases/{case.reference}/sharing/{led[1]}").content.decode()
        )
        response = post(worker, case, "capacity/add/", what_was_seen(cast, WEIGH))
        assert response.status_code == 302
        again = signed_in(worker).get(response["Location"]).content.decode()
        assert "Yes, tell them about school." in again
        assert post(worker, case, "permissions/add/", a_yes(cast)).status_code == 302
        permission = SharingPermission.objects.get()
        assert permission.standing == Standing.ALTERNATIVE_PERSON
        page = get(worker, case)
        assert "unable to decide this" in page
        assert "Cannot decide this: SEND team" in page
        assert "Seen of it: weigh." in page

    def test_it_is_offered_for_nobody_else(self, cast: Cast) -> None:
        worker, case = cast.team.caseworker, cast.khans.case
        born_eighteen_years_ago(cast)
        own = a_yes(cast, given_by=str(cast.khans.child.id))
        assert post(worker, case, "permissions/add/", own).status_code == 302
        adult = a_yes(cast, about=str(cast.khans.parent.id), given_by=str(cast.khans.child.id))
        html = post(worker, case, "permissions/add/", adult).content.decode()
        assert "An adult on the case decides for themselves." in html
        assert "capacity/add" not in html

    def test_of_a_child_the_page_is_refused_with_its_reason(self, cast: Cast) -> None:
        response = signed_in(cast.team.caseworker).get(
            f"/cases/{cast.khans.case.reference}/sharing/capacity/add/"
        )
        assert response.status_code == 403
        assert "only of a young person" in response.content.decode()

    @pytest.mark.parametrize(
        ("different", "words"),
        [
            ({"can_weigh": ""}, "Select yes or no: could they weigh it up?"),
            ({"seen_say": ""}, "Enter what was seen of saying what they decide"),
            ({"decision": ""}, "Enter what was to be decided"),
            ({"agency": ""}, "Select the agency"),
            ({"because_of": ""}, "Enter what it comes from"),
            ({"review_on": ""}, "Enter the day on which it is looked at again"),
            ({"review_on": "yesterday"}, "must be between today and "),
            ({"decided_on": "tomorrow"}, "must be today or in the past"),
        ],
    )
    def test_what_is_missing_is_said_and_what_was_typed_stays(
        self, cast: Cast, different: dict[str, object], words: str
    ) -> None:
        born_eighteen_years_ago(cast)
        typed = what_was_seen(cast, PartOfDeciding.UNDERSTAND, **different)
        html = post(cast.team.caseworker, cast.khans.case, "capacity/add/", typed).content.decode()
        assert words in html
        assert "Seen of it: understand." in html
        assert not CapacityDecision.objects.exists()
