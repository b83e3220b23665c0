"""Cleans what is typed about the board's members, their seats and its chair. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from governance.actions.board import Described, Term
from governance.rules.board import Facts
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.profiles import profile
from sendiass.ui.fields import EmailField, FriendlyDateField, NameField, SelectField, YesNoField
from sendiass.ui.forms import GovukForm, OnceForm

WAS = "Such as today, yesterday or 27/3/2026."
DAY = "Such as 31/8/2029."


class DescribedForm(GovukForm):
    """Somebody on the board, and what of them counts."""

    refused_at = {"account": ("account",), "L08": ("is_la_officer",), "Y21": ("is_parent",)}
    name = NameField(label="Name")
    email = EmailField(label="Email", help_text="Invitations, agendas and minutes go there.", required=False)
    is_parent = YesNoField(
        label="Are they a parent or carer?", error_messages={"required": "Select yes or no"}
    )
    is_young_person = YesNoField(
        label="Are they a child or young person?", error_messages={"required": "Select yes or no"}
    )
    is_la_officer = YesNoField(
        label="Are they an officer of the local authority?",
        help_text="Somebody whom the local authority employs, whatever they do there.",
        error_messages={"required": "Select yes or no"},
    )
    account = SelectField(
        label="Their account",
        help_text="Accounts are proposed under Settings, and a second person confirms them.",
        required=False,
    )

    def __init__(self, *args: Any, accounts: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._accounts = {str(one.id): one for one in accounts}
        offered = [("", "They have none"), *((key, one.name) for key, one in self._accounts.items())]
        self.fields["account"].choices = offered  # type: ignore[attr-defined]

    def described(self) -> Described:
        """As the action takes it."""
        said = self.cleaned_data
        facts = Facts(said["is_la_officer"], said["is_parent"], said["is_young_person"])
        return Described(said["name"], said["email"] or "", facts, self._accounts.get(said["account"]))


class SeatForm(OnceForm):
    """For which constituency somebody has a seat, from when until when."""

    refused_at = {
        "constituency": ("constituency",),
        "term-from": ("from_on",),
        "term-dates": ("until_on",),
        "L08": ("constituency",),
        "Y21": ("constituency",),
    }
    constituency = SelectField(label="Constituency", error_messages={"required": "Select a constituency"})
    from_on = FriendlyDateField(label="First day of the term", help_text=WAS)
    until_on = FriendlyDateField(label="Last day of the term", help_text=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.key, one.label) for one in profile().group.constituencies]
        self.fields["constituency"].choices = [("", "Select one"), *offered]  # type: ignore[attr-defined]

    def term(self) -> Term:
        """As the action takes it."""
        said = self.cleaned_data
        return Term(said["constituency"], said["from_on"], said["until_on"])


class MemberForm(DescribedForm, SeatForm):
    """Somebody new, with their first seat."""

    refused_at = {**SeatForm.refused_at, **DescribedForm.refused_at}
    field_order = [
        "name",
        "email",
        "constituency",
        "from_on",
        "until_on",
        "is_parent",
        "is_young_person",
        "is_la_officer",
        "account",
    ]


class FromForm(OnceForm):
    """From which day somebody chairs."""

    refused_at = {"from-on": ("on",)}
    on = FriendlyDateField(label="From which day do they chair?", help_text=WAS, latest=clock.today)


class UntilForm(GovukForm):
    """On which day something ended."""

    refused_at = {"ended-on": ("on",)}
    on = FriendlyDateField(label="Last day", help_text=WAS, latest=clock.today)
