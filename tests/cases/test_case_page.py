"""The page of a case, its log, and entries with their versions: what a worker sees, and what is refused."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given as drawn
from hypothesis import strategies as st

from cases.actions.casework import NewCase, change_status, open_new_case
from cases.actions.dates import add_key_date, add_task
from cases.actions.enquiries import Asked, take_enquiry
from cases.actions.first_contact import Answer, record_aim, record_first_contact
from cases.actions.interventions import correct_intervention, log_intervention
from cases.actions.people import PersonDetails, add_person, change_person
from cases.choices import (
    AccessibleFormat,
    Agreement,
    CaseRole,
    CaseStatus,
    Channel,
    FirstContactItem,
    HelpKind,
    Issue,
    ItemState,
    KeyDateKind,
    Language,
    ReferralSource,
    Stage,
    Voice,
)
from cases.models import Case, Intervention, Task
from cases.views.case_timeline import FIRST_CHARACTERS, FIRST_LINES, first_lines
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.audit.models import LogEntry, Reading
from sendiass.drafts import keeping
from sendiass.ui.fields.dates import two_years_ago
from tests import cast as stage
from tests.cast import THEIR_AIM, Cast, logged
from tests.closing import A_CALL_CAME_TO, closed_case
from tests.conftest import WorkerDatabases

NOTE = "Rang the SENCO with Samira listening. The review is on 3 December."


def address(case: Case) -> str:
    return f"/cases/{case.reference}/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def as_typed(client: Client, url: str, **typed: Any) -> dict[str, Any]:
    """What a browser would send: everything the form begins with, and what was typed over it."""
    form = client.get(url).context["form"]
    begun = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**begun, **typed}.items() if value is not None}


def log(client: Client, case: Case, **typed: Any) -> Any:
    """Log a call by the page's own form."""
    said = {"channel": "phone_call", "minutes": "20", "note": NOTE, **typed}
    return client.post(address(case), as_typed(client, address(case), **said))


def body(response: Any) -> str:
    return str(response.content.decode())


def problems(response: Any) -> list[str]:
    form = response.context["form"]
    return [str(message) for messages in form.errors.values() for message in messages]


def note_of(case: Case, row: Intervention) -> str:
    with reading(by=row.by, subjects=[case.key_subject], purpose="test"):
        return str(row.note)


@pytest.fixture
def amina(cast: Cast) -> Client:
    """The Khans' caseworker, signed in."""
    return signed_in(cast.team.caseworker)


# Logging work


@pytest.mark.clause("L02", "L03")
def test_a_quick_entry_says_what_kind_of_help_it_was_and_how_the_family_was_heard(
    cast: Cast, amina: Client
) -> None:
    case = cast.khans.case
    answer = log(
        amina, case, kinds=["advice", "support"], level="2", voice=["views_in_writing"], direction="incoming"
    )

    assert answer.headers["Location"] == address(case)
    saved = Intervention.objects.get(case=case)
    assert saved.kinds == [HelpKind.ADVICE, HelpKind.SUPPORT]
    assert saved.voice == [Voice.VIEWS_IN_WRITING]
    assert (saved.channel, saved.level, saved.minutes) == (Channel.PHONE_CALL, 2, 20)
    assert (saved.happened_on, saved.by) == (clock.today(), cast.team.caseworker)
    page = body(amina.get(address(case)))
    assert "Saved to the record" in page
    for words in (
        NOTE,
        "Advice",
        "Support",
        "level 2",
        "20 minutes",
        "helped them put their views in writing",
    ):
        assert words in page


def test_an_entry_needs_only_how_it_took_place_and_a_note(cast: Cast, amina: Client) -> None:
    client, case = amina, cast.khans.case
    assert (
        client.post(address(case), as_typed(client, address(case), channel="email", note=NOTE)).status_code
        == 302
    )

    saved = Intervention.objects.get(case=case)
    assert (saved.minutes, saved.level, saved.kinds) == (15, 1, [HelpKind.INFORMATION])


def test_the_log_begins_as_this_worker_last_logged_on_this_case(cast: Cast, amina: Client) -> None:
    log(amina, cast.khans.case, channel="video", kinds=["support"], level="3")

    form = amina.get(address(cast.khans.case)).context["form"]
    assert (form["channel"].value(), form["kinds"].value(), form["level"].value()) == (
        "video",
        ["support"],
        "3",
    )


