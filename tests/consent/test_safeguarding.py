"""Sharing without permission to keep someone safe: it never waits, a second person reviews it, and nobody else learns of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from typing import cast as cast_to
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from cases.choices import Agreement, CaseStatus
from cases.models import Case
from cases.querysets import CaseQuerySet
from consent import access
from consent.actions.breaches import enter_reviewed
from consent.actions.safeguarding import Known, add_to_safeguarding, review_safeguarding
from consent.choices import FamilyTold, LawfulBasis, ReviewOutcome, ToldWhom
from consent.models import (
    Breach,
    Disclosure,
    SafeguardingAddition,
    SafeguardingDisclosure,
    SafeguardingReview,
)
from consent.rules import may_review
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit import reading
from sendiass.database.questions import Question
from sendiass.outbox.models import Message
from sendiass.profiles import profile
from tests.cast import Cast, hand_over, new_case
from tests.closing import closed_case
from tests.consent.conftest import HOUR, reported, shared

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L24")]

AT_ANY_HOUR = ("caseworker", "manager", "allocated volunteer")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words_at(user: User, address: str) -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def post(user: User, address: str, typed: Mapping[str, object]) -> HttpResponse:
    return cast_to(HttpResponse, signed_in(user).post(address, typed))


def page_of(case: Case, page: str = "") -> str:
    return f"/cases/{case.reference}/safeguarding/{page}"


def typed(**different: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "once": str(uuid4()),
        "told": ToldWhom.POLICE,
        "happened_on": "today",
        "happened_time": "",
    }
    return usual | different


@pytest.fixture
def lead(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> User:
    """The colleague leads on safeguarding, as the profile says."""
    safeguarding = profile().safeguarding.model_copy(update={"leads": (cast.team.colleague.email.upper(),)})
    named = profile().model_copy(update={"safeguarding": safeguarding})
    monkeypatch.setattr(access, "profile", lambda: named)
    return cast.team.colleague


@pytest.fixture
def shut_out(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Shuts someone out of a case, as a conflict of interest will."""
    seen_before = CaseQuerySet.visible_to

    def shut(user: User, case: Case) -> None:
        def visible_to(cases: CaseQuerySet, worker: User) -> CaseQuerySet:
            seen = seen_before(cases, worker)
            return seen.exclude(pk=case.pk) if worker.pk == user.pk else seen

        monkeypatch.setattr(CaseQuerySet, "visible_to", visible_to)
        # Questions that were worded before would be asked as they were.
        monkeypatch.setattr(Question, "__call__", lambda one, **given: list(one.asking(**given)))

    return shut


def test_whom_and_when_are_enough_and_no_permission_stands_before_it(cast: Cast) -> None:
    hand_over(cast, cast.khans.case, cast.team.volunteer)
    for worker in (cast.team.caseworker, cast.team.volunteer, cast.team.manager):
        assert post(worker, page_of(cast.khans.case, "add/"), typed()).status_code == 302
    assert SafeguardingDisclosure.objects.of(cast.khans.case).count() == 3
    assert not Disclosure.objects.exists()


def test_it_waits_neither_for_agreement_to_records_nor_for_an_open_case(cast: Cast) -> None:
    refusing = new_case(cast.team.caseworker, at=clock.now(), agreement=Agreement.DECLINED)
    closed = cast.khans.case
    closed_case(by=cast.team.caseworker, case=closed, reason="Done.", at=clock.now())
    for case in (refusing, closed):
        assert post(cast.team.caseworker, page_of(case, "add/"), typed()).status_code == 302


def test_it_is_due_a_review_on_the_next_working_day(cast: Cast) -> None:
    written = shared(cast.team.caseworker, cast.khans)
    assert written.review_due_on > clock.today()
    assert written.kept_from_records_requests
    assert "A second person has to review this by" in words_at(cast.team.manager, page_of(cast.khans.case))


def test_the_form_sent_twice_is_one_record(cast: Cast) -> None:
    once = typed()
    for _ in range(2):
        assert post(cast.team.caseworker, page_of(cast.khans.case, "add/"), once).status_code == 302
    assert SafeguardingDisclosure.objects.count() == 1


