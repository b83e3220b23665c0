"""Requests at the intake desk: listed by codes, opened in a reading, made a case on one page, answered, set aside."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from cases import search
from cases.access import may_hold_people, open_referral
from cases.actions.acknowledgement import send_acknowledgement
from cases.actions.first_contact import Answer, record_first_contact
from cases.actions.people import Reach, add_contact
from cases.actions.referrals import (
    forget_old_referrals,
)
from cases.actions.taking_up import Chosen, answer_referral, set_aside, take_up
from cases.actions.told import Told, Way, told_by
from cases.choices import (
    Agreement,
    CaseRole,
    ContactPointKind,
    ContactSafety,
    FirstContactItem,
    HowShared,
    Issue,
    ItemState,
    ReferralSource,
    ReferralState,
    Referrer,
    Stage,
    WhySetAside,
)
from cases.models import (
    Aim,
    Case,
    CasePerson,
    ContactPoint,
    Enquiry,
    FirstContactEntry,
    Intervention,
    NotTheSame,
    Person,
    Referral,
    Relationship,
    Task,
)
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal, acting, reading
from sendiass.audit.models import Reading
from sendiass.crypto.erasure import is_erased
from sendiass.outbox import delivery, returns
from sendiass.outbox.models import Message
from sendiass.profiles import profile
from tests.cast import Cast, given, hand_over
from tests.closing import A_CALL_CAME_TO
from tests.referring import referred, told

pytestmark = pytest.mark.django_db
CHILD, PARENT = CaseRole.CHILD_OR_YOUNG_PERSON, CaseRole.PARENT_CARER


@pytest.fixture(autouse=True)
def _nobody_known_and_nobody_counted() -> None:
    search.INDEX.clear()
    cache.clear()


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    """The caseworker at the intake desk."""
    client.force_login(cast.team.caseworker)
    return client


def text(response: object) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


def taken_up(referral: Referral, by: User, **different: object) -> Case:
    """A case from it, with what it said; parts may differ."""
    chosen: dict[str, object] = {
        "issue": Issue(referral.issue),
        "stage": Stage(referral.stage),
        "source": ReferralSource(referral.referral_source),
        "take_it": True,
        **different,
    }
    with reading(by=by, subjects=[referral.key_subject], purpose="test"):
        said = told_by(referral)
        return take_up(
            by=by,
            referral=referral,
            told=said,
            chosen=Chosen(**chosen),  # type: ignore[arg-type]
            once=uuid4(),
            at=clock.now(),
        )


# At the desk


@pytest.mark.clause("L26", "L28")
def test_those_who_came_by_themselves_wait_at_the_desk_by_codes_alone(client: Client, cast: Cast) -> None:
    referral = referred()
    for who in (cast.team.caseworker, cast.team.administrator, cast.team.manager):
        client.force_login(who)
        page = text(client.get(reverse("cases:intake")))
        assert not {"Rosa", "Diaz", "Leo"} & set(page.replace("<", " ").replace(">", " ").split())
        may_open = who is not cast.team.administrator
        for words in (
            "Came by themselves",
            referral.reference,
            reverse("cases:referral_page", args=[referral.reference]),
        ):
            assert (words in page) is may_open


@pytest.mark.clause("L26")
def test_opening_one_shows_all_that_was_sent_and_is_written_down(desk: Client, cast: Cast) -> None:
    referral = referred(who=Referrer.PROFESSIONAL, source=ReferralSource.SCHOOL)
    page = text(desk.get(reverse("cases:referral_page", args=[referral.reference])))
    for words in (
        "Rosa Diaz",
        "Leo Diaz",
        "3 April 2015",
        "Oakfield Primary",
        "07700 900555",
        "With care: After four",
    ):
        assert words in page
    assert "The family’s yes" in page
    seen = Reading.objects.get(subjects__contains=[referral.id], page="cases:referral_page")
    assert seen.actor_id == cast.team.caseworker.id
    assert "Diaz" not in page[page.index("<title>") : page.index("</title>")]


def test_whoever_may_not_open_cases_finds_nothing_there(cast: Cast) -> None:
    referral = referred()
    for who in (cast.team.volunteer, cast.team.administrator, cast.team.board_member):
        with pytest.raises(NotThere):
            open_referral(by=who, reference=referral.reference)
    for reference in ("LEI-R99999", "", "\x00"):
        with pytest.raises(NotThere):
            open_referral(by=cast.team.manager, reference=reference)


@pytest.mark.clause("L26")
def test_once_it_is_a_case_only_those_who_see_that_case_see_it(cast: Cast) -> None:
    referral, team = referred(), cast.team
    assert set(Referral.objects.visible_to(team.colleague)) == {referral}
    case = taken_up(referral, team.caseworker)
    assert not Referral.objects.visible_to(team.colleague).exists()
    assert not Referral.objects.visible_to(team.administrator).exists()
    for who in (team.caseworker, team.manager):
        assert open_referral(by=who, reference=referral.reference) == referral
    with pytest.raises(NotThere):
        open_referral(by=team.colleague, reference=referral.reference)
    hand_over(cast, case, team.volunteer)
    assert open_referral(by=team.volunteer, reference=referral.reference) == referral


# A case of it


@pytest.mark.clause("L22", "L23", "L26", "L27", "L28", "Y15")
def test_one_page_makes_a_case_of_all_that_the_form_said(desk: Client, cast: Cast) -> None:
    referral = referred()
    address = reverse("cases:referral_take_up", args=[referral.reference])
    page = text(desk.get(address))
    assert "Rosa Diaz" in page
    assert 'value="Oakfield Primary"' in page
    opened = desk.post(
        address,
        {
            "issue": "exclusion",
            "stage": "sen_support",
            "referral_source": "parent",
            "school_named": "Oakfield Primary",
            "take_it": "keep",
        },
    )
    case = Case.objects.latest("opened_at")
    assert opened["Location"] == reverse("cases:case_page", args=[case.reference])
    assert desk.get(opened["Location"]).status_code == 200
    referral.refresh_from_db()
    assert (referral.state, referral.case, referral.settled_by) == (
        ReferralState.TAKEN_UP,
        case,
        cast.team.caseworker,
    )
    assert (case.referral_source, case.issue, case.stage) == ("parent", "exclusion", "sen_support")
    people = {
        part.role: part.person for part in CasePerson.objects.filter(case=case).select_related("person")
    }
    subjects = [case.key_subject, *(one.key_subject for one in people.values())]
    with reading(by=cast.team.caseworker, subjects=subjects, purpose="test"):
        assert {role: one.full_name for role, one in people.items()} == {
            CHILD: "Leo Diaz",
            PARENT: "Rosa Diaz",
        }
        points = {one.kind: one for one in ContactPoint.objects.filter(person=people[PARENT])}
        phone = points[ContactPointKind.MOBILE]
        assert (phone.safety, phone.note, phone.may_leave_message) == (
            ContactSafety.WITH_CARE,
            "After four",
            False,
        )
        assert points[ContactPointKind.EMAIL].safety == ContactSafety.SAFE
        assert Aim.objects.get(case=case).words == told().aim
        assert "9 December" in str(Task.objects.get(case=case, rule="by_hand").words)
    assert people[CHILD].school == cast.primary
    assert Relationship.objects.get(child=people[CHILD], adult=people[PARENT]).kind == "mother"


@pytest.mark.clause("Y15", "L26", "L27")
def test_agreement_and_records_are_settled_in_writing_and_the_statement_stays_owed(cast: Cast) -> None:
    referral = referred(at=clock.now() - timedelta(days=3))
    case = taken_up(referral, cast.team.caseworker)
    answers = {one.item: one for one in FirstContactEntry.objects.filter(case=case)}
    sent_on = clock.day_of(referral.sent_at)
    for item in (FirstContactItem.AGREEMENT, FirstContactItem.RECORDS_TOLD):
        one = answers[item]
        assert (one.state, one.how, one.who, one.happened_on) == (
            ItemState.DONE,
            HowShared.WRITING,
            PARENT,
            sent_on,
        )
    assert answers[FirstContactItem.AGREEMENT].agreement == Agreement.AGREED
    assert may_hold_people(case)
    owed = {task.item for task in Task.objects.open().filter(case=case, rule="first_contact")}
    assert owed == {FirstContactItem.STATEMENT, FirstContactItem.INFORMATION}


@pytest.mark.clause("L27")
def test_whoever_was_written_to_when_they_came_is_not_written_to_again(cast: Cast) -> None:
    case = taken_up(referred(), cast.team.caseworker)
    assert Message.objects.count() == 1
    sent = FirstContactEntry.objects.get(case=case, item=FirstContactItem.RECORDS_SENT)
    assert sent.state == ItemState.DONE


@pytest.mark.clause("L26", "L27")
def test_of_a_professionals_request_the_family_is_told_by_us(cast: Cast) -> None:
    with_care = (Way(ContactPointKind.MOBILE, "+447700900555", ContactSafety.WITH_CARE, "After four"),)
    referral = referred(who=Referrer.PROFESSIONAL, source=ReferralSource.SCHOOL, ways=with_care)
    case = taken_up(referral, cast.team.caseworker)
    answers = {one.item: one for one in FirstContactEntry.objects.filter(case=case)}
    agreed = answers[FirstContactItem.AGREEMENT]
    assert (agreed.who, agreed.how, agreed.happened_on) == (PARENT, HowShared.PHONE, referral.yes_on)
    assert answers[FirstContactItem.RECORDS_TOLD].state == ItemState.NOT_YET
    assert case.referral_source == ReferralSource.SCHOOL
    assert not Message.objects.exists()


@pytest.mark.clause("L26", "L28")
def test_a_young_person_who_came_alone_stands_alone_in_a_case_of_their_own(cast: Cast) -> None:
    referral = referred(
        who=Referrer.YOUNG_PERSON,
        source=ReferralSource.YOUNG_PERSON,
        given_names="Kit",
        family_name="",
        relationship=None,
        child_given_names="",
        child_family_name="",
        child_born=None,
    )
    case = taken_up(referral, cast.team.caseworker)
    part = CasePerson.objects.get(case=case)
    assert part.role == CHILD
    assert case.referral_source == ReferralSource.YOUNG_PERSON
    assert ContactPoint.objects.filter(person=part.person).count() == 2
    agreed = FirstContactEntry.objects.get(case=case, item=FirstContactItem.AGREEMENT)
    assert agreed.who == CHILD


A_YOUNG_MAN: dict[str, object] = {
    "who": Referrer.YOUNG_PERSON,
    "source": ReferralSource.YOUNG_PERSON,
    "relationship": None,
    "child_given_names": "",
    "child_family_name": "",
    "child_born": None,
}
SECRET = Way(ContactPointKind.MOBILE, "+447700900999", ContactSafety.WITH_CARE, "Nobody knows of it")


def khans_own(cast: Cast, **different: object) -> Referral:
    """A request in the name of the Khans' child, whose parent is on record with a safe address."""
    safe = Reach(ContactPointKind.EMAIL, "family@khan.example", ContactSafety.SAFE)
    team = cast.team
    for person in (cast.khans.child, cast.khans.parent):
        add_contact(by=team.caseworker, case=cast.khans.case, person=person, reach=safe, at=clock.now())
    said = {"given_names": "Zahra", "family_name": "Khan", "ways": (SECRET,), **A_YOUNG_MAN, **different}
    return referred(**said)  # type: ignore[arg-type]


