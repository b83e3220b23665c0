"""A month in a browser: a manager's supervision of five workers, a check of files, a volunteer's way to a first case, the policy.

The days of the month are those that are typed: everything is said to have begun sixty days ago.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from cases import search
from cases.actions.policy import NewVersion, put_in_policy
from cases.models import Allocation
from governance.models import SupervisionSession
from sendiass import clock
from sendiass.accounts.actions import Newcomer, enrol
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from tests.cast import Cast, assemble, hand_over, joined, logged, without_interests
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.test_intake import go, seen, sign_in
from tests.supervising import signed, supervises
from tests.training import lawyered, worked_at

Check = Callable[[Page], None]
REFLECTED = {
    "Whose side": "Nobody’s, that we know of.",
    "Was information": "No, the options were all named.",
    "inadvisable": "One placement, and we helped to ask for it.",
    "pressure": "A school rang twice. No.",
}


@pytest.fixture
def cast(live_service: object) -> Iterator[Cast]:
    """Everyone, here for ninety days."""
    search.INDEX.clear()
    yield assemble(clock.now() - timedelta(days=90))
    search.INDEX.clear()


@pytest.fixture
def five(cast: Cast) -> list[User]:
    """Four officers and a volunteer, who has the Khans' case too and rang their school today."""
    team, at = cast.team, clock.now() - timedelta(days=90)
    with transaction.atomic():
        more = [
            joined(
                by=team.manager,
                confirmed_by=team.administrator,
                newcomer=Newcomer(f"{name.split()[0].lower()}@service.example", name, Role.CASEWORKER),
                at=at,
            )
            for name in ("Tess Quill", "Omar Shah")
        ]
        hand_over(cast, cast.khans.case, team.volunteer)
        logged(team.volunteer, cast.khans.case, "The school asked what the family really wants.")
    return [team.caseworker, team.colleague, *more, team.volunteer]


def line_of(page: Page, who: User) -> Locator:
    """Somebody's line in the first list of the page."""
    return page.get_by_role("table").first.get_by_role("row").filter(has_text=who.name)


