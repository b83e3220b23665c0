"""Cleans what is written down about a call: asked, given, whom to ring back. It never saves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from cases.actions.answered import CameOfCall
from cases.actions.enquiries import Asked, RingBack
from cases.actions.interventions import Given
from cases.choices import CaseRole, Channel, EnquiryStatus, GotIt, HelpKind, HowShared, Issue
from cases.forms.lists import Pairs, listed
from cases.models import IndependentSource
from sendiass import clock
from sendiass.profiles import profile
from sendiass.ui.fields import (
    CheckboxesField,
    EmailField,
    LineField,
    MinutesField,
    NameField,
    NoteField,
    PhoneField,
    RadiosField,
    SelectField,
    YesNoField,
)
from sendiass.ui.forms import FilterForm, OnceForm

NOT_SAID = "not_said"
GIVEN = ("kinds", "note", "minutes", "level")
POINTED = ("sources", "told_of_none_because")
CAME = ("wanted", "got_it", *POINTED)
A_CASE_FOLLOWS = "A case was to be opened with this family."
NAMES_NOBODY = "Write nothing that says who they are."


def levels() -> Pairs:
    """The four levels of intervention, in the profile's words."""
    return [(str(level.number), f"{level.number}: {level.label}") for level in profile().levels]


def ways_it_was_said() -> Pairs:
    """How the impartiality statement can have been said, or that it has not been yet."""
    return [*listed(HowShared)(), (NOT_SAID, "Not said yet")]


def sources_to_offer() -> Pairs:
    """The independent sources of which families can be told now."""
    return [(str(one.pk), one.name) for one in IndependentSource.objects.in_use()]