@pytest.mark.clause("L26", "L27")
def test_nobody_is_written_to_unasked_at_an_older_address_when_the_request_names_no_safe_one(
    desk: Client, cast: Cast
) -> None:
    referral = khans_own(
        cast,
        who=Referrer.PARENT_CARER,
        source=ReferralSource.PARENT,
        given_names="Samira",
        child_given_names="Idris",
    )
    before = Message.objects.count()
    case = taken_up(referral, cast.team.caseworker, known={PARENT: cast.khans.parent})
    assert Message.objects.count() == before
    assert not FirstContactEntry.objects.filter(
        case=case, item=FirstContactItem.RECORDS_SENT, state=ItemState.DONE
    ).exists()
    page = text(desk.get(reverse("cases:first_contact_record", args=[case.reference])))
    assert "nothing is sent by itself" in page
    send_acknowledgement(by=cast.team.caseworker, case=case, person=cast.khans.parent, at=clock.now())
    assert Message.objects.count() == before + 1


@pytest.mark.clause("L26", "L28")
def test_a_young_person_who_came_alone_is_never_put_on_a_record_that_their_parents_worker_opens(
    desk: Client, cast: Cast
) -> None:
    referral = khans_own(cast)
    before = Message.objects.count()
    address = reverse("cases:referral_take_up", args=[referral.reference])
    assert "someone we know" not in text(desk.get(address))
    sent = {"issue": "exclusion", "stage": "sen_support", "take_it": "keep"}
    desk.post(address, {**sent, "same_child_or_young_person": str(cast.khans.child.id)})
    part = CasePerson.objects.get(case=Case.objects.latest("opened_at"))
    assert part.person != cast.khans.child
    assert not NotTheSame.objects.filter(person=part.person).exists()
    with reading(by=cast.team.manager, subjects=[cast.khans.child.key_subject], purpose="test"):
        known = {one.value for one in ContactPoint.objects.filter(person=cast.khans.child)}
    assert SECRET.value not in known
    assert Message.objects.count() == before


