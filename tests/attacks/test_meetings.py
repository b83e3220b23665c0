"""Tries by SQL as the application's role, and by racing, what no meeting and no interpreter may be."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction

from cases.actions.meetings import cancel_meeting, write_up
from cases.choices import Has, MeetingKind, MeetingPlace, MeetingRole, WhoseBuilding
from cases.models import Case, Meeting
from consent.actions.permissions import end_permission
from consent.choices import Channel, Content, Told, Way, WhyEnded
from consent.disclosures import Said, disclose
from consent.disclosures.interpreters import book_interpreter
from consent.models import Disclosure, InterpreterBooking, SharingPermission
from sendiass import clock
from sendiass.access import Refused
from tests.attacks.test_gate import Row, put, refused, run
from tests.cast import Cast, assemble
from tests.conftest import WorkerDatabases
from tests.meetings import DAY, booked, happened, held, language_yes, meeting, venue, wanted_of

RACES = 25


def meeting_row(cast: Cast, **different: Any) -> Row:
    now = clock.now()
    return {
        "id": uuid4(),
        "case_id": cast.khans.case.id,
        "kind": "ours",
        "purpose": b"",
        "starts_at": now,
        "place": "online",
        "why_elsewhere": "",
        "who_asked": "",
        "worker_id": cast.team.caseworker.id,
        "role": "support",
        "state": "planned",
        "planned_at": now,
        "planned_by_id": cast.team.caseworker.id,
        "family_views": "",
        "professionals_views": "",
        "once": uuid4(),
        **different,
    }


WRONG_MEETINGS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"role": "decide"}, "meeting_is_no_part_in_a_decision"),
    ({"role": "chair"}, "meeting_is_no_part_in_a_decision"),
    ({"role": "observe"}, "meeting_observer_says_why"),
    ({"place": "home"}, "meeting_elsewhere_has_a_reason"),
    ({"kind": "school", "who_asked": "parent_carer"}, "meeting_elsewhere_says_why_and_who_asked"),
    ({"place": "home", "why_elsewhere": "health"}, "meeting_elsewhere_says_why_and_who_asked"),
    (
        {"place": "home", "why_elsewhere": "other", "who_asked": "parent_carer"},
        "meeting_other_reason_has_words",
    ),
    ({"place": "register"}, "meeting_names_its_venue"),
    ({"state": "held"}, "meeting_final"),
    ({"state": "cancelled"}, "meeting_final"),
    ({"family_views": "by_us", "family_words": b""}, "meeting_is_what_its_state_says"),
    ({"role_stated": True}, "meeting_is_what_its_state_says"),
)


@pytest.mark.django_db
@pytest.mark.clause("Y07", "L18")
@pytest.mark.parametrize(("wrong", "wall"), WRONG_MEETINGS)
def test_no_statement_puts_a_meeting_that_may_not_be(cast: Cast, wrong: dict[str, Any], wall: str) -> None:
    assert refused(lambda: put("cases_meeting", meeting_row(cast, **wrong))) == wall


@pytest.mark.django_db
def test_the_row_the_attacks_start_from_is_taken(cast: Cast) -> None:
    put("cases_meeting", meeting_row(cast))
    assert Meeting.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.clause("L18")
@pytest.mark.parametrize(
    "lacking",
    [
        {"whose": WhoseBuilding.AUTHORITY},
        {"whose": WhoseBuilding.SCHOOL},
        {"has_private_room": Has.NO},
        {"has_step_free_access": Has.NOT_KNOWN},
        {"retired_on": clock.today()},
    ],
)
def test_no_statement_puts_our_meeting_where_it_does_not_suit_everyone(
    cast: Cast, lacking: dict[str, Any]
) -> None:
    place = venue(cast.team.manager, **lacking)
    row = meeting_row(cast, place="register", venue_id=place.id)
    assert refused(lambda: put("cases_meeting", row)) == "meeting_place"
    good = venue(cast.team.manager)
    put("cases_meeting", row | {"venue_id": good.id})
    moved = "UPDATE cases_meeting SET venue_id = %s WHERE id = %s"
    assert refused(lambda: run(moved, place.id, row["id"])) == "meeting_place"


@pytest.mark.django_db
@pytest.mark.clause("Y07", "Y14")
def test_no_statement_changes_or_removes_a_meeting_that_was_written_up(cast: Cast) -> None:
    done = held(cast.team.caseworker, cast.khans.case)
    for change in ("role = 'strategy'", "state = 'planned'", "role_stated = false", "purpose = purpose"):
        statement = f"UPDATE cases_meeting SET {change} WHERE id = %s"
        assert refused(partial(run, statement, done.id)) == "meeting_final"
    assert refused(lambda: run("DELETE FROM cases_meeting WHERE id = %s", done.id)) == "42501"
    planned = meeting(cast.team.caseworker, cast.khans.case)
    moved = "UPDATE cases_meeting SET case_id = %s WHERE id = %s"
    assert refused(lambda: run(moved, cast.taylors.case.id, planned.id)) == "meeting_final"
    ended = "UPDATE cases_meeting SET state = 'held', ended_at = now(), ended_by_id = worker_id WHERE id = %s"
    assert refused(lambda: run(ended, planned.id)) == "meeting_is_what_its_state_says"
    assert refused(lambda: run("DELETE FROM cases_venue")) == "42501"


def correction_row(cast: Cast, done: Meeting, **different: Any) -> Row:
    return {
        "id": uuid4(),
        "case_id": done.case_id,
        "meeting_id": done.id,
        "version": 2,
        "reason": b"",
        "role": "support",
        "attended": b"",
        "role_stated": True,
        "family_views": "by_us",
        "family_words": b"",
        "professionals_views": "none_there",
        "recorded_at": clock.now(),
        "recorded_by_id": cast.team.caseworker.id,
        "once": uuid4(),
        **different,
    }


WRONG_CORRECTIONS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"role": "decide"}, "meeting_corrected_is_no_part_in_a_decision"),
    ({"role": "observe"}, "meeting_corrected_observer_says_why"),
    ({"role_stated": False}, "meeting_corrected_role_stated_or_why_not"),
    ({"not_stated_because": b""}, "meeting_corrected_role_stated_or_why_not"),
    ({"family_views": ""}, "meeting_corrected_says_of_the_familys_views"),
    ({"professionals_views": "heard"}, "meeting_corrected_professionals_views_in_words_or_why_not"),
    ({"professionals_views": ""}, "meeting_corrected_professionals_views_in_words_or_why_not"),
    ({"reason": None}, "23502"),
    ({"family_words": None}, "23502"),
    ({"version": 1}, "meeting_corrected"),
    ({"version": 3}, "meeting_corrected"),
    ({"recorded_at": clock.now() + DAY}, "meeting_corrected"),
    ({"recorded_at": clock.now() - DAY}, "meeting_corrected"),
)


@pytest.mark.django_db
@pytest.mark.clause("Y02", "Y07", "Y11", "Y14")
def test_no_statement_corrects_a_meeting_wrongly_or_of_another_case(cast: Cast) -> None:
    worker = cast.team.caseworker
    done = held(worker, cast.khans.case)
    for wrong, wall in WRONG_CORRECTIONS:
        row = correction_row(cast, done, **wrong)
        assert refused(partial(put, "cases_meetingcorrection", row)) == wall, wrong
    planned = correction_row(cast, meeting(worker, cast.khans.case))
    assert refused(lambda: put("cases_meetingcorrection", planned)) == "meeting_corrected"

    def elsewhere() -> None:
        put("cases_meetingcorrection", correction_row(cast, done, case_id=cast.taylors.case.id))
        run("SET CONSTRAINTS ALL IMMEDIATE")

    assert refused(elsewhere) == "correction_of_a_meeting_of_its_case"
    put("cases_meetingcorrection", correction_row(cast, done))


@pytest.mark.django_db
@pytest.mark.clause("Y14")
def test_no_statement_changes_or_removes_a_correction(cast: Cast) -> None:
    done = held(cast.team.caseworker, cast.khans.case)
    put("cases_meetingcorrection", correction_row(cast, done))
    for statement in (
        "UPDATE cases_meetingcorrection SET role = role",
        "DELETE FROM cases_meetingcorrection",
        "TRUNCATE cases_meetingcorrection",
    ):
        assert refused(partial(run, statement)) == "42501"


def told_of_a_language(cast: Cast) -> Disclosure:
    """What an honest booking rests on: the authority was told of the parent's language, and no more."""
    at = clock.now()
    language_yes(cast.team.caseworker, cast.khans, cast.authority, at=at)
    said = Said(
        agency=cast.authority,
        about=cast.khans.parent,
        way=Way.TELL,
        channel=Channel.CALL,
        contents={Content.LANGUAGE: "Urdu interpreter"},
        happened_at=at,
        told=Told.SAID,
    )
    return disclose(by=cast.team.caseworker, case=cast.khans.case, said=said, once=uuid4(), at=at)


