"""The public form: one question a page, nothing kept before a yes, save and return by code, sent once (L26, L27, L28)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from cases.actions.intake_closures import close_intake, open_intake
from cases.actions.referrals import (
    BEHIND_THE_FORM,
    CODE_LENGTH,
    CODE_LETTERS,
    code_as_read,
    code_as_typed,
    find_begun,
    forget_old_referrals,
    new_code,
    send_referral,
)
from cases.actions.told import Way, told_by
from cases.choices import CaseRole, ContactPointKind, ContactSafety, ReferralState, Referrer, WhySetAside
from cases.forms.referring import QUESTIONS, Asking, path_of
from cases.jobs import forget_referrals
from cases.models import BegunReferral, ContactPoint, IndependentSource, Referral
from cases.rules import REFERRAL_MOVES, may_begin_referral, may_settle_referral
from cases.views.referring import COOKIE
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.audit import reading
from sendiass.audit.models import Reading
from sendiass.crypto.erasure import is_erased
from sendiass.outbox.models import Message
from sendiass.profiles import profile
from tests.cases.test_referrals import taken_up
from tests.cast import Cast
from tests.referring import (
    A_MOTHER,
    A_YOUNG_MAN,
    THE_FAMILYS_YES,
    Typed,
    after_a_while,
    answer,
    begin,
    fill,
    half_written,
    referred,
    send,
    told,
)

pytestmark = pytest.mark.django_db

WAYS = [None, *CaseRole]


@pytest.fixture(autouse=True)
def _an_hour_in_which_nobody_asked() -> None:
    cache.clear()


def text(response: object) -> str:
    """The page's words, without its marks."""
    return unescape(response.content.decode())  # type: ignore[attr-defined]


# Before a yes


@pytest.mark.clause("L28")
def test_the_front_page_leads_to_the_form(client: Client) -> None:
    assert f'href="{reverse("cases:refer")}"' in text(client.get("/"))


@pytest.mark.clause("L26", "L27", "Y15")
@pytest.mark.parametrize("who", ["parent", "young-person", "professional"])
def test_impartiality_records_and_how_to_see_them_are_told_before_anything_is_asked(
    client: Client, who: str
) -> None:
    page = text(client.get(reverse("cases:refer_begin", args=[who])))
    assert profile().impartiality.in_writing in page
    assert profile().records.agreement_words in page
    assert profile().records.how_to_see in page
    assert profile().host.sar_contact in page


@pytest.mark.clause("L26")
def test_until_there_is_a_yes_nothing_at_all_is_kept(client: Client) -> None:
    client.get(reverse("cases:refer"))
    client.get(reverse("cases:refer_begin", args=["parent"]))
    page = text(client.post(reverse("cases:refer_begin", args=["parent"]), {"moment": after_a_while()}))
    assert "Select yes or no: may we keep what you tell us?" in page
    assert not BegunReferral.objects.exists()
    assert COOKIE not in client.cookies


@pytest.mark.clause("L26")
def test_whoever_says_no_is_told_how_to_get_advice_and_nothing_is_kept(client: Client) -> None:
    answered = begin(client, agreed="no")
    assert answered["Location"] == reverse("cases:refer_without_records")
    page = text(client.get(answered["Location"]))
    assert profile().identity.phone in page
    assert "You do not have to say your name" in page
    assert not BegunReferral.objects.exists()
    assert COOKIE not in client.cookies


@pytest.mark.clause("L26", "L28")
def test_a_professional_without_the_familys_yes_is_stopped_kindly_and_nothing_is_kept(client: Client) -> None:
    answered = begin(client, "professional", agreed="no")
    assert answered["Location"] == reverse("cases:refer_family_first")
    page = text(client.get(answered["Location"]))
    assert "How they can come to us" in page
    assert not BegunReferral.objects.exists()


@pytest.mark.clause("L26")
@pytest.mark.parametrize("missing", ["yes_from", "yes_how", "yes_on", "know"])
def test_a_professional_says_whose_yes_it_was_how_when_and_that_they_know(
    client: Client, missing: str
) -> None:
    page = text(begin(client, "professional", **{missing: ""}))
    assert "There is a problem" in page
    assert not BegunReferral.objects.exists()


def test_a_yes_of_tomorrow_is_none(client: Client) -> None:
    assert "There is a problem" in text(begin(client, "professional", yes_on="tomorrow"))
    assert not BegunReferral.objects.exists()