@pytest.mark.clause("L26")
def test_what_a_young_person_brought_is_theirs_whatever_the_desk_sends(desk: Client, cast: Cast) -> None:
    referral = khans_own(cast)
    address = reverse("cases:referral_take_up", args=[referral.reference])
    assert "Who brought them to us?" not in text(desk.get(address))
    sent = {"issue": "exclusion", "stage": "sen_support", "take_it": "keep", "referral_source": "parent"}
    desk.post(address, sent)
    assert Case.objects.latest("opened_at").referral_source == ReferralSource.YOUNG_PERSON


@pytest.mark.clause("L26")
@pytest.mark.parametrize("chosen", ["source", "known"])
def test_the_action_refuses_to_take_it_from_them(cast: Cast, chosen: str) -> None:
    referral = khans_own(cast)
    different = {"source": ReferralSource.PARENT, "known": {CHILD: cast.khans.child}}
    with pytest.raises(Refused):
        taken_up(referral, cast.team.caseworker, **{chosen: different[chosen]})
    assert not Case.objects.filter(referrals=referral).exists()


def test_a_button_pressed_twice_makes_one_case(desk: Client) -> None:
    address = reverse("cases:referral_take_up", args=[referred().reference])
    before = Case.objects.count()
    sent = {"issue": "exclusion", "stage": "sen_support", "referral_source": "parent", "take_it": "wait"}
    first, second = desk.post(address, sent), desk.post(address, sent)
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == before + 1


