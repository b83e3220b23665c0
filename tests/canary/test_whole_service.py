"""Fills every box of every form of a whole service with canaries, then looks for them wherever it leaves traces.

SECURITY 9. One walk, over HTTP, of every role; then every channel is searched twice over: for what was planted there
on purpose, which must be found, and for everything else, which must not.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import get_resolver

from local_service.places import ROOT
from sendiass import clock
from tests.canary import answering, places, traces
from tests.canary.answering import Sheets
from tests.canary.browsing import OverHttp
from tests.canary.pages_read import read
from tests.canary.scanner import CUT, Scanner
from tests.canary.service import HOST, Service, running
from tests.canary.traces import Traces
from tests.canary.walker import TOKEN, Person, Walk, names_in
from tests.canary.watching import Seen, watching
from tests.canary.words import Canaries, Canary, Kind, numbers_in

pytestmark = pytest.mark.clause("L26")

IN_TURN = ("caseworker", "administrator", "volunteer", "manager", "board_member")
URLCONF = "tests.canary.leaky_urls"
LEAKS = "leaks:"
SETTLES = 20.0  # seconds for the worker to do what the walk has set going

Found = dict[Canary | str, str]
Paper = tuple[bytes, list[Canary], bool]
"""What was written, to which typed addresses, and whether it is a letter to an agency."""

PLANTED: dict[str, set[str]] = {
    "into_a_table": set(places.STORES),
    "into_a_row_taken_back": {"write-ahead log"},
    "into_a_session_row": set(places.STORES),
    "into_the_cache": {"Redis snapshot", "Redis append-only file"},
    "into_the_log": {"log of web"},
    "into_a_job": {"Redis snapshot", "Redis append-only file", "log of worker"},
    "into_a_header": {"addresses, headers, cookies"},
    "into_a_cookie": {"addresses, headers, cookies"},
    "into_a_subject": {"headers of mail"},
    "into_mail_to_another": {"mail to others"},
    "into_a_temporary_file": {"temporary files"},
    "into_a_file_without_a_name": {"temporary files"},
    "into_a_folder": {"folder of the service"},
    "into_a_statement": {"log of postgres"},
    "into_a_refusal_of_the_data_base": {"log of postgres"},
    "into_a_command": {"command lines and environments"},
}
"""Each box of the leaking form, and where its word is found at least."""

BY_HAND = f"{LEAKS}by hand"
PLANTED_BY_HAND = ("log of beat", "log of redis", "statements in hand")
"""Channels that no form reaches, each with a word put there by hand."""

CAUGHT: dict[str, set[str]] = {
    "into_the_session": set(),
    "into_a_message": set(),
    "into_a_job_that_falls": {"Redis snapshot", "Redis append-only file"},
    "into_a_broken_constraint": set(),
}
"""Boxes whose words the service seals or leaves out by itself, and where else we have put them."""

SCHOOL = "Takes a school of the directory, and no canary is one; other words were sent."
NEVER_TAKEN: dict[str, tuple[set[str], str]] = {
    "account_login": (
        {"login", "password"},
        "Only a right address and password are taken, and no canary is one; wrong ones were sent.",
    ),
    "cases:refer_return": (
        {"code", "more_about_you"},
        "Takes the code of a half-written request, and no canary is one; and a box that is for robots. Other words were sent.",
    ),
    "feedback:exercise_edit": (
        {"question", "opens_on", "closes_on"},
        "Not sent on the walk (the walker's NOT_SENT says why); tests/feedback/test_views_of_families.py changes a question.",
    ),
    "accounts:clearance_withdraw": (
        {"reason"},
        "Opens beside a clearance that somebody was made ready for; tests/kernel/accounts sends it.",
    ),
    "governance:review_record": (
        {"reviewed_on"},
        "Takes a day that has come, and no canary is one; other days were sent.",
    ),
    "governance:draft_adopt": (
        {"in_force_on"},
        "Takes a day from the version on record to the near future, and no canary is one; tests/governance/test_policy.py does.",
    ),
    "governance:joiner_again": (
        {"reason"},
        "Opens beside what was done before a first case; tests/governance/test_joining.py sends it.",
    ),
    "governance:sample_draw": (
        {"first_on", "last_on", "size"},
        "Takes days of the last months in their order, and no canary is one; other days were sent.",
    ),
    "governance:session_book": (
        {"starts_on", "starts_time", "minutes"},
        "Takes a day of the months to come, and no canary is one; other days were sent.",
    ),
    "governance:session_step": (
        {"reference"},
        "Takes the reference of a case, and no canary is one; other words were sent.",
    ),
    "governance:training_upload": (
        {"spreadsheet"},
        "Takes a workbook or a table with its columns, and no canary is one; other files were sent.",
    ),
    "feedback:round_ask": (
        {"addresses"},
        "Takes email addresses of schools, and no canary is one; tests/feedback/test_asking_round.py sends it.",
    ),
    "feedback:translation_take_in": (
        {"table"},
        "Takes the table of a language as it was given out, and no canary is one; other files were sent.",
    ),
    "feedback:answer_check": ({"more_about_you"}, "Shows a box that is for robots, who filled it."),
    "feedback:view_receipt": ({"more_about_you"}, "Shows a box that is for robots, who filled it."),
    "cases:referral_take_up": ({"school_named"}, SCHOOL),
    "cases:refer_question": (
        {
            "born",
            "school",
            "aim",
            "dates",
            "number",
            "care",
            "address",
            "name",
            "job",
            "organisation",
            "reached_at",
            "given_names",
            "family_name",
            "born_day",
            "born_month",
            "born_year",
        },
        "The walk answers one question a round; tests/attacks/test_referrals.py fills every box with a word of its own.",
    ),
    "cases:person_add": ({"school_named"}, SCHOOL),
    "cases:person_change": ({"school_named"}, SCHOOL),
    "consent:permission_add": ({"school_named"}, SCHOOL),
    "consent:approach_add": ({"school_named"}, SCHOOL),
    "consent:breach_step": (
        {"reference"},
        "Takes the reference of a case, and no canary is one; other words were sent.",
    ),
    "feedback:complaint_take_on": (
        {"reference"},
        "Takes the reference of a case, and no canary is one; other words were sent.",
    ),
    "cases:meeting_write_up": (
        {"not_heard_because"},
        "Asked where professionals were not heard; the walk writes a meeting up once, and they were.",
    ),
    "cases:interest_add": ({"school_named"}, SCHOOL),
    "cases:case_hand_over": (
        {"to_service", "reason"},
        "Taken only where nobody is free of a conflict of interest, and on the walk somebody is; words were sent.",
    ),
    "cases:cover_add": (
        {"reference"},
        "Takes the reference of a case, and no canary is one; other words were sent.",
    ),
    "cases:same_person": (
        {"reference"},
        "Takes the reference of a case, and no canary is one; other words were sent.",
    ),
    "cases:document_remove": (
        {"reason"},
        "Opened, and not yet sent by the walk; tests/attacks/test_canary.py sends it with a word of its own.",
    ),
}
"""Boxes that the walk has not got taken, by page, and why."""

NEVER_ACCEPTED = {
    "mfa_deactivate_totp": "Refused while it is somebody's only second step, as it is for all on the walk.",
    "mfa_login_webauthn": "Asks for the key of somebody who has one; the walk signs in with a code.",
    "mfa_reauthenticate_webauthn": "Asks again for the key of somebody who signed in with it.",
}
"""Pages whose form the walk sent and was refused, whatever it sent, and why."""

NOT_OPENED = {
    "mfa_authenticate": "Opened at each sign-in of the walk, and takes figures only.",
    "mfa_download_recovery_codes": "Gives a file of codes, and has no form.",
    "mfa_view_recovery_codes": "Shows codes, and has no form.",
    "mfa_activate_totp": "Takes figures only, and opens for somebody without an app.",
    "outbox:mail_retry": "Is a button beside mail that failed; the walk's mail server takes all.",
    "outbox:mail_arrived": "Is a button beside mail that failed.",
    "outbox:mail_cancel": "Opens for mail that failed, and has one button.",
    "cases:conflict_hand_over": "Opens for whoever decides about a manager's own interests, who is not on the walk.",
    "cases:conflict_allocate": "Opens for whoever decides about a manager's own interests, who is not on the walk.",
    "cases:conflict_enough": "Is a button beside a case that somebody still has.",
    "cases:cover_case": "Opens where somebody who covers may not have one of the cases.",
    "cases:cover_end": "Has one button.",
    "cases:duty_emergency": "Opens from a card alone, which asks for somebody's whole name and number.",
    "cases:duty_message": "Opens from a card alone; tests/cases/test_duty.py sends it with words of its own.",
    "cases:emergency_end": "Is a button on a case that one opened in an emergency.",
    "cases:refer_leave": "Leads away from the service, and has no form.",
    "cases:allocation_end": "Has one button; the walk has led nobody past the page that comes before it.",
    "cases:document_preview": "Is a picture of a page, and has no form; the walk's own files are plain text.",
    "cases:school_find": "Answers a script that sends a school's words, and has no form.",
    "cases:legal_find": "Answers a script that sends words of the law, and has no form.",
    "cases:options_record": "Opens beside advice; tests/attacks/test_canary.py sends it with words of its own.",
    "cases:option_choose": "Has one button, beside each option of advice.",
    "feedback:round_ask": "Opens beside a questionnaire of the team or of schools, which a sweep opens at night.",
    "governance:applicant_join": "Opens for somebody who was taken on and has an account; tests/governance goes through it.",
    "governance:amendment_agree": "Opens beside an amended clause, and has nothing to type into.",
    "governance:policy_changes": "Opens for a version that was adopted, and has no form.",
    "governance:policy_paper": "Gives a document, and has no form.",
    "governance:session_invitation": "Gives a file for a calendar, and has no form.",
    "governance:joiner_ready": "Has one button, once all that comes first is done.",
    "cases:policy_waive": "Opens beside somebody who has not read the policy in time; tests/cases/test_policy.py sends it.",
    "consent:letter_again": "Is a button beside a letter that could not be sent; the walk's mail server takes all.",
    "consent:letter_came": "Is a button beside a letter that could not be sent.",
    "consent:letter_to_post": "Leads on from a task to its letter, and shows nothing.",
    "consent:breach_enter": "Is a button beside what a reviewer did not agree with.",
    "consent:capacity_add": "Opens for a young person; the walk opens one case of each sort, and a child's.",
    "cases:person_acknowledge": "Has one button, while somebody can be written to who was not yet.",
}
"""Pages of the service that the walk may not have opened, and why."""


@dataclass(repr=False)  # of hundreds of megabytes
class Walked:
    """The walk, and what the service left behind."""

    walk: Walk
    left: Traces
    seen: Seen
    leaders: dict[str, int]
    found: dict[str, Found]
    sheets: Sheets
    held: dict[str, Any]
    settled: dict[str, Any]
    taken_back: str
    by_column: dict[tuple[str, str], Found]

    @property
    def open(self) -> set[Canary]:
        """Canaries that may lie in the data base in clear: every column that shows one may."""
        shown = {one for found in self.by_column.values() for one in found if isinstance(one, Canary)}
        gone = {one for one in self.walk.canaries.issued.values() if places.may_have_lain(one)}
        return (shown | gone) - {canary for _, _, canary in self.astray}

    @property
    def astray(self) -> list[tuple[str, str, Canary | str]]:
        """Table, column and canary, where a column shows what it may not."""
        return [
            (table, column, canary)
            for (table, column), found in self.by_column.items()
            for canary in found
            if not (isinstance(canary, Canary) and places.may_lie_in(table, column, canary))
        ]

    def whereabouts(self, page: str, box: str) -> dict[str, str]:
        """Where the word of this box was found, and in which disguise."""
        return {
            channel: disguise
            for channel, found in self.found.items()
            for canary, disguise in found.items()
            if isinstance(canary, Canary) and canary.page == page and canary.box == box
        }


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """One walk through a whole service, and everything it left."""
    folder = tmp_path_factory.mktemp("whole")
    left, since = Traces(), clock.now().timestamp()
    with running(folder) as service:
        stage = json.loads(service.run("-m", "tests.canary.stage"))
        told: dict[str, str] = stage["told"]
        walk = walk_of(service, stage["people"])
        walk.told = (f"/q/{told['code']}/", f"/q/{told['code']}/pl/", f"/q/{told['code']}/sheet/")
        leaders = {name: process.pid for name, process in service.processes.items()}
        with watching(service.temporary, list(leaders.values())) as seen:
            sheets = answering.answer(walk, told["code"])
            taken_back = answering.take_back(walk, told["views"])
            walk.go()
            _settle(service)
            held = json.loads(service.run("-m", "tests.canary.mailbox", "held", told["batch"]))
            traces.of_mailbox_shut(service, left)
            settled = json.loads(service.run("-m", "tests.canary.mailbox", "settle", told["batch"]))
        with _planted_by_hand(service, walk):
            traces.of_running(service, left)
        service.stop("beat", "worker", "web", "redis", "postgres")
        traces.of_mail(service, left)
        mails = list(zip(service.sink.mails, service.sink.taken, strict=True))
    traces.of_stopped(service, left, since)
    traces.of_walk(walk, left)
    traces.of_watch(seen, left)
    scanner = Scanner(walk.canaries)
    found = {channel: _scanned(scanner, pieces) for channel, pieces in left.pieces.items()}
    found["mail to others"] = _scanned_but_for(walk, scanner, _to_whom(walk, mails))
    found["papers about others"] = _scanned_but_for(
        walk, scanner, ((raw, [], name.startswith("consent:letter_")) for name, raw in walk.downloads)
    )
    by_column = {
        (table, column): canaries
        for table, column, values in left.columns
        if (canaries := scanner.scan(values))
    }
    ours = {name: leaders[name] for name in ("web", "worker", "beat")}
    return Walked(walk, left, seen, ours, found, sheets, held, settled, taken_back, by_column)


def _scanned(scanner: Scanner, pieces: Iterable[bytes]) -> Found:
    found: Found = {}
    for piece in pieces:
        found = {**scanner.scan(piece), **found}
    return found


def _to_whom(walk: Walk, mails: Iterable[tuple[EmailMessage, bytes]]) -> Iterator[Paper]:
    """Each mail, to which typed addresses it went, and whether one of them is where a letter to an agency goes."""
    for mail, raw in mails:
        addresses = [address for _, address in getaddresses([mail["To"]])]
        to = [walk.canaries.issued[address] for address in addresses if address in walk.canaries.issued]
        yield raw, to, any(one.page in places.IN_LETTERS for one in to)


def _scanned_but_for(walk: Walk, scanner: Scanner, papers: Iterable[Paper]) -> Found:
    """What stands in mail and papers, but for what is its recipient's own, and what a letter about a case says."""
    others: Found = {}
    for paper, to, is_letter in papers:
        found = scanner.scan(paper)
        canaries = [one for one in found if isinstance(one, Canary)]
        is_own = places.of_one_case(canaries, walk.about, is_letter=is_letter) or (
            to and places.of_one_sending([*canaries, *to])
        )
        if CUT in found or not is_own:
            others |= found
    return others