def test_everything_typed_is_on_the_page_and_what_is_not_known_is_named(cast: Cast) -> None:
    known = typed(
        agency=str(cast.authority.id),
        told_words="PC 4411",
        about=str(cast.khans.child.id),
        risk="She is afraid to go home.",
        said="What she drew.",
        why_not_asked="He listens to every call.",
        family_told=FamilyTold.NO,
        why_not_told="He would know who told.",
        basis=LawfulBasis.VITAL_INTERESTS,
    )
    post(cast.team.caseworker, page_of(cast.khans.case, "add/"), known)
    page = words_at(cast.team.caseworker, page_of(cast.khans.case))
    for words in (
        "SEND team, PC 4411",
        "Zahra Noor Khan",
        "She is afraid to go home.",
        "What she drew.",
        "He listens to every call.",
        "No. He would know who told.",
        "vital interests",
    ):
        assert words in page
    assert "Not known yet" not in page
    shared(cast.team.colleague, cast.taylors, known=Known(risk="Something he wrote."))
    assert "Not known yet: what was said; why not asked; family told; lawful basis." in words_at(
        cast.team.colleague, page_of(cast.taylors.case)
    )


def test_someone_else_is_said_who(cast: Cast) -> None:
    address = page_of(cast.khans.case, "add/")
    response = post(cast.team.caseworker, address, typed(told=ToldWhom.OTHER, risk="Kept as typed."))
    assert response.status_code == 200
    assert "Enter whom you told" in response.content.decode()
    assert "Kept as typed." in response.content.decode()
    told = typed(told=ToldWhom.OTHER, told_words="The lifeguard")
    assert post(cast.team.caseworker, address, told).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"told": ""}, "Select whom you told"),
        ({"told": "the press"}, "Select one of the choices"),
        ({"happened_on": "tomorrow"}, "must be today or in the past"),
        ({"happened_on": "1/1/1919"}, "or later"),
        ({"happened_on": "yesterday"}, "Enter the time it was"),
        ({"agency": str(uuid4())}, "Select one of the choices"),
        ({"about": str(uuid4())}, "Select one of the choices"),
        ({"basis": "a feeling"}, "Select one of the choices"),
        ({"risk": "x" * 10_001}, "10,000 characters or fewer"),
    ],
)
def test_bad_input_says_what_is_wrong_and_keeps_what_was_typed(
    cast: Cast, wrong: dict[str, object], said: str
) -> None:
    response = post(
        cast.team.caseworker, page_of(cast.khans.case, "add/"), typed(said="Kept as typed.", **wrong)
    )
    assert response.status_code == 200
    assert said in response.content.decode()
    assert "Kept as typed." in response.content.decode()
    assert not SafeguardingDisclosure.objects.exists()


def test_what_becomes_known_later_stands_beside_what_was_written(cast: Cast) -> None:
    written = shared(cast.team.caseworker, cast.khans)
    address = page_of(cast.khans.case, f"{written.id}/complete/")
    nothing = post(cast.team.caseworker, address, {"once": str(uuid4())})
    assert "Enter what is known now" in nothing.content.decode()
    later = {"once": str(uuid4()), "basis": LawfulBasis.PUBLIC_TASK, "words": "They ring back on Monday."}
    for _ in range(2):
        assert post(cast.team.caseworker, address, later).status_code == 302
    assert SafeguardingAddition.objects.count() == 1
    page = words_at(cast.team.caseworker, page_of(cast.khans.case))
    assert "They ring back on Monday." in page
    assert "Not known yet: why not asked; family told." in page