def test_someone_who_may_be_known_is_asked_about_and_the_worker_says(desk: Client, cast: Cast) -> None:
    phone = Way(ContactPointKind.MOBILE, "+447700900123", ContactSafety.SAFE)
    email = Way(ContactPointKind.EMAIL, "samira@family.example", ContactSafety.SAFE)
    referral = referred(
        given_names="Samira", family_name="Khan", ways=(phone, email), child_given_names="Idris"
    )
    address = reverse("cases:referral_take_up", args=[referral.reference])
    assert "Is the parent or carer someone we know?" in text(desk.get(address))
    sent = {"issue": "exclusion", "stage": "sen_support", "referral_source": "parent", "take_it": "keep"}
    assert "Select an answer to" in text(desk.post(address, sent))
    known = cast.khans.parent
    desk.post(address, {**sent, "same_parent_carer": str(known.id)})
    case = Case.objects.latest("opened_at")
    assert CasePerson.objects.get(case=case, role=PARENT).person == known
    points = ContactPoint.objects.filter(person=known)
    assert sorted(points.values_list("kind", flat=True)) == ["email", "mobile"]
    assert points.get(is_preferred=True).kind == "mobile"
    assert Person.objects.filter(parts__case=case).count() == 2


def test_nobody_is_asked_about_people_in_cases_they_cannot_see(desk: Client) -> None:
    phone = Way(ContactPointKind.MOBILE, "+447700900456", ContactSafety.SAFE)
    referral = referred(given_names="Łukasz", family_name="Taylor", ways=(phone,))
    page = text(desk.get(reverse("cases:referral_take_up", args=[referral.reference])))
    assert "someone we know" not in page


