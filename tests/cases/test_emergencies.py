"""A colleague's case opened because it cannot wait: with a reason, for hours, told at once, looked at, never past a conflict."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cases.access import card_of
from cases.actions.conflicts import decide_conflict
from cases.actions.emergencies import break_glass, end_emergency, review_emergency
from cases.actions.interests import Connection, declare_interest
from cases.choices import ConflictState, InterestKind, ReviewedAs
from cases.models import BreakGlass, Case, Conflict
from cases.views.emergencies import due_on, year_began
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.actions import Newcomer
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit.actors import kind_of
from sendiass.audit.models import Reading
from sendiass.database import standing
from sendiass.outbox.models import Message
from sendiass.profiles import profile
from tests.cast import Cast, joined

pytestmark = pytest.mark.django_db
WHY = "Excluded today, and the panel meets in an hour."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened(cast: Cast, *, at: datetime | None = None, why: str = WHY) -> BreakGlass:
    """The colleague opens the Khans' case because it cannot wait."""
    worker = cast.team.colleague
    card = card_of(cast.khans.case, by=worker)
    return break_glass(by=worker, card=card, reason=why, once=uuid4(), at=at or clock.now())


def governor(user: User, cast: Cast) -> None:
    declare_interest(
        by=user,
        connection=Connection(kind=InterestKind.GOVERNOR, agency=cast.primary),
        once=uuid4(),
        at=clock.now(),
    )


def sees(user: User, case: Case) -> bool:
    by_pages = Case.objects.visible_to(user).filter(pk=case.pk).exists()
    with standing.standing_as(standing.worker(user.id)):
        assert Case.objects.filter(pk=case.pk).exists() == by_pages
    return by_pages


def lead_of(cast: Cast) -> User:
    return joined(
        by=cast.team.manager,
        confirmed_by=cast.team.administrator,
        newcomer=Newcomer("lena@service.example", "Lena Voss", Role.STRATEGIC_LEAD),
        at=clock.now(),
    )


def test_it_opens_at_once_for_the_hours_of_the_profile_and_is_told_to_the_manager(cast: Cast) -> None:
    client, case = signed_in(cast.team.colleague), cast.khans.case
    card = card_of(case, by=cast.team.colleague)
    asked = client.post(reverse("cases:duty_emergency"), {"card": card}).content.decode()
    assert f"{profile().break_glass.hours} hours" in asked
    empty = client.post(reverse("cases:duty_emergency"), {"card": card, "reason": " "}).content.decode()
    assert "Enter why it cannot wait" in empty
    assert not BreakGlass.objects.exists()
    form = {"card": card, "reason": WHY, "once": str(uuid4())}
    for _ in range(2):
        sent = client.post(reverse("cases:duty_emergency"), form)
        assert sent.headers["Location"] == reverse("cases:case_page", args=[case.reference]), sent.content
    page = client.get(sent.headers["Location"])
    assert page.status_code == HTTPStatus.OK
    assert "You opened this case in an emergency. It closes to you at" in page.content.decode()
    told = Message.objects.get(kind="cases.emergency")
    assert told.subject_id == cast.team.manager.id
    assert BreakGlass.objects.get().until_at > clock.now() + timedelta(hours=profile().break_glass.hours - 1)


def test_whoever_works_the_case_sees_who_opened_it_and_why(cast: Cast) -> None:
    opened(cast)
    page = signed_in(cast.team.caseworker).get(f"/cases/{cast.khans.case.reference}/").content.decode()
    assert "Opened in an emergency" in page
    assert cast.team.colleague.name in page
    assert WHY in page
    assert "I am done" not in page


def test_it_closes_again_by_itself_and_when_they_are_done(cast: Cast) -> None:
    hours = profile().break_glass.hours
    opened(cast, at=clock.now() - timedelta(hours=hours, minutes=1))
    assert not sees(cast.team.colleague, cast.khans.case)
    opened(cast)
    assert sees(cast.team.colleague, cast.khans.case)
    done = signed_in(cast.team.colleague).post(f"/cases/{cast.khans.case.reference}/emergency/end/")
    assert done.status_code == HTTPStatus.FOUND
    assert done.headers["Location"] == "/today/"
    assert not sees(cast.team.colleague, cast.khans.case)
    end_emergency(by=cast.team.colleague, case=cast.khans.case, at=clock.now())


