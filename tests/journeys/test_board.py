"""A member raises an item; the administrator plans, circulates, holds, minutes and closes a meeting; the member reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import Locator, Page, expect

from cases import search
from governance.models import Meeting, RaisedItem
from sendiass import clock
from tests.board import A_PARENT, chaired, seated
from tests.cast import Cast, assemble
from tests.journeys.conftest import NewPage
from tests.journeys.test_lists import go, seen, sign_in

pytestmark = pytest.mark.clause("L09", "L10", "L11", "L12", "Y22")

Check = Callable[[Page], None]


@pytest.fixture
def cast(live_service: object) -> Iterator[Cast]:
    """The cast on stage, and two on the board: the member, who has an account, and the chair, who has none."""
    search.INDEX.clear()
    cast = assemble()
    with transaction.atomic():
        seated(cast.team.manager, "Bina Shah", A_PARENT, account=cast.team.board_member)
        chaired(cast.team.manager)
    yield cast
    search.INDEX.clear()


def link(page: Page, words: str) -> Locator:
    return page.get_by_role("link", name=words).first


def send(page: Page, button: str) -> None:
    go(page, page.get_by_role("button", name=button))


def let_all_in(page: Page, check: Check) -> int:
    """The manager looks at all that waits, and lets it in."""
    page.goto("/board/review/")
    for number in range(40):
        first = page.locator("main li a").first
        if not first.count():
            return number
        go(page, first)
        if not number:
            seen(page, "board-review", check)
        page.get_by_label("It names no one: it may go before the board").check()
        send(page, "Decide")
    raise AssertionError("there is no end of what waits")


def have_held(meeting: Meeting) -> None:
    """Let its day come."""
    with transaction.atomic():
        meeting.starts_at, meeting.changes = clock.now() - timedelta(hours=2), meeting.changes + 1
        meeting.save(update_fields=["starts_at", "changes"])


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_from_an_item_raised_to_the_minutes_that_its_member_reads(
    new_page: NewPage, cast: Cast, assert_accessible: Check, width: str
) -> None:
    size = {"viewport": {"width": 320, "height": 640}} if width == "phone" else {}
    member, keeper, manager = new_page(**size), new_page(**size), new_page(**size)
    sign_in(member, cast.team.board_member)
    sign_in(keeper, cast.team.administrator)
    sign_in(manager, cast.team.manager)

    member.goto("/board/")
    seen(member, "board", assert_accessible)
    go(member, link(member, "Raise an item"))
    seen(member, "board-raise", assert_accessible)
    member.get_by_label("What do you want the meeting to talk about?").fill("Leaflets in easy read")
    member.get_by_label("More about it").fill("Could what we publish come in easy read?")
    send(member, "Send")
    expect(member.get_by_text("Not answered yet")).to_be_visible()
    seen(member, "board-raised", assert_accessible)
    assert let_all_in(manager, assert_accessible) == 1

    keeper.goto("/board/")
    go(keeper, link(keeper, "Plan meetings"))
    seen(keeper, "board-plan", assert_accessible)
    keeper.get_by_label("Day").fill(f"{clock.today() + timedelta(days=30):%d/%m/%Y}")
    keeper.get_by_label("Time").fill("2pm")
    keeper.get_by_label("Where").fill("Alliance House")
    send(keeper, "Plan and invite")
    expect(keeper.get_by_text("4 meetings are planned")).to_be_visible()
    seen(keeper, "board-meetings", assert_accessible)
    meeting = Meeting.objects.soonest_first()[0]

    keeper.goto("/board/agenda/")
    go(keeper, link(keeper, "Say what becomes of it"))
    seen(keeper, "board-answer", assert_accessible)
    keeper.get_by_label("It goes on an agenda").check()
    keeper.get_by_label("Of which meeting?").select_option(str(meeting.id))
    keeper.get_by_label("Which role does it serve?").select_option(label="Making the service known")
    send(keeper, "Save")
    let_all_in(manager, assert_accessible)

    keeper.goto(f"/board/meetings/{meeting.id}/")
    go(keeper, link(keeper, "Put on the standing items"))
    send(keeper, "Put it on")
    seen(keeper, "board-agenda", assert_accessible)
    go(keeper, link(keeper, "Tell members that the agenda is ready"))
    send(keeper, "Tell them")
    expect(keeper.get_by_text("2 members are told by email.")).to_be_visible()
    member.goto("/board/agenda/")
    expect(member.get_by_text("On the agenda")).to_be_visible()
    go(member, link(member, "Meeting of"))
    expect(member.get_by_text("Leaflets in easy read")).to_be_visible()
    seen(member, "board-agenda-read", assert_accessible)

    have_held(meeting)
    keeper.goto(f"/board/meetings/{meeting.id}/")
    go(keeper, link(keeper, "Say who came"))
    seen(keeper, "board-attendance", assert_accessible)
    for box in keeper.get_by_label("Came, and has nothing to declare").all():
        box.check()
    send(keeper, "Save")
    go(keeper, link(keeper, "Close this meeting"))
    keeper.get_by_label("There is no date yet").check()
    keeper.get_by_label("It is set with new members").check()
    send(keeper, "Close it")
    expect(keeper.get_by_text("items have no minute yet.")).to_be_visible()
    seen(keeper, "board-close-refused", assert_accessible)

    keeper.goto(f"/board/meetings/{meeting.id}/")
    while (minute := link(keeper, "Write its minute")).count():
        go(keeper, minute)
        about = keeper.locator("h1").inner_text()
        keeper.get_by_label("What was said").fill(f"{about}. It was talked about.")
        keeper.get_by_label("What was decided").fill("To go on with it.")
        send(keeper, "Save")
    seen(keeper, "board-minutes-wait", assert_accessible)
    member.reload()
    assert "It was talked about." not in member.locator("main").inner_text()
    assert let_all_in(manager, assert_accessible) == 10
    keeper.reload()
    go(keeper, link(keeper, "Close this meeting"))
    keeper.get_by_role("radio").first.check()
    send(keeper, "Close it")
    go(keeper, link(keeper, "Tell members that the minutes are ready"))
    send(keeper, "Tell them")
    seen(keeper, "board-closed", assert_accessible)

    member.reload()
    expect(member.get_by_text("It was talked about.").first).to_be_visible()
    expect(member.get_by_text("Next meeting:")).to_be_visible()
    seen(member, "board-minutes-read", assert_accessible)
    assert RaisedItem.objects.count() == 1
    for elsewhere in ("/cases/", "/today/", "/board/members/add/", "/board/review/"):
        answer = member.goto(elsewhere)
        assert answer is not None
        assert answer.status in (403, 404), elsewhere