@contextmanager
def _planted_by_hand(service: Service, walk: Walk) -> Iterator[None]:
    """Leaks that no form can make: in logs of processes that see no content, and in a statement in hand."""
    words = {
        box: walk.canaries.new(Kind.WORD, page=BY_HAND, box=box, sending=0).text for box in PLANTED_BY_HAND
    }
    for name in ("beat", "redis"):
        with Path(f"/proc/{service.processes[name].pid}/fd/2").open("a") as log:
            log.write(f"{words[f'log of {name}']}\n")
    with service.as_superuser() as somebody:
        somebody.execute(f"SELECT '{words['statements in hand']}'".encode())
        yield


def _settle(service: Service) -> None:
    """Let the worker finish what is in its queue."""
    deadline = time.monotonic() + SETTLES
    with service.redis() as server:
        while time.monotonic() < deadline and (server.llen("celery") or server.hlen("unacked")):
            time.sleep(0.2)


def walk_of(service: Service, team: dict[str, dict[str, str]]) -> Walk:
    """A walk over this service by these people, each signed in, and by a visitor."""
    port, own = service.ports["web"], frozenset(team[role]["id"] for role in IN_TURN)
    people = [
        signed_in(Person(role, OverHttp(port, HOST), one["email"], one["password"], one["secret"], own))
        for role, one in ((role, team[role]) for role in IN_TURN)
    ]
    people.append(Person("visitor", OverHttp(port, HOST)))
    code = (folder for folder in ROOT.iterdir() if (folder / "__init__.py").exists())
    elsewhere = frozenset[str]().union(*map(numbers_in, code))
    return Walk(
        Canaries(elsewhere=elsewhere),
        people,
        URLCONF,
        f"https://{HOST}",
        mailed=lambda: links_in_mail(service),
    )


