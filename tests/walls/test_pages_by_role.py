"""Every role at every address: what opens, what is refused, and what is not even there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from cases.access import card_of
from cases.actions.conflicts import judge_conflict
from cases.actions.cover import Away, arrange_cover
from cases.actions.dates import add_key_date, add_task
from cases.actions.emergencies import break_glass, end_emergency
from cases.actions.enquiries import Asked, RingBack, take_enquiry
from cases.actions.interests import Connection, declare_interest
from cases.actions.people import PersonDetails, add_person
from cases.actions.same_person import link_as_same_person
from cases.choices import CaseRole, CaseStatus, Channel, InterestKind, Issue, KeyDateKind
from cases.emails import ACKNOWLEDGEMENT, acknowledgement
from cases.models import (
    Allocation,
    BreakGlass,
    Case,
    ContactPoint,
    Cover,
    IndependentSource,
    LegalReference,
    Referral,
    ReferralConflict,
)
from consent.actions.safeguarding import review_safeguarding
from consent.choices import ReviewOutcome
from consent.models import SafeguardingDisclosure
from feedback.choices import Audience, Language
from feedback.models import AnonymousAnswer
from feedback.reports import phrases_of
from governance.urls import urlpatterns as governance_urls
from sendiass import clock
from sendiass.accounts.actions import Newcomer, deactivate, enrol, propose_account
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.health.jobs import heartbeat
from sendiass.outbox import own
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient
from tests.asking import asked as batch_asked
from tests.asking import released, wants_to_be_known
from tests.board import board_of
from tests.cast import Cast, document, hand_over, heard_from, lettered, logged, new_case, permitted, talked
from tests.commenting import commented, taken_on
from tests.consent.conftest import reported, shared
from tests.feedback.views_asked import asked, gave, handed_over, prepared
from tests.governance.checking import checked
from tests.meetings import booked, meeting, venue
from tests.policy import adopted, amended_clause
from tests.reading import found_unusual
from tests.referring import referred
from tests.saying import told
from tests.supervising import supervision_of
from tests.training import training_of
from tests.walls.page_table import (
    ALIKE,
    ANOTHER_CASE_TOO,
    COLUMNS,
    NAMES_THE_SCHOOL,
    NOT_THERE,
    ONE_MESSAGE,
    OPEN,
    REFUSED,
    SIGN_IN,
    SIGNED_OUT,
    rows,
    rows_of_a_closed_case,
    rows_of_a_manager_in_conflict,
)

pytestmark = pytest.mark.django_db

SENT: dict[str, dict[str, Any]] = {"get": {}, "post": {"data": {}, "content_type": "application/json"}}
"""What is sent along. A draft is JSON; to any other page this is a form without its fields."""

CASEWORK = ("cases:", "consent:", "drafts:", "feedback:view_take", "outbox:")

KEPT_AS, RESTORED = re.compile(r'data-autosave="([^"]+)"'), "Draft from "
"""Where a page keeps what is typed into it, and the beginning of what it says when it gives that back."""


def url_names() -> list[str]:
    """Every name in the URLconf, its namespace before it."""
    return list(_names(get_resolver()))


def _names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            assert isinstance(entry, URLPattern)
            yield f"{namespace}{entry.name}"


@pytest.fixture
def things(cast: Cast) -> dict[str, Any]:
    """One of each thing an address may name."""
    return things_of(cast)


def things_of(cast: Cast) -> dict[str, Any]:
    """One of each thing an address may name, all of the Khans' case where it is a case's."""
    heartbeat()
    at, worker, case = clock.now(), cast.team.caseworker, cast.khans.case
    long_ago = at - timedelta(days=9)  # what was heard then is overdue, and so on the manager's day
    hand_over(cast, case, cast.team.volunteer)
    point = ContactPoint.objects.get(person=cast.khans.parent)
    proposal = propose_account(
        by=cast.team.manager,
        newcomer=Newcomer("new@service.example", "New", Role.CASEWORKER),
        reason="Joins",
        at=at,
    )
    enquiry = take_enquiry(
        by=worker,
        asked=Asked(Channel.HELPLINE_CALL, Issue.EXCLUSION, ring_back=RingBack("Jo", "07700 900999")),
        once=uuid4(),
        at=at,
    )
    return {
        "reference": case.reference,
        "intervention_id": logged(worker, case).id,
        "allocation_id": Allocation.objects.current().filter(case=case).first().id,  # type: ignore[union-attr]
        "key_date_id": add_key_date(
            by=worker,
            case=case,
            kind=KeyDateKind.MEETING,
            on=clock.today() + timedelta(days=9),
            note="",
            at=at,
        ).id,
        "task_id": add_task(
            by=worker, case=case, worker=None, words="Ring the school", due_on=clock.today(), at=at
        ).id,
        "document_id": document(worker, case).id,
        "cover_id": covered(cast).id,
        "emergency_id": could_not_wait(cast).id,
        "person_id": cast.khans.parent.id,
        **_other_records(cast),
        "contact_id": point.id,
        "agency_id": cast.primary.id,
        "permission_id": (permission := permitted(worker, cast.khans, cast.authority, at=long_ago)).id,
        "heard": heard_from(worker, cast.khans, permission, at=long_ago).task_id,
        "letter_id": (letter := lettered(worker, permission)).id,
        "to_post": letter.task_id,
        "safeguarding_id": shared(worker, cast.khans).id,
        "breach_id": reported(worker, whose=case.reference).id,
        "step": "assessed",
        "meeting_id": meeting(worker, case).id,
        "venue_id": venue(cast.team.manager).id,
        "booking_id": booked(worker, cast.khans, cast.authority, at=at).id,
        "reference_id": LegalReference.objects.get(key="cfa-2014-section-36").id,
        "source_id": IndependentSource.objects.get(key="ipsea").id,
        "kind": "trend",
        "entry_id": talked(cast.team.administrator, at=at).id,
        "finding_id": found_unusual(worker, case).id,
        "account": cast.team.volunteer.id,
        "interest_id": declare_interest(
            by=worker, connection=Connection(kind=InterestKind.HOST), once=uuid4(), at=at
        ).id,
        "conflict_id": judge_conflict(
            by=cast.team.manager, case=case, worker=cast.team.board_member, reason="An aunt.", at=at
        ).id,
        "policy_number": adopted(cast).version.number,
        "clause": (clause := amended_clause(cast)).key,
        "amended": clause.key,
        "check_id": (check := checked(cast)).id,
        "sample_id": check.sample_id,
        "proposal": proposal.id,
        "letter": posted(cast, Recipient.by_post(name="Samira Khan", lines=("1 High Street",))).id,
        "mail": posted(cast, Recipient.by_email(address="samira@family.example")).id,
        "form_key": f"case:{case.reference}:log",
        "uidb36": "1",
        "key": "set-password",
        "pk": 1,
        "enquiry": enquiry.reference,
        "referral": (referral := referred()).reference,
        "kept_id": kept_from(cast.team.board_member, referral).id,
        "comment_id": commented().id,
        "complaint": taken_on(cast, case=case).comment_id,
        "who": "parent",
        "question": "name",
        "batch_id": (batch := released()).id,
        "answer_id": AnonymousAnswer.objects.in_words().filter(batch=batch)[0].id,
        "item_id": told(cast).id,
        "came_from": "comment",
        "from_comment": commented().id,
        "prepared": prepared(cast).slug,
        "code": (open_batch := batch_asked(Audience.YOUNG_PERSON)).code,
        "batch_open": open_batch.id,
        "batch_round": batch_asked(Audience.TEAM).id,
        "slug": (exercise := asked(cast)).slug,
        "view_id": gave(exercise).view.id,
        "number": handed_over(cast, exercise).number,
        "exercise_step": "close",
        "language": "ur",
        "paper_in": "gu",
        "audience": "parent_carer",
        "length": "long",
        "place": 1,
        "phrase": phrases_of(Language.GUJARATI)[0].key,
        "request_id": wants_to_be_known().id,
        **supervision_of(cast),
        **training_of(cast),
        "of_the_board": {**board_of(cast), "kind": "raised", "what": "agenda"},
    }


def kept_from(who: User, referral: Referral) -> ReferralConflict:
    """The request is kept from them, whose interest may meet it."""
    friend = Connection(kind=InterestKind.FRIEND, given_names="Nobody", family_name="Named")
    interest = declare_interest(by=who, connection=friend, once=uuid4(), at=clock.now())
    kept: ReferralConflict = ReferralConflict.objects.create(
        referral=referral, worker=who, interest=interest, found_at=clock.now()
    )
    return kept


def covered(cast: Cast) -> Cover:
    """Cover of the caseworker's cases that is to come, by the manager."""
    first = clock.today() + timedelta(days=30)
    away = Away(cast.team.caseworker, first, first + timedelta(days=7))
    return arrange_cover(
        by=cast.team.manager, away=away, worker=cast.team.manager, once=uuid4(), at=clock.now()
    )


