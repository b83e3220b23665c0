"""A review of the policy: told of in time, commented on, agreed in minutes and published, clause by clause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from cases import search
from governance.access.policy import review_due_on
from governance.actions.board import appoint_chair
from governance.actions.policy import tell_of_review
from governance.emails.policy import REVIEW_DUE
from sendiass import clock
from sendiass.audit import ServicePrincipal
from sendiass.outbox.models import Message
from tests.board import A_PARENT, seated
from tests.cast import Cast, assemble
from tests.journeys.conftest import NewPage
from tests.journeys.test_board import link, send
from tests.journeys.test_lists import go, seen, sign_in
from tests.policy import minute_of

pytestmark = pytest.mark.clause("L33", "Y16", "Y27")

Check = Callable[[Page], None]
NEW_WORDS = "We tell every family what they can do, and never which of it to choose."


@pytest.fixture
def cast(live_service: object) -> Iterator[Cast]:
    """The cast on stage; the board member sits on the board, and chairs."""
    search.INDEX.clear()
    cast = assemble()
    with transaction.atomic():
        manager = cast.team.manager
        chair = seated(manager, "Bina Shah", A_PARENT, account=cast.team.board_member)
        appoint_chair(by=manager, member=chair, from_on=clock.today(), once=chair.id, at=clock.now())
    yield cast
    search.INDEX.clear()


def have_told() -> int:
    """Let the clock come to 30 days before the review; how many were told by then."""
    with transaction.atomic():
        due = review_due_on()
        assert due is not None
        begin = clock.now()
        for before in (90, 60, 30):
            at = begin + (due - timedelta(days=before) - clock.day_of(begin))
            tell_of_review(by=ServicePrincipal("sweeps"), at=at)
        return Message.objects.filter(kind=REVIEW_DUE.code).count()


def have_adopted(page: Page) -> None:
    page.goto("/settings/policy/draft/adopt/")
    send(page, "Adopt it")
    expect(page.get_by_text("is adopted, in force from")).to_be_visible()


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_from_a_review_that_is_due_to_the_version_that_anybody_reads(
    new_page: NewPage, cast: Cast, assert_accessible: Check, width: str
) -> None:
    size = {"viewport": {"width": 320, "height": 640}} if width == "phone" else {}
    manager, member, visitor = new_page(**size), new_page(**size), new_page(**size)
    sign_in(manager, cast.team.manager)
    sign_in(member, cast.team.board_member)

    manager.goto("/settings/policy/draft/")
    send(manager, "Begin a draft")
    send(manager, "Begin the draft")
    seen(manager, "policy-first-draft", assert_accessible)
    have_adopted(manager)
    assert have_told() == 6, "the manager and the chair, three times each"

    visitor.goto("/policy/")
    seen(visitor, "policy", assert_accessible)
    go(visitor, link(visitor, "Tell us what you think"))
    expect(visitor.get_by_label("What you think of our impartiality policy")).to_be_checked()
    visitor.get_by_label("What do you want to tell us?").fill("Say that nobody decides for us.")
    send(visitor, "Send")
    manager.goto("/settings/policy/review/")
    expect(manager.get_by_text("Say that nobody decides for us.")).to_be_visible()
    seen(manager, "policy-review", assert_accessible)

    go(manager, link(manager, "The policy’s next version"))
    send(manager, "Begin a draft")
    send(manager, "Begin the draft")
    go(manager, link(manager, "Change clause 1"))
    seen(manager, "policy-clause", assert_accessible)
    manager.get_by_label("The words of the clause").fill(NEW_WORDS)
    send(manager, "Save the clause")
    manager.goto("/settings/policy/draft/adopt/")
    send(manager, "Adopt it")
    expect(manager.get_by_text("There is a problem")).to_be_visible()
    seen(manager, "policy-not-agreed", assert_accessible)
    member.goto("/board/")
    go(member, link(member, "The impartiality policy, and what would change"))
    expect(member.locator("ins").first).to_be_visible()
    seen(member, "policy-before-the-board", assert_accessible)

    with transaction.atomic():
        minute_of(cast)
    manager.goto("/settings/policy/draft/")
    go(manager, link(manager, "Say which minute agreed it"))
    seen(manager, "policy-minute", assert_accessible)
    manager.get_by_role("radio").first.check()
    send(manager, "Save")
    expect(manager.get_by_text("Agreed at the meeting of")).to_be_visible()
    have_adopted(manager)
    manager.goto("/settings/policy/review/record/")
    seen(manager, "policy-review-record", assert_accessible)
    manager.get_by_label("When was it reviewed?").fill("today")
    manager.locator("fieldset", has_text="What did it come to?").get_by_role("radio").first.check()
    manager.locator("fieldset", has_text="Which minute says so?").get_by_role("radio").first.check()
    send(manager, "Save the review")
    expect(manager.get_by_text("Views before it: 1.")).to_be_visible()

    visitor.goto("/policy/")
    expect(visitor.get_by_text(NEW_WORDS)).to_be_visible()
    go(visitor, visitor.get_by_role("link", name="what it changed").first)
    expect(visitor.locator("del").first).to_be_visible()
    seen(visitor, "policy-changes", assert_accessible)
    paper = visitor.request.get("/policy/impartiality.pdf")
    assert paper.ok
    assert paper.headers["content-type"] == "application/pdf"
