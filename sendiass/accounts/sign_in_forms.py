"""The sign-in library's forms in the service's look and words. Their checks stay the library's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery_codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from sendiass.accounts import emails
from sendiass.ui.forms import GovukForm

HINT = "At least 12 characters. Three words that do not belong together make a good one."
LONGEST_PASSWORD = 500
LONGEST_KEY_NAME = 60
LONGEST_ANSWER = 100_000
KEY_PROBLEM = "The key did not answer as it should. Try again, or use another way"
EMAIL_PROBLEM = "Enter an email address, like name@example.com"


class SignInForm(GovukForm):
    """What these forms share: our labels and hints, no placeholders, bounds on what is typed."""

    words: ClassVar[dict[str, tuple[str, str]]] = {}
    longest: ClassVar[dict[str, int]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]
                field.error_messages["required"] = _ask_for(field.label)

    def _clean_fields(self) -> None:
        for name, most in self.longest.items():
            typed = self.data.get(self.add_prefix(name), "")
            if len(str(typed)) > most:
                # Before any costly look at it: a password of a megabyte would be hashed.
                self.add_error(name, f"{self.fields[name].label} must be {most} characters or fewer")
        if not self.errors:
            super()._clean_fields()


class Login(SignInForm, account.LoginForm):  # type: ignore[misc]
    words: ClassVar = {"login": ("Email address", ""), "password": ("Password", "")}
    longest: ClassVar = {"login": 254, "password": LONGEST_PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update({"autocomplete": "username", "spellcheck": "false"})
        self.fields["login"].error_messages["invalid"] = EMAIL_PROBLEM
        self.fields["login"].validators = [_in_our_words(v) for v in self.fields["login"].validators]


class ChangePassword(SignInForm, account.ChangePasswordForm):  # type: ignore[misc]
    words: ClassVar = {
        "oldpassword": ("Your password now", ""),
        "password1": ("New password", HINT),
        "password2": ("New password again", ""),
    }
    longest: ClassVar = dict.fromkeys(words, LONGEST_PASSWORD)


class ResetPassword(SignInForm, account.ResetPasswordForm):  # type: ignore[misc]
    words: ClassVar = {"email": ("Email address", "")}
    longest: ClassVar = {"email": 254}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["spellcheck"] = "false"
        self.fields["email"].validators = [_in_our_words(v) for v in self.fields["email"].validators]

    def save(self, request: HttpRequest, **_: Any) -> str:  # noqa: ARG002
        """Have the link written by a worker, whoever asks: the library writes it while the visitor waits."""
        emails.ask_for_password_link(self.users[0] if self.users else None)
        return str(self.cleaned_data["email"])


class ResetPasswordKey(SignInForm, account.ResetPasswordKeyForm):  # type: ignore[misc]
    words: ClassVar = {
        "password1": ("New password", HINT),
        "password2": ("New password again", ""),
    }
    longest: ClassVar = dict.fromkeys(words, LONGEST_PASSWORD)


class Reauthenticate(SignInForm, account.ReauthenticateForm):  # type: ignore[misc]
    words: ClassVar = {"password": ("Password", "")}
    longest: ClassVar = {"password": LONGEST_PASSWORD}


CODE = {"code": ("Code", "The six figures your authenticator app shows, or one of your recovery codes.")}


class AuthenticateCode(SignInForm, mfa.AuthenticateForm):  # type: ignore[misc]
    words: ClassVar = CODE
    longest: ClassVar = {"code": 40}


class ReauthenticateCode(SignInForm, mfa.ReauthenticateForm):  # type: ignore[misc]
    words: ClassVar = CODE
    longest: ClassVar = {"code": 40}


class ActivateTotp(SignInForm, totp.ActivateTOTPForm):  # type: ignore[misc]
    words: ClassVar = {"code": ("The code from your app", "The six figures it shows for this service.")}
    longest: ClassVar = {"code": 40}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "class": "govuk-input--width-10"})


class DeactivateTotp(SignInForm, totp.DeactivateTOTPForm):  # type: ignore[misc]
    pass


class GenerateRecoveryCodes(SignInForm, recovery_codes.GenerateRecoveryCodesForm):  # type: ignore[misc]
    pass


def _patiently(check: Callable[[], Any]) -> Any:
    try:
        return check()
    except ValidationError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValidationError(KEY_PROBLEM) from error


class _KeyAnswer(SignInForm):
    """A form that carries a key's answer. The library stumbles over answers that have not their shape."""

    longest: ClassVar = {"credential": LONGEST_ANSWER}

    def clean_credential(self) -> Any:
        theirs = getattr(super(), "clean_credential", None)
        return _patiently(theirs) if theirs else self.cleaned_data["credential"]

    def clean(self) -> Any:
        return _patiently(super().clean)


class LoginWebAuthn(_KeyAnswer, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class AuthenticateWebAuthn(_KeyAnswer, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class ReauthenticateWebAuthn(_KeyAnswer, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class AddWebAuthn(_KeyAnswer, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    words: ClassVar = {
        "name": ("A name for this key", "So that you can tell it from others, for example “work laptop”."),
        "passwordless": (
            "Sign in with this key alone",
            "Without a password. The key asks for your fingerprint, face or PIN.",
        ),
    }
    longest: ClassVar = {"name": LONGEST_KEY_NAME, "credential": LONGEST_ANSWER}


class EditWebAuthn(SignInForm, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    words: ClassVar = {"name": ("A name for this key", "")}
    longest: ClassVar = {"name": LONGEST_KEY_NAME}


def _ask_for(label: str) -> str:
    words = f"{label[:1].lower()}{label[1:]}"
    return f"Enter {words if words.startswith(('a ', 'the ', 'your ')) else f'the {words}'}"


def _in_our_words(validator: Any) -> Any:
    if hasattr(validator, "domain_allowlist"):
        return type(validator)(message=EMAIL_PROBLEM)
    return validator