def could_not_wait(cast: Cast) -> BreakGlass:
    """The Khans' case was opened by the colleague, who is done with it."""
    colleague, case = cast.team.colleague, cast.khans.case
    card, at = card_of(case, by=colleague), clock.now()
    opened = break_glass(by=colleague, card=card, reason="Excluded today.", once=uuid4(), at=at)
    end_emergency(by=colleague, case=case, at=at)
    return opened


def _other_records(cast: Cast) -> dict[str, Any]:
    """The Khans' mother twice more, in another case of those who have theirs: once linked, once not."""
    at, worker = clock.now(), cast.team.caseworker
    case = new_case(worker, at=at)
    hand_over(cast, case, cast.team.volunteer)
    known, unknown = (
        add_person(
            by=worker,
            case=case,
            role=CaseRole.OTHER,
            details=PersonDetails(given_names=name, family_name="Khan"),
            at=at,
        )
        for name in ("Sam", "Sameera")
    )
    link = link_as_same_person(by=worker, one=cast.khans.parent, other=known, reason="Says so.", at=at)
    return {"other_id": unknown.id, "link_id": link.id}


def posted(cast: Cast, to: Recipient) -> Message:
    """A message to the Khans that waits to leave."""
    return own.send(
        kind=ACKNOWLEDGEMENT,
        to=to,
        about=cast.khans.parent.key_subject,
        context=acknowledgement(called="Samira", reference=cast.khans.case.reference),
        key=f"told:{uuid4()}",
        by=cast.team.caseworker,
        at=clock.now(),
        reference=cast.khans.case.reference,
    )