def press(page: Page, name: str) -> None:
    """Press that button, and wait for where it leads."""
    go(page, page.get_by_role("button", name=name, exact=True))


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Follow that link or button-like link of the page itself."""
    link = (
        page.get_by_role("main")
        .get_by_role("link", name=name)
        .or_(page.get_by_role("main").get_by_role("button", name=name))
    )
    go(page, link.first)


def say_who_supervises(page: Page, worker: User, manager: User) -> None:
    page.goto(reverse("governance:above_set", args=[worker.id]))
    page.get_by_label("Who supervises them?").select_option(label=manager.name)
    page.get_by_label("Who is their line manager?").select_option(label=manager.name)
    page.get_by_label("The first day").fill("-60")
    press(page, "Save")


def book(page: Page, day: str) -> None:
    """Fill in the form, and on to the page of the session."""
    page.get_by_label("Day", exact=True).fill(day)
    page.get_by_label("Time", exact=True).fill("10am")
    press(page, "Book it")
    expect(page.get_by_text("It is booked.")).to_be_visible()


def hold(page: Page, *, check: Check | None = None) -> None:
    """From the page of the session, say that it was held, write its record, and sign it."""
    follow(page, "It was held")
    press(page, "Save")
    follow(page, "Write the record")
    if check:
        press(page, "Save")
        expect(page.get_by_role("alert")).to_contain_text("Enter whose side")
        seen(page, "month-record-wrong", check)
    for question, answer in REFLECTED.items():
        page.get_by_label(re.compile(question)).fill(answer)
    press(page, "Save")
    sign(page)


def sign(page: Page) -> None:
    follow(page, "Sign the record")
    press(page, "Sign it")


@pytest.mark.clause("L14", "L15", "L16", "Y09", "Y24")
def test_a_manager_runs_a_month_of_supervision_for_five_workers_and_finds_the_overdue_ones(
    new_page: NewPage, cast: Cast, five: list[User], assert_accessible: Check
) -> None:
    amina, colin, tess, omar, vera = five
    moira = cast.team.manager
    page, other = new_page(), new_page(viewport=PHONE, has_touch=True)
    sign_in(page, moira)
    page.goto("/supervision/")
    expect(page.get_by_text("Nobody supervises them yet")).to_be_visible()
    seen(page, "month-nobody", assert_accessible)
    for one in (amina, colin):
        say_who_supervises(page, one, moira)
    with transaction.atomic():
        for one in (tess, omar, vera):
            supervises(cast, one, from_on=clock.today() - timedelta(days=60))
    page.goto("/supervision/")
    expect(line_of(page, colin)).to_contain_text("Overdue by 18 days")

    go(page, line_of(page, amina).get_by_role("link", name=re.compile("^Book")))
    book(page, "+3")
    for one in (colin, tess, omar, vera):
        page.goto(reverse("governance:session_book", args=[one.id]))
        book(page, "yesterday")
    page.goto("/supervision/")
    for one in five:
        expect(line_of(page, one).get_by_role("link", name=re.compile("^Book"))).to_have_count(0)
    expect(line_of(page, amina)).to_contain_text("after its day")
    seen(page, "month-booked", assert_accessible)

    session_of(page, amina)
    follow(page, "Move it to another time")
    page.get_by_label("Why is it moved?").fill("An appeal hearing is on that day.")
    page.get_by_label("Day", exact=True).fill("yesterday")
    page.get_by_label("Time", exact=True).fill("10am")
    press(page, "Save")
    expect(page.get_by_text("It is moved.")).to_be_visible()
    put_on_the_agenda(page, "Cover over the holidays.")
    sign_in(other, amina)
    other.goto(page.url)
    put_on_the_agenda(other, "The school that rings me at home.")
    seen(other, "month-agenda", assert_accessible)
    page.reload()
    expect(page.get_by_text("The school that rings me at home.")).to_be_visible()
    hold(page, check=assert_accessible)
    follow(page, "Add a case you discussed")
    page.get_by_label("Reference of the case").fill(cast.khans.case.reference)
    page.get_by_label(re.compile("What you said about it")).fill("What the mother wants.")
    press(page, "Save")
    follow(page, "Agree on something to do")
    page.get_by_label("What is to be done?").fill("Ring the head of the school.")
    page.get_by_role("radio", name=amina.name).check()
    page.get_by_label("The day by which it is done").fill("+7")
    press(page, "Save")
    seen(page, "month-written", assert_accessible)
    other.reload()
    sign(other)
    expect(other.get_by_text("Signed by both")).to_be_visible()
    seen(other, "month-signed", assert_accessible)
    for one in (colin, vera):
        session_of(page, one)
        hold(page)
        with transaction.atomic():
            signed(SupervisionSession.objects.get(worker=one), one)
        page.reload()
        expect(page.get_by_text("Signed by both")).to_be_visible()

    session_of(page, tess)
    follow(page, "It was not held")
    page.get_by_role("radio", name="The worker was ill").check()
    press(page, "Save")
    expect(page.get_by_role("button", name="Book the next session")).to_be_visible()
    page.goto(reverse("governance:leave_add", args=[omar.id]))
    page.get_by_role("radio", name="Long illness").check()
    page.get_by_label("The first day").fill("-50")
    page.get_by_label("The last day").fill("-10")
    press(page, "Save")
    expect(page.get_by_text(re.compile("^The leave from .* is on record"))).to_be_visible()

    page.goto("/supervision/")
    first = page.get_by_role("table").first.get_by_role("row").nth(1)
    expect(first).to_contain_text(tess.name)
    expect(first).to_contain_text("Overdue by 18 days")
    expect(line_of(page, omar)).to_contain_text("Due in 23 days")
    expect(line_of(page, amina)).to_contain_text("Due in 41 days")
    expect(page.get_by_role("main").get_by_text("Overdue by")).to_have_count(1)
    expect(page.get_by_text("All that was held is signed.")).to_be_visible()
    seen(page, "month-list", assert_accessible)
    assert in_figures(page, moira, assert_accessible) == [("4", 3, 3), ("1", 1, 1)]

    page.goto(reverse("governance:session_book", args=[vera.id]))
    page.get_by_label("Day", exact=True).fill("tomorrow")
    page.get_by_label("Time", exact=True).fill("4pm")
    page.get_by_label(re.compile("Did an intervention ask")).select_option(index=1)
    seen(page, "month-ad-hoc", assert_accessible)
    press(page, "Book it")
    expect(page.get_by_text("An intervention in this case asked for the session.")).to_be_visible()
    page.goto(reverse("governance:group_add"))
    page.get_by_label("The day the group met").fill("today")
    page.get_by_role("checkbox", name=vera.name).check()
    page.get_by_label("Themes").fill("How to answer a leading question.")
    press(page, "Save")
    expect(page.get_by_text("How to answer a leading question.")).to_be_visible()
    seen(page, "month-group", assert_accessible)


def session_of(page: Page, worker: User) -> None:
    """That worker's session that stands first in their list."""
    page.goto(reverse("governance:worker_page", args=[worker.id]))
    go(
        page,
        page.get_by_role("heading", name="Sessions")
        .locator("xpath=following-sibling::ul")
        .get_by_role("link")
        .first,
    )


