"""The board's meetings: dates and invitations, agenda and what members raise, minutes, closing, and no case ever (L09 to L13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from http import HTTPStatus
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from cases.search import INDEX
from governance.access.meetings import agenda_of, answers_to, circulated_of, roles_not_looked_at, written_of
from governance.actions.agenda import Answer, answer_raised, put_on_role, put_on_standing_items, take_off_item
from governance.actions.board_texts import NamesSomeone, review_text
from governance.actions.meetings import (
    Came,
    Next,
    When,
    call_off_meeting,
    change_meeting,
    circulate,
    close_meeting,
    invite_members,
    record_attendance,
)
from governance.actions.minutes import record_answer
from governance.choices.board import (
    Answered,
    BoardRole,
    CalledOff,
    Declares,
    NoNextDate,
    Presence,
    RaisedOutcome,
    Sent,
    StandingItem,
)
from governance.models import (
    AgendaItem,
    Attendance,
    BoardText,
    Meeting,
    Member,
    Minute,
    RaisedAnswer,
    RaisedItem,
    Recommendation,
)
from governance.rules.meetings import days_of, not_looked_at
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal, reading
from sendiass.database import standing
from sendiass.outbox.delivery import deliver
from sendiass.outbox.models import Message
from tests.board import A_PARENT, board_of, came, chaired, minuted, planned, put_on, raised, seated
from tests.cast import Cast
from tests.governance.test_training import refused_by

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L09", "L10", "L11", "L12", "L13", "Y22")]
NAMES = "Zahra Khan is still out of school."


@pytest.fixture(autouse=True)
def _a_process_that_knows_nobody() -> None:
    INDEX.clear()


@pytest.fixture
def member(cast: Cast) -> Member:
    """The board member of the cast, with a seat."""
    return seated(cast.team.manager, "Bina Shah", A_PARENT, account=cast.team.board_member)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(who: User) -> Client:
        client = Client()
        client.force_login(who)
        return client

    return sign_in


def let_in(cast: Cast, kind: str, text: BoardText) -> None:
    review_text(by=cast.team.manager, kind=kind, text=text, accepted=True, at=clock.now())


def whole(cast: Cast, meeting: Meeting, *members: Member) -> None:
    """Write a meeting up until it can be closed."""
    manager = cast.team.manager
    put_on_standing_items(by=manager, meeting=meeting, at=clock.now())
    for item in agenda_of(meeting, by=manager):
        minuted(manager, item)
    came(manager, meeting, *members)


def close(cast: Cast, meeting: Meeting, following: Meeting | None = None) -> None:
    chosen = Next(meeting=following) if following else Next(why_not=NoNextDate.CALENDAR)
    close_meeting(by=cast.team.manager, meeting=meeting, following=chosen, at=clock.now())


# Dates and invitations


def test_a_year_s_meetings_fall_on_the_same_weekday_of_the_month() -> None:
    days = days_of(date(2027, 1, 12), every=3)
    assert days == [date(2027, 1, 12), date(2027, 4, 13), date(2027, 7, 13), date(2027, 10, 12)]
    assert len(days_of(date(2027, 1, 29), every=1)) == 12
    assert days_of(date(2027, 1, 29), every=0) == [date(2027, 1, 29)]


def test_every_member_is_invited_to_a_year_of_meetings_once_and_by_a_calendar(
    cast: Cast, member: Member
) -> None:
    meetings = planned(cast.team.administrator, every=3)
    assert len(meetings) == 4
    sent = circulated_of(meetings[0])
    assert [(one.member, one.what) for one in sent] == [(member, Sent.INVITATION)]
    message = Message.objects.get(pk=sent[0].message)
    with reading(by=cast.team.manager, subjects=[message.key_subject], purpose="test"):
        calendar = message.body["calendar"]
        assert f"UID:{meetings[0].id}" in calendar.replace("\r\n ", "")
        assert "SENDIASS" not in message.subject
    before = Message.objects.count()
    sweeps = ServicePrincipal("sweeps")
    invite_members(by=sweeps, at=clock.now())
    assert Message.objects.count() == before
    seated(cast.team.manager, "New Comer")
    invite_members(by=sweeps, at=clock.now())
    assert Message.objects.count() == before + 4


def test_the_mail_carries_the_invitation(cast: Cast, member: Member, mailoutbox: list[Any]) -> None:
    meeting = planned(cast.team.administrator)[0]
    deliver(circulated_of(meeting)[0].message, clock=clock.now)
    (mail,) = mailoutbox
    assert mail.to == [member.email]
    names = [one[0] for one in mail.attachments]
    assert names == ["invitation.ics"]
    assert "METHOD:PUBLISH" in mail.attachments[0][1]


def test_whoever_was_invited_is_told_of_a_new_place_and_that_it_is_called_off(
    cast: Cast, member: Member
) -> None:
    by = cast.team.administrator
    meeting = planned(by)[0]
    change_meeting(by=by, meeting=meeting, when=When(meeting.starts_at, 60, "By video"), at=clock.now())
    call_off_meeting(by=by, meeting=meeting, because=CalledOff.TOO_FEW, at=clock.now())
    assert {one.what for one in circulated_of(meeting)} == {Sent.INVITATION, Sent.CHANGE, Sent.CALLED_OFF}
    with pytest.raises(Refused, match="stays as it is"):
        change_meeting(by=by, meeting=meeting, when=When(meeting.starts_at, 90, "Here"), at=clock.now())
    assert (
        refused_by(
            "UPDATE governance_meeting SET called_off_at = NULL, called_off_by_id = NULL, "
            "called_off_because = ''"
        )
        == "meeting_in_order"
    )


# Agenda


def test_standing_items_are_put_on_once_and_each_names_its_role(cast: Cast) -> None:
    by, meeting = cast.team.administrator, planned(cast.team.administrator)[0]
    for _ in range(2):
        put_on_standing_items(by=by, meeting=meeting, at=clock.now())
    items = agenda_of(meeting, by=by)
    assert [one.standing for one in items if one.standing] == StandingItem.values
    assert items[3].role == BoardRole.IMPARTIALITY
    assert all(one.is_shown for one in items), "they have no words in which anybody could be named"


def test_what_the_service_adds_comes_before_the_end(cast: Cast) -> None:
    by, meeting = cast.team.manager, planned(cast.team.manager)[0]
    put_on_standing_items(by=by, meeting=meeting, at=clock.now())
    item = put_on(by, meeting)
    assert agenda_of(meeting, by=by)[-3] == item
    take_off_item(by=by, item=item, at=clock.now())
    assert item not in agenda_of(meeting, by=by)
    assert AgendaItem.objects.filter(pk=item.pk).exists()


def test_what_a_member_raised_is_read_by_a_manager_then_put_on_and_the_member_sees_it(
    cast: Cast, member: Member
) -> None:
    by, own = cast.team.administrator, raised(cast.team.board_member)
    meeting = planned(by)[0]
    onto = Answer(RaisedOutcome.ACCEPTED, meeting=meeting, role=BoardRole.PUBLICITY)
    with pytest.raises(Refused, match="manager looks at it first"):
        answer_raised(by=by, raised=own, answer=onto, at=clock.now())
    let_in(cast, "raised", own)
    answer_raised(by=cast.team.manager, raised=own, answer=onto, at=clock.now())
    with pytest.raises(Refused, match="on an agenda already"):
        answer_raised(by=by, raised=own, answer=onto, at=clock.now())
    with standing.standing_as(standing.worker(cast.team.board_member.id)):
        assert answers_to([own])[own.id].outcome == RaisedOutcome.ACCEPTED
        assert any(one.origin == "raised" for one in agenda_of(meeting, by=cast.team.board_member))


def test_what_is_put_off_says_why_and_can_be_put_on_later_and_nothing_disappears(
    cast: Cast, member: Member, signed_in: Callable[[User], Client]
) -> None:
    by, own = cast.team.manager, raised(cast.team.board_member)
    let_in(cast, "raised", own)
    with pytest.raises(Refused, match="Enter the reason"):
        answer_raised(by=by, raised=own, answer=Answer(RaisedOutcome.DEFERRED), at=clock.now())
    later = Answer(RaisedOutcome.DEFERRED, reason="The budget comes in spring.")
    answer_raised(by=by, raised=own, answer=later, at=clock.now())
    page = signed_in(cast.team.board_member).get(reverse("governance:raised_list")).content.decode()
    assert "Put off" in page
    assert "The budget comes in spring." in page
    meeting = planned(by)[0]
    put_on_standing_items(by=by, meeting=meeting, at=clock.now())
    item = agenda_of(meeting, by=by)[4]
    merged = Answer(RaisedOutcome.MERGED, item=item, reason="It belongs to how we are doing.")
    answer_raised(by=by, raised=own, answer=merged, at=clock.now())
    assert RaisedAnswer.objects.filter(raised=own).count() == 2
    with pytest.raises(Refused, match="A member raised this"):
        take_off_item(by=by, item=item, at=clock.now())
    assert refused_by("UPDATE governance_raiseditem SET title = '\\x00'::bytea") == "board_text_screened"


def test_a_member_sees_what_they_raised_and_not_what_another_did(cast: Cast, member: Member) -> None:
    own = raised(cast.team.board_member)
    with standing.standing_as(standing.worker(cast.team.board_member.id)):
        assert RaisedItem.objects.filter(pk=own.pk).exists()
    with standing.standing_as(standing.worker(cast.team.caseworker.id)):
        assert not RaisedItem.objects.exists()
        assert not Meeting.objects.exists()
    with pytest.raises(Refused, match="has a seat"):
        raised(cast.team.manager)


def test_roles_that_no_minute_of_the_year_served_are_proposed(cast: Cast, member: Member) -> None:
    today = clock.today()
    assert not_looked_at({BoardRole.POLICY: today - timedelta(days=366)}, on=today) == list(
        BoardRole.to_exercise()
    )
    meeting = planned(cast.team.manager, in_days=-1)[0]
    whole(cast, meeting, member)
    assert BoardRole.IMPARTIALITY in roles_not_looked_at(on=today), "not before it is closed"
    close(cast, meeting)
    left = roles_not_looked_at(on=today)
    assert BoardRole.IMPARTIALITY not in left
    assert BoardRole.PUBLICITY in left
    following = planned(cast.team.manager)[0]
    item = put_on_role(by=cast.team.administrator, meeting=following, role=left[0], at=clock.now())
    assert item.called == left[0].label


@pytest.mark.clause("L07")
def test_the_board_is_asked_about_its_own_membership_once_a_year_and_what_it_says_is_kept(
    cast: Cast, member: Member
) -> None:
    manager, held = cast.team.manager, planned(cast.team.manager, in_days=-1)[0]
    soon, later = planned(manager, in_days=90)[0], planned(manager, in_days=400)[0]
    whole(cast, held, member)
    [asked] = AgendaItem.objects.filter(meeting=held, role=BoardRole.MEMBERSHIP)
    assert "whose voice is missing" in asked.called
    close(cast, held)
    for meeting in (soon, later):
        put_on_standing_items(by=cast.team.administrator, meeting=meeting, at=clock.now())
    assert not AgendaItem.objects.filter(meeting=soon, role=BoardRole.MEMBERSHIP).exists()
    assert AgendaItem.objects.filter(meeting=later, role=BoardRole.MEMBERSHIP).exists()
    with reading(by=manager, subjects=[held.key_subject], purpose="test"):
        assert Minute.objects.get(item=asked).words == "It was talked about."


# No case, ever


def test_a_manager_who_names_a_family_is_told_where_and_nothing_is_kept(cast: Cast) -> None:
    meeting = planned(cast.team.manager)[0]
    with pytest.raises(NamesSomeone):
        put_on(cast.team.manager, meeting, words=NAMES)
    assert not AgendaItem.objects.exists()


def test_what_the_administrator_writes_waits_and_no_member_sees_it_by_page_or_by_sql(
    cast: Cast, member: Member, signed_in: Callable[[User], Client]
) -> None:
    meeting = planned(cast.team.manager)[0]
    item = put_on(cast.team.administrator, meeting, title="Zahra", words=NAMES)
    assert item.is_waiting
    client = signed_in(cast.team.board_member)
    page = client.get(reverse("governance:board_meeting", args=[meeting.id])).content.decode()
    assert "Zahra" not in page
    with standing.standing_as(standing.worker(cast.team.board_member.id)):
        assert not AgendaItem.objects.exists()
    with pytest.raises(Refused, match="Something waits"):
        circulate(by=cast.team.administrator, meeting=meeting, what=Sent.AGENDA, at=clock.now())
    with pytest.raises(Refused):
        let_in_by(cast.team.administrator, item)
    review_text(
        by=cast.team.manager, kind="item", text=item, accepted=False, reason="No names.", at=clock.now()
    )
    item.refresh_from_db()
    assert not item.is_shown


def let_in_by(who: User, item: AgendaItem) -> None:
    review_text(by=who, kind="item", text=item, accepted=True, at=clock.now())


def test_sql_lets_nothing_in_that_no_manager_saw(cast: Cast) -> None:
    meeting = planned(cast.team.manager)[0]
    item = put_on(cast.team.administrator, meeting, words=NAMES)
    assert refused_by("UPDATE governance_agendaitem SET held = false WHERE id = %s", item.id) == (
        "board_text_screened"
    )
    forged = "UPDATE governance_agendaitem SET accepted = true, reviewed_at = now(), reviewed_by_id = %s WHERE id = %s"
    assert refused_by(forged, cast.team.caseworker.id, item.id) == "board_text_screened"
    own = "UPDATE governance_agendaitem SET by_id = %s, held = false WHERE id = %s"
    assert refused_by(own, cast.team.administrator.id, item.id) == "board_text_screened"


def test_a_board_member_writes_nothing_of_the_keepers_by_sql(cast: Cast, member: Member) -> None:
    meeting = planned(cast.team.manager)[0]
    with standing.standing_as(standing.worker(cast.team.board_member.id)):
        statement = "UPDATE governance_meeting SET place = 'Elsewhere', changes = changes + 1 WHERE id = %s"
        assert refused_by(statement, meeting.id) == "by_who_keeps_the_board"


# Minutes and closing


def test_minutes_are_final_once_the_meeting_is_closed_by_action_and_by_sql(
    cast: Cast, member: Member
) -> None:
    meeting = planned(cast.team.manager, in_days=-1)[0]
    whole(cast, meeting, member)
    item = agenda_of(meeting, by=cast.team.manager)[0]
    minuted(cast.team.manager, item, words="Worded anew.")
    close(cast, meeting)
    with pytest.raises(Refused, match="final"):
        minuted(cast.team.manager, item, words="Once more.")
    for statement in (
        "UPDATE governance_minute SET role = 'policy'",
        "UPDATE governance_agendaitem SET taken_off_at = now(), taken_off_by_id = by_id",
        "UPDATE governance_attendance SET presence = 'absent', declares = ''",
    ):
        assert refused_by(statement) == "final_once_closed"
    assert (
        refused_by(
            "UPDATE governance_meeting SET closed_at = NULL, closed_by_id = NULL, no_next_because = ''"
        )
        == "meeting_in_order"
    )


def test_a_meeting_closes_with_its_next_date_or_why_there_is_none(cast: Cast, member: Member) -> None:
    meeting, following = planned(cast.team.manager, in_days=-1)[0], planned(cast.team.manager)[0]
    with pytest.raises(Refused, match="who came"):
        close(cast, meeting)
    whole(cast, meeting, member)
    with pytest.raises(Refused, match="next meeting, or why"):
        close_meeting(by=cast.team.manager, meeting=meeting, following=Next(), at=clock.now())
    without = "UPDATE governance_meeting SET closed_at = now(), closed_by_id = by_id WHERE id = %s"
    assert refused_by(without, meeting.id) == "closed_with_its_next_date_or_why_not"
    with pytest.raises(Refused, match="once it was held"):
        close(cast, following)
    close(cast, meeting, following)
    meeting.refresh_from_db()
    assert meeting.next_meeting == following


def test_nothing_closes_while_a_minute_is_missing_or_waits(cast: Cast, member: Member) -> None:
    meeting = planned(cast.team.manager, in_days=-1)[0]
    whole(cast, meeting, member)
    item = put_on(cast.team.manager, meeting)
    with pytest.raises(Refused, match="1 item has no minute"):
        close(cast, meeting)
    by_sql = (
        "UPDATE governance_meeting SET closed_at = now(), closed_by_id = by_id, no_next_because = 'calendar' "
        "WHERE id = %s"
    )
    assert refused_by(by_sql, meeting.id) == "meeting_in_order"
    minute = minuted(cast.team.administrator, item)
    assert written_of(meeting).waiting == 1
    with pytest.raises(Refused, match="Something waits"):
        close(cast, meeting)
    assert refused_by(by_sql, meeting.id) == "meeting_in_order"
    let_in(cast, "minute", minute)
    close(cast, meeting)


def test_interests_are_declared_at_the_start_and_the_quorum_is_said(
    cast: Cast, member: Member, signed_in: Callable[[User], Client]
) -> None:
    manager, meeting = cast.team.manager, planned(cast.team.manager, in_days=-1)[0]
    chair = chaired(manager)
    there = [
        Came(member, Presence.CAME, Declares.INTEREST, "A governor of a school here."),
        Came(chair, Presence.APOLOGIES),
    ]
    record_attendance(by=manager, meeting=meeting, came=there, at=clock.now())
    page = signed_in(manager).get(reverse("governance:board_meeting", args=[meeting.id])).content.decode()
    assert "A governor of a school here." in page
    assert "1 of the 4 members" in page
    undeclared = "UPDATE governance_attendance SET presence = 'came' WHERE member_id = %s"
    assert refused_by(undeclared, chair.id) == "whoever_came_declares"
    assert Attendance.objects.filter(meeting=meeting).count() == 2


def test_a_member_reads_minutes_once_they_are_final_and_on_tagged_paper(
    cast: Cast, member: Member, signed_in: Callable[[User], Client]
) -> None:
    meeting, client = planned(cast.team.manager, in_days=-1)[0], signed_in(cast.team.board_member)
    whole(cast, meeting, member)
    page, paper = (
        reverse(f"governance:{name}", args=[meeting.id]) for name in ("board_meeting", "board_minutes_pdf")
    )
    assert "It was talked about." not in client.get(page).content.decode()
    assert client.get(paper).status_code == HTTPStatus.NOT_FOUND
    close(cast, meeting)
    assert "It was talked about." in client.get(page).content.decode()
    content = client.get(paper).content
    reader = PdfReader(BytesIO(content))
    assert "It was talked about." in "".join(one.extract_text() for one in reader.pages)
    assert "/MarkInfo" in reader.root_object
    circulate(by=cast.team.administrator, meeting=meeting, what=Sent.MINUTES, at=clock.now())
    assert Sent.MINUTES in {one.what for one in circulated_of(meeting)}


def test_a_recommendation_goes_to_the_trustees_and_carries_their_answer(
    cast: Cast, signed_in: Callable[[User], Client]
) -> None:
    things = board_of(cast)
    meeting = Meeting.objects.get(pk=things["meeting_id"])
    made = Recommendation.objects.get(pk=things["recommendation_id"])

    def answer() -> None:
        record_answer(
            by=cast.team.manager,
            recommendation=made,
            answer=Answered.IN_PART,
            words="From the new year.",
            answered_on=clock.today(),
            at=clock.now(),
        )

    with pytest.raises(Refused, match="Close the meeting first"):
        answer()
    for item in agenda_of(meeting, by=cast.team.manager):
        if not Minute.objects.filter(item=item).exists():
            minuted(cast.team.manager, item)
    came(cast.team.manager, meeting, Member.objects.get(pk=things["member_id"]))
    close(cast, meeting)
    answer()
    page = signed_in(cast.team.board_member).get(reverse("governance:recommendation_list")).content.decode()
    assert "Open until 7pm." in page
    assert "From the new year." in page
    with pytest.raises(Refused, match="on record"):
        answer()
    assert refused_by("UPDATE governance_trusteeanswer SET answer = 'accepted'") == "board_text_screened"


# By hand


def test_the_keepers_go_through_their_forms(
    cast: Cast, member: Member, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(cast.team.manager)
    day = clock.today() + timedelta(days=20)
    wrong = client.post(reverse("governance:board_plan"), {"starts_on": "32/1", "every": "3"})
    assert wrong.status_code == HTTPStatus.OK
    assert "There is a problem" in wrong.content.decode()
    client.post(
        reverse("governance:board_plan"),
        {
            "starts_on": f"{day:%d/%m/%Y}",
            "starts_time": "2pm",
            "lasts": "90",
            "place": "Alliance House",
            "every": "3",
            "once": str(uuid4()),
        },
    )
    assert Meeting.objects.count() == 4
    meeting = Meeting.objects.soonest_first().first()
    assert meeting is not None
    where = reverse("governance:agenda_item_add", args=[meeting.id])
    said = {"title": "Waiting times", "words": NAMES, "role": "performance", "once": str(uuid4())}
    named = client.post(where, said).content.decode()
    assert "Take it out" in named
    assert "Waiting times" in named, "what was typed is kept"
    client.post(where, {**said, "words": "They are longer."})
    assert AgendaItem.objects.filter(meeting=meeting).count() == 1


def test_attendance_is_asked_of_each_member_by_name(
    cast: Cast, member: Member, signed_in: Callable[[User], Client]
) -> None:
    meeting = planned(cast.team.manager, in_days=-1)[0]
    client = signed_in(cast.team.manager)
    where = reverse("governance:board_attendance", args=[meeting.id])
    assert f"Select whether {member.name} came" in client.post(where, {}).content.decode()
    assert f"Enter what {member.name} declares" in client.post(where, {"came_0": "interest"}).content.decode()
    named = client.post(where, {"came_0": "interest", "interest_0": NAMES})
    assert named.status_code == HTTPStatus.OK
    assert "Take it out" in named.content.decode()
    client.post(where, {"came_0": "interest", "interest_0": "A governor."})
    assert Attendance.objects.get(meeting=meeting).declares == Declares.INTEREST