def signed_in(person: Person) -> Person:
    """Sign in with password and code, as the pages ask for it; again if the session has ended."""

    def ready() -> None:
        browser = person.browser
        if browser.get("/account/start/").status == 200:
            return
        answer = browser.get("/account/login/")
        token = read(answer.html).forms[0].boxes[TOKEN].value
        answer = browser.post(
            "/account/login/", [(TOKEN, token), ("login", person.email), ("password", person.password)]
        )
        assert answer.leads_to == "/account/2fa/authenticate/", (
            person.role,
            answer.status,
            answer.html[-3000:],
        )
        asked = answer.leads_to
        for _ in range(2):  # a code may run out on its way; the next one does not
            token = read(browser.get(asked).html).forms[0].boxes[TOKEN].value
            answer = browser.post(asked, [(TOKEN, token), ("code", person.code())])
            if answer.leads_to:
                return
        raise AssertionError((person.role, read(answer.html).text[-500:]))

    person.ready = ready
    return person


def links_in_mail(service: Service) -> Iterable[str]:
    """Where mail leads, as paths, when all that waits has left."""
    _settle(service)
    for mail in service.sink.mails:
        for part in mail.walk():
            if part.get_content_maintype() == "text":
                for found in re.findall(rf"https://{re.escape(HOST)}(/[^\s\"<>]*)", str(part.get_content())):
                    yield urlsplit(found).path


