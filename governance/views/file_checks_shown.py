"""What is on record of one file for each promise, in words, beside which the checker judges it."""

from __future__ import annotations

from collections.abc import Iterator

from cases.choices import Channel, FirstContactItem, HelpKind, HowShared, ItemState
from cases.models import AdviceOption, FirstContactEntry, Intervention, Meeting
from consent.models import Disclosure, Heard
from governance.choices import Promise
from governance.models import FileCheck
from sendiass import clock
from sendiass.profiles.lists import label
from sendiass.ui.parts import Row
from sendiass.ui.words import long_date, short_date

SEEN = {
    Promise.STATEMENT: "First contact of this case",
    Promise.OPTIONS: "Options written down with this advice",
    Promise.LEGAL_BASIS: "What the options rest on",
    Promise.PERMISSION: "Contacts with agencies on this case up to that day",
    Promise.PASSED_ON: "What agencies said up to that day",
    Promise.ROLE: "Meetings of this worker that day",
    Promise.LANGUAGE: "Read the note at the head of this page",
}
EMPTY = {
    Promise.STATEMENT: "Nothing is on record of first contact",
    Promise.OPTIONS: "No options are written down with this",
    Promise.LEGAL_BASIS: "No law is written down with this",
    Promise.PERMISSION: "No contact with an agency is on record up to that day",
    Promise.PASSED_ON: "No agency had said anything by that day",
    Promise.ROLE: "The worker had no meeting on this case that day",
}
"""What is said where there is nothing to show."""


def written(check: FileCheck) -> list[Row]:
    """What was logged, as it stands now; needs a reading of its case."""
    newest = _newest(check)
    rows = [
        Row("Worker", check.worker.name),
        Row("Date", long_date(newest.happened_on)),
        Row("How", str(label(Channel(newest.channel)))),
        Row("Kind of help", ", ".join(str(label(HelpKind(kind))) for kind in newest.kinds)),
        Row("Level", str(newest.level)),
        Row("Note", newest.note),
    ]
    if newest.version > 1:
        rows.append(Row("Corrected", f"{newest.version - 1} times; this is how it stands"))
    return rows


def on_record(check: FileCheck) -> dict[Promise, list[str]]:
    """What is on record for each promise, a line each; needs a reading of its case."""
    options = list(AdviceOption.objects.filter(intervention=check.intervention).select_related("reference"))
    return {
        Promise.STATEMENT: list(_statement(check)),
        Promise.OPTIONS: [one.words for one in options]
        + [one.only_because for one in options if one.only_because],
        Promise.LEGAL_BASIS: list(_law(options)),
        Promise.PERMISSION: list(_contacts(check)),
        Promise.PASSED_ON: list(_heard(check)),
        Promise.ROLE: list(_meetings(check)),
        Promise.LANGUAGE: [],
    }


def _newest(check: FileCheck) -> Intervention:
    found: Intervention = Intervention.objects.versions_of(check.intervention_id)[0]
    return found


def _statement(check: FileCheck) -> Iterator[str]:
    entries = FirstContactEntry.objects.filter(case=check.case, item=FirstContactItem.STATEMENT)
    for one in entries.select_related("done_by")[:1]:
        if one.state == ItemState.DONE and one.happened_on and one.done_by:
            how = str(label(HowShared(one.how))).lower()
            yield f"Shared on {short_date(one.happened_on)} by {one.done_by.name}: {how}."
        else:
            yield f"Not yet: {one.because}"


def _law(options: list[AdviceOption]) -> Iterator[str]:
    for one in options:
        if one.reference:
            yield f"{one.reference.instrument}, {one.reference.provision}"
        else:
            yield f"No law named: {one.no_reference_because}"


def _contacts(check: FileCheck) -> Iterator[str]:
    made = Disclosure.objects.of(check.case).select_related("agency", "permission", "recorded_by")
    for one in made.order_by("-happened_at", "id"):
        if clock.day_of(one.happened_at) <= check.intervention.happened_on:
            yes = short_date(one.permission.given_at)
            yield f"{one.agency.name}, {short_date(one.happened_at)}, {one.recorded_by.name}. The yes: {yes}."


def _heard(check: FileCheck) -> Iterator[str]:
    heard = Heard.objects.of(check.case).filter(recorded_at__date__lte=check.intervention.happened_on)
    for one in heard.select_related("agency", "passed_on").order_by("-recorded_at", "id"):
        passed = getattr(one, "passed_on", None)
        state = f"passed on {short_date(passed.recorded_at)}" if passed else "not passed on yet"
        yield f"{one.agency.name}, {short_date(one.recorded_at)}: {state}, due by {short_date(one.due_on)}."


def _meetings(check: FileCheck) -> Iterator[str]:
    on = check.intervention.happened_on
    for one in Meeting.objects.of(check.case).filter(worker=check.worker, starts_at__date=on):
        if one.role_stated is None:
            yield "Not written up yet."
        else:
            yield "Stated." if one.role_stated else f"Not stated: {one.not_stated_because}"
