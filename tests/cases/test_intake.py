"""The intake desk: a call in a minute, whom to ring back, and forgetting those nothing came of (L26, Y15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import ClassVar
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from cases.actions.casework import NewCase, open_new_case
from cases.actions.enquiries import (
    Asked,
    RingBack,
    forget_old_callbacks,
    settle_callback,
    take_enquiry,
)
from cases.actions.people import PersonDetails, add_person
from cases.choices import (
    Agreement,
    CaseRole,
    Channel,
    EnquiryStatus,
    Issue,
    ReferralSource,
    Stage,
)
from cases.jobs import forget_callbacks
from cases.models import CallBack, CallOutcome, Case, Enquiry, IndependentSource, Intervention, Signposting
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.audit.models import LogEntry
from sendiass.crypto.errors import Erased
from sendiass.database import standing
from sendiass.drafts import keeping
from sendiass.profiles import profile
from tests.cases.test_request_conflicts import governor_at
from tests.cast import Cast, first_contact, given
from tests.closing import A_CALL_CAME_TO

A_CALL = {
    "statement_shared": "phone",
    "channel": "helpline_call",
    "issue": "annual_review",
    "who": "parent_carer",
    "kinds": ["information", "advice"],
    "note": "Asked what an annual review is for.",
    "minutes": "8",
    "level": "1",
    "got_it": "not_asked",
    "told_of_none_because": "They knew of IPSEA already.",
    "call_back": "no",
}
RING_ME = {
    "statement_shared": "not_said",
    "channel": "helpline_call",
    "issue": "exclusion",
    "call_back": "yes",
    "name": "Amina بنت Khan",
    "number": "07700 900 123",
    "when": "after 3",
    "minutes": "10",
    "level": "1",
}


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    """The caseworker at the intake desk."""
    client.force_login(cast.team.caseworker)
    return client


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def call_me(by: User, at: datetime | None = None) -> Enquiry:
    """Someone who asked to be rung back."""
    asked = Asked(
        channel=Channel.HELPLINE_CALL,
        issue=Issue.EXCLUSION,
        who=CaseRole.PARENT_CARER,
        ring_back=RingBack("Rosa Diaz", "+447700900555", "mornings"),
    )
    return take_enquiry(by=by, asked=asked, once=uuid4(), at=at or clock.now())


def opened_from(enquiry: Enquiry, by: User, agreement: Agreement = Agreement.AGREED) -> Case:
    return open_new_case(
        by=by,
        new=NewCase(Issue.EXCLUSION, Stage.SEN_SUPPORT, ReferralSource.PARENT, True, enquiry),
        answers=first_contact(by, on=clock.today(), agreement=agreement),
        once=uuid4(),
        at=clock.now(),
    )


@pytest.mark.clause("Y15")
def test_the_statement_is_on_the_screen_to_be_said_aloud(desk: Client) -> None:
    page = text(desk.get(reverse("cases:enquiry_take")))
    assert profile().impartiality.statement[:40] in page.replace("&#x27;", "'")


@pytest.mark.clause("Y15", "L23")
def test_a_call_is_written_down_with_how_the_statement_was_said(desk: Client, cast: Cast) -> None:
    answer = desk.post(reverse("cases:enquiry_take"), A_CALL)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("cases:intake")
    enquiry = Enquiry.objects.get()
    assert (enquiry.status, enquiry.statement_shared, enquiry.taken_by) == (
        EnquiryStatus.ANSWERED,
        "phone",
        cast.team.caseworker,
    )
    logged = Intervention.objects.get(enquiry=enquiry)
    with reading(by=cast.team.caseworker, subjects=[enquiry.key_subject], purpose="test"):
        assert logged.note == A_CALL["note"]
    assert (logged.minutes, logged.level, logged.kinds) == (8, 1, ["information", "advice"])


@pytest.mark.clause("Y15")
def test_whether_the_statement_was_said_cannot_be_left_open(desk: Client) -> None:
    page = text(desk.post(reverse("cases:enquiry_take"), {**A_CALL, "statement_shared": ""}))
    assert "Select how the statement was said, or that it has not been yet" in page
    assert "Asked what an annual review is for." in page
    assert not Enquiry.objects.exists()


def test_a_call_back_alone_needs_no_word_of_help(desk: Client, cast: Cast) -> None:
    assert desk.post(reverse("cases:enquiry_take"), RING_ME).status_code == 302
    callback = CallBack.objects.get()
    with reading(by=cast.team.caseworker, subjects=[callback.key_subject], purpose="test"):
        assert (callback.name, callback.number, callback.when) == (
            "Amina بنت Khan",
            "+447700900123",
            "after 3",
        )
    assert not Intervention.objects.exists()


def test_a_call_that_gave_nothing_and_asks_for_no_call_back_is_refused_at_its_fields(desk: Client) -> None:
    page = text(desk.post(reverse("cases:enquiry_take"), {**A_CALL, "kinds": [], "note": ""}))
    assert "Select what kind of help you gave" in page
    assert "Enter what they asked and what you told them" in page
    assert not Enquiry.objects.exists()


def test_a_call_back_needs_a_number_that_can_be_rung(desk: Client) -> None:
    page = text(desk.post(reverse("cases:enquiry_take"), {**RING_ME, "number": "ask Amina"}))
    assert "Enter a telephone number, like 01632 960 001" in page
    assert "ask Amina" in page


def test_the_same_form_sent_twice_is_one_call_and_changed_words_are_another(desk: Client) -> None:
    form = {**A_CALL, "once": str(uuid4())}
    desk.post(reverse("cases:enquiry_take"), form)
    desk.post(reverse("cases:enquiry_take"), form)
    assert Enquiry.objects.count() == 1
    desk.post(reverse("cases:enquiry_take"), {**form, "note": "A second family, after the back button."})
    assert Enquiry.objects.count() == 2


def test_saving_a_call_can_lead_straight_to_opening_a_case(desk: Client) -> None:
    answer = desk.post(reverse("cases:enquiry_take"), {**A_CALL, "then": "case"})
    assert answer["Location"] == f"{reverse('cases:case_open')}?enquiry={Enquiry.objects.get().reference}"


def test_an_administrator_takes_calls_but_opens_no_case(client: Client, cast: Cast) -> None:
    client.force_login(cast.team.administrator)
    assert "open a case" not in text(client.get(reverse("cases:enquiry_take")))
    answer = client.post(reverse("cases:enquiry_take"), {**A_CALL, "then": "case"})
    assert answer["Location"] == reverse("cases:intake")
    enquiry = Enquiry.objects.get()
    assert "Open a case" not in text(client.get(reverse("cases:enquiry_page", args=[enquiry.reference])))


def test_a_half_written_call_comes_back_and_is_gone_once_saved(desk: Client, cast: Cast) -> None:
    worker = cast.team.caseworker
    fields: keeping.Fields = {"note": "Half a sen", "issue": "transport"}
    keeping.keep(owner=worker, form_key="enquiry:new", fields=fields, at=clock.now())
    assert "Half a sen" in text(desk.get(reverse("cases:enquiry_take")))
    desk.post(reverse("cases:enquiry_take"), A_CALL)
    assert "Half a sen" not in text(desk.get(reverse("cases:enquiry_take")))


def test_the_desk_says_whom_to_ring_and_how_long_it_is_kept(desk: Client, cast: Cast) -> None:
    call_me(cast.team.colleague)
    page = text(desk.get(reverse("cases:intake")))
    assert "Rosa Diaz" in page
    assert "07700 900555" in page
    assert f"{profile().periods.callback_kept_days} days left" in page


def test_an_empty_desk_says_so(desk: Client) -> None:
    page = text(desk.get(reverse("cases:intake")))
    assert "Nobody is waiting for a call back." in page
    assert "No calls have been written down yet." in page


@pytest.mark.parametrize(
    "query",
    ["?status=answered", "?status=nonsense&page=-3", "?page=%00", "?status=callback&page=9999", "?page="],
)
def test_the_list_stands_any_address(desk: Client, cast: Cast, query: str) -> None:
    call_me(cast.team.caseworker)
    assert desk.get(reverse("cases:intake") + query).status_code == 200


def test_a_filter_shows_only_its_enquiries(desk: Client, cast: Cast) -> None:
    owed = call_me(cast.team.caseworker)
    desk.post(reverse("cases:enquiry_take"), A_CALL)
    answered = Enquiry.objects.exclude(pk=owed.pk).get()
    page = text(desk.get(reverse("cases:intake") + "?status=answered"))
    assert answered.reference in page
    assert owed.reference not in page


def test_a_call_back_logged_is_answered_and_forgotten(
    desk: Client, cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    enquiry = call_me(cast.team.colleague)
    address = reverse("cases:enquiry_page", args=[enquiry.reference])
    form = {
        "channel": "phone_call",
        "kinds": ["advice"],
        "note": "Told her how to ask for a review.",
        "minutes": "12",
        "level": "2",
        "got_it": "not_asked",
        "told_of_none_because": "They knew of IPSEA already.",
        "once": str(uuid4()),
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(address, form).status_code == 302
    page = text(desk.get(address))
    assert "Told her how to ask for a review." in page
    assert "Nobody can open them any more" in page
    assert "Rosa Diaz" not in page
    assert desk.post(address, form).status_code == 302
    assert Intervention.objects.filter(enquiry=enquiry).count() == 1


def test_ringing_in_vain_keeps_the_call_owed_and_says_when_it_was_tried(desk: Client, cast: Cast) -> None:
    enquiry = call_me(cast.team.colleague)
    address = reverse("cases:enquiry_page", args=[enquiry.reference])
    for tried_before in ("0", "0", "1", "x", ""):  # the first is sent twice, the last two by nobody's page
        desk.post(address, {"became": "no_answer", "tried_before": tried_before})
    callback = CallBack.objects.get(enquiry=enquiry)
    assert callback.attempts == 2
    assert callback.last_tried_at is not None
    page = text(desk.get(address))
    assert "Rung 2 times without an answer, last on" in page
    assert "07700 900555" in page
    assert Enquiry.objects.get(pk=enquiry.pk).status == EnquiryStatus.CALLBACK


@pytest.mark.clause("L26")
def test_a_call_no_longer_wanted_is_settled_without_help_and_the_number_forgotten(
    desk: Client, cast: Cast
) -> None:
    enquiry = call_me(cast.team.colleague)
    address = reverse("cases:enquiry_page", args=[enquiry.reference])
    assert desk.post(address, {"became": "not_wanted"}).status_code == 302
    settled = Enquiry.objects.get(pk=enquiry.pk)
    assert (settled.status, settled.settled_by) == (EnquiryStatus.NOT_WANTED, cast.team.caseworker)
    assert CallBack.objects.get(enquiry=enquiry).forgotten_at is not None
    assert not Intervention.objects.filter(enquiry=enquiry).exists()
    again = text(desk.post(address, {"became": "no_answer", "tried_before": "0"}, follow=True))
    assert "This call-back has been settled already." in again


def test_a_call_back_settled_already_is_refused_in_words(desk: Client, cast: Cast) -> None:
    enquiry = call_me(cast.team.colleague)
    settle_callback(
        by=cast.team.colleague,
        enquiry=enquiry,
        given=given(),
        came=A_CALL_CAME_TO,
        once=uuid4(),
        at=clock.now(),
    )
    form = {"channel": "phone_call", "kinds": ["advice"], "note": "Me too", "minutes": "5", "level": "1"}
    form |= {"got_it": "not_asked", "told_of_none_because": "They knew of one."}
    page = text(desk.post(reverse("cases:enquiry_page", args=[enquiry.reference]), form))
    assert "This call-back has been settled already." in page


@pytest.mark.clause("L26")
def test_after_its_days_nothing_opens_the_name_or_the_number_nor_their_history(
    cast: Cast, desk: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    worker = cast.team.caseworker
    days = profile().periods.callback_kept_days
    enquiry = call_me(worker, at=clock.now() - timedelta(days=days + 1))
    callback = CallBack.objects.get(enquiry=enquiry)
    with reading(by=worker, subjects=[callback.key_subject], purpose="test"):
        assert callback.name == "Rosa Diaz"
    # Even before the sweep, no page opens it.
    assert "Rosa Diaz" not in text(desk.get(reverse("cases:intake")))
    assert "Rosa Diaz" not in text(desk.get(reverse("cases:enquiry_page", args=[enquiry.reference])))
    with django_capture_on_commit_callbacks(execute=True):
        forget_callbacks()
    callback = CallBack.objects.get(enquiry=enquiry)
    history = list(LogEntry.objects.get_for_object(callback))
    assert history
    with reading(by=worker, subjects=[callback.key_subject], purpose="test"):
        for field in ("name", "number", "when"):
            with pytest.raises(Erased):
                getattr(callback, field)
        opened = [entry for entry in history if not _is_erased(entry)]
        assert not any("Rosa" in str(entry.changes) for entry in opened)
        assert _is_erased(history[-1]) or _is_erased(history[0])
    assert Enquiry.objects.get(pk=enquiry.pk).status == EnquiryStatus.FADED


def _is_erased(entry: LogEntry) -> bool:
    try:
        return entry.changes is None
    except Erased:
        return True


def test_a_call_back_on_its_last_day_is_kept(cast: Cast) -> None:
    days = profile().periods.callback_kept_days
    enquiry = call_me(cast.team.caseworker, at=clock.now() - timedelta(days=days))
    assert forget_old_callbacks(at=clock.now()) == 0
    assert CallBack.objects.get(enquiry=enquiry).forgotten_at is None


@pytest.mark.clause("L26")
def test_the_call_back_goes_once_the_case_holds_whoever_asked(cast: Cast) -> None:
    worker = cast.team.caseworker
    enquiry = call_me(worker)
    case = opened_from(enquiry, worker)
    add_person(
        by=worker,
        case=case,
        role=CaseRole.CHILD_OR_YOUNG_PERSON,
        details=PersonDetails(given_names="Leo"),
        at=clock.now(),
    )
    assert CallBack.objects.get(enquiry=enquiry).forgotten_at is None
    add_person(
        by=worker,
        case=case,
        role=CaseRole.PARENT_CARER,
        details=PersonDetails(given_names="Rosa"),
        at=clock.now(),
    )
    assert CallBack.objects.get(enquiry=enquiry).forgotten_at is not None


@pytest.mark.clause("L26")
def test_a_family_that_says_no_to_records_is_not_kept_as_a_call_back_either(cast: Cast) -> None:
    enquiry = call_me(cast.team.caseworker)
    opened_from(enquiry, cast.team.caseworker, Agreement.DECLINED)
    assert CallBack.objects.get(enquiry=enquiry).forgotten_at is not None


def test_an_enquiry_that_became_a_case_is_for_those_who_may_see_the_case(client: Client, cast: Cast) -> None:
    enquiry = call_me(cast.team.colleague)
    case = opened_from(enquiry, cast.team.colleague)
    address = reverse("cases:enquiry_page", args=[enquiry.reference])
    client.force_login(cast.team.colleague)
    assert reverse("cases:case_page", args=[case.reference]) in text(client.get(address))
    for other in (cast.team.caseworker, cast.team.administrator):
        client.force_login(other)
        assert client.get(address).status_code == 404
        assert enquiry.reference not in text(client.get(reverse("cases:intake")))


@pytest.mark.parametrize("reference", ["LEI-E99999", "x", "%00", "🙂"])
def test_an_unknown_enquiry_is_not_there(desk: Client, reference: str) -> None:
    assert desk.get(f"/intake/{reference}/").status_code == 404


def test_volunteers_and_board_members_have_no_desk(client: Client, cast: Cast) -> None:
    for user in (cast.team.volunteer, cast.team.board_member):
        client.force_login(user)
        assert client.get(reverse("cases:intake")).status_code == 403
        assert client.get(reverse("cases:enquiry_take")).status_code == 403


def test_a_reference_is_not_broken_over_two_lines(desk: Client, cast: Cast) -> None:
    enquiry = call_me(cast.team.caseworker)
    page = text(desk.get(reverse("cases:intake")))
    address = reverse("cases:enquiry_page", args=[enquiry.reference])
    assert page.count(f'<a class="govuk-link app-nowrap" href="{address}">') == page.count(
        f'href="{address}"'
    )


class TestWhatCameOfACall:
    """An answered call is asked what a closing is: what came of it, and whom they were told of (L22, Y13)."""

    ASKED: ClassVar = {
        "wanted": "Free transport to school.",
        "got_it": "partly",
        "told_of_none_because": "",
    }

    def sent(self, desk: Client, **different: object) -> str:
        """What the page says once it is sent; empty where it took it."""
        answer = desk.post(reverse("cases:enquiry_take"), {**A_CALL, **self.ASKED, **different})
        return "" if answer.status_code == 302 else unescape(text(answer))

    @pytest.mark.clause("L22", "Y13")
    def test_it_is_on_record_in_their_judgement_with_whom_they_were_told_of(self, desk: Client) -> None:
        ipsea = IndependentSource.objects.get(key="ipsea")
        assert not self.sent(desk, sources=[str(ipsea.pk)])
        enquiry = Enquiry.objects.get()
        page = text(desk.get(reverse("cases:enquiry_page", args=[enquiry.reference])))
        for words in ("Free transport to school.", "Partly", "Told of</dt>", ipsea.name):
            assert words in page
        assert Signposting.objects.get().enquiry == enquiry

    @pytest.mark.clause("Y13")
    def test_nobody_is_told_of_nobody_without_a_why(self, desk: Client) -> None:
        page = self.sent(desk)
        assert "Select whom you told them of, or enter why of nobody" in page
        assert 'value="Free transport to school."' in page
        assert not Enquiry.objects.exists()
        assert not self.sent(desk, told_of_none_because="They knew of IPSEA.")
        page = text(desk.get(reverse("cases:enquiry_page", args=[Enquiry.objects.get().reference])))
        assert "They knew of IPSEA." in page

    @pytest.mark.clause("L22")
    def test_whoever_was_asked_said_what_they_wanted_and_whoever_was_not_left_no_words(
        self, desk: Client
    ) -> None:
        why = {"told_of_none_because": "They knew of IPSEA."}
        assert "Select whether they got what they wanted" in self.sent(desk, got_it="", **why)
        assert "Enter what they wanted, or select" in self.sent(desk, wanted=" ", **why)
        assert not self.sent(desk, wanted="", got_it="not_asked", **why)
        page = text(desk.get(reverse("cases:enquiry_page", args=[Enquiry.objects.get().reference])))
        assert "They were not asked" in page
        assert "What they wanted" not in page

    def test_a_source_that_is_retired_meanwhile_is_refused_in_words(self, desk: Client) -> None:
        gone = uuid4()
        assert "Select one of the choices" in self.sent(desk, sources=[str(gone)])

    def test_a_call_that_leads_to_a_case_may_leave_it_open_and_says_so(self, desk: Client) -> None:
        nothing = {"wanted": "", "got_it": "", "told_of_none_because": ""}
        assert not self.sent(desk, then="case", **nothing)
        page = text(desk.get(reverse("cases:enquiry_page", args=[Enquiry.objects.get().reference])))
        assert "They were not asked" in page
        assert "A case was to be opened with this family." in page

    def test_who_opens_no_case_cannot_leave_it_open(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.team.administrator)
        assert "Select whether they got" in self.sent(
            client, then="case", wanted="", got_it="", told_of_none_because=""
        )

    def test_while_they_are_to_be_rung_back_it_waits_and_whom_they_were_told_of_is_kept(
        self, desk: Client, cast: Cast
    ) -> None:
        ipsea = IndependentSource.objects.get(key="ipsea")
        assert (
            desk.post(reverse("cases:enquiry_take"), {**RING_ME, "sources": [str(ipsea.pk)]}).status_code
            == 302
        )
        enquiry = Enquiry.objects.get()
        address = reverse("cases:enquiry_page", args=[enquiry.reference])
        page = text(desk.get(address))
        assert "Do they say that they got it?" in page
        assert "Whom did you tell them of" not in page
        form = {
            "channel": "phone_call",
            "kinds": ["advice"],
            "note": "Told her.",
            "minutes": "5",
            "level": "1",
        }
        assert "Select whether they got" in text(desk.post(address, form))
        assert desk.post(address, {**form, "got_it": "yes", "wanted": "A place."}).status_code == 302
        assert ipsea.name in text(desk.get(address))

    @pytest.mark.clause("Y13")
    def test_a_case_that_began_with_the_call_need_not_ask_again_and_its_history_says_it(
        self, desk: Client, cast: Cast
    ) -> None:
        worker = cast.team.caseworker
        ipsea = IndependentSource.objects.get(key="ipsea")
        assert not self.sent(desk, sources=[str(ipsea.pk)])
        case = opened_from(Enquiry.objects.get(), worker)
        page = text(desk.get(reverse("cases:case_page", args=[case.reference])))
        assert f"Told of {ipsea.name}" in page
        assert "Whom was the family told of" not in text(desk.get(f"/cases/{case.reference}/close/"))

    @pytest.mark.clause("L22", "Y13")
    def test_an_answered_call_without_either_cannot_be_by_any_statement(
        self, desk: Client, cast: Cast
    ) -> None:
        owed = call_me(cast.team.caseworker)

        def answered() -> None:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE cases_enquiry SET status = 'answered' WHERE id = %s", [owed.pk])

        with pytest.raises(IntegrityError, match="whom they were told of"), transaction.atomic():
            _hold_now(answered)
        with transaction.atomic():
            said = {"enquiry": owed, "recorded_at": clock.now(), "recorded_by": cast.team.caseworker}
            Signposting.objects.create(none_because="She knew.", told_on=clock.today(), **said)
            with pytest.raises(IntegrityError, match="what came of it"), transaction.atomic():
                _hold_now(answered)
            CallOutcome.objects.create(got_it="not_asked", **said)
            _hold_now(answered)
        for wrong in ({"got_it": "yes", "wanted": None}, {"got_it": "", "wanted": "x"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                CallOutcome.objects.create(**said, **wrong)
        both = {**said, "case": cast.khans.case, "told_on": clock.today(), "none_because": "x"}
        with pytest.raises(IntegrityError), transaction.atomic():
            Signposting.objects.create(**both)

    def test_what_came_of_a_call_is_kept_from_whoever_the_call_is_kept_from(
        self, desk: Client, cast: Cast
    ) -> None:
        governor_at(cast.team.colleague, cast)
        assert not self.sent(desk, wanted="Oakfield to take him back.", told_of_none_because="She knew.")
        enquiry = Enquiry.objects.get()
        for worker, number in ((cast.team.colleague, 0), (cast.team.caseworker, 1)):
            with standing.standing_as(standing.worker(worker.id)):
                for found in (
                    Enquiry.objects.filter(pk=enquiry.pk),
                    CallOutcome.objects,
                    Signposting.objects,
                ):
                    assert found.all().count() == number


def _hold_now(act: Callable[[], object]) -> None:
    """Do it, and ask at once what the data base asks when the transaction ends."""
    act()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
