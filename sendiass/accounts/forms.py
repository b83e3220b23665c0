"""Cleans what is typed about accounts. It never saves."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.core.exceptions import ValidationError

from sendiass.accounts.actions import Newcomer
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.clock import today
from sendiass.ui.fields import EmailField, FriendlyDateField, NameField, NoteField, RadiosField, SelectField
from sendiass.ui.forms import FilterForm, GovukForm

REASON_LENGTH = 1_000
NAME_LENGTH = 200
ROLE_HINTS = {
    Role.CASEWORKER: "Works on the cases allocated to them, and takes enquiries.",
    Role.VOLUNTEER: "Works on the cases allocated to them, and sees no other.",
    Role.MANAGER: "Sees every case without a conflict of interest, allocates, proposes accounts.",
    Role.ADMINISTRATOR: "Takes enquiries, posts letters, confirms accounts. Sees no case narrative.",
    Role.BOARD_MEMBER: "Sees nothing about any one person.",
}


class _Reason(NoteField):
    def __init__(self, **kwargs: Any) -> None:
        asks = {"required": "Enter a reason"}
        given = {"label": "Reason", "rows": 3, "max_length": REASON_LENGTH, "error_messages": asks}
        super().__init__(**{**given, **kwargs})


class ProposeAccountForm(GovukForm):
    """An account for somebody new."""

    name = NameField(
        label="Full name", max_length=NAME_LENGTH, error_messages={"required": "Enter their full name"}
    )
    email = EmailField(
        label="Work email address",
        help_text="They sign in with it, and it cannot be changed later.",
        error_messages={"required": "Enter their work email address"},
    )
    role = RadiosField(
        label="Role",
        choices=Role.titled,
        hints={role.value: hint for role, hint in ROLE_HINTS.items()},
        error_messages={"required": "Select a role"},
    )
    reason = _Reason(
        label="Why they need an account",
        help_text="Whoever confirms reads this.",
        error_messages={"required": "Enter why they need an account"},
    )

    def clean_email(self) -> str:
        """The address in lower case. Only plain letters, so that two addresses never look alike."""
        email: str = self.cleaned_data["email"].lower()
        if not email.isascii():
            raise ValidationError("Enter an email address without accents or letters of other scripts")
        if User.objects.filter(email=email).exists():
            raise ValidationError("There is an account with this address already. Look it up in the list")
        return email

    @property
    def newcomer(self) -> Newcomer:
        """Who is proposed. Only after the form was valid."""
        data = self.cleaned_data
        return Newcomer(data["email"], data["name"], Role(data["role"]))


class RoleForm(GovukForm):
    """Another role, or the role to come back in."""

    role = RadiosField(
        label="Role",
        choices=Role.titled,
        hints={role.value: hint for role, hint in ROLE_HINTS.items()},
        error_messages={"required": "Select a role"},
    )
    reason = _Reason(help_text="Whoever confirms reads this.")

    def __init__(self, *args: Any, without: Role | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = cast("RadiosField", self.fields["role"])
        role.choices = [(value, label) for value, label in Role.titled() if value != without]


class ReasonForm(GovukForm):
    """A reason in words, where nothing else is asked."""

    reason = _Reason()


class ClearanceForm(GovukForm):
    """Until when somebody is cleared for new cases, and what that rests on."""

    until_on = FriendlyDateField(
        label="Last day",
        required=False,
        help_text="Such as +365 or 27/3. Leave it empty where the clearance has no end.",
        lean="future",
        earliest=today,
    )
    reason = _Reason(
        label="What it rests on",
        help_text="Such as the induction they finished, and when.",
        error_messages={"required": "Enter what it rests on"},
    )


class WithdrawForm(GovukForm):
    """Why somebody is cleared for new cases no longer."""

    reason = _Reason(label="Why", error_messages={"required": "Enter why"})


class AccountFilterForm(FilterForm):
    """Which accounts the list shows. Nothing is typed: names do not go into addresses of pages."""

    ANY: ClassVar[tuple[str, str]] = ("", "All")

    role = SelectField(label="Role", required=False, choices=lambda: [("", "All"), *Role.titled()])
    state = SelectField(
        label="State", required=False, choices=[ANY, ("active", "Active"), ("ended", "Ended")]
    )