@pytest.mark.clause("L26")
def test_when_the_family_says_no_to_records_after_all_what_they_sent_is_forgotten(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    referral = referred()
    case = taken_up(referral, cast.team.caseworker)
    no = Answer(
        FirstContactItem.AGREEMENT,
        ItemState.DONE,
        agreement=Agreement.DECLINED,
        who=PARENT,
        how=HowShared.PHONE,
        happened_on=clock.today(),
    )
    with django_capture_on_commit_callbacks(execute=True):
        record_first_contact(by=cast.team.caseworker, case=case, answers=[no], at=clock.now())
    referral.refresh_from_db()
    assert referral.forgotten_at
    assert is_erased(referral.key_subject)


def test_the_cases_first_contact_leads_to_what_was_sent(desk: Client, cast: Cast) -> None:
    referral = referred()
    case = taken_up(referral, cast.team.caseworker)
    page = text(desk.get(reverse("cases:first_contact_record", args=[case.reference])))
    assert reverse("cases:referral_page", args=[referral.reference]) in page
    page = text(desk.get(reverse("cases:referral_page", args=[referral.reference])))
    assert reverse("cases:case_page", args=[case.reference]) in page


@pytest.mark.clause("L28")
def test_the_share_of_those_who_came_by_themselves_can_be_counted_from_cases(cast: Cast) -> None:
    taken_up(referred(), cast.team.caseworker)
    taken_up(referred(who=Referrer.PROFESSIONAL, source=ReferralSource.HEALTH), cast.team.caseworker)
    sources = Case.objects.filter(referrals__isnull=False).values_list("referral_source", flat=True)
    assert sorted(sources) == ["health", "parent"]


# No case of it


@pytest.mark.clause("L26")
def test_it_is_answered_without_a_case_as_an_enquiry_that_names_nobody(desk: Client, cast: Cast) -> None:
    referral = referred()
    desk.post(
        reverse("cases:referral_answer", args=[referral.reference]),
        {
            "kinds": ["information"],
            "note": "Told them how an exclusion is challenged.",
            "minutes": "15",
            "level": "1",
            "got_it": "not_asked",
            "told_of_none_because": "They knew of one.",
            "why_no_case": "They wanted one answer.",
        },
    )
    referral.refresh_from_db()
    enquiry = Enquiry.objects.get()
    assert (referral.state, referral.enquiry, referral.case) == (ReferralState.ANSWERED, enquiry, None)
    assert (enquiry.channel, enquiry.issue, enquiry.who) == ("web_form", "exclusion", "parent_carer")
    assert Intervention.objects.get(enquiry=enquiry).minutes == 15
    page = text(desk.get(reverse("cases:referral_page", args=[referral.reference])))
    assert "They wanted one answer." in page


def test_an_answer_says_why_no_case_is_needed(desk: Client) -> None:
    referral = referred()
    sent = {"kinds": ["information"], "note": "Told them.", "minutes": "5", "level": "1"}
    page = text(desk.post(reverse("cases:referral_answer", args=[referral.reference]), sent))
    assert "Enter why no case is needed" in page
    assert not Enquiry.objects.exists()


def test_it_is_set_aside_with_a_reason_and_once(desk: Client, cast: Cast) -> None:
    referral = referred()
    address = reverse("cases:referral_set_aside", args=[referral.reference])
    assert "Select why nothing follows from it" in text(desk.post(address, {}))
    assert "Enter the reason in words" in text(desk.post(address, {"why": "other"}))
    assert desk.post(address, {"why": "not_real"})["Location"] == reverse("cases:intake")
    referral.refresh_from_db()
    assert (referral.state, referral.set_aside_because) == (ReferralState.SET_ASIDE, "not_real")
    assert desk.post(address, {"why": "twice"}).status_code == 403
    with pytest.raises(Refused):
        taken_up(referral, cast.team.caseworker)
    with pytest.raises(Refused):
        answer_referral(
            by=cast.team.caseworker,
            referral=referral,
            given=given(),
            came=A_CALL_CAME_TO,
            why_no_case="No.",
            once=uuid4(),
            at=clock.now(),
        )


@pytest.mark.clause("L26")
def test_what_came_to_no_case_is_forgotten_after_its_days_and_a_case_keeps_its_own(
    cast: Cast, desk: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    aside, waiting, kept = referred(), referred(), referred()
    worker, at = cast.team.caseworker, clock.now()
    taken_up(kept, worker)
    set_aside(by=worker, referral=aside, why=WhySetAside.NOT_REAL, words="Rosa wrote nonsense.", at=at)
    days = timedelta(days=profile().referral.settled_kept_days)
    assert forget_old_referrals(at=at + days) == 0
    with (
        time_machine.travel(at + days + timedelta(hours=1)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert forget_old_referrals(at=clock.now()) == 1
        assert forget_old_referrals(at=clock.now()) == 0
    assert is_erased(aside.key_subject)
    assert not is_erased(waiting.key_subject)
    assert not is_erased(kept.key_subject)
    page = text(desk.get(reverse("cases:referral_page", args=[aside.reference])))
    assert "What they sent has been forgotten" in page
    assert "nonsense" not in page


def test_forgetting_that_was_cut_short_is_finished(cast: Cast) -> None:
    aside = referred()
    worker, at = cast.team.caseworker, clock.now()
    set_aside(by=worker, referral=aside, why=WhySetAside.TWICE, words="", at=at)
    later = at + timedelta(days=profile().referral.settled_kept_days + 1)
    forget_old_referrals(
        at=later
    )  # its key would be destroyed once this is committed, which it never is here
    forget_old_referrals(at=later)
    assert is_erased(aside.key_subject)


def test_what_was_sent_comes_back_as_it_was_sent(cast: Cast) -> None:
    for said in (
        told(),
        told(ways=(), language=None, needs_interpreter=None, child_born=None, relationship=None),
    ):
        referral = referred(**{name: getattr(said, name) for name in Told.__dataclass_fields__})
        with reading(by=cast.team.manager, subjects=[referral.key_subject], purpose="test"):
            assert told_by(referral) == said


# Where the receipt came back


def came_back(referral: Referral) -> None:
    message = Message.objects.get(subject_id=referral.pk)
    with acting(by=ServicePrincipal("outbox")):
        delivery.deliver(message.pk, clock=lambda: clock.now() + timedelta(minutes=1))
        assert returns.came_back(message.message_id, at=clock.now() + timedelta(hours=1))


@pytest.mark.clause("L30")
def test_a_receipt_that_came_back_is_shown_to_whoever_takes_the_request_up(desk: Client, cast: Cast) -> None:
    referral = referred()
    came_back(referral)
    page = text(desk.get(reverse("cases:referral_page", args=[referral.reference])))
    assert "The address given does not work" in page
    assert "Does not work" in page


@pytest.mark.clause("L30", "L27")
def test_the_new_person_starts_with_an_address_that_does_not_work_and_is_still_to_be_told(cast: Cast) -> None:
    referral = referred()
    came_back(referral)
    case = taken_up(Referral.objects.get(pk=referral.pk), cast.team.caseworker)
    email = ContactPoint.objects.get(kind=ContactPointKind.EMAIL, person__parts__case=case)
    phone = ContactPoint.objects.get(kind=ContactPointKind.MOBILE, person__parts__case=case)
    assert (email.safety, phone.safety) == (ContactSafety.NOT_WORKING, ContactSafety.WITH_CARE)
    sent = FirstContactEntry.objects.filter(
        case=case, item=FirstContactItem.RECORDS_SENT, state=ItemState.DONE
    )
    assert not sent.exists()


@pytest.mark.clause("L30")
def test_a_request_whose_receipt_arrived_starts_as_it_was_sent(cast: Cast) -> None:
    case = taken_up(referred(), cast.team.caseworker)
    email = ContactPoint.objects.get(kind=ContactPointKind.EMAIL, person__parts__case=case)
    assert email.safety == ContactSafety.SAFE