def put_on_the_agenda(page: Page, words: str) -> None:
    follow(page, "Put something on the agenda")
    page.get_by_label("What do you want to talk about?").fill(words)
    press(page, "Save")


def in_figures(page: Page, reader: User, check: Check) -> list[tuple[str, int, int]]:
    """People, how often it fell due and how often it was missed, by role: of this reporting year and the one before."""
    found: list[tuple[str, int, int]] = []
    page.goto(reverse("governance:figures_page"))
    seen(page, "month-figures", check)
    rows = page.get_by_role("table", name="By role").get_by_role("row")
    for _ in range(2):
        lines = [row.get_by_role("cell").all_inner_texts() for row in rows.all()[1:]]
        year = [(people, int(due), int(missed)) for _, people, due, missed in lines]
        found = (
            [(a[0], a[1] + b[1], a[2] + b[2]) for a, b in zip(found, year, strict=True)] if found else year
        )
        follow(page, re.compile("reporting year"))
    return found


@pytest.mark.clause("L16", "Y10")
def test_what_a_check_of_a_file_found_is_answered_and_talked_about_at_the_next_supervision(
    new_page: NewPage, cast: Cast, assert_accessible: Check
) -> None:
    amina, moira = cast.team.caseworker, cast.team.manager
    with transaction.atomic():
        supervises(cast, amina)
        logged(amina, cast.khans.case)
    page, phone = new_page(), new_page(viewport=PHONE, has_touch=True)
    sign_in(page, moira)
    page.goto("/supervision/")
    follow(page, "File checks")
    follow(page, "Draw files to check")
    page.get_by_label("Whose work?").select_option(label=amina.name)
    press(page, "Draw them")
    seen(page, "month-sample", assert_accessible)
    go(page, page.get_by_role("rowheader").get_by_role("link").first)
    for group in page.get_by_role("group", name=re.compile("What you found")).all():
        group.get_by_role("radio", name="Kept", exact=True).check()
    options = page.get_by_role("group", name=re.compile("What you found.*options were"))
    options.get_by_role("radio", name="Partly kept").check()
    press(page, "Save what you found")
    expect(page.get_by_role("alert").first).to_contain_text("Say in words what is amiss: the options")
    page.get_by_label(re.compile("What is amiss.*options were")).fill("Mediation was not named.")
    page.get_by_label("Talk about it at their next supervision").check()
    seen(page, "month-check", assert_accessible)
    press(page, "Save what you found")

    sign_in(phone, amina)
    phone.goto("/today/")
    follow(phone, re.compile("read what was found, and reply"))
    phone.get_by_label("Your reply").fill("I named it on the phone, and did not write it down.")
    press(phone, "Reply")
    expect(phone.get_by_text("Your reply is on record.")).to_be_visible()
    seen(phone, "month-reply", assert_accessible)

    page.goto(reverse("governance:session_book", args=[amina.id]))
    book(page, "+7")
    expect(page.get_by_role("heading", name="Checks of files to talk about")).to_be_visible()
    follow(page, re.compile(f"{cast.khans.case.reference}, checked"))
    expect(page.get_by_text("I named it on the phone")).to_be_visible()