def path_of(name: str, things: dict[str, Any]) -> str:
    """The address of this name, about these things."""
    values = {**things, "message_id": things["letter" if name.startswith("outbox:letter") else "mail"]}
    if name == "cases:enquiry_page":
        values["reference"] = things["enquiry"]
    if name.startswith("cases:referral_"):
        values["reference"] = things["referral"]
    if name == "feedback:exercise_step":
        values["step"] = things["exercise_step"]
    if name.startswith("consent:heard_"):
        values["task_id"] = things["heard"]
    if name == "consent:letter_to_post":
        values["task_id"] = things["to_post"]
    if name == "feedback:item_step":
        values["step"] = "told"
    if name == "feedback:item_add_from":
        values["key"] = things["from_comment"]
    if name == "feedback:exercise_edit":
        values["slug"] = things["prepared"]
    if name == "feedback:asked_paper":
        values["batch_id"] = things["batch_open"]
    if name == "feedback:round_ask":
        values["batch_id"] = things["batch_round"]
    if name in boards_own():
        values |= things["of_the_board"]
    if name == "governance:session_step":
        values["step"] = "action"
    if name == "feedback:complaint_step":
        values |= {"comment_id": things["complaint"], "step": "note"}
    needed = _parameters(get_resolver(), name)
    return reverse(name, kwargs={parameter: values[parameter] for parameter in needed})


def boards_own() -> set[str]:
    """The names of the board's pages, which mean its own meetings and items."""
    found = [one for one in governance_urls if str(one.pattern).startswith("board/")]
    return {f"governance:{one.name}" for one in found}


def _parameters(resolver: URLResolver, name: str, namespace: str = "") -> set[str]:
    for entry in resolver.url_patterns:
        own_ones = set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            try:
                return own_ones | _parameters(entry, name, inner)
            except NoReverseMatch:
                continue
        elif f"{namespace}{entry.name}" == name:
            return own_ones
    raise NoReverseMatch(name)


def _outcome(response: HttpResponse) -> str:
    if response.status_code == 302 and response.headers["Location"].startswith(
        f"{reverse('account_login')}?next="
    ):
        return SIGN_IN
    return {401: SIGNED_OUT, 403: REFUSED, 404: NOT_THERE}.get(response.status_code, OPEN)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(url_names()) == set(rows())


def test_every_row_has_a_letter_for_each_role() -> None:
    assert {name: len(letters) for name, letters in rows().items() if len(letters) != len(COLUMNS)} == {}


@pytest.mark.clause("Y06", "L12", "L26")
@pytest.mark.parametrize("column", COLUMNS)
def test_each_role_gets_at_each_address_what_the_table_says(
    column: str, cast: Cast, things: dict[str, Any]
) -> None:
    found = walk(column, cast, things)
    expected = {name: letters[COLUMNS.index(column)] for name, letters in rows().items()}
    assert found == expected


