"""A meeting that was written up is final: a correction stands beside it, and both are read (Y02, Y07, Y11, Y14)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from cases.actions.casework import allocate
from cases.actions.meeting_corrections import correct_meeting
from cases.choices import FamilyViews, MeetingRole, MeetingState
from cases.models import Meeting, MeetingCorrection
from cases.rules import may_correct_meeting
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from tests.cases.test_meetings import signed_in, text
from tests.cast import Cast
from tests.closing import closed_case
from tests.meetings import happened, held, meeting

django_db = pytest.mark.django_db
pytestmark = pytest.mark.clause("Y02", "Y11", "Y14")

TYPED: dict[str, object] = {
    "attended": "Mrs Khan and the head",
    "role": "observe",
    "observes_because": "Mrs Khan spoke for herself.",
    "role_stated": "no",
    "not_stated_because": "We came late.",
    "family_views": "in_writing",
    "family_words": "We want more hours.",
    "professionals_views": "not_heard",
    "not_heard_because": "The head had to leave.",
    "reason": "I mixed up two meetings.",
    "seen": "1",
}


def correct(by: User, done: Meeting, **different: Any) -> MeetingCorrection:
    usual: dict[str, Any] = {
        "seen": 1,
        "told": happened(attended="Mrs Khan and the head"),
        "role": MeetingRole.SUPPORT,
        "reason": "The SENCO was not there.",
        "once": uuid4(),
        "at": clock.now(),
    }
    return correct_meeting(by=by, meeting=done, **{**usual, **different})


@pytest.mark.parametrize(
    ("state", "different", "reason", "said"),
    [
        (MeetingState.HELD, {}, "Wrong.", ""),
        (MeetingState.PLANNED, {}, "Wrong.", "Only a meeting that was written up"),
        (MeetingState.CANCELLED, {}, "Wrong.", "Only a meeting that was written up"),
        (MeetingState.HELD, {}, " ", "Enter why this is corrected."),
        (MeetingState.HELD, {"attended": ""}, "Wrong.", "Enter who was there."),
        (MeetingState.HELD, {"role_stated": False}, "Wrong.", "Say why you could not state your role"),
        (MeetingState.HELD, {"family_words": ""}, "Wrong.", "Enter the family’s views."),
        (MeetingState.HELD, {"professionals_words": ""}, "Wrong.", "Enter the professionals’ views."),
    ],
)
def test_a_correction_is_as_whole_as_what_it_corrects_and_says_why(
    state: MeetingState, different: dict[str, Any], reason: str, said: str
) -> None:
    decision = may_correct_meeting(state, happened(**different), reason=reason)
    assert (bool(decision), said in decision.reason) == (not said, True)


@django_db
def test_the_page_begins_with_what_stands_and_then_shows_both(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    client, done = signed_in(worker), held(worker, case)
    page = f"/cases/{case.reference}/meetings/{done.id}/"
    form = client.get(f"{page}correct/").content.decode()
    for words in ("Mrs Khan, the SENCO, an officer", "the same hours as last year", "fewer will do"):
        assert words in form
    assert (
        "Enter why this is corrected"
        in client.post(f"{page}correct/", TYPED | {"reason": ""}).content.decode()
    )
    for _ in range(2):
        assert client.post(f"{page}correct/", TYPED | {"once": str(done.once)}).status_code == 302
    assert MeetingCorrection.objects.count() == 1
    shown = text(client, page)
    for words in (
        "Why it was corrected: I mixed up two meetings.",
        "In what role Observe only: Mrs Khan spoke for herself.",
        "Role said at the start No: We came late.",
        "views: in writing We want more hours.",
        "They were not heard".lower(),
        "What stood before",
        "Mrs Khan, the SENCO, an officer of the SEND team",
        "We want the same hours as last year.",
    ):
        assert words in shown
    assert shown.index("We want more hours.") < shown.index("We want the same hours as last year.")
    again = client.get(f"{page}correct/").content.decode()
    assert "The head had to leave." in again
    assert 'name="seen" value="2"' in again


@django_db
def test_the_history_tells_the_newest_version_and_that_it_was_corrected(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    done = held(worker, case)
    record = f"/cases/{case.reference}/"
    assert "Corrected on" not in text(signed_in(worker), record)
    correct(worker, done)
    correct(worker, done, seen=2, told=happened(attended="Only Mrs Khan"), reason="Nor was the head.")
    shown = text(signed_in(worker), record)
    assert "Only Mrs Khan" in shown
    assert "Mrs Khan and the head" not in shown
    assert "the SENCO, an officer" not in shown
    assert f"Corrected on {clock.today().day}" in shown


@django_db
def test_what_somebody_corrected_first_is_looked_at_first(cast: Cast) -> None:
    worker = cast.team.caseworker
    done, once = held(worker, cast.khans.case), uuid4()
    first = correct(worker, done, once=once)
    assert correct(worker, done, once=once) == first
    with pytest.raises(Refused, match="corrected since you opened it"):
        correct(cast.team.manager, done)
    assert correct(cast.team.manager, done, seen=2).version == 3


@django_db
def test_only_whoever_wrote_it_up_or_the_manager_corrects_it_even_on_a_closed_case(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    done = held(worker, case)
    with pytest.raises(Refused, match="Only the worker who wrote this up"):
        correct(cast.team.colleague, done)
    page = f"/cases/{case.reference}/meetings/{done.id}/"
    beside = cast.team.volunteer
    allocate(by=cast.team.manager, case=case, worker=beside, reason="Helps.", at=clock.now())
    volunteer = signed_in(beside)
    assert volunteer.get(f"{page}correct/").status_code == 403
    assert "Correct what happened" not in text(volunteer, page)
    assert signed_in(cast.team.colleague).get(f"{page}correct/").status_code == 404
    closed_case(by=worker, case=case, reason="Well.", once=uuid4(), at=clock.now())
    assert "Correct what happened" in text(signed_in(worker), page)
    assert signed_in(worker).post(f"{page}correct/", TYPED).status_code == 302


@django_db
def test_no_correction_of_a_plan_and_none_that_takes_part_in_a_decision(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    coming = meeting(worker, case)
    with pytest.raises(Refused, match="Only a meeting that was written up"):
        correct(worker, coming)
    done = held(worker, case)
    for role, said in (
        (MeetingRole.DECIDE, "no part in a decision"),
        (MeetingRole.OBSERVE, "only to observe"),
    ):
        with pytest.raises(Refused, match=said):
            correct(worker, done, role=role)
    page = f"/cases/{case.reference}/meetings/{done.id}/correct/"
    answer = signed_in(worker).post(page, TYPED | {"role": "decide"})
    assert "Staff take no part in a decision" in answer.content.decode()
    assert "We want more hours." in answer.content.decode()
    assert not MeetingCorrection.objects.exists()


@django_db
def test_the_words_of_a_correction_lie_sealed_with_its_case(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    told = happened(attended="Xyzzy", family_views=FamilyViews.NOT_PUT, family_words="Xyzzy")
    made = correct(worker, held(worker, case), told=told, reason="Xyzzy", agreed="Xyzzy")
    rows = MeetingCorrection.objects.extra(select={"row": "to_jsonb(cases_meetingcorrection)::text"})
    assert "Xyzzy" not in rows.values_list("row", flat=True)[0]
    with reading(by=worker, subjects=[case.key_subject], purpose="test"):
        read = MeetingCorrection.objects.get(pk=made.pk)
        assert (read.attended, read.family_words, read.reason, read.agreed) == ("Xyzzy",) * 4
