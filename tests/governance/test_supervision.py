"""Supervision is booked, held, written and signed by the two of them; nobody but they and the line manager reads it (L16)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from icalendar import Calendar

from cases.actions.conflicts import judge_conflict
from cases.actions.interests import Connection, declare_interest
from cases.actions.interventions import Given, correct_intervention
from cases.choices import Channel, HelpKind, InterestKind
from governance.access import lacks_a_supervisor, open_session, standings_of
from governance.actions.file_checks import Findings
from governance.actions.groups import Group, NamesSomebody, record_group
from governance.actions.people import OnLeave, record_leave
from governance.actions.records import ToDo, add_note, agree_action, discuss_case, finish_action
from governance.actions.reminders import remind_of_sessions, tell_of_overdue
from governance.actions.sessions import AskedBy, Became, Meeting, book_session, move_session, say_outcome
from governance.choices import LeaveKind, NoteKind, Outcome, Where
from governance.models import AgreedAction, CaseDiscussed, GroupSession, SupervisionSession
from governance.reports import supervision_figures
from governance.reports.supervision import workload
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.actions import confirm_proposal, deactivate, propose_role_change
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit import ServicePrincipal, reading
from sendiass.database import standing
from sendiass.outbox.models import Message
from sendiass.profiles import profile
from tests.cast import Cast
from tests.commenting import lead_of, second_manager, signed_in, words_at
from tests.governance.checking import ALL_KEPT, checked
from tests.supervising import REFLECTED, booked, held, signed, supervises, wrote
from tests.training import worked_at

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L14", "L15", "L16", "Y09", "Y24")]

SWEEPS = ServicePrincipal("sweeps")
SECRET = "She feels watched by the school."
WORDS = ("supervisionrecord", "supervisionnote", "casediscussed", "agreedaction")


def rows_shown_to(user: User) -> dict[str, int]:
    found = {}
    with standing.standing_as(standing.worker(user.id)), connection.cursor() as cursor:
        for table in WORDS:
            cursor.execute(f"SELECT count(*) FROM governance_{table}")
            found[table] = cursor.fetchone()[0]
    return found


def written_with_everything(cast: Cast) -> SupervisionSession:
    """A session of the caseworker with the manager, with something in each table of words."""
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    session = booked(worker, by=worker, in_days=-1)
    at = clock.now()
    add_note(by=worker, session=session, kind=NoteKind.AGENDA, words="The Khans", once=uuid4(), at=at)
    became = Became(Outcome.HELD, held_on=clock.day_of(session.starts_at))
    say_outcome(by=manager, session=session, became=became, once=uuid4(), at=at)
    discuss_case(
        by=worker,
        session=session,
        reference=cast.khans.case.reference,
        words="Ring the school.",
        once=uuid4(),
        at=at,
    )
    to_do = ToDo("Ring by Friday", worker, clock.today())
    agree_action(by=worker, session=session, to_do=to_do, once=uuid4(), at=at)
    wrote(session, by=manager, wellbeing=SECRET)
    found: SupervisionSession = SupervisionSession.objects.with_people().get(pk=session.pk)
    return found


def test_a_session_goes_from_booking_to_a_record_both_have_signed_in_the_browser(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    typed = {"starts_on": "tomorrow", "starts_time": "2:30pm", "minutes": "60", "where": "video"}
    answer = signed_in(worker).post(f"/supervision/workers/{worker.id}/book/", typed)
    assert answer.status_code == 302, answer.content.decode()
    session = SupervisionSession.objects.get()
    page = f"/supervision/{session.id}/"
    assert answer.headers["Location"] == page
    for one, words in ((worker, "The tribunal"), (manager, "Holidays")):
        assert signed_in(one).post(f"{page}agenda/", {"words": words}).status_code == 302
    assert "It has not begun yet" in signed_in(worker).get(f"{page}held/").content.decode()
    earlier = held(worker, by=manager, days_ago=2)
    page = f"/supervision/{earlier.id}/"
    without = signed_in(worker).post(f"{page}record/", {"number": "0", "wellbeing": SECRET})
    assert "Enter whose side it might look as if we took" in without.content.decode()
    reflection = dict.fromkeys(("whose_side", "left_out", "inadvisable", "pressure"), REFLECTED)
    said = {"number": "0", "wellbeing": SECRET, **reflection}
    assert signed_in(worker).post(f"{page}record/", said).status_code == 302
    for one in (worker, manager):
        record = earlier.records.get()
        answer = signed_in(one).post(f"{page}sign/", {"record": str(record.id)})
        assert answer.status_code == 302, answer.content.decode()
    shown = words_at(manager, page)
    for words in (SECRET, REFLECTED, "Signed by both", "Add a remark", "Cases in hand"):
        assert words in shown
    assert "Write the record" not in shown
    assert signed_in(worker).post(f"{page}remark/", {"words": "Since then better."}).status_code == 302
    assert "Since then better." in words_at(worker, page)


def test_nobody_but_the_two_and_the_line_manager_is_shown_a_word_not_even_by_sql(cast: Cast) -> None:
    session = written_with_everything(cast)
    others = [
        cast.team.colleague,
        cast.team.volunteer,
        cast.team.administrator,
        cast.team.board_member,
        lead_of(cast),
        second_manager(cast),
    ]
    for other in others:
        assert set(rows_shown_to(other).values()) == {0}, other.role
        with standing.standing_as(standing.worker(other.id)), pytest.raises(NotThere):
            open_session(by=other, session_id=session.id)
    for reader in (cast.team.caseworker, cast.team.manager):
        assert all(rows_shown_to(reader).values())
        assert SECRET in words_at(reader, f"/supervision/{session.id}/")


def test_a_third_who_is_the_line_manager_reads_and_does_not_write(cast: Cast) -> None:
    worker, manager, colleague = cast.team.volunteer, cast.team.manager, cast.team.colleague
    supervises(cast, worker, colleague)
    session = held(worker, by=colleague)
    wrote(session, by=colleague, wellbeing=SECRET)
    page = f"/supervision/{session.id}/"
    assert SECRET in words_at(manager, page)
    refused = signed_in(manager).get(f"{page}record/")
    assert refused.status_code == 403
    assert "The two of them write this" in refused.content.decode()
    with (
        standing.standing_as(standing.worker(manager.id)),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        session.records.create(
            number=2, workload={}, at=clock.now(), by=manager, once=uuid4(), whose_side="x", left_out="x"
        )


def test_what_both_signed_the_data_base_keeps_as_it_is(cast: Cast) -> None:
    session = written_with_everything(cast)
    worker, manager = cast.team.caseworker, cast.team.manager
    signed(session, worker)
    wrote(session, by=manager, learning="More")  # the signature under the first counts no more
    signed(session, manager)
    session.refresh_from_db()
    assert not hasattr(SupervisionSession.objects.get(pk=session.pk), "final")
    signed(session, worker)
    assert SupervisionSession.objects.get(pk=session.pk).final.record.number == 2
    for statement in (
        "UPDATE governance_supervisionrecord SET number = 9",
        "DELETE FROM governance_supervisionsignature",
        "DELETE FROM governance_finalrecord",
        "INSERT INTO governance_supervisionrecord SELECT gen_random_uuid(), session_id, 9, at, by_id FROM "
        "governance_supervisionrecord",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(Refused, match="final"):
        wrote(SupervisionSession.objects.get(pk=session.pk), by=manager)
    with pytest.raises(DatabaseError, match="Both have signed"), transaction.atomic():
        session.records.create(
            number=3,
            workload={},
            whose_side="x",
            left_out="x",
            inadvisable="x",
            pressure="x",
            at=clock.now(),
            by=worker,
            once=uuid4(),
        )


def test_a_case_is_shown_only_to_whoever_may_open_it_and_only_one_both_may_open_is_discussed(
    cast: Cast,
) -> None:
    session = written_with_everything(cast)
    manager, reference = cast.team.manager, cast.khans.case.reference
    page = f"/supervision/{session.id}/"
    assert "Ring the school." in words_at(manager, page)
    with pytest.raises(Refused, match="you both may open"):
        discuss_case(
            by=manager,
            session=session,
            reference=cast.taylors.case.reference,
            words="",
            once=uuid4(),
            at=clock.now(),
        )
    judge_conflict(by=lead_of(cast), case=cast.khans.case, worker=manager, reason="A cousin.", at=clock.now())
    shown = words_at(manager, page)
    assert "Ring the school." not in shown
    assert reference not in shown
    assert rows_shown_to(manager)["casediscussed"] == 0
    assert "Ring the school." in words_at(cast.team.caseworker, page)


def test_what_was_agreed_is_carried_to_each_later_session_until_it_is_done(cast: Cast) -> None:
    session = written_with_everything(cast)
    worker, manager = cast.team.caseworker, cast.team.manager
    later = booked(worker, by=manager)
    page = f"/supervision/{later.id}/"
    assert "Ring by Friday" in words_at(worker, page)
    action = AgreedAction.objects.get()
    for _ in range(2):
        finish_action(by=worker, session=later, action_id=action.id, at=clock.now())
    assert "Ring by Friday" not in words_at(worker, page)
    assert "done" in words_at(worker, f"/supervision/{session.id}/")


def test_a_missed_or_moved_session_leaves_the_next_due_and_leave_puts_it_off(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    held(worker, by=manager, days_ago=20)
    (before,) = standings_of([worker])
    assert before.due == clock.today() + timedelta(days=42 - 20)
    session = booked(worker, by=manager, in_days=-1)
    ill = Became(Outcome.WORKER_ILL, reason="A cold")
    say_outcome(by=manager, session=session, became=ill, once=uuid4(), at=clock.now())
    other = booked(worker, by=manager, in_days=3)
    meeting = Meeting(clock.now() + timedelta(days=9), 45, Where.PHONE)
    moved = move_session(
        by=worker, session=other, meeting=meeting, reason="A hearing", once=uuid4(), at=clock.now()
    )
    assert moved.replaces == other
    assert standings_of([worker])[0].due == before.due
    leave = OnLeave(LeaveKind.HOLIDAY, clock.today(), clock.today() + timedelta(days=6))
    record_leave(by=manager, worker=worker, leave=leave, once=uuid4(), at=clock.now())
    assert before.due is not None
    assert standings_of([worker])[0].due == before.due + timedelta(days=7)
    with pytest.raises(Refused, match="above you"):
        record_leave(by=worker, worker=worker, leave=leave, once=uuid4(), at=clock.now())


def test_moved_it_keeps_what_they_want_to_talk_about_and_the_work_that_asked_for_it(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    work = worked_at(2, worker, cast.khans.case)
    session = book_session(
        by=worker,
        worker=worker,
        meeting=Meeting(clock.now() + timedelta(days=3), 45, Where.VIDEO),
        asked_by=AskedBy(cast.khans.case.reference, work.id),
        once=uuid4(),
        at=clock.now(),
    )
    words, at = "That long call.", clock.now()
    add_note(by=worker, session=session, kind=NoteKind.AGENDA, words=words, once=uuid4(), at=at)
    for hours in (90, -1):
        meeting = Meeting(clock.now() + timedelta(hours=hours), 45, Where.VIDEO)
        session = move_session(
            by=manager, session=session, meeting=meeting, reason="A hearing", once=uuid4(), at=clock.now()
        )
    for who in (worker, manager):
        shown = words_at(who, f"/supervision/{session.id}/")
        assert words in shown
        assert cast.khans.case.reference in shown
    became = Became(Outcome.HELD, held_on=clock.day_of(session.starts_at))
    say_outcome(by=manager, session=session, became=became, once=uuid4(), at=clock.now())
    assert words in words_at(manager, f"/supervision/{session.id}/record/")


def test_moved_it_lasts_as_long_and_is_met_the_same_way_unless_that_is_changed(cast: Cast) -> None:
    worker = cast.team.caseworker
    supervises(cast, worker)
    meeting = Meeting(clock.now() + timedelta(days=3), 45, Where.VIDEO)
    session = book_session(by=worker, worker=worker, meeting=meeting, once=uuid4(), at=clock.now())
    form = signed_in(worker).get(f"/supervision/{session.id}/move/").context["form"]
    assert (form["minutes"].value(), form["where"].value()) == (45, Where.VIDEO)


def test_the_page_of_a_session_says_what_comes_next(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)

    def following(reader: User, session: SupervisionSession) -> tuple[str, list[str]]:
        shown = signed_in(reader).get(f"/supervision/{session.id}/").context
        return shown["next"].text if shown["next"] else "", [one.text for one in shown["steps"]]

    to_come = booked(worker, by=manager)
    assert following(worker, to_come)[0] == "Put something on the agenda"
    assert "It will not be held" in following(worker, to_come)[1]
    past = booked(worker, by=manager, in_days=-1)
    assert following(worker, past)[0] == "It was held"
    assert "It was not held" in following(worker, past)[1]
    session = held(worker, by=manager)
    assert following(worker, session)[0] == "Write the record"
    wrote(session, by=worker)
    assert following(worker, session)[0] == "Sign the record"
    signed(session, worker)
    assert following(worker, session)[0] == ""
    assert following(manager, session)[0] == "Sign the record"
    signed(session, manager)
    assert following(worker, session)[0] == "Book the next session"
    ill = Became(Outcome.WORKER_ILL)
    say_outcome(by=manager, session=past, became=ill, once=uuid4(), at=clock.now())
    assert following(manager, past) == ("Book the next session", [])
    assert "Workload" not in words_at(manager, f"/supervision/{past.id}/")


def test_while_writing_one_sees_what_one_wanted_to_talk_about(cast: Cast) -> None:
    worker, manager, at = cast.team.caseworker, cast.team.manager, clock.now()
    supervises(cast, worker)
    session = booked(worker, by=manager, in_days=-1)
    add_note(by=worker, session=session, kind=NoteKind.AGENDA, words="Two hearings", once=uuid4(), at=at)
    met = Became(Outcome.HELD, held_on=clock.today())
    say_outcome(by=manager, session=session, became=met, once=uuid4(), at=at)
    assert "Two hearings" in words_at(manager, f"/supervision/{session.id}/record/")
    assert f"{profile().identity.reference_prefix}-" in words_at(manager, f"/supervision/{session.id}/case/")


def test_the_list_leads_to_booking_and_says_what_is_booked_too_late(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    held(worker, by=manager, days_ago=40)
    book = reverse("governance:session_book", args=[worker.id])
    assert book in signed_in(manager).get("/supervision/").content.decode()
    booked(worker, by=manager, in_days=8)
    shown = signed_in(manager).get("/supervision/").content.decode()
    assert book not in shown
    assert "after its day" in shown


def test_the_invitation_is_one_event_that_moves_with_the_session(cast: Cast) -> None:
    worker = cast.team.caseworker
    supervises(cast, worker)
    first = booked(worker, by=worker)
    meeting = Meeting(clock.now() + timedelta(days=9), 45, Where.PHONE)
    second = move_session(
        by=worker, session=first, meeting=meeting, reason="A hearing", once=uuid4(), at=clock.now()
    )
    events = []
    for session in (first, second):
        answer = signed_in(worker).get(f"/supervision/{session.id}/invitation.ics")
        assert answer.headers["Content-Type"].startswith("text/calendar")
        events.append(Calendar.from_ical(answer.content).walk("VEVENT")[0])
    assert events[0]["uid"] == events[1]["uid"]
    assert (events[0]["sequence"], events[1]["sequence"]) == (0, 1)
    assert abs(events[1].decoded("dtstart") - second.starts_at) < timedelta(seconds=1)
    assert "A hearing" not in str(events)


def test_reminders_go_to_both_once_each_and_a_day_without_the_clock_is_made_up_for(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    start = clock.now()
    booked(worker, by=manager, in_days=10, at=start)
    invited = Message.objects.count()

    def reminded(days: float) -> int:
        for _ in range(2):
            remind_of_sessions(by=SWEEPS, at=start + timedelta(days=days))
        return Message.objects.count() - invited

    assert reminded(2) == 0
    assert reminded(4) == 2  # the tick a week before was lost
    assert reminded(5) == 2
    assert reminded(9.9) == 4  # and so was the day before
    assert reminded(10.1) == 4


def test_the_line_manager_is_told_once_of_what_is_overdue_and_sees_by_how_long(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    held(worker, by=manager, days_ago=30)
    about_them = Message.objects.filter(key__contains=str(worker.pk))
    before = about_them.count()
    at = clock.now() + timedelta(days=20)
    for _ in range(2):
        tell_of_overdue(by=SWEEPS, at=at)
    assert about_them.count() == before + 1
    supervises(cast, worker, from_on=clock.today() - timedelta(days=400))
    shown = words_at(manager, "/supervision/")
    assert "Due in 12 days" in shown
    with time_machine.travel(clock.now() + timedelta(days=20)):
        assert "Overdue by 8 days" in words_at(manager, "/supervision/")


def overdue_mails(cast: Cast, *, in_days: int) -> set[str]:
    """Who was told of anything overdue, so many days from now."""
    before = set(Message.objects.values_list("pk", flat=True))
    tell_of_overdue(by=SWEEPS, at=clock.now() + timedelta(days=in_days))
    written = Message.objects.exclude(pk__in=before)
    with reading(by=SWEEPS, subjects=[one.key_subject for one in written], purpose="test"):
        return {one.recipient_address for one in written}


def test_where_the_line_manager_left_or_never_was_whoever_keeps_supervision_is_told(cast: Cast) -> None:
    worker, manager, other = cast.team.caseworker, cast.team.manager, second_manager(cast)
    supervises(cast, worker, line_manager=other)
    held(worker, by=manager, days_ago=30)
    deactivate(by=manager, person=other, reason="Left.", at=clock.now())
    assert overdue_mails(cast, in_days=20) == {manager.email}


def test_nobody_is_written_to_about_a_session_with_somebody_who_left(cast: Cast) -> None:
    worker, manager = cast.team.colleague, cast.team.manager
    supervises(cast, worker)
    booked(worker, by=manager, in_days=6)
    deactivate(by=manager, person=worker, reason="Left.", at=clock.now())
    before = Message.objects.count()
    remind_of_sessions(by=SWEEPS, at=clock.now())
    assert Message.objects.count() == before


def test_whose_supervisor_left_is_named_as_one_whom_nobody_supervises(cast: Cast) -> None:
    worker, manager, other = cast.team.caseworker, cast.team.manager, second_manager(cast)
    supervises(cast, worker, supervisor=other)
    assert not lacks_a_supervisor(worker, on=clock.today())
    deactivate(by=manager, person=other, reason="Left.", at=clock.now())
    assert lacks_a_supervisor(worker, on=clock.today())
    nobody = words_at(manager, "/supervision/").partition("Nobody supervises them:")[2]
    assert worker.name in nobody


@pytest.mark.clause("L14", "L15")
def test_a_volunteer_who_became_an_officer_is_due_by_the_interval_of_each_role(cast: Cast) -> None:
    worker, manager = cast.team.volunteer, cast.team.manager
    supervises(cast, worker)
    held_on = clock.day_of(held(worker, by=manager, days_ago=10).starts_at)
    (before,) = standings_of([worker])
    change = propose_role_change(
        by=manager, person=worker, role=Role.CASEWORKER, reason="Qualified.", at=clock.now()
    )
    confirm_proposal(by=cast.team.administrator, proposal=change, at=clock.now())
    worker.refresh_from_db()
    (now,) = standings_of([worker])
    spells = now.working.roles
    assert [one.from_on for one in spells][1:] == [clock.today()]
    assert spells[0].interval != spells[1].interval
    assert before.due
    assert now.due
    assert held_on < before.due


def test_the_workload_counts_what_was_corrected_as_it_stands(cast: Cast) -> None:
    worker = cast.team.caseworker
    logged_one = worked_at(2, worker, cast.khans.case)
    before = workload(worker, on=clock.today())
    given = Given(
        kinds=(HelpKind.SUPPORT,),
        channel=Channel.HELPLINE_CALL,
        level=2,
        minutes=5 * 60,
        note="It took the whole day.",
        happened_on=clock.today(),
    )
    correct_intervention(
        by=worker,
        intervention=logged_one,
        given=given,
        reason="Hours, not minutes.",
        once=uuid4(),
        at=clock.now(),
    )
    after = workload(worker, on=clock.today())
    assert after["interventions"] == before["interventions"]
    assert (before["hours"], after["hours"]) == (0, 5)


def test_the_board_sees_figures_and_nobodys_name(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    held(worker, by=manager, days_ago=100)
    shown = words_at(cast.team.board_member, "/supervision/figures/")
    assert "Fell due" in shown
    assert worker.name not in shown
    year = {"first_on": clock.today() - timedelta(days=365), "last_on": clock.today()}
    before = supervision_figures(**year).roles[0]
    assert before.missed >= 2  # of this worker 58 and 16 days ago
    held(worker, by=manager, days_ago=70)
    after = supervision_figures(**year).roles[0]
    assert (after.due, after.missed) == (before.due, before.missed - 1)
    held(worker, by=manager, days_ago=27)  # a day late: it fell due once, and was missed once
    late = supervision_figures(**year).roles[0]
    assert (late.due, late.missed) == (after.due, after.missed)
    assert signed_in(cast.team.board_member).get("/supervision/").status_code == 403


def test_an_ordinary_year_shows_in_which_of_its_terms_the_group_met(cast: Cast) -> None:
    first, second, third = profile().terms
    year = {"first_on": first.starts_on, "last_on": third.ends_on}
    for day in (first.starts_on + timedelta(days=30), third.ends_on):
        with time_machine.travel(datetime.combine(day, time(12), clock.LONDON)):
            group = Group(clock.today(), "Saying no.", [cast.team.volunteer])
            record_group(by=cast.team.manager, group=group, once=uuid4(), at=clock.now())
    figures = supervision_figures(**year)
    assert [one.name for one in figures.terms] == [first.name, second.name, third.name]
    assert [one.met_on is not None for one in figures.terms] == [True, False, True]
    assert (figures.ended_with_group, len(figures.ended)) == (2, 3)
    assert (figures.unknown_until, figures.unknown_from) == (None, None)


def test_a_term_that_goes_on_is_shown_and_not_counted_and_what_is_not_known_is_said(cast: Cast) -> None:
    first = profile().terms[0]
    during = first.starts_on + timedelta(days=20)
    figures = supervision_figures(first_on=first.starts_on - timedelta(days=90), last_on=during)
    assert [(one.name, one.goes_on, one.met_on) for one in figures.terms] == [(first.name, True, None)]
    assert figures.ended == []
    assert figures.unknown_until == first.starts_on
    last = max(one.ends_on for one in profile().terms)
    later = supervision_figures(first_on=last - timedelta(days=9), last_on=last + timedelta(days=90))
    assert later.unknown_from == last
    with time_machine.travel(datetime.combine(during, time(12), clock.LONDON)):
        page = words_at(cast.team.board_member, "/supervision/figures/")
    assert "Not held yet" in page
    assert "are not known here, so they are not counted" in page
    assert "0 of 0" not in page
    with time_machine.travel(datetime.combine(last + timedelta(days=900), time(12), clock.LONDON)):
        beyond = words_at(cast.team.board_member, "/supervision/figures/")
    assert "are not known here" in beyond


def test_group_themes_name_no_family_and_are_for_those_who_came(cast: Cast) -> None:
    manager, volunteer = cast.team.manager, cast.team.volunteer
    at = clock.now()
    group = Group(clock.today(), "How Samira Khan was treated.", [volunteer])
    with pytest.raises(NamesSomebody):
        record_group(by=manager, group=group, once=uuid4(), at=at)
    themes = "How to say no kindly."
    record_group(by=manager, group=Group(clock.today(), themes, [volunteer]), once=uuid4(), at=at)
    assert themes in words_at(volunteer, "/supervision/group/")
    assert themes not in words_at(cast.team.colleague, "/supervision/group/")


def test_a_half_written_record_is_given_back_and_is_nobody_elses(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    session = held(worker, by=manager)
    page = signed_in(worker).get(f"/supervision/{session.id}/record/").content.decode()
    assert f'data-autosave="/drafts/supervision:{session.id}:record/"' in page
    with reading(by=worker, subjects=[session.key_subject], purpose="a test"):
        assert CaseDiscussed.objects.count() == 0
    with pytest.raises(NotThere):
        open_session(by=worker, session_id=UUID(int=5))


def test_a_check_put_off_to_supervision_stands_on_the_next_one_for_whoever_may_read_it(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    check = checked(cast, Findings(ALL_KEPT, for_supervision=True))
    link = reverse("governance:check_page", args=[check.pk])
    page = reverse("governance:session_page", args=[booked(worker, by=manager).pk])
    for user in (manager, worker):
        assert link in signed_in(user).get(page).content.decode()
    governor = Connection(kind=InterestKind.GOVERNOR, agency=cast.primary)
    declare_interest(by=manager, connection=governor, once=uuid4(), at=clock.now())
    assert link not in signed_in(manager).get(page).content.decode()
    assert link in signed_in(worker).get(page).content.decode()


def test_a_group_session_is_not_on_record_as_held_with_nobody_there(cast: Cast) -> None:
    manager = cast.team.manager
    group = Group(clock.today(), "How to say no kindly.", [])
    with pytest.raises(Refused, match="Nobody came"):
        record_group(by=manager, group=group, once=uuid4(), at=clock.now())
    sent = signed_in(manager).post(
        "/supervision/group/add/", {"held_on": "today", "themes": "How to say no kindly."}
    )
    page = sent.content.decode()
    assert (
        page.count("Select who came: a session that nobody came to was not held") == 2
    )  # above, and by the field
    assert 'href="#id_came_0"' in page
    assert "How to say no kindly." in page
    assert not GroupSession.objects.exists()


def test_a_booked_session_goes_into_a_calendar_from_its_page_until_it_begins(cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    to_come, was = booked(worker, by=manager), booked(worker, by=manager, in_days=-1)
    page = signed_in(worker).get(f"/supervision/{to_come.id}/").content.decode()
    assert "Add to your calendar" in page
    assert f"/supervision/{to_come.id}/invitation.ics" in page
    assert "Add to your calendar" not in words_at(worker, f"/supervision/{was.id}/")


def test_the_year_of_everybody_is_said_in_words_with_the_least_supervised_first(cast: Cast) -> None:
    often, never = cast.team.caseworker, cast.team.colleague
    for one in (often, never):
        supervises(cast, one)
    for days in (80, 40):
        held(often, by=cast.team.manager, days_ago=days)
    missed = booked(often, by=often, in_days=-1, at=clock.now() - timedelta(days=2))
    became = Became(Outcome.WORKER_ILL, reason="Flu.")
    say_outcome(by=often, session=missed, became=became, once=uuid4(), at=clock.now())
    page = words_at(cast.team.manager, "/supervision/")
    year = page[page.index("The last twelve months") :]
    assert f"{often.name} : held twice" in year or f"{often.name}: held twice" in year
    assert "Booked and not held" in year
    assert year.index(never.name) < year.index(often.name)
