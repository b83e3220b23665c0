"""Letters and mail to agencies: they leave only while the family's yes holds, once, and none is lost unseen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from cases.choices import TaskRule
from cases.models import Task
from consent.actions.permissions import end_permission, record_permission
from consent.choices import Channel, Content, Told, Way, WhyEnded
from consent.disclosures import letters, words_to_carry
from consent.disclosures.letters import letter_pdf, post_letter, send_letter, stop_letter, word_letter
from consent.disclosures.unsent import look_after_letters
from consent.models import Disclosure, Letter, LetterTask, SharingPermission
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import ServicePrincipal, acting, reading
from sendiass.crypto.errors import Tampered
from sendiass.outbox import delivery, returns
from sendiass.outbox.choices import CancelReason, State
from sendiass.outbox.models import Message
from sendiass.outbox.rules import LEASE
from sendiass.outbox.transport import End, Outcome
from sendiass.profiles import profile
from tests.cast import Cast, letter_wanted, lettered
from tests.closing import closed_case
from tests.consent.conftest import HOUR, yes_of
from tests.kernel.outbox.reports import report

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L24")]
WAYS = frozenset({Way.TELL, Way.INTERMEDIARY})


@pytest.fixture
def permission(cast: Cast, permitted: Any) -> SharingPermission:
    yes: SharingPermission = permitted(ways=WAYS)
    return yes


@contextmanager
def sending(*, at: datetime | None = None, ends: list[Any] | None = None) -> Iterator[list[EmailMessage]]:
    """The outbox delivers what is due; what it hands over is here. `ends` says how each handing over ends."""
    handed: list[EmailMessage] = []

    def hand_over(mail: EmailMessage) -> Outcome:
        end = ends.pop(0) if ends else End.LEFT
        if end is Killed.BEFORE:
            raise Killed
        handed.append(mail)
        if end is Killed.AFTER:
            raise Killed
        return Outcome(end)

    with mock.patch.object(delivery, "hand_over", hand_over), acting(by=ServicePrincipal("outbox")):
        yield handed


class Killed(BaseException):
    """The worker is killed: before the mail server heard of the mail, or after it took it."""

    BEFORE, AFTER = "before", "after"


def deliver(*, at: datetime | None = None, ends: list[Any] | None = None) -> list[EmailMessage]:
    now = at or clock.now()
    with sending(ends=ends) as handed:
        delivery.deliver_due(clock=lambda: now, until=now + HOUR, most=20)
    return handed


def sweep(*, at: datetime | None = None) -> None:
    with acting(by=ServicePrincipal("sweeps")):
        look_after_letters(at=at or clock.now())


def take_back(cast: Cast, permission: SharingPermission) -> None:
    end_permission(
        by=cast.team.caseworker, permission=permission, because=WhyEnded.TAKEN_BACK, at=clock.now()
    )


def state_of(letter: Letter) -> tuple[str, str]:
    message = Message.objects.get(pk=letter.message_id)
    return message.state, message.cancelled_because


def open_words(cast: Cast) -> list[str]:
    with reading(by=cast.team.caseworker, subjects=[cast.khans.case.key_subject], purpose="test"):
        return [
            task.words for task in Task.objects.open().filter(case=cast.khans.case, rule="letter_not_sent")
        ]


def test_a_letter_is_a_disclosure_a_paper_and_a_task(cast: Cast, permission: SharingPermission) -> None:
    worker = cast.team.caseworker
    letter = lettered(worker, permission)
    said = letter.disclosure
    assert (said.permission, said.channel, said.told) == (permission, Channel.LETTER, Told.SAID)
    assert state_of(letter) == (State.WAITING, "")
    task = Task.objects.get(case=cast.khans.case, rule=TaskRule.POST_LETTER)
    assert (task.pk, task.due_on) == (letter.task_id, clock.today())
    with reading(by=worker, subjects=[cast.khans.case.key_subject], purpose="test"):
        paper = PdfReader(io.BytesIO(letter_pdf(letter)))
        words = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
        assert paper.xmp_metadata is not None
    for part in ("Ms Hill, SEND officer", "Council House", "She tires early", "Zahra", "Needs and diagnosis"):
        assert part in words
    assert " ".join(profile().sharing.written_to_agencies.split()) in words
    assert cast.khans.case.reference in words
    assert deliver() == []  # paper is posted by hand


@pytest.mark.clause("Y17", "Y18")
@pytest.mark.parametrize("by_mail", [False, True])
def test_views_carried_for_the_family_say_so_on_paper_and_in_mail(
    cast: Cast, permission: SharingPermission, by_mail: bool
) -> None:
    words = words_to_carry(Way.INTERMEDIARY)
    assert words
    for way, is_there in ((Way.INTERMEDIARY, True), (Way.TELL, False)):
        letter = lettered(cast.team.caseworker, permission, by_mail=by_mail, way=way)
        with reading(by=cast.team.caseworker, subjects=[cast.khans.case.key_subject], purpose="test"):
            body = letter.message.body
            assert (words in body["text"], words in body["html"].replace("&#x27;", "'")) == (
                is_there,
                is_there,
            )
            assert profile().identity.name in body["text"]


def test_mail_leaves_once_and_says_what_was_looked_at(cast: Cast, permission: SharingPermission) -> None:
    letter = lettered(cast.team.caseworker, permission, by_mail=True)
    [mail] = deliver()
    assert mail.to == ["send.team@authority.example"]
    assert "She tires early" in mail.body
    assert "Zahra" not in f"{mail.subject}{mail.from_email}"
    assert deliver() == []
    assert state_of(letter) == (State.SENT, "")


@pytest.mark.parametrize(
    "different",
    [
        {"contents": {Content.HEALTH: "Asthma."}},
        {"contents": {}},
        {"way": Way.INTERMEDIARY},
    ],
)
def test_what_is_not_permitted_makes_no_letter(cast: Cast, permitted: Any, different: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        lettered(cast.team.caseworker, permitted(), **different)
    assert not Letter.objects.exists()
    assert not Message.objects.filter(door="third_party").exists()
    assert not Disclosure.objects.exists()


def test_what_has_changed_since_it_was_looked_at_is_not_sent(
    cast: Cast, permission: SharingPermission
) -> None:
    worker, wanted = cast.team.caseworker, letter_wanted(permission)
    other = letter_wanted(permission, contents={Content.NEEDS: "Something else."})
    with reading(by=worker, subjects=[permission.about.key_subject], purpose="test"):
        seen = word_letter(by=worker, case=permission.case, wanted=wanted, at=clock.now()).seen
        with pytest.raises(Refused, match="no longer what you looked at"):
            send_letter(
                by=worker, case=permission.case, wanted=other, seen=seen, once=uuid4(), at=clock.now()
            )


def test_the_same_form_twice_is_one_letter(cast: Cast, permission: SharingPermission) -> None:
    worker, wanted, once, at = (
        cast.team.caseworker,
        letter_wanted(permission, by_mail=True),
        uuid4(),
        clock.now(),
    )
    with reading(by=worker, subjects=[permission.about.key_subject], purpose="test"):
        seen = word_letter(by=worker, case=permission.case, wanted=wanted, at=at).seen
        made = {
            send_letter(by=worker, case=permission.case, wanted=wanted, seen=seen, once=once, at=at).id
            for _ in range(2)
        }
    assert len(made) == 1
    assert len(deliver()) == 1


def test_a_yes_taken_back_stops_what_waits_at_once_and_tells_the_worker_why(
    cast: Cast, permission: SharingPermission
) -> None:
    worker = cast.team.caseworker
    mail, paper = lettered(worker, permission, by_mail=True), lettered(worker, permission)
    take_back(cast, permission)
    for letter in (mail, paper):
        assert state_of(letter) == (State.CANCELLED, CancelReason.PERMISSION_ENDED)
    assert deliver() == []
    sweep()
    sweep()
    words = open_words(cast)
    assert len(words) == 2
    assert all("The family's permission no longer holds" in each for each in words)
    assert not Task.objects.open().filter(rule=TaskRule.POST_LETTER).exists()


def test_a_yes_whose_last_day_came_lets_nothing_out(cast: Cast, permission: SharingPermission) -> None:
    """Nobody ended it: the gate is asked when the mail leaves, and the sweep looks at what is on paper."""
    worker = cast.team.caseworker
    mail, paper = lettered(worker, permission, by_mail=True), lettered(worker, permission)
    with time_machine.travel(permission.until_at + timedelta(minutes=1)):
        assert deliver() == []
        assert state_of(mail) == (State.CANCELLED, CancelReason.PERMISSION_ENDED)
        assert post_letter(by=worker, letter=paper, at=clock.now()) is State.CANCELLED
        sweep()
        assert len(open_words(cast)) == 2


def test_a_letter_that_was_posted_is_no_longer_to_do_and_stays_as_it_was(
    cast: Cast, permission: SharingPermission
) -> None:
    worker, letter = cast.team.caseworker, lettered(cast.team.caseworker, permission)
    with pytest.raises(Refused):
        closed_case(by=worker, case=permission.case, reason="Done", at=clock.now())
    assert post_letter(by=worker, letter=letter, at=clock.now()) is State.POSTED
    assert post_letter(by=worker, letter=letter, at=clock.now()) is State.POSTED
    assert not Task.objects.open().filter(rule=TaskRule.POST_LETTER).exists()
    take_back(cast, permission)
    sweep()
    assert state_of(letter) == (State.POSTED, "")
    assert open_words(cast) == []


def test_a_letter_the_worker_stops_is_not_told_to_them(cast: Cast, permission: SharingPermission) -> None:
    worker, letter = cast.team.caseworker, lettered(cast.team.caseworker, permission)
    stop_letter(by=worker, letter=letter, because=CancelReason.NOT_NEEDED, at=clock.now())
    sweep()
    assert state_of(letter) == (State.CANCELLED, CancelReason.NOT_NEEDED)
    assert open_words(cast) == []


def test_a_gate_that_fails_leaves_the_mail_stuck_in_sight_and_the_others_go(
    cast: Cast, permission: SharingPermission
) -> None:
    first, second = (lettered(cast.team.caseworker, permission, by_mail=True) for _ in range(2))
    first, second = sorted((first, second), key=lambda one: one.message_id)
    first.message.not_before = clock.now() - HOUR
    first.message.save(update_fields=["not_before"])
    asked = letters.still_covered

    def failing(message: Message, at: datetime) -> CancelReason | None:
        if message.pk == first.message_id:
            raise ValueError("broken")
        return asked(message, at)

    with mock.patch.object(letters, "still_covered", failing):
        assert len(deliver()) == 1
    assert state_of(first)[0] == State.STUCK
    assert state_of(second)[0] == State.SENT
    sweep()
    assert len(open_words(cast)) == 1


def test_of_an_email_that_came_back_the_worker_is_told_once_for_ever(
    cast: Cast, permission: SharingPermission, client: Client
) -> None:
    letter = lettered(cast.team.caseworker, permission, by_mail=True)
    deliver()
    with acting(by=ServicePrincipal("outbox")):
        raw = report("postfix", message_id=letter.message.message_id, address="send.team@authority.example")
        assert returns.take_report(raw, at=clock.now())
    sweep()
    sweep()
    assert len(open_words(cast)) == 1
    client.force_login(cast.team.caseworker)
    page = client.get(reverse("consent:sharing_page", args=[cast.khans.case.reference])).content.decode()
    assert "Came back" in page
    task = Task.objects.open().get(case=cast.khans.case, rule=TaskRule.LETTER_NOT_SENT)
    task.done_at, task.done_by = clock.now(), cast.team.caseworker
    task.save(update_fields=["done_at", "done_by"])
    sweep()
    assert open_words(cast) == []


def test_a_paper_that_is_not_what_was_frozen_is_not_shown(cast: Cast, permission: SharingPermission) -> None:
    letter = lettered(cast.team.caseworker, permission)
    case = cast.khans.case.key_subject
    with reading(by=cast.team.caseworker, subjects=[case], purpose="test"), pytest.raises(Tampered):  # noqa: SIM117
        with mock.patch("sendiass.files.keeping.opened", return_value=b"%PDF another"):
            letter_pdf(letter)


STEPS = st.lists(
    st.sampled_from(
        ["deliver", "killed before", "killed after", "unknown", "refused", "not now", "lapse", "again", "arrived",
         "sweep", "take back", "stop"]
    ),
    max_size=9,
)  # fmt: skip
ENDS = {
    "deliver": End.LEFT,
    "killed before": Killed.BEFORE,
    "killed after": Killed.AFTER,
    "unknown": End.UNKNOWN,
    "refused": End.REFUSED,
    "not now": End.NOT_NOW,
}


@given(steps=STEPS)
@example(steps=["killed after", "again", "deliver"])
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_killed_a_mail_leaves_once_in_effect_or_is_seen_to_be_stuck(
    cast: Cast, steps: list[str]
) -> None:
    before = transaction.savepoint()  # an atomic block would be round those that may stand in none
    try:
        History(cast).play(steps)
    finally:
        transaction.savepoint_rollback(before)


class History:
    """One mail through whatever happens to it, with a count of its own of what the mail server took."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.now = cast, clock.now()
        self.permission = record_permission(
            by=cast.team.caseworker,
            case=cast.khans.case,
            yes=yes_of(cast, cast.khans),
            once=uuid4(),
            at=self.now,
        )
        self.letter = lettered(cast.team.caseworker, self.permission, by_mail=True)
        self.taken = self.sent_again = 0
        self.holds = True

    def play(self, steps: list[str]) -> None:
        for step in steps:
            self.now += timedelta(seconds=1)
            self._step(step)
        self.now += 2 * LEASE
        delivery.give_up_lapsed(at=self.now)
        sweep(at=clock.now())
        state, because = state_of(self.letter)
        told = LetterTask.objects.filter(letter=self.letter, state=state)
        assert self.taken <= 1 + self.sent_again, "never twice, but by a person's word"
        assert state != State.BEING_SENT
        if state == State.SENT:
            assert self.taken or self.arrived
        if state in (State.STUCK, State.UNSURE) or because == CancelReason.PERMISSION_ENDED:
            assert told.exists(), "never lost unseen"
        if state == State.WAITING:
            assert self.holds, "it waits only while it may go"

    arrived = False

    def _step(self, step: str) -> None:
        worker, at = self.cast.team.caseworker, self.now
        if step in ENDS:
            self._deliver(ENDS[step])
        elif step == "lapse":
            self.now += 2 * LEASE
            delivery.give_up_lapsed(at=self.now)
        elif step == "sweep":
            sweep()
        elif step == "take back":
            take_back(self.cast, self.permission)
            self.holds = False
        else:
            was = state_of(self.letter)[0]
            try:
                if step == "again":
                    letters.send_letter_again(by=worker, letter=self.letter, at=at)
                    self.sent_again += was == State.UNSURE
                elif step == "arrived":
                    letters.letter_arrived(by=worker, letter=self.letter, at=at)
                    self.arrived = True
                else:
                    stop_letter(by=worker, letter=self.letter, because=CancelReason.NOT_NEEDED, at=at)
            except Refused:
                assert state_of(self.letter)[0] == was

    def _deliver(self, end: Any) -> None:
        self.now += timedelta(hours=2)  # past any wait
        with sending(ends=[end]) as handed, suppress(Killed):
            delivery.deliver_due(clock=lambda: self.now, until=self.now + HOUR, most=1)
        assert self.holds or not handed, "nothing leaves once the yes is taken back"
        self.taken += bool(handed) and end in (End.LEFT, Killed.AFTER, End.UNKNOWN)