@pytest.mark.clause("L02")
def test_an_entry_without_a_kind_of_help_is_refused_and_keeps_what_was_typed(
    cast: Cast, amina: Client
) -> None:
    answer = log(amina, cast.khans.case, kinds=[])

    assert problems(answer) == ["Select at least one kind of help"]
    assert NOTE in body(answer)
    assert not Intervention.objects.exists()


def test_what_comes_next_is_set_in_the_same_breath(cast: Cast, amina: Client) -> None:
    log(amina, cast.khans.case, next_task=["add"], task_words="Send the notes", task_due_on="tomorrow")

    task = Task.objects.get()
    assert task.due_on == clock.today() + timedelta(days=1)
    page = body(amina.get(address(cast.khans.case)))
    assert "Saved to the record, and the task is set" in page
    assert "Send the notes" in page


def test_a_task_that_cannot_be_set_keeps_the_entry_from_being_half_saved(cast: Cast, amina: Client) -> None:
    answer = log(amina, cast.khans.case, next_task=["add"], task_words="", task_due_on="yesterday")

    assert set(problems(answer)) == {"Enter what is to be done", "Due must be today or in the future"}
    assert not Intervention.objects.exists()


def test_task_words_without_the_box_ticked_set_no_task(cast: Cast, amina: Client) -> None:
    log(amina, cast.khans.case, next_task=[], task_words="Forgotten", task_due_on="tomorrow")

    assert Intervention.objects.count() == 1
    assert not Task.objects.exists()


# One record, however often the form is sent


def test_a_form_sent_twice_is_one_record_and_one_task(cast: Cast, amina: Client) -> None:
    url = address(cast.khans.case)
    sent = as_typed(
        amina, url, channel="email", note=NOTE, next_task=["add"], task_words="Ring back", task_due_on="+3"
    )
    for _ in range(2):
        assert amina.post(url, sent).status_code == 302

    assert (Intervention.objects.count(), Task.objects.count()) == (1, 1)


def test_two_tabs_opened_on_the_same_page_make_one_record(cast: Cast, amina: Client) -> None:
    url = address(cast.khans.case)
    tabs = [as_typed(amina, url, channel="email", note=NOTE) for _ in range(2)]
    for tab in tabs:
        amina.post(url, tab)

    assert Intervention.objects.count() == 1


def test_the_next_entry_after_one_was_saved_is_another(cast: Cast, amina: Client) -> None:
    log(amina, cast.khans.case)
    log(amina, cast.khans.case)

    assert Intervention.objects.count() == 2


def test_a_form_sent_again_with_other_words_loses_neither(cast: Cast, amina: Client) -> None:
    case = cast.khans.case
    sent = as_typed(amina, address(case), channel="email", note=NOTE)
    amina.post(address(case), sent)
    changed = {**sent, "note": "A second call, about transport."}
    answer = amina.post(address(case), changed)

    assert answer.status_code == 200
    assert "This form was saved before" in problems(answer)[0]
    assert "A second call, about transport." in body(answer)
    assert Intervention.objects.count() == 1

    again = {**changed, "once": str(answer.context["form"]["once"].value())}
    assert amina.post(address(case), again).status_code == 302
    assert {note_of(case, row) for row in Intervention.objects.order_by("id")} == {NOTE, changed["note"]}