@pytest.mark.clause("L17", "L20", "L21", "Y09", "Y28")
def test_a_volunteer_without_the_training_is_given_no_case_and_one_once_all_is_done(
    new_page: NewPage, cast: Cast, assert_accessible: Check
) -> None:
    moira, waiting = cast.team.manager, cast.waiting
    page, hers = new_page(), new_page(viewport=PHONE, has_touch=True)
    sign_in(page, moira)
    page.goto("/supervision/")
    follow(page, "Volunteers")
    applicant_taken_on(page, assert_accessible)
    with transaction.atomic():
        policy = NewVersion("We take nobody’s side.", clock.today())
        put_in_policy(by=moira, version=policy, once=uuid4(), at=clock.now())
        nadia = without_interests(
            enrol(
                by=moira,
                confirmed_by=cast.team.administrator,
                newcomer=Newcomer("nadia@service.example", "Nadia Brook", Role.VOLUNTEER),
                at=clock.now(),
            ),
            at=clock.now(),
        )
    follow(page, "Say which account they have")
    page.get_by_label("Their account").select_option(label=nadia.name)
    press(page, "Save")
    expect(page.get_by_text("Cannot be given a case before all of this is done.")).to_be_visible()
    seen(page, "month-joiner", assert_accessible)

    assert not is_offered(page, waiting.reference, nadia)
    expect(page.get_by_text(re.compile(f"Not available: .*{nadia.name}"))).to_be_visible()
    seen(page, "month-not-offered", assert_accessible)

    page.goto(reverse("governance:joiner_page", args=[nadia.id]))
    go(page, page.get_by_role("link", name=re.compile("^Record the training")).first)
    expect(page.get_by_label("Which training").locator("option:checked")).to_have_text("Impartiality")
    page.get_by_label("Name of the course").fill("Taking no side")
    page.get_by_role("radio", name="In house").check()
    page.get_by_label("The day they had it").fill("yesterday")
    page.get_by_label("Hours").fill("3")
    press(page, "Save")
    take_in_a_spreadsheet(page, nadia, assert_accessible)
    page.goto(reverse("governance:joiner_page", args=[nadia.id]))
    seen(page, "month-joiner-trained", assert_accessible)
    assert not is_offered(page, waiting.reference, nadia)
    sign_in(hers, nadia)
    hers.goto(reverse("cases:policy_read"))
    press(hers, "I have read this policy and work by it")
    page.goto(reverse("governance:joiner_page", args=[nadia.id]))
    while (left := page.get_by_role("link", name=re.compile("^Say it is done"))).count():
        go(page, left.first)
        press(page, "Save")
    follow(page, "All is done: go on to clear them")
    press(page, "Yes, go on to clear them")
    page.get_by_label("What it rests on").fill("The induction of this month.")
    seen(page, "month-clear", assert_accessible)
    go(page, page.get_by_role("main").get_by_role("button").last)

    with transaction.atomic():
        hard = cast.taylors.case
        lawyered(moira, cast.team.colleague)
        worked_at(4, cast.team.colleague, hard)
        lawyered(moira, cast.team.caseworker)
    assert not is_offered(page, hard.reference, nadia)
    expect(page.get_by_text("it asks for legal training at level 3")).to_be_visible()
    choices = page.get_by_label("Who will work this case").locator("option").all_inner_texts()
    assert any(cast.team.caseworker.name in one for one in choices), "who could take it is offered"
    seen(page, "month-who-could", assert_accessible)

    assert is_offered(page, waiting.reference, nadia)
    choose(page, nadia)
    page.get_by_label("Why them").fill("A first case, with us beside them.")
    press(page, "Allocate")
    expect(page.get_by_text(f"The case is allocated to {nadia.name}.")).to_be_visible()
    assert Allocation.objects.current().filter(worker=nadia, case=waiting).exists()


def applicant_taken_on(page: Page, check: Check) -> None:
    """From a drive to somebody who is taken on, with two references and a DBS certificate seen."""
    follow(page, "Look for volunteers")
    page.get_by_label("What you look for").fill("Volunteers for the spring")
    page.get_by_label("Where it is made known").fill("The library")
    page.get_by_label("Places").fill("2")
    page.get_by_label("The day it began").fill("-40")
    press(page, "Begin")
    follow(page, "Somebody applied")
    page.get_by_label("Name", exact=True).fill("Nadia Brook")
    page.get_by_label("How to reach them").fill("07700 900456")
    page.get_by_label("The day they applied").fill("-30")
    press(page, "Save")
    for kind, number in (("Reference", "R-1"), ("Reference", "R-2"), ("DBS certificate", "001234567890")):
        follow(page, "A reference or DBS certificate was seen")
        page.get_by_role("radio", name=kind).check()
        page.get_by_label("Its number").fill(number)
        page.get_by_label("The date on it").fill("-10")
        press(page, "Save")
    for stage in ("Invited to talk", "Met", "Offered a place", "Taken on"):
        follow(page, "A step further")
        page.get_by_role("radio", name=stage, exact=True).check()
        press(page, "Save")
    seen(page, "month-applicant", check)