def test_those_who_review_are_told_by_mail_that_says_nothing_of_anybody(cast: Cast, lead: User) -> None:
    shared(cast.team.caseworker, cast.khans)
    (message,) = Message.objects.filter(kind="consent.review_owed")
    assert message.subject_id == cast.team.manager.id
    with reading(by=cast.team.manager, subjects=[cast.team.manager.key_subject], purpose="test"):
        body = str(message.body)
    assert "/safeguarding/" in body
    for word in ("Khan", "Zahra", "Bruises", cast.khans.case.reference, "social care", "Amina", "duty desk"):
        assert word not in body
    hand_over(cast, cast.khans.case, lead)
    shared(cast.team.caseworker, cast.khans)
    assert Message.objects.filter(kind="consent.review_owed", subject_id=lead.id).count() == 1


def test_a_second_person_reviews_it_once(cast: Cast) -> None:
    written = shared(cast.team.caseworker, cast.khans)
    address = page_of(cast.khans.case, f"{written.id}/review/")
    found = {
        "outcome": ReviewOutcome.AGREED,
        "reasons": "A child at risk.",
        "follows": "Ring them on Monday.",
    }
    assert "Bruises that she does not explain." in words_at(cast.team.manager, address)
    assert post(cast.team.manager, address, found).status_code == 302
    page = words_at(cast.team.caseworker, page_of(cast.khans.case))
    for words in (
        "Agreed: it was right to share it",
        "A child at risk.",
        "Ring them on Monday.",
        "Moira Patel",
    ):
        assert words in page
    again = post(cast.team.manager, address, found)
    assert again.status_code == 403
    assert "This has been reviewed already." in again.content.decode()
    assert SafeguardingReview.objects.count() == 1


def test_nobody_reviews_what_they_wrote_down(cast: Cast, lead: User) -> None:
    written = shared(cast.team.manager, cast.khans)
    response = signed_in(cast.team.manager).get(page_of(cast.khans.case, f"{written.id}/review/"))
    assert response.status_code == 403
    assert "a second person reviews it" in response.content.decode()
    with pytest.raises(Refused, match="second person"):
        agree(cast.team.manager, written)
    with pytest.raises(NotThere):
        agree(lead, written)
    hand_over(cast, cast.khans.case, lead)
    assert agree(lead, written).recorded_by == lead


def test_only_those_who_review_may(cast: Cast) -> None:
    written = shared(cast.team.manager, cast.khans)
    hand_over(cast, cast.khans.case, cast.team.volunteer)
    for worker in (cast.team.caseworker, cast.team.volunteer):
        with pytest.raises(Refused, match="Only the manager"):
            agree(worker, written)
    for stranger in (cast.team.colleague, cast.team.administrator, cast.team.board_member):
        with pytest.raises(NotThere):
            agree(stranger, written)


@pytest.mark.parametrize("is_recorder", [True, False])
@pytest.mark.parametrize("is_reviewed", [True, False])
def test_a_review_is_by_someone_else_and_once(is_recorder: bool, is_reviewed: bool) -> None:
    decision = may_review(is_recorder=is_recorder, is_reviewed=is_reviewed)
    assert bool(decision) == (not is_recorder and not is_reviewed)


def test_an_overdue_review_shows_in_the_register_and_on_the_managers_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared(cast.team.caseworker, cast.khans, at=clock.now() - timedelta(days=8))
    late = words_at(cast.team.manager, "/safeguarding/")
    assert "Review late" in late
    assert "days late" in late
    today = words_at(cast.team.manager, "/today/")
    assert f"Review what was shared, {cast.khans.case.reference}" in today
    assert "What cannot wait" not in words_at(cast.team.caseworker, "/today/")


def test_what_is_owed_comes_first_and_what_is_done_says_how(cast: Cast) -> None:
    done = shared(cast.team.colleague, cast.taylors)
    disagree(cast.team.manager, done)
    shared(cast.team.caseworker, cast.khans)
    page = words_at(cast.team.manager, "/safeguarding/")
    assert page.index(cast.khans.case.reference) < page.index(cast.taylors.case.reference)
    assert "Not agreed" in page


def test_neither_the_registers_nor_the_day_name_anybody_or_open_anything(cast: Cast) -> None:
    shared(cast.team.caseworker, cast.khans)
    reported(cast.team.caseworker, whose=f"{cast.khans.case.reference}, Zahra")
    for address in ("/safeguarding/", "/breaches/"):
        page = words_at(cast.team.manager, address)
        for word in ("Khan", "Zahra", "Bruises", "duty desk", "next door"):
            assert word not in page


