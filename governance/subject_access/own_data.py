"""Everything held here about somebody who works here, as they may read it: one row a model, and why the rest is left out.

Of casework it says which case, when and how, and no words that were written about a family; what was written of their
supervision and on files of cases they have is in it word for word (`own_words`). A wall test fails for a model with a
worker in it that is in neither table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Model
from django.db.models.functions import TruncDate

from cases.views.readings_page import page_words
from cases.watching import WATCHER
from governance.subject_access.own_words import Part, own_words
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.audit.actors import serving
from sendiass.audit.models import LogEntry, Reading
from sendiass.ui.words import long_date


@dataclass(frozen=True, slots=True)
class Held:
    """What one model holds about somebody: found by `of`, and each thing shown of it under its words.

    What is shown is a path of names from the row (`case.reference`).
    """

    model: str
    of: str
    called: str
    shows: tuple[tuple[str, str], ...]

    @property
    def place(self) -> str:
        """The field that makes it about somebody, as the wall names it."""
        return f"{self.model}.{self.of}"


WHEN = ("When", "at")
CASE = ("Case", "case.reference")

HELD: tuple[Held, ...] = (
    Held(
        "accounts.User",
        "id",
        "Your account",
        (
            ("Name", "name"),
            ("Email", "email"),
            ("Role", "role"),
            ("Joined", "joined_on"),
            ("Active", "is_active"),
            ("Ended", "deactivated_at"),
            ("Last signed in", "last_login"),
        ),
    ),
    Held(
        "mfa.Authenticator",
        "user",
        "Second steps for signing in",
        (("Kind", "type"), ("Set up", "created_at"), ("Last used", "last_used_at")),
    ),
    Held(
        "accounts.AccountProposal",
        "person",
        "What was proposed about your account",
        (
            ("What", "kind"),
            ("Role", "role"),
            ("Why", "reason"),
            ("Proposed", "proposed_at"),
            ("Confirmed", "confirmed_at"),
            ("Declined", "declined_at"),
            ("Why declined", "decline_reason"),
        ),
    ),
    Held(
        "accounts.AccountEnding",
        "account",
        "When your account ended",
        (("When", "ended_at"), ("Why", "reason")),
    ),
    Held(
        "accounts.Clearance",
        "worker",
        "Clearances for new cases",
        (
            ("Given", "given_at"),
            ("Until", "until_on"),
            ("Rests on", "reason"),
            ("Withdrawn", "withdrawn_at"),
            ("Why withdrawn", "withdrawn_reason"),
        ),
    ),
    Held(
        "accounts.LegalTraining",
        "worker",
        "Legal training that counts for new cases",
        (("Level", "level"), ("From", "from_on"), ("Until", "until_on"), ("Ended", "ended_at")),
    ),
    Held(
        "accounts.Readiness",
        "worker",
        "That you have done what comes before a first case",
        (("Said", "said_at"), ("Until", "until_on"), ("Taken back", "ended_at")),
    ),
    Held(
        "governance.TrainingRecord",
        "worker",
        "Your training",
        (
            ("Course", "course"),
            ("By", "provider"),
            ("Legal level", "legal_level"),
            ("On", "held_on"),
            ("Hours", "hours"),
            ("Counts until", "expires_on"),
            ("Taken back", "withdrawn_at"),
            ("Why taken back", "withdrawn_reason"),
        ),
    ),
    Held(
        "governance.WorkAboveTraining",
        "worker",
        "Work you did beyond your training",
        (("Asked for", "asked"), ("You had", "had"), ("Found", "found_at"), ("Seen", "seen_at")),
    ),
    Held(
        "governance.JoiningEntry",
        "worker",
        "What came before your first case",
        (("What", "item"), ("Done", "is_done"), ("On", "on"), ("Why not", "reason")),
    ),
    Held(
        "governance.Leaving",
        "worker",
        "When you left",
        (("Last day", "last_day"), ("Why", "reason"), ("Things back", "things_back"), ("Talked", "talked")),
    ),
    Held(
        "governance.Supervises",
        "worker",
        "Who supervises and manages you",
        (("Supervisor", "supervisor.name"), ("Line manager", "line_manager.name"), ("From", "from_on")),
    ),
    Held(
        "governance.Supervises",
        "supervisor",
        "Whom you supervise",
        (("Who", "worker.name"), ("From", "from_on")),
    ),
    Held(
        "governance.Supervises",
        "line_manager",
        "Whom you manage",
        (("Who", "worker.name"), ("From", "from_on")),
    ),
    Held(
        "governance.SupervisionSession",
        "worker",
        "Your supervisions",
        (("With", "supervisor.name"), ("Kind", "kind"), ("Begins", "starts_at"), ("Minutes", "minutes")),
    ),
    Held(
        "governance.SupervisionSession",
        "supervisor",
        "Supervisions you gave",
        (("With", "worker.name"), ("Kind", "kind"), ("Begins", "starts_at"), ("Minutes", "minutes")),
    ),
    Held(
        "governance.AgreedAction",
        "owner",
        "What you agreed to do in supervision",
        (("Due", "due_on"), ("Agreed", "at")),
    ),
    Held(
        "governance.GroupAttendance",
        "worker",
        "Group support you came to",
        (("On", "group.held_on"),),
    ),
    Held(
        "governance.Leave",
        "worker",
        "Your leave",
        (
            ("Kind", "kind"),
            ("First day", "first_on"),
            ("Last day", "last_on"),
            ("Taken back", "taken_back.at"),
        ),
    ),
    Held(
        "cases.Interest",
        "worker",
        "Interests you declared",
        (
            ("Kind", "kind"),
            ("School or body", "agency.name"),
            ("From", "from_on"),
            ("Until", "until_on"),
            ("Declared", "declared_at"),
            ("Taken off", "ended_at"),
        ),
    ),
    Held(
        "cases.Declaration",
        "worker",
        "Your word that the list is whole",
        (WHEN, ("Why", "why"), ("Nothing to declare", "nothing")),
    ),
    Held(
        "cases.DeclarationWaiver",
        "worker",
        "When you were let through without a declaration",
        (WHEN, ("Until", "until_on"), ("Why", "reason")),
    ),
    Held(
        "cases.PolicyAcknowledgement",
        "worker",
        "Versions of the policy you have read",
        (("Version", "version.number"), WHEN),
    ),
    Held(
        "cases.PolicyWaiver",
        "worker",
        "When you were let through without reading the policy",
        (WHEN, ("Until", "until_on"), ("Why", "reason")),
    ),
    Held(
        "cases.Speaks",
        "worker",
        "Languages you work in",
        (("Languages", "languages"), ("Said", "changed_at")),
    ),
    Held(
        "cases.Allocation",
        "worker",
        "Cases you were given",
        (CASE, ("From", "from_at"), ("Until", "until_at")),
    ),
    Held(
        "cases.Cover",
        "worker",
        "Cover you gave",
        (CASE, ("From", "from_at"), ("Until", "until_at"), ("Ended", "ended_at")),
    ),
    Held(
        "cases.Cover",
        "away",
        "Cover others gave for you",
        (CASE, ("From", "from_at"), ("Until", "until_at"), ("Ended", "ended_at")),
    ),
    Held(
        "cases.BreakGlass",
        "worker",
        "Cases you opened because they could not wait",
        (
            CASE,
            ("From", "from_at"),
            ("Until", "until_at"),
            ("Looked at", "reviewed_at"),
            ("As", "reviewed_as"),
        ),
    ),
    Held(
        "cases.Task",
        "worker",
        "Tasks given to you by name",
        (CASE, ("What kind", "rule"), ("Due", "due_on"), ("Done", "done_at")),
    ),
    Held(
        "cases.Meeting",
        "worker",
        "Meetings you went to or were to go to",
        (CASE, ("Kind", "kind"), ("When", "starts_at"), ("Your role", "role"), ("State", "state")),
    ),
    Held(
        "governance.Member",
        "account",
        "Your place on the board's register",
        (
            ("Name", "name"),
            ("Email", "email"),
            ("Parent or carer", "is_parent"),
            ("Child or young person", "is_young_person"),
            ("Officer of the local authority", "is_la_officer"),
            ("Written down", "at"),
        ),
    ),
    Held(
        "governance.FileSample",
        "worker",
        "Samples drawn of your files",
        (
            ("Drawn", "at"),
            ("Work from", "first_on"),
            ("To", "last_on"),
            ("Files asked for", "size"),
            ("Out of", "drawn_from"),
        ),
    ),
    Held(
        "governance.FileFinding",
        "worker",
        "What was found in your files",
        (CASE, WHEN, ("Promise", "promise"), ("Found", "verdict")),
    ),
    Held(
        "governance.FileCheckOutcome",
        "worker",
        "Checks of your files",
        (CASE, WHEN, ("For supervision", "for_supervision")),
    ),
    Held("governance.FileCheckReply", "worker", "Your replies to checks", (CASE, WHEN)),
    Held("drafts.Draft", "owner", "What you have typed and not sent", (("Saved", "saved_at"),)),
)

CONFLICTS = (
    "Which cases and requests an interest of yours meets: it would tell which families are known here (Y12)."
)
READING = "Days of reading that somebody looks into: they ask you about it themselves."
COMPLAINTS = "Complaints: it would tell who complained. Whoever handles one tells you what you need to know."
WORDS = (
    "Names of others: the people your interests name stand on your own list, and who checked a file stands with the check.",
    "What was written on files of cases that are no longer yours: it is about the family, and stands with their case.",
    "What was written of supervisions you gave: it is about whom you supervise, and stands with each session.",
    "Cases you talked about in supervision, and the themes of group support: they stand with the session, where the case "
    "is still yours to see.",
    "Earlier versions of a record of supervision: the last one counts.",
)

LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "cases.Conflict.worker": CONFLICTS,
        "cases.ConflictDecision.worker": CONFLICTS,
        "cases.EnquiryConflict.worker": CONFLICTS,
        "cases.ReferralConflict.worker": CONFLICTS,
        "cases.KeepingLifted.worker": CONFLICTS,
        "cases.UnusualReading.worker": READING,
        "cases.LookedInto.worker": READING,
        "consent.SafeguardingReview.recorder": "What was shared to keep someone safe: it stands with the case.",
        "feedback.ComplaintEntry.worker": COMPLAINTS,
        "governance.Applicant.account": "How you applied: it stands under the applicant's own key, and is told you if you ask.",
        "governance.FileCheck.worker": "Files that were drawn and are not checked yet.",
    }
)
"""What is held about somebody and not shown here, and why."""


def own_data(who: User) -> list[Part]:
    """Everything, what there is nothing of left out. It is written down as a reading of their own."""
    with reading(by=who, subjects=[who.key_subject], purpose="own data", page="governance:own_data"):
        parts = [_part(held, who) for held in HELD]
    return [part for part in (*parts, *own_words(who), _read(who), _did(who)) if part.lines]


def left_out() -> list[str]:
    """What is not shown, in words."""
    return [*sorted(set(LEFT_OUT.values())), *WORDS]


def as_json(parts: Sequence[Part], *, at: datetime) -> dict[str, Any]:
    """The same for a machine."""
    held = {part.called: _records(part) for part in parts}
    return {"made_at": at.isoformat(), "left_out": left_out(), "held": held}


def as_text(parts: Sequence[Part], *, at: datetime) -> str:
    """The same to be read or printed."""
    return "\n".join(_text_lines(parts, at))


def _records(part: Part) -> list[dict[str, str]]:
    lines = [dict(zip(part.columns, line, strict=True)) for line in part.lines]
    for line, address in zip(lines, part.addresses, strict=False):
        line["Address"] = f"{settings.SITE_URL}{address}"
    return lines


def _text_lines(parts: Sequence[Part], at: datetime) -> Iterator[str]:
    yield f"What is held about you, {long_date(clock.day_of(at))}"
    for part in parts:
        yield from ("", part.called, "-" * len(part.called))
        for record in _records(part):
            yield "; ".join(f"{column}: {value}" for column, value in record.items() if value)
    yield from ("", "Not in this list", "----------------")
    yield from left_out()


def _part(held: Held, who: User) -> Part:
    rows = apps.get_model(held.model)._default_manager.filter(**{held.of: who.pk}).order_by("pk")
    paths = [path for _, path in held.shows]
    if joined := sorted({path.rpartition(".")[0].replace(".", "__") for path in paths} - {""}):
        rows = rows.select_related(*joined)
    lines = sorted((tuple(_value(row, path) for path in paths), row.pk) for row in rows)
    return Part(held.called, tuple(label for label, _ in held.shows), tuple(line for line, _ in lines))


def _value(row: Model, path: str) -> str:
    *way, name = path.split(".")
    at: Any = row
    for step in way:
        try:
            at = getattr(at, step)
        except ObjectDoesNotExist:
            return ""
        if at is None:
            return ""
    display = getattr(at, f"get_{name}_display", None)
    value = display() if display else getattr(at, name)
    of_many = getattr(at._meta.get_field(name), "base_field", None)
    if of_many is not None and of_many.choices:
        called = dict(of_many.flatchoices)
        return ", ".join(str(called.get(one, one)) for one in value)
    return _words(value)


def _words(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return value.astimezone(clock.LONDON).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _read(who: User) -> Part:
    with serving(WATCHER):
        counted = (
            Reading.objects.by(who.pk)
            .annotate(day=TruncDate("at", tzinfo=clock.LONDON))
            .values_list("day", "page")
            .annotate(times=Count("pk"))
            .order_by("-day", "page")
        )
        found = list(counted)
    lines = tuple(
        (day.isoformat(), page_words(page) or "Another page", str(times)) for day, page, times in found
    )
    return Part("What you read, by day", ("Day", "Page", "Times"), lines)


def _did(who: User) -> Part:
    with serving(WATCHER):
        counted = (
            LogEntry.objects.filter(actor_id=who.pk)
            .annotate(day=TruncDate("at", tzinfo=clock.LONDON))
            .values_list("day", "model", "action")
            .annotate(times=Count("pk"))
            .order_by("-day", "model", "action")
        )
        found = list(counted)
    lines = tuple(
        (day.isoformat(), _kind(model), str(LogEntry.Action(action).label), str(times))
        for day, model, action, times in found
    )
    return Part("What you did, by day", ("Day", "Kind of record", "What", "Times"), lines)


def _kind(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name).capitalize()
    except LookupError:
        return label
