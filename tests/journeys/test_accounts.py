"""Signing in and keeping accounts in a real browser: every page of both, at a desk and on a phone."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from playwright.sync_api import Page

from sendiass.accounts import actions
from sendiass.accounts.actions import Newcomer
from sendiass.accounts.models import AccountProposal, User
from sendiass.accounts.roles import Role
from sendiass.audit import acting
from sendiass.clock import now
from tests.conftest import WorkerDatabases
from tests.kernel.accounts.conftest import PASSWORD, People, make_people
from tests.kernel.accounts.test_second_step import code_for

Check = Callable[[Page], None]
WIDTHS = (1366, 320)


@pytest.fixture
def staff(committed_db: WorkerDatabases) -> People:
    with transaction.atomic(), acting(by=None):
        return make_people()


@pytest.fixture
def look(assert_accessible: Check) -> Check:
    """Fails unless the page is accessible and nothing overflows, at a desk and on a phone."""
    pictures = os.environ.get("PICTURES")

    def check(page: Page) -> None:
        before = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert_accessible(page)
            wider = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wider <= 0, f"{page.url} is {wider} pixels too wide at {width}"
            if pictures:
                name = re.sub(r"[0-9a-f-]{36}|\W+", "_", page.url.split("/", 3)[3]) or "home"
                state = "_error" if page.locator(".govuk-error-summary").count() else ""
                page.screenshot(path=Path(pictures) / f"{name}{state}_{width}.png", full_page=True)
        if before:
            page.set_viewport_size(before)

    return check


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")


def press(page: Page, name: str) -> None:
    """Press a button that leads to a page, and wait for the page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow a link in the page's own part, and wait for where it leads."""
    with page.expect_navigation():
        page.locator("main a", has_text=name).first.click()


def test_a_visitor_gets_helpful_pages_before_signing_in(staff: People, page: Page, look: Check) -> None:
    page.goto("/account/login/")
    look(page)
    press(page, "Sign in")
    look(page)
    sign_in(page, "cem@example.org", "wrong")
    assert "There is a problem" in page.inner_text("main")
    look(page)
    follow(page, "I have forgotten my password")
    look(page)
    page.get_by_label("Email address").fill("nobody@example.org")
    press(page, "Send me a link")
    look(page)
    page.goto("/account/password/reset/key/1-x/")
    look(page)
    page.goto("/account/inactive/")
    look(page)


def test_a_colleague_sets_up_an_app_and_signs_in_with_it(staff: People, page: Page, look: Check) -> None:
    with override_settings(DEMONSTRATION=False):
        sign_in(page, "cem@example.org")
        assert page.url.endswith("/account/second-step/")
        look(page)
        follow(page, "Set up an app")
        look(page)
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Continue")
        look(page)
        press(page, "Continue")
        look(page)
        secret = page.locator("code").inner_text()
        page.get_by_label("The code from your app").fill(code_for(secret))
        press(page, "Continue")
        assert "Recovery codes" in page.inner_text("h1")
        look(page)
        recovery = page.locator("main code").first.inner_text()
        press(page, "Sign out")
        sign_in(page, "cem@example.org")
        assert "Second step" in page.inner_text("h1")
        look(page)
        page.get_by_label("Code").fill("000000")
        press(page, "Sign in")
        look(page)
        page.get_by_label("Code").fill(recovery)
        press(page, "Sign in")
        page.goto("/account/2fa/")
        assert "9 left" in page.inner_text("main")
        look(page)


def test_a_passkey_alone_signs_a_colleague_in(staff: People, page: Page, look: Check) -> None:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, "cem@example.org")
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Continue")
    look(page)
    page.get_by_label("A name for this key").fill("work laptop")
    page.get_by_label("Sign in with this key alone").check()
    press(page, "Add it")
    page.wait_for_url("**/recovery-codes/")
    page.goto("/account/2fa/webauthn/")
    assert "work laptop" in page.inner_text("main")
    look(page)
    follow(page, "Rename")
    look(page)
    page.goto("/account/2fa/webauthn/")
    follow(page, "Remove")
    look(page)
    press(page, "Sign out")
    page.goto("/account/login/")
    with override_settings(DEMONSTRATION=False):
        press(page, "Sign in with a passkey")
        page.wait_for_url(lambda url: "/login/" not in url)
        page.goto("/account/start/")
        assert "Cem" in page.inner_text("h1")


