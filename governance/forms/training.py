"""Cleans what is typed into the register of training and about the sessions that we give. It never saves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from cases.actions.documents import Offered
from cases.forms.lists import listed
from governance.actions.given_sessions import NewSession
from governance.actions.training import NewTraining
from governance.choices.training import Audience, ProviderKind, Usefulness
from governance.forms.days import years_ago, years_ahead
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.files.inspecting import ACCEPT
from sendiass.files.uploads import Upload
from sendiass.profiles import profile
from sendiass.ui.fields import (
    FilesField,
    FriendlyDateField,
    LineField,
    NoteField,
    RadiosField,
    SelectField,
    WholeNumberField,
)
from sendiass.ui.forms import GovukForm, OnceForm


class HoursField(forms.DecimalField):
    """How many hours something took: 3, 1.5."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {
            "required": "Enter how many hours it took",
            "invalid": "Enter the hours as a number, such as 3 or 1.5",
            "min_value": "Enter more than no hours",
            "max_value": "Enter fewer hours",
            "max_decimal_places": "Enter the hours with two places at most, such as 1.25",
            "max_digits": "Enter fewer hours",
            "max_whole_digits": "Enter fewer hours",
        }
        super().__init__(
            **{
                "min_value": Decimal("0.25"),
                "max_value": 500,
                "max_digits": 5,
                "decimal_places": 2,
                "error_messages": messages,
                "widget": forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "decimal"}),
                **kwargs,
            }
        )


def one_file(files: list[Any]) -> list[Any]:
    """The files, of which there may be but one."""
    if len(files) > 1:
        raise forms.ValidationError("Select one file")
    return files


def needs_to_choose() -> list[tuple[str, str]]:
    """The trainings that the service asks for, and none of them."""
    return [("", "Another training"), *((one.key, one.label) for one in profile().training.needs)]


class TrainingForm(OnceForm):
    """A training that somebody had."""

    refused_at = {
        "dates-make-sense": ("expires_on",),
        "documents": ("certificate",),
        "L20": ("certificate",),
    }
    need = SelectField(label="Which training", choices=needs_to_choose, required=False)
    course = LineField(label="Name of the course", max_length=200)
    provider_kind = RadiosField(label="Who gave it", choices=listed(ProviderKind))
    provider = LineField(label="Name of whoever gave it", max_length=200, required=False)
    held_on = FriendlyDateField(
        label="The day they had it",
        help_text="Such as today, -3 or 27/3/2026.",
        earliest=years_ago(20),
        latest=clock.today,
    )
    hours = HoursField(label="Hours")
    expires_on = FriendlyDateField(
        label="Last day on which it counts",
        help_text="If the certificate names one.",
        required=False,
        lean="future",
    )
    certificate = FilesField(label="Certificate", accept=ACCEPT, required=False)

    def clean_certificate(self) -> list[Any]:
        """One file, if any."""
        return one_file(self.cleaned_data["certificate"])

    def new(self, worker: User) -> NewTraining:
        """The training, as the action takes it."""
        said = self.cleaned_data
        return NewTraining(
            worker=worker,
            course=said["course"],
            need=said["need"],
            provider_kind=ProviderKind(said["provider_kind"]),
            provider=said["provider"],
            held_on=said["held_on"],
            hours=said["hours"],
            expires_on=said["expires_on"],
        )

    def offered(self) -> Offered | None:
        """The certificate as it came, if one did."""
        for file in self.cleaned_data["certificate"]:
            problem = file.problem if isinstance(file, Upload) else ""
            return Offered(file.name or "", b"" if problem else file.read(), problem)
        return None


class TakeBackForm(GovukForm):
    """Why a record is taken back."""

    reason = NoteField(
        label="What is wrong with it",
        rows=2,
        max_length=500,
        error_messages={"required": "Enter what is wrong with it"},
    )


class WhatFollowsForm(GovukForm):
    """What follows from work that went beyond its training."""

    what_follows = NoteField(
        label="What follows",
        help_text="Such as: looked at it together, training booked for May. Name no family.",
        rows=3,
        max_length=2_000,
        error_messages={"required": "Enter what follows"},
    )


class SessionForm(OnceForm):
    """A session that we give."""

    title = LineField(label="What it is about", max_length=200)
    audience = RadiosField(label="For whom", choices=listed(Audience))
    provider_kind = RadiosField(label="Who gives it", choices=listed(ProviderKind))
    provider = LineField(label="Name of whoever gives it with us", max_length=200, required=False)
    place = LineField(label="Where", max_length=200, required=False)
    held_on = FriendlyDateField(
        label="The day it is given",
        help_text="Such as today, +14 or 27/3/2027.",
        earliest=years_ago(5),
        latest=years_ahead(2),
    )
    hours = HoursField(label="Hours", max_value=48)

    def new(self) -> NewSession:
        """The session, as the action takes it."""
        said = self.cleaned_data
        return NewSession(
            title=said["title"],
            audience=Audience(said["audience"]),
            provider_kind=ProviderKind(said["provider_kind"]),
            provider=said["provider"],
            place=said["place"],
            held_on=said["held_on"],
            hours=said["hours"],
        )


class AttendanceForm(GovukForm):
    """How many came."""

    refused_at = {"dates-make-sense": ("came",)}
    came = WholeNumberField(label="How many people came", max_value=5_000, example="12")


class SessionFeedbackForm(OnceForm):
    """What one person who came said."""

    useful = RadiosField(label="How useful was it?", choices=listed(Usefulness))
    words = NoteField(
        label="What they wrote",
        help_text="Word for word, without a name.",
        rows=3,
        max_length=2_000,
        required=False,
    )