@pytest.mark.clause("Y12")
@pytest.mark.parametrize("met", ["standing", "question"])
def test_it_is_never_past_a_conflict(cast: Cast, met: str) -> None:
    colleague = cast.team.colleague
    card = card_of(cast.khans.case, by=colleague)
    if met == "standing":
        governor(colleague, cast)
    else:
        declare_interest(
            by=colleague,
            connection=Connection(kind=InterestKind.NEIGHBOUR, given_names="Zara", family_name="Kahn"),
            once=uuid4(),
            at=clock.now(),
        )
    assert Conflict.objects.get().state == met
    with pytest.raises(NotThere):
        break_glass(by=colleague, card=card, reason=WHY, once=uuid4(), at=clock.now())
    with pytest.raises(IntegrityError, match="not available"), transaction.atomic():
        BreakGlass.objects.create(
            case=cast.khans.case,
            worker=colleague,
            reason=WHY,
            from_at=clock.now(),
            until_at=clock.now() + timedelta(hours=1),
        )
    assert not Message.objects.filter(kind="cases.emergency").exists()


@pytest.mark.clause("Y12")
def test_an_interest_declared_meanwhile_shuts_it_at_once(cast: Cast) -> None:
    emergency = opened(cast)
    governor(cast.team.colleague, cast)
    assert not sees(cast.team.colleague, cast.khans.case)
    emergency.refresh_from_db()
    assert emergency.ended_at
    page = signed_in(cast.team.colleague).get(f"/cases/{cast.khans.case.reference}/")
    assert page.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.clause("Y12")
def test_a_question_that_comes_up_meanwhile_closes_it_until_it_is_decided(cast: Cast) -> None:
    """Of one's own case a question takes nothing; a colleague's is not lent meanwhile."""
    opened(cast)
    declare_interest(
        by=cast.team.colleague,
        connection=Connection(kind=InterestKind.NEIGHBOUR, given_names="Zara", family_name="Kahn"),
        once=uuid4(),
        at=clock.now(),
    )
    assert not sees(cast.team.colleague, cast.khans.case)
    decide_conflict(
        by=cast.team.manager,
        conflict=Conflict.objects.get(),
        to=ConflictState.DISMISSED,
        reason="Another family.",
        at=clock.now(),
    )
    assert sees(cast.team.colleague, cast.khans.case)


def test_only_a_caseworker_opens_one_and_not_a_case_they_have_already(cast: Cast) -> None:
    for who in (cast.team.manager, cast.team.volunteer, cast.team.administrator):
        card = card_of(cast.khans.case, by=who)
        with pytest.raises(Refused):
            break_glass(by=who, card=card, reason=WHY, once=uuid4(), at=clock.now())
    mine = card_of(cast.khans.case, by=cast.team.caseworker)
    with pytest.raises(Refused, match="already"):
        break_glass(by=cast.team.caseworker, card=mine, reason=WHY, once=uuid4(), at=clock.now())
    with pytest.raises(IntegrityError, match="own cases only"), transaction.atomic():
        BreakGlass.objects.create(
            case=cast.khans.case,
            worker=cast.team.volunteer,
            reason=WHY,
            from_at=clock.now(),
            until_at=clock.now() + timedelta(hours=1),
        )


@pytest.mark.clause("L26")
def test_the_manager_looks_at_why_and_at_what_was_read_and_says_what_they_found(cast: Cast) -> None:
    emergency = opened(cast)
    reader = signed_in(cast.team.colleague)
    reader.get(f"/cases/{cast.khans.case.reference}/")
    reader.get(f"/cases/{cast.khans.case.reference}/people/")
    client = signed_in(cast.team.manager)
    assert "1 emergency to look at" in client.get("/today/").content.decode()
    listed = client.get("/emergencies/").content.decode()
    address = reverse("cases:emergency_page", args=[emergency.id])
    assert address in listed
    page = client.get(address).content.decode()
    for words in (WHY, cast.team.colleague.name, "The case record", "The people of the case"):
        assert words in page
    unsaid = client.post(address, {"found": "not_right", "words": ""}).content.decode()
    assert "Enter what you found." in unsaid
    sent = client.post(address, {"found": "talked_about", "words": "Rang her on Friday."})
    assert sent.status_code == HTTPStatus.FOUND
    emergency.refresh_from_db()
    assert (emergency.reviewed_as, emergency.reviewed_by) == ("talked_about", cast.team.manager)
    assert "Rang her on Friday." in client.get(address).content.decode()
    assert "to look at" not in client.get("/today/").content.decode()
    again = client.get("/emergencies/").content.decode()
    assert "Nothing is to be reviewed." in again
    assert cast.team.colleague.name in again.split("How many since")[1]
    with pytest.raises(Refused, match="already"):
        review_emergency(
            by=cast.team.manager, emergency=emergency, found=ReviewedAs.RIGHT, words="", at=clock.now()
        )