def test_forms_sent_at_the_same_moment_are_one_record(committed_db: WorkerDatabases) -> None:
    with transaction.atomic():
        cast = stage.assemble()
        worker, case = cast.team.caseworker, cast.khans.case
        first = signed_in(worker)
    sent = as_typed(
        first, address(case), channel="email", note=NOTE, next_task=["add"], task_words="x", task_due_on="+1"
    )
    answers: list[int] = []
    start = threading.Barrier(4)

    def send() -> None:
        client = Client()
        client.cookies = first.cookies
        start.wait()
        answers.append(client.post(address(case), sent).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [302] * 4
    assert (Intervention.objects.count(), Task.objects.count()) == (1, 1)


# Bad input


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("happened_on", "tomorrow", "Date must be today or in the past"),
        ("happened_on", "1/1/2999", "Date must be today or in the past"),
        ("happened_on", "soon", "Date must be a real date, like 27/3/2026, today or -3 for three days ago"),
        ("minutes", "0", "Minutes must be 1 or more"),
        ("minutes", "1441", "Minutes must be 1,440 (24 hours) or fewer"),
        ("minutes", "ten", "Minutes must be a whole number, like 15"),
        ("channel", "pigeon", "Select one of the choices for “How it took place”"),
        ("kinds", ["cash"], "Select one of the choices for “Kind of help”"),
        ("level", "5", "Select one of the choices for “Level”"),
        ("voice", ["shouting"], "Select one of the choices for “How the family’s voice was heard”"),
        ("note", "  \n ", "Enter what was said and what was done"),
        ("note", "x" * 20_001, "Note must be 20,000 characters or fewer. You entered 20,001"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_kept(
    cast: Cast, amina: Client, field: str, value: Any, message: str
) -> None:
    answer = log(amina, cast.khans.case, **{field: value})

    assert answer.status_code == 200
    assert message in problems(answer)
    assert "Error: Case record" in body(answer)
    if field != "note":
        assert NOTE in body(answer)
    assert not Intervention.objects.exists()


def test_a_hidden_character_is_refused_with_what_to_do(cast: Cast, amina: Client) -> None:
    answer = log(amina, cast.khans.case, note="before\x00after")

    assert "Note has a hidden character" in problems(answer)[0]


@pytest.mark.parametrize(
    "note",
    [
        "x" * 20_000,
        "One line\n\n  indented\tand tabbed\n",
        "Zoë 🏫 ﺍﻟﺴﻼﻡ עברית 中文 \u202eright to left\u202c",
        "<script>alert(1)</script> & “quotes” {{ not.a.variable }}",
    ],
)
def test_a_note_is_kept_exactly(cast: Cast, amina: Client, note: str) -> None:
    case = cast.khans.case
    assert log(amina, case, note=note.replace("\n", "\r\n")).status_code == 302

    assert note_of(case, Intervention.objects.get(case=case)) == note
    page = body(amina.get(address(case)))
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(
    "query", ["?page=2", "?page=999", "?page=0", "?page=-1", "?page=x", "?page=%00", "?x[]=%ff"]
)
def test_odd_addresses_still_show_the_case(cast: Cast, amina: Client, query: str) -> None:
    assert amina.get(address(cast.khans.case) + query).status_code == 200


@pytest.mark.parametrize("once", ["", "x", "\x00", "0" * 5000])
def test_a_mangled_key_never_refuses_a_form(cast: Cast, amina: Client, once: str) -> None:
    assert log(amina, cast.khans.case, once=once).status_code == 302


# The level


def test_each_intervention_has_the_level_it_had(cast: Cast, amina: Client) -> None:
    for level in ("4", "1", "3"):
        assert log(amina, cast.khans.case, level=level, note=f"Level {level}.").status_code == 302
    assert sorted(Intervention.objects.values_list("level", flat=True)) == [1, 3, 4]


# What the family wants, and first contact


@pytest.mark.clause("L22")
def test_the_aim_in_the_familys_words_heads_the_page_and_earlier_ones_stay(cast: Cast, amina: Client) -> None:
    case, worker = cast.khans.case, cast.team.caseworker
    newer = "To stay where her friends are."
    record_aim(by=worker, case=case, words=newer, whose=CaseRole.CHILD_OR_YOUNG_PERSON, at=clock.now())
    page = body(amina.get(address(case)))

    heading = page[page.index("<h1") :]
    assert (
        heading.index("What the family wants") < heading.index(newer) < heading.index("Log an intervention")
    )
    assert "In the words of: child or young person" in page
    assert "What they wanted before (1)" in page
    assert THEIR_AIM in page


@pytest.mark.clause("L23")
def test_more_work_waits_for_what_first_contact_owes(cast: Cast, amina: Client) -> None:
    worker = cast.team.caseworker
    new = NewCase(Issue.EXCLUSION, Stage.SEN_SUPPORT, ReferralSource.PARENT, take_it=True)
    case = open_new_case(by=worker, new=new, answers=[], once=uuid4(), at=clock.now())
    page = body(amina.get(address(case)))
    assert "Answer this before you log more work" in page
    assert "Impartiality statement shared" in page

    answer = log(amina, case)
    assert "First contact still owes an answer" in problems(answer)[0]
    assert NOTE in body(answer)
    assert not Intervention.objects.exists()

    record_first_contact(
        by=worker, case=case, answers=stage.first_contact(worker, on=clock.today()), at=clock.now()
    )
    assert log(amina, case).status_code == 302


@pytest.mark.clause("L23")
def test_what_is_not_yet_done_leads_to_first_contact_and_cannot_be_ticked_off(
    cast: Cast, amina: Client
) -> None:
    case = cast.khans.case
    later = Answer(FirstContactItem.INFORMATION, ItemState.NOT_YET, because="She had to go.")
    record_first_contact(by=cast.team.caseworker, case=case, answers=[later], at=clock.now())
    add_task(
        by=cast.team.caseworker, case=case, worker=None, words="By hand", due_on=clock.today(), at=clock.now()
    )
    page = body(amina.get(address(case)))

    assert "First contact: Information given for an informed decision" in page
    assert page.count('class="app-link-button">Done') == 1
    assert "not yet, because" in page
    assert "She had to go." in page
    assert log(amina, case).status_code == 302


@pytest.mark.clause("L26")
def test_without_agreement_the_log_asks_for_nothing_that_names_the_family(cast: Cast, amina: Client) -> None:
    case = stage.new_case(cast.team.caseworker, at=clock.now(), agreement=Agreement.DECLINED)
    page = body(amina.get(address(case)))

    assert "Write nothing that says who the family is" in page
    assert "Nobody may be named until the family agrees to records." in page


# What the page tells


def test_the_bar_tells_whose_case_it_is_and_what_to_mind(cast: Cast, amina: Client) -> None:
    details = PersonDetails(
        given_names="Samira",
        family_name="Khan",
        needs_interpreter=True,
        spoken_language=Language.URDU,
        formats=(AccessibleFormat.LARGE_PRINT,),
        contact_notes="Never leave a message.",
    )
    change_person(by=cast.team.caseworker, person=cast.khans.parent, details=details, at=clock.now())
    page = body(amina.get(address(cast.khans.case)))

    for words in (
        "<bdi>Zahra</bdi>",
        "Interpreter needed: Urdu",
        "Large print",
        "Contact with care",
        "Never leave a message.",
        "07700 900123",
        "Parent, with parental responsibility",
    ):
        assert words in page
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title
    assert "Zahra" not in title[1]


def test_the_next_date_is_told_with_its_weekday(cast: Cast, amina: Client) -> None:
    case, on = cast.khans.case, clock.today() + timedelta(days=12)
    add_key_date(
        by=cast.team.caseworker,
        case=case,
        kind=KeyDateKind.ANNUAL_REVIEW,
        on=on,
        note="At school",
        at=clock.now(),
    )
    page = body(amina.get(address(case)))

    assert f"{on:%A} {on.day} {on:%B} {on.year}" in page
    assert "in 12 days" in page
    assert "At school" in page


def test_an_empty_case_says_so_in_sentences(cast: Cast) -> None:
    page = body(signed_in(cast.team.manager).get(address(cast.waiting)))

    for words in (
        "No date is set",
        "Nobody yet",
        "Nothing is waiting to be done",
        "Nobody is noted on this case",
    ):
        assert words in page
    assert "None" not in page


def test_the_manager_alone_is_offered_to_allocate(cast: Cast, amina: Client) -> None:
    offered = f"{address(cast.khans.case)}allocate/"

    assert offered not in body(amina.get(address(cast.khans.case)))
    assert offered in body(signed_in(cast.team.manager).get(address(cast.khans.case)))


def test_what_was_given_before_the_case_began_stands_in_its_history(cast: Cast, amina: Client) -> None:
    worker = cast.team.caseworker
    asked = Asked(
        Channel.HELPLINE_CALL,
        Issue.TRANSPORT,
        given=replace(stage.given("Told her how to apply."), level=1),
        came=A_CALL_CAME_TO,
    )
    enquiry = take_enquiry(by=worker, asked=asked, once=uuid4(), at=clock.now())
    new = NewCase(Issue.TRANSPORT, Stage.FINAL_PLAN, ReferralSource.PARENT, take_it=True, enquiry=enquiry)
    answers = stage.first_contact(worker, on=clock.today())
    case = open_new_case(by=worker, new=new, answers=answers, once=uuid4(), at=clock.now())
    page = body(amina.get(address(case)))

    assert "Told her how to apply." in page
    assert f"From the enquiry {enquiry.reference}" in page


def test_history_is_newest_first_twenty_to_a_page(cast: Cast, amina: Client) -> None:
    case, worker, today = cast.khans.case, cast.team.caseworker, clock.today()
    for days in range(25):
        work = stage.given(f"Entry of {days} days ago", on=today - timedelta(days=days))
        log_intervention(by=worker, case=case, given=work, once=uuid4(), at=clock.now())
    first, second = (body(amina.get(f"{address(case)}?page={number}")) for number in (1, 2))

    assert re.findall(r"Entry of (\d+) days ago", first) == [str(days) for days in range(19)]
    assert re.findall(r"Entry of (\d+) days ago", second) == [str(days) for days in range(19, 25)]
    assert "Case opened" in first


def test_a_long_history_costs_no_more_queries_than_a_short_one(cast: Cast, amina: Client) -> None:
    case, worker = cast.khans.case, cast.team.caseworker

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen, CaptureQueriesContext(connections["keys"]) as keys:
            assert amina.get(address(case)).status_code == 200
        return len(seen) + len(keys)

    logged(worker, case)
    record_aim(by=worker, case=case, words="More", whose=CaseRole.PARENT_CARER, at=clock.now())
    add_task(by=worker, case=case, worker=None, words="x", due_on=clock.today(), at=clock.now())
    queries()
    few = queries()
    for days in range(15):
        logged(worker, case, f"Entry {days}")
        add_task(by=worker, case=case, worker=worker, words="x", due_on=clock.today(), at=clock.now())
    record_aim(by=worker, case=case, words="Still more", whose=CaseRole.PARENT_CARER, at=clock.now())
    for number in range(4):
        person = PersonDetails(given_names=f"Aunt {number}")
        add_person(by=worker, case=case, role=CaseRole.OTHER, details=person, at=clock.now())

    assert queries() == few


@drawn(st.text(max_size=3000))
def test_the_first_lines_are_the_notes_own_and_few(note: str) -> None:
    begun = first_lines(note)

    if not begun:
        assert len(note) <= FIRST_CHARACTERS
        assert note.count("\n") < FIRST_LINES
        return
    assert begun.endswith(" …")
    assert note.startswith(begun[:-2])
    assert len(begun) <= FIRST_CHARACTERS + 2


# Who may


def test_an_unknown_reference_and_another_workers_are_one_and_the_same(cast: Cast, amina: Client) -> None:
    def seen(reference: str) -> tuple[int, str]:
        answer = amina.get(f"/cases/{reference}/")
        return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body(answer))

    theirs = seen(cast.taylors.case.reference)
    assert theirs[0] == 404
    assert theirs == seen("LEI-99999") == seen(cast.waiting.reference) == seen("%00") == seen("é" * 50)
    assert amina.post(address(cast.taylors.case), {"note": NOTE}).status_code == 404
    assert not Intervention.objects.exists()


def test_another_cases_entry_is_not_there(cast: Cast, amina: Client) -> None:
    theirs = logged(cast.team.colleague, cast.taylors.case)
    for where in (theirs.id, uuid4()):
        for page in ("", "correct/"):
            url = f"{address(cast.khans.case)}interventions/{where}/{page}"
            assert amina.get(url).status_code == 404


@pytest.mark.parametrize("who", ["board_member", "administrator"])
def test_no_case_for_those_who_work_none(cast: Cast, who: str) -> None:
    entry = logged(cast.team.caseworker, cast.khans.case)
    client = signed_in(cast.team.everyone[who])
    for page in ("", f"interventions/{entry.id}/", f"interventions/{entry.id}/correct/"):
        assert client.get(address(cast.khans.case) + page).status_code == 403
        assert client.post(address(cast.khans.case) + page).status_code == 403


def test_a_volunteer_sees_a_case_once_it_is_theirs(cast: Cast) -> None:
    client = signed_in(cast.team.volunteer)
    assert client.get(address(cast.khans.case)).status_code == 404
    stage.hand_over(cast, cast.khans.case, cast.team.volunteer)
    assert client.get(address(cast.khans.case)).status_code == 200


# A closed case


def test_a_closed_case_is_read_and_reopened_but_not_added_to(cast: Cast, amina: Client) -> None:
    case, worker = cast.khans.case, cast.team.caseworker
    logged(worker, case, "Before it closed.")
    url, sent = address(case), as_typed(amina, address(case), channel="email", note=NOTE)
    closed_case(by=worker, case=case, reason="The plan is agreed.", at=clock.now())
    page = body(amina.get(url))
    for words in ("Before it closed.", "The plan is agreed.", "This case is closed", f"{url}status/"):
        assert words in page
    assert "data-quicklog" not in page

    answer = amina.post(url, sent)
    assert "This case is closed. Reopen it" in problems(answer)[0]
    assert NOTE in body(answer)
    assert Intervention.objects.count() == 1


# What is left behind


def test_looking_at_a_case_leaves_a_reading_that_names_whom_it_showed(cast: Cast, amina: Client) -> None:
    began = clock.now()
    amina.get(address(cast.khans.case))

    found = Reading.objects.filter(page="cases:case_page", at__gte=began).get()
    assert found.actor_id == cast.team.caseworker.id
    assert set(found.subjects) == {cast.khans.case.id, cast.khans.child.id, cast.khans.parent.id}


def test_a_case_that_is_not_there_leaves_no_reading(cast: Cast, amina: Client) -> None:
    before = Reading.objects.count()
    amina.get(address(cast.taylors.case))

    assert Reading.objects.count() == before


def test_neither_the_row_nor_its_history_holds_the_words(cast: Cast, amina: Client) -> None:
    log(amina, cast.khans.case, note="Zahra sleeps badly.")
    saved = Intervention.objects.get()

    entry = LogEntry.objects.get_for_object(saved).get()
    assert "note" in entry.fields
    assert entry.actor_id == cast.team.caseworker.id
    with connection.cursor() as cursor:
        cursor.execute("SELECT i::text FROM cases_intervention i WHERE id = %s", [saved.id])
        row = cursor.fetchone()[0]
        cursor.execute("SELECT a::text FROM audit_logentry a WHERE object_id = %s", [saved.id])
        history = cursor.fetchone()[0]
    for stored in (row, history):
        assert "sleeps" not in stored
        assert b"sleeps".hex() not in stored


def test_the_applications_role_cannot_alter_or_remove_an_entry(app_sql: psycopg.Connection) -> None:
    for statement in ("UPDATE cases_intervention SET minutes = 1", "DELETE FROM cases_intervention"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), app_sql.transaction():
            app_sql.execute(statement)


# Drafts


def test_a_draft_comes_back_to_its_writer_alone_and_goes_when_the_entry_is_saved(
    cast: Cast, amina: Client
) -> None:
    case = cast.khans.case
    stage.hand_over(cast, case, cast.team.colleague)
    key = f"case:{case.reference}:log"
    fields: keeping.Fields = {"note": "Half a sent", "minutes": "35", "kinds": ["support"]}
    keeping.keep(owner=cast.team.caseworker, form_key=key, fields=fields, at=clock.now())

    page = amina.get(address(case))
    assert "Half a sent" in body(page)
    assert "restored" in body(page)
    assert page.context["form"]["kinds"].value() == ["support"]
    assert "Half a sent" not in body(signed_in(cast.team.colleague).get(address(case)))

    log(amina, case)
    assert "Half a sent" not in body(amina.get(address(case)))


def test_a_closed_case_speaks_of_no_draft_and_gives_it_back_when_reopened(cast: Cast, amina: Client) -> None:
    case, worker = cast.khans.case, cast.team.caseworker
    key = f"case:{case.reference}:log"
    keeping.keep(owner=worker, form_key=key, fields={"note": "Half a sent"}, at=clock.now())
    closed_case(by=worker, case=case, reason="Moved away.", at=clock.now())
    closed = body(amina.get(address(case)))
    assert "Half a sent" not in closed
    assert "not saved to the record" not in closed
    assert "data-autosave" not in closed

    change_status(by=worker, case=case, to=CaseStatus.OPEN, reason="They came back.", at=clock.now())
    assert "Half a sent" in body(amina.get(address(case)))


# Corrections


def correction(case: Case, entry: Intervention) -> str:
    return f"{address(case)}interventions/{entry.id}/correct/"


def test_a_correction_stands_beside_the_first_version_and_both_are_read(cast: Cast, amina: Client) -> None:
    case = cast.khans.case
    entry = logged(cast.team.caseworker, case, "The review is on 2 December.")
    url = correction(case, entry)
    sent = as_typed(amina, url, note="The review is on 3 December.", reason="Wrong day.")
    assert sent["minutes"] == 20
    assert sent["direction"] == ""
    answer = amina.post(url, sent)
    assert answer.status_code == 302
    page = body(amina.get(answer.headers["Location"]))

    assert page.index("The review is on 3 December.") < page.index("The review is on 2 December.")
    for words in ("Version 2: as it stands now", "Version 1: as first saved", "Wrong day.", "Amina Yusuf"):
        assert words in page
    assert page.count(">Changed</strong>") == 1
    record = body(amina.get(address(case)))
    assert "The review is on 3 December." in record
    assert "The review is on 2 December." not in record
    assert "Corrected on" in record
    assert "See both versions" in record


def test_a_correction_needs_its_reason_and_keeps_what_was_typed(cast: Cast, amina: Client) -> None:
    entry = logged(cast.team.caseworker, cast.khans.case)
    url = correction(cast.khans.case, entry)
    answer = amina.post(url, as_typed(amina, url, note="As it was.", reason=""))

    assert problems(answer) == ["Enter why this is corrected"]
    assert "As it was." in body(answer)
    assert Intervention.objects.count() == 1


def test_work_of_another_age_is_a_slip_of_the_hand_and_what_is_on_record_can_still_be_corrected(
    cast: Cast, amina: Client
) -> None:
    case, worker = cast.khans.case, cast.team.caseworker
    first = two_years_ago()
    limit = f"Date must be {first.day}/{first.month}/{first.year} or later"
    for day in ("1/1/1950", "31/12/1899"):
        assert problems(log(amina, case, happened_on=day)) == [limit]

    old = first - timedelta(days=30)
    entry = log_intervention(by=worker, case=case, given=stage.given(on=old), once=uuid4(), at=clock.now())
    url = correction(case, entry)
    sent = as_typed(amina, url, note="As it was.", reason="Wrong.")
    day_before = old - timedelta(days=1)
    refused = amina.post(url, sent | {"happened_on": f"{day_before:%d/%m/%Y}"})
    assert problems(refused) == [f"Date must be {old.day}/{old.month}/{old.year} or later"]
    assert amina.post(url, sent).status_code == 302


def test_a_correction_sent_twice_is_one_version(cast: Cast, amina: Client) -> None:
    entry = logged(cast.team.caseworker, cast.khans.case)
    url = correction(cast.khans.case, entry)
    sent = as_typed(amina, url, note="As it was.", reason="Wrong.")
    assert amina.post(url, sent).headers["Location"] == amina.post(url, sent).headers["Location"]
    assert Intervention.objects.count() == 2


def test_only_who_logged_an_entry_or_the_manager_corrects_it(cast: Cast) -> None:
    case = cast.khans.case
    entry = logged(cast.team.caseworker, case)
    stage.hand_over(cast, case, cast.team.colleague)
    url = correction(case, entry)
    colleague = signed_in(cast.team.colleague)

    assert colleague.get(url).status_code == 403
    assert colleague.post(url, {"note": "Mine", "reason": "x"}).status_code == 403
    assert url not in body(colleague.get(address(case)))
    assert colleague.get(f"{address(case)}interventions/{entry.id}/").status_code == 200
    manager = signed_in(cast.team.manager)
    assert manager.post(url, as_typed(manager, url, note="Put right.", reason="Checked.")).status_code == 302
    corrected = Intervention.objects.get(version=2)
    assert signed_in(cast.team.caseworker).get(correction(case, corrected)).status_code == 200


def test_a_correction_of_a_version_that_is_not_the_newest_is_refused_with_its_words(
    cast: Cast, amina: Client
) -> None:
    case, worker = cast.khans.case, cast.team.caseworker
    entry = logged(worker, case)
    url = correction(case, entry)
    sent = as_typed(amina, url, note="From the old page.", reason="Wrong.")
    newer = correct_intervention(
        by=worker, intervention=entry, given=stage.given("Newer."), reason="x", once=uuid4(), at=clock.now()
    )
    answer = amina.post(url, sent)

    assert "corrected since you opened it" in problems(answer)[0]
    assert "From the old page." in body(answer)
    assert amina.get(url).headers["Location"] == correction(case, newer)


def test_an_entry_can_be_put_right_after_its_case_closed(cast: Cast, amina: Client) -> None:
    case, worker = cast.khans.case, cast.team.caseworker
    entry = logged(worker, case)
    closed_case(by=worker, case=case, reason="Done.", at=clock.now())
    url = correction(case, entry)

    assert amina.post(url, as_typed(amina, url, note="Put right.", reason="Wrong.")).status_code == 302
