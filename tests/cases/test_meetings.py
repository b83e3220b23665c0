"""Meetings: in what role, where and why, planned, written up once, and never forgotten (Y02, Y07, Y11, Y14, L18)."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.meetings import cancel_meeting, change_meeting, plan_meeting, write_up
from cases.actions.venues import add_venue, change_venue
from cases.choices import (
    FamilyViews,
    Has,
    MeetingKind,
    MeetingPlace,
    MeetingRole,
    MeetingState,
    ProfessionalsViews,
    WhoAsked,
    WhoseBuilding,
    WhyElsewhere,
)
from cases.models import Meeting, Venue
from cases.rules import Held, Premises, may_attend_as, may_meet_at, may_write_up, short_of
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from tests.canary.pages_read import read
from tests.cast import Cast
from tests.closing import closed_case
from tests.meetings import DAY, found, happened, held, meeting, plan_of, venue

django_db = pytest.mark.django_db
GOOD = Premises(WhoseBuilding.NEUTRAL, Has.YES, Has.YES)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.clause("Y02", "Y07")
@pytest.mark.parametrize(("role", "because"), [*product(MeetingRole, ("", " ", "To learn how it is run."))])
def test_a_worker_supports_or_speaks_of_strategy_or_says_why_they_observe(
    role: MeetingRole, because: str
) -> None:
    allowed = {
        MeetingRole.SUPPORT: True,
        MeetingRole.STRATEGY: True,
        MeetingRole.OBSERVE: bool(because.strip()),
        MeetingRole.DECIDE: False,
    }
    assert bool(may_attend_as(role, because=because)) is allowed[role]


@pytest.mark.clause("L18")
@given(
    kind=st.sampled_from(MeetingKind),
    place=st.sampled_from(MeetingPlace),
    premises=st.none()
    | st.builds(Premises, st.sampled_from(WhoseBuilding), st.sampled_from(Has), st.sampled_from(Has)),
    where=st.sampled_from(["", "A café"]),
    why=st.none() | st.sampled_from(WhyElsewhere),
    words=st.sampled_from(["", "They asked."]),
    who=st.none() | st.sampled_from(WhoAsked),
)
def test_our_own_meeting_is_where_it_suits_everyone_or_where_the_family_asked(
    kind: MeetingKind,
    place: MeetingPlace,
    premises: Premises | None,
    where: str,
    why: WhyElsewhere | None,
    words: str,
    who: WhoAsked | None,
) -> None:
    decision = may_meet_at(Held(kind, place, premises, where, why, words, who))
    is_named = (place is not MeetingPlace.REGISTER or premises is not None) and (
        place is not MeetingPlace.ELSEWHERE or bool(where)
    )
    suits = place is MeetingPlace.ONLINE or (
        place is MeetingPlace.REGISTER
        and premises is not None
        and premises.whose in (WhoseBuilding.OURS, WhoseBuilding.NEUTRAL)
        and premises.private is premises.step_free is Has.YES
    )
    is_explained = bool(why and who) and (why is not WhyElsewhere.OTHER or bool(words))
    assert bool(decision) is (is_named and (kind is not MeetingKind.OURS or suits or is_explained))


@pytest.mark.clause("L18")
def test_what_a_place_lacks_is_named() -> None:
    assert short_of(GOOD) == ()
    assert short_of(Premises(WhoseBuilding.AUTHORITY, Has.NO, Has.NOT_KNOWN)) == (
        "neutral",
        "private",
        "accessible",
    )
    refused = may_meet_at(
        Held(MeetingKind.OURS, MeetingPlace.REGISTER, Premises(WhoseBuilding.SCHOOL, Has.YES, Has.YES))
    )
    assert refused.reason.startswith("This place is not known to be neutral. Say why")


@pytest.mark.clause("Y11", "Y14")
@pytest.mark.parametrize(
    ("state", "different", "hours", "reason"),
    [
        (MeetingState.PLANNED, {}, 1, ""),
        (MeetingState.HELD, {}, 1, "This meeting is held already."),
        (MeetingState.CANCELLED, {}, 1, "This meeting is cancelled already."),
        (MeetingState.PLANNED, {}, -1, "This meeting has not begun. Write down what happened once it has."),
        (MeetingState.PLANNED, {"attended": " "}, 1, "Enter who was there."),
        (
            MeetingState.PLANNED,
            {"role_stated": False},
            1,
            "Say why you could not state your role at the start.",
        ),
        (MeetingState.PLANNED, {"role_stated": False, "not_stated_because": "Came late."}, 1, ""),
        (MeetingState.PLANNED, {"family_words": ""}, 1, "Enter the family’s views."),
        (
            MeetingState.PLANNED,
            {"family_words": "", "family_views": FamilyViews.NOT_PUT},
            1,
            "Say why the family’s views were not put.",
        ),
        (MeetingState.PLANNED, {"professionals_words": ""}, 1, "Enter the professionals’ views."),
        (
            MeetingState.PLANNED,
            {"professionals_words": "", "professionals_views": ProfessionalsViews.NOT_HEARD},
            1,
            "Say why the professionals’ views were not heard.",
        ),
        (
            MeetingState.PLANNED,
            {"professionals_words": "", "professionals_views": ProfessionalsViews.NONE_THERE},
            1,
            "",
        ),
    ],
)
def test_what_a_written_up_meeting_says(
    state: MeetingState, different: dict[str, Any], hours: int, reason: str
) -> None:
    at = clock.now()
    decision = may_write_up(state, happened(**different), starts_at=at - timedelta(hours=hours), at=at)
    assert (bool(decision), decision.reason if reason else "") == (not reason, reason)


@django_db
@pytest.mark.clause("Y07")
def test_nobody_of_ours_takes_part_in_a_decision(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    with pytest.raises(Refused, match="no part in a decision"):
        meeting(worker, case, role=MeetingRole.DECIDE)
    planned = meeting(worker, case, starts_at=clock.now() - DAY)
    with pytest.raises(Refused, match="no part in a decision"):
        write_up(by=worker, meeting=planned, told=happened(), role=MeetingRole.DECIDE, at=clock.now())
    with pytest.raises(Refused, match="only to observe"):
        write_up(by=worker, meeting=planned, told=happened(), role=MeetingRole.OBSERVE, at=clock.now())


@django_db
@pytest.mark.clause("L18")
def test_a_place_of_the_register_that_does_not_suit_everyone_needs_the_familys_wish(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    offices = venue(cast.team.manager, name="Civic Centre", whose=WhoseBuilding.AUTHORITY)
    ours = {"kind": MeetingKind.OURS, "place": MeetingPlace.REGISTER, "where": "", "venue": offices}
    with pytest.raises(Refused, match="not known to be neutral"):
        meeting(worker, case, **ours)
    asked = {"why_elsewhere": WhyElsewhere.FAMILY, "who_asked": WhoAsked.PARENT_CARER}
    assert meeting(worker, case, **ours, **asked).venue == offices
    library = venue(cast.team.manager)
    assert meeting(worker, case, **{**ours, "venue": library}).why_elsewhere == ""


@django_db
@pytest.mark.clause("L18")
def test_a_retired_place_is_offered_to_no_new_meeting_and_stays_with_the_old(cast: Cast) -> None:
    worker, case, manager = cast.team.caseworker, cast.khans.case, cast.team.manager
    library = venue(manager)
    at_it = {"place": MeetingPlace.REGISTER, "where": "", "venue": library}
    before = meeting(worker, case, **at_it)
    change_venue(by=manager, venue=library, details=found(retired_on=clock.today()), at=clock.now())
    with pytest.raises(Refused, match="used no more"):
        meeting(worker, case, **at_it)
    later = plan_of(worker, **at_it, starts_at=clock.now() + 2 * DAY)
    assert change_meeting(by=worker, meeting=before, plan=later).venue == library


@django_db
def test_a_meeting_sent_twice_is_one_and_once_ended_it_never_changes(cast: Cast) -> None:
    worker, case, once = cast.team.caseworker, cast.khans.case, uuid4()
    plan = plan_of(worker)
    first, second = (
        plan_meeting(by=worker, case=case, plan=plan, once=once, at=clock.now()) for _ in range(2)
    )
    assert first == second
    cancel_meeting(by=worker, meeting=first, because="The school has moved it.", at=clock.now())
    cancel_meeting(by=worker, meeting=first, because="Once more.", at=clock.now())
    with reading(by=worker, subjects=[case.key_subject], purpose="looks"):
        assert Meeting.objects.get(pk=first.pk).cancelled_because == "The school has moved it."
    for meant in (first, held(worker, case)):
        with pytest.raises(Refused, match="cannot be changed"):
            change_meeting(by=worker, meeting=meant, plan=plan)
    with pytest.raises(Refused, match="held already"):
        write_up(by=worker, meeting=meant, told=happened(), role=MeetingRole.SUPPORT, at=clock.now())


@django_db
def test_a_closed_case_takes_no_meeting_and_waits_for_none(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    owed = meeting(worker, case, starts_at=clock.now() - DAY)
    closed_case(by=worker, case=case, reason="All is well.", once=uuid4(), at=clock.now())
    with pytest.raises(Refused, match="closed"):
        meeting(worker, case)
    client = signed_in(worker)
    assert "Write down what happened at the meeting" not in text(client, f"/cases/{case.reference}/")
    assert client.get(f"/cases/{case.reference}/meetings/{owed.id}/write-up/").status_code == 403


@django_db
@pytest.mark.clause("Y14")
def test_a_meeting_stands_on_the_day_until_it_has_been_and_is_then_owed_until_written_up(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    client, record = signed_in(worker), f"/cases/{case.reference}/"
    coming = meeting(worker, case)
    assert "Meetings in the next 14 days" in text(client, "/today/")
    assert "Write down what happened" not in text(client, "/today/")
    assert "Meeting at " in text(client, record)
    change_meeting(by=worker, meeting=coming, plan=plan_of(worker, starts_at=clock.now() - 2 * DAY))
    day = text(client, "/today/")
    assert "Write down what happened at the meeting of" in day
    assert "1 task late" in day
    assert "Meetings in the next 14 days" not in day
    assert "Write down what happened at the meeting of" in text(client, record)
    assert "Write down what happened" not in text(signed_in(cast.team.colleague), "/today/")
    write_up(by=worker, meeting=coming, told=happened(), role=MeetingRole.SUPPORT, at=clock.now())
    assert "Write down what happened" not in text(client, "/today/")
    history = text(client, record)
    for words in ("Meeting: annual review", "The SENCO thinks fewer will do.", "the same hours as last year"):
        assert words in history


@django_db
@pytest.mark.clause("Y11", "Y14", "L18")
def test_a_worker_plans_a_meeting_and_writes_it_up_by_the_pages(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    library = venue(cast.team.manager)
    client, pages = signed_in(worker), f"/cases/{case.reference}/meetings/"
    typed: dict[str, object] = {
        "once": str(uuid4()),
        "kind": "ours",
        "purpose": "Get ready for the review.",
        "starts_on": "yesterday",
        "starts_time": "10:30",
        "place": "register",
        "venue": str(library.id),
        "expected": "Mrs Khan",
        "role": "decide",
    }
    refused = client.post(f"{pages}plan/", typed)
    assert "Staff take no part in a decision about a family" in refused.content.decode()
    answer = client.post(f"{pages}plan/", typed | {"role": "support"})
    made = Meeting.objects.get()
    assert answer.headers["Location"] == f"{pages}{made.id}/write-up/"
    assert "Mrs Khan" in text(client, f"{pages}{made.id}/write-up/")
    told: dict[str, object] = {
        "attended": "Mrs Khan",
        "role": "support",
        "role_stated": "no",
        "family_views": "themselves",
        "family_words": "She wants to speak first.",
        "professionals_views": "none_there",
    }
    missing = client.post(f"{pages}{made.id}/write-up/", told)
    assert "Enter why it could not be said" in missing.content.decode()
    assert "She wants to speak first." in missing.content.decode()
    client.post(f"{pages}{made.id}/write-up/", told | {"not_stated_because": "It was only the two of us."})
    page = text(client, f"{pages}{made.id}/")
    for words in ("No: It was only the two of us.", "She wants to speak first.", "Central Library"):
        assert words in page
    assert client.get(f"{pages}{made.id}/write-up/").status_code == 302


@django_db
@pytest.mark.clause("L18")
@pytest.mark.parametrize("place", ["home", "elsewhere"])
def test_our_own_meeting_elsewhere_is_refused_by_the_page_until_it_says_who_asked(
    cast: Cast, place: str
) -> None:
    client, pages = signed_in(cast.team.caseworker), f"/cases/{cast.khans.case.reference}/meetings/"
    typed: dict[str, object] = {
        "once": str(uuid4()),
        "kind": "ours",
        "purpose": "Get ready.",
        "starts_on": "+3",
        "starts_time": "10:30",
        "place": place,
        "where": "A café",
        "role": "support",
    }
    assert "who of the family asked for it" in client.post(f"{pages}plan/", typed).content.decode()
    asked = {"asked_for": ["asked"], "who_asked": "parent_carer", "why_elsewhere": "disability"}
    client.post(f"{pages}plan/", typed | asked)
    made = Meeting.objects.get()
    assert (made.place, made.why_elsewhere, made.who_asked) == (place, "disability", "parent_carer")
    assert "Who asked for it The parent or carer" in text(client, f"{pages}{made.id}/")


@django_db
@pytest.mark.clause("L18")
def test_another_reason_for_a_place_is_asked_for_at_its_own_box(cast: Cast) -> None:
    client = signed_in(cast.team.caseworker)
    page = f"/cases/{cast.khans.case.reference}/meetings/plan/"
    typed = {
        "once": str(uuid4()),
        "kind": "ours",
        "purpose": "Get ready.",
        "starts_on": "+3",
        "starts_time": "10:30",
        "place": "home",
        "asked_for": ["asked"],
        "who_asked": "parent_carer",
        "why_elsewhere": "other",
        "role": "support",
    }
    html = client.post(page, typed).content.decode()
    assert [tuple(one) for one in read(html).problems] == [
        ("id_why_elsewhere_words", "Enter the reason in words")
    ]
    assert "The reason in words (optional)" not in html
    assert "The reason in words (optional)" in client.get(page).content.decode()
    assert client.post(page, typed | {"why_elsewhere_words": "Their dog is ill."}).status_code == 302


@django_db
@pytest.mark.parametrize(
    ("day", "words"), [("1/1/1950", " or later"), ("1/1/2100", " or earlier"), ("-740", " or later")]
)
def test_a_meeting_of_another_age_is_a_slip_of_the_hand(cast: Cast, day: str, words: str) -> None:
    page = f"/cases/{cast.khans.case.reference}/meetings/plan/"
    answer = signed_in(cast.team.caseworker).post(page, {"starts_on": day})
    (said,) = answer.context["form"].errors["starts_on"]
    assert said.startswith("Day must be ")
    assert said.endswith(words)


@django_db
@pytest.mark.parametrize("days", [-1500, 1500])
def test_a_meeting_on_record_can_be_changed_whatever_its_day(cast: Cast, days: int) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    planned = meeting(worker, case, starts_at=clock.now() + days * DAY)
    client, page = signed_in(worker), f"/cases/{case.reference}/meetings/{planned.id}/change/"
    form = client.get(page).context["form"]
    begun = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in begun.items() if value is not None}
    answer = client.post(page, sent | {"purpose": "It was the annual review."})
    assert answer.status_code == 302, answer.context["form"].errors


@django_db
@pytest.mark.clause("L18")
def test_the_register_is_the_managers_and_the_administrators_and_says_what_places_lack(cast: Cast) -> None:
    with pytest.raises(Refused):
        add_venue(by=cast.team.caseworker, details=found(), at=clock.now())
    typed = {
        "name": "Civic Centre",
        "whose": "authority",
        "has_private_room": "yes",
        "has_step_free_access": "not_known",
        "has_accessible_toilet": "yes",
        "has_hearing_loop": "no",
        "reviewed_on": "27/3/2020",
    }
    client = signed_in(cast.team.administrator)
    assert client.post("/settings/places/add/", typed).status_code == 302
    page = text(client, "/settings/places/")
    for words in ("Civic Centre", "Not known to be neutral", "Not known to be accessible", "Look again"):
        assert words in page
    made = Venue.objects.get()
    retired = typed | {"retired_on": "today"}
    assert client.post(f"/settings/places/{made.id}/", retired).status_code == 302
    assert "Used no more" in text(client, "/settings/places/")
    future = client.post("/settings/places/add/", typed | {"reviewed_on": "+3"})
    assert "must be today or in the past" in future.content.decode()


@django_db
def test_the_lists_of_meetings_ask_as_often_for_many_as_for_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    client, page = signed_in(worker), f"/cases/{case.reference}/meetings/"
    for _ in range(2):
        held(worker, case)
        meeting(worker, case)
    with django_assert_max_num_queries(100) as few:
        client.get(page)
    for _ in range(8):
        held(worker, case)
        meeting(worker, case)
    with django_assert_max_num_queries(len(few)):
        client.get(page)