def test_every_page_of_the_service_was_opened(walked: Walked) -> None:
    served = {name for name in names_in(get_resolver("sendiass.urls")) if _is_served(name)}
    sent_to = {form.signature[1] for form in walked.walk.forms.values()} | walked.walk.drafts_left_at
    assert served - set(walked.walk.pages) - sent_to <= set(NOT_OPENED)


def _is_served(name: str) -> bool:
    """Whether the service serves this address; most of the sign-in library's it does not."""
    return not name.startswith(("account_", "mfa_")) or name in settings.LIBRARY_PAGES


def test_no_page_failed_on_the_walk(walked: Walked) -> None:
    assert walked.walk.failed == []


def test_every_form_was_taken_with_every_box_filled(walked: Walked) -> None:
    left = walked.walk.not_taken()
    said = {page: walked.walk.last_words(page) for page in left}
    known = {page: boxes for page, (boxes, _) in NEVER_TAKEN.items()}
    assert {page: boxes for page, boxes in left.items() if not set(boxes) <= known.get(page, set())} == {}, (
        said
    )


def test_every_form_that_was_sent_was_accepted_once(walked: Walked) -> None:
    refused = walked.walk.never_accepted()
    known = NEVER_TAKEN.keys() | NEVER_ACCEPTED.keys()
    assert {page: walked.walk.last_words(page) for page in refused - known} == {}


