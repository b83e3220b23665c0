"""On a phone: a worker reads the policy, prepares supervision, signs, answers a finding, and takes their own data along."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from cases import search
from cases.actions.policy import NewVersion, put_in_policy
from governance.actions.file_checks import Findings
from governance.choices import Promise, Verdict
from governance.models import FinalRecord
from governance.rules.file_checks import Found
from sendiass import clock
from tests.cast import Cast, assemble
from tests.governance.checking import checked
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.test_a_month_of_supervision import follow, press, put_on_the_agenda, sign
from tests.journeys.test_intake import go, seen, sign_in
from tests.supervising import booked, held, signed, supervises, wrote

Check = Callable[[Page], None]


@pytest.fixture
def cast(live_service: object) -> Iterator[Cast]:
    """The caseworker had supervision yesterday, which the manager has signed; the next is in a week; a file was checked."""
    search.INDEX.clear()
    with transaction.atomic():
        cast = assemble()
        worker, manager = cast.team.caseworker, cast.team.manager
        supervises(cast, worker)
        session = held(worker, by=manager)
        wrote(session, by=manager)
        signed(session, manager)
        booked(worker, by=manager, in_days=7)
        policy = NewVersion("We take nobody’s side.", clock.today())
        put_in_policy(by=manager, version=policy, once=uuid4(), at=clock.now())
        amiss = [
            Found(one, Verdict.PARTLY, "Mediation was not named.")
            if one is Promise.OPTIONS
            else Found(one, Verdict.KEPT)
            for one in Promise
        ]
        checked(cast, Findings(tuple(amiss), "Clear and kind.", True))
    yield cast
    search.INDEX.clear()


@pytest.mark.clause("L14", "L16", "Y16", "Y24")
def test_a_worker_does_on_a_phone_what_waits_for_them(
    new_page: NewPage, cast: Cast, assert_accessible: Check
) -> None:
    page = new_page(viewport=PHONE, has_touch=True, accept_downloads=True)
    sign_in(page, cast.team.caseworker)
    page.goto("/today/")
    seen(page, "phone-today", assert_accessible)
    page.goto("/settings/")
    follow(page, "The impartiality policy")
    expect(page.get_by_text(re.compile("Please read it by"))).to_be_visible()
    press(page, "I have read this policy and work by it")
    expect(page.get_by_text("It is on record that you have read it.")).to_be_visible()
    seen(page, "phone-policy", assert_accessible)

    page.goto("/supervision/")
    expect(page.get_by_role("heading", name="Your supervision")).to_be_visible()
    seen(page, "phone-supervision", assert_accessible)
    to_come = page.get_by_role("listitem").filter(has_text="Booked")
    day = clock.day_of(clock.now() + timedelta(days=7))
    expect(to_come).to_contain_text(f"{day.day} {day:%b} {day.year}")
    go(page, to_come.get_by_role("link"))
    put_on_the_agenda(page, "Two hearings in one week.")
    expect(page.get_by_text("It is on the agenda.")).to_be_visible()
    seen(page, "phone-agenda", assert_accessible)

    page.goto("/supervision/")
    go(page, page.get_by_role("listitem").filter(has_text="Held").get_by_role("link").first)
    sign(page)
    expect(page.get_by_text("Signed by both")).to_be_visible()
    assert FinalRecord.objects.filter(session__worker=cast.team.caseworker).exists()
    seen(page, "phone-signed", assert_accessible)

    page.goto("/today/")
    follow(page, re.compile("read what was found, and reply"))
    expect(page.get_by_text("Mediation was not named.")).to_be_visible()
    seen(page, "phone-finding", assert_accessible)
    page.get_by_label("Your reply").fill("I named it on the phone, and did not write it down.")
    press(page, "Reply")
    expect(page.get_by_text("Your reply is on record.")).to_be_visible()

    page.goto("/settings/")
    follow(page, "What is held about you")
    expect(page.get_by_role("heading", name="What is not shown here")).to_be_visible()
    seen(page, "phone-own-data", assert_accessible)
    for name in (re.compile("a file to read"), re.compile("for a machine")):
        with page.expect_download() as download:
            page.get_by_role("main").get_by_role("link", name=name).click()
        held_here = Path(download.value.path()).read_text()
        assert cast.team.caseworker.name in held_here
        assert "Khan" not in held_here
    assert json.loads(held_here)