def test_nobody_else_reviews_it_nor_whoever_opened_it(cast: Cast) -> None:
    emergency = opened(cast)
    for who in (cast.team.colleague, cast.team.caseworker, cast.team.administrator):
        with pytest.raises(NotThere):
            review_emergency(by=who, emergency=emergency, found=ReviewedAs.RIGHT, words="", at=clock.now())
        assert signed_in(who).get("/emergencies/").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.clause("Y12")
def test_of_a_case_that_no_manager_may_see_the_one_above_is_told_and_reviews(cast: Cast) -> None:
    lead = lead_of(cast)
    governor(cast.team.manager, cast)
    emergency = opened(cast)
    assert Message.objects.get(kind="cases.emergency").subject_id == lead.id
    manager, above = signed_in(cast.team.manager), signed_in(lead)
    address = reverse("cases:emergency_page", args=[emergency.id])
    assert address not in manager.get("/emergencies/").content.decode()
    assert manager.get(address).status_code == HTTPStatus.NOT_FOUND
    assert address in above.get("/emergencies/").content.decode()
    assert WHY in above.get(address).content.decode()
    assert above.post(address, {"found": "right", "words": ""}).status_code == HTTPStatus.FOUND
    assert not sees(lead, cast.khans.case)


def test_the_one_above_sees_none_that_a_manager_sees(cast: Cast) -> None:
    lead = lead_of(cast)
    emergency = opened(cast)
    client = signed_in(lead)
    address = reverse("cases:emergency_page", args=[emergency.id])
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND
    assert address not in client.get("/emergencies/").content.decode()


def test_it_is_due_some_working_days_after_and_counted_over_the_reporting_year() -> None:
    days = profile().break_glass.reviewed_within_working_days
    friday = datetime(2026, 12, 4, 17, tzinfo=clock.LONDON)
    assert due_on(friday) == date(2026, 12, 4) + timedelta(days=days + 2)
    starts = profile().periods.reporting_year_starts
    first = date(2026, starts.month, starts.day)
    assert year_began(first) == first
    assert year_began(first - timedelta(days=1)) == first.replace(year=2025)


@pytest.mark.clause("Y12")
def test_a_lead_with_an_interest_in_the_case_is_not_told_and_does_not_review(cast: Cast) -> None:
    lead = lead_of(cast)
    other = joined(
        by=cast.team.manager,
        confirmed_by=cast.team.administrator,
        newcomer=Newcomer("ludo@service.example", "Ludo Voss", Role.STRATEGIC_LEAD),
        at=clock.now(),
    )
    governor(lead, cast)
    governor(cast.team.manager, cast)
    emergency = opened(cast)
    assert Message.objects.get(kind="cases.emergency").subject_id == other.id
    address = reverse("cases:emergency_page", args=[emergency.id])
    assert signed_in(lead).get(address).status_code == HTTPStatus.NOT_FOUND
    assert address not in signed_in(lead).get("/emergencies/").content.decode()
    assert WHY in signed_in(other).get(address).content.decode()


@pytest.mark.clause("Y12")
def test_what_they_opened_of_another_case_of_the_same_people_is_not_listed(cast: Cast) -> None:
    emergency = opened(cast)
    Reading.objects.create(
        at=clock.now(),
        actor_id=cast.team.colleague.id,
        actor_kind=kind_of(cast.team.colleague),
        purpose="case page",
        page="cases:aim_record",
        subjects=sorted([cast.taylors.case.id, cast.khans.parent.id]),
    )
    signed_in(cast.team.colleague).get(f"/cases/{cast.khans.case.reference}/")
    page = signed_in(cast.team.manager).get(reverse("cases:emergency_page", args=[emergency.id]))
    assert "The case record" in page.content.decode()
    assert "What the family wants" not in page.content.decode()