def test_a_child_is_told_that_they_may_come_by_themselves(client: Client) -> None:
    assert profile().referral.young_words in text(
        client.get(reverse("cases:refer_begin", args=["young-person"]))
    )
    assert profile().referral.young_words not in text(
        client.get(reverse("cases:refer_begin", args=["parent"]))
    )


def test_who_else_might_fill_it_in_is_not_there(client: Client) -> None:
    assert client.get(reverse("cases:refer_begin", args=["council"])).status_code == 404


# One question a page


@pytest.mark.clause("L22", "L26", "L28")
@pytest.mark.parametrize("who", ["parent", "young-person", "professional"])
def test_whoever_comes_answers_one_question_a_page_and_sends(client: Client, cast: Cast, who: str) -> None:
    fill(client, who)
    assert send(client)["Location"] == reverse("cases:refer_sent")
    referral = Referral.objects.get()
    assert not BegunReferral.objects.exists()
    assert referral.state == ReferralState.WAITING
    assert re.fullmatch(rf"{profile().identity.reference_prefix}-R\d{{5}}", referral.reference)
    with reading(by=cast.team.caseworker, subjects=[referral.key_subject], purpose="test"):
        said = told_by(referral)
    if who == "young-person":
        assert (referral.referral_source, said.given_names, said.aim) == (
            "young_person",
            "Kit",
            A_YOUNG_MAN["aim"]["aim"],
        )
        assert (said.ways[0].safety, said.ways[0].note) == (
            ContactSafety.WITH_CARE,
            "Never ring when I am at home",
        )
        return
    assert (said.given_names, said.child_given_names, said.aim) == ("Rosa", "Leo", A_MOTHER["aim"]["aim"])
    assert [way.kind for way in said.ways] == [ContactPointKind.MOBILE, ContactPointKind.EMAIL]
    assert referral.referral_source == ("school" if who == "professional" else "parent")
    assert bool(said.professional) is (who == "professional")


def test_each_question_is_a_page_of_its_own_and_says_where_one_is(client: Client) -> None:
    begin(client)
    page = text(client.get(reverse("cases:refer_question", args=["name"])))
    assert "Question 1 of " in page
    assert page.count("<h1") == 1


def test_what_is_missing_is_said_at_the_box_and_above_and_nothing_typed_is_lost(client: Client) -> None:
    begin(client)
    page = text(answer(client, "name", {"given_names": "", "family_name": "Diaz"}))
    assert page.count("Enter your first name") == 2
    assert 'value="Diaz"' in page
    assert "<title>Error: " in page


def test_going_back_shows_what_was_answered_and_changing_it_leads_on(client: Client) -> None:
    fill(client)
    page = text(client.get(reverse("cases:refer_question", args=["aim"])))
    assert str(A_MOTHER["aim"]["aim"]) in page
    changed = answer(client, "aim", {"aim": "Something else now."})
    assert changed["Location"] == reverse("cases:refer_check")
    assert "Something else now." in text(client.get(changed["Location"]))


def test_every_answer_can_be_looked_through_and_changed_before_it_is_sent(client: Client) -> None:
    fill(client)
    page = text(client.get(reverse("cases:refer_check")))
    for words in ("Rosa Diaz", "Leo Diaz", "Friday 3 April 2015", "07700 900555", "After four", "Spanish"):
        assert words in page
    for slug in A_MOTHER:
        assert reverse("cases:refer_question", args=[slug]) in page


def test_a_way_no_longer_chosen_is_neither_asked_nor_sent(client: Client, cast: Cast) -> None:
    fill(client)
    answer(client, "reach", {"ways": ["mobile"]})
    assert "rosa@family.example" not in text(client.get(reverse("cases:refer_check")))
    send(client)
    referral = Referral.objects.get()
    with reading(by=cast.team.caseworker, subjects=[referral.key_subject], purpose="test"):
        assert [way.kind for way in told_by(referral).ways] == [ContactPointKind.MOBILE]
    assert not Message.objects.exists()


def test_nobody_sends_what_is_not_complete(client: Client) -> None:
    begin(client)
    answer(client, "name", A_MOTHER["name"])
    assert send(client)["Location"] == reverse("cases:refer_question", args=["kin"])
    assert not Referral.objects.exists()


