"""Cleans what is typed about a meeting: the plan, what happened, why it is cancelled. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from django.forms import HiddenInput, IntegerField

from cases.actions.meetings import Plan, premises_of
from cases.choices import (
    FamilyViews,
    MeetingKind,
    MeetingPlace,
    MeetingRole,
    ProfessionalsViews,
    WhoAsked,
    WhyElsewhere,
)
from cases.forms.lists import listed
from cases.models import Meeting, MeetingCorrection, Venue
from cases.models.casework import LONGEST_NOTE
from cases.rules import WrittenUp, short_of
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.ui.fields import (
    CheckboxesField,
    ClockTimeField,
    FriendlyDateField,
    LineField,
    NoteField,
    RadiosField,
    SelectField,
    YesNoField,
)
from sendiass.ui.fields.dates import Bounds, two_years_ago, two_years_ahead
from sendiass.ui.forms import GovukForm, OnceForm

NOT_OURS = "Staff take no part in a decision about a family."


def _role() -> RadiosField:
    return RadiosField(
        label="Your role there",
        choices=listed(MeetingRole),
        hints={
            MeetingRole.SUPPORT: "The family, or one of them.",
            MeetingRole.STRATEGY: "How things are done, and not what is decided.",
            MeetingRole.DECIDE: NOT_OURS,
        },
        reveals={MeetingRole.OBSERVE: ["observes_because"]},
        error_messages={"required": "Select in what role you are there"},
    )


def _because() -> LineField:
    return LineField(
        label="Why only to observe",
        max_length=1000,
        error_messages={"required": "Enter why you are there only to observe"},
    )


class PlanForm(OnceForm):
    """A meeting as it is planned. `workers` are those who may go; `initial` holds a plan to change."""

    refused_at = MappingProxyType({"L18": ("asked_for",), "Y02": ("role",), "Y07": ("role",)})
    kind = RadiosField(
        label="Whose meeting is it?",
        choices=listed(MeetingKind),
        error_messages={"required": "Select whose meeting it is"},
    )
    purpose = LineField(
        label="What it is for", max_length=2000, error_messages={"required": "Enter what it is for"}
    )
    starts_on = FriendlyDateField(
        label="Day",
        lean="future",
        help_text="Such as tomorrow, +7 or 27/3. One that has been is written up next.",
        error_messages={"required": "Enter the day of the meeting"},
    )
    starts_time = ClockTimeField(
        label="Time", help_text="Such as 10:30.", error_messages={"required": "Enter the time it begins"}
    )
    place = RadiosField(
        label="Where?",
        choices=listed(MeetingPlace),
        reveals={
            MeetingPlace.REGISTER: ["venue"],
            MeetingPlace.ELSEWHERE: ["where"],
        },
        error_messages={"required": "Select where it is"},
    )
    venue = SelectField(label="Which place?", error_messages={"required": "Select the place"})
    where = LineField(label="Where it is", max_length=500, error_messages={"required": "Enter where it is"})
    asked_for = CheckboxesField(
        label="Did the family ask to meet there?",
        help_text="Our own meetings are at a place that is neutral, private and accessible, or online. "
        "Anywhere else only if they ask, and for a reason.",
        choices=[("asked", "They asked for this place")],
        reveals={"asked": ["who_asked", "why_elsewhere", "why_elsewhere_words"]},
        small=True,
        required=False,
    )
    who_asked = RadiosField(
        label="Who asked?", choices=listed(WhoAsked), error_messages={"required": "Select who asked"}
    )
    why_elsewhere = RadiosField(
        label="Why there?",
        choices=listed(WhyElsewhere),
        error_messages={"required": "Select why it is there"},
    )
    why_elsewhere_words = LineField(
        label="The reason in words",
        max_length=1000,
        required=False,
        error_messages={"required": "Enter the reason in words"},
    )
    expected = NoteField(label="Who is expected", rows=3, max_length=2000, required=False)
    worker = SelectField(label="Who goes for us")
    role = _role()
    observes_because = _because()

    def __init__(self, *args: Any, venues: Sequence[Venue], workers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.venues = {str(one.id): one for one in venues}
        self.workers = {str(one.id): one for one in workers}
        self._offer(
            "venue", [("", "Select a place"), *((key, _called(one)) for key, one in self.venues.items())]
        )
        self._offer("worker", [(key, one.name) for key, one in self.workers.items()])
        if len(workers) == 1:
            del self.fields["worker"]
        self.fields["role"].widget.closed = [MeetingRole.DECIDE]
        self.fields["why_elsewhere_words"].required = self["why_elsewhere"].value() == WhyElsewhere.OTHER
        self._bound((kwargs.get("initial") or {}).get("starts_on"))

    def _bound(self, planned_on: date | None) -> None:
        """Keep the day near; the one of a plan on record stays allowed."""
        days = [two_years_ago(), two_years_ahead(), *([planned_on] if planned_on else [])]
        self.fields["starts_on"].bounds = Bounds(min(days), max(days))  # type: ignore[attr-defined]

    def _offer(self, name: str, pairs: list[tuple[str, str]]) -> None:
        self.fields[name].choices = pairs  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        """What was typed, as the action takes it; of a valid form."""
        said = self.cleaned_data
        return Plan(
            kind=MeetingKind(said["kind"]),
            purpose=said["purpose"],
            starts_at=_moment(said["starts_on"], said["starts_time"]),
            place=MeetingPlace(said["place"]),
            worker=self.workers[said["worker"]] if "worker" in said else next(iter(self.workers.values())),
            role=MeetingRole(said["role"]),
            observes_because=said["observes_because"],
            venue=self.venues.get(said["venue"]),
            where=said["where"],
            why_elsewhere=WhyElsewhere(said["why_elsewhere"]) if said["why_elsewhere"] else None,
            why_elsewhere_words=said["why_elsewhere_words"],
            who_asked=WhoAsked(said["who_asked"]) if said["who_asked"] else None,
            expected=said["expected"],
        )


class WriteUpForm(GovukForm):
    """What happened at a meeting."""

    refused_at = MappingProxyType({"Y02": ("role",), "Y07": ("role",)})
    attended = NoteField(
        label="Who was there", rows=3, max_length=2000, error_messages={"required": "Enter who was there"}
    )
    role = _role()
    observes_because = _because()
    role_stated = YesNoField(
        label="At the start, did you say in what role you were there, and that we have nothing to gain from the outcome?",
        reveals={"no": ["not_stated_because"]},
        error_messages={"required": "Select yes if you said your role at the start"},
    )
    not_stated_because = LineField(
        label="Why that could not be said",
        max_length=1000,
        error_messages={"required": "Enter why it could not be said"},
    )
    family_views = RadiosField(
        label="How were the family’s views put?",
        choices=listed(FamilyViews),
        error_messages={"required": "Select how the family’s views were put"},
    )
    family_words = NoteField(
        label="Their views in their own words, or why they were not put",
        rows=4,
        max_length=LONGEST_NOTE,
        error_messages={"required": "Enter their views in their own words, or why they were not put"},
    )
    professionals_views = RadiosField(
        label="Were the professionals’ views heard?",
        choices=listed(ProfessionalsViews),
        reveals={
            ProfessionalsViews.HEARD: ["professionals_said"],
            ProfessionalsViews.NOT_HEARD: ["not_heard_because"],
        },
        error_messages={"required": "Select whether the professionals’ views were heard"},
    )
    professionals_said = NoteField(
        label="What they said",
        rows=4,
        max_length=LONGEST_NOTE,
        error_messages={"required": "Enter what the professionals said"},
    )
    not_heard_because = LineField(
        label="Why they were not heard",
        max_length=1000,
        error_messages={"required": "Enter why they were not heard"},
    )
    agreed = NoteField(label="What was agreed", rows=3, max_length=LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].widget.closed = [MeetingRole.DECIDE]

    def told(self) -> WrittenUp:
        """What happened, as the rules and the action take it; of a valid form."""
        said = self.cleaned_data
        return WrittenUp(
            attended=said["attended"],
            role_stated=said["role_stated"],
            not_stated_because=said["not_stated_because"],
            family_views=FamilyViews(said["family_views"]),
            family_words=said["family_words"],
            professionals_views=ProfessionalsViews(said["professionals_views"]),
            professionals_words=said["professionals_said"] or said["not_heard_because"],
        )


class CorrectionForm(OnceForm, WriteUpForm):
    """What happened at a meeting as it should read, and why it is corrected. `seen` is the version on the page."""

    reason = NoteField(
        label="Why this is corrected",
        rows=2,
        max_length=2000,
        error_messages={"required": "Enter why this is corrected"},
    )
    seen = IntegerField(min_value=1, widget=HiddenInput)


class CancelForm(GovukForm):
    """Why a meeting does not take place."""

    because = LineField(
        label="Why is it cancelled?",
        max_length=1000,
        error_messages={"required": "Enter why it is cancelled"},
    )


def typed_of(meeting: Meeting) -> dict[str, Any]:
    """A plan on record, as it was typed; needs a reading that names its case."""
    starts = meeting.starts_at.astimezone(clock.LONDON)
    return {
        "kind": meeting.kind,
        "purpose": meeting.purpose,
        "starts_on": starts.date(),
        "starts_time": starts.time(),
        "place": meeting.place,
        "venue": str(meeting.venue_id or ""),
        "where": meeting.where or "",
        "asked_for": ["asked"] if meeting.why_elsewhere else [],
        "who_asked": meeting.who_asked,
        "why_elsewhere": meeting.why_elsewhere,
        "why_elsewhere_words": meeting.why_elsewhere_words or "",
        "expected": meeting.expected or "",
        "worker": str(meeting.worker_id),
        "role": meeting.role,
        "observes_because": meeting.observes_because or "",
    }


def expected_of(meeting: Meeting) -> dict[str, Any]:
    """What a write-up begins with: who was expected, and the role as planned. Needs a reading that names its case."""
    return {
        "attended": meeting.expected or "",
        "role": meeting.role,
        "observes_because": meeting.observes_because or "",
    }


def told_of(version: Meeting | MeetingCorrection) -> dict[str, Any]:
    """What was written down of a meeting, as it was typed; needs a reading that names its case."""
    heard = version.professionals_views == ProfessionalsViews.HEARD
    words = version.professionals_words or ""
    return {
        "attended": version.attended or "",
        "role": version.role,
        "observes_because": version.observes_because or "",
        "role_stated": version.role_stated,
        "not_stated_because": version.not_stated_because or "",
        "family_views": version.family_views,
        "family_words": version.family_words or "",
        "professionals_views": version.professionals_views,
        "professionals_said": words if heard else "",
        "not_heard_because": "" if heard else words,
        "agreed": version.agreed or "",
    }


def _moment(on: date, at: time) -> datetime:
    return datetime.combine(on, at, tzinfo=clock.LONDON)


def _called(venue: Venue) -> str:
    lacks = short_of(premises_of(venue))
    return f"{venue.name} (not known to be {' and '.join(lacks)})" if lacks else venue.name