def test_the_page_of_sharing_shows_it_apart_from_what_was_permitted(cast: Cast) -> None:
    shared(cast.team.caseworker, cast.khans)
    page = words_at(cast.team.caseworker, f"/cases/{cast.khans.case.reference}/sharing/")
    assert "Nothing has been said to anyone." in page
    assert re.search(
        r"Shared without permission to keep someone safe .*Children’s social care. Review owed", page
    )


def test_someone_shut_out_of_a_case_learns_nothing_of_it_anywhere(cast: Cast, shut_out: Any) -> None:
    written = shared(cast.team.caseworker, cast.khans)
    breach = reported(
        cast.team.caseworker, whose=f"{cast.khans.case.reference} and {cast.taylors.case.reference}"
    )
    shut_out(cast.team.manager, cast.khans.case)
    client = signed_in(cast.team.manager)
    for address in ("/safeguarding/", "/breaches/", "/today/"):
        assert cast.khans.case.reference not in words_at(cast.team.manager, address)
        assert "wrong person" not in words_at(cast.team.manager, address)
    for address in (
        page_of(cast.khans.case),
        page_of(cast.khans.case, "add/"),
        page_of(cast.khans.case, f"{written.id}/review/"),
        page_of(cast.taylors.case, f"{written.id}/review/"),
        page_of(cast.taylors.case, f"{written.id}/complete/"),
        f"/breaches/{breach.id}/",
        f"/breaches/{breach.id}/assessed/",
    ):
        assert client.get(address).status_code == 404, address
    with pytest.raises(NotThere):
        agree(cast.team.manager, written)
    told = Message.objects.filter(subject_id=cast.team.manager.id).count()
    shared(cast.team.caseworker, cast.khans)
    reported(cast.team.caseworker, whose=cast.khans.case.reference)
    assert Message.objects.filter(subject_id=cast.team.manager.id).count() == told


def test_what_a_review_did_not_agree_with_is_a_breach_in_one_step(cast: Cast) -> None:
    written = shared(cast.team.caseworker, cast.khans, agency=cast.authority)
    page, enter = page_of(cast.khans.case), page_of(cast.khans.case, f"{written.id}/breach/")
    assert "Enter it in the breach register" not in words_at(cast.team.manager, page)
    assert post(cast.team.manager, enter, {}).status_code == 302
    assert not Breach.objects.exists()
    review = disagree(cast.team.manager, written)
    assert "Enter it in the breach register" in words_at(cast.team.manager, page)
    assert "Enter it in the breach register" not in words_at(cast.team.caseworker, page)
    for _ in range(2):
        assert post(cast.team.manager, enter, {}).status_code == 302
    breach = Breach.objects.get()
    assert breach.aware_at == review.recorded_at
    assert [one.case for one in breach.cases.all()] == [cast.khans.case]
    shown = words_at(cast.team.manager, f"/breaches/{breach.id}/")
    for words in ("There was time to ask.", "SEND team", cast.khans.case.reference, "71 hours left"):
        assert words in shown
    assert "Enter it in the breach register" not in words_at(cast.team.manager, page)


def test_what_a_review_agreed_with_is_no_breach(cast: Cast) -> None:
    written = shared(cast.team.caseworker, cast.khans)
    agree(cast.team.manager, written)
    written = SafeguardingDisclosure.objects.get(pk=written.pk)
    with pytest.raises(Refused, match="did not agree"):
        enter_reviewed(by=cast.team.manager, disclosure=written, at=clock.now())
    with pytest.raises(Refused):
        enter_reviewed(by=cast.team.caseworker, disclosure=written, at=clock.now())


def test_a_lead_who_reviews_puts_it_on_the_register_without_seeing_that(cast: Cast, lead: User) -> None:
    written = shared(cast.team.caseworker, cast.khans)
    hand_over(cast, cast.khans.case, lead)
    disagree(lead, written)
    answer = post(lead, page_of(cast.khans.case, f"{written.id}/breach/"), {})
    assert answer["Location"] == page_of(cast.khans.case)
    assert Breach.objects.get().safeguarding == written
    assert signed_in(lead).get("/breaches/").status_code == 403


