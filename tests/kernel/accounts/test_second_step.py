"""The second step: demanded of all outside the demonstration, its secrets sealed, its codes good once."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import Settings

from sendiass.accounts import second_factor
from sendiass.accounts.actions import confirm_proposal, deactivate, propose_second_factor_reset
from sendiass.accounts.models import User
from sendiass.clock import now
from sendiass.crypto.errors import SealedError, Tampered
from tests.kernel.accounts.conftest import PASSWORD, People

pytestmark = pytest.mark.django_db
ASKS = "/account/second-step/"


@pytest.fixture(autouse=True)
def _in_earnest(settings: Settings) -> None:
    settings.DEMONSTRATION = False


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def sign_in(client: Client, email: str) -> str:
    response = client.post("/account/login/", {"login": email, "password": PASSWORD})
    return str(response.headers.get("Location", ""))


def set_up_app(client: Client, email: str) -> str:
    """Sign in and set up an authenticator app; returns its secret."""
    sign_in(client, email)
    asked = client.get("/account/2fa/totp/activate/")
    assert asked["Location"].startswith("/account/reauthenticate/"), "a borrowed session is not enough"
    client.post(asked["Location"], {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)
    assert secret, page
    response = client.post("/account/2fa/totp/activate/", {"code": code_for(secret[1])})
    assert response.status_code == 302, response.content.decode()
    return secret[1]


@pytest.mark.parametrize("email", ["mo@example.org", "ada@example.org", "cem@example.org", "bea@example.org"])
@pytest.mark.parametrize(
    "path", ["/account/start/", "/settings/", "/settings/accounts/", "/settings/roles/", "/today/"]
)
def test_nobody_opens_a_page_before_setting_up_a_second_step(
    people: People, client: Client, email: str, path: str
) -> None:
    sign_in(client, email)
    response = client.get(path)
    assert (response.status_code, response.headers.get("Location")) == (302, ASKS)
    assert "Set up a second step" in client.get(ASKS).content.decode()


def test_a_script_is_told_so_rather_than_led_away(people: People, client: Client) -> None:
    sign_in(client, "cem@example.org")
    response = client.get("/drafts/token/")
    assert response.status_code == 403
    assert response.json() == {"error": "second-step"}


def test_the_demonstration_asks_for_no_second_step(
    people: People, client: Client, settings: Settings
) -> None:
    settings.DEMONSTRATION = True
    sign_in(client, "cem@example.org")
    assert client.get("/account/start/").status_code == 200


def test_one_may_sign_out_without_a_second_step(people: People, client: Client) -> None:
    sign_in(client, "cem@example.org")
    assert client.post("/account/logout/").status_code == 302
    assert client.get(ASKS).status_code == 302


def test_with_an_app_set_up_the_pages_open(people: People, client: Client) -> None:
    set_up_app(client, "cem@example.org")
    assert client.get("/account/start/").status_code == 200


def test_recovery_codes_alone_are_no_second_step(people: People) -> None:
    Authenticator.objects.create(user=people.caseworker, type="recovery_codes", data={})
    assert not second_factor.has_second_factor(people.caseworker)


def test_from_then_on_the_password_alone_does_not_sign_in(people: People, client: Client) -> None:
    set_up_app(Client(), "cem@example.org")
    assert sign_in(client, "cem@example.org").startswith("/account/2fa/authenticate/")
    assert client.get("/account/start/").status_code == 302
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.get("/account/start/").status_code == 302


def test_a_code_signs_in_once_and_never_again(people: People) -> None:
    with time_machine.travel("2026-11-02 09:00:00+00:00", tick=False) as clock:
        secret = set_up_app(Client(), "cem@example.org")
        clock.shift(timedelta(minutes=5))
        code = code_for(secret)
        first, second = Client(), Client()
        for browser in (first, second):
            sign_in(browser, "cem@example.org")
        assert first.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
        assert first.get("/account/start/").status_code == 200
        assert second.post("/account/2fa/authenticate/", {"code": code}).status_code == 200
        assert second.get("/account/start/").status_code == 302


def test_guessing_codes_is_stopped(people: People, client: Client) -> None:
    secret = set_up_app(Client(), "cem@example.org")
    cache.clear()
    sign_in(client, "cem@example.org")
    for guess in range(8):
        client.post("/account/2fa/authenticate/", {"code": f"{guess:06}"})
    response = client.post("/account/2fa/authenticate/", {"code": code_for(secret)})
    assert "Too many attempts" in response.content.decode()


@pytest.mark.parametrize("code", ["", "\x00", "x" * 1_000, "١٢٣٤٥٦", "😀", "-1"])
def test_nonsense_for_a_code_is_refused_and_never_an_error(people: People, client: Client, code: str) -> None:
    set_up_app(Client(), "cem@example.org")
    sign_in(client, "cem@example.org")
    assert client.post("/account/2fa/authenticate/", {"code": code}).status_code == 200


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "5", "null", '{"id": 1}', "\x00", '{"id":"' + "x" * 5_000 + '"}']
)
@pytest.mark.parametrize("path", ["/account/2fa/webauthn/login/", "/account/2fa/webauthn/add/"])
def test_nonsense_for_a_passkey_is_refused_and_never_an_error(
    people: People, client: Client, path: str, credential: str
) -> None:
    if path.endswith("add/"):
        sign_in(client, "cem@example.org")
    client.get(path)
    response = client.post(path, {"name": "\x00" if credential == "5" else "key", "credential": credential})
    assert response.status_code in (200, 302)
    assert not Authenticator.objects.exists()


def test_the_data_base_holds_no_secret_in_clear(people: People, client: Client) -> None:
    secret = set_up_app(client, "cem@example.org")
    codes = client.get("/account/2fa/recovery-codes/download/").content.decode().split()
    assert len(codes) >= 8
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(data::text, ' '), '') FROM mfa_authenticator")
        kept = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(string_agg(session_data, ' '), '') FROM django_session")
        sessions = cursor.fetchone()[0]
    for value in (secret, *codes):
        assert value not in kept
        assert value not in sessions
    recovery = Authenticator.objects.get(type="recovery_codes").data
    assert not set(json.dumps(recovery).split('"')) & set(codes)


def test_a_secret_that_was_changed_in_the_data_base_does_not_open(people: People) -> None:
    sealed = second_factor.seal("JBSWY3DPEHPK3PXP")
    assert second_factor.unseal(sealed) == "JBSWY3DPEHPK3PXP"
    for wrong in (sealed[:-5] + "AAAA=", "1." + sealed[4:], "JBSWY3DPEHPK3PXP", "", "9.AAAA", "x.y"):
        with pytest.raises(SealedError):
            second_factor.unseal(wrong)
    with pytest.raises(Tampered):
        second_factor.unseal("JBSWY3DPEHPK3PXP")


def test_the_only_second_step_cannot_be_taken_off(people: People, client: Client) -> None:
    set_up_app(client, "cem@example.org")
    response = client.post("/account/2fa/totp/deactivate/", {})
    assert Authenticator.objects.filter(type="totp").exists()
    assert response.status_code in (200, 302)


def test_someone_ended_between_the_two_steps_does_not_get_in(people: People, client: Client) -> None:
    with time_machine.travel("2026-11-02 09:00:00+00:00", tick=False) as clock:
        secret = set_up_app(Client(), "cem@example.org")
        clock.shift(timedelta(minutes=5))
        sign_in(client, "cem@example.org")
        deactivate(by=people.manager, person=people.caseworker, reason="Left", at=now())
        client.post("/account/2fa/authenticate/", {"code": code_for(secret)})
        assert client.get("/account/start/").status_code == 302


def test_a_lost_device_is_replaced_when_two_people_agree(people: People, client: Client) -> None:
    set_up_app(client, "cem@example.org")
    proposal = propose_second_factor_reset(
        by=people.manager, person=people.caseworker, reason="Lost phone", at=now()
    )
    assert client.get("/account/start/").status_code == 200
    confirm_proposal(by=people.administrator, proposal=proposal, at=now())
    assert not Authenticator.objects.filter(user=people.caseworker).exists()
    assert client.get("/account/start/")["Location"].startswith("/account/login/")
    assert sign_in(client, "cem@example.org") == "/today/"
    assert client.get("/today/")["Location"] == ASKS


def test_showing_recovery_codes_asks_for_the_password_again(people: People, client: Client) -> None:
    with time_machine.travel("2026-11-02 09:00:00+00:00", tick=False) as clock:
        secret = set_up_app(client, "cem@example.org")
        clock.shift(timedelta(minutes=6))
        response = client.get("/account/2fa/recovery-codes/")
        assert response.status_code == 302
        assert "reauthenticate" in response["Location"]
        page = client.get(response["Location"])
        assert "Show that it is you" in page.content.decode()
        back = client.post(response["Location"], {"code": code_for(secret), "password": PASSWORD})
        assert back.status_code == 302
        assert client.get("/account/2fa/recovery-codes/").status_code == 200


def test_the_library_would_keep_secrets_in_clear_without_us(people: People) -> None:
    TOTP.activate(people.caseworker, "JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in json.dumps(Authenticator.objects.get().data)


def test_every_page_of_ones_own_account_is_served(people: People, client: Client) -> None:
    set_up_app(client, "cem@example.org")
    for path in (
        "",
        "totp/deactivate/",
        "recovery-codes/",
        "recovery-codes/generate/",
        "webauthn/",
        "webauthn/add/",
    ):
        response = client.get(f"/account/2fa/{path}")
        assert response.status_code == 200, path
        assert "None" not in response.content.decode()
    assert User.objects.count() == 5