def test_a_key_that_does_not_answer_is_said_on_the_page(staff: People, page: Page) -> None:
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new Error('no'))")
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The key did not answer").wait_for()


def test_each_colleague_has_a_start_page(staff: People, page: Page, look: Check) -> None:
    sign_in(page, "bea@example.org")
    assert page.url.endswith("/account/start/")
    assert "Nothing about any one family" in page.inner_text("main")
    look(page)
    page.goto("/account/password/change/")
    look(page)
    page.goto("/account/logout/")
    look(page)
    page.goto("/settings/")
    assert "Your interests" in page.inner_text("main")
    page.goto("/conflicts/")
    assert "You cannot do this" in page.inner_text("h1")


def test_a_manager_proposes_and_another_person_confirms(
    staff: People, new_page: Callable[..., Page], look: Check
) -> None:
    manager, administrator = new_page(), new_page()
    sign_in(manager, "mo@example.org")
    manager.goto("/settings/")
    look(manager)
    follow(manager, "Roles")
    look(manager)
    manager.goto("/settings/accounts/")
    look(manager)
    follow(manager, "Propose an account")
    press(manager, "Propose this account")
    look(manager)
    manager.get_by_label("Full name").fill("Nia Cole")
    manager.get_by_label("Work email address").fill("nia@example.org")
    manager.get_by_label(Role.CASEWORKER.called, exact=True).check()
    manager.get_by_label("Why they need an account").fill("Joins us in December")
    press(manager, "Propose this account")
    assert "You proposed this yourself" in manager.inner_text("main")
    look(manager)
    sign_in(administrator, "ada@example.org")
    administrator.goto("/settings/accounts/")
    look(administrator)
    follow(administrator, "New account")
    look(administrator)
    follow(administrator, "Confirm")
    look(administrator)
    press(administrator, "Confirm")
    assert "It has taken effect" in administrator.inner_text("main")
    look(administrator)
    assert User.objects.get(email="nia@example.org").role == "caseworker"


def test_a_manager_ends_an_account_and_proposes_its_return(staff: People, page: Page, look: Check) -> None:
    sign_in(page, "mo@example.org")
    page.goto("/settings/accounts/?state=active&role=caseworker")
    look(page)
    follow(page, "Cem")
    look(page)
    follow(page, "Another role")
    look(page)
    page.go_back()
    follow(page, "A new second step")
    look(page)
    page.go_back()
    follow(page, "End this account")
    look(page)
    press(page, "End this account")
    look(page)
    page.get_by_label("Reason").fill("Moved to Cornwall")
    press(page, "End this account")
    assert "Moved to Cornwall" in page.inner_text("main")
    look(page)
    follow(page, "To open this account again")
    look(page)
    page.get_by_label(Role.VOLUNTEER.called, exact=True).check()
    page.get_by_label("Reason").fill("Comes back on Fridays")
    press(page, "Propose to open it")
    follow(page, "Take it back")
    look(page)
    page.get_by_label("Reason").fill("Changed his mind")
    press(page, "Take it back")
    look(page)
    assert AccountProposal.objects.newest_first()[0].state_words == "Declined"
    page.goto("/settings/accounts/?state=ended&role=volunteer")
    assert "No account matches" in page.inner_text("main")
    look(page)


def test_a_name_of_two_hundred_letters_breaks_no_page(staff: People, page: Page, look: Check) -> None:
    long = "Wolfeschlegelsteinhausenbergerdorff" * 5
    with transaction.atomic(), acting(by=None):
        actions.enrol(
            by=staff.manager,
            confirmed_by=staff.administrator,
            newcomer=Newcomer(f"{'x' * 60}@example.org", long, Role.VOLUNTEER),
            at=now(),
        )
    sign_in(page, "mo@example.org")
    page.goto("/settings/accounts/")
    look(page)
    follow(page, long[:30])
    look(page)