@pytest.mark.parametrize("box", PLANTED)
def test_a_planted_word_is_found_in_each_place_it_leaked_to(walked: Walked, box: str) -> None:
    assert PLANTED[box] <= set(walked.whereabouts("leaks:everywhere", box))


@pytest.mark.parametrize("channel", PLANTED_BY_HAND)
def test_a_word_put_by_hand_where_no_form_reaches_is_found(walked: Walked, channel: str) -> None:
    assert set(walked.whereabouts(BY_HAND, channel)) >= {channel}


@pytest.mark.parametrize(
    ("page", "channels"),
    [
        ("leaks:address", {"addresses, headers, cookies", "log of web"}),
        ("leaks:title", {"titles"}),
        ("leaks:paper", {"papers about others"}),
    ],
)
def test_a_form_that_nobody_listed_is_found_and_its_leak_caught(
    walked: Walked, page: str, channels: set[str]
) -> None:
    assert channels <= set(walked.whereabouts(page, "word"))


@pytest.mark.parametrize("box", CAUGHT)
def test_a_word_that_the_service_itself_seals_or_leaves_out_is_nowhere_else(walked: Walked, box: str) -> None:
    assert set(walked.whereabouts("leaks:everywhere", box)) == CAUGHT[box]


def test_a_page_that_falls_over_what_was_typed_says_where_and_not_what(walked: Walked) -> None:
    assert walked.whereabouts("leaks:fault", "word") == {}
    assert (
        b'in fault\n    raise ValueError(f"cannot make sense of {word}") from KeyError(word)'
        in (walked.left.pieces["log of web"][0])
    )