def test_a_question_that_is_not_theirs_leads_to_the_one_that_is(client: Client) -> None:
    begin(client, "young-person")
    for other in ("child", "you", "nonsense"):
        answered = client.get(reverse("cases:refer_question", args=[other]))
        assert answered["Location"] == reverse("cases:refer_question", args=["name"])


@given(
    who=st.sampled_from(Referrer),
    yes=st.sampled_from(WAYS),
    ways=st.sets(st.sampled_from(["mobile", "email", "post"])),
)
def test_each_is_asked_what_fits_them_and_only_for_the_ways_they_chose(
    who: Referrer, yes: CaseRole | None, ways: set[str]
) -> None:
    asking = Asking(who, yes if who is Referrer.PROFESSIONAL else None)
    slugs = [one.slug for one in path_of(asking, {"reach": {"ways": sorted(ways)}})]
    assert len(slugs) == len(set(slugs)) <= len(QUESTIONS)
    assert ("you" in slugs) is (who is Referrer.PROFESSIONAL)
    assert ("child" in slugs) is ("kin" in slugs) is not asking.is_about_themselves
    assert ("age" in slugs) is asking.is_about_themselves
    assert [one for one in ("phone", "email", "post") if one in slugs] == [
        page for page, way in (("phone", "mobile"), ("email", "email"), ("post", "post")) if way in ways
    ]


# Save and return


@pytest.mark.clause("L28")
def test_what_was_begun_is_found_again_by_its_code_on_another_device(client: Client) -> None:
    begin(client)
    answer(client, "name", A_MOTHER["name"])
    saved = answer(client, "kin", {}, then="save")
    code = re.search(r'app-code">([0-9A-Z ]+)<', text(client.get(saved["Location"])))
    assert code
    client.get(reverse("cases:refer_leave"))
    assert "Nothing to go on with" in text(client.get(reverse("cases:refer_check")))
    other = Client()
    typed = code[1].lower().replace(" ", "-").replace("0", "o")
    returned = other.post(reverse("cases:refer_return"), {"code": typed, "moment": after_a_while()})
    assert returned["Location"] == reverse("cases:refer_question", args=["kin"])
    assert 'value="Rosa"' in text(other.get(reverse("cases:refer_question", args=["name"])))


def test_what_is_wrong_still_is_kept_when_they_leave_and_said_before_it_is_sent(client: Client) -> None:
    fill(client)
    assert answer(client, "email", {"address": "rosa at home"}, then="save")["Location"] == reverse(
        "cases:refer_saved"
    )
    mend = send(client)["Location"]
    page = text(client.get(mend))
    assert "Enter an email address, like name@example.com" in page
    assert "rosa at home" in page


def test_a_code_that_never_was_one_past_its_days_and_one_used_up_are_answered_alike(client: Client) -> None:
    used, sent = half_written()
    send_referral(begun=sent, told=told(), at=clock.now())
    old, _ = half_written(at=clock.now() - timedelta(days=profile().referral.begun_kept_days + 1))
    pages = []
    for code in (new_code(), used, old, "what", code_as_read(used)):
        answered = client.post(reverse("cases:refer_return"), {"code": code, "moment": after_a_while()})
        assert answered.status_code == 200
        assert COOKIE not in client.cookies
        page = re.sub(r'value="[^"]*"', "", text(answered))
        pages.append(page)
    assert len(set(pages)) == 1
    assert "Nothing can be opened with this code" in pages[0]


def test_only_a_digest_of_the_code_is_kept() -> None:
    code, begun = half_written()
    assert code not in str(BegunReferral.objects.values_list("code_digest", "who").get())
    assert len(begun.code_digest) == 64
    assert find_begun(begun.code_digest, at=clock.now()) is None


@given(st.integers(0, 5))
def test_a_code_is_long_and_unlike_any_other(_: int) -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) for code in codes)


@given(
    st.text(alphabet=CODE_LETTERS, min_size=CODE_LENGTH, max_size=CODE_LENGTH),
    st.sampled_from([" ", "-", ". "]),
)
def test_a_code_is_read_however_it_is_written_down(code: str, gap: str) -> None:
    written = code_as_read(code).replace(" ", gap).lower().replace("0", "o").replace("1", "l")
    assert code_as_typed(written) == code