@pytest.mark.once
@pytest.mark.clause("Y12", "L12")
@pytest.mark.parametrize("relation", ALIKE)
def test_whoever_stands_to_a_case_in_some_other_way_gets_what_the_table_says(
    relation: str, cast: Cast, things: dict[str, Any]
) -> None:
    who, like = OTHERS[relation](cast), COLUMNS.index(ALIKE[relation])
    their_own = {"cases:interest_end"}
    casework = [name for name in rows() if name.startswith(CASEWORK)]
    expected = {name: rows()[name][like] for name in casework if name not in their_own}
    if relation in ("covering", "in an emergency"):
        expected |= {"cases:intervention_correct": REFUSED}  # nobody corrects for another what that one wrote
    if relation == "in conflict":
        expected |= dict.fromkeys(NAMES_THE_SCHOOL, NOT_THERE)
    if relation == "administrator in conflict":
        expected |= dict.fromkeys(ONE_MESSAGE, NOT_THERE)
    if relation == "in an emergency":
        expected |= dict.fromkeys(ANOTHER_CASE_TOO, NOT_THERE)
    for method in ("get", "post"):
        found = walk_as(who, things, expected, methods=(method,))
        # A form without its fields may be refused with its reason by a page that opens.
        may_be = {OPEN: {OPEN, REFUSED} if method == "post" else {OPEN}}
        assert {
            name: got for name, got in found.items() if got not in may_be.get(expected[name], expected[name])
        } == {}, method


@pytest.mark.clause("Y12")
def test_a_manager_with_an_interest_in_a_case_opens_no_page_of_it(cast: Cast, things: dict[str, Any]) -> None:
    manager = _in_conflict(cast.team.manager, cast)
    of_the_case = {name for name in rows() if _is_of_the_case(name, things)}
    expected = rows_of_a_manager_in_conflict(of_the_case)
    assert {
        name: (got, expected[name]) for name, got in walk_as(manager, things).items() if got != expected[name]
    } == {}


@pytest.mark.once
@pytest.mark.clause("L12", "L26")
@pytest.mark.parametrize("column", ["colleague", "caseworker", "allocated_volunteer", "manager"])
def test_a_case_that_is_closed_stays_with_those_who_had_it_and_no_more_is_done_on_it(
    column: str, cast: Cast, things: dict[str, Any]
) -> None:
    _closed(cast, things)
    # A closed case has had its reviews, and none is taken twice.
    names = [name for name in rows() if name != "consent:safeguarding_review" and name.startswith(CASEWORK)]
    expected = rows_of_a_closed_case(column)
    assert walk(column, cast, things, names) == {name: expected[name] for name in names}


@pytest.mark.once
@pytest.mark.clause("L26")
@pytest.mark.parametrize("column", ["visitor", "administrator", "caseworker", "manager"])
def test_any_other_method_than_a_browser_s_gets_nothing_anywhere(
    column: str, cast: Cast, things: dict[str, Any]
) -> None:
    client, who = Client(), who_is(column, cast)
    if who:
        client.force_login(who)
    for method in ("options", "put", "patch", "delete", "trace"):
        answers = {getattr(client, method)(path_of(name, things)).status_code for name in url_names()}
        assert answers == {HTTPStatus.METHOD_NOT_ALLOWED}, method


@pytest.mark.once
@pytest.mark.parametrize("column", ["visitor", "caseworker"])
def test_to_ask_for_the_head_alone_gets_what_looking_gets(
    column: str, cast: Cast, things: dict[str, Any]
) -> None:
    assert walk(column, cast, things, methods=("head",)) == walk(column, cast, things, methods=("get",))


def _is_of_the_case(name: str, things: dict[str, Any]) -> bool:
    return f"/cases/{things['reference']}/" in path_of(name, things)


@pytest.mark.once
@pytest.mark.clause("L26")
@pytest.mark.parametrize("column", COLUMNS)
def test_a_form_sent_to_a_page_that_stays_closed_is_turned_away_as_the_page_is(
    column: str, cast: Cast, things: dict[str, Any]
) -> None:
    letters = {name: row[COLUMNS.index(column)] for name, row in rows().items()}
    closed = [name for name, letter in letters.items() if letter != OPEN]
    found = walk(column, cast, things, closed, methods=("post",))
    assert found == {name: letters[name] for name in closed if name in found}
    assert set(closed) - set(found) <= {"mfa_view_recovery_codes"}, "these take no forms"