def test_no_column_of_the_data_base_shows_what_is_sealed_or_not_its_own(walked: Walked) -> None:
    assert {one for one in walked.astray if not _is_planted(one[2])} == set()


def test_no_canary_is_anywhere_else(walked: Walked) -> None:
    astray = {
        (channel, str(canary), disguise)
        for channel, found in walked.found.items()
        for canary, disguise in found.items()
        if not _is_planted(canary)
        and not (channel in places.STORES and canary in walked.open)
        and not (
            channel in places.ADDRESSES
            and isinstance(canary, Canary)
            and canary.page in places.MET_ON_THE_WAY
        )
    }
    assert astray == set()


def _is_planted(canary: Canary | str) -> bool:
    return isinstance(canary, Canary) and canary.page.startswith(LEAKS)


def test_every_channel_had_something_in_it(walked: Walked) -> None:
    empty = {channel for channel in walked.left.pieces if not walked.left.size(channel)}
    assert empty <= {"folder of the code"}


@pytest.mark.clause("L30")
def test_what_families_answered_lay_shut_and_came_out_with_its_period(walked: Walked) -> None:
    assert walked.sheets.refused == []
    shut, out = "\n".join(walked.held["words"]), set(walked.settled["words"])
    assert walked.held["shut"] >= len(answering.FAMILIES)
    assert all(word in shut for word in walked.sheets.words | walked.sheets.of_people)
    assert walked.sheets.words <= out
    assert walked.sheets.of_people <= set(walked.settled["people"])
    assert (walked.settled["state"], walked.settled["unreadable"]) == ("released", 0)
    assert (walked.settled["left"], walked.settled["has_key"]) == (0, False)


@pytest.mark.clause("L30")
def test_what_families_answered_is_in_no_trace_before_the_release_and_in_none_after(walked: Walked) -> None:
    words = walked.sheets.words | walked.sheets.of_people | {walked.taken_back}
    assert len(words) > 30
    shown = {
        (channel, canary.box)
        for channel, found in walked.found.items()
        for canary in found
        if isinstance(canary, Canary) and canary.text in words
    }
    assert shown == set()


@pytest.mark.clause("L30")
def test_the_key_of_a_mailbox_lay_in_its_file_alone_and_is_nowhere_after_the_release(walked: Walked) -> None:
    assert traces.holding(walked.left, bytes.fromhex(walked.held["key"])) == {traces.FOLDER_BEFORE}


@pytest.mark.clause("L30")
def test_whoever_answers_is_given_no_cookie(walked: Walked) -> None:
    assert all(not browser.cookies for browser in walked.sheets.browsers)
    assert not any(
        line.lower().startswith("set-cookie") for one in walked.sheets.browsers for line in one.met
    )


def test_no_signed_in_page_may_be_kept_by_the_browser(walked: Walked) -> None:
    assert walked.walk.kept_by_browsers == []


def test_no_process_would_leave_its_memory_on_the_disk(walked: Walked) -> None:
    assert walked.seen.looks > 10
    assert {name: walked.seen.core_limits[leader] for name, leader in walked.leaders.items()} == {
        "web": {"0"},
        "worker": {"0"},
        "beat": {"0"},
    }
