"""Tries to learn of a case one has an interest in from what only tells of it: post, mail, drafts, the record, breaches."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.emails import ACKNOWLEDGEMENT, CONFLICT_FOUND, acknowledgement, tell_of_conflict
from consent.actions.breaches import Happened, report_breach
from consent.choices import BreachKind
from consent.models import Breach, BreachCase, BreachEntry
from sendiass import clock
from sendiass.accounts.actions import Newcomer
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit.models import LogEntry, Reading
from sendiass.database import standing
from sendiass.drafts import keeping
from sendiass.drafts.models import Draft
from sendiass.outbox import own
from sendiass.outbox.choices import State
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient
from tests.attacks.test_doors import signed_in
from tests.attacks.test_interests import becomes_governor
from tests.cast import Cast, Family, joined

pytestmark = [pytest.mark.django_db, pytest.mark.clause("Y12")]

POSTERS = ["manager", "administrator"]
DESK = ("outbox:letter_list", "outbox:mail_list")
OF_ONE = (
    "outbox:letter_pdf",
    "outbox:letter_post",
    "outbox:letter_cancel",
    "outbox:mail_retry",
    "outbox:mail_arrived",
    "outbox:mail_cancel",
)


def written_to(family: Family, by: User, *, by_mail: bool = False) -> Message:
    """What the family is sent, by post or email."""
    to = (
        Recipient.by_email(address="samira@home.example", name="Samira Khan")
        if by_mail
        else Recipient.by_post(name="Samira Khan", lines=("1 Any Street", "Leicester"))
    )
    return own.send(
        kind=ACKNOWLEDGEMENT,
        to=to,
        about=family.parent.key_subject,
        context=acknowledgement(called="Samira", reference=family.case.reference),
        key=f"test:{uuid4()}",
        by=by,
        at=clock.now(),
        reference=family.case.reference,
    )


@pytest.fixture
def letter(cast: Cast) -> Message:
    """A letter to the Khans that waits to be posted."""
    return written_to(cast.khans, cast.team.caseworker)


@pytest.fixture
def mail(cast: Cast) -> Message:
    """An email to the Khans that nobody knows to have arrived."""
    mail = written_to(cast.khans, cast.team.caseworker, by_mail=True)
    mail.state, mail.claimed_at = State.BEING_SENT, clock.now()
    mail.save()
    mail.state = State.UNSURE
    mail.save()
    return mail


@pytest.mark.parametrize("who", POSTERS)
@pytest.mark.parametrize("page", DESK)
def test_the_desk_shows_post_of_every_case_but_those_of_ones_interests(
    who: str, page: str, cast: Cast, letter: Message, mail: Message
) -> None:
    worker = cast.team.everyone[who]
    client = signed_in(worker)
    reference = cast.khans.case.reference
    assert reference in client.get(reverse(page)).content.decode()
    becomes_governor(worker, cast)
    assert reference not in client.get(reverse(page)).content.decode()


@pytest.mark.parametrize("who", POSTERS)
@pytest.mark.parametrize("page", DESK)
def test_and_is_the_same_page_and_as_many_questions_as_if_there_were_none(
    who: str, page: str, cast: Cast
) -> None:
    worker = cast.team.everyone[who]
    becomes_governor(worker, cast)
    client = signed_in(worker)

    def seen() -> tuple[str, int]:
        with CaptureQueriesContext(connections["default"]) as asked:
            said = client.get(reverse(page)).content.decode()
        main = said[said.index("<main") : said.index("</main")]
        return main, len(asked)

    seen()
    before = seen()
    written_to(cast.khans, cast.team.caseworker)
    assert seen() == before


@pytest.mark.parametrize("who", POSTERS)
@pytest.mark.parametrize("page", OF_ONE)
def test_its_letters_and_mails_answer_as_one_that_never_was(
    who: str, page: str, cast: Cast, letter: Message, mail: Message
) -> None:
    worker = cast.team.everyone[who]
    becomes_governor(worker, cast)
    client = signed_in(worker)
    for method in ("get", "post"):
        for message in (letter, mail):
            there = getattr(client, method)(reverse(page, args=[message.id]))
            nowhere = getattr(client, method)(reverse(page, args=[uuid4()]))
            assert there.status_code == nowhere.status_code
            assert there.status_code in (404, 405)
    assert {one.state for one in Message.objects.filter(pk__in=[letter.id, mail.id])} == {
        State.WAITING,
        State.UNSURE,
    }


def test_whoever_works_the_case_and_whoever_posts_see_its_messages_and_other_workers_do_not(
    cast: Cast, letter: Message
) -> None:
    seeing = {
        name
        for name, who in cast.team.everyone.items()
        if _sees(who, "SELECT count(*) FROM outbox_message WHERE id = %s", letter.id)
    }
    assert {"caseworker", "manager", "administrator"} <= seeing
    assert not seeing & {"volunteer", "board_member"}


def test_a_manager_is_not_shown_that_the_lead_was_written_to(cast: Cast) -> None:
    at, team = clock.now(), cast.team
    lead = joined(
        by=team.manager,
        confirmed_by=team.administrator,
        newcomer=Newcomer("lena@service.example", "Lena Voss", Role.STRATEGIC_LEAD),
        at=at,
    )
    with transaction.atomic():
        tell_of_conflict([lead, team.caseworker], about=uuid4(), number=1, by=team.caseworker, at=at)
    told = "SELECT count(*) FROM outbox_message WHERE kind = %s"
    assert _sees(team.administrator, told, CONFLICT_FOUND.code) == 2
    assert _sees(team.manager, told, CONFLICT_FOUND.code) == 1
    assert _sees(lead, told, CONFLICT_FOUND.code) == 1
    assert _sees(team.volunteer, told, CONFLICT_FOUND.code) == 0


@pytest.mark.parametrize("who", ["caseworker", "manager", "administrator"])
def test_the_record_of_what_was_done_and_read_answers_no_worker(who: str, cast: Cast) -> None:
    signed_in(cast.team.caseworker).get(reverse("cases:case_page", args=[cast.khans.case.reference]))
    assert Reading.objects.exists()
    assert LogEntry.objects.exists()
    worker = cast.team.everyone[who]
    assert _sees(worker, "SELECT count(*) FROM audit_reading") == 0
    assert _sees(worker, "SELECT count(*) FROM audit_logentry") == 0


def test_a_draft_is_its_writers_alone(cast: Cast) -> None:
    worker = cast.team.caseworker
    key = f"case:{cast.khans.case.reference}:log"
    keeping.keep(owner=worker, form_key=key, fields={"note": "half a"}, at=clock.now())
    assert Draft.objects.count() == 1
    assert _sees(worker, "SELECT count(*) FROM drafts_draft") == 1
    assert _sees(cast.team.manager, "SELECT count(*) FROM drafts_draft") == 0


def test_a_breach_that_touches_the_case_is_gone_with_it(cast: Cast) -> None:
    at, manager = clock.now(), cast.team.manager
    what = Happened(
        kind=BreachKind.NO_PERMISSION,
        what="An email went astray.",
        aware_at=at,
        whose=cast.khans.case.reference,
    )
    report_breach(by=cast.team.caseworker, happened=what, once=uuid4(), at=at)
    tables: tuple[LiteralString, ...] = (
        "SELECT count(*) FROM consent_breach",
        "SELECT count(*) FROM consent_breachcase",
    )
    assert [_sees(manager, table) for table in tables] == [1, 1]
    becomes_governor(manager, cast)
    assert [_sees(manager, table) for table in tables] == [0, 0]
    assert _sees(manager, "SELECT count(*) FROM consent_breachentry") == 0
    assert (Breach.objects.count(), BreachCase.objects.count()) == (1, 1)
    assert BreachEntry.objects.count() == 0
    assert [_sees(cast.team.volunteer, table) for table in tables] == [0, 0]


REPORT = {"what": "An email went astray.", "kind": "wrong_person", "aware_on": "today"}


def test_whoever_keeps_the_register_learns_by_a_report_of_no_reference(cast: Cast) -> None:
    manager, known = cast.team.manager, cast.khans.case.reference
    unknown = known[:-5] + "99999"
    becomes_governor(manager, cast)
    client = signed_in(manager)
    heard = []
    for reference in (known, unknown):
        sent = REPORT | {"whose": f"{cast.taylors.case.reference} and {reference}", "once": str(uuid4())}
        with CaptureQueriesContext(connections["default"]) as asked:
            answer = client.post(reverse("consent:breach_report"), sent)
        page = answer.content.decode().replace(sent["once"], "").replace(reference, "")
        assert f"You have no case {reference}." in answer.content.decode()
        heard.append((answer.status_code, len(asked)))
        assert "An email went astray." in page
    assert heard[0] == heard[1] == (200, heard[0][1])
    assert not Breach.objects.exists()
    assert client.post(reverse("consent:breach_report"), REPORT | {"once": str(uuid4())}).status_code == 302


def test_anyone_else_names_any_reference_and_what_they_reported_touches_it(cast: Cast) -> None:
    sent = REPORT | {"whose": cast.taylors.case.reference, "once": str(uuid4())}
    assert signed_in(cast.team.volunteer).post(reverse("consent:breach_report"), sent).status_code == 302
    assert BreachCase.objects.get().case == cast.taylors.case


def test_their_own_report_is_gone_once_another_links_the_case(cast: Cast) -> None:
    team, case, at = cast.team, cast.khans.case, clock.now()
    another = joined(
        by=team.manager,
        confirmed_by=team.administrator,
        newcomer=Newcomer("mim@example.org", "Mim Dean", Role.MANAGER),
        at=at,
    )
    becomes_governor(team.manager, cast)
    what = Happened(kind=BreachKind.NO_PERMISSION, what="An email went astray.", aware_at=at)
    breach = report_breach(by=team.manager, happened=what, once=uuid4(), at=at)
    page, client = reverse("consent:breach_page", args=[breach.id]), signed_in(team.manager)
    assert client.get(page).status_code == 200
    linked = {"reference": case.reference, "words": "It was theirs.", "once": str(uuid4())}
    assert client.post(f"{page}linked/", linked).status_code == 200  # refused as a case that is not there
    assert signed_in(another).post(f"{page}linked/", linked).status_code == 302
    assert client.get(page).status_code == client.get(f"{page}assessed/").status_code == 404
    assert client.post(f"{page}assessed/", {"outcome": "unlikely", "words": "x"}).status_code == 404
    assert page not in client.get(reverse("consent:breach_register")).content.decode()
    assert page not in client.get(reverse("cases:today")).content.decode()
    assert _sees(team.manager, "SELECT count(*) FROM consent_breach") == 0


def _sees(who: User, statement: LiteralString, *values: str | UUID) -> int:
    with standing.standing_as(standing.worker(who.id)), connections["default"].cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])
