"""Closing a case: the family's judgement first, what is owed before, and what it leaves behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from typing import cast as cast_to
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client

from cases.actions.advice import signpost
from cases.actions.closing import Closing, aims_standing, close_case, who_is_asked
from cases.actions.dates import add_key_date, add_task
from cases.actions.first_contact import record_aim
from cases.actions.people import Reach, add_contact
from cases.choices import (
    CameOfIt,
    CaseRole,
    CaseStatus,
    ContactPointKind,
    ContactSafety,
    KeyDateKind,
    TaskRule,
    WhyNotAsked,
)
from cases.models import (
    AimOutcome,
    AskedAtClosing,
    Case,
    IndependentSource,
    Signposting,
    StatusChange,
    Task,
)
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from tests.cast import Cast, new_case
from tests.closing import closed_case

pytestmark = pytest.mark.django_db

WANTED = "A place where she is understood."


def page(user: User, case: Case) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(f"/cases/{case.reference}/close/")
    assert response.status_code == 200
    return response.content.decode()


def sent(user: User, case: Case, **typed: Any) -> HttpResponse:
    client = Client()
    client.force_login(user)
    asked: dict[str, Any] = {f"ask_{number}": "ask" for number in range(3)}
    said = {
        "came_0": "reached",
        "reason": "All done.",
        "told_of_none_because": "They knew IPSEA.",
        **asked,
        **typed,
    }
    return cast_to(HttpResponse, client.post(f"/cases/{case.reference}/close/", said))


def is_closed(case: Case) -> bool:
    return bool(Case.objects.get(pk=case.pk).status == CaseStatus.CLOSED)


def wanted(cast: Cast, whose: CaseRole = CaseRole.PARENT_CARER, words: str = WANTED) -> None:
    record_aim(by=cast.team.caseworker, case=cast.khans.case, words=words, whose=whose, at=clock.now())


@pytest.mark.clause("L22")
def test_what_came_of_it_is_the_familys_to_say_in_their_words(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    wanted(cast)
    assert WANTED in page(mine, case)
    response = sent(mine, case, came_0="")
    assert "Select what the parent or carer says came of it" in response.content.decode()
    assert not is_closed(case)
    assert sent(mine, case, came_0="partly", words_0="She has the place.\r\nNo bus.").status_code == 302
    outcome = AimOutcome.objects.get(case=case, aim__whose=CaseRole.PARENT_CARER)
    with reading(by=mine, subjects=[case.key_subject], purpose="test"):
        assert (outcome.came_of_it, outcome.words) == ("partly", "She has the place.\nNo bus.")


@pytest.mark.clause("L22")
def test_a_young_persons_aim_and_their_parents_are_judged_each_by_itself(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    wanted(cast, words="Something else before.")
    wanted(cast)
    wanted(cast, CaseRole.CHILD_OR_YOUNG_PERSON, "To stay with my friends.")
    html = page(mine, case)
    assert "To stay with my friends." in html
    assert "Something else before." not in html
    assert sent(mine, case, came_0="reached").status_code == 200
    assert sent(mine, case, came_0="reached", came_1="not_reached").status_code == 302
    assert set(AimOutcome.objects.values_list("came_of_it", flat=True)) == {"reached", "not_reached"}


@pytest.mark.clause("L22")
def test_where_they_have_not_told_us_it_is_said_why(cast: Cast) -> None:
    wanted(cast)
    mine, case = cast.team.caseworker, cast.khans.case
    assert (
        "Enter why the parent or carer has not told you"
        in sent(mine, case, came_0="not_said").content.decode()
    )
    assert sent(mine, case, came_0="not_said", because_0="They do not answer.").status_code == 302
    with reading(by=mine, subjects=[case.key_subject], purpose="test"):
        assert AimOutcome.objects.get(case=case).because == "They do not answer."


@pytest.mark.clause("L22")
def test_no_door_beneath_the_page_closes_a_case_unjudged(cast: Cast) -> None:
    wanted(cast)
    with pytest.raises(Refused, match="for each aim"):
        close_case(
            by=cast.team.caseworker,
            case=cast.khans.case,
            said=Closing("Done.", told_of_none_because="x"),
            at=clock.now(),
        )


@pytest.mark.clause("Y13")
def test_a_case_closes_with_an_independent_source_or_with_the_reason_for_none(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    html = sent(mine, case, told_of_none_because="").content.decode()
    assert "Select whom the family was told of, or enter why they were told of nobody." in html
    source = IndependentSource.objects.in_use().order_by("name").first()
    assert source
    done = sent(mine, case, told_of_none_because="", sources=[str(source.id)])
    assert done.status_code == 302
    assert Signposting.objects.get(case=case).source == source


@pytest.mark.clause("Y13")
def test_a_family_that_was_told_of_one_is_not_asked_about_again(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    assert "Whom was the family told of" in page(mine, case)
    source = IndependentSource.objects.in_use().order_by("name").first()
    assert source
    signpost(by=mine, case=case, sources=[source], told_on=clock.today(), at=clock.now())
    assert "Whom was the family told of" not in page(mine, case)
    assert sent(mine, case, told_of_none_because="").status_code == 302


@pytest.mark.clause("L30")
def test_everyone_who_came_to_us_is_to_be_asked_or_it_is_said_why_not(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    parent = cast.khans.parent
    reach = Reach(ContactPointKind.EMAIL, "khan@family.example", ContactSafety.SAFE)
    add_contact(by=mine, case=case, person=parent, reach=reach, at=clock.now())
    assert "Yes, by email" in page(mine, case)
    assert sent(mine, case, ask_0="").status_code == 200
    assert sent(mine, case, ask_0="safeguarding").status_code == 302
    asked = dict(AskedAtClosing.objects.filter(case=case).values_list("person", "not_asked_because"))
    assert asked == {parent.id: WhyNotAsked.SAFEGUARDING, cast.khans.child.id: ""}


@pytest.mark.clause("L30")
def test_it_says_in_time_who_cannot_be_asked_for_want_of_a_safe_address(cast: Cast) -> None:
    html = page(cast.team.caseworker, cast.khans.case)
    assert "No email or postal address of theirs is marked safe." in html
    assert f"/people/{cast.khans.parent.id}/contact/add/" in html


def test_it_says_which_tasks_it_withdraws_and_which_dates_are_to_come(cast: Cast) -> None:
    mine, case, soon = cast.team.caseworker, cast.khans.case, clock.today() + timedelta(days=9)
    add_task(by=mine, case=case, worker=None, words="Ring the SENCO", due_on=clock.today(), at=clock.now())
    add_key_date(by=mine, case=case, kind=KeyDateKind.HEARING, on=soon, note="", at=clock.now())
    html = page(mine, case)
    assert "Ring the SENCO" in html
    assert "Tribunal hearing" in html
    closed_case(by=mine, case=case)
    assert not Task.objects.open().filter(case=case).exists()


def test_the_reason_is_kept_as_typed_and_sealed(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    reason = "They moved to York.\n🙂 \N{RIGHT-TO-LEFT MARK}ok"
    assert sent(mine, case, reason=reason.replace("\n", "\r\n")).status_code == 302
    change = StatusChange.objects.filter(case=case).first()
    assert change
    with reading(by=mine, subjects=[case.key_subject], purpose="test"):
        assert change.reason == reason


def test_what_was_typed_is_there_again_after_a_mistake(cast: Cast) -> None:
    wanted(cast)
    html = sent(cast.team.caseworker, cast.khans.case, words_0="It was hard.", reason="").content.decode()
    assert "Enter why you close this case" in html
    assert "It was hard." in html


def test_closing_twice_closes_once(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    for _ in range(2):
        assert sent(mine, case).status_code == 302
    assert StatusChange.objects.filter(case=case, to_status=CaseStatus.CLOSED).count() == 1


def test_closing_a_case_one_only_opened_leads_to_the_list(cast: Cast) -> None:
    case = new_case(cast.team.caseworker, take_it=False, at=clock.now())
    assert sent(cast.team.caseworker, case).headers["Location"] == "/cases/"
    assert is_closed(case)


@pytest.mark.clause("L26")
def test_who_has_not_the_case_cannot_close_it(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.team.colleague)
    for reference in (cast.khans.case.reference, "LEI-99999"):
        assert client.get(f"/cases/{reference}/close/").status_code == 404
        assert client.post(f"/cases/{reference}/close/", {"reason": "x"}).status_code == 404


@pytest.mark.clause("L22")
def test_an_outcome_is_never_changed(cast: Cast) -> None:
    wanted(cast)
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    outcome = AimOutcome.objects.get(case=cast.khans.case)
    outcome.came_of_it = CameOfIt.NOT_REACHED
    with pytest.raises(Exception, match=r"permission denied|never changed"):
        outcome.save(update_fields=["came_of_it"])


# By plain SQL, as the application


def closed_by_sql(cast: Cast, *, without: str) -> None:
    """All the rows that closing writes, as whoever opened the page might write them by hand, but one kind."""
    mine, case, at, step = cast.team.caseworker, cast.khans.case, clock.now(), uuid4()
    if without != "step":
        StatusChange.objects.create(
            id=step, case=case, from_status=case.status, to_status=CaseStatus.CLOSED, at=at, by=mine
        )
    by = {"recorded_at": at, "recorded_by": mine}
    if without not in ("step", "judged"):
        for aim in aims_standing(case):
            AimOutcome.objects.create(case=case, closing_id=step, aim=aim, came_of_it=CameOfIt.REACHED, **by)
    if without != "signposted":
        Signposting.objects.create(case=case, none_because="They knew one.", told_on=clock.day_of(at), **by)
    if without not in ("step", "asked_about_us"):
        for part in who_is_asked(case):
            AskedAtClosing.objects.create(
                case=case, closing_id=step, person=part.person, role=part.role, **by
            )
    if without == "owing_nothing":
        Task.objects.create(
            case=case, rule=TaskRule.POST_LETTER, due_on=clock.today(), created_at=at, worker=mine
        )
    case.status, case.closed_at = CaseStatus.CLOSED, at
    case.save(update_fields=["status", "closed_at"])
    connection.check_constraints()


@pytest.mark.clause("L22", "L24", "L30", "Y13")
@pytest.mark.parametrize(
    ("without", "held_by"),
    [
        ("step", "closed_by_a_step"),
        ("judged", "closed_judged"),
        ("signposted", "closed_signposted"),
        ("asked_about_us", "closed_asked_about_us"),
        ("owing_nothing", "closed_owing_nothing"),
    ],
)
def test_no_statement_closes_a_case_without_what_is_asked_then(
    cast: Cast, without: str, held_by: str
) -> None:
    wanted(cast)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        closed_by_sql(cast, without=without)
    assert isinstance(refused.value.__cause__, psycopg.Error)
    assert refused.value.__cause__.diag.constraint_name == held_by
    closed_by_sql(cast, without="")
    assert is_closed(cast.khans.case)