def test_every_answer_keeps_it_for_its_days_anew(client: Client) -> None:
    begin(client)
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        # The device forgets sooner than the service does.
        assert "Nothing to go on with" in text(client.get(reverse("cases:refer_question", args=["name"])))
    with time_machine.travel(clock.now() + timedelta(hours=19), tick=False):
        answer(client, "name", A_MOTHER["name"])
        kept = BegunReferral.objects.get().kept_until
        assert kept == clock.today() + timedelta(days=profile().referral.begun_kept_days)


def test_an_answer_after_long_is_given_back_to_be_copied(client: Client) -> None:
    page = text(answer(client, "aim", {"aim": "He should be back in class."}))
    assert "Nothing to go on with" in page
    assert "He should be back in class." in page


@pytest.mark.clause("L26")
def test_what_nobody_came_back_to_is_forgotten_after_its_days_key_and_all() -> None:
    _, begun = half_written()
    subject = begun.key_subject
    with reading(by=BEHIND_THE_FORM, subjects=[subject], purpose="test"):
        begun.answers = {"name": {"given_names": "Rosa"}}
        begun.save()
    later = clock.now() + timedelta(days=profile().referral.begun_kept_days)
    assert forget_old_referrals(at=later) == 0
    with time_machine.travel(later + timedelta(days=1)):
        forget_referrals()
        forget_referrals()
    assert not BegunReferral.objects.exists()
    assert is_erased(subject)


# No trace


@pytest.mark.clause("L26")
def test_the_device_keeps_one_cookie_for_these_pages_and_no_session(client: Client) -> None:
    fill(client)
    cookie = client.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/refer/", True, "Strict")
    assert cookie["max-age"] == cookie["expires"] == ""
    assert "sessionid" not in client.cookies
    for name in ("refer_check", "refer_saved", "refer", "refer_return"):
        assert "no-store" in client.get(reverse(f"cases:{name}"))["Cache-Control"]


def test_leaving_forgets_the_form_on_this_device_and_leads_to_a_harmless_page(client: Client) -> None:
    fill(client)
    away = client.get(reverse("cases:refer_leave"))
    assert away["Location"] == profile().referral.leave_to
    assert client.cookies[COOKIE].value == ""
    assert BegunReferral.objects.count() == 1


def test_a_cookie_made_by_hand_opens_nothing(client: Client) -> None:
    code, _ = half_written()
    client.cookies[COOKIE] = code
    assert "Nothing to go on with" in text(client.get(reverse("cases:refer_check")))


@pytest.mark.clause("L26")
def test_every_look_at_a_half_written_form_is_written_down(client: Client) -> None:
    begin(client)
    subject = BegunReferral.objects.get().id
    before = Reading.objects.filter(subjects__contains=[subject]).count()
    client.get(reverse("cases:refer_question", args=["name"]))
    assert Reading.objects.filter(subjects__contains=[subject]).count() == before + 1


# Acknowledged, once, to a safe address


@pytest.mark.clause("L27")
def test_the_family_is_written_to_once_at_an_address_that_is_safe(client: Client, cast: Cast) -> None:
    fill(client)
    begun = BegunReferral.objects.get()
    send(client)
    first = Referral.objects.get()
    assert send_referral(begun=begun, told=told(), at=clock.now()) == first
    message = Message.objects.get()
    with reading(by=cast.team.caseworker, subjects=[first.key_subject], purpose="test"):
        assert message.recipient_address == "rosa@family.example"
        assert profile().records.how_to_see in str(message.body)
        assert profile().impartiality.in_writing in str(message.body)
    assert first.acknowledged_at
    assert "Diaz" not in message.subject + message.key + message.reference


@pytest.mark.clause("L27")
@pytest.mark.parametrize("safety", [one for one in ContactSafety if one is not ContactSafety.SAFE])
def test_nothing_is_written_to_an_address_that_is_not_safe(safety: ContactSafety) -> None:
    ways = tuple(
        way.__class__(way.kind, way.value, safety, "Only I open it on Mondays") for way in told().ways
    )
    referral = referred(ways=ways)
    assert referral.acknowledged_at is None
    assert not Message.objects.exists()


def seen_at(*kinds: ContactPointKind) -> tuple[Way, ...]:
    """Her ways, all safe to write to; those of these kinds where somebody else may look."""
    values = {ContactPointKind.EMAIL: "rosa@family.example", ContactPointKind.POST: "1 High Street\nLE1 1AA"}
    return tuple(
        Way(kind, value, ContactSafety.SAFE, is_discreet=kind in kinds) for kind, value in values.items()
    )