def booking_row(cast: Cast, honest: Disclosure, **different: Any) -> Row:
    now = clock.now()
    return {
        "id": uuid4(),
        "case_id": cast.khans.case.id,
        "appointment": b"",
        "starts_at": now + DAY,
        "about_id": cast.khans.parent.id,
        "language": "ur",
        "provider_id": cast.authority.id,
        "is_local_authority": True,
        "disclosure_id": honest.id,
        "permission_id": honest.permission_id,
        "content": "language",
        "agreed_by_id": cast.khans.parent.id,
        "agreed_how": "phone",
        "agreed_on": clock.today(),
        "known": "to_ask",
        "state": "booked",
        "recorded_at": now,
        "recorded_by_id": cast.team.caseworker.id,
        "once": uuid4(),
        **different,
    }


def wrongs(cast: Cast) -> list[tuple[dict[str, Any], str]]:
    return [
        ({"disclosure_id": None}, "interpreter_begins"),
        ({"permission_id": None}, "23502"),
        ({"disclosure_id": uuid4()}, "interpreter_begins"),
        (
            {"provider_id": cast.primary.id, "is_local_authority": False},
            "interpreter_booked_under_its_permission",
        ),
        ({"is_local_authority": False}, "interpreter_begins"),
        ({"about_id": cast.khans.child.id}, "interpreter_booked_under_its_permission"),
        ({"case_id": cast.taylors.case.id}, "interpreter_begins"),
        ({"content": "needs"}, "interpreter_booking_is_of_a_language"),
        ({"reach_content": "reaching_them"}, "interpreter_reach_was_disclosed"),
        ({"reach_content": "needs"}, "interpreter_booking_passes_on_how_to_reach_them"),
        ({"agreed_by_id": cast.taylors.parent.id}, "interpreter_begins"),
        ({"agreed_on": clock.today() + DAY}, "interpreter_begins"),
        (
            {"known": "known_not_agreed", "interpreter": b""},
            "interpreter_the_family_knows_comes_only_if_they_agree",
        ),
        ({"known": "unknown"}, "interpreter_asked_about_has_a_name"),
        ({"appointment": None}, "interpreter_is_for_something"),
        (
            {"meeting_id": meeting(cast.team.colleague, cast.taylors.case).id},
            "interpreter_for_a_meeting_of_its_case",
        ),
    ]