class HelpGivenForm(OnceForm):
    """What was given in one call, how long it took, what came of it, and whom they were told of."""

    refused_at = MappingProxyType({"Y13": ("sources",), "L22": ("got_it",)})
    is_told_already = False

    kinds = CheckboxesField(
        label="What kind of help did you give?",
        choices=listed(HelpKind),
        error_messages={"required": "Select what kind of help you gave"},
    )
    note = NoteField(
        label="What they asked and what you told them",
        help_text=NAMES_NOBODY,
        rows=5,
        count=True,
        error_messages={"required": "Enter what they asked and what you told them"},
    )
    minutes = MinutesField(
        label="Minutes",
        initial=10,
        error_messages={"required": "Enter how many minutes the call took"},
    )
    level = SelectField(label="Level", choices=levels, initial="1")
    wanted = LineField(
        label="What did they want, in their words?",
        help_text=f"{NAMES_NOBODY} Leave it empty if they were not asked.",
        max_length=1000,
        error_messages={
            "required": "Enter what they wanted, or select that they were not asked",
            "max_length": "What they wanted must be %(limit_value)s characters or fewer. You entered %(show_value)s",
        },
    )
    got_it = RadiosField(
        label="Do they say that they got it?",
        help_text="What they say themselves, whatever you think of it.",
        choices=listed(GotIt),
        error_messages={"required": "Select whether they got what they wanted, or that they were not asked"},
    )
    sources = CheckboxesField(
        label="Whom did you tell them of, who can tell them whether what we said is right?",
        choices=sources_to_offer,
        small=True,
    )
    told_of_none_because = LineField(
        label="If of nobody: why?",
        help_text=NAMES_NOBODY,
        max_length=1000,
        error_messages={
            "max_length": "Why they were told of nobody must be %(limit_value)s characters or fewer. "
            "You entered %(show_value)s"
        },
    )
    ask_at = EmailField(
        label="Email for our questionnaire, if they want it",
        help_text="We write there once and then forget it.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """What came of it may be silent only of a caller who was not asked; and nobody is told of nobody without a why."""
        said = self.cleaned_data
        if said.get("got_it") == GotIt.NOT_ASKED:
            self._leave_open(["wanted"])
        self._leave_open(POINTED)  # the one or the other
        is_told = self.is_told_already or bool(said.get("sources") or said.get("told_of_none_because"))
        if not is_told and not any(map(self.has_error, POINTED)):
            self.add_error("sources", "Select whom you told them of, or enter why of nobody")
        return said

    def _leave_open(self, names: Iterable[str]) -> None:
        for name in names:
            if self.has_error(name, "required"):
                del self.errors[name]
                self.cleaned_data[name] = ""

    def came(self) -> CameOfCall:
        """What came of it, as the action takes it; of a valid form."""
        said = self.cleaned_data
        chosen = set(said.get("sources") or ())
        return CameOfCall(
            got_it=GotIt(said["got_it"]) if said.get("got_it") else None,
            wanted=said.get("wanted", ""),
            sources=tuple(one for one in IndependentSource.objects.in_use() if str(one.pk) in chosen),
            told_of_none_because=said.get("told_of_none_because", ""),
        )

    def given(self, channel: Channel) -> Given:
        """What was given, today."""
        asked = self.cleaned_data
        return Given(
            happened_on=clock.today(),
            channel=channel,
            kinds=tuple(map(HelpKind, asked["kinds"])),
            level=int(asked["level"]),
            minutes=asked["minutes"],
            note=asked["note"],
        )


class CallBackDoneForm(HelpGivenForm):
    """The call back, once they have been reached."""

    channel = SelectField(label="How you reached them", choices=listed(Channel), initial=Channel.PHONE_CALL)
    field_order = ("channel", "kinds", "note", "minutes", "level", *CAME, "ask_at")

    def __init__(self, *args: Any, is_told_already: bool = False, **kwargs: Any) -> None:
        """`is_told_already` is whether they were told of an independent source before: then it is not asked again."""
        super().__init__(*args, **kwargs)
        self.is_told_already = is_told_already
        if is_told_already:
            del self.fields["sources"], self.fields["told_of_none_because"]

    def given_then(self) -> Given:
        """What was given when they were reached."""
        return self.given(Channel(self.cleaned_data["channel"]))


class EnquiryForm(HelpGivenForm):
    """A call taken in a minute. Help given, a call-back, or both; it names nobody but whom to ring back."""

    statement_shared = RadiosField(
        label="How was it said?",
        choices=ways_it_was_said,
        error_messages={"required": "Select how the statement was said, or that it has not been yet"},
    )
    channel = SelectField(label="How they reached us", choices=listed(Channel), initial=Channel.HELPLINE_CALL)
    issue = SelectField(
        label="What is it about?",
        choices=listed(Issue, nothing="Select what it is about"),
        error_messages={"required": "Select what it is about"},
    )
    who = RadiosField(
        label="Who is asking?",
        choices=listed(CaseRole, nothing="They did not say"),
        initial="",
        required=False,
    )
    call_back = YesNoField(
        label="Do they want to be called back?",
        initial="no",
        reveals={"yes": ["name", "number", "when"]},
    )
    name = NameField(label="Name to ask for", required=False)
    number = PhoneField(
        label="Number to ring",
        error_messages={"required": "Enter the number to ring, or select no call-back"},
    )
    when = LineField(label="A good time to ring", required=False)
    leads_to_case = False
    field_order = (
        "statement_shared",
        "channel",
        "issue",
        "who",
        "kinds",
        "note",
        "minutes",
        "level",
        *CAME,
        "ask_at",
        "call_back",
        "name",
        "number",
        "when",
    )

    def __init__(self, *args: Any, leads_to_case: bool = False, **kwargs: Any) -> None:
        """`leads_to_case` is whether a case is opened with them next: what came of it is asked when that closes."""
        super().__init__(*args, **kwargs)
        self.leads_to_case = leads_to_case

    def clean(self) -> dict[str, Any]:
        """A call-back alone needs no word of help given; anything else does. What came of it waits for the call back."""
        asked = self.cleaned_data
        if not (asked.get("call_back") or self.leads_to_case):
            super().clean()
        else:
            self._leave_open(POINTED)
            is_silent_of = {name for name in ("wanted", "got_it") if not asked.get(name)}
            if "wanted" in is_silent_of:
                self._leave_open(["got_it"])
            if "got_it" in is_silent_of or asked["got_it"] == GotIt.NOT_ASKED:
                self._leave_open(["wanted"])
        is_silent = all(self.has_error(name, "required") for name in ("kinds", "note"))
        if is_silent and asked.get("call_back"):
            self._leave_open(GIVEN)
        if asked.get("call_back") and asked.get("ask_at"):
            self.add_error(
                "ask_at", "You are to ring them back: ask for this email address then, and leave this empty"
            )
        return asked

    def came(self) -> CameOfCall:
        """As it is said; where a case follows at once, what was left open says so."""
        came = super().came()
        if self.leads_to_case and not self.cleaned_data["call_back"]:
            why = came.told_of_none_because or ("" if came.sources else A_CASE_FOLLOWS)
            came = replace(came, got_it=came.got_it or GotIt.NOT_ASKED, told_of_none_because=why)
        return came

    @property
    def has_given(self) -> bool:
        """Whether help was given in the call itself."""
        return bool(self.cleaned_data.get("kinds"))

    def asked(self) -> Asked:
        """The call as the action takes it."""
        said = self.cleaned_data
        channel = Channel(said["channel"])
        shared = said["statement_shared"]
        return Asked(
            channel=channel,
            issue=Issue(said["issue"]),
            who=CaseRole(said["who"]) if said["who"] else None,
            statement_shared=None if shared == NOT_SAID else HowShared(shared),
            ring_back=RingBack(said["name"], said["number"], said["when"]) if said["call_back"] else None,
            given=self.given(channel) if self.has_given else None,
            came=self.came(),
            ask_at=said["ask_at"],
        )


class EnquiryFilterForm(FilterForm):
    """Which enquiries the list shows; in the address, so that it can be passed on."""

    status = CheckboxesField(label="Status", choices=listed(EnquiryStatus), required=False)