BOTH = (ContactPointKind.EMAIL, ContactPointKind.POST)


@pytest.mark.clause("L27", "L28")
class TestWhereOthersMaySee:
    """Whoever says that others look there is told nothing there, from the first mail on (DOMAIN 4.10)."""

    def test_the_form_asks_it_and_shows_it_again_and_it_stays_with_the_address(
        self, client: Client, cast: Cast
    ) -> None:
        email: Typed = {"address": "rosa@family.example", "safe": "safe", "seen": "on"}
        phone: Typed = {"number": "07700 900555", "safe": "safe", "message": "yes", "seen": "on"}
        fill(client, email=email, phone=phone)
        page = client.get(reverse("cases:refer_check")).content.decode()
        assert "Someone else may see what we send there" in page
        assert "Someone else may answer, or see or hear what we leave there" in page
        again = client.get(reverse("cases:refer_question", args=["email"])).content.decode()
        assert re.search(r'name="seen"[^>]*checked', again)
        send(client)
        case = taken_up(Referral.objects.get(), cast.team.caseworker)
        points = ContactPoint.objects.filter(person__parts__case=case)
        assert set(points.values_list("kind", "is_discreet")) == {("email", True), ("mobile", True)}

    def test_nobody_has_to_say_anything_about_it(self, client: Client) -> None:
        fill(client)
        assert "Someone else may" not in client.get(reverse("cases:refer_check")).content.decode()

    def test_an_address_that_nobody_else_sees_is_written_to_before(self) -> None:
        assert referred(ways=seen_at(ContactPointKind.EMAIL)).acknowledged_at
        assert [(one.channel, one.is_discreet) for one in Message.objects.all()] == [("post", False)]

    def test_what_is_sent_there_says_that_we_have_it_and_nothing_else(
        self, settings: Settings, cast: Cast
    ) -> None:
        settings.DISCREET_FROM, settings.SITE_URL = "post@letters.example", "https://pages.example"
        referral = referred(ways=seen_at(*BOTH))
        assert referral.acknowledged_at is None
        message = Message.objects.get()
        with reading(by=cast.team.caseworker, subjects=[referral.key_subject], purpose="test"):
            said = f"{message.subject} {message.body}".casefold()
        assert "we have what you sent us" in said
        for word in (profile().identity.name, profile().identity.phone, "records", "Leo", "Rosa", "advice"):
            assert word.casefold() not in said

    def test_a_service_that_cannot_hide_sends_nothing_there(self, settings: Settings) -> None:
        settings.DISCREET_FROM, settings.SITE_URL = "", "https://pages.example"
        assert referred(ways=seen_at(*BOTH)[:1]).acknowledged_at is None
        assert not Message.objects.exists()

    def test_the_desk_reads_that_they_are_to_be_told_another_way(self, client: Client, cast: Cast) -> None:
        referral = referred(ways=seen_at(*BOTH))
        client.force_login(cast.team.caseworker)
        page = unescape(client.get(f"/intake/referrals/{referral.reference}/").content.decode())
        assert "Others may see or hear what comes there" in page
        assert "Tell them another way how to see their records." in page


@pytest.mark.clause("L27")
def test_where_only_a_postal_address_is_safe_a_letter_is_written() -> None:
    way = told().ways[0]
    post = way.__class__(ContactPointKind.POST, "1 High Street\nLE1 1AA", ContactSafety.SAFE)
    referred(ways=(way, post))
    assert Message.objects.get().channel == "post"


def test_what_was_not_sent_acknowledges_nothing() -> None:
    _, begun = half_written()
    with transaction.atomic():
        send_referral(begun=begun, told=told(), at=clock.now())
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not Referral.objects.exists()
    assert BegunReferral.objects.exists()


def test_what_was_forgotten_meanwhile_cannot_be_sent() -> None:
    _, begun = half_written()
    begun.__class__.objects.filter(pk=begun.pk).delete()
    with pytest.raises(NotThere):
        send_referral(begun=begun, told=told(), at=clock.now())


# Closed for a while