def test_a_moment_in_the_future_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="in the future"):
        shared(cast.team.caseworker, cast.khans, happened_at=clock.now() + HOUR)


def test_only_those_who_work_cases_write_it_down(cast: Cast) -> None:
    for user in (cast.team.administrator, cast.team.board_member):
        with pytest.raises(Refused):
            shared(user, cast.khans)
    assert cast.team.volunteer.role == Role.VOLUNTEER
    assert shared(cast.team.volunteer, cast.khans)


def test_the_lead_whom_the_profile_names_sees_only_cases_they_may_open(cast: Cast, lead: User) -> None:
    shared(cast.team.caseworker, cast.khans)
    shared(lead, cast.taylors)
    page = words_at(lead, "/safeguarding/")
    assert cast.taylors.case.reference in page
    assert cast.khans.case.reference not in page


def test_additions_are_for_whoever_may_open_the_case(cast: Cast) -> None:
    written = shared(cast.team.caseworker, cast.khans)
    with pytest.raises(Refused):
        add_to_safeguarding(
            by=cast.team.administrator, disclosure=written, known=Known(), once=uuid4(), at=clock.now()
        )


def agree(by: User, written: SafeguardingDisclosure) -> SafeguardingReview:
    return review_safeguarding(
        by=by, disclosure=written, outcome=ReviewOutcome.AGREED, reasons="A child at risk.", at=clock.now()
    )


def disagree(by: User, written: SafeguardingDisclosure) -> SafeguardingReview:
    return review_safeguarding(
        by=by,
        disclosure=written,
        outcome=ReviewOutcome.NOT_AGREED,
        reasons="There was time to ask.",
        at=clock.now(),
    )


def close(cast: Cast) -> None:
    closed_case(by=cast.team.manager, case=cast.khans.case, reason="Done.", at=clock.now())


def test_the_case_stays_open_until_a_second_person_has_looked(cast: Cast) -> None:
    case, record = cast.khans.case, shared(cast.team.caseworker, cast.khans)
    with pytest.raises(Refused, match="a second person reviews what was shared"):
        close(cast)
    assert "a second person reviews what was shared to keep someone safe" in words_at(
        cast.team.caseworker, f"/cases/{case.reference}/close/"
    )
    review_safeguarding(
        by=cast.team.manager,
        disclosure=record,
        outcome=ReviewOutcome.AGREED,
        reasons="Right.",
        at=clock.now(),
    )
    assert "a second person reviews" not in words_at(cast.team.caseworker, f"/cases/{case.reference}/close/")
    close(cast)
    assert Case.objects.get(pk=case.pk).status == CaseStatus.CLOSED
    assert shared(cast.team.caseworker, cast.khans), "sharing to keep someone safe waits for no open case"


def test_it_stands_in_the_cases_history_with_its_review_and_not_its_words(cast: Cast) -> None:
    case, worker = cast.khans.case, cast.team.caseworker
    record = shared(worker, cast.khans, known=Known(risk="He hits her.", said="That he hits her."))
    page = words_at(worker, f"/cases/{case.reference}/")
    assert "Shared without permission to keep someone safe: Children’s social care by Amina Yusuf" in page
    assert "To be reviewed by a second person by" in page
    assert "hits her" not in page
    review_safeguarding(
        by=cast.team.manager,
        disclosure=record,
        outcome=ReviewOutcome.NOT_AGREED,
        reasons="No risk.",
        at=clock.now(),
    )
    response = signed_in(worker).get(f"/cases/{case.reference}/").content.decode()
    assert "Reviewed by Moira Patel" in response
    assert "not agreed" in response
    assert f"/cases/{case.reference}/safeguarding/#{record.id}" in response
    assert signed_in(cast.team.colleague).get(f"/cases/{case.reference}/").status_code == 404