@pytest.mark.django_db
@pytest.mark.clause("L19", "L24")
def test_no_statement_books_an_interpreter_whom_nothing_permits(cast: Cast) -> None:
    honest = told_of_a_language(cast)
    with transaction.atomic():
        put("consent_interpreterbooking", booking_row(cast, honest))
        run("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
    for wrong, wall in wrongs(cast):
        row = booking_row(cast, honest, **wrong)

        def attack(row: Row = row) -> None:
            put("consent_interpreterbooking", row)
            run("SET CONSTRAINTS ALL IMMEDIATE")

        assert refused(attack) == wall, wrong


@pytest.mark.django_db
@pytest.mark.clause("L19", "L24")
def test_nobody_is_booked_on_what_was_told_before_the_yes_was_taken_back(cast: Cast) -> None:
    honest = told_of_a_language(cast)
    permission = SharingPermission.objects.get(pk=honest.permission_id)
    end_permission(
        by=cast.team.caseworker, permission=permission, because=WhyEnded.TAKEN_BACK, at=clock.now()
    )
    attack = partial(put, "consent_interpreterbooking", booking_row(cast, honest))
    assert refused(attack) == "interpreter_permitted"


@pytest.mark.django_db
@pytest.mark.clause("L19")
def test_of_a_booking_nothing_changes_but_who_comes(cast: Cast) -> None:
    honest = booked(cast.team.caseworker, cast.khans, cast.authority, at=clock.now())
    for change in (
        "language = 'pl'",
        "is_local_authority = false",
        "agreed_how = 'email'",
        "starts_at = now()",
    ):
        statement = f"UPDATE consent_interpreterbooking SET {change} WHERE id = %s"
        assert refused(partial(run, statement, honest.id)) == "interpreter_changes"
    assert refused(lambda: run("DELETE FROM consent_interpreterbooking")) == "42501"


@pytest.mark.clause("L19", "L24")
def test_of_a_booking_and_the_yes_taken_back_at_once_one_comes_first(committed_db: WorkerDatabases) -> None:
    with transaction.atomic():
        cast = assemble()
    worker = cast.team.caseworker
    for _ in range(RACES):
        permission = language_yes(worker, cast.khans, cast.authority, at=clock.now())
        wanted = wanted_of(cast.khans, cast.authority)
        together = threading.Barrier(2)

        def book(together: threading.Barrier = together, wanted: Any = wanted) -> None:
            together.wait()
            try:
                case = Case.objects.get(pk=cast.khans.case.pk)
                book_interpreter(by=worker, case=case, wanted=wanted, once=uuid4(), at=clock.now())
            except (Refused, IntegrityError):
                pass
            finally:
                connections.close_all()

        def take_back(together: threading.Barrier = together, permission: Any = permission) -> None:
            together.wait()
            try:
                end_permission(by=worker, permission=permission, because=WhyEnded.TAKEN_BACK, at=clock.now())
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(book), pool.submit(take_back)]:
                done.result()
    late = [
        one
        for one in InterpreterBooking.objects.select_related("disclosure", "permission")
        if one.permission.ended_at and one.disclosure.happened_at >= one.permission.ended_at
    ]
    assert late == []


@pytest.mark.clause("Y14")
def test_of_writing_up_and_cancelling_at_once_one_counts(committed_db: WorkerDatabases) -> None:
    with transaction.atomic():
        cast = assemble()
    worker = cast.team.caseworker
    planned = meeting(
        worker,
        cast.khans.case,
        starts_at=clock.now() - timedelta(hours=2),
        kind=MeetingKind.OURS,
        place=MeetingPlace.ONLINE,
    )
    together = threading.Barrier(2)
    ended: list[str] = []

    def try_to(what: str) -> None:
        together.wait()
        one = Meeting.objects.select_related("case").get(pk=planned.pk)
        try:
            if what == "held":
                write_up(by=worker, meeting=one, told=happened(), role=MeetingRole.SUPPORT, at=clock.now())
            else:
                cancel_meeting(by=worker, meeting=one, because="Moved.", at=clock.now())
            ended.append(what)
        except Refused:
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(try_to, what) for what in ("held", "cancelled")]:
            done.result()
    assert ended == [Meeting.objects.get(pk=planned.pk).state]
