"""Bends the sign-in library to the house: closed sign-up, our mail, seals, landing pages. No rule of ours."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from sendiass.accounts import second_factor
from sendiass.accounts.models import User
from sendiass.profiles import profile
from sendiass.ui.outage import AWAY


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Passwords and where one lands."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account has ended. Speak to your manager.",
        "email_password_mismatch": "The email address or the password is not right",
        "enter_current_password": "This is not your current password",
        "incorrect_password": "This is not your password",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, then try again",
        "rate_limited": "Too many attempts. Wait a few minutes, then try again",
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """As the library's, but an attempt that a fallen server cut off was no guess and does not count as one.

        Whoever tries again and again while the records are away would else be shut out once they are back.
        """
        try:
            user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        except AWAY:
            self._rollback_login_failed_rl_usage()
            raise
        return user

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: accounts are proposed and confirmed (SECURITY 8)."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page this person's work starts at."""
        user = request.user
        page = settings.LANDING_PAGES.get(user.role) if isinstance(user, User) else None
        return reverse(page or "accounts:start")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Back to one's own sign-in page."""
        return reverse("mfa_index")

    def is_safe_url(self, url: str | None) -> bool:
        """Only this very host, whatever other hosts are served."""
        return bool(url) and url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Ours are among the templates; none of them says a name."""
        super().add_message(request, level, message_template, {}, extra_tags, message)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing: the library writes to nobody by itself, least of all to addresses without an account."""


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "This is your only second step. Set up another one first",
        "incorrect_code": "This is not right. Use the code your app shows now, or try the key again",
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored: the library's default keeps it in clear."""
        return second_factor.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed. Raises Tampered."""
        return second_factor.unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last strong one, where a second step is demanded."""
        return settings.DEMONSTRATION or second_factor.strong_factors(authenticator.user) > 1

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """What a new key is called until its owner names it."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Key {count + 1}"

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing; see AccountAdapter.send_mail."""

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """What a passkey says of its owner, on their own device."""
        return {"id": user.id.hex.encode(), "display_name": user.name, "name": user.email}

    def _get_site_name(self) -> str:
        return profile().identity.name
