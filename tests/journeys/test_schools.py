"""Choosing a school in a browser: by keyboard with a script, by saving without one, on a desktop and a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from cases.actions.agencies import AgencyDetails, add_agency
from cases.choices import OrganisationKind, SettingType
from cases.models import Person
from sendiass import clock
from tests.cast import Cast, assemble
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.test_intake import seen, sign_in

Check = Callable[[Page], None]
HOSTILE = "Elm <b onmouseover=alert(1)>House</b>"


@pytest.fixture
def cast(live_service: object) -> Cast:
    """The cast on stage, and more schools than fit into a list."""
    with transaction.atomic():
        cast = assemble()
        for name in (*(f"Ash Grove {number}" for number in range(1, 13)), "Elm Lodge", HOSTILE):
            details = AgencyDetails(name, OrganisationKind.SCHOOL, False, SettingType.MAINSTREAM_PRIMARY)
            add_agency(by=cast.team.manager, details=details, at=clock.now())
    return cast


def form_of(cast: Cast) -> str:
    return reverse("cases:person_change", args=[cast.khans.case.reference, cast.khans.child.id])


def school_of(cast: Cast) -> str:
    school = Person.objects.get(pk=cast.khans.child.pk).school
    return school.name if school else ""


def choices_of(page: Page) -> Locator:
    """What the school's box offers."""
    return page.get_by_role("listbox", name="School, college or nursery").get_by_role("option")


@pytest.mark.parametrize("where", ["desk", "phone"])
def test_a_school_is_typed_looked_through_and_chosen_by_keyboard(
    new_page: NewPage, cast: Cast, assert_accessible: Check, where: str
) -> None:
    page = new_page(viewport=PHONE, has_touch=True) if where == "phone" else new_page()
    sign_in(page, cast.team.caseworker)
    page.goto(form_of(cast))
    box = page.get_by_role("combobox", name="School, college or nursery")
    expect(box).to_have_value("Oakfield Primary")
    status = page.locator("[role=status]").filter(has_text="school")
    box.fill("")
    box.press_sequentially("ash")
    choices = choices_of(page)
    expect(choices).to_have_count(10)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(status).to_contain_text("The first 10 schools are shown. Type more of the name, or its town.")
    seen(page, f"school-many-{where}", assert_accessible)
    box.fill("")
    box.press_sequentially("elm")
    expect(choices).to_have_count(2)
    expect(status).to_contain_text("2 schools are available.")
    expect(choices.first).to_have_text(HOSTILE)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    lodge = choices.filter(has_text="Elm Lodge")
    expect(lodge).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", lodge.get_attribute("id") or "")
    seen(page, f"school-chosen-{where}", assert_accessible)
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("elm")
    expect(box).to_be_focused()
    page.keyboard.type(" l")
    expect(choices).to_have_text("Elm Lodge")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value("Elm Lodge")
    expect(box).to_be_focused()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    assert school_of(cast) == "Elm Lodge"


def test_a_school_nobody_knows_is_said_to_be_unknown_and_kept_as_typed(
    page: Page, cast: Cast, assert_accessible: Check
) -> None:
    sign_in(page, cast.team.caseworker)
    page.goto(form_of(cast))
    box = page.get_by_role("combobox", name="School, college or nursery")
    box.fill("")
    box.press_sequentially("zzyzx")
    expect(choices_of(page)).to_have_text("No school found. Check the spelling.")
    seen(page, "school-none", assert_accessible)
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("combobox", name="School, college or nursery")).to_have_value("zzyzx")
    expect(page.get_by_role("alert")).to_contain_text("We found no school called that")
    seen(page, "school-wrong", assert_accessible)
    assert school_of(cast) == "Oakfield Primary"


def test_without_an_answer_the_box_says_so_and_what_is_typed_is_still_sent(page: Page, cast: Cast) -> None:
    sign_in(page, cast.team.caseworker)
    page.route("**/schools/find/", lambda route: route.abort())
    page.goto(form_of(cast))
    box = page.get_by_role("combobox", name="School, college or nursery")
    box.fill("")
    box.press_sequentially("elm lodge")
    expect(choices_of(page)).to_have_text("We cannot look it up now. Type its name and save.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    assert school_of(cast) == "Elm Lodge"


def test_without_a_script_a_school_is_chosen_among_those_that_match(
    new_page: NewPage, cast: Cast, assert_accessible: Check
) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, cast.team.caseworker)
    page.goto(form_of(cast))
    page.get_by_label("School, college or nursery").fill("elm")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("group", name="Which school do you mean?").get_by_label("Elm Lodge").check()
    page.get_by_role("button", name="Save", exact=True).click()
    assert school_of(cast) == "Elm Lodge"
