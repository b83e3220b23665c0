"""In a browser: a mother's yes for a young person leads to the decision it rests on, and back; its paper is added later."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from consent.choices import Standing
from consent.models import CapacityDecision, SharingPermission, SignedForm
from tests.cast import Cast, assemble
from tests.consent.conftest import born_eighteen_years_ago
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.test_intake import seen, sign_in
from tests.papers import letter

Check = Callable[[Page], None]
pytestmark = pytest.mark.clause("L24")


@pytest.fixture
def cast(live_service: object) -> Cast:
    """The cast on stage; the Khans' daughter is of age."""
    with transaction.atomic():
        cast = assemble()
        born_eighteen_years_ago(cast)
    return cast


@pytest.mark.parametrize("where", ["desk", "phone"])
def test_someone_elses_yes_leads_to_the_decision_it_rests_on_and_back(
    new_page: NewPage, cast: Cast, assert_accessible: Check, where: str
) -> None:
    page = new_page(viewport=PHONE, has_touch=True) if where == "phone" else new_page()
    sign_in(page, cast.team.caseworker)
    page.goto(reverse("consent:permission_add", args=[cast.khans.case.reference]))
    page.get_by_label("Which agency may we speak with?").select_option(label="SEND team")
    page.get_by_role("checkbox", name="Tell them").check()
    page.get_by_role("checkbox", name="Health", exact=True).check()
    who = page.get_by_role("group", name="Who said yes?")
    expect(who).to_contain_text("is over compulsory school age and decides")
    who.get_by_role("radio", name=re.compile("Samira")).check()
    page.get_by_role("radio", name="On a signed form").check()
    page.get_by_label("When they said it").fill("today")
    page.get_by_label("In their own words", exact=False).last.fill("Yes, about her medicine.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Record first who found")
    seen(page, f"capacity-asked-{where}", assert_accessible)
    page.get_by_role("link", name="Record whether they can decide this").click()

    expect(page.get_by_label("Which agency would the decision")).to_have_value(str(cast.authority.id))
    page.get_by_label("What was to be decided?").fill("Whether we may ask about her medicine.")
    page.get_by_label("The day it was judged").fill("today")
    page.get_by_label("Who judged it").fill("The epilepsy nurse")
    page.get_by_label("How were they helped to decide").fill("Two talks with picture cards.")
    for question, answer in (("understand", "Yes"), ("keep it", "Yes"), ("weigh", "No"), ("say what", "Yes")):
        group = page.get_by_role("group", name=re.compile(f"Could they {question}"))
        group.get_by_role("radio", name=answer).check()
    for box in page.get_by_label("What was seen of").all():
        box.fill("Seen twice.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter what it comes from")
    seen(page, f"capacity-errors-{where}", assert_accessible)
    page.get_by_label("what does that come from").fill("Confused since a seizure.")
    page.get_by_label("when is it looked at again").fill("+14")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="Write down a permission")).to_be_visible()
    expect(page.get_by_label("In their own words", exact=False).last).to_have_value(
        "Yes, about her medicine."
    )
    page.get_by_label("Last day it holds").fill("+14")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Whom we may talk to")).to_be_visible()
    seen(page, f"capacity-sharing-{where}", assert_accessible)
    assert CapacityDecision.objects.count() == 1
    assert SharingPermission.objects.get().standing == Standing.ALTERNATIVE_PERSON

    page.get_by_role("link", name="Add the signed form").click()
    paper = {"name": "signed.pdf", "mimeType": "application/pdf", "buffer": letter(["Yes."])}
    page.locator("input[type=file]").set_input_files(paper)  # type: ignore[arg-type]
    seen(page, f"signed-form-{where}", assert_accessible)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="signed.pdf")).to_be_visible()
    assert SignedForm.objects.count() == 1