@pytest.mark.clause("L28")
def test_while_intake_is_closed_families_read_why_and_who_else_can_help(client: Client, cast: Cast) -> None:
    until = clock.today() + timedelta(days=7)
    close_intake(by=cast.team.manager, words="We are all ill.", until=until, at=clock.now())
    page = text(client.get(reverse("cases:refer")))
    assert "We are all ill." in page
    for source in IndependentSource.objects.in_use():
        assert source.name in page
    for source in IndependentSource.objects.filter(retired_on__isnull=False):
        assert source.helps_with not in page
    assert "I am a parent or carer" not in page
    assert begin(client)["Location"] == reverse("cases:refer")
    assert not BegunReferral.objects.exists()


@pytest.mark.clause("L28")
def test_what_was_begun_before_can_still_be_sent(client: Client, cast: Cast) -> None:
    fill(client)
    close_intake(by=cast.team.manager, words="We are all ill.", until=None, at=clock.now())
    page = text(client.get(reverse("cases:refer_check")))
    assert "You can still send it" in page
    assert send(client)["Location"] == reverse("cases:refer_sent")


def test_it_opens_by_itself_after_its_last_day_and_at_once_by_hand(client: Client, cast: Cast) -> None:
    manager, at = cast.team.manager, clock.now()
    close_intake(by=manager, words="Holidays.", until=clock.today() + timedelta(days=7), at=at)
    with time_machine.travel(at + timedelta(days=8)):
        assert "I am a parent or carer" in text(client.get(reverse("cases:refer")))
        close_intake(by=manager, words="Ill again.", until=None, at=clock.now())
        assert "Ill again." in text(client.get(reverse("cases:refer")))
        open_intake(by=manager, at=clock.now())
        open_intake(by=manager, at=clock.now())
        assert "I am a parent or carer" in text(client.get(reverse("cases:refer")))


def test_only_the_manager_closes_intake_and_with_words(cast: Cast) -> None:
    for who in (cast.team.caseworker, cast.team.administrator, cast.team.volunteer):
        with pytest.raises(Refused):
            close_intake(by=who, words="No.", until=None, at=clock.now())
    with pytest.raises(Refused):
        close_intake(by=cast.team.manager, words=" ", until=None, at=clock.now())
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Refused):
        close_intake(by=cast.team.manager, words="Ill.", until=yesterday, at=clock.now())


def test_the_manager_closes_and_opens_it_on_a_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.team.manager)
    address = reverse("cases:intake_pause")
    client.post(address, {"words": "We are all ill.", "until": "+7"})
    assert "Closed to new requests" in text(client.get(address))
    assert "We are all ill." in text(Client().get(reverse("cases:refer")))
    client.post(address, {"then": "open"})
    assert "We are all ill." not in text(Client().get(reverse("cases:refer")))


# Rules on paper


@pytest.mark.parametrize("state", ReferralState)
@pytest.mark.parametrize("to", ReferralState)
def test_a_request_is_settled_once_along_its_table(state: ReferralState, to: ReferralState) -> None:
    decision = may_settle_referral(state, to, why=WhySetAside.NOT_REAL, words="Because.")
    assert bool(decision) is (to in REFERRAL_MOVES[state])
    assert bool(decision) is (state is ReferralState.WAITING and to is not ReferralState.WAITING)


def test_what_ends_without_a_case_says_why() -> None:
    waiting = ReferralState.WAITING
    assert not may_settle_referral(waiting, ReferralState.ANSWERED)
    assert not may_settle_referral(waiting, ReferralState.SET_ASIDE)
    assert not may_settle_referral(waiting, ReferralState.SET_ASIDE, why=WhySetAside.OTHER)
    assert may_settle_referral(waiting, ReferralState.SET_ASIDE, why=WhySetAside.TWICE)


@pytest.mark.clause("L26")
@pytest.mark.parametrize("who", Referrer)
@pytest.mark.parametrize("has_yes", [True, False])
def test_somebody_else_begins_with_the_familys_yes_and_the_family_without(
    who: Referrer, has_yes: bool
) -> None:
    allowed = may_begin_referral(who, has_yes=has_yes, is_paused=False)
    assert bool(allowed) is (has_yes is (who is Referrer.PROFESSIONAL))
    assert not may_begin_referral(who, has_yes=has_yes, is_paused=True)


def test_the_familys_yes_is_kept_with_the_professionals_form(client: Client) -> None:
    begin(client, "professional")
    begun = BegunReferral.objects.get()
    assert (begun.yes_from, begun.yes_how) == (THE_FAMILYS_YES["yes_from"], THE_FAMILYS_YES["yes_how"])
    assert begun.yes_on == clock.today() - timedelta(days=1)
