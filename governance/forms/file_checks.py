"""Cleans what a manager draws and finds, and what a worker replies. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from governance.actions.file_checks import Findings, Wanted
from governance.choices import Promise, Verdict
from governance.forms.days import years_ago
from governance.rules.file_checks import MOST_IN_A_SAMPLE, SAY_WHAT, Found
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.ui.fields import ConfirmField, FriendlyDateField, NoteField, RadiosField, SelectField
from sendiass.ui.fields.short import WholeNumberField
from sendiass.ui.forms import GovukForm, OnceForm

WHEN = "Such as -90 or 1/9."
QUARTER = timedelta(days=91)


class DrawForm(OnceForm):
    """Whose work is looked at, of which days, and how many files."""

    worker = SelectField(label="Whose work?", error_messages={"required": "Select whose work"})
    first_on = FriendlyDateField(
        label="The first day",
        help_text=WHEN,
        earliest=years_ago(10),
        latest=clock.today,
        error_messages={"required": "Enter the first day"},
    )
    last_on = FriendlyDateField(
        label="The last day",
        earliest=years_ago(10),
        latest=clock.today,
        error_messages={"required": "Enter the last day"},
    )
    size = WholeNumberField(
        label="How many files?",
        min_value=1,
        max_value=MOST_IN_A_SAMPLE,
        error_messages={"required": "Enter how many files"},
    )
    refused_at = {"dates-make-sense": ("first_on",)}

    def __init__(self, *args: Any, workers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(one.id): one for one in workers}
        pairs = [("", "Select one"), *((key, one.name) for key, one in self.workers.items())]
        self.fields["worker"].choices = pairs  # type: ignore[attr-defined]
        if not workers:
            self.fields["worker"].help_text = "There is nobody yet: nobody else here works cases."

    @property
    def wanted(self) -> Wanted:
        """What was asked for, for the action."""
        said = self.cleaned_data
        return Wanted(self.workers[said["worker"]], said["first_on"], said["last_on"], said["size"])


class FindingsForm(GovukForm):
    """What was found, promise by promise, and of the whole."""

    words = NoteField(
        label="What you say of the whole",
        help_text="The worker reads it.",
        rows=3,
        max_length=5_000,
        required=False,
    )
    for_supervision = ConfirmField(label="Talk about it at their next supervision", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for promise in Promise:
            self.fields[promise.value] = RadiosField(
                label=_of("What you found", promise),
                choices=Verdict.choices,
                inline=True,
                error_messages={"required": f"Say what you found: {promise.label.lower()}"},
            )
            self.fields[f"{promise}_words"] = NoteField(
                label=_of("What is amiss", promise), rows=2, max_length=2_000, required=False
            )
        self.order_fields(
            [name for one in Promise for name in (one.value, f"{one}_words")] + ["words", "for_supervision"]
        )

    def clean(self) -> dict[str, Any]:
        """What is amiss is said in words."""
        said: dict[str, Any] = self.cleaned_data
        for promise in Promise:
            verdict = said.get(promise.value)
            if verdict and Verdict(verdict) in SAY_WHAT and not said.get(f"{promise}_words"):
                self.add_error(f"{promise}_words", f"Say in words what is amiss: {promise.label.lower()}")
        return said

    def pair(self, promise: Promise) -> tuple[BoundField, BoundField]:
        """The verdict and the words of one promise, to be drawn beside what is on record of it."""
        return self[promise.value], self[f"{promise}_words"]

    @property
    def findings(self) -> Findings:
        """What was found, for the action."""
        said = self.cleaned_data
        found = [Found(one, Verdict(said[one.value]), said[f"{one}_words"]) for one in Promise]
        return Findings(found, said["words"], said["for_supervision"])


class ReplyForm(OnceForm):
    """What whose work it is says to the findings."""

    words = NoteField(
        label="Your reply",
        help_text="What you agree with, what was different, what you will do another time.",
        rows=5,
        max_length=5_000,
        error_messages={"required": "Enter your reply"},
    )


def _of(words: str, promise: Promise) -> SafeString:
    """A label that stands under the promise's heading, and says which it is to whoever hears it alone."""
    return format_html('{}<span class="govuk-visually-hidden">: {}</span>', words, promise.label.lower())