@pytest.mark.once
@pytest.mark.parametrize("column", ["caseworker", "manager"])
def test_what_was_half_typed_on_a_page_is_there_when_the_page_opens_again(
    column: str, cast: Cast, things: dict[str, Any]
) -> None:
    """Opening it needs a reading of whom it is about, which every page makes for itself."""
    who = who_is(column, cast)
    assert who
    client = Client(headers={"X-Draft-User": str(who.id)})
    client.force_login(who)
    keeping = []
    for name in url_names():
        if rows()[name][COLUMNS.index(column)] != OPEN:
            continue
        with undone():
            address = path_of(name, things)
            key = KEPT_AS.search(client.get(address).content.decode(errors="replace"))
            if key is None:
                continue
            keeping.append(name)
            left = client.post(key[1], {"any": "half a sentence"}, content_type="application/json")
            assert left.status_code == HTTPStatus.OK, name
            again = client.get(address)
            assert again.status_code == HTTPStatus.OK, name
            assert RESTORED in again.content.decode(), name
    assert len(keeping) >= 25


def walk(
    column: str,
    cast: Cast,
    things: dict[str, Any],
    names: Iterable[str] | None = None,
    methods: tuple[str, ...] = ("get", "post"),
) -> dict[str, str]:
    """What this role finds at each address: by looking, or by sending a form where looking is no use."""
    return walk_as(who_is(column, cast), things, names, methods)


def walk_as(
    who: User | None,
    things: dict[str, Any],
    names: Iterable[str] | None = None,
    methods: tuple[str, ...] = ("get", "post"),
) -> dict[str, str]:
    """What this person finds at each address, or a visitor."""
    client = Client(headers={"X-Draft-User": str(who.id)} if who else {})
    if who and who.is_active:
        who.set_password("a long and honest phrase")
        who.save()
    if who:
        client.force_login(who)
    found = {}
    for name in names if names is not None else url_names():
        for method in methods:
            with undone():
                response = getattr(client, method)(path_of(name, things), **SENT.get(method, {}))
            assert response.status_code < 500, name
            if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
                found[name] = _outcome(response)
                break
    return found


@contextmanager
def undone() -> Iterator[None]:
    """Let a page do what it does, and take it back for the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def who_is(column: str, cast: Cast) -> User | None:
    """Who of the cast stands for this column of the table, or nobody."""
    if column == "visitor":
        return None
    if column == "volunteer":
        return _newcomer(cast, "viktor@service.example", Role.VOLUNTEER)
    if column == "strategic_lead":
        return _newcomer(cast, "lena@service.example", Role.STRATEGIC_LEAD)
    return cast.team.everyone["volunteer" if column == "allocated_volunteer" else column]


def _newcomer(cast: Cast, email: str, role: Role) -> User:
    return enrol(
        by=cast.team.manager,
        confirmed_by=cast.team.administrator,
        newcomer=Newcomer(email, "Newly Here", role),
        at=clock.now(),
    )


def _in_conflict(who: User, cast: Cast) -> User:
    """They became governor of the Khans' school."""
    governor = Connection(kind=InterestKind.GOVERNOR, agency=cast.primary)
    declare_interest(by=who, connection=governor, once=uuid4(), at=clock.now())
    return who


def _closed(cast: Cast, things: dict[str, Any]) -> None:
    """As if what is owed before a case is closed had been done, and the Khans' case closed."""
    at, written = clock.now(), SafeguardingDisclosure.objects.get(pk=things["safeguarding_id"])
    review_safeguarding(
        by=cast.team.manager, disclosure=written, outcome=ReviewOutcome.AGREED, reasons="It had to be.", at=at
    )
    rows = Case.objects.of([cast.khans.case.pk]).unaudited_because("as if nothing had been owed any more")
    rows.update(status=CaseStatus.CLOSED, closed_at=at)


def _covering(cast: Cast) -> User:
    at = clock.now()
    Cover.objects.create(
        worker=cast.team.colleague,
        away=cast.team.caseworker,
        from_at=at - timedelta(days=1),
        until_at=at + timedelta(days=1),
        at=at,
        by=cast.team.manager,
    )
    return cast.team.colleague


def _in_an_emergency(cast: Cast) -> User:
    at = clock.now()
    BreakGlass.objects.create(
        case=cast.khans.case,
        worker=cast.team.colleague,
        reason="The hearing is today.",
        from_at=at - timedelta(hours=1),
        until_at=at + timedelta(hours=1),
    )
    return cast.team.colleague


def _ended(cast: Cast) -> User:
    return deactivate(by=cast.team.manager, person=cast.team.caseworker, reason="Left.", at=clock.now())


OTHERS: dict[str, Callable[[Cast], User]] = {
    "covering": _covering,
    "in an emergency": _in_an_emergency,
    "in conflict": lambda cast: _in_conflict(cast.team.caseworker, cast),
    "volunteer in conflict": lambda cast: _in_conflict(cast.team.volunteer, cast),
    "administrator in conflict": lambda cast: _in_conflict(cast.team.administrator, cast),
    "account ended": _ended,
}