def take_in_a_spreadsheet(page: Page, who: User, check: Check) -> None:
    """What they had elsewhere, as it comes from there."""
    day = clock.today() - timedelta(days=3)
    lines = [
        "Email,Course,Training,Who gave it,Date,Hours",
        f"{who.email},A day’s course,Recognising partiality in others,Safeguarding board,{day:%d/%m/%Y},3",
        f"{who.email},A day’s course,Safeguarding children and adults,Safeguarding board,{day:%d/%m/%Y},3",
        f"{who.email},A day’s course,Confidentiality and records,In house,{day:%d/%m/%Y},3",
    ]
    sheet = {"name": "training.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    page.goto(reverse("governance:training_upload"))
    page.locator("input[type=file]").set_input_files(sheet)  # type: ignore[arg-type]
    press(page, "Look it over")
    seen(page, "month-spreadsheet", check)
    press(page, "Take all of it in")
    page.goto(reverse("governance:training_of", args=[who.id]))
    expect(page.get_by_role("heading", name="A day’s course")).to_have_count(3)


def is_offered(page: Page, reference: str, worker: User) -> bool:
    """Whether the form that gives a case to somebody has this worker among its choices."""
    page.goto(reverse("cases:allocation_make", args=[reference]))
    choices = page.locator("select[name=worker] option").all_inner_texts()
    assert len(choices) > 1, "somebody is offered"
    return any(worker.name in one for one in choices)


def choose(page: Page, worker: User) -> None:
    page.locator("select[name=worker]").select_option(value=str(worker.id))


@pytest.mark.clause("Y16", "L33")
def test_whoever_has_not_read_the_policy_is_given_no_case_until_they_do_or_are_let_through(
    new_page: NewPage, cast: Cast, assert_accessible: Check
) -> None:
    moira, colin, amina = cast.team.manager, cast.team.colleague, cast.team.caseworker
    before = clock.now() - timedelta(days=40)
    with transaction.atomic():
        old = NewVersion("We take nobody’s side.", clock.day_of(before))
        put_in_policy(by=moira, version=old, once=uuid4(), at=before)
    page, phone = new_page(), new_page(viewport=PHONE, has_touch=True)
    sign_in(phone, amina)
    phone.goto(reverse("cases:policy_read"))
    seen(phone, "month-policy", assert_accessible)
    press(phone, "I have read this policy and work by it")
    expect(phone.get_by_text("It is on record that you have read it.")).to_be_visible()

    sign_in(page, moira)
    assert is_offered(page, cast.waiting.reference, amina)
    assert not is_offered(page, cast.waiting.reference, colin)
    page.goto(reverse("cases:policy_keep"))
    seen(page, "month-who-read", assert_accessible)
    go(page, page.get_by_role("row").filter(has_text=colin.name).get_by_role("link"))
    press(page, "Let them take cases")
    expect(page.get_by_role("alert")).to_contain_text(
        "Enter why they may take cases before they have read it"
    )
    page.get_by_label("Last day").fill("+3")
    page.get_by_label("Why").fill("Back from leave on Monday.")
    press(page, "Let them take cases")
    expect(page.get_by_text(f"{colin.name} may take cases until then.")).to_be_visible()
    assert is_offered(page, cast.waiting.reference, colin)

    with transaction.atomic():
        new = NewVersion("We take nobody’s side, and say so.", clock.today())
        put_in_policy(by=moira, version=new, once=uuid4(), at=clock.now())
    page.goto(reverse("cases:policy_keep"))
    expect(page.get_by_role("row").filter(has_text=amina.name)).to_contain_text("To read")
    assert is_offered(page, cast.waiting.reference, amina)
